package museum

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// inVRF makes eth0, which has the address of the server, and the VRF red with
// eth1 in it.
func inVRF(root emu.Syscalls) (second, red int) {
	first := must(root.LinkAdd("eth0", 0))
	second = must(root.LinkAdd("eth1", 0))
	red = must(root.LinkAddVRF("red", 0, 10))
	check(root.LinkSetMaster(second, red))
	for _, device := range []int{1, red, first, second} {
		check(root.LinkSetUp(device))
	}
	check(root.AddrAdd(first, netip.PrefixFrom(server.Addr(), 24)))
	check(root.AddrAdd(second, netip.MustParsePrefix("198.51.100.1/24")))
	return second, red
}

// isolated is a service of a VRF and one of none that take one port at the same
// time.
func isolated(accept string) func(*Scene) {
	return func(s *Scene) {
		root := s.root()
		_, red := inVRF(root)
		check(root.Sysctl("net/ipv4/tcp_l3mdev_accept", accept))
		inside := s.open(emu.SOCK_STREAM, 0, red)
		outside := s.open(emu.SOCK_STREAM, 0, 0)
		var errs [2]error
		s.Go("inside", func() { errs[0] = inside.Bind(inside.fd, anyWeb) })
		s.Go("outside", func() { errs[1] = outside.Bind(outside.fd, anyWeb) })
		s.Finally(func() {
			for i, name := range []string{"bound to the VRF", "bound to no device"} {
				if errs[i] != nil {
					s.Errorf("L3-20: the service %s does not get its port: %v", name, errs[i])
				}
			}
		})
	}
}

// reached is a packet of a VRF for a service that is bound to no device, while
// that starts.
func reached(accept string) func(*Scene) {
	return func(s *Scene) {
		root := s.root()
		second, _ := inVRF(root)
		check(root.Sysctl("net/ipv4/udp_l3mdev_accept", accept))
		daemon := s.open(emu.SOCK_DGRAM, 0, 0)
		s.Go("server", func() { daemon.at(anyAddr) })
		s.Go("packet", func() { s.arrives(second, client) })
		s.Finally(func() {
			if daemon.gets() > 0 {
				s.Errorf("RX-01: a socket that is bound to no device got a packet of a VRF")
			}
		})
	}
}

// leak is a packet of a VRF for a service that is in none, while that connects.
// It looks as if it came from the client.
func leak(early string) func(*Scene) {
	return func(s *Scene) {
		root := s.root()
		second, _ := inVRF(root)
		check(root.Sysctl("net/ipv4/tcp_l3mdev_accept", "1"))
		check(root.Sysctl("net/ipv4/ip_early_demux", early))
		daemon := s.open(emu.SOCK_DGRAM, 0, 0).at(anyAddr)
		s.Go("server", func() { check(daemon.Connect(daemon.fd, clientAddr)) })
		s.Go("packet", func() { s.arrives(second, client) })
		s.Finally(func() {
			if daemon.gets() > 0 {
				s.Errorf("L3-03: a socket that is in no VRF got a packet of one, although udp_l3mdev_accept is 0")
			}
		})
	}
}

// bucket moves a server into a VRF while it begins to listen.
func bucket(s *Scene) {
	root := s.root()
	_, red := inVRF(root)
	daemon := s.open(emu.SOCK_STREAM, 0, 0).at(anyWeb)
	before := must(s.Warnings())
	s.Go("binder", func() { daemon.move(red) })
	s.Go("server", func() { check(daemon.Listen(daemon.fd, 9)) })
	s.Finally(func() {
		if n := must(s.Warnings()) - before; n > 0 {
			s.Errorf("L3-25: WARNING in inet_csk_get_port, %d times: the socket hangs in the bind bucket of another l3 domain", n)
		}
	})
}

// pinging is an echo reply from the network of a VRF, for a ping that goes from
// the VRF to its device.
func pinging(s *Scene) {
	root := s.root()
	second, red := inVRF(root)
	check(root.Sysctl("net/ipv4/ping_group_range", "0 0"))
	ping := service{root, must(root.Socket(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP))}
	ping.move(red)
	ping.at(&emu.SockaddrInet4{Port: 500})
	s.Go("ping", func() { ping.move(second) })
	s.Go("reply", func() {
		check(s.Inject(second, wire.Build(&netdev.Packet{
			Protocol: emu.IPPROTO_ICMP, ICMP: netdev.ICMP{ID: 500, Seq: 1}, Payload: []byte("hi"),
			Src: netip.MustParseAddrPort("198.51.100.9:0"), Dst: netip.MustParseAddrPort("198.51.100.1:0"),
		})))
	})
	s.Finally(func() {
		if ping.gets() == 0 {
			s.Errorf("PNG-04: the echo reply came by eth1, to which the socket is bound, and was given to nobody")
		}
	})
}
