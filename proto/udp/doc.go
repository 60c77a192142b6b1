// Package udp models UDP over IPv4 and IPv6 as far as devices go: who gets a
// packet, who may have a port, and which way a packet leaves. UDP-Lite is the same
// code with a table of its own: see [NewLite].
//
// # How a lookup picks a socket
//
// For a packet from s:sp to d:dp that arrived on device dif, or by the VRF dif
// on its device sdif:
//
//  1. Only sockets of port dp count, whose device is dif, sdif or none, and
//     which are connected to s:sp or to nobody. Those of no device count for a
//     packet of a VRF only if udp_l3mdev_accept is on.
//  2. Early demux: if the newest socket of the address d is connected to exactly
//     s:sp, it gets the packet, unless this host sent it.
//  3. Since Linux 6.13, the table of 4-tuples: of the sockets connected to
//     exactly s:sp the last that connected, or was moved there.
//  4. Those bound to the address d come first. Only if none of them counts,
//     those bound to no address are looked at: a socket of the address d on any
//     device wins over a wildcard socket bound to dif.
//  5. Among them the highest score wins. IPv4: 2, or 1 for a dual-stack socket
//     of IPv6, and 4 each for a connected address, a connected port and, since
//     Linux 5.15, a bound device. IPv6: 1 for each of these. One more for a
//     socket that ever got a packet while it was connected: it has the number of
//     the processor that handled it, which is the one that there is.
//  6. Of equals, the newest in the chain wins: the last one bound, or moved to
//     the chain by connect(). Sockets of IPv6 with SO_REUSEPORT stand at the end
//     of the chain, in the order in which they were bound.
//  7. The first socket of that order with the highest score so far that is in a
//     group of SO_REUSEPORT and not connected ends the search: a hash picks a
//     member of its group, whatever score comes later. If a member has been
//     connected, the search goes on, for a higher score.
//
// A packet to a group or to a broadcast address goes to all sockets that count
// by the first rule, have that address or none, and take packets of the group.
// [sock.Proto].Explain tells these stories about single packets; it is the same
// code.
//
// # What it mirrors
//
//	lookup, one        __udp4_lib_lookup, __udp6_lib_lookup
//	walk, score        udp4_lib_lookup1, _lookup2, _lookup4, compute_score,
//	                   inet_match, and those of IPv6
//	early              udp_v4_early_demux, udp_v6_early_demux
//	member             inet_lookup_reuseport, inet6_lookup_reuseport
//	every              __udp4_lib_mcast_deliver, __udp6_lib_mcast_deliver
//	bind, conflict     udp_v4_get_port, udp_v6_get_port, udp_lib_get_port,
//	                   udp_lib_lport_inuse
//	join               udp_reuseport_add_sock
//	unhash, rehash     udp_lib_unhash, udp_lib_rehash, udp_v4_rehash, udp_v6_rehash
//	place, replace     udp_lib_hash4, udp_rehash4, udp_unhash4
//	connect            udp_connect, udpv6_connect
//	disconnect         __udp_disconnect
//	send, send6        udp_sendmsg, udpv6_sendmsg, udp_push_pending_frames
//	err                __udp4_lib_err, __udp6_lib_err
//	dump               udp_dump
//
// For UDP-Lite:
//
//	setOption, getOption  udp_lib_setsockopt, udp_lib_getsockopt
//	sendCoverage          udplite_csum
//	inputLite             udplite_rcv, udp_queue_rcv_one_skb
//
// These are functions of net/ipv4/udp.c and net/ipv6/udp.c, and of udplite.c and
// udplite.h beside them. Each rule of Linux
// is marked, where it is coded, with its number in the ledger, such as UDP-04.
//
// # Steps
//
// Traces show these steps of the package:
//
//	udp.bind.lock, .conflict, .num, .hash, .chain, .hash2, .unlock
//	sock.connect.route, .saddr, .rcv_saddr, .daddr, .dport, .dst_set
//	sock.disconnect.daddr, .device, .rcv_saddr, .dst_reset
//	udp.rehash.lock, .chain, .unhash, .hash, .unlock
//	                                           between .unhash and .hash no
//	                                           lookup by address finds the socket
//	udp.place.lock, .unlock                    connect() leaves a group
//	udp.unhash.lock, .hash, .num, .hash2, .unlock
//	udp.lookup.chain, .first, .port, .score    one .score for each socket looked at
//	udp.send.device, .dst_check, .route, .dst_set
//	udp.lookup.redirect                        SkLookup is asked
//	udp.option.load, .store                    options of UDP-Lite
//	udp.input.coverage                         is enough of the packet covered?
//
// The place of a connected socket in the table of 4-tuples is set in connect's
// last step, and looked at in the .score of that socket: a lookup sees both
// tables at once, while Linux looks at one after the other.
//
// # Long chains
//
// A chain of more than a few sockets has an index by device, so that a packet
// looks at the sockets of its device and the unbound ones only, in the order of
// the chain. It finds what a walk would find. What it costs does not depend on
// how many sockets of other devices share the port, as it does in Linux.
//
// # Limits
//
//   - Groups of SO_REUSEPORT are as since Linux 5.4: before, a group took packets
//     of its connected members' peers as well. They have no BPF programs, and
//     SO_INCOMING_CPU does not exist.
//   - A socket that disconnects from an address which connect() gave it leaves
//     the table of 4-tuples, as in stable releases of 6.18 of 2026; in those from
//     6.13 to then it stays, in a wrong chain.
//   - The route that early demux takes from the socket is not modelled, nor the
//     hashes of chains: two addresses that share a chain in Linux by accident,
//     so that the head of it is another's, do not here.
//   - A lookup that finds nothing by an index walks along the port; so do
//     multicast and broadcast.
//   - No BPF but for a function in the place of one kind of program, which cannot
//     drop a packet ([sock.Inet].SkLookup); no TPROXY, no encapsulation, no UDP_CORK: only MSG_MORE. UDP has no options of
//     its own level, UDP-Lite those of coverage.
//   - A packet of UDP-Lite whose covered part has a wrong checksum is dropped when
//     it arrives; Linux, if it is covered in part, drops it when a program takes it.
//   - Automatic ports begin at the first and go up; Linux begins at random.
//   - No ports are reserved, and none needs a capability.
package udp
