package sock

import "boundif/sched"

// Redirect is the socket that SkLookup wants for a packet, nil for none
// (inet_lookup_run_sk_lookup). The device that it is bound to is not looked at: one
// bound to b0 gets what came by a0 (UDP-50).
//
// A socket that the kernel refuses counts as none (bpf_sk_lookup_assign): of
// another protocol, one of IPv4 for a packet of IPv6 and one of IPv6 only for a
// packet of IPv4, a stream that does not listen, another that is connected.
//
// The model has no BPF. The answers were compared with those of Linux 6.1, 6.12 and
// 6.18 with such a program, by hand: no row of the rules asks a kernel for them.
func (i *Inet) Redirect(t *sched.Task, k *Key) *Sock {
	if i.SkLookup == nil {
		return nil
	}
	s := i.SkLookup(t, k)
	switch v6 := k.Dst.Addr().Is6(); {
	case s == nil, s.prot.Number != k.Protocol,
		v6 && s.Family() != AF_INET6, !v6 && s.V6Only(t),
		s.prot.Type == SOCK_STREAM && s.options.Load(t)&acceptConn == 0,
		s.prot.Type != SOCK_STREAM && s.HasPeer(t):
		return nil
	}
	return s
}
