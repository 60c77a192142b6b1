package plane

import (
	"time"

	"boundif/emu"
	"boundif/proto/tcp"
)

// Retransmit lets as much time pass as a TCP socket needs to send something
// again. Left says what that was.
func (s *Script) Retransmit(a *Socket) {
	if p, ok := a.p.sys.(*emu.Process); ok {
		k, err := p.Sock(a.fd)
		s.must("retransmit", err)
		tcp.Retransmit(nil, k)
		return
	}
	s.sniff()
	for n, until := len(s.seen), time.Now().Add(3*time.Second); len(s.seen) == n && time.Now().Before(until); s.sniff() {
		time.Sleep(10 * time.Millisecond)
	}
}

// Warned says how often the kernel has found something in TCP that it takes for
// impossible, and written so into its log, since the last time. The first call
// says nothing.
func (s *Script) Warned() {
	n, err := s.Plane.Warnings()
	s.must("the kernel's log", err)
	if s.warned != nil {
		s.Say("warnings: %d", n-*s.warned)
	}
	s.warned = &n
}
