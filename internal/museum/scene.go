package museum

import (
	"net/netip"

	"boundif/emu"
	"boundif/internal/plane"
)

// A Scene is a machine and who lets the tasks of an exhibit run on it: the
// explorer on the model, or a kernel on which they run free.
type Scene struct {
	plane.Plane
	Go      func(task string, fn func())
	Finally func(fn func())                  // when all tasks have ended
	Errorf  func(format string, args ...any) // the property does not hold
}

// explored is the body on the model.
func explored(body func(*Scene)) func(k *emu.Kernel) {
	return func(k *emu.Kernel) { body(&Scene{plane.ModelOf(k), k.Go, k.Finally, k.Errorf}) }
}

func (s *Scene) root() emu.Syscalls { return must(s.Process(plane.All)) }

// arrives lets a packet to the server arrive.
func (s *Scene) arrives(device int, from netip.AddrPort) {
	check(s.InjectUDP(device, from, server, []byte("hi")))
}

// A service is a socket and the process that has it.
type service struct {
	emu.Syscalls
	fd int
}

// open opens a socket with an option, or none, on a device, or on none.
func (s *Scene) open(kind, option, device int) service {
	p := s.root()
	v := service{p, must(p.Socket(emu.AF_INET, kind, 0))}
	if option != 0 {
		check(p.SetsockoptInt(v.fd, emu.SOL_SOCKET, option, 1))
	}
	if device != 0 {
		v.move(device)
	}
	return v
}

// move binds the socket to a device, or to none.
func (v service) move(device int) {
	check(v.SetsockoptInt(v.fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device))
}

// at binds the socket to an address and a port.
func (v service) at(addr emu.Sockaddr) service {
	check(v.Bind(v.fd, addr))
	return v
}

// gets empties the socket and counts the packets.
func (v service) gets() (n int) {
	for ; ; n++ {
		if _, _, err := v.Recvfrom(v.fd, make([]byte, 9), emu.MSG_DONTWAIT); err != nil {
			return n
		}
	}
}
