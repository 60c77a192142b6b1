package sock

import (
	"errors"
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestOptionalHooks: what a protocol's hooks change about a call.
func TestOptionalHooks(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	p := s.prot
	told := errors.New("told")
	p.MayConnect = func(task, *Sock) (bool, error) { return true, told }
	if err := s.Connect(nil, port("[fd01::2]:9")); err != told {
		t.Errorf("an address of another family: %v, want what MayConnect says", err)
	}
	p.MayConnect = nil
	if err := s.Connect(nil, netip.AddrPort{}); err != netdev.EAFNOSUPPORT {
		t.Errorf("no address: %v, want EAFNOSUPPORT", err)
	}
	if err := s.Send(nil, nil, port("[fd01::2]:9")); err != netdev.EAFNOSUPPORT {
		t.Errorf("sending to another family: %v, want EAFNOSUPPORT", err)
	}
	p.Connected = func(task, *Sock) bool { return false }
	s.Connect(nil, port("10.1.0.2:9"))
	if _, err := s.Peer(nil); err != netdev.ENOTCONN {
		t.Errorf("the protocol says that there is no connection: %v, want ENOTCONN", err)
	}
	p.Connected = nil
	if got, err := s.Peer(nil); got != port("10.1.0.2:9") || err != nil {
		t.Errorf("the peer is %v, %v", got, err)
	}
	p.Sport = func(task, *Sock) uint32 { return 77 }
	if got := s.Addr(nil).Port(); got != 77 {
		t.Errorf("the port is %d, want the protocol's", got)
	}
	p.Payload = func(p *netdev.Packet) []byte { return append([]byte("!"), p.Payload...) }
	in := packet(17, "10.1.0.2", "10.1.0.1")
	in.Payload = []byte("text")
	s.Enqueue(nil, &Key{Dif: eth0}, &in)
	s.Enqueue(nil, &Key{Dif: eth1}, &in)
	if r, err := s.Peek(nil, 10); string(r.Payload) != "!text" || r.Dif != eth0 || err != nil {
		t.Errorf("peeked at %q, %v", r.Payload, err)
	}
	if r, err := s.Receive(nil); string(r.Payload) != "!text" || r.Dif != eth0 || err != nil {
		t.Errorf("received %q, %v", r.Payload, err)
	}
	if r, err := s.Dequeue(nil); string(r.Payload) != "text" || r.Dif != eth1 || err != nil {
		t.Errorf("dequeued %q, %v; want the packet as it came", r.Payload, err)
	}
	p.Peek = func(task, *Sock, int) (Received, error) { return Received{}, told }
	if _, err := s.Peek(nil, 1); err != told {
		t.Errorf("peeked: %v, want the hook's answer", err)
	}
}

// TestBindHooks: who calls Bind with the lock, and who finds a port.
func TestBindHooks(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	s.prot.BindUnlocked = true
	s.prot.Bind = func(t task, s *Sock, _ netip.AddrPort) error {
		s.Lock(t) // would wait for ever
		defer s.Unlock(t)
		if s.Dead() {
			return netdev.EBADF
		}
		return nil
	}
	if err := s.Bind(nil, port("10.1.0.1:7")); err != nil {
		t.Error(err)
	}
	got := uint32(99)
	s.prot.GetPort = func(_ task, _ *Sock, port uint32) error { got = port; return netdev.EADDRINUSE }
	if err := s.Send(nil, nil, port("10.1.0.2:9")); err != netdev.EAGAIN || got != 0 {
		t.Errorf("BND-21: %v for port %d, want EAGAIN", err, got)
	}
	s.prot.GetPort = func(task, *Sock, uint32) error { return nil }
	if err := s.Send(nil, nil, port("10.1.0.2:9")); err != nil {
		t.Errorf("BND-21: %v", err)
	}
	s.prot.NoAutobind = true
	s.prot.GetPort = nil
	if err := s.Autobind(nil); err != nil || s.Num.Load(nil) != 0 {
		t.Errorf("%v: a protocol that needs no port", err)
	}
	s.Close(nil)
	if err := s.Bind(nil, port("10.1.0.1:7")); err != netdev.EBADF {
		t.Errorf("%v: Dead did not tell", err)
	}
	reuse := &Proto{Family: AF_INET, Type: SOCK_SEQPACKET, Number: 33, Reuse: true}
	refuse := &Proto{Family: AF_INET, Type: 7, Number: 34, Init: func(task, *Cred, *Sock) error { return netdev.EACCES }}
	d.Register(reuse)
	d.Register(refuse)
	born, err := d.Socket(nil, root(d.Inet), AF_INET, SOCK_SEQPACKET, 0)
	if err != nil || !born.ReuseAddr(nil) {
		t.Errorf("PNG-03: %v, want a socket that is born with SO_REUSEADDR", err)
	}
	if _, err := d.Socket(nil, root(d.Inet), AF_INET, 7, 0); err != netdev.EACCES {
		t.Errorf("%v, want what Init says", err)
	}
	raw, err := d.Socket(nil, root(d.Inet), AF_INET, SOCK_RAW, SOL_RAW)
	if err != nil || !raw.HdrIncl(nil) {
		t.Errorf("%v, want IP_HDRINCL from the start for IPPROTO_RAW", err)
	}
}

// TestShutdown: a datagram socket sends nothing more after it.
func TestShutdown(t *testing.T) {
	d := newDual(t)
	s := d.udp(0)
	for _, tt := range []struct {
		how  int
		peer bool
		err  error
		send error
	}{{shutRead, false, netdev.ENOTCONN, nil}, {1, false, netdev.ENOTCONN, netdev.EPIPE}, {1, true, nil, netdev.EPIPE}} {
		if tt.peer {
			s.Connect(nil, port("10.1.0.2:9"))
		}
		if err := s.Shutdown(nil, tt.how); err != tt.err {
			t.Errorf("WR-24: shutdown(%d): %v, want %v", tt.how, err, tt.err)
		}
		if err := s.SendErr(nil); err != tt.send {
			t.Errorf("WR-24: sending after shutdown(%d): %v, want %v", tt.how, err, tt.send)
		}
	}
	s.SetError(nil, netdev.ECONNREFUSED)
	if err := s.SendErr(nil); err != netdev.ECONNREFUSED {
		t.Errorf("UDP-40: %v, want the error that waits first", err)
	}
}
