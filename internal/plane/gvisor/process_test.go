package gvisor

import (
	"errors"
	"net/netip"
	"slices"
	"testing"

	"gvisor.dev/gvisor/pkg/tcpip"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/netdev"
)

// machine is a netstack with a device of 10.1.0.1/24, and its process.
func machine(t *testing.T) (*Netstack, emu.Syscalls, int) {
	t.Helper()
	n := New(netdev.Newest)
	t.Cleanup(func() { n.Close() })
	p, err := n.Process(plane.All)
	if err != nil {
		t.Fatal(err)
	}
	d, err := p.LinkAdd("a0", 0)
	if err == nil {
		err = errors.Join(p.LinkSetUp(1), p.LinkSetUp(d), p.AddrAdd(d, netip.MustParsePrefix("10.1.0.1/24")))
	}
	if err != nil {
		t.Fatal(err)
	}
	return n, p, d
}

// TestRefused: what netstack has no notion of, and what is not there, has an
// error and does nothing.
func TestRefused(t *testing.T) {
	n, p, d := machine(t)
	udp, _ := p.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	here := &emu.SockaddrInet4{Port: 7000}
	in6 := &emu.SockaddrInet6{}
	err1 := func(_ any, err error) error { return err }
	recv := func(_ int, _ emu.Sockaddr, err error) error { return err }
	for _, row := range []struct {
		what string
		got  error
		want error
	}{
		{"a socket of IPv6", err1(p.Socket(emu.AF_INET6, emu.SOCK_DGRAM, 0)), netdev.EAFNOSUPPORT},
		{"a socket of ICMP echo", err1(p.Socket(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)), netdev.EPROTONOSUPPORT},
		{"bind() of no socket", p.Bind(99, here), netdev.EBADF},
		{"connect() of no socket", p.Connect(99, here), netdev.EBADF},
		{"getsockname() of no socket", err1(p.Getsockname(99)), netdev.EBADF},
		{"getpeername() of no socket", err1(p.Getpeername(99)), netdev.EBADF},
		{"listen() of no socket", p.Listen(99, 1), netdev.EBADF},
		{"accept() of no socket", recv(p.Accept(99)), netdev.EBADF},
		{"shutdown() of no socket", p.Shutdown(99, 0), netdev.EBADF},
		{"close() of no socket", p.Close(99), netdev.EBADF},
		{"sendto() of no socket", p.Sendto(99, nil, 0, here), netdev.EBADF},
		{"recvfrom() of no socket", recv(p.Recvfrom(99, nil, 0)), netdev.EBADF},
		{"an option of no socket", p.SetsockoptInt(99, emu.SOL_SOCKET, emu.SO_REUSEADDR, 1), netdev.EBADF},
		{"a name of no socket", p.SetsockoptString(99, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "a0"), netdev.EBADF},
		{"the option of no socket", err1(p.GetsockoptInt(99, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)), netdev.EBADF},
		{"bind() to IPv6", p.Bind(udp, in6), netdev.EAFNOSUPPORT},
		{"connect() to IPv6", p.Connect(udp, in6), netdev.EAFNOSUPPORT},
		{"sendto() IPv6", p.Sendto(udp, nil, 0, in6), netdev.EAFNOSUPPORT},
		{"listen() of UDP", p.Listen(udp, 1), netdev.EOPNOTSUPP},
		{"accept() of UDP", recv(p.Accept(udp)), netdev.EOPNOTSUPP},
		{"a control message", p.Sendmsg(udp, nil, []byte{1}, here, 0), netdev.EOPNOTSUPP},
		{"an unknown level", p.SetsockoptInt(udp, 99, 1, 1), netdev.ENOPROTOOPT},
		{"an unknown option", p.SetsockoptInt(udp, emu.SOL_SOCKET, 9999, 1), netdev.ENOPROTOOPT},
		{"an unknown option to read", err1(p.GetsockoptInt(udp, emu.SOL_SOCKET, 9999)), netdev.ENOPROTOOPT},
		{"an unknown option of bytes", p.SetsockoptString(udp, emu.SOL_SOCKET, 9999, ""), netdev.ENOPROTOOPT},
		{"an unknown name", p.SetsockoptString(udp, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "zz"), netdev.ENODEV},
		{"a short option", p.Setsockopt(udp, emu.SOL_SOCKET, emu.SO_REUSEADDR, []byte{1}, 1), netdev.EINVAL},
		{"an index without a device", err1(p.IfIndexToName(99)), netdev.ENODEV},
		{"a rename of nothing", p.IfRename("zz", "a1"), netdev.ENODEV},
		{"a device of its own index", err1(p.LinkAdd("b0", 9)), netdev.EOPNOTSUPP},
		{"two devices of a name", err1(p.LinkAdd("a0", 0)), netdev.EEXIST},
		{"removal of nothing", p.LinkDel(99), netdev.ENODEV},
		{"up of nothing", p.LinkSetUp(99), netdev.ENODEV},
		{"an address of nothing", p.AddrAdd(99, netip.MustParsePrefix("10.3.0.1/24")), netdev.ENODEV},
		{"an address of IPv6", p.AddrAdd(d, netip.MustParsePrefix("fd01::1/64")), netdev.EOPNOTSUPP},
		{"an address twice", p.AddrAdd(d, netip.MustParsePrefix("10.1.0.1/24")), netdev.EEXIST},
		{"an address removed", p.AddrDel(d, netip.MustParsePrefix("10.1.0.1/24")), netdev.EOPNOTSUPP},
		{"an alternative name", p.LinkAddAltname(d, "x"), netdev.EOPNOTSUPP},
		{"none", p.LinkDelAltname(d, "x"), netdev.EOPNOTSUPP},
		{"a VRF", err1(p.LinkAddVRF("red", 0, 10)), netdev.EOPNOTSUPP},
		{"a master", p.LinkSetMaster(d, 1), netdev.EOPNOTSUPP},
		{"a route", p.RouteAdd(emu.Route{}), netdev.EOPNOTSUPP},
		{"no route", p.RouteDel(emu.Route{}), netdev.EOPNOTSUPP},
		{"a socket destroyed", p.SockDestroy(emu.DiagRequest{}), netdev.EOPNOTSUPP},
		{"sockets listed", err1(p.SockDiag(emu.DiagRequest{})), netdev.EOPNOTSUPP},
		{"a socket listed", err1(p.SockDiagGet(emu.DiagRequest{})), netdev.EOPNOTSUPP},
		{"a sysctl", p.Sysctl("net/ipv4/ip_early_demux", "0"), netdev.EOPNOTSUPP},
		{"a packet on nothing", n.Inject(99, nil), netdev.ENODEV},
		{"another user", err1(n.Other()), errors.ErrUnsupported},
		{"another namespace", err1(n.Elsewhere()), errors.ErrUnsupported},
		{"another user namespace", n.Stranger(p, udp, d), errors.ErrUnsupported},
		{"a file", err1(n.NotSocket(p)), errors.ErrUnsupported},
		{"a move", n.Move(p, d, p, "", 0), errors.ErrUnsupported},
		{"warnings", err1(n.Warnings()), errors.ErrUnsupported},
		{"a packet elsewhere", n.InjectElsewhere(d, nil), errors.ErrUnsupported},
		{"events", err1(n.Events()), errors.ErrUnsupported},
	} {
		if !errors.Is(row.got, row.want) {
			t.Errorf("%s: %v, want %v", row.what, row.got, row.want)
		}
	}
	if n.Release() != netdev.Newest {
		t.Errorf("it says it is %v", n.Release())
	}
	if fd, err := n.Pass(p, udp, p); fd != udp || err != nil {
		t.Errorf("a descriptor passed is %d, %v", fd, err)
	}
}

// TestOptionBytes: options as bytes, and messages, are options and packets.
func TestOptionBytes(t *testing.T) {
	n, p, d := machine(t)
	udp, err := p.Socket(emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_UDP)
	if err != nil {
		t.Fatal(err)
	}
	val := make([]byte, 4)
	if got, err := p.Getsockopt(udp, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, val, 4); got != 4 || err != nil || !slices.Equal(val, make([]byte, 4)) {
		t.Errorf("unbound it has %d bytes %v, %v", got, val, err)
	}
	if err := p.SetsockoptString(udp, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, "a0"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Getsockopt(udp, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, val, 4); err != nil || int(val[0]|val[3]) != d {
		t.Errorf("bound it has %v, %v; want %d", val, err, d)
	}
	if err := p.Setsockopt(udp, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, make([]byte, 4), 4); err != nil {
		t.Error(err)
	}
	if got, err := p.Getsockopt(udp, emu.SOL_SOCKET, 9999, val, 4); got != 4 || err == nil {
		t.Errorf("an unknown option: %d, %v", got, err)
	}
	if err := p.Bind(udp, &emu.SockaddrInet4{Port: 7000}); err != nil {
		t.Fatal(err)
	}
	from, to := netip.MustParseAddrPort("10.1.0.2:5000"), netip.MustParseAddrPort("10.1.0.1:7000")
	if err := n.InjectUDP(d, from, to, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 9)
	if got, _, _, sa, err := p.Recvmsg(udp, b, nil, 0); got != 5 || err != nil || sa.(*emu.SockaddrInet4).Port != 5000 {
		t.Errorf("it gets %d bytes from %v, %v", got, sa, err)
	}
	if err := p.Sendmsg(udp, b[:5], nil, &emu.SockaddrInet4{Addr: [4]byte{10, 1, 0, 2}, Port: 5000}, 0); err != nil {
		t.Error(err)
	}
	c, err := n.Capture()
	if err != nil {
		t.Fatal(err)
	}
	if words, err := c.Take(d); err != nil || !slices.Equal(words, []string{"10.1.0.1:7000 > 10.1.0.2:5000"}) {
		t.Errorf("%q has left, %v", words, err)
	}
	if _, err := c.Take(99); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("of no device: %v", err)
	}
}

// TestShutdown: what is shut to read is at its end.
func TestShutdown(t *testing.T) {
	n, p, _ := machine(t)
	var fd [3]int
	for i := range fd {
		fd[i], _ = p.Socket(emu.AF_INET, emu.SOCK_STREAM, 0)
	}
	here := &emu.SockaddrInet4{Addr: [4]byte{10, 1, 0, 1}, Port: 7000}
	if err := errors.Join(p.Bind(fd[0], here), p.Listen(fd[0], 1), p.Connect(fd[1], here)); err != nil {
		t.Fatal(err)
	}
	child, _, err := p.Accept(fd[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Sendto(child, []byte("hello"), 0, nil); err != nil {
		t.Error(err)
	}
	if err := p.Shutdown(child, 1); err != nil {
		t.Error(err)
	}
	if err := n.Settle(); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 9)
	for _, want := range []int{5, 0} {
		if got, sa, err := p.Recvfrom(fd[1], b, 0); got != want || sa != nil || err != nil {
			t.Errorf("%d bytes from %v, %v; want %d from nobody", got, sa, err, want)
		}
	}
	here.Port = 7001
	if err := p.Connect(fd[2], here); !errors.Is(err, netdev.ECONNREFUSED) {
		t.Errorf("connect() to nobody: %v", err)
	}
}

// TestErrno pins the numbers.
func TestErrno(t *testing.T) {
	for want, errs := range map[netdev.Errno][]tcpip.Error{
		netdev.EADDRINUSE:      {&tcpip.ErrPortInUse{}},
		netdev.EADDRNOTAVAIL:   {&tcpip.ErrBadLocalAddress{}},
		netdev.ENETUNREACH:     {&tcpip.ErrNetworkUnreachable{}},
		netdev.EHOSTUNREACH:    {&tcpip.ErrHostUnreachable{}},
		netdev.ENODEV:          {&tcpip.ErrUnknownDevice{}, &tcpip.ErrUnknownNICID{}},
		netdev.EDESTADDRREQ:    {&tcpip.ErrDestinationRequired{}},
		netdev.EACCES:          {&tcpip.ErrBroadcastDisabled{}},
		netdev.ENOTCONN:        {&tcpip.ErrNotConnected{}},
		netdev.EISCONN:         {&tcpip.ErrAlreadyConnected{}},
		netdev.EINPROGRESS:     {&tcpip.ErrConnectStarted{}},
		netdev.EALREADY:        {&tcpip.ErrAlreadyConnecting{}},
		netdev.ECONNREFUSED:    {&tcpip.ErrConnectionRefused{}},
		netdev.ECONNRESET:      {&tcpip.ErrConnectionReset{}},
		netdev.EAGAIN:          {&tcpip.ErrWouldBlock{}, &tcpip.ErrNoPortAvailable{}},
		netdev.EPIPE:           {&tcpip.ErrClosedForSend{}},
		netdev.ENOPROTOOPT:     {&tcpip.ErrUnknownProtocolOption{}},
		netdev.EOPNOTSUPP:      {&tcpip.ErrNotSupported{}},
		netdev.EPERM:           {&tcpip.ErrNotPermitted{}},
		netdev.EEXIST:          {&tcpip.ErrDuplicateNICID{}, &tcpip.ErrDuplicateAddress{}},
		netdev.EAFNOSUPPORT:    {&tcpip.ErrAddressFamilyNotSupported{}},
		netdev.EPROTONOSUPPORT: {&tcpip.ErrUnknownProtocol{}},
		netdev.EINVAL:          {&tcpip.ErrInvalidEndpointState{}},
	} {
		for _, err := range errs {
			if got := errno(err); got != want {
				t.Errorf("%T is %v, want %v", err, got, want)
			}
		}
	}
}
