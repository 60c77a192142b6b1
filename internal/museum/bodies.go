package museum

import (
	"errors"
	"net/netip"

	"boundif/emu"
	"boundif/netdev"
)

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

var (
	client     = netip.MustParseAddrPort("192.0.2.9:68")
	server     = netip.MustParseAddrPort("192.0.2.1:67")
	clientAddr = &emu.SockaddrInet4{Port: 68, Addr: [4]byte{192, 0, 2, 9}}
	anyAddr    = &emu.SockaddrInet4{Port: 67}
)

// devices makes eth0 and eth1; eth0 has the address of the server.
func devices(root emu.Syscalls, up bool) (first, second int) {
	first, second = must(root.LinkAdd("eth0", 0)), must(root.LinkAdd("eth1", 0))
	if up {
		check(root.LinkSetUp(first))
		check(root.LinkSetUp(second))
		check(root.AddrAdd(first, netip.PrefixFrom(server.Addr(), 24)))
	}
	return first, second
}

// rename binds a socket to the first device while the two swap names.
func rename(byName, up bool) func(k *emu.Kernel) {
	return func(k *emu.Kernel) {
		root, daemon := k.Init().Root(), k.Init().Root()
		first, second := devices(root, up)
		fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		var err error
		k.Go("daemon", func() {
			if !byName {
				err = daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, first)
				return
			}
			var name string
			if name, err = daemon.IfIndexToName(first); err == nil {
				err = daemon.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
			}
		})
		k.Go("udev", func() {
			// Each may fail with EBUSY or, after that, EEXIST.
			root.LinkSetName(first, "tmp0")
			root.LinkSetName(second, "eth0")
			root.LinkSetName(first, "eth1")
		})
		k.Finally(func() {
			switch got := must(daemon.GetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)); {
			case errors.Is(err, netdev.ENODEV):
				k.Errorf("P1 (index safety): ENODEV for device %d, which was there all the time", first)
			case err != nil:
				k.Errorf("P1 (index safety): %v", err)
			case got != first:
				k.Errorf("P1 (index safety): success, but the socket is bound to device %d instead of %d", got, first)
			}
		})
	}
}

// deaf is a packet after a server has connected and disconnected.
func deaf(k *emu.Kernel) {
	ns := k.Init()
	first, _ := devices(ns.Root(), true)
	daemon := ns.Root()
	fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	check(daemon.Bind(fd, anyAddr))
	k.Go("server", func() {
		check(daemon.Connect(fd, clientAddr))
		check(daemon.Connect(fd, &emu.SockaddrUnspec{}))
	})
	k.Finally(func() {
		other := netip.AddrPortFrom(client.Addr().Next(), 68)
		if len(must(ns.DeliverUDP(first, other, server, []byte("hi")))) == 0 {
			k.Errorf("RH-02: no socket was found for the packet, although the server is bound to *:67 and connected to nobody")
		}
	})
}

// connecting is a packet from the client to whom the server connects, or from
// whom it disconnects.
func connecting(disconnect bool) func(k *emu.Kernel) {
	return func(k *emu.Kernel) {
		ns := k.Init()
		first, _ := devices(ns.Root(), true)
		daemon := ns.Root()
		fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		check(daemon.Bind(fd, anyAddr))
		peer := emu.Sockaddr(clientAddr)
		if disconnect {
			check(daemon.Connect(fd, clientAddr))
			peer = &emu.SockaddrUnspec{}
		}
		got := 0
		k.Go("server", func() { check(daemon.Connect(fd, peer)) })
		k.Go("packet", func() { got = len(must(ns.DeliverUDP(first, client, server, []byte("hi")))) })
		k.Finally(func() {
			if got == 0 {
				k.Errorf("RH-06: no socket was found for the packet, although the server was bound to *:67 all the time")
			}
		})
	}
}

// staleRoute moves a connected socket while another task sends.
func staleRoute(k *emu.Kernel) {
	ns := k.Init()
	daemon := ns.Root()
	first, second := devices(ns.Root(), true)
	fd := must(daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, first))
	check(daemon.Connect(fd, clientAddr))
	must(daemon.Sock(fd)).SetRoute(k.Task(), nil) // as after a change of routes: the next sender must look it up
	k.Go("sender", func() { check(daemon.Sendto(fd, []byte("early"), 0, nil)) })
	k.Go("binder", func() { check(daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, second)) })
	k.Finally(func() {
		must(ns.Sent(first))
		check(daemon.Sendto(fd, []byte("late"), 0, nil))
		if len(must(ns.Sent(first))) > 0 {
			k.Errorf("P8 (egress): the socket is bound to eth1 and a datagram left by eth0")
		}
	})
}
