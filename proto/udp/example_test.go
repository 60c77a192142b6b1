package udp_test

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/proto/udp"
	"boundif/sock"
)

// Two sockets on one port, each on its own device, split the traffic; a third
// one on no device conflicts with both.
func Example() {
	net := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	inet := sock.NewInet(nil, net, &sock.UserNS{})
	udp.New(nil, inet)
	user := &sock.Cred{NS: inet.UserNS, UID: 1000}

	server := netip.MustParseAddrPort("0.0.0.0:67")
	owner := map[*sock.Sock]string{}
	for _, name := range []string{"lan0", "wan0"} {
		dev, _ := net.Register(nil, name, 0)
		net.SetUp(nil, dev.Index(nil), true)
		net.AddAddr(nil, dev.Index(nil), netip.MustParsePrefix("192.0.2.1/24"))
		s, _ := inet.Socket(nil, user, sock.AF_INET, sock.SOCK_DGRAM, 0)
		s.BindToIndex(nil, user, dev.Index(nil))
		fmt.Println("bind on", name+":", s.Bind(nil, server))
		owner[s] = name
	}
	third, _ := inet.Socket(nil, user, sock.AF_INET, sock.SOCK_DGRAM, 0)
	fmt.Println("bind on no device:", third.Bind(nil, server))

	for _, dev := range net.Devices(nil)[1:] {
		got := inet.Input(nil, dev.Index(nil), netdev.Packet{
			Protocol: udp.IPPROTO_UDP,
			Src:      netip.MustParseAddrPort("192.0.2.9:68"),
			Dst:      netip.MustParseAddrPort("192.0.2.1:67"),
		})
		fmt.Println("a packet on", dev.Name(nil), "goes to the server of", owner[got[0]])
	}
	// Output:
	// bind on lan0: <nil>
	// bind on wan0: <nil>
	// bind on no device: EADDRINUSE
	// a packet on lan0 goes to the server of lan0
	// a packet on wan0 goes to the server of wan0
}
