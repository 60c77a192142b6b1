package linux

import (
	"fmt"
	"net/netip"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// Caps is a set of Linux capabilities, one bit each.
type Caps uint64

// The sets that device binding can tell apart. They may be combined with |.
const (
	None     Caps = 0
	NetAdmin Caps = 1 << 12 // CAP_NET_ADMIN: devices and addresses
	NetRaw   Caps = 1 << 13 // CAP_NET_RAW: raw sockets, and to bind again what is bound
	All      Caps = 1<<64 - 1
)

// Net is a network namespace of the running kernel, fresh from [New]. The other
// ends of its devices are in a hidden one, with those of all Nets.
type Net struct{ ns *namespace }

// New makes a network namespace. It has one device, lo, which is down. The
// reverse path filter is off and packets from own addresses are accepted, so
// that delivery depends on sockets alone.
//
// The caller needs CAP_SYS_ADMIN, which [Reexec] and [Command] give.
func New() (*Net, error) {
	ns, err := newNamespace()
	if err != nil {
		return nil, err
	}
	return &Net{ns}, nil
}

// NewSys makes a process in the namespace, with these capabilities and no
// others.
func (n *Net) NewSys(caps Caps) (*Sys, error) { return n.ns.newSys(caps) }

// NewOther makes a process of another user, without capabilities. It returns
// errors.ErrUnsupported if the namespaces have one user only, as those have that
// were not made by root.
func (n *Net) NewOther() (*Sys, error) { return n.ns.newOther() }

// Inject makes an IPv4 or IPv6 packet arrive on the device with that number:
// one that LinkAdd created and that is up, or lo. It returns when the network
// stack has dealt with the packet, so a socket that has not got it will not get
// it.
//
// Errors: ENODEV, ENETDOWN if the device is down, EMSGSIZE, and one that says
// that this is no packet.
func (n *Net) Inject(index int, ip []byte) error { return n.ns.inject(index, ip) }

// InjectUDP is Inject of a UDP packet.
func (n *Net) InjectUDP(index int, src, dst netip.AddrPort, payload []byte) error {
	if !src.IsValid() || src.Addr().Is4() != dst.Addr().Is4() || src.Addr().Is4In6() || dst.Addr().Is4In6() {
		return fmt.Errorf("linux: a UDP packet %s to %s: %w", src, dst, netdev.EAFNOSUPPORT)
	}
	return n.Inject(index, wire.Build(&netdev.Packet{Protocol: emu.IPPROTO_UDP, Src: src, Dst: dst, Payload: payload}))
}

// Close ends all the processes of the namespace and gives it up. The kernel
// deletes its devices.
func (n *Net) Close() error { return n.ns.close() }
