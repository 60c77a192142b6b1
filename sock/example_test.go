package sock_test

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// A protocol is a table of hooks. This one lets every socket have what arrives
// on its device.
func Example() {
	net := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	eth0, _ := net.Register(nil, "eth0", 0)
	net.AddAddr(nil, eth0.Index(nil), netip.MustParsePrefix("192.0.2.1/24"))
	inet := sock.NewInet(nil, net, &sock.UserNS{})

	var all []*sock.Sock
	inet.Register(&sock.Proto{
		Name: "ECHO", Number: 200, Type: sock.SOCK_DGRAM,
		Hash: func(_ *sched.Task, s *sock.Sock) { all = append(all, s) },
		Lookup: func(t *sched.Task, k *sock.Key, found []*sock.Sock) []*sock.Sock {
			for _, s := range all {
				if match, _ := s.BoundDevMatch(t, k.Dif, k.Sdif, false); match {
					found = append(found, s)
				}
			}
			return found
		},
	})

	user := &sock.Cred{NS: inet.UserNS, UID: 1000}
	s, _ := inet.Socket(nil, user, sock.AF_INET, sock.SOCK_DGRAM, 200)
	fmt.Println("by name:", s.BindToDevice(nil, user, "eth0"))
	fmt.Println("by index, a second time:", s.BindToIndex(nil, user, eth0.Index(nil)))

	p := netdev.Packet{
		Protocol: 200,
		Src:      netip.MustParseAddrPort("192.0.2.9:0"),
		Dst:      netip.MustParseAddrPort("192.0.2.1:0"),
	}
	fmt.Println("on eth0:", len(inet.Input(nil, eth0.Index(nil), p)), "socket")
	fmt.Println("on another device:", len(inet.Input(nil, 7, p)), "sockets")
	// Output:
	// by name: <nil>
	// by index, a second time: EPERM
	// on eth0: 1 socket
	// on another device: 0 sockets
}
