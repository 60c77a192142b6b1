package emu

import (
	"errors"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/netdev"
)

// TestStreams: a connection over "lo", by every call that streams have.
func TestStreams(t *testing.T) {
	for _, tt := range []struct {
		name    string
		domain  int
		any, to Sockaddr
		peer    func(port int) Sockaddr
	}{
		{"IPv4", AF_INET, &SockaddrInet4{Port: 80}, &SockaddrInet4{Port: 80, Addr: [4]byte{127, 0, 0, 1}},
			func(port int) Sockaddr { return &SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}} }},
		{"IPv6", AF_INET6, &SockaddrInet6{Port: 80}, &SockaddrInet6{Port: 80, Addr: [16]byte{15: 1}},
			func(port int) Sockaddr { return &SockaddrInet6{Port: port, Addr: [16]byte{15: 1}} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, p := world(t, Linux(6, 18))
			open := func() int {
				fd, err := p.Socket(tt.domain, SOCK_STREAM, 0)
				ok(t, err)
				return fd
			}
			server, client := open(), open()
			ok(t, p.Bind(server, tt.any))
			if _, _, err := p.Accept(server); !errors.Is(err, netdev.EINVAL) {
				t.Errorf("accept before listen: %v", err)
			}
			ok(t, p.Listen(server, 5))
			if _, _, err := p.Accept(server); !errors.Is(err, netdev.EAGAIN) {
				t.Errorf("accept of nothing: %v", err)
			}
			ok(t, p.Connect(client, tt.to))
			child, from, err := p.Accept(server)
			ok(t, err)
			name, err := p.Getsockname(client)
			ok(t, err)
			if diff := cmp.Diff(name, from); diff != "" {
				t.Errorf("accepted from (-the client's name +got):\n%s", diff)
			}
			peer, err := p.Getpeername(client)
			ok(t, err)
			if diff := cmp.Diff(tt.to, peer); diff != "" {
				t.Errorf("the client's peer (-want +got):\n%s", diff)
			}
			if _, ok := from.(*SockaddrInet6); ok != (tt.domain == AF_INET6) {
				t.Errorf("an address of another family: %v", from)
			}
			ok(t, p.Sendto(client, []byte("hello"), 0, tt.peer(1))) // the address is not looked at
			b := make([]byte, 9)
			if n, from, err := p.Recvfrom(child, b, 0); n != 5 || from != nil || err != nil {
				t.Errorf("received %q from %v, %v", b[:n], from, err)
			}
			ok(t, p.Sendto(client, []byte("again"), 0, nil))
			for _, flags := range []int{MSG_PEEK, MSG_PEEK, MSG_TRUNC} {
				clear(b)
				n, _, err := p.Recvfrom(child, b[:3], flags)
				if want := map[int]string{MSG_PEEK: "aga", MSG_TRUNC: "\x00\x00\x00"}[flags]; n != 3 || string(b[:3]) != want || err != nil {
					t.Errorf("flags %#x: %q, %d, %v; want %q", flags, b[:3], n, err, want)
				}
			}
			if n, _, err := p.Recvfrom(child, b, 0); string(b[:n]) != "in" || err != nil {
				t.Errorf("what is left: %q, %v", b[:n], err)
			}
			if err := p.Shutdown(client, -1); !errors.Is(err, netdev.EINVAL) {
				t.Errorf("shutdown -1: %v", err)
			}
			ok(t, p.Shutdown(client, SHUT_WR))
			if n, _, err := p.Recvfrom(child, b, 0); n != 0 || err != nil {
				t.Errorf("the end of a stream: %d, %v", n, err)
			}
			ok(t, p.Close(child))
			if _, err := p.Getpeername(server); !errors.Is(err, netdev.ENOTCONN) {
				t.Errorf("the peer of a listening socket: %v", err)
			}
		})
	}
}

// TestAcceptWithoutDescriptor: a connection that gets no descriptor is closed.
func TestAcceptWithoutDescriptor(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	server, err := p.Socket(AF_INET, SOCK_STREAM, 0)
	ok(t, err)
	ok(t, p.Bind(server, &SockaddrInet4{Port: 80}))
	ok(t, p.Listen(server, 5))
	client, err := p.Socket(AF_INET, SOCK_STREAM, 0)
	ok(t, err)
	ok(t, p.Connect(client, &SockaddrInet4{Port: 80, Addr: [4]byte{127, 0, 0, 1}}))
	full := k.Init().Root()
	for range maxFiles {
		if _, err := p.Pass(server, full); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := full.Accept(1 << 30); !errors.Is(err, netdev.EMFILE) {
		t.Errorf("accept: %v, want EMFILE", err)
	}
	if n, _, err := p.Recvfrom(client, make([]byte, 1), 0); n != 0 || err != nil {
		t.Errorf("the other end of what was closed: %d, %v", n, err)
	}
}

// TestScopesOfNames: getsockname and getpeername tell the device that the
// socket is bound to now (OBS-10).
func TestScopesOfNames(t *testing.T) {
	_, p := world(t, Linux(6, 18))
	for i := 2; i <= 3; i++ {
		ok(t, p.AddrAdd(i, netip.MustParsePrefix("fe80::1/64")))
	}
	fd, err := p.Socket(AF_INET6, SOCK_DGRAM, 0)
	ok(t, err)
	local, peer := &SockaddrInet6{ZoneId: 2, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 1}}, &SockaddrInet6{Port: 9, ZoneId: 2, Addr: [16]byte{0: 0xfe, 1: 0x80, 15: 9}}
	ok(t, p.Bind(fd, local))
	ok(t, p.Connect(fd, peer))
	for _, index := range []int{2, 3, 4242, 0} {
		ok(t, p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, index))
		name, err := p.Getsockname(fd)
		ok(t, err)
		other, err := p.Getpeername(fd)
		ok(t, err)
		if n, o := name.(*SockaddrInet6), other.(*SockaddrInet6); int(n.ZoneId) != index || int(o.ZoneId) != index || n.Addr != local.Addr || *o != (SockaddrInet6{9, uint32(index), peer.Addr}) {
			t.Errorf("OBS-10: bound to %d: name %+v, peer %+v", index, n, o)
		}
	}
}
