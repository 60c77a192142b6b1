package emu

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"

	"boundif/netdev"
)

// ExampleProcess_SockDiag asks which device a daemon's socket is bound to, as
// somebody who does not have the socket.
func ExampleProcess_SockDiag() {
	k := New(Linux(6, 18))
	daemon, admin := k.Init().Root(), k.Init().Root()
	index, _ := daemon.LinkAdd("wg0", 0)
	fd, _ := daemon.Socket(AF_INET, SOCK_DGRAM, 0)
	daemon.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, "wg0")
	daemon.Bind(fd, &SockaddrInet4{Port: 5000})

	show := func() {
		sockets, _ := admin.SockDiag(DiagRequest{Family: AF_INET, Protocol: IPPROTO_UDP})
		for _, s := range sockets {
			fmt.Println(s.ID.Device, s.Text(admin.IfIndexToName))
		}
	}
	show()
	admin.LinkSetName(index, "wg1")
	show()
	admin.LinkDel(index)
	show()
	// Output:
	// 2 UNCONN 0.0.0.0%wg0:5000 0.0.0.0:*
	// 2 UNCONN 0.0.0.0%wg1:5000 0.0.0.0:*
	// 2 UNCONN 0.0.0.0%if2:5000 0.0.0.0:*
}

// TestSockDiag: the three calls, and their errors. The kernel's answers are in
// rules_diag_test.go of the root.
func TestSockDiag(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	fd := udpSocket(t, root)
	ok(t, root.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 2))
	ok(t, root.Bind(fd, &SockaddrInet4{Port: 7000}))
	r := DiagRequest{Family: AF_INET, Protocol: IPPROTO_UDP}
	r.ID = DiagID{Src: netip.MustParseAddrPort("10.1.0.9:9"), Dst: netip.MustParseAddrPort("10.1.0.1:7000"), Device: 2}
	m, err := root.SockDiagGet(r)
	if err != nil || m.ID.Device != 2 || m.ID.Src.Port() != 7000 {
		t.Errorf("%v, %v", m, err)
	}
	if all, err := k.NewNamespace().Root().SockDiag(DiagRequest{Family: AF_INET, Protocol: IPPROTO_UDP}); err != nil || all != nil {
		t.Errorf("in another namespace: %v, %v", all, err)
	}
	r.ID.Src, r.ID.Dst = r.ID.Dst, r.ID.Src
	err = k.Init().User(1).SockDestroy(r)
	if want := "sock_destroy(AF_INET, 17, {10.1.0.1:7000, 10.1.0.9:9, 2}): EPERM"; !errors.Is(err, netdev.EPERM) || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	ok(t, k.Init().User(1, CAP_NET_ADMIN).SockDestroy(r))
	if _, _, err := root.Recvfrom(fd, nil, 0); !errors.Is(err, netdev.ECONNABORTED) {
		t.Errorf("recvfrom: %v", err)
	}
	for what, err := range map[string]error{
		"sock_diag(1, 17)":           second(root.SockDiag(DiagRequest{Family: 1, Protocol: IPPROTO_UDP})),
		"sock_diag_get(AF_INET6, 1)": second(root.SockDiagGet(DiagRequest{Family: AF_INET6, Protocol: IPPROTO_ICMP})),
	} {
		if want := what + ": ENOENT"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestSockDiagParallel lists sockets that come and go: for the race detector.
func TestSockDiagParallel(t *testing.T) {
	_, root := world(t, Linux(6, 18))
	l := first(root.Socket(AF_INET, SOCK_STREAM, 0))
	ok(t, root.Bind(l, &SockaddrInet4{Port: 8000}))
	ok(t, root.Listen(l, 100))
	var all sync.WaitGroup
	for i := range 3 {
		all.Go(func() {
			for j := range 30 {
				for _, typ := range []int{SOCK_DGRAM, SOCK_STREAM} {
					fd := first(root.Socket(AF_INET, typ, 0))
					root.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 1+j%3)
					root.Bind(fd, &SockaddrInet4{Port: 9000 + i})
					root.Connect(fd, &SockaddrInet4{Port: 8000, Addr: [4]byte{127, 0, 0, 1}})
					root.Close(fd)
				}
				raw := first(root.Socket(AF_INET, SOCK_RAW, 253))
				root.Close(raw)
			}
		})
	}
	all.Go(func() {
		for range 100 {
			for _, p := range []int{IPPROTO_UDP, IPPROTO_TCP, IPPROTO_RAW} {
				sockets, err := root.SockDiag(DiagRequest{Family: AF_INET, Protocol: p})
				if err != nil {
					t.Error(err)
				}
				for _, m := range sockets {
					root.SockDestroy(DiagRequest{Family: AF_INET, Protocol: p, ID: m.ID, RawProtocol: 253, States: 0})
				}
			}
		}
	})
	all.Wait()
}

func first[T any](v T, _ error) T { return v }
