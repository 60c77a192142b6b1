// Package prototest judges protocols: whoever fills a [sock.Proto] hands its
// constructor to [Run], and is told in words which rule of Linux it breaks.
//
//	func TestConformance(t *testing.T) {
//		prototest.Run(t, newDemo, prototest.MayMiss("device"))
//	}
//
// docs/protocol.md writes a protocol of about 100 lines, step by step.
//
// # What it does
//
//  1. It looks at the hooks.
//  2. It tries every sequential history of up to three (with -short, two)
//     operations of a small alphabet on one socket, and on two that share a port;
//     then rapid draws longer ones, on up to three sockets in two namespaces.
//     After each operation every packet that could make a difference is looked up,
//     and the answer compared with an oracle that scans all sockets and the fields
//     that they have now.
//  3. It counts what lookups allocate.
//  4. It explores some hundred small concurrent histories, each in every
//     schedule: changes of one socket or two, and lookups that run meanwhile.
//
// It stops at the first rule that is broken, and shows the history, the
// schedule if there is one, and the line that replays it. If nothing is said,
// steps 2 (without what rapid draws) and 4 are exhaustive for their scopes.
//
// # What it takes for granted
//
// Without options, the protocol is UDP over IPv4: a socket has a port; its
// address, peer and device must be the packet's or none; of those that match
// the best gets the packet, by [UDP4], and of equals the newest. Options say
// what is different. A protocol without Connect, Disconnect, Bind or Listen is
// not asked for it.
//
// # What a lookup may answer while sockets change
//
// A lookup looks at one socket after the other, without a lock, so that each
// has a moment of its own. For each socket there is a set of states that a
// lookup may take it for:
//
//   - what its fields were at each moment from the lookup's first step to its
//     last;
//   - for each operation on it that was under way at one of those moments: what
//     it was before the operation, and what it is after it;
//   - in no table, if [MayMiss] declares it for an operation on any socket that
//     was under way.
//
// The answer must be the oracle's for some choice of one state for each
// socket. If one socket changes at a time, this is: the answer was right at
// some moment of the lookup's interval. It follows that a lookup which begins
// after a change has returned sees the change, and finds no socket that was
// closed before. Order in real time is part of what is explored: before each
// operation stands a step of the kit's own, prototest.call, that reads how many
// operations the other tasks have ended.
//
// # How histories are written
//
// Operations are separated by ";". After those that are done at the beginning,
// each "|" begins a task. Sockets are numbered from 0 as they are opened. Both
// namespaces have eth0 (index 2, 10.1.0.1/24) and eth1 (3, 10.2.0.1/24), up; for
// IPv6 2001:db8:1::1/64 and 2001:db8:2::1/64, and peers alike.
//
//	open [second] [253]                 in the second namespace; a protocol number
//	bind 0 10.1.0.1:67                  0.0.0.0 is the wildcard, port 0 any
//	device 0 3 [nobody]                 by index; 0 is none; without capabilities
//	name 0 eth1 [nobody]                by name; "none" is none
//	connect 0 10.1.0.9:68
//	disconnect 0                        connect() with AF_UNSPEC
//	reuseaddr 0, reuseport 0, listen 0, close 0
//	rename eth0 lan0                    in the first namespace
//	lookup 2 10.1.0.9:68 10.1.0.1:67    in tasks: a packet on device 2, from, to
//
// # The rules
//
// Each failure names one of these, and the function of Linux that it mirrors:
//
//	hook-missing       struct proto             Lookup and Unhash, and Hash or Bind, and socket() works
//	panic              BUG_ON                   nothing panics
//	deadlock           lockdep                  all calls come to their ends
//	nondeterministic                            the same again gives the same
//	not-found          udp4_lib_lookup2         a socket that matches is found
//	unbound-missed     inet_bound_dev_eq        so is one without a device
//	foreign-device     inet_bound_dev_eq        a bound socket gets no packet of another device
//	vrf-bleed          inet_bound_dev_eq        nor does one without a device get what came by a VRF
//	foreign-address    compute_score            none for another protocol, address or port
//	foreign-peer       compute_score            a connected one none of another peer
//	wrong-score        compute_score            the best of those that match
//	not-newest         hlist_add_head_rcu       and of equals the newest
//	too-many           __udp4_lib_lookup        one socket, or each once
//	append             raw_v4_input             Lookup appends
//	explain-differs    compute_score            Explain chooses what Lookup finds
//	namespace-leak     net_eq                   nothing of another namespace
//	rehash-missing     udp_lib_rehash           a change of device or address is followed by Rehash
//	stale-chain        udp_lib_rehash           and Rehash moves the socket to where lookups look
//	rehash-early       sock_bindtoindex_locked  Rehash comes after the store
//	rehash-unlocked    lock_sock                and is called with the socket lock
//	half-bound         release_sock             when the locks are free, sockets hang where their fields say
//	failed-changes     inet_bind                what fails changes nothing
//	closed-found       sk_common_release        nothing that is closed is found
//	unhashed-found     udp_lib_unhash           nor what has been unhashed
//	disconnect-keeps   __udp_disconnect         disconnect forgets peer and device
//	dump-differs       udp_dump                 Dump lists what is in the tables, each once
//	lookup-missed      __udp4_lib_lookup        a lookup during a change finds what matches all the time
//	lookup-wrong       __udp4_lib_lookup        and nothing that was right at no moment of its own
//	lookup-locks       rcu_read_lock            it takes no lock
//	lookup-writes      rcu_read_lock            it changes nothing
//	lookup-allocates   __udp4_lib_lookup        and allocates nothing
//
// # Limits
//
//   - Packets are unicast and of the protocol's own family: no dual stack, no
//     scope ids. Of VRFs there are packets and bound sockets, but no device.
//   - Whether bind() must fail with EADDRINUSE is not asked; what fails must
//     change nothing. An unbound, unhashed socket may lose its address to a bind()
//     that fails, as on Linux.
//   - Of sockets with SO_REUSEPORT, any that matches may get the packet as soon
//     as there are two: groups choose by a hash.
//   - Dump is asked after each operation of a sequence, not of a concurrent history.
//     With [Hashed] it may list other sockets, too, as long as they are open.
//   - Of connections only datagram sockets' are known. Accept, Send, Input and
//     Err are not called.
//   - A lookup is taken to read the fields of one socket in one step. One that
//     spreads them over several may see a mixture that the kit calls wrong.
//   - Of each class of equivalent schedules one is run: half-bound is looked for
//     between the steps of that one, all other rules hold or fail for the class.
//   - A lock that is never freed hangs plain mode; the histories of up to two
//     operations are explored before, which tells.
//   - Histories that rapid draws are a sample, and memory is counted on one
//     small world.
package prototest
