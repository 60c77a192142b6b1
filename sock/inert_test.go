package sock

import (
	"testing"

	"boundif/netdev"
)

// TestOtherFamilies: their sockets keep the device, and that is all (OPT-30).
func TestOtherFamilies(t *testing.T) {
	d := newDual(t)
	for _, tt := range []struct {
		family, typ, number int
		err                 error
		why                 string
	}{
		{AF_UNIX, SOCK_STREAM, 0, nil, "a stream"},
		{AF_UNIX, SOCK_RAW, 1, nil, "a raw one is a datagram one"},
		{AF_UNIX, SOCK_SEQPACKET, 0, nil, "in packets"},
		{AF_UNIX, SOCK_PACKET, 0, netdev.ESOCKTNOSUPPORT, "no such type"},
		{AF_UNIX, SOCK_PACKET, 2, netdev.EPROTONOSUPPORT, "the protocol is looked at first"},
		{AF_NETLINK, SOCK_RAW, 0, nil, "rtnetlink"},
		{AF_NETLINK, SOCK_STREAM, 32, netdev.ESOCKTNOSUPPORT, "the type is looked at first"},
		{AF_NETLINK, SOCK_DGRAM, 32, netdev.EPROTONOSUPPORT, "no such protocol"},
		{AF_PACKET, SOCK_DGRAM, 300, nil, "any protocol"},
		{AF_PACKET, SOCK_STREAM, 0, netdev.ESOCKTNOSUPPORT, "no such type"},
		{AF_VSOCK, SOCK_STREAM, 0, nil, "a stream"},
		{AF_VSOCK, SOCK_SEQPACKET, 40, nil, "the family's own number"},
		{AF_VSOCK, SOCK_RAW, 1, netdev.EPROTONOSUPPORT, "the protocol is looked at first"},
		{AF_VSOCK, SOCK_RAW, 0, netdev.ESOCKTNOSUPPORT, "no such type"},
		{AF_VSOCK, SOCK_DGRAM, 0, netdev.ENODEV, "no transport"},
		{AF_XDP, SOCK_RAW, 0, nil, "raw only"},
		{AF_XDP, SOCK_DGRAM, 1, netdev.ESOCKTNOSUPPORT, "the type is looked at first"},
		{AF_XDP, SOCK_RAW, 44, netdev.EPROTONOSUPPORT, "no protocols"},
	} {
		s, err := d.Socket(nil, root(d.Inet), tt.family, tt.typ, tt.number)
		if err != tt.err {
			t.Errorf("OPT-30: socket(%d, %d, %d): %v, want %v: %s", tt.family, tt.typ, tt.number, err, tt.err, tt.why)
		}
		if err != nil {
			continue
		}
		if err := s.BindToDevice(nil, nobody(d.Inet), "eth1"); err != nil || s.BoundDevIf(nil) != eth1 {
			t.Errorf("OPT-30: bound to %d, %v; want eth1", s.BoundDevIf(nil), err)
		}
		if err := s.BindToIndex(nil, nobody(d.Inet), 0); err != netdev.EPERM {
			t.Errorf("OPT-40: %v, want EPERM", err)
		}
		if v, _ := s.GetInt(nil, SO_PROTOCOL); tt.family != AF_NETLINK && v != 0 {
			t.Errorf("OPT-30: SO_PROTOCOL is %d", v)
		}
		for name, err := range map[string]error{
			"bind": s.Bind(nil, local), "connect": s.Connect(nil, peer), "disconnect": s.Disconnect(nil), "send": s.Send(nil, nil, peer),
			"listen": s.Listen(nil, 1),
		} {
			if err != netdev.EOPNOTSUPP {
				t.Errorf("OPT-30: %s: %v, want EOPNOTSUPP", name, err)
			}
		}
		if _, err := s.Accept(nil); err != netdev.EOPNOTSUPP {
			t.Errorf("OPT-30: accept: %v", err)
		}
		s.Close(nil)
	}
	if _, err := d.Socket(nil, nobody(d.Inet), AF_PACKET, SOCK_STREAM, 0); err != netdev.EPERM {
		t.Errorf("OPT-30: AF_PACKET by nobody: %v, want EPERM", err)
	}
	if _, err := d.Socket(nil, nobody(d.Inet), AF_XDP, SOCK_STREAM, 0); err != netdev.EPERM {
		t.Errorf("OPT-30: AF_XDP by nobody: %v, want EPERM", err)
	}
	for family, want := range map[int]bool{AF_INET: true, AF_INET6: true, AF_UNIX: true, AF_PACKET: true, AF_NETLINK: true, AF_UNSPEC: false, AF_VSOCK: true, AF_XDP: true, 41: false} {
		if HasFamily(family) != want {
			t.Errorf("family %d is here: %v", family, !want)
		}
	}
}

// TestStreamHooks: what a protocol with connections has.
func TestStreamHooks(t *testing.T) {
	d := newDual(t)
	s := d.sock(AF_INET, SOCK_STREAM, 0)
	p := s.prot
	child := d.sock(AF_INET, SOCK_STREAM, 0)
	p.Accept = func(task, *Sock) (*Sock, error) { return child, nil }
	p.Shutdown = func(_ task, _ *Sock, how int) error { return netdev.Errno(how) }
	p.Recv = func(_ task, _ *Sock, max int) (Received, error) {
		return Received{Packet: netdev.Packet{Payload: make([]byte, max)}}, nil
	}
	closed := false
	p.Close = func(task, *Sock) { closed = true }
	if err := s.Listen(nil, 1); err != nil {
		t.Error(err)
	}
	if v, _ := s.GetInt(nil, SO_ACCEPTCONN); v != 1 {
		t.Error("SO_ACCEPTCONN of a socket that listens is 0")
	}
	if got, err := s.Accept(nil); got != child || err != nil {
		t.Errorf("accept: %v", err)
	}
	if err := s.Shutdown(nil, 7); err != netdev.Errno(7) {
		t.Errorf("shutdown: %v", err)
	}
	if r, err := s.RecvMsg(nil, 3); err != nil || len(r.Payload) != 3 {
		t.Errorf("recvmsg: %v", err)
	}
	s.Close(nil)
	if !closed {
		t.Error("Close was not called")
	}
}

func TestClone(t *testing.T) {
	d := newDual(t)
	for _, s := range []*Sock{d.sock(AF_INET, SOCK_STREAM, eth1), d.sock(AF_INET6, SOCK_STREAM, eth1)} {
		d.set(s, SOL_SOCKET, SO_REUSEADDR, 1)
		d.set(s, SOL_IP, IP_FREEBIND, 1)
		s.Listen(nil, 1)
		c := s.Clone(nil)
		if v, _ := c.GetInt(nil, SO_ACCEPTCONN); c.BoundDevIf(nil) != eth1 || !c.ReuseAddr(nil) || !c.Nonlocal(nil) || v != 0 || c.UID() != s.UID() {
			t.Error("WR-30: a child has the listener's device and options, and does not listen")
		}
	}
}
