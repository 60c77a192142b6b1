package tcp

import (
	"net/netip"
	"slices"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// bucket is the sockets that have one port in one l3 domain (struct
// inet_bind_bucket; BND-42, L3-20): the default one, or a VRF. What is said of
// a socket below holds for its TIME_WAIT entry, too. All of it is under
// slot.bind.
type bucket struct {
	l3mdev int32
	addrs  []*addrBucket // the newest first
	fast
}

// addrBucket is those of them that have one address (struct inet_bind2_bucket,
// since Linux 6.1).
type addrBucket struct {
	addr     netip.Addr // as 16 bytes: 0.0.0.0 is not ::
	owners   []*owner   // the newest first
	connects bool       // all of them got the port from connect(): fastreuse and fastreuseport are -1
}

// fast says how the next bind() may pass without being compared with the
// sockets of the bucket one by one (BND-41). A comparison is of what sockets
// are now, and this of what they were: the two can differ (BND-11).
type fast struct {
	connects  bool  // all got the port from connect(), which shares it (fastreuse and fastreuseport are -1)
	reuse     bool  // all had SO_REUSEADDR and did not listen (fastreuse)
	reuseport match // all had SO_REUSEPORT, as the socket described next
	uid       uint32
	local     local
}

// match is how a socket with SO_REUSEPORT must resemble the one before
// (fastreuseport).
type match int

const (
	matchNone   match = iota // there is a socket without
	matchAny                 // FASTREUSEPORT_ANY: only the user counts
	matchStrict              // FASTREUSEPORT_STRICT: its address, too
)

// owner is a socket's place in a bucket, or that of its TIME_WAIT entry.
type owner struct {
	sk       *sock.Sock // nil: tw
	tw       *timewait
	bucket   *bucket
	addr     *addrBucket
	connects bool // connect() chose the port (SOCK_CONNECT_BIND)
}

// local is what a comparison of addresses looks at.
type local struct {
	family int
	addr   uint32     // sk_rcv_saddr
	addr6  netip.Addr // sk_v6_rcv_saddr, of an IPv6 socket
	v6only bool
}

func localOf(t *sched.Task, s *sock.Sock) local {
	l := local{family: s.Family(), addr: s.RcvSaddr.Load(t)}
	if l.family == sock.AF_INET6 {
		l.addr6, l.v6only = s.RcvSaddr6(t), s.V6Only(t)
	}
	return l
}

// key is the address of an addrBucket.
func (l local) key() netip.Addr {
	if l.family == sock.AF_INET6 {
		return l.addr6
	}
	return netip.AddrFrom16(sock.ToAddr(l.addr).As16())
}

// specific reports whether the socket has an address, so that of the bucket
// only those count that have the same or none (inet_use_hash2_on_bind).
func (l local) specific() bool {
	if l.family == sock.AF_INET6 && !l.addr6.Is4In6() {
		return !l.addr6.IsUnspecified()
	}
	return l.addr != 0
}

// equal is inet_rcv_saddr_equal: the two addresses are the same, or one that
// may be a wildcard is one. The wildcard of IPv6 stands for the addresses of
// IPv4, too, unless the socket is for IPv6 only (BND-04).
func (l local) equal(o local, wildcard, theirs bool) bool {
	if l.family != sock.AF_INET6 {
		return equal4(l.addr, o, wildcard, theirs)
	}
	mapped, otherMapped := l.addr6.Is4In6(), o.family == sock.AF_INET || o.addr6.Is4In6()
	switch {
	case mapped && otherMapped:
		return equal4(l.addr, o, wildcard, theirs)
	case l.addr6.IsUnspecified() && o.any6():
		return true
	case o.any6() && theirs && !(o.v6only && mapped):
		return true
	case l.addr6.IsUnspecified() && wildcard && !(l.v6only && otherMapped):
		return true
	}
	return o.family == sock.AF_INET6 && l.addr6 == o.addr6
}

func (l local) any6() bool { return l.family == sock.AF_INET6 && l.addr6.IsUnspecified() }

// equal4 is ipv4_rcv_saddr_equal.
func equal4(addr uint32, o local, wildcard, theirs bool) bool {
	if o.v6only {
		return false
	}
	return addr == o.addr || wildcard && addr == 0 || theirs && o.addr == 0
}

// bucket is the one of the domain, nil if there is none (inet_bind_bucket_match).
func (sl *slot) bucket(l3mdev int32) *bucket {
	for _, b := range sl.buckets {
		if b.l3mdev == l3mdev {
			return b
		}
	}
	return nil
}

// makeBucket is bucket, but makes it.
func (sl *slot) makeBucket(l3mdev int32) *bucket {
	b := sl.bucket(l3mdev)
	if b == nil {
		b = &bucket{l3mdev: l3mdev}
		sl.buckets = slices.Insert(sl.buckets, 0, b)
	}
	return b
}

// at is the part of an address, nil if there is none.
func (b *bucket) at(addr netip.Addr) *addrBucket {
	for _, a := range b.addrs {
		if a.addr == addr {
			return a
		}
	}
	return nil
}

func (b *bucket) makeAt(addr netip.Addr) *addrBucket {
	a := b.at(addr)
	if a == nil {
		a = &addrBucket{addr: addr}
		b.addrs = slices.Insert(b.addrs, 0, a)
	}
	return a
}

// add hangs an owner into the bucket (inet_bind_hash).
func (b *bucket) add(addr netip.Addr, o *owner) {
	o.bucket, o.addr = b, b.makeAt(addr)
	o.addr.owners = slices.Insert(o.addr.owners, 0, o)
}

// remove takes an owner out of the bucket, and with it the part of its address
// if that is empty now. If all that is left got its port from connect(), since
// Linux 6.18 that part of the bucket goes back to what it would be without the
// other.
func (b *bucket) remove(o *owner, back bool) {
	a := o.addr
	a.owners = slices.DeleteFunc(a.owners, func(x *owner) bool { return x == o })
	switch {
	case len(a.owners) == 0:
		b.addrs = slices.DeleteFunc(b.addrs, func(x *addrBucket) bool { return x == a })
	case back && !slices.ContainsFunc(a.owners, func(x *owner) bool { return !x.connects }):
		a.connects = true
	}
}

// remove is inet_put_port: it takes an owner out of its bucket, and that out of
// the slot if it is empty now.
func (sl *slot) remove(o *owner, back bool) {
	b := o.bucket
	b.remove(o, back)
	switch {
	case len(b.addrs) == 0:
		sl.buckets = slices.DeleteFunc(sl.buckets, func(x *bucket) bool { return x == b })
	case back && !slices.ContainsFunc(b.addrs, func(x *addrBucket) bool { return !x.connects }):
		b.fast = fast{connects: true}
	}
}

// allows reports whether the socket may skip the comparison.
func (b *bucket) allows(t *sched.Task, s *sock.Sock, reuse bool) bool {
	return len(b.addrs) > 0 && (b.reuse && reuse || b.matches(t, s))
}

// matches is sk_reuseport_match.
func (b *bucket) matches(t *sched.Task, s *sock.Sock) bool {
	switch {
	case b.reuseport == matchNone || !s.ReusePort(t) || grouped(t, s) || b.uid != s.UID():
		return false
	case b.reuseport == matchAny:
		return true
	}
	return b.local.equal(localOf(t, s), true, false)
}

// update is inet_csk_update_fastreuse, before the socket is hung into the
// bucket. Until Linux 6.7 the first socket of a bucket sets what holds from
// then on; since 6.8 the bucket is never taken for empty, and so SO_REUSEADDR
// alone lets nobody pass without a comparison any more.
func (b *bucket) update(t *sched.Task, s *sock.Sock, a *addrBucket, reuse, first bool) {
	b.connects, a.connects = false, false
	b.reuse = reuse && (first || b.reuse)
	switch {
	case !s.ReusePort(t):
		b.reuseport = matchNone
	case first:
		b.reuseport, b.uid, b.local = matchAny, s.UID(), localOf(t, s)
	case !b.matches(t, s):
		b.reuseport, b.uid, b.local = matchStrict, s.UID(), localOf(t, s)
	}
}

// empty reports whether no socket hangs in the bucket.
func (b *bucket) empty() bool {
	return !slices.ContainsFunc(b.addrs, func(a *addrBucket) bool { return len(a.owners) > 0 })
}

// conflicts reports whether another socket of the bucket stands in the way
// (inet_csk_bind_conflict, inet_bhash2_addr_any_conflict). A socket with an
// address is compared with those of the same and of no address only: this is
// quicker since Linux 6.1, and gives no other answer than to ask all.
//
// share says whether SO_REUSEADDR and SO_REUSEPORT allow anything: an automatic
// port is never shared (relax and reuseport_ok).
func (b *bucket) conflicts(t *sched.Task, s *sock.Sock, share bool) bool {
	me := localOf(t, s)
	for _, a := range b.addrs {
		any := a.addr.IsUnspecified() || a.addr.Unmap().IsUnspecified()
		if me.specific() && !any && a.addr != me.key() {
			continue
		}
		for _, o := range a.owners {
			if o.sk != s && o.stands(t, s, share) && me.equal(o.local(t), true, true) {
				return true
			}
		}
	}
	return false
}

// stands is inet_bind_conflict: the devices overlap, and it is not so that both
// have SO_REUSEADDR and the other does not listen, or that both have
// SO_REUSEPORT and one user (BND-01, BND-03, BND-05).
func (o *owner) stands(t *sched.Task, s *sock.Sock, share bool) bool {
	dev, state, reuse, port, uid := o.attrs(t)
	switch {
	case !sock.DevicesOverlap(s.BoundDevIf(t), dev):
		return false
	case !share:
		return true
	case s.ReuseAddr(t) && reuse && state != LISTEN:
		return false
	}
	return !s.ReusePort(t) || !port || grouped(t, s) || state != TIME_WAIT && uid != s.UID()
}

// attrs is the bound device, the state, and what allows to share.
func (o *owner) attrs(t *sched.Task) (dev int32, state uint32, reuse, port bool, uid uint32) {
	if o.sk == nil {
		return o.tw.dev, TIME_WAIT, o.tw.reuse, o.tw.reuseport, 0
	}
	return o.sk.BoundDevIf(t), of(t, o.sk).state.Load(t), o.sk.ReuseAddr(t), o.sk.ReusePort(t), o.sk.UID()
}

func (o *owner) local(t *sched.Task) local {
	if o.sk == nil {
		return o.tw.local
	}
	return localOf(t, o.sk)
}

// back reports whether ports go back to connect().
func (tb *table) back() bool { return tb.has(netdev.PortBackToConnect) }
