package tcp

import (
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

// A connection over the loopback device, of each kind of sockets.
func TestConnectionWithinHost(t *testing.T) {
	for _, row := range []struct {
		name             string
		server, client   int
		bind, to         string
		local, peer      string // of the child, its peer's without port
		clientPeer, from string
	}{
		{"IPv4", 4, 4, "127.0.0.1:7000", "127.0.0.1:7000", "127.0.0.1:7000", "127.0.0.1", "127.0.0.1:7000", ""},
		{"IPv4 by the address of a device", 4, 4, "0.0.0.0:7000", "10.1.0.1:7000", "10.1.0.1:7000", "10.1.0.1", "10.1.0.1:7000", ""},
		{"IPv6", 6, 6, "[::1]:7000", "[::1]:7000", "[::1]:7000", "::1", "[::1]:7000", ""},
		{"IPv4 to a dual-stack listener", 6, 4, "[::]:7000", "127.0.0.1:7000", "[::ffff:127.0.0.1]:7000", "::ffff:127.0.0.1", "127.0.0.1:7000", ""},
		{"IPv4 written as IPv6", 4, 6, "0.0.0.0:7000", "[::ffff:127.0.0.1]:7000", "127.0.0.1:7000", "127.0.0.1", "[::ffff:127.0.0.1]:7000", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := newHost(t, newest)
			l := h.socket(row.server).at(row.bind).listening()
			c := h.socket(row.client).to(row.to)
			s := l.accepted()
			if got := s.Addr(nil).String(); got != row.local {
				t.Errorf("the child is at %s, want %s", got, row.local)
			}
			peer, err := s.Peer(nil)
			if err != nil || peer.Addr().String() != row.peer {
				t.Errorf("the child's peer is %s (%v), want %s", peer, err, row.peer)
			}
			if peer, err := c.Peer(nil); err != nil || peer.String() != row.clientPeer {
				t.Errorf("the client's peer is %s (%v), want %s", peer, err, row.clientPeer)
			}
			for _, text := range []string{"hello", "world"} {
				h.must(c.send(text))
			}
			if r, err := s.Peek(nil, 5); err != nil || string(r.Payload) != "hello" {
				t.Errorf("the child sees %q (%v)", r.Payload, err)
			}
			if got := s.recv(); got != "helloworld" {
				t.Errorf("the child got %q", got)
			}
			h.must(s.send("back"))
			if got := c.recv(); got != "back" {
				t.Errorf("the client got %q", got)
			}
			c.Close(nil)
			if got := s.recv(); got != "" {
				t.Errorf("after the end the child got %q", got)
			}
			s.Close(nil)
			if n := Expire(nil, l.Sock); n != 1 {
				t.Errorf("%d TIME_WAIT entries, want that of the client, who closed first", n)
			}
		})
	}
}

// TestMayNumber: SO_TIMESTAMPING numbers the bytes of a connection only, be it one
// that is not answered yet (OBS-20).
func TestMayNumber(t *testing.T) {
	h := newHost(t, newest)
	l := h.socket(4).at("127.0.0.1:7000")
	set := func(s *sock.Sock) error {
		return s.SetInt(nil, h.root, sock.SO_TIMESTAMPING, sock.SOF_TIMESTAMPING_OPT_ID)
	}
	if err := set(l.Sock); err != netdev.EINVAL {
		t.Errorf("a socket: %v, want EINVAL", err)
	}
	l.listening()
	if err := set(l.Sock); err != netdev.EINVAL {
		t.Errorf("a listener: %v, want EINVAL", err)
	}
	c := h.socket(4).to("127.0.0.1:7000")
	if err := set(c.Sock); err != nil {
		t.Errorf("a connection: %v", err)
	}
}
