package netdev_test

import (
	"fmt"

	"boundif/netdev"
)

// A rename leaves the index alone, and whoever listens is told.
func Example() {
	n := netdev.NewNet(nil, netdev.NewRtnl(nil, netdev.Newest))
	eth0, err := n.Register(nil, "eth0", 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	events := n.Subscribe(nil)

	if err := n.Rename(nil, eth0.Index(nil), "lan%d"); err != nil {
		fmt.Println(err)
		return
	}

	fmt.Println("eth0 is there:", n.ByName(nil, "eth0") != nil)
	fmt.Println("lan0 has index", n.ByName(nil, "lan0").Index(nil))
	ev, _ := events.Next(nil)
	fmt.Println(ev.Kind, ev.Index, ev.OldName, "->", ev.Name)
	// Output:
	// eth0 is there: false
	// lan0 has index 2
	// RTM_NEWLINK 2 eth0 -> lan0
}
