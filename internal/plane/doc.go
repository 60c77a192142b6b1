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
// # Limits
//
// All processes have the same user id. Devices are made by LinkAdd: veth pairs
// with a hidden other end on Linux. The headers that a raw socket receives
// with its packets are not compared.
package plane
