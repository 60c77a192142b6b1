package raw_test

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/proto/raw"
	"boundif/sock"
)

// Every raw socket of the protocol gets a copy, if it is on the packet's
// device or on none.
func Example() {
	net := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	eth0, _ := net.Register(nil, "eth0", 0)
	eth1, _ := net.Register(nil, "eth1", 0)
	net.AddAddr(nil, eth0.Index(nil), netip.MustParsePrefix("192.0.2.1/24"))
	inet := sock.NewInet(nil, net, &sock.UserNS{})
	raw.New(nil, inet)
	root := &sock.Cred{NS: inet.UserNS, Caps: sock.CAP_NET_RAW}

	for _, dev := range []string{"", "eth0", "eth1"} {
		s, _ := inet.Socket(nil, root, sock.AF_INET, sock.SOCK_RAW, 89)
		s.BindToDevice(nil, root, dev)
	}
	for _, dev := range []*netdev.Device{eth0, eth1} {
		got := inet.Input(nil, dev.Index(nil), netdev.Packet{
			Protocol: 89,
			Src:      netip.MustParseAddrPort("192.0.2.9:0"),
			Dst:      netip.MustParseAddrPort("192.0.2.1:0"),
		})
		for _, s := range got {
			name, _ := s.Device(nil)
			fmt.Printf("a packet on %s goes to the socket bound to %q\n", dev.Name(nil), name)
		}
	}
	// Output:
	// a packet on eth0 goes to the socket bound to "eth0"
	// a packet on eth0 goes to the socket bound to ""
	// a packet on eth1 goes to the socket bound to "eth1"
	// a packet on eth1 goes to the socket bound to ""
}
