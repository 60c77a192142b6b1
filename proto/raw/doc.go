// Package raw models raw sockets over IPv4 and IPv6.
//
// # How a lookup picks sockets
//
// Every raw socket that matches a packet gets a copy of it, before and beside the
// protocol that the packet is for. There are no ports, no conflicts, no
// preference, and no Rehash hook: where a raw socket hangs depends on its protocol
// number only, so a change of device counts at the next comparison. A socket
// matches if
//
//  1. its protocol number is the packet's and its family, too; it has hung in
//     the table of its family since it was made
//  2. it is connected to the packet's source or to nobody
//  3. its local address is the packet's destination or the wildcard
//  4. its device is that which the packet arrived on, its VRF, or none; in the
//     last case a packet that came through a VRF needs raw_l3mdev_accept
//     (RX-03, L3-40), which is on from the start
//  5. it wants the group, if the packet is multicast: by a membership, or
//     IP_MULTICAST_ALL. Of IPv6 this takes the place of rule 3, and a socket of
//     the wildcard address is not asked
//
// IPv6 looks at the device before the addresses, which nobody can tell.
//
// # What it mirrors
//
//	hash, unhash     raw_hash_sk, raw_unhash_sk
//	bind, bind6      raw_bind, rawv6_bind
//	connect          ip4_datagram_connect, ip6_datagram_connect_v6_only
//	disconnect       __udp_disconnect, which raw sockets share with UDP
//	send, included   raw_sendmsg, raw_send_hdrinc
//	send6, included6 rawv6_sendmsg, rawv6_send_hdrinc
//	payload          raw_rcv, rawv6_recvmsg
//	lookup           raw_v4_input, ipv6_raw_deliver
//	match, match6    raw_v4_match, raw_v6_match, ip_mc_sf_allow, inet6_mc_check
//	err              raw_icmp_error, raw_err, raw6_icmp_error, rawv6_err
//	dump             raw_diag_dump
//
// These are functions of net/ipv4/raw.c, net/ipv6/raw.c and
// net/ipv4/datagram.c. Each rule of Linux is marked, where it is coded, with its
// number in the ledger, such as RAW-02.
//
// # Steps
//
// Traces show these steps of the package:
//
//	raw.hash, raw.unhash                  the socket is in its chain, is out
//	raw.bind.rcv_saddr, .saddr, .dst_reset
//	sock.inet6_bind.device, raw.bind6.rcv_saddr, .saddr
//	sock.connect.daddr, .dst_set
//	sock.disconnect.daddr, .device, raw.unhash
//	raw.lookup.first, .match              one .match for each socket looked at
//	raw.send.peer, raw.route, raw.send.protocol, .cork
//	raw.err.peer                          an ICMP error: is the socket connected?
//
// # Limits
//
//   - What devices can carry is not modelled: there is no EMSGSIZE for a packet
//     that one IP header can describe, and there are no fragments. A fragment that a
//     program sends with IP_HDRINCL is lost.
//   - No ICMP_FILTER, no ICMP6_FILTER, no IPV6_CHECKSUM, no router alert.
//   - A header that a program includes loses its options and its hop limit on the
//     way; packets are built anew where their bytes are asked for.
//   - connect() with AF_UNSPEC makes a raw socket deaf, as on Linux (RAW-02).
package raw
