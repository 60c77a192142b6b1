package sock

import "boundif/sched"

// RcvSaddrEqual reports whether the local addresses of two sockets are the
// same or, with wildcard, overlap (inet_rcv_saddr_equal; BND-02, BND-04). It is
// the rule of bind conflicts and of who may be in one group of SO_REUSEPORT.
// The order of the two counts: s is the socket that is being bound.
func RcvSaddrEqual(t *sched.Task, s, o *Sock, wildcard bool) bool {
	theirs := o.RcvSaddr.Load(t)
	if s.Family() == AF_INET6 {
		return rcvSaddrEqual6(t, s, o, theirs, wildcard)
	}
	if o.Family() == AF_INET6 && o.V6Only(t) {
		return false
	}
	return equal4(s.RcvSaddr.Load(t), theirs, wildcard)
}

// equal4 compares IPv4 addresses.
func equal4(a, b uint32, wildcard bool) bool {
	return a == b || wildcard && (a == 0 || b == 0)
}

// rcvSaddrEqual6 is ipv6_rcv_saddr_equal: s is of IPv6, o of either family,
// with IPv4 address theirs.
func rcvSaddrEqual6(t *sched.Task, s, o *Sock, theirs uint32, wildcard bool) bool {
	mine6 := s.RcvSaddr6(t)
	theirs6, only := mapped(theirs), false
	if o.Family() == AF_INET6 {
		theirs6, only = o.RcvSaddr6(t), o.V6Only(t)
	}
	switch {
	case mine6.Is4In6() && theirs6.Is4In6():
		return !only && equal4(s.RcvSaddr.Load(t), theirs, wildcard)
	case mine6.IsUnspecified() && theirs6.IsUnspecified():
		return true
	case wildcard && theirs6.IsUnspecified() && !(only && mine6.Is4In6()):
		return true
	case wildcard && mine6.IsUnspecified() && !(s.V6Only(t) && theirs6.Is4In6()):
		return true
	}
	return mine6 == theirs6
}
