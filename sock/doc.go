// Package sock models sockets of the network layer: struct sock with the
// field that this module is about, sk_bound_dev_if, the options that write it,
// and the hooks through which a protocol reads it.
//
// A [Sock] belongs to a [Proto], a table of hooks, of which all are optional as
// they are in the kernel; a Proto belongs to an [Inet], the IPv4 socket layer of
// one network namespace. Writers of a socket's fields hold its lock. Lookups of
// inbound packets read the fields at any moment, without it.
//
// The two options differ in one point. By index, the socket is locked and the
// number is stored. By name, the name is looked up first, only the index is
// kept, and then the socket is locked: nothing checks afterwards that the index
// still belongs to the name (OPT-70).
//
// # What it mirrors
//
//	BindToDevice         sock_setbindtodevice
//	BindToIndex          sock_bindtoindex, sock_bindtoindex_locked
//	SetOption, GetOption sk_setsockopt, sk_getsockopt, sock_getbindtodevice
//	Cred.Capable         cap_capable
//	BoundDevMatch        inet_bound_dev_eq
//	Bind, Autobind       inet_bind, inet_autobind
//	Connect, Disconnect  inet_dgram_connect
//	Close                inet_release
//	Lock, Unlock         lock_sock, release_sock
//	SetRoute, CachedRoute sk_dst_set, sk_dst_check
//	Input, Output        ip_local_deliver, ip_send_skb
//	Inet.Socket          inet_create
//
// These are functions of net/core/sock.c, net/ipv4/af_inet.c and
// include/net/inet_sock.h. Each rule of Linux is marked, where it is coded, with
// its number in the ledger, such as OPT-40.
//
// # Steps
//
// Traces show these steps of the package:
//
//	sock.bindtodevice.lookup  the name is resolved, the index is kept
//	sock.lock, sock.unlock    the socket lock
//	sock.bind.store           the index is in the socket
//	sock.bind.dst_reset       a route cached for the old device is dropped
//	sock.option.load, .store  other options
//	sock.getdevice.lookup     the index is turned into a name
//	sock.queue.put, .take     the receive queue
//	sock.output.loopback      a packet for this host: is "lo" up?
//
// Between sock.bind.store and sock.bind.dst_reset stand the steps of the
// protocol's Rehash hook.
//
// # Limits
//
//   - IPv4 only; no IPv6 scope ids, no dual stack.
//   - Of SOL_SOCKET there are SO_BINDTODEVICE, SO_BINDTOIFINDEX, SO_REUSEADDR,
//     SO_REUSEPORT, SO_BROADCAST, SO_TYPE, SO_PROTOCOL and SO_DOMAIN; the others,
//     and other levels, answer ENOPROTOOPT. No BPF, no io_uring, no LSM.
//   - SO_BROADCAST is kept and not looked at.
//   - CAP_NET_BIND_SERVICE is not modelled: everybody may have ports below 1024.
//   - Receive queues have no bound and no time stamps; nothing blocks.
//   - A socket that is closed while another call on it is under way: that call
//     finds nothing to do and succeeds.
//   - A device that is in no VRF is the only kind: there is no sdif.
//   - No ICMP errors come back to a socket, so nothing gives ECONNREFUSED.
package sock
