package boundif_test

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/plane/linux"
)

// TestSweepTCP writes random programs of TCP and runs each on the running kernel
// and on the model of its release. No row says what they answer: they must
// answer the same.
func TestSweepTCP(t *testing.T) {
	linux.Require(t)
	programs := 30
	if testing.Short() {
		programs = 5
	}
	for _, kind := range []struct {
		name string
		ops  []func(r *roller)
		vrf  bool
	}{
		{"ports", portOps, false},
		{"connections", connectionOps, false},
		{"ports of a VRF", portOps, true},
		{"connections of a VRF", connectionOps, true},
	} {
		t.Run(kind.name, func(t *testing.T) {
			for seed := range programs {
				program := func(s *plane.Script) { newRoller(s, int64(seed), kind.vrf).run(kind.ops, 60) }
				live, err := plane.Live()
				if err != nil {
					t.Fatal(err)
				}
				kernel, err := plane.Run(live, program)
				release := live.Release()
				if err = errors.Join(err, live.Close()); errors.Is(err, errors.ErrUnsupported) {
					t.Skipf("skipped: %v", err)
				}
				model := plane.Model(release)
				ours, err2 := plane.Run(model, program)
				if err = errors.Join(err, err2, model.Close()); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(kernel, ours); diff != "" {
					t.Fatalf("program %d: Linux %s (-), and the model (+):\n%s\nthe kernel said:\n%s", seed, release, diff, kernel)
				}
			}
		})
	}
}

// roller writes a random program.
type roller struct {
	s      *plane.Script
	rnd    *rand.Rand
	a0, b0 int
	red    int // the VRF of a0; 4242 if there is none
	socks  []*plane.Socket
	six    map[*plane.Socket]bool
	mapped map[*plane.Socket]bool
	n      int
}

func newRoller(s *plane.Script, seed int64, vrf bool) *roller {
	r := &roller{
		s: s, rnd: rand.New(rand.NewSource(seed)), red: 4242,
		six: map[*plane.Socket]bool{}, mapped: map[*plane.Socket]bool{},
	}
	if !vrf {
		r.a0, r.b0 = tcpAB(s)
		return r
	}
	r.a0, r.b0, r.red = tcpRed(s)
	s.Sysctl("net/ipv4/tcp_l3mdev_accept", r.pick("0", "1"))
	return r
}

func (r *roller) run(ops []func(r *roller), n int) {
	for range 3 {
		openTCP(r)
	}
	for range n {
		if len(r.socks) == 0 {
			openTCP(r)
		}
		ops[r.rnd.Intn(len(ops))](r)
		mustDo(r.s.Plane.Settle())
	}
}

func (r *roller) pick(texts ...string) string { return texts[r.rnd.Intn(len(texts))] }

func (r *roller) sock() *plane.Socket { return r.socks[r.rnd.Intn(len(r.socks))] }

func (r *roller) device() int { return []int{0, 0, r.a0, r.a0, r.b0, r.red}[r.rnd.Intn(6)] }

// local is an address of this host that the socket could be bound or connected
// to.
func (r *roller) local(a *plane.Socket, ports ...int) string {
	port := ports[r.rnd.Intn(len(ports))]
	host := r.pick("0.0.0.0", "10.1.0.1", "10.2.0.1", "127.0.0.1", "10.9.9.9")
	if r.six[a] {
		host = r.pick("[::]", "[::]", "[fd01::1]", "[::1]", "[::ffff:10.1.0.1]", "[::ffff:0.0.0.0]", "[fe80::a%a0]", "[fe80::b%b0]")
	}
	return fmt.Sprintf("%s:%d", host, port)
}

// peer is an address of this host that the socket could be connected to. Linux
// cannot connect a socket to IPv6 any more when IPv4 has refused it, and the
// model can, so that each has its family.
func (r *roller) peer(a *plane.Socket, ports ...int) string {
	port := ports[r.rnd.Intn(len(ports))]
	host := r.pick("0.0.0.0", "10.1.0.1", "10.2.0.1", "127.0.0.1", "10.9.9.9")
	switch {
	case r.six[a] && r.mapped[a]:
		host = r.pick("[::ffff:10.1.0.1]", "[::ffff:0.0.0.0]", "[::ffff:10.9.9.9]")
	case r.six[a]:
		host = r.pick("[::]", "[fd01::1]", "[::1]", "[fe80::a%a0]", "[fe80::b%b0]")
	}
	return fmt.Sprintf("%s:%d", host, port)
}

func openTCP(r *roller) {
	r.n++
	var a *plane.Socket
	if r.rnd.Intn(3) == 0 {
		a = r.s.Root.TCP6(fmt.Sprintf("s%d", r.n))
		r.six[a], r.mapped[a] = true, r.rnd.Intn(2) == 0
	} else {
		a = r.s.Root.TCP(fmt.Sprintf("s%d", r.n))
	}
	r.s.Say("s%d opened, IPv6 %v", r.n, r.six[a])
	r.socks = append(r.socks, a)
}

func closeTCP(r *roller) {
	i := r.rnd.Intn(len(r.socks))
	r.socks[i].Close()
	r.socks = append(r.socks[:i], r.socks[i+1:]...)
}

func flagTCP(r *roller, opts ...int) {
	r.sock().SetInt(emu.SOL_SOCKET, opts[r.rnd.Intn(len(opts))], r.rnd.Intn(2))
}

func v6only(r *roller) {
	if a := r.sock(); r.six[a] {
		a.SetInt(emu.IPPROTO_IPV6, emu.IPV6_V6ONLY, r.rnd.Intn(2))
	}
}

// portOps is who has a port beside whom. Nothing is connected within the host:
// which member of a group gets what is the kernel's secret.
var portOps = []func(r *roller){
	openTCP, openTCP, closeTCP, v6only,
	func(r *roller) { flagTCP(r, emu.SO_REUSEADDR, emu.SO_REUSEPORT) },
	func(r *roller) { flagTCP(r, emu.SO_REUSEADDR, emu.SO_REUSEPORT) },
	func(r *roller) { r.sock().SetIndex(r.device()) },
	func(r *roller) { r.sock().SetIndex(r.device()) },
	func(r *roller) { a := r.sock(); a.Bind(r.local(a, 7000)) },
	func(r *roller) { a := r.sock(); a.Bind(r.local(a, 7000)) },
	func(r *roller) { a := r.sock(); a.Bind(r.local(a, 7000, 7001, 7002)) },
	func(r *roller) { r.sock().Listen(1) },
	func(r *roller) { r.sock().Listen(1) },
	func(r *roller) { r.sock().Disconnect() },
	func(r *roller) { r.sock().Addr() },
	func(r *roller) { r.sock().Device() },
	func(r *roller) {
		a, to := r.sock(), r.pick("10.1.0.2:80", "10.2.0.2:80")
		if r.six[a] {
			to = r.pick("[fd01::2]:80", "[::ffff:10.1.0.2]:80", "[fe80::2%a0]:80")
		}
		a.Connect(to)
	},
}

// connectionOps is connections within the host.
var connectionOps = []func(r *roller){
	openTCP, openTCP, closeTCP, closeTCP, v6only,
	func(r *roller) { flagTCP(r, emu.SO_REUSEADDR) },
	func(r *roller) { r.sock().SetIndex(r.device()) },
	func(r *roller) { a := r.sock(); a.Bind(r.local(a, 7000, 7001)) },
	func(r *roller) { r.sock().Listen(3) },
	func(r *roller) { r.sock().Listen(3) },
	func(r *roller) { a := r.sock(); a.Connect(r.peer(a, 7000, 7001)) },
	func(r *roller) { a := r.sock(); a.Connect(r.peer(a, 7000, 7001)) },
	func(r *roller) { a := r.sock(); a.Connect(r.peer(a, 7000, 7001)) },
	acceptTCP, acceptTCP, acceptTCP,
	func(r *roller) { r.sock().Send("") },
	func(r *roller) { r.sock().Send("") },
	func(r *roller) { r.sock().Recv() },
	func(r *roller) { r.sock().Recv() },
	func(r *roller) { r.sock().Shutdown(r.rnd.Intn(3)) },
	func(r *roller) { r.sock().Disconnect() },
	func(r *roller) { a := r.sock(); a.Addr(); a.Peer(); a.Device() },
	func(r *roller) { r.sock().Error() },
	func(r *roller) { r.sock().GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN) },
}

func acceptTCP(r *roller) {
	r.n++
	a := r.sock()
	if c := a.Accept(fmt.Sprintf("c%d", r.n)); c != nil {
		r.six[c] = r.six[a]
		r.socks = append(r.socks, c)
		c.Device()
	}
}
