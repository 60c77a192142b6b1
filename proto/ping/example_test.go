package ping_test

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/proto/ping"
	"boundif/sock"
)

// Two sockets have one identifier. The newer gets the reply, though the other
// one is bound to the device that it arrives on.
func Example() {
	net := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	eth0, _ := net.Register(nil, "eth0", 0)
	net.SetUp(nil, eth0.Index(nil), true)
	net.AddAddr(nil, eth0.Index(nil), netip.MustParsePrefix("192.0.2.1/24"))
	inet := sock.NewInet(nil, net, &sock.UserNS{})
	inet.Sysctl.PingFirst.Store(nil, 0) // net.ipv4.ping_group_range: group 0
	ping.New(nil, inet)
	user := &sock.Cred{UID: 1000}

	var older *sock.Sock
	for _, dev := range []string{"eth0", ""} {
		s, _ := inet.Socket(nil, user, sock.AF_INET, sock.SOCK_DGRAM, ping.IPPROTO_ICMP)
		s.BindToDevice(nil, user, dev)
		s.Bind(nil, netip.MustParseAddrPort("0.0.0.0:500"))
		if older == nil {
			older = s
		}
	}
	for _, s := range inet.Input(nil, eth0.Index(nil), netdev.Packet{
		Protocol: ping.IPPROTO_ICMP,
		Src:      netip.MustParseAddrPort("192.0.2.9:0"),
		Dst:      netip.MustParseAddrPort("192.0.2.1:0"),
		ICMP:     netdev.ICMP{ID: 500, Seq: 1},
	}) {
		name, _ := s.Device(nil)
		fmt.Printf("the reply goes to the socket bound to %q, the older one: %v\n", name, s == older)
	}
	// Output:
	// the reply goes to the socket bound to "", the older one: false
}
