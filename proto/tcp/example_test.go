package tcp_test

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/proto/tcp"
	"boundif/sock"
)

// A listener that moves to another device between SYN and accept: the
// connection keeps the device that it was asked for on (WR-31).
func Example() {
	owner := &sock.UserNS{}
	net := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	inet := sock.NewInet(nil, net, owner)
	tcp.New(nil, inet)
	root := &sock.Cred{NS: owner, Caps: sock.CAP_NET_RAW}
	eth0, _ := net.Register(nil, "eth0", 0)
	net.SetUp(nil, 1, true)
	net.SetUp(nil, eth0.Index(nil), true)
	net.AddAddr(nil, eth0.Index(nil), netip.MustParsePrefix("10.1.0.1/24"))

	server := netip.MustParseAddrPort("10.1.0.1:80")
	l, _ := inet.Socket(nil, root, sock.AF_INET, sock.SOCK_STREAM, 0)
	l.BindToIndex(nil, root, eth0.Index(nil))
	l.Bind(nil, server)
	l.Listen(nil, 10)

	c, _ := inet.Socket(nil, root, sock.AF_INET, sock.SOCK_STREAM, 0)
	fmt.Println("connect:", c.Connect(nil, server))
	l.BindToIndex(nil, root, 4242)
	again, _ := inet.Socket(nil, root, sock.AF_INET, sock.SOCK_STREAM, 0)
	fmt.Println("connect, after the move:", again.Connect(nil, server))
	s, _ := l.Accept(nil)
	name, _ := s.Device(nil)
	fmt.Println("the connection is bound to", name)
	// Output:
	// connect: <nil>
	// connect, after the move: ECONNREFUSED
	// the connection is bound to eth0
}
