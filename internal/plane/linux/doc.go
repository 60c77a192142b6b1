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
// LinkAdd makes one end of a veth pair. The other end goes to a second, hidden
// namespace, so that the numbers in the visible one rise by one per device, as
// they do for physical devices and for dummies, and so that a frame can be made
// to arrive on exactly one device: [Net.InjectUDP]. veth is there where dummy
// often is not.
//
// # Limits
//
// All of a [Net]'s processes have the same user id. What a device transmits is
// lost in the hidden namespace, which does not answer ARP. A device must be
// UP to receive. On other systems than Linux the package compiles, and New
// and Available fail with a sentence.
package linux
