// Package linux runs system calls of boundif's scenarios on the running Linux
// kernel.
//
// It implements [emu.Syscalls] with real system calls, in network namespaces
// of its own, so that a program written against that interface gives two sets
// of answers to compare: the model's and the kernel's. Root is not needed
// where the kernel lets anybody create user namespaces.
//
// There are two layers of namespaces. A process that wants to use the package
// starts itself again inside a new user namespace ([Reexec] for tests,
// [Command] for commands), where it holds every capability and nothing it
// does can reach the host. There [New] makes as many fresh network namespaces
// as there are scenarios: interface numbers start over in each, and lo is
// down. A [Sys] is then one modelled process in such a namespace:
//
//	n, err := linux.New()
//	defer n.Close()
//	root, err := n.NewSys(linux.All)
//	nobody, err := n.NewSys(linux.None)
//
// # Devices
//
// LinkAdd makes one end of a veth pair. The other end goes to a hidden
// namespace, the same for all of this program, so that the numbers in the
// visible one rise by one per device, as they do for physical devices and for
// dummies, and so that a packet can be made to arrive on exactly one device:
// [Net.Inject]. veth is there where dummy often is not. What a device transmits
// a [Capture] finds at its other end. The devices do not ask for neighbours
// (IFF_NOARP), of IPv4 or IPv6: a packet leaves at once, whoever it is for.
//
// Devices have the addresses that a program gives them and no others, usable
// when the call returns. The kernel sends no router solicitations, and its ICMP
// errors are not rationed.
//
// # Waiting
//
// Calls do not wait for anything that comes from outside of this machine: what
// would block is EAGAIN or EINPROGRESS. Recvfrom and Recvmsg without
// MSG_DONTWAIT wait for a second. What processes of the [Net] have sent and is
// under way on this machine is waited for: by Recvfrom, Recvmsg and Accept that
// find nothing, by Connect of a stream, by SO_ERROR, by Inject, by a [Capture],
// and by [Net.Settle]. That takes a fraction of a millisecond, and is exact but
// for timers of TCP.
//
// # Limits
//
// All of a [Net]'s processes have the same user and group id, and in a
// rootless namespace there are no others: net/ipv4/ping_group_range takes
// "0 0" and nothing wider. What a device transmits is lost in the hidden
// namespace, which answers nothing. A device must be UP to receive; from a VRF
// no wire leads anywhere. What a program puts into lo from outside, it sends
// there by a packet socket. On other systems than Linux the package compiles,
// and New and Available fail with a sentence.
package linux
