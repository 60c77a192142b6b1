// Package gvisor is gVisor's netstack as a plane: its sockets and devices behind
// the system calls that the model has, for programs that ask both.
//
// [Cases] are the known differences from Linux, and [Random] looks for unknown
// ones: it draws programs, has the model and netstack answer them, makes each
// difference as small as it gets and looks for its name. A difference has a name
// if the way of that name foretells netstack's very answer: it makes of the
// program another one, of which the model's answer is the same.
//
// # Limits
//
// It is IPv4 only. What netstack has no notion of, such as alternative names,
// VRFs and sysctls, is refused with EOPNOTSUPP. Options that gVisor keeps in its
// kernel are not here: SO_BINDTOIFINDEX, which that takes and ignores, does what
// netstack has for it. Random programs connect to nobody on this host itself.
//
// Netstack asks a map of Go which device has an address. Where two have it, a
// socket that is bound to it sends by either: random programs end there.
package gvisor

import (
	"errors"
	"io"
	"math/rand"
	"net/netip"
	"slices"
	"sync"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/log"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/faketime"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/raw"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

// Netstack is a stack with its devices.
type Netstack struct {
	stack   *stack.Stack
	release emu.Release
	nics    []*nic
	routes  []tcpip.Route
	next    int
	files   map[int]*file
}

var _ plane.Plane = (*Netstack)(nil)

type nic struct {
	index int
	link  *channel.Endpoint
	up    bool
	addrs []netip.Prefix
}

type file struct {
	ep    tcpip.Endpoint
	queue *waiter.Queue
	kind  [3]int // domain, type, protocol
}

// queue is how many packets a device or a listener holds.
const queue = 64

// New makes a stack. What it is compared with is a release of Linux, which it
// is said to be here.
//
// Its clock stands still, so that no timer ever fires, and what it draws at
// random is the same each time.
func New(release emu.Release) *Netstack {
	quiet()
	chance := &source{Rand: rand.New(rand.NewSource(1))}
	n := &Netstack{
		stack: stack.New(stack.Options{
			NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
			TransportProtocols: []stack.TransportProtocolFactory{udp.NewProtocol, tcp.NewProtocol, icmp.NewProtocol4},
			HandleLocal:        true,
			RawFactory:         &raw.EndpointFactory{},
			Clock:              faketime.NewManualClock(),
			RandSource:         chance,
			SecureRNG:          chance,
		}),
		release: release, next: 1, files: map[int]*file{},
	}
	if _, err := n.add("lo"); err != nil {
		panic("gvisor: no loopback device: " + err.Error())
	}
	return n
}

func (n *Netstack) add(name string) (int, error) {
	d := &nic{index: n.next, link: channel.New(queue, 1500, "")}
	if err := n.stack.CreateNICWithOptions(tcpip.NICID(d.index), d.link, stack.NICOptions{Name: name, Disabled: true}); err != nil {
		return -1, errno(err)
	}
	n.next++
	n.nics = append(n.nics, d)
	return d.index, nil
}

func (n *Netstack) nic(index int) *nic {
	for _, d := range n.nics {
		if d.index == index {
			return d
		}
	}
	return nil
}

// reroute makes the routes of a device's addresses again, behind those that are
// there: that is where Linux puts them.
func (n *Netstack) reroute(d *nic) {
	n.routes = slices.DeleteFunc(n.routes, func(r tcpip.Route) bool { return r.NIC == tcpip.NICID(d.index) })
	for _, p := range d.addrs {
		if d.up {
			subnet := tcpip.AddressWithPrefix{Address: address(p.Addr()), PrefixLen: p.Bits()}.Subnet()
			n.routes = append(n.routes, tcpip.Route{Destination: subnet, NIC: tcpip.NICID(d.index)})
		}
	}
	// Netstack takes the first that matches.
	slices.SortStableFunc(n.routes, func(a, b tcpip.Route) int { return b.Destination.Prefix() - a.Destination.Prefix() })
	n.stack.SetRouteTable(slices.Clone(n.routes))
}

func address(a netip.Addr) tcpip.Address { return tcpip.AddrFromSlice(a.AsSlice()) }

// Release is the release that the stack is compared with.
func (n *Netstack) Release() emu.Release { return n.release }

// Process makes a process. Netstack knows no capabilities: those are gVisor's
// kernel's.
func (n *Netstack) Process(plane.Caps) (emu.Syscalls, error) { return &process{n}, nil }

// Other is not there: netstack knows no users.
func (n *Netstack) Other() (emu.Syscalls, error) { return nil, errors.ErrUnsupported }

// Elsewhere is not there: one Netstack is one namespace.
func (n *Netstack) Elsewhere() (emu.Syscalls, error) { return nil, errors.ErrUnsupported }

// Pass has nothing to do: all processes share the descriptors.
func (n *Netstack) Pass(_ emu.Syscalls, fd int, _ emu.Syscalls) (int, error) { return fd, nil }

// Stranger is not there.
func (n *Netstack) Stranger(emu.Syscalls, int, int) error { return errors.ErrUnsupported }

// NotSocket is not there.
func (n *Netstack) NotSocket(emu.Syscalls) (int, error) { return -1, errors.ErrUnsupported }

// Move is not there.
func (n *Netstack) Move(emu.Syscalls, int, emu.Syscalls, string, int) error {
	return errors.ErrUnsupported
}

// Warnings is not there.
func (n *Netstack) Warnings() (int, error) { return 0, errors.ErrUnsupported }

// Inject makes a packet arrive on a device.
func (n *Netstack) Inject(index int, ip []byte) error {
	d := n.nic(index)
	switch {
	case d == nil:
		return netdev.ENODEV
	case !d.up:
		return netdev.ENETDOWN
	}
	pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(slices.Clone(ip))})
	d.link.InjectInbound(ipv4.ProtocolNumber, pkt)
	pkt.DecRef()
	return n.Settle()
}

// InjectElsewhere is not there.
func (n *Netstack) InjectElsewhere(int, []byte) error { return errors.ErrUnsupported }

// InjectUDP is Inject of a UDP packet.
func (n *Netstack) InjectUDP(index int, src, dst netip.AddrPort, payload []byte) error {
	return n.Inject(index, wire.Build(&netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: src, Dst: dst, Payload: payload}))
}

// quiet stops netstack's log, which would be in the middle of somebody else's.
var quiet = sync.OnceFunc(func() { log.SetTarget(&log.Writer{Next: io.Discard}) })

// source is chance that is not: numbers from one seed, for many goroutines.
type source struct {
	mu sync.Mutex
	*rand.Rand
}

func (s *source) Int63() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Rand.Int63()
}

func (s *source) Uint64() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Rand.Uint64()
}

func (s *source) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Rand.Read(b)
}

// Settle returns when the goroutines of TCP have nothing left to do. Each of
// them pauses when its own queue is empty, but others may still fill that. If no
// segment came or went from one pause of all to the next, none does.
func (n *Netstack) Settle() error {
	streams, counts := n.stack.TransportProtocolInstance(tcp.ProtocolNumber), n.stack.Stats().TCP
	for last, now := uint64(1), uint64(0); last != now; {
		last = now
		streams.Pause()
		now = 1 + counts.ValidSegmentsReceived.Value() + counts.SegmentsSent.Value()
		streams.Resume()
	}
	return nil
}

// Capture begins to record what leaves the devices.
func (n *Netstack) Capture() (plane.Capture, error) { return capture{n}, nil }

type capture struct{ n *Netstack }

func (c capture) Packets(index int) (sent []netdev.Packet, err error) {
	d := c.n.nic(index)
	if d == nil {
		return nil, netdev.ENODEV
	}
	for pkt := d.link.Read(); pkt != nil; pkt = d.link.Read() {
		view := pkt.ToView()
		if p, err := wire.Parse(slices.Clone(view.AsSlice())); err == nil || p.Malformed {
			sent = append(sent, p)
		}
		view.Release()
		pkt.DecRef()
	}
	return sent, nil
}

func (c capture) Take(index int) (words []string, err error) {
	packets, err := c.Packets(index)
	for _, p := range packets {
		words = append(words, wire.Describe(&p))
	}
	return words, err
}

// Events is not there.
func (n *Netstack) Events() (plane.Events, error) { return nil, errors.ErrUnsupported }

// Close ends all.
func (n *Netstack) Close() error {
	for _, f := range n.files {
		f.ep.Close()
	}
	n.stack.Destroy()
	return nil
}
