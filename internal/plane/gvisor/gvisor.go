// Package gvisor is gVisor's netstack as a plane: its sockets and devices behind
// the system calls that the model has, for programs that ask both.
//
// It is IPv4 only. What netstack has no notion of, such as alternative names,
// VRFs and sysctls, is refused with EOPNOTSUPP.
package gvisor

import (
	"errors"
	"net/netip"
	"slices"
	"time"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
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
	next    int
	files   map[int]*file
	streams bool // there are sockets of TCP, which have goroutines of their own
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
func New(release emu.Release) *Netstack {
	n := &Netstack{
		stack: stack.New(stack.Options{
			NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
			TransportProtocols: []stack.TransportProtocolFactory{udp.NewProtocol, tcp.NewProtocol, icmp.NewProtocol4},
			HandleLocal:        true,
			RawFactory:         &raw.EndpointFactory{},
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

// reroute makes the routes that addresses give: those of Linux.
func (n *Netstack) reroute() {
	var table []tcpip.Route
	for _, d := range n.nics {
		for _, p := range d.addrs {
			if d.up {
				subnet := tcpip.AddressWithPrefix{Address: address(p.Addr()), PrefixLen: p.Bits()}.Subnet()
				table = append(table, tcpip.Route{Destination: subnet, NIC: tcpip.NICID(d.index)})
			}
		}
	}
	n.stack.SetRouteTable(table)
}

func address(a netip.Addr) tcpip.Address { return tcpip.AddrFromSlice(a.AsSlice()) }

// Release is the release that the stack is compared with.
func (n *Netstack) Release() emu.Release { return n.release }

// Process makes a process. Netstack knows no capabilities: those are gVisor's
// kernel's.
func (n *Netstack) Process(plane.Caps) (emu.Syscalls, error) { return &process{n}, nil }

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

// Settle gives the goroutines of TCP some time. Nobody can ask them whether
// they are done.
func (n *Netstack) Settle() error {
	if n.streams {
		time.Sleep(10 * time.Millisecond)
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
		if p, err := wire.Parse(slices.Clone(view.AsSlice())); err == nil {
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
