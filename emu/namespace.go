package emu

import (
	"fmt"
	"net/netip"

	"boundif/netdev"
	"boundif/proto/raw"
	"boundif/proto/udp"
	"boundif/sock"
)

// A Namespace is a network namespace with its devices and sockets.
type Namespace struct {
	k    *Kernel
	net  *netdev.Net
	inet *sock.Inet
}

// NewNamespace makes a network namespace that the initial user namespace owns.
func (k *Kernel) NewNamespace() *Namespace { return k.newNamespace(k.initNS) }

func (k *Kernel) newNamespace(owner *sock.UserNS) *Namespace {
	t := k.task()
	net := netdev.NewNet(t, k.rtnl)
	ns := &Namespace{k: k, net: net, inet: sock.NewInet(net, owner)}
	if k.world != nil {
		k.scene.namespaces = append(k.scene.namespaces, ns)
	}
	udp.New(t, ns.inet)
	raw.New(t, ns.inet)
	return ns
}

// Net is the registry of the namespace's devices, for what system calls do
// not show.
func (ns *Namespace) Net() *netdev.Net { return ns.net }

// Inet is the namespace's socket layer, for protocols of your own.
func (ns *Namespace) Inet() *sock.Inet { return ns.inet }

// DeliverUDP lets an IPv4 UDP packet arrive on the device with that index and
// returns the sockets that got it, UDP and raw ones. The packet is in their
// queues when it returns.
//
// Errors, after which nobody has got the packet: EAFNOSUPPORT if src or dst is
// no IPv4 address (unmap those that are written as IPv6 ones), ENODEV,
// ENETDOWN if the device is down.
func (ns *Namespace) DeliverUDP(index int, src, dst netip.AddrPort, payload []byte) ([]*sock.Sock, error) {
	t := ns.k.task()
	t.Call("deliver")
	dev := ns.net.ByIndex(t.At("emu.deliver.lookup"), ifindex(index))
	err := error(nil)
	switch {
	case !src.Addr().Is4() || !dst.Addr().Is4():
		err = netdev.EAFNOSUPPORT
	case dev == nil:
		err = netdev.ENODEV
	case !dev.Up(t):
		err = netdev.ENETDOWN
	}
	if err != nil {
		return nil, wrap(fmt.Sprintf("deliver(%d, %s > %s)", index, src, dst), err)
	}
	return ns.inet.Input(t, ifindex(index), netdev.Packet{
		Protocol: udp.IPPROTO_UDP, Src: src, Dst: dst, Payload: append([]byte(nil), payload...),
	}), nil
}

// Sent takes the packets that have left the device with that index since the
// last call.
func (ns *Namespace) Sent(index int) ([]netdev.Packet, error) {
	t := ns.k.task()
	dev := ns.net.ByIndex(t.At("emu.sent.lookup"), ifindex(index))
	if dev == nil {
		return nil, wrap(fmt.Sprintf("sent(%d)", index), netdev.ENODEV)
	}
	return dev.Sent(t), nil
}

// Events subscribes to the link events of the namespace.
func (ns *Namespace) Events() *Events {
	return &Events{ns.k, ns.net.Subscribe(ns.k.task())}
}

// Events is a subscription to link events.
type Events struct {
	k *Kernel
	e *netdev.Events
}

// Next takes the oldest event not read yet; ok is false if there is none.
func (e *Events) Next() (ev netdev.LinkEvent, ok bool) {
	t := e.k.task()
	t.Call("recvmsg")
	return e.e.Next(t)
}
