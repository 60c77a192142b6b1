package emu

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"

	"boundif/netdev"
	"boundif/sock"
)

func addrPort(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }
func prefix(s string) netip.Prefix     { return netip.MustParsePrefix(s) }

// TestParallel: eight goroutines rename, bind by name and by index, connect,
// look up, send, close, and make and remove devices at once, for the race
// detector to watch. Then the tables must agree: each socket that is open and
// bound is found, and no other.
func TestParallel(t *testing.T) {
	k, root := world(t, Linux(6, 18))
	ns := k.Init()
	shared := udpSocket(t, root)
	ok(t, root.Bind(shared, &SockaddrInet4{Port: 99}))
	var wg sync.WaitGroup
	var left [8]int // the last socket of each, open and bound
	var moved atomic.Int32
	procs := [8]*Process{}
	for g := range 8 {
		p := ns.Root()
		procs[g] = p
		wg.Go(func() {
			own := fmt.Sprintf("own%d-", g)
			port := 1000 + g
			for i := range 150 {
				index, err := root.LinkAdd(own+"%d", 0)
				if err != nil {
					t.Error(err)
					return
				}
				root.LinkSetUp(index)
				fd, err := p.Socket(AF_INET, SOCK_DGRAM, 0)
				if err != nil {
					t.Error(err)
					return
				}
				p.SetsockoptInt(fd, SOL_SOCKET, SO_REUSEADDR, 1)
				name, err := p.IfIndexToName(index)
				if err != nil {
					t.Error(err)
				}
				// Nobody else touches the device of this goroutine.
				if err := p.SetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE, name); err != nil {
					t.Error(err)
				}
				if err := p.Bind(fd, &SockaddrInet4{Port: port}); err != nil {
					t.Error(err)
				}
				if err := root.LinkSetName(index, own+"x"); err != nil {
					t.Error(err)
				}
				if now, err := p.GetsockoptString(fd, SOL_SOCKET, SO_BINDTODEVICE); now != own+"x" {
					t.Errorf("REG-11: the name is %q, %v; want %q", now, err, own+"x")
				}
				got, err := ns.DeliverUDP(index, addrPort("10.1.0.2:5"), netip.AddrPortFrom(addrPort("10.1.0.1:0").Addr(), uint16(port)), []byte("x"))
				if err != nil || len(got) != 1 {
					t.Errorf("the packet reached %d sockets, %v", len(got), err)
				}
				if n, _, err := p.Recvfrom(fd, make([]byte, 4), 0); n != 1 || err != nil {
					t.Errorf("received %d bytes, %v", n, err)
				}
				p.Sendto(fd, []byte("y"), 0, &SockaddrInet4{Port: 5, Addr: [4]byte{10, 1, 0, 2}})

				// These are everybody's.
				root.LinkSetName(2, fmt.Sprintf("shared%d", (g+i)%3))
				p.SetsockoptString(shared, SOL_SOCKET, SO_BINDTODEVICE, "eth0")
				root.SetsockoptString(shared, SOL_SOCKET, SO_BINDTODEVICE, fmt.Sprintf("shared%d", i%3))
				root.SetsockoptInt(shared, SOL_SOCKET, SO_BINDTOIFINDEX, i%4)
				root.Connect(shared, &SockaddrInet4{Port: 7, Addr: [4]byte{10, 1, 0, 2}})
				root.Sendto(shared, []byte("z"), 0, nil)
				root.Connect(shared, &SockaddrUnspec{})
				ns.DeliverUDP(2, addrPort("10.1.0.2:7"), addrPort("10.1.0.1:99"), nil)
				root.Recvfrom(shared, make([]byte, 4), 0)
				ns.Sent(2)
				if there, err := p.Pass(fd, root); err == nil {
					root.Close(there)
				}

				if i%10 == 0 {
					if err := root.LinkSetNetns(index, k.NewNamespace(), "", 0); err != nil {
						t.Error(err)
					}
					moved.Add(1)
				} else if err := root.LinkDel(index); err != nil {
					t.Error(err)
				}
				if left[g] != 0 {
					if err := p.Close(left[g]); err != nil {
						t.Error(err)
					}
				}
				left[g] = fd
				// A socket on no device stands in the way of nobody who reuses.
				if err := p.SetsockoptInt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, 2); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()

	if got := len(ns.Net().Devices(nil)); got != 3 {
		t.Errorf("%d devices left, want lo, eth0 and eth1", got)
	}
	if moved.Load() != 8*15 {
		t.Errorf("%d devices moved", moved.Load())
	}
	ask := func(port int) []*sock.Sock {
		got, err := ns.DeliverUDP(2, addrPort("10.1.0.2:5"), netip.AddrPortFrom(addrPort("10.1.0.1:0").Addr(), uint16(port)), nil)
		if err != nil {
			t.Error(err)
		}
		return got
	}
	for g, p := range procs {
		s, err := p.Sock(left[g])
		ok(t, err)
		if got := ask(1000 + g); len(got) != 1 || got[0] != s {
			t.Errorf("goroutine %d: the open socket is not found, but %d others", g, len(got))
		}
		ok(t, p.Close(left[g]))
		if got := ask(1000 + g); len(got) != 0 {
			t.Errorf("goroutine %d: a closed socket is found", g)
		}
	}
	if got := ask(99); len(got) != 1 {
		t.Errorf("the shared socket is found %d times", len(got))
	}
	ok(t, root.Close(shared))
	if got := ask(99); len(got) != 0 {
		t.Error("the shared socket is found after close")
	}
}

// TestParallelDescriptors: opening, passing and closing at once gives each
// descriptor to one file.
func TestParallelDescriptors(t *testing.T) {
	k, p := world(t, Linux(6, 18))
	q := k.Init().Root()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				fd, err := p.Socket(AF_INET, SOCK_DGRAM, 0)
				if err != nil {
					t.Error(err)
					return
				}
				s, err := p.Sock(fd)
				if err != nil {
					t.Error(err)
				}
				there, err := p.Pass(fd, q)
				if err != nil {
					t.Error(err)
				}
				if other, err := q.Sock(there); other != s {
					t.Errorf("another socket arrived: %v", err)
				}
				p.Close(fd)
				q.Close(there)
			}
		})
	}
	wg.Wait()
	for n := range 64 {
		for _, r := range []*Process{p, q} {
			if err := r.Close(1<<30 + n); !errors.Is(err, netdev.EBADF) {
				t.Errorf("descriptor %d is still open", n)
			}
		}
	}
}
