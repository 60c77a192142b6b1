// Package raw models raw sockets over IPv4 as far as devices go.
//
// Every raw socket whose protocol number, addresses and device match a packet
// gets a copy of it. There are no ports, no conflicts, and no Rehash hook: where
// a raw socket hangs depends on its protocol number only, so a change of device
// counts at the next comparison.
//
// # What it mirrors
//
//	hash, unhash   raw_hash_sk, raw_unhash_sk
//	bind           raw_bind
//	connect        ip4_datagram_connect
//	disconnect     __udp_disconnect, which raw sockets share with UDP
//	send           raw_sendmsg
//	lookup         raw_v4_input, raw_v4_match
//
// These are functions of net/ipv4/raw.c and net/ipv4/datagram.c. Each rule of
// Linux is marked, where it is coded, with its number in the ledger, such as
// RAW-02.
//
// # Steps
//
// Traces show these steps of the package:
//
//	raw.hash, raw.unhash                  the socket is in its chain, is out
//	raw.bind.rcv_saddr, .saddr, .dst_reset
//	raw.connect.daddr, .dst_set
//	raw.disconnect.daddr, .device, raw.unhash
//	raw.lookup.first, .match              one .match for each socket looked at
//	raw.send.peer, raw.route, raw.send.protocol
//
// # Limits
//
//   - IPv4 only.
//   - A packet is a protocol number, addresses and a payload; there is no IP
//     header to read or, with IP_HDRINCL, to write. What a raw socket receives of
//     a UDP packet is what follows the UDP header.
//   - No multicast, no ICMP_FILTER, no IP_PKTINFO.
//   - connect() with AF_UNSPEC makes a raw socket deaf, as on Linux (RAW-02).
package raw
