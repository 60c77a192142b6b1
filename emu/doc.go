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
// The two are one implementation: see packages netdev, sock, proto/udp and
// proto/raw for what of Linux it mirrors, and for the steps that traces show.
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
//	emu.deliver.lookup             a packet arrives: is its device there and up?
//
// # Limits
//
//   - AF_INET with SOCK_DGRAM (UDP) and SOCK_RAW: no IPv6, no TCP, no ping
//     sockets, no AF_PACKET, no AF_NETLINK. Links are configured by calls of
//     their own, each of which answers what the netlink request would.
//   - There is no listening or routing socket: link events are read with
//     [Namespace.Events], packets arrive with [Namespace.DeliverUDP] and leave to
//     [Namespace.Sent].
//   - One packet structure, not bytes; no fragments, no checksums, no MTU.
//   - Recvfrom never blocks, whatever the flags. There is no poll, no dup, no
//     fcntl, no shutdown, no msghdr, and no option of another level than
//     SOL_SOCKET. Receive queues have no bound.
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
