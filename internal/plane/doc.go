// Package plane puts one question to several answerers: a [Plane] is a machine
// with a network namespace, either the model of some release of Linux
// ([Model]) or the kernel that is running ([Live]).
//
// A program written against a Plane, usually with a [Script], gives a
// transcript: one line per call with what came of it. A rule of the ledger is
// done when the transcripts of the model and of a real kernel are the same.
//
// What differs between machines without meaning anything is levelled in
// transcripts: where automatic indexes begin (a kernel may give every
// namespace some tunnel devices), which automatic port was chosen, what the
// numbers of descriptors are. Error numbers never are.
//
// # Packets
//
// [Script.Arrive] and its kind make packets arrive, of UDP, TCP and ICMP, over
// IPv4 and IPv6: the same bytes on the model and on a real device.
// [Script.Left] says what has left, as package wire describes it, but for the
// talk by which hosts find their neighbours and routers and report their groups
// (ARP, NDP, IGMP, MLD). Sequence numbers of TCP are not compared: those that
// arrive fit to those that have left.
//
// # Limits
//
// All processes have the same user id. Devices are made by LinkAdd: veth pairs
// with a hidden other end on Linux; besides there are VRFs. A transcript has no
// place for a call that waits: see package linux for what such a call says
// instead. The headers that a raw socket receives with its packets are not
// compared. What leaves the devices of the second namespace is not recorded.
package plane
