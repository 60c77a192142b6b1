package emu_test

import (
	"fmt"

	"boundif/emu"
	"boundif/sock"
)

// What "ip vrf exec red" does to a program: all its sockets are born in the VRF.
// The program cannot say so itself, as bound sockets stay bound; but connect() with
// AF_UNSPEC asks nobody.
func ExampleProcess_SockCreate() {
	ns := emu.New(emu.Linux(6, 18)).Init()
	red, _ := ns.Root().LinkAddVRF("red", 0, 10)
	p := ns.User(1000)
	p.SockCreate(func(*sock.Sock) (int32, bool) { return int32(red), true })

	fd, _ := p.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	say := func(err error) {
		name, _ := p.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
		fmt.Printf("%q %v\n", name, err)
	}
	say(nil)
	say(p.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, ""))
	say(p.Connect(fd, &emu.SockaddrUnspec{}))
	// Output:
	// "red" <nil>
	// "red" setsockopt(1073741824, SOL_SOCKET, SO_BINDTODEVICE, "", 0): EPERM
	// "" <nil>
}
