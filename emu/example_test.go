package emu_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"syscall"

	"boundif/emu"
)

// The rename race: a daemon turns an index into a name and binds by name, while
// udev renames the device. Search finds what can happen, and a schedule for it.
func ExampleSearch() {
	body := func(k *emu.Kernel) {
		udev, daemon := k.Init().Root(), k.Init().Root()
		eth0, _ := udev.LinkAdd("eth0", 0)
		fd, _ := daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
		var err error
		k.Go("daemon", func() {
			var name string
			if name, err = daemon.IfIndexToName(eth0); err == nil {
				err = daemon.SetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE, name)
			}
		})
		k.Go("udev", func() { udev.LinkSetName(eth0, "lan0") })
		k.Finally(func() {
			if err != nil {
				k.Errorf("the device was there all the time, and yet: %v", errors.Unwrap(err))
			}
		})
	}
	_, err := emu.Search(body, emu.WholeCalls())
	fmt.Println(err)

	_, again := emu.ReplaySchedule("v1:daemon=if_indextoname,udev,daemon", body, emu.WholeCalls())
	fmt.Println("\nand again:", again.Error() == err.Error())
	// Output:
	// the device was there all the time, and yet: ENODEV
	//       daemon                                                          udev
	//       if_indextoname(2, "eth0")
	//    1    if_indextoname
	//       = 0
	//                                                                       rename(2, "lan0")
	//    2                                                                    link_set_name
	//                                                                       = 0
	//       setsockopt(1073741824, SOL_SOCKET, SO_BINDTODEVICE, "eth0", 4)
	//    3    setsockopt
	//       = -1 ENODEV
	//
	// schedule: v1:daemon=if_indextoname,udev,daemon
	//
	// and again: true
}

// A DHCP-like daemon serves two links with one socket each, bound by index,
// without noticing that its links are renamed.
func ExampleNew() {
	k := emu.New(emu.Linux(6, 12))
	ns := k.Init()
	root, daemon := ns.Root(), ns.User(1000)

	var sockets []int
	for i, name := range []string{"lan0", "guest0"} {
		index, _ := root.LinkAdd(name, 0)
		root.LinkSetUp(index)
		root.AddrAdd(index, netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(1 + 64*i)}), 26))
		fd, _ := daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
		daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index)
		if err := daemon.Bind(fd, &emu.SockaddrInet4{Port: 67}); err != nil {
			fmt.Println(err)
		}
		sockets = append(sockets, fd)
		root.LinkSetName(index, fmt.Sprint("renamed", i))
	}

	request := netip.MustParseAddrPort("192.0.2.99:68")
	ns.DeliverUDP(3, request, netip.MustParseAddrPort("192.0.2.65:67"), []byte("discover"))
	for _, fd := range sockets {
		buf := make([]byte, 64)
		n, _, err := daemon.Recvfrom(fd, buf, 0)
		device, _ := daemon.GetsockoptString(fd, emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
		fmt.Printf("on %s: %q, nothing there: %v\n", device, buf[:n], errors.Is(err, syscall.EAGAIN))
	}

	err := daemon.SetsockoptInt(sockets[0], emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, 3)
	fmt.Println(err)
	// Output:
	// on renamed0: "", nothing there: true
	// on renamed1: "discover", nothing there: false
	// setsockopt(1073741824, SOL_SOCKET, SO_BINDTOIFINDEX, [3], 4): EPERM
}

// Packets go in and out as bytes: a program of any kind can stand at the other
// end of a device. Here somebody asks for an echo, and spoils the second packet.
func ExampleNamespace_Inject() {
	ns := emu.New(emu.Linux(6, 18)).Init()
	root := ns.Root()
	eth0, _ := root.LinkAdd("eth0", 0)
	root.LinkSetUp(eth0)
	root.AddrAdd(eth0, netip.MustParsePrefix("192.0.2.1/24"))

	ping, _ := hex.DecodeString("4500001e00004000" + "4001b6db" + "c0000202" + "c0000201" + // 192.0.2.2 > 192.0.2.1
		"08008f94" + "00010001" + "6869") // echo request 1, "hi"
	ns.Inject(eth0, ping)
	ping[len(ping)-1]++
	ns.Inject(eth0, ping)

	answers, _ := ns.Frames(eth0)
	for _, b := range answers {
		fmt.Printf("%x\n", b)
	}
	fmt.Println(ns.Drops())
	// Output:
	// 4500001e000040004001b6dbc0000201c000020200009794000100016869
	// [{icmp checksum 1}]
}
