package sock

import (
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
)

// Input takes a packet that arrived on the device with index dif and gives it
// to the protocols (ip_rcv, ip6_input). It returns the sockets that got it. A
// packet that is not for this host is dropped, as a host that forwards nothing
// does. What is for it, is: an address of whatever device, a broadcast address,
// a multicast group that the device is in.
func (i *Inet) Input(t *sched.Task, dif int32, p netdev.Packet) []*Sock {
	if p.Src.Addr().Is4() != p.Dst.Addr().Is4() || p.Dst.Addr().Is4In6() || !p.Src.IsValid() || !p.Dst.IsValid() {
		return nil
	}
	dev, kind := i.Net.Arrive(t, dif, p.Src.Addr(), p.Dst.Addr())
	if dev == nil {
		return nil
	}
	i.tapped(t, dif, frameKind(kind, p.Dst.Addr()), &p)
	if kind == netdev.Unicast || kind == netdev.Nobody && p.Dst.Addr().Is4() {
		return nil // to be forwarded (ip6_forward), or dropped
	}
	a := &arrival{key: Key{Protocol: p.Protocol, Src: p.Src, Dst: p.Dst, Kind: kind}}
	k := &a.key
	k.Dif, k.Sdif = dev.Arrival(t)
	k.Dev = k.Dif
	if kind == netdev.Nobody {
		i.noRoute(t, k, dev, p)
		return nil
	}
	return i.deliver(t, a, &p)
}

// An arrival is what deliver needs beside the packet, in one allocation: hooks
// get the key by a pointer, and most packets are for one socket.
type arrival struct {
	key   Key
	taker [1]*Sock
}

// Explain lists the sockets that the lookups would look at for a packet that
// arrives on the device with index dif, each with its score and the reason, in the
// order in which they come. It changes nothing. Nobody is asked about a packet
// that is not for this host.
func (i *Inet) Explain(t *sched.Task, dif int32, p netdev.Packet) (all []Candidate) {
	dev, kind := i.Net.Arrive(t.At("sock.explain"), dif, p.Src.Addr(), p.Dst.Addr())
	if dev == nil || kind == netdev.Nobody || kind == netdev.Unicast {
		return nil
	}
	family := AF_INET
	if p.Dst.Addr().Is6() {
		family = AF_INET6
	}
	for _, proto := range i.protos {
		if proto.Explain == nil || !proto.takes(family, &p) {
			continue
		}
		k := Key{Protocol: p.Protocol, Src: p.Src, Dst: p.Dst, Kind: kind}
		k.Dif, k.Sdif = dev.Arrival(t)
		k.Dev = k.Dif
		all = append(all, proto.Explain(t, &k)...)
	}
	return all
}

// takes reports whether a packet of the family is for the protocol.
func (p *Proto) takes(family int, packet *netdev.Packet) bool {
	return p.family() == family && (p.Number == 0 || p.Number == packet.Protocol && !packet.Malformed)
}

// deliver is ip_local_deliver, ip6_input_finish. Protocols are asked in the order
// of their registration.
func (i *Inet) deliver(t *sched.Task, a *arrival, p *netdev.Packet) []*Sock {
	k, found, family := &a.key, a.taker[:0], AF_INET
	if p.Dst.Addr().Is6() {
		family = AF_INET6
	}
	icmp, reply := icmpProtocol(p.Protocol, family) && !p.Malformed, uint8(icmpEchoReply)
	if family == AF_INET6 {
		reply = icmpv6EchoReply
	}
	if icmp && p.ICMP.Type == reply {
		k.Dst = netip.AddrPortFrom(k.Dst.Addr(), p.ICMP.ID) // where ping sockets look for it
	}
	for _, proto := range i.protos {
		if !proto.takes(family, p) || proto.Lookup == nil {
			continue
		}
		if proto.Input != nil {
			own := *p // so that only such a protocol's packets move to the heap
			found = proto.Input(t, k, &own, found)
			continue
		}
		from := len(found)
		found = proto.Lookup(t, k, found)
		for _, s := range found[from:] {
			s.Enqueue(t, k, p)
		}
		if proto.PortUnreachable && len(found) == from && k.Kind == netdev.Local {
			i.Unreachable(t, k, *p)
		}
	}
	if icmp {
		i.icmp(t, k, *p)
	}
	if len(found) == 0 {
		return nil
	}
	return found
}

// Output sends a packet along a route (ip_send_skb, ip6_send_skb). A local
// destination is reached through the device that owns its address, which counts
// as the one that the packet arrived on (RX-02, UDP-30, UDP-32). A socket bound to the
// loopback device reaches this host under every address (__mkroute_output;
// OUT-05). The way of both leads over the loopback device: while that is down,
// packets are lost without an error. Broadcasts, and multicast of groups that the
// device is in, also come back (UDP-24).
func (i *Inet) Output(t *sched.Task, r *netdev.Route, p netdev.Packet) { i.output(t, r, &p, true) }

func (i *Inet) output(t *sched.Task, r *netdev.Route, p *netdev.Packet, loop bool) {
	if !r.Local && r.Dev.VRF() {
		if loop && r.Loop { // ip_mc_output does so for the VRF, and again for the device
			i.comeBack(t, r, p)
		}
		if r = i.throughVRF(t, r, p); r == nil {
			return
		}
		loop = loop && r.Kind != netdev.Multicast // sk_mc_loop: not from within another device
	}
	local := r.Local || r.Dev.Loopback()
	if r.Kind != netdev.Multicast && r.Dst != broadcast4 && !NeedsScope(r.Dst) && r.Dev.VRFDown(t) {
		return
	}
	if !local {
		i.tapped(t, r.Index, PACKET_OUTGOING, p)
		r.Dev.Transmit(t, p)
		if !loop || !r.Loop || !r.Dev.Up(t) || p.Src.Addr() == netip.IPv6Loopback() { // ip6_rcv_core: ::1 comes by no wire
			return
		}
	} else if !i.loopUp(t.At("sock.output.loopback"), r) || r.Kind == netdev.Multicast && !r.Loop {
		return
	}
	if local && !r.Local && r.Kind == netdev.Unicast && r.Dst.Is6() {
		return // what "lo" brings back is not for this host, and that forwards nothing (ip6_forward)
	}
	if local {
		i.tapped(t, loopback, PACKET_OUTGOING, p)
		i.tapped(t, loopback, PACKET_HOST, p)
	}
	i.comeBack(t, r, p)
}

// comeBack delivers a packet of this host on the device of its route.
func (i *Inet) comeBack(t *sched.Task, r *netdev.Route, p *netdev.Packet) {
	a := &arrival{key: Key{Protocol: p.Protocol, Src: p.Src, Dst: p.Dst, Kind: netdev.Local, Dif: r.Index, Sdif: r.Sdif, Dev: r.Index, Looped: true, Astray: !r.Local}}
	k := &a.key
	switch {
	case r.Kind == netdev.Broadcast || r.Kind == netdev.Multicast:
		k.Kind = r.Kind
		if !r.Local && !r.Dev.Loopback() {
			k.Dif, k.Sdif = r.Dev.Arrival(t)
		}
	case k.Sdif == 0:
		k.Dev = loopback
	default:
		k.Dev = k.Sdif
	}
	i.deliver(t, a, p)
}

// loopUp reports whether a packet of this host for itself finds its way. That
// leads over "lo", and within a VRF over the VRF, which is up by then; but not for
// link-local addresses (ip6_rt_get_dev_rcu, __mkroute_output: l3mdev_master_dev_rcu).
func (i *Inet) loopUp(t *sched.Task, r *netdev.Route) bool {
	if i.Net.L3Master(t, r.Index) != 0 && !NeedsScope(r.Dst) {
		return true
	}
	return i.Net.Loopback().Up(t)
}

// throughVRF is the route of a packet that leaves by a VRF, which is no link: the
// VRF asks its own table, whatever the source address is, or for 255.255.255.255 or a
// group finds the device that has that address (vrf_process_v4_outbound). Nil
// drops the packet; if the device is a VRF, what is for many has come back on it
// (vrf_local_xmit).
func (i *Inet) throughVRF(t *sched.Task, r *netdev.Route, p *netdev.Packet) *netdev.Route {
	oif := r.Index
	if r.Kind == netdev.Multicast || r.Dst == broadcast4 {
		oif = 0
	}
	again, err := i.Net.RouteAnySource(t, r.Dst, r.Src, oif)
	if err != nil {
		return nil
	}
	if again.Dev.VRF() {
		if again.Loop {
			i.comeBack(t, again, p)
		}
		return nil
	}
	return again
}

// loopback is the index of the loopback device of every namespace.
const loopback = 1
