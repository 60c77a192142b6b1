package live

import (
	"sync/atomic"
	"time"

	"boundif/emu"
	"boundif/internal/plane/linux"
)

// most is how many trials are enough.
const most = 20_000

// connecting lets a client send to a server that connects to it, or
// disconnects from it, and counts the trials in which the client was told
// that nobody is there. The server is bound all the time.
func connecting(n *linux.Net, limit time.Duration, disconnect bool) (c Count, err error) {
	defer rescue(&err)
	s := must(n.NewSys(linux.All))
	check(s.LinkSetUp(1))
	local := func(port int) *emu.SockaddrInet4 {
		return &emu.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	}
	client := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	check(s.Bind(client, local(7068)))
	check(s.Connect(client, local(7067)))
	var refused atomic.Int32
	send := func() {
		if s.Sendto(client, []byte("hi"), 0, nil) != nil {
			refused.Add(1)
		}
	}
	for start := time.Now(); c.Trials < most && time.Since(start) < limit; c.Trials++ {
		server := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		check(s.Bind(server, &emu.SockaddrInet4{Port: 7067}))
		peer := emu.Sockaddr(local(7068))
		if disconnect {
			check(s.Connect(server, peer))
			peer = &emu.SockaddrUnspec{}
		}
		refused.Store(0)
		check(during(1, send, func() error { return s.Connect(server, peer) }))
		if send(); refused.Load() > 0 { // an error comes with the next send
			c.Seen++
		}
		check(s.Close(server))
	}
	return c, nil
}

// staleRoute lets three threads send on a connected socket that is bound to
// one device and the other in turn, and counts the binds after which, when
// all is quiet, a datagram leaves by the device before.
func staleRoute(n *linux.Net, limit time.Duration) (c Count, err error) {
	defer rescue(&err)
	s := must(n.NewSys(linux.All))
	var devices [2]int
	for i, name := range []string{"eth0", "eth1"} {
		devices[i] = must(s.LinkAdd(name, 0))
		check(s.LinkSetUp(devices[i]))
	}
	wire := must(n.Capture())
	defer wire.Close()
	fd := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	bind := func(device int) error { return s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device) }
	check(bind(devices[0]))
	check(s.Connect(fd, &emu.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 9}}))
	send := func() { s.Sendto(fd, []byte("early"), 0, nil) }
	for start := time.Now(); c.Trials < most && time.Since(start) < limit; c.Trials++ {
		old, now := devices[c.Trials%2], devices[1-c.Trials%2]
		check(during(3, send, func() error { return bind(now) }))
		must(wire.Take(old))
		check(s.Sendto(fd, []byte("late"), 0, nil))
		if len(must(wire.Take(old))) > 0 {
			c.Seen++
		}
	}
	return c, nil
}

// regrouping moves a worker from a device to lo while two threads send by lo,
// and counts the moves during which the other worker of its group, which stays
// on its device, got a packet.
func regrouping(n *linux.Net, limit time.Duration) (c Count, err error) {
	defer rescue(&err)
	s := must(n.NewSys(linux.All))
	check(s.LinkSetUp(1))
	device := must(s.LinkAdd("eth0", 0))
	worker := func() int {
		fd := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		check(s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_REUSEPORT, 1))
		check(s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device))
		check(s.Bind(fd, &emu.SockaddrInet4{Port: 7067}))
		return fd
	}
	stays := worker()
	var clients [8]int // of several ports: which worker gets a packet is up to a hash
	for i := range clients {
		clients[i] = must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	}
	var turn atomic.Uint32
	send := func() {
		to := &emu.SockaddrInet4{Port: 7067, Addr: [4]byte{127, 0, 0, 1}}
		s.Sendto(clients[turn.Add(1)%uint32(len(clients))], []byte("hi"), 0, to)
	}
	for start := time.Now(); c.Trials < most && time.Since(start) < limit; c.Trials++ {
		moves := worker()
		check(during(2, send, func() error { return s.SetsockoptInt(moves, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 1) }))
		got := false
		for b := make([]byte, 9); ; got = true {
			if _, _, err := s.Recvfrom(stays, b, emu.MSG_DONTWAIT); err != nil {
				break
			}
		}
		if got {
			c.Seen++
		}
		check(s.Close(moves))
	}
	return c, nil
}
