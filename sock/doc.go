// Package sock models sockets of the network layer: struct sock with the
// field that this module is about, sk_bound_dev_if, the options and addresses
// that write it, and the hooks through which a protocol reads it.
//
// A [Sock] belongs to a [Proto], a table of hooks, of which all are optional as
// they are in the kernel; a Proto belongs to an [Inet], the IPv4 and IPv6 socket
// layer of one network namespace. Writers of a socket's fields hold its lock.
// Lookups of inbound packets read the fields at any moment, without it.
//
// # Who writes the device
//
//  1. SO_BINDTOIFINDEX: the socket is locked, the number is stored.
//  2. SO_BINDTODEVICE: the name is looked up first, only the index is kept, and
//     then the socket is locked. Nothing checks afterwards that the index still
//     belongs to the name (OPT-70).
//  3. bind() to an IPv6 address that needs a scope id, and has one: for anybody,
//     over any other binding, and for good, also if the bind fails (WR-01 to
//     WR-10).
//  4. connect() to such an address, if the socket is bound to nothing else
//     (WR-15 to WR-18).
//  5. connect() with AF_UNSPEC: for anybody, to none (WR-20).
//  6. a protocol, for the sockets that it makes ([Sock.Clone]).
//
// Only the first two ask for a capability, and only they tell the protocol and
// drop the cached route.
//
// # What a send asks the routing for
//
// In this order a device is taken, for IPv4 ([Sock.Flow4]): that of IP_PKTINFO;
// the bound one; for multicast that of IP_MULTICAST_IF, else that of
// IP_UNICAST_IF. For IPv6 ([Sock.Flow6]): the scope id of the destination, if it
// needs one; the bound one; that of the socket option IPV6_PKTINFO; that of the
// control message of that name, which must be the same one if there is one; that
// of IPV6_MULTICAST_IF or IPV6_UNICAST_IF.
//
// # What ss(8) sees
//
// [Inet.DiagDump] lists the sockets of a protocol and a family that are in the
// protocol's tables, each with the index that it is bound to at this moment, be
// there such a device or not; [DiagMsg.Text] writes it as ss does. Whether it
// lists a socket is decided in this order (inet_diag_dump_icsk, udp_dump):
//
//  1. its namespace and its family;
//  2. its state, but for raw sockets;
//  3. the ports of the request that are not 0, but for sockets of TCP that have a
//     port and nothing else;
//  4. the device, if the request filters by devices. The index of the request's
//     ID is not looked at.
//
// [Inet.DiagOne] is a lookup: of the socket that would get a packet which
// arrives on the request's index. [Inet.DiagDestroy] ends what that finds. A UDP
// or raw socket it only disconnects, so that it forgets its device, and one that
// has a port of its own goes on to receive, of every device.
//
// # What it mirrors
//
//	BindToDevice           sock_setbindtodevice
//	BindToIndex            sock_bindtoindex, sock_bindtoindex_locked
//	Setsockopt, Getsockopt sk_setsockopt, do_ip_setsockopt, do_ipv6_setsockopt, ...
//	Cred.Capable           cap_capable
//	BoundDevMatch          inet_bound_dev_eq
//	SameL3Scope            sk_dev_equal_l3scope
//	Bind, Autobind         inet_bind, inet6_bind, inet_autobind
//	InetBind, Inet6Bind    __inet_bind, __inet6_bind
//	Connect, Disconnect    inet_dgram_connect
//	ConnectDatagram        __ip4_datagram_connect
//	ConnectDatagram6       __ip6_datagram_connect
//	DisconnectDatagram     __udp_disconnect
//	Close                  inet_release
//	Lock, Unlock           lock_sock, release_sock
//	SetRoute, CachedRoute  sk_dst_set, sk_dst_check
//	RefreshRoute           ip4_datagram_release_cb
//	Input, Output          ip_local_deliver, ip6_input, ip_send_skb, ip_mc_output
//	Unreachable            icmp_send, icmpv6_send
//	WantsMulticast         ip_mc_sf_allow, inet6_mc_check
//	RcvSaddrEqual          inet_rcv_saddr_equal
//	DiagDump, DiagOne      inet_diag_dump, inet_diag_cmd_exact
//	Sock.Diag              inet_diag_msg_common_fill, inet_sk_diag_fill
//	DiagDestroy            sock_diag_destroy
//	AbortDatagram          udp_abort, raw_abort
//	Inet.Socket            inet_create, inet6_create, packet_create, unix_create,
//	                       netlink_create, vsock_create, xsk_create
//	BindPacket, BindXDP    packet_do_bind, xsk_bind
//	setTimestamping        sock_set_timestamping, sock_timestamping_bind_phc
//
// These are functions of net/core/sock.c, of net/ipv4 and net/ipv6, and of
// include/net/inet_sock.h. Each rule of Linux is marked, where it is coded, with
// its number in the ledger, such as OPT-40.
//
// # Steps
//
// Traces show these steps of the package:
//
//	sock.bindtodevice.lookup   the name is resolved, the index is kept
//	sock.lock, sock.unlock     the socket lock
//	sock.bind.store            the index is in the socket
//	sock.bind.dst_reset        a route cached for the old device is dropped
//	sock.option.load, .store   other options
//	sock.option.dst_reset      IP_TOS drops the cached route
//	sock.refresh.dst_set       one that has expired is replaced
//	sock.option.device         the device that an option names is looked up
//	sock.getdevice.lookup      the index is turned into a name
//	sock.inet_bind.check, .rcv_saddr, .saddr, .undo
//	sock.inet6_bind.device     a scope id is in the socket
//	sock.connect.device        the same by connect()
//	sock.connect.load, .route, .saddr, .rcv_saddr, .daddr, .dport, .dst_set
//	sock.disconnect.daddr, .device, .rcv_saddr, .dst_reset
//	sock.queue.put, .take      the receive queue
//	sock.error.store           an error waits for the next call
//	sock.ext, sock.ext.make    the part that only some sockets have
//	sock.diag                  what sock_diag tells of a socket is read
//	sock.packet.add, .remove   the list of sockets that get frames
//	sock.packet.bind           which frames one gets
//	sock.xdp.bind, .device     bind() of AF_XDP: the bound device, the one asked for
//	sock.timestamping.device   the device whose clock SO_TIMESTAMPING asks for
//	sock.output.loopback       a packet for this host: is "lo" up?
//
// Between sock.bind.store and sock.bind.dst_reset stand the steps of the
// protocol's Rehash hook.
//
// # Limits
//
//   - Of SOL_SOCKET there are SO_BINDTODEVICE, SO_BINDTOIFINDEX, SO_REUSEADDR,
//     SO_REUSEPORT, SO_BROADCAST, SO_TYPE, SO_PROTOCOL, SO_DOMAIN, SO_ERROR,
//     SO_ACCEPTCONN and SO_TIMESTAMPING, whose flags are checked and kept and
//     make no time stamps; of levels IPPROTO_IP and IPPROTO_IPV6 those that have to do
//     with a device, an address or a port. The others answer ENOPROTOOPT. No BPF,
//     no io_uring, no LSM.
//   - Memberships have no list of sources.
//   - CAP_NET_BIND_SERVICE is not modelled: everybody may have ports below 1024.
//     IP_TRANSPARENT wants CAP_NET_RAW or CAP_NET_ADMIN, as in Linux.
//   - Sockets of AF_UNIX, AF_NETLINK, AF_VSOCK and AF_XDP have options of
//     SOL_SOCKET and nothing else: what they say to other calls is not what Linux
//     says, but for bind() of AF_XDP, which tells of the bound device. It knows the
//     flags of 6.6 and never succeeds, for without rings none does. Those of AF_PACKET receive the frames of IPv4 and IPv6; they send
//     none, and have no options of their own.
//   - Receive queues have no bound and no time stamps; nothing blocks.
//   - A packet for this host is delivered within the send. If the sender holds
//     its socket's lock, that is when it unlocks; see [Sock.OutputLater].
//   - A socket that is closed while another call on it is under way: that call
//     finds nothing to do and succeeds.
//   - ICMP: echo requests are answered, and packets for a port without socket;
//     errors come in. Neither is limited in its rate. No redirects, no path MTU,
//     no protocol unreachable, no neighbour discovery, no IGMP and MLD.
//   - Of sock_diag there is what tells of addresses, states, owners and devices, and
//     the filter for devices: no inodes and cookies, no counts of bytes, no timers,
//     no other attributes, no other conditions, no news of sockets that close, and
//     nothing but IPv4 and IPv6. Before Linux 6.17 the owner of a connection that no
//     file holds is told as user 0; here it is the one it has.
//   - The errors of IP_RECVERR are kept without the bytes of the ICMP message.
package sock
