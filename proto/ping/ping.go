package ping

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// The protocol numbers.
const (
	IPPROTO_ICMP   = 1
	IPPROTO_ICMPV6 = 58
)

// New makes the ping sockets of one namespace, of both families, and registers
// them there. There is no Rehash: where a ping socket hangs depends on its
// identifier only (RH-01).
func New(t *sched.Task, inet *sock.Inet) (v4, v6 *sock.Proto) {
	return newTable(t, inet).register()
}

func newTable(t *sched.Task, inet *sock.Inet) *table {
	tb := &table{inet: inet}
	sched.Own(t, "ping_table", tb)
	return tb
}

func (tb *table) register() (v4, v6 *sock.Proto) {
	v4 = tb.proto()
	v6 = tb.proto6(v4)
	tb.inet.Register(v4)
	tb.inet.Register(v6)
	return v4, v6
}

// proto is the hooks of IPv4 (ping_prot).
func (tb *table) proto() *sock.Proto {
	return &sock.Proto{
		Name: "PING", Family: sock.AF_INET, Number: IPPROTO_ICMP, Type: sock.SOCK_DGRAM,
		Reuse: true, // PNG-03
		Init:  tb.init,
		Bind:  tb.bind, BindUnlocked: true, GetPort: tb.getPort,
		Connect: sock.ConnectDatagram, Disconnect: sock.DisconnectDatagram,
		Unhash: tb.unhash,
		Send:   tb.send4, Payload: payload4,
		Lookup: tb.lookup, Explain: tb.explain,
		Err: tb.err,
	}
}

// proto6 is the hooks of IPv6 (pingv6_prot), which has the others from IPv4.
func (tb *table) proto6(v4 *sock.Proto) *sock.Proto {
	p := *v4
	p.Name, p.Family, p.Number = "PINGv6", sock.AF_INET6, IPPROTO_ICMPV6
	p.Connect, p.Send, p.Payload = connect6, tb.send6, payload6
	return &p
}

// init is ping_init_sock: net.ipv4.ping_group_range says whose processes may
// have ping sockets, by group, effective or supplementary. No capability makes
// up for it: EACCES.
func (tb *table) init(t *sched.Task, c *sock.Cred, s *sock.Sock) error {
	if s.Family() == sock.AF_INET6 {
		s.SetV6Only(t.At("ping.init.v6only"), true)
	}
	low := tb.inet.Sysctl.PingFirst.Load(t.At("ping.init.group_range"))
	high := tb.inet.Sysctl.PingLast.Load(t)
	in := func(gid uint32) bool { return low <= gid && gid <= high }
	if in(c.GID) {
		return nil
	}
	for _, gid := range c.Groups {
		if in(gid) {
			return nil
		}
	}
	return netdev.EACCES
}
