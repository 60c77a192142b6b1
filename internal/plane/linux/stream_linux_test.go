package linux

import (
	"errors"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// open opens a socket of some kind.
func open(t testing.TB, s *Sys, domain, typ, protocol int) int {
	t.Helper()
	fd, err := s.Socket(domain, typ, protocol)
	must(t, err)
	return fd
}

// localhost is an address of lo in a family.
func localhost(domain, port int) emu.Sockaddr {
	if domain == emu.AF_INET6 {
		return &emu.SockaddrInet6{Port: port, Addr: [16]byte{15: 1}}
	}
	return inet(port, 127, 0, 0, 1)
}

// TestStream takes a connection over lo through its life, in both families.
func TestStream(t *testing.T) {
	for _, domain := range []int{emu.AF_INET, emu.AF_INET6} {
		s := root(t)
		must(t, s.LinkSetUp(1))
		l, c := open(t, s, domain, emu.SOCK_STREAM, 0), open(t, s, domain, emu.SOCK_STREAM, 0)
		_, _, err := s.Accept(l)
		check(t, "accept before listen", err, netdev.EINVAL)
		_, err = s.Getpeername(c)
		check(t, "the peer of nothing", err, netdev.ENOTCONN)
		check(t, "shutdown of nothing", s.Shutdown(c, emu.SHUT_WR), netdev.ENOTCONN)
		check(t, "nobody listens", s.Connect(c, localhost(domain, 80)), netdev.ECONNREFUSED)
		must(t, s.Bind(l, localhost(domain, 80)), s.Listen(l, 4))
		_, _, err = s.Accept(l)
		check(t, "accept of nothing", err, netdev.EAGAIN)

		must(t, s.Connect(c, localhost(domain, 80)))
		check(t, "connect again", s.Connect(c, localhost(domain, 80)), netdev.EISCONN)
		child, from, err := s.Accept(l)
		must(t, err)
		name, err := s.Getsockname(c)
		must(t, err)
		if (sockaddr{from}).String() != (sockaddr{name}).String() {
			t.Errorf("accepted %v, want %v", sockaddr{from}, sockaddr{name})
		}
		peer, err := s.Getpeername(c)
		must(t, err)
		if want := (sockaddr{localhost(domain, 80)}).String(); (sockaddr{peer}).String() != want {
			t.Errorf("peer %v, want %v", sockaddr{peer}, want)
		}
		must(t, s.Sendto(c, []byte("hello"), 0, nil))
		must(t, s.Sendmsg(c, []byte(" you"), nil, nil, 0))
		b := make([]byte, 16)
		n, none, err := s.Recvfrom(child, b, 0)
		if string(b[:n]) != "hello you" || none != nil || err != nil {
			t.Errorf("received %q from %v, %v", b[:n], none, err)
		}
		must(t, s.Shutdown(c, emu.SHUT_WR))
		if n, _, err := s.Recvfrom(child, b, 0); n != 0 || err != nil {
			t.Errorf("at the end of the stream: %d, %v", n, err)
		}
		check(t, "send after shutdown", s.Sendto(c, []byte("x"), 0, nil), emu.Errno(32)) // EPIPE
		check(t, "shutdown of what cannot be", s.Shutdown(c, 3), netdev.EINVAL)
		s.Exit()
	}
}

// TestStreamWaits: nobody answers on the wire, and no call hangs because of it.
func TestStreamWaits(t *testing.T) {
	s := root(t)
	a := device(t, s, "a0", 0)
	must(t, s.LinkSetUp(a), s.AddrAdd(a, prefix("10.1.0.1/24")))
	c := open(t, s, emu.AF_INET, emu.SOCK_STREAM, 0)
	far := inet(80, 10, 1, 0, 2)
	check(t, "connect to nobody", s.Connect(c, far), emu.Errno(115)) // EINPROGRESS
	check(t, "send before the answer", s.Sendto(c, []byte("x"), 0, nil), netdev.EAGAIN)
	check(t, "sendmsg before the answer", s.Sendmsg(c, []byte("x"), nil, nil, 0), netdev.EAGAIN)
	free := open(t, s, emu.AF_INET, emu.SOCK_STREAM|emu.SOCK_NONBLOCK, 0)
	check(t, "a socket that does not block by itself", s.Connect(free, far), emu.Errno(115))
	check(t, "asked again", s.Connect(free, far), emu.Errno(114)) // EALREADY
	check(t, "a blocking socket asked again", s.Connect(c, far), emu.Errno(114))
}

// TestStreamErrors: wrapped in the words of the call.
func TestStreamErrors(t *testing.T) {
	s := root(t)
	udp := udpSocket(t, s)
	_, accept := func() (int, error) { n, _, err := s.Accept(udp); return n, err }()
	_, peer := s.Getpeername(badFd)
	_, _, _, _, recvmsg := s.Recvmsg(badFd, make([]byte, 4), nil, 0)
	for _, c := range []struct {
		err  error
		want string
	}{
		{s.Listen(udp, 5), "listen(%, 5): EOPNOTSUPP"},
		{accept, "accept(%, NULL): EOPNOTSUPP"},
		{peer, "getpeername(1048576, NULL): EBADF"},
		{s.Shutdown(badFd, 1), "shutdown(1048576, 1): EBADF"},
		{s.Sendmsg(badFd, []byte("x"), []byte("c"), inet(1, 1, 2, 3, 4), 0x40), `sendmsg(1048576, "x", "c", 1.2.3.4:1, 0x40): EBADF`},
		{recvmsg, `recvmsg(1048576, "", "", NULL, 0x0): EBADF`},
		{s.AddrDel(4242, prefix("10.0.0.1/8")), "addr_del(4242, 10.0.0.1/8): ENODEV"},
		{s.LinkSetMaster(4242, 1), "link_set_master(4242, 1): ENODEV"},
		{s.LinkSetNetns(4242, s, "x", 9), `link_set_netns(4242, "x", 9): ENODEV`},
		{s.RouteAdd(emu.Route{}), "route_add(invalid Prefix): EINVAL"},
		{s.RouteDel(emu.Route{Dst: prefix("10.0.0.0/8")}), "route_del(10.0.0.0/8): ESRCH"},
		{s.Sysctl("net/nothing", "1"), `sysctl("net/nothing", "1"): ENOENT`},
		{s.Sysctl("kernel/hostname", "x"), `sysctl("kernel/hostname", "x"): ENOENT`},
	} {
		if c.err == nil {
			t.Errorf("no error, want %s", c.want)
			continue
		}
		if got := digits(c.err.Error(), c.want); got != c.want {
			t.Errorf("the error is %q, want %q", got, c.want)
		}
		if e := (*emu.Error)(nil); !errors.As(c.err, &e) {
			t.Errorf("%v is no *emu.Error", c.err)
		}
	}
}

// digits hides the first number of a text as the pattern does.
func digits(text, pattern string) string {
	i := 0
	for i < len(pattern) && pattern[i] != '%' {
		i++
	}
	j := i
	for j < len(text) && text[j] >= '0' && text[j] <= '9' {
		j++
	}
	if i == len(pattern) || i > len(text) {
		return text
	}
	return text[:i] + "%" + text[j:]
}
