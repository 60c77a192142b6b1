// Package ping models ping sockets, of type SOCK_DGRAM with the protocol
// IPPROTO_ICMP or IPPROTO_ICMPV6: echo requests out and their replies in, for
// programs without CAP_NET_RAW. The identifier of the echo stands where UDP has
// its port.
//
// # How a lookup picks a socket
//
// For an echo reply with identifier i to the address d that arrived on device
// dif, or on device sdif of the VRF dif:
//
//  1. The sockets of the chain of i are looked at, those of both families, the
//     newest first: the one bound last, or given its identifier last.
//  2. One counts if its identifier is i, its family the packet's, its local
//     address d or the wildcard, and its device dif, sdif or none. Who sent the
//     reply does not matter, not even to a connected socket, and the VRF needs
//     no sysctl.
//  3. The first that counts gets the reply, and nobody looks further. There is no
//     score: a bound socket is not preferred to an unbound one, nor an address
//     to the wildcard (PNG-01, PNG-02).
//
// Before Linux 5.17 sdif was not looked at, and dif was the device that the
// packet came over: "lo" for whatever this host sends to itself (PNG-04).
//
// # What it mirrors
//
//	Init            ping_init_sock
//	bind, check     ping_bind, ping_check_bind_addr
//	getPort, unhash ping_get_port, ping_unhash
//	connect         ip4_datagram_connect, ip6_datagram_connect_v6_only
//	disconnect      __udp_disconnect
//	send4, send6    ping_v4_sendmsg, ping_v6_sendmsg, ping_common_sendmsg
//	lookup, err     ping_lookup, ping_rcv, ping_err
//	recv            ping_recvmsg
//
// These are functions of net/ipv4/ping.c and net/ipv6/ping.c. Each rule of Linux
// is marked, where it is coded, with its number in the ledger, such as PNG-02.
//
// # Steps
//
// Traces show these steps of the package:
//
//	ping.init.group_range, .v6only
//	ping.check.device, .lookup, .store     bind() before it has the socket lock
//	ping.bind.check, .saddr, .daddr, .dst_reset, .undo
//	ping.port.lock, .rover, .conflict, .num, .hash, .unlock
//	ping.unhash.lock, .hash, .num, .unlock
//	ping.lookup.first, .match              one .match for each socket looked at
//	ping.send.peer, .device, .id
//	ping.err.peer                          an ICMP error: is the socket connected?
//
// # Limits
//
//   - Automatic identifiers go up from 1 in each namespace; on Linux all
//     namespaces take theirs from one counter.
//   - Nobody answers extended echo requests (RFC 8335), and no socket gets the
//     answers of others.
//   - What devices can carry is not modelled: there is no EMSGSIZE for a request
//     that one IP header can describe, and there are no fragments.
//   - No flow labels, and no IP options.
package ping
