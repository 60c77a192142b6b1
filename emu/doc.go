// Package emu is the machine: a kernel of some release, network namespaces,
// processes with credentials and descriptors, and their system calls, with the
// names and the order of arguments of golang.org/x/sys/unix.
//
// In plain use a [Kernel] from [New] stands in for the real one. It needs no
// privileges and no namespaces, takes microseconds to make, and its methods may
// be called by many goroutines. [Syscalls] is the interface that a program
// takes so that it can run on both.
//
// In an exploration, [Search] or [Explore] runs a body on a fresh kernel again
// and again. The body sets the scene and starts tasks with [Kernel.Go]; these
// are interleaved step by step in every way that can make a difference, and
// [Kernel.Finally] judges each outcome. Every verdict comes with a schedule, a
// string that [Replay] turns into the same execution, byte for byte.
//
// A body that is too big to exhaust can be sampled: [RandomWalk], [PCT],
// [Preemptions]. A test that samples logs what it saw and of how much; it proves
// nothing. Explorations give up, with an error, when the deadline of go test is
// near. A task may end its test, by t.Fatal of a testing.T or of a rapid.T, which
// shrinks; see [For]. To stop a debugger at a step of a replay, see [Before].
//
// The two are one implementation: see packages netdev, sock and those of the
// protocols for what of Linux it mirrors, and for the steps that traces show.
//
// # Packets
//
// Packets arrive with [Namespace.Inject], as the bytes of an IPv4 or IPv6
// packet, and leave to [Namespace.Frames]; [Namespace.DeliverUDP] and
// [Namespace.Sent] do the same without the bytes. What becomes of the bytes is
// decided in this order (ip_rcv, ip6_rcv, and the protocols' functions):
//
//  1. the device must be there (ENODEV) and up (ENETDOWN)
//  2. an IP header that is wrong, a fragment, an extension header that Linux
//     refuses: dropped, and counted in [Namespace.Drops]
//  3. a destination that is not this host's: dropped
//  4. raw sockets get their copies
//  5. a transport header that is wrong, its checksum included: dropped, and
//     counted
//  6. the protocol looks for its sockets, by the VRF and the device that the
//     packet arrived on; if there is none, an answer may leave
//
// # Addresses
//
// A call copies an address in as bytes and reads of them what the kernel's
// function for that call and that kind of socket reads: which lengths and
// families pass is different for each ([SockaddrRaw]). The scope id of an IPv6
// address becomes the zone of a netip.Addr, in decimal, and back.
//
// # What other programs see
//
// [Process.SockDiag] lists the sockets of the namespace with the indexes that
// they are bound to, as ss(8) does; [DiagMsg.Text] writes what ss prints. So a
// test can ask which device a daemon's socket is bound to without having the
// socket.
//
// # What it mirrors
//
//	files                        sockfd_lookup_light, fd_install, file_close_fd, fput
//	Bind, Connect, Sendto        move_addr_to_kernel; the first lines of inet_bind,
//	                             raw_bind, ping_bind, tcp_v4_connect, udp_sendmsg, ...
//	Sendmsg                      ip_cmsg_send, ip6_datagram_send_ctl, __sock_cmsg_send
//	Recvmsg                      put_cmsg, ip_cmsg_recv, ip6_datagram_recv_ctl;
//	                             ip_recv_error, ipv6_recv_error
//	Setsockopt, Getsockopt       __sys_setsockopt, __sys_getsockopt
//	SockDiag, SockDestroy        sock_diag_rcv_msg; see package sock
//	Sysctl                       net_ctl_permissions, proc_dou8vec_minmax,
//	                             ipv4_local_port_range, ipv4_ping_group_range
//	Inject                       netif_receive_skb, kfree_skb_reason
//
// # Errors
//
// A system call that fails returns an *[Error] with the call and its arguments;
// errors.Is finds the number: errors.Is(err, syscall.ENODEV). Wrong use of the
// API, such as [Kernel.Go] outside of an exploration, panics with a sentence.
//
// # Steps
//
// Besides those of the packages below, traces show:
//
//	fd.get, fd.install, fd.close   the table of descriptors
//	fd.hold, fd.put                the count of an open file
//	netdev.name.get                if_indextoname
//	netdev.index.get               if_nametoindex
//	emu.socket.created             the function of SockCreate has been asked
//	emu.deliver.lookup             a packet arrives: is its device there and up?
//	emu.inject.drop                it is dropped, and counted
//	emu.send.peer                  of which family what a connected socket sends is
//	emu.sysctl.load, .store        a write to a sysctl
//
// # Limits
//
//   - Of AF_INET and AF_INET6 there are UDP, UDP-Lite, TCP, raw and ping sockets.
//     Sockets of AF_PACKET see the packets that arrive and leave, but for those with
//     a bad IP header, and send nothing; those of AF_UNIX, AF_NETLINK, AF_VSOCK and
//     AF_XDP have options, and other calls on them fail.
//   - There is no BPF; a function of [Process.SockCreate] does what "ip vrf exec"
//     has a program do, and one of [sock.Inet].SkLookup redirects packets.
//     Links and routes are configured by calls of their own, each of which answers
//     what the netlink request would; link events are read with
//     [Namespace.Events].
//   - Fragments are refused, and nothing is fragmented: there is no MTU. Options
//     of IP and TCP, type of service and the hops left of a packet are read over
//     and not kept.
//   - Ethernet addresses do not matter, and nothing asks for them: no ARP, no
//     neighbours, no VLANs.
//   - No call blocks, whatever the flags: it says EAGAIN. There is no poll, no
//     dup, no fcntl. Receive queues have no bound.
//   - Of control messages IP_PKTINFO, IPV6_PKTINFO, IP_RECVERR and IPV6_RECVERR do
//     something. The others are checked as far as their lengths and values go;
//     IP_RETOPTS, UDP_SEGMENT, SO_MARK and extension headers are EINVAL, or
//     ignored. Their layout is that of 64 bits everywhere.
//   - MSG_OOB, MSG_WAITALL, MSG_CONFIRM and MSG_FASTOPEN mean nothing.
//   - Of sysctls there are those of the devices and ports of sockets: see
//     [Process.Sysctl].
//   - No security module looks at any call. SELinux refuses some families of
//     addresses that a raw socket takes without it.
//   - Only sockets and /dev/null have descriptors. They begin at 1<<30, so that
//     one that gets into a real system call by mistake hits nothing, and their
//     number is bounded as by fs.nr_open, not by RLIMIT_NOFILE.
//   - A descriptor that is closed while another call on it is under way: that
//     call goes on with the socket, which is out of all tables.
//   - Automatic ports begin at the first and go up; Linux begins at random.
//   - Of capabilities there are CAP_NET_ADMIN and CAP_NET_RAW; ports below 1024
//     are for everybody.
//   - A process cannot change its credentials or its namespaces; Unshare makes
//     another one. Namespaces live as long as the kernel.
package emu
