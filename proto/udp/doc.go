// Package udp models UDP over IPv4 as far as devices go: who gets a packet, who
// may have a port, and which way a packet leaves.
//
// # How a lookup picks a socket
//
// For a packet from s:sp to d:dp that arrived on device dif:
//
//  1. Only sockets of port dp count, whose device is dif or none, and which are
//     connected to s:sp or to nobody.
//  2. Those bound to the address d come first. Only if none of them counts,
//     those bound to no address are looked at: a socket of the address d on any
//     device wins over a wildcard socket bound to dif.
//  3. Among them the highest score wins: 2, and 4 each for a connected address,
//     a connected port and, since Linux 5.15, a bound device.
//  4. Of equals, the newest in the chain wins: the last one bound, or moved to
//     the chain by connect().
//
// # What it mirrors
//
//	lookup, score    __udp4_lib_lookup, udp4_lib_lookup2, compute_score
//	bind, conflict   udp_v4_get_port, udp_lib_get_port, udp_lib_lport_inuse
//	unhash, rehash   udp_lib_unhash, udp_lib_rehash, udp_v4_rehash
//	connect          __ip4_datagram_connect
//	disconnect       __udp_disconnect
//	send             udp_sendmsg
//
// These are functions of net/ipv4/udp.c and net/ipv4/datagram.c. Each rule of
// Linux is marked, where it is coded, with its number in the ledger, such as
// UDP-04.
//
// # Steps
//
// Traces show these steps of the package:
//
//	udp.bind.lock, .conflict, .num, .hash, .hash2, .unlock
//	udp.connect.route, .saddr, .rcv_saddr, .daddr, .dport, .dst_set
//	udp.disconnect.daddr, .device, .rcv_saddr, .dst_reset
//	udp.rehash.lock, .unhash, .hash, .unlock   between .unhash and .hash no
//	                                           lookup by address finds the socket
//	udp.unhash.lock, .hash, .num, .hash2, .unlock
//	udp.lookup.chain, .first, .port, .score    one .score for each socket looked at
//	udp.send.device, .dst_check, .route, .dst_set
//
// # Limits
//
//   - IPv4 only: no dual stack, no IPv6 rules of lookup and conflict.
//   - No multicast and no broadcast: a packet for such an address is delivered
//     to nobody, and nobody can be bound to one.
//   - Groups of SO_REUSEPORT are not modelled: their members may share a port, and
//     then compete as single sockets.
//   - Early demux, and the table of connected sockets that Linux has since 6.13,
//     are not modelled: two sockets connected to one peer are told apart by their
//     scores, as before 6.13 without early demux (UDP-11, UDP-18).
//   - No BPF, no encapsulation.
//   - Automatic ports begin at the first and go up; Linux begins at random.
//   - No ports are reserved, and none needs a capability.
//   - Ancillary data (IP_PKTINFO), corking, and errors from ICMP do not exist.
package udp
