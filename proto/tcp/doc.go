// Package tcp models TCP over IPv4 and IPv6 as far as devices go: who gets a
// segment, who may have a port or a connection beside whom, what a connection is
// bound to, and which way its segments leave. Bytes travel as a reliable stream
// between emulated ends.
//
// # How a lookup picks a socket
//
// For a segment from s:sp to d:dp that arrived on device dif, of a VRF if sdif
// is set (then dif is the VRF and sdif the device):
//
//  1. Connections, requests and TIME_WAIT entries of exactly these two ends, in
//     whose way no device stands: they are bound to dif or sdif, or to none and
//     the segment came by no VRF or tcp_l3mdev_accept is on. The newest in the
//     chain wins; nothing is preferred. A socket counts with the device that it
//     is bound to now, a request and a TIME_WAIT entry with the one that they
//     were made with.
//  2. Listeners of the port that are bound to the address d, and to a device as
//     in 1.
//  3. Only if there is none: those that are bound to no address. A listener of
//     the address d on any device wins over a wildcard one bound to dif.
//  4. Nobody: a reset.
//
// Among the listeners of 2, and of 3, the chain is walked, the newest first but
// for those of IPv6 with SO_REUSEPORT, which stand at the end, the oldest first:
//
//   - each has a score: 1, and 1 each for a socket of IPv4 if the segment is and,
//     since Linux 5.15, for a bound device;
//   - the highest wins, and of equals the first in the chain;
//   - but the walk ends at the first that beats all before it and has
//     SO_REUSEPORT and a group. The hash of the two ends picks a member of the
//     group, whatever that is bound to: a member that has moved to another
//     device since listen() still gets its share (TCP-07).
//
// [Proto.Explain] of the protocol says all this about one segment.
//
// # What a connection is bound to
//
// To what its listener was bound to when the SYN came. If that is nothing: to
// the VRF that the SYN came by, with tcp_l3mdev_accept, and to the device if the
// peer's address is link-local. The last also if the listener is bound to the
// VRF of that device. If a cookie was sent in place of a request, it is to what
// the listener is bound to when the ACK comes.
//
// # Who may have a port
//
// bind() and, once more, listen() ask the bucket of the port and of the l3
// domain that the socket is in (one for each VRF, and one for the rest; a single
// one with tcp_l3mdev_accept):
//
//  1. If the bucket says that all its sockets are of a kind that lets this one
//     in, that is the answer, though they may be of another kind by now.
//  2. Otherwise a socket of the bucket is in the way if devices overlap, as they
//     are now, and addresses overlap, unless both have SO_REUSEADDR and it does
//     not listen, or both have SO_REUSEPORT and are of one user.
//
// connect() takes a port that only connect() has given out before, and a pair of
// ends that no entry would take from it: see the first rule of lookups.
//
// # What it mirrors
//
//	lookup, score        __inet_lookup_established, inet_match, __inet_lookup_listener,
//	                     inet_lhash2_lookup, compute_score, and those of IPv6
//	selected, group      inet_lookup_reuseport, inet_reuseport_add_sock
//	getPort, claim       inet_csk_get_port, inet_csk_find_open_port
//	conflicts, stands    inet_csk_bind_conflict, inet_bind_conflict
//	allows, update       sk_reuseport_match, inet_csk_update_fastreuse
//	putPort, moveAddr    inet_put_port, inet_bhash2_update_saddr
//	connect, begin       __inet_stream_connect, tcp_v4_connect, tcp_v6_connect
//	hashConnect, unique  __inet_hash_connect, __inet_check_established
//	hangUp               tcp_disconnect
//	listen, accept       inet_listen, inet_csk_listen_start, inet_csk_accept
//	request, requestDev  tcp_conn_request, inet_request_bound_dev_if, tcp_v6_init_req
//	check, child         tcp_check_req, tcp_v4_syn_recv_sock, tcp_v6_syn_recv_sock
//	inherit              __inet_inherit_port
//	input, receive       tcp_v4_rcv, tcp_v6_rcv, tcp_rcv_state_process
//	linger, toTimewait   tcp_time_wait, tcp_timewait_state_process
//	transmit, reset      __ip_queue_xmit, inet6_csk_xmit, tcp_v4_send_reset
//	send, recv, close    tcp_sendmsg, tcp_recvmsg, tcp_close
//	icmpError            tcp_v4_err, tcp_v6_err
//	dump, dumpOne        inet_diag_dump_icsk, inet_diag_find_one_icsk
//	destroy, abort       tcp_abort
//
// These are functions of net/ipv4 and net/ipv6: tcp.c, tcp_ipv4.c, tcp_ipv6.c,
// tcp_input.c, tcp_minisocks.c, inet_connection_sock.c and inet_hashtables.c.
// Each rule of Linux is marked, where it is coded, with its number in the
// ledger, such as TCP-07.
//
// # Steps
//
// Traces show these steps of the package:
//
//	tcp.bind.lock, .domain, .conflict, .num, .unlock
//	tcp.putport.lock, .num, .unlock, tcp.saddr.lock, .hash, .unlock
//	tcp.listen.state, .lock, .group, .hash, .unlock
//	tcp.unlisten.lock, .group, .hash, .unlock
//	tcp.connect.scope, .device, .route, .saddr, .daddr, .state, .dst_set, .result
//	tcp.hash.lock, .check, .add, .unhash, .unlock   among the connections
//	tcp.unhash.lock, .hash, .unlock
//	tcp.lookup.established, .slot, .chain, .first, .score, .group
//	tcp.request.device, .route, .listener
//	tcp.child.route, .device, tcp.accept.add, .take
//	tcp.rcv.state, .acked, .fin, .reset             a segment acts on a connection
//	tcp.xmit.dst_check, .route, .dst_set
//	tcp.reply.route, tcp.reset.device               answers without a connection
//	tcp.timewait.device, .rcv, .ack
//	tcp.diag.listeners, .bound, .lock, .unlock, .entry, tcp.abort.state
//
// # Limits
//
//   - Time does not pass. Nothing is sent again but by [Retransmit], a TIME_WAIT
//     entry stays until [Expire], and a request or a half-open connection for
//     ever. There is no keepalive, no delayed acknowledgment, and of tcp_tw_reuse
//     only what needs no time.
//   - connect() waits no longer than the packets that it leads to within the host:
//     it returns nil if the peer has answered by then, an error if it has refused,
//     and else EINPROGRESS, where a blocking call would go on waiting. Ask again
//     by another connect(), or SO_ERROR.
//   - No congestion control, no flow control: every segment advertises the same
//     window, and buffers have no bound. Segments carry at most 1440 bytes. Options
//     of TCP, such as time stamps and SACK, do not exist; two ends of one host are
//     taken to use time stamps, and others not to. Urgent data, Fast Open, MD5 and
//     AO keys and the options of level IPPROTO_TCP do not exist either.
//   - Of tcp_max_syn_backlog nothing is known, and a cookie (tcp_syncookies) never
//     grows too old.
//   - A segment whose socket is closed between the lookup and the lock is looked up
//     again. Linux loses it in some of these cases, and has it sent again.
//   - Two tasks that send for one socket at once can make their packets overtake
//     each other, as on several CPUs.
//   - The secret in the hashes is missing: the member of a group that gets a
//     connection is always the same. The kernel chooses initial sequence numbers
//     and ports at random; here ports go up, those that connect() prefers first.
//   - No BPF but for a function of [sock.Inet].SkLookup, no SO_INCOMING_CPU, no migration of requests between listeners
//     (tcp_migrate_req), no ip_autobind_reuse.
//   - A bucket that a warning of the kernel has left behind (L3-25) stays, as there.
//     A socket that has moved to another l3 domain and then loses its local address
//     is, on Linux 6.1 to 6.7, in one domain by port and in another by address; here
//     it stays in its first.
//   - Before Linux 6.11 SOCK_DESTROY of a connection whose socket has been closed
//     leaves it behind (bac76cf89816), but for later stable releases; here it ends
//     it.
//   - Linux cannot connect an IPv6 socket to IPv6 any more after IPv4 has refused
//     it; the model can.
package tcp
