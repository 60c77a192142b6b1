package emu

import (
	"boundif/netdev"
	"boundif/proto/ping"
	"boundif/proto/raw"
	"boundif/proto/tcp"
	"boundif/proto/udp"
	"boundif/sched"
	"boundif/sock"
)

// A Namespace is a network namespace with its devices and sockets.
type Namespace struct {
	k    *Kernel
	net  *netdev.Net
	inet *sock.Inet

	drops drops
}

// NewNamespace makes a network namespace that the initial user namespace owns.
// It has "lo", down, and raw, UDP, UDP-Lite, TCP and ping sockets of both families, which
// are asked about a packet in this order. Protocols of your own come last: see
// [Namespace.Inet].
func (k *Kernel) NewNamespace() *Namespace { return k.newNamespace(k.initNS) }

func (k *Kernel) newNamespace(owner *sock.UserNS) *Namespace {
	t := k.task()
	net := netdev.NewNet(t, k.rtnl)
	ns := &Namespace{k: k, net: net, inet: sock.NewInet(t, net, owner)}
	sched.Own(t, "packet_drops", &ns.drops)
	if k.world != nil {
		k.scene.namespaces = append(k.scene.namespaces, ns)
	}
	raw.New(t, ns.inet) // asked first about packets: raw_local_deliver
	udp.New(t, ns.inet)
	udp.NewLite(t, ns.inet)
	tcp.New(t, ns.inet)
	ping.New(t, ns.inet)
	return ns
}

// Net is the registry of the namespace's devices, for what system calls do
// not show.
func (ns *Namespace) Net() *netdev.Net { return ns.net }

// Inet is the namespace's socket layer, for protocols of your own.
func (ns *Namespace) Inet() *sock.Inet { return ns.inet }

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
