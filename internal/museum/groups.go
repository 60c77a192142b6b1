package museum

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

var (
	web    = netip.MustParseAddrPort("192.0.2.1:80")
	anyWeb = &emu.SockaddrInet4{Port: 80}
)

// flows is how many senders a group of SO_REUSEPORT is asked with: enough that
// each member gets something of each device.
const flows = 16

// flow is the address of one of them.
func flow(i int) netip.AddrPort { return netip.AddrPortFrom(client.Addr(), uint16(5000+i)) }

// regrouped is a worker that binds to its device once more while another
// worker of its group starts.
func regrouped(s *Scene) {
	root := s.root()
	first, _ := devices(root, true)
	older := s.open(emu.SOCK_DGRAM, emu.SO_REUSEPORT, first).at(anyAddr)
	newer := s.open(emu.SOCK_DGRAM, emu.SO_REUSEPORT, first)
	s.Go("older", func() { older.move(first) })
	s.Go("newer", func() { newer.at(anyAddr) })
	s.Finally(func() {
		for i := range flows {
			s.arrives(first, flow(i))
		}
		if a, b := older.gets(), newer.gets(); a == 0 || b == 0 {
			s.Errorf("RPT-02: of %d packets from %[1]d ports the older worker got %d and the newer %d", flows, a, b)
		}
	})
}

// regrouping is a worker that moves to another device, and a packet of that
// device meanwhile. The other worker of its group stays where it is.
func regrouping(s *Scene) {
	first, second := devices(s.root(), true)
	moves := s.open(emu.SOCK_DGRAM, emu.SO_REUSEPORT, first).at(anyAddr)
	stays := s.open(emu.SOCK_DGRAM, emu.SO_REUSEPORT, first).at(anyAddr)
	s.Go("mover", func() { moves.move(second) })
	s.Go("packet", func() { s.arrives(second, flow(3)) })
	s.Finally(func() {
		if stays.gets() > 0 {
			s.Errorf("RH-04: a socket that is bound to eth0 all the time got a packet that arrived on eth1")
		}
	})
}

// startup is two services that open one port at the same time, with an option
// that lets them: one bound to the device of the packets, one to none.
func startup(option int, rule string) func(*Scene) {
	return func(s *Scene) {
		first, _ := devices(s.root(), true)
		bound := s.open(emu.SOCK_DGRAM, option, first)
		unbound := s.open(emu.SOCK_DGRAM, option, 0)
		s.Go("bound", func() { bound.at(anyAddr) })
		s.Go("unbound", func() { unbound.at(anyAddr) })
		s.Finally(func() {
			s.arrives(first, client)
			if bound.gets() == 0 {
				s.Errorf("%s: the socket that is bound to eth0 did not get the packet, the unbound one did", rule)
			}
		})
	}
}

// reconnecting is a service that connects to one client after another while it
// is bound to its device once more. An unbound one is connected to the second
// client all the time.
func reconnecting(s *Scene) {
	root := s.root()
	first, _ := devices(root, true)
	check(root.Sysctl("net/ipv4/ip_early_demux", "0"))
	here := &emu.SockaddrInet4{Port: 67, Addr: server.Addr().As4()}
	other := &emu.SockaddrInet4{Port: 68, Addr: client.Addr().Next().As4()}
	unbound := s.open(emu.SOCK_DGRAM, emu.SO_REUSEADDR, 0).at(here)
	bound := s.open(emu.SOCK_DGRAM, emu.SO_REUSEADDR, first).at(here)
	check(unbound.Connect(unbound.fd, clientAddr))
	check(bound.Connect(bound.fd, other))
	s.Go("server", func() { check(bound.Connect(bound.fd, clientAddr)) })
	s.Go("binder", func() { bound.move(first) })
	s.Finally(func() {
		s.arrives(first, client)
		if bound.gets() == 0 {
			s.Errorf("UDP-18: the socket that is bound to eth0 and connected to the client last did not get its packet, the unbound one did")
		}
	})
}

// listening is two services that begin to listen at the same time, on two
// devices; then one of them is bound to no device any more, and a client
// connects by the device of the other. Two such listeners do not get one port
// in any other way.
func listening(s *Scene) {
	first, second := devices(s.root(), true)
	bound := s.open(emu.SOCK_STREAM, 0, first).at(anyWeb)
	unbound := s.open(emu.SOCK_STREAM, 0, second).at(anyWeb)
	wire := must(s.Capture())
	s.Go("bound", func() { check(bound.Listen(bound.fd, 9)) })
	s.Go("unbound", func() { check(unbound.Listen(unbound.fd, 9)) })
	s.Finally(func() {
		unbound.move(0)
		s.shake(wire, first, client)
		if _, _, err := bound.Accept(bound.fd); err != nil {
			s.Errorf("TCP-09: the listener that is bound to eth0 did not get the connection: %v", err)
		}
	})
}

// regroupedTCP moves a listener to another device while another one of its
// group begins to listen.
func regroupedTCP(s *Scene) {
	root := s.root()
	first, second := devices(root, true)
	check(root.AddrAdd(second, netip.MustParsePrefix("198.51.100.1/24")))
	moved := s.open(emu.SOCK_STREAM, emu.SO_REUSEPORT, first).at(anyWeb)
	stays := s.open(emu.SOCK_STREAM, emu.SO_REUSEPORT, first).at(anyWeb)
	check(moved.Listen(moved.fd, flows))
	wire := must(s.Capture())
	s.Go("moved", func() { moved.move(second) })
	s.Go("stays", func() { check(stays.Listen(stays.fd, flows)) })
	s.Finally(func() {
		lost := 0
		for i := range flows {
			if !s.shake(wire, first, flow(i)) {
				lost++
			}
		}
		if lost > 0 {
			s.Errorf("TCP-07: of %d connections by eth0 %d got no answer by eth0, although a listener is there", flows, lost)
		}
	})
}

// shake makes a connection to the web server over a device: it says whether
// that was answered there.
func (s *Scene) shake(c plane.Capture, device int, from netip.AddrPort) bool {
	send := func(h netdev.TCP) []netdev.Packet {
		h.Window = 0xffff
		check(s.Inject(device, wire.Build(&netdev.Packet{Protocol: emu.IPPROTO_TCP, Src: from, Dst: web, TCP: h})))
		check(s.Settle())
		return must(c.Packets(device))
	}
	answers := send(netdev.TCP{Seq: 1000, Flags: netdev.SYN})
	if len(answers) == 0 || answers[0].TCP.Flags != netdev.SYN|netdev.ACK {
		return false
	}
	send(netdev.TCP{Seq: 1001, Ack: answers[0].TCP.Seq + 1, Flags: netdev.ACK})
	return true
}
