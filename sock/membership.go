package sock

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"boundif/netdev"
	"boundif/sched"
)

// maxMemberships is net.ipv4.igmp_max_memberships.
const maxMemberships = 20

// A member is a membership of a socket in a multicast group
// (ip_mc_socklist, ipv6_mc_socklist). The membership is on one device; which one
// the socket is bound to makes no difference (OUT-36).
type member struct {
	group netip.Addr
	index int32
	iface netip.Addr // what the program named the device by, of IPv4
}

// mreq is struct ip_mreqn, struct ip_mreq or an address alone.
type mreq struct {
	group, iface netip.Addr
	index        int32
}

func readMreq(val User, length int) (m mreq, err error) {
	addr := func(b []byte) netip.Addr { return netip.AddrFrom4([4]byte(b)) }
	var b []byte
	switch {
	case length >= 12:
		if b, err = val.read(12); err == nil {
			m = mreq{addr(b), addr(b[4:]), int32(binary.NativeEndian.Uint32(b[8:]))}
		}
	case length >= 8:
		if b, err = val.read(8); err == nil {
			m = mreq{addr(b), addr(b[4:]), 0}
		}
	default:
		if b, err = val.read(4); err == nil {
			m.iface = addr(b)
		}
	}
	return m, err
}

// setMembership4 is IP_ADD_MEMBERSHIP and IP_DROP_MEMBERSHIP.
//
// Errors: EPROTO for a protocol with connections, EINVAL for a length below
// that of struct ip_mreq, EFAULT, then those of join4 and leave4.
func (s *Sock) setMembership4(t *sched.Task, name int, val User, length int) error {
	s.Lock(t)
	defer s.Unlock(t)
	if s.prot.Listen != nil {
		return netdev.EPROTO
	}
	if length < 8 {
		return netdev.EINVAL
	}
	m, err := readMreq(val, length)
	if err != nil {
		return err
	}
	if name == IP_ADD_MEMBERSHIP {
		return s.join4(t, m)
	}
	return s.leave4(t, m)
}

// groupDevice is the device that a struct ip_mreqn names: by index, else by an
// address that it has, else by the route to the group (ip_mc_find_dev). Without
// all that there is none.
func (s *Sock) groupDevice(t *sched.Task, m *mreq) *netdev.Device {
	t.At("sock.option.device")
	if m.index != 0 {
		return s.Net().ByIndex(t, m.index)
	}
	var dev *netdev.Device
	if !m.iface.IsUnspecified() {
		dev = s.Net().ByAddr(t, m.iface)
	} else {
		dev = s.Net().GroupDevice(t, m.group)
	}
	if dev != nil {
		m.index = dev.Index(t)
	}
	return dev
}

// join4 is ip_mc_join_group.
//
// Errors: EINVAL if the group is no multicast address, ENODEV, EADDRINUSE for
// a second time, ENOBUFS beyond 20 groups.
func (s *Sock) join4(t *sched.Task, m mreq) error {
	if !m.group.IsMulticast() {
		return netdev.EINVAL
	}
	if s.groupDevice(t, &m) == nil {
		return netdev.ENODEV
	}
	groups := s.inet(t).groups
	count := 0
	for _, g := range groups {
		if g.group == m.group && g.index == m.index {
			return netdev.EADDRINUSE
		}
		if g.group.Is4() {
			count++
		}
	}
	if count >= maxMemberships {
		return netdev.ENOBUFS
	}
	return s.join(t, member{m.group, m.index, m.iface})
}

// join makes the device a member and remembers that the socket did.
func (s *Sock) join(t *sched.Task, m member) error {
	if err := s.Net().JoinGroup(t, m.index, m.group); err != nil {
		return err
	}
	s.setInet(t, func(o *inetOptions) { o.groups = append([]member{m}, o.groups...) })
	return nil
}

// leave is the reverse, of the membership at number i. The device may be gone.
func (s *Sock) leave(t *sched.Task, i int) {
	m := s.inet(t).groups[i]
	s.setInet(t, func(o *inetOptions) { o.groups = slices.Delete(slices.Clone(o.groups), i, i+1) })
	_ = s.Net().LeaveGroup(t, m.index, m.group)
}

// leave4 is ip_mc_leave_group. Without a device it leaves the group on the one
// that was joined last.
//
// Errors: ENODEV if there is no way to tell a device, EADDRNOTAVAIL if the
// socket is no member.
func (s *Sock) leave4(t *sched.Task, m mreq) error {
	dev := s.groupDevice(t, &m)
	if m.index == 0 && m.iface.IsUnspecified() && dev == nil {
		return netdev.ENODEV
	}
	for i, g := range s.inet(t).groups {
		switch {
		case g.group != m.group:
		case m.index != 0 && g.index != m.index:
		case m.index == 0 && g.iface != m.iface:
		default:
			s.leave(t, i)
			return nil
		}
	}
	return netdev.EADDRNOTAVAIL
}

// setMembership6 is IPV6_JOIN_GROUP and IPV6_LEAVE_GROUP.
//
// Errors: EINVAL for a length below that of struct ipv6_mreq, EPROTO for a
// protocol with connections, EFAULT, EINVAL if the group is no multicast
// address; of a join EADDRINUSE for a second time and ENODEV, of a leave
// EADDRNOTAVAIL.
func (s *Sock) setMembership6(t *sched.Task, name int, val User, length int) error {
	if length < 20 {
		return netdev.EINVAL
	}
	if s.prot.Listen != nil {
		return netdev.EPROTO
	}
	b, err := val.read(20)
	if err != nil {
		return err
	}
	group, index := netip.AddrFrom16([16]byte(b)), int32(binary.NativeEndian.Uint32(b[16:]))
	if !group.IsMulticast() || group.Is4In6() {
		return netdev.EINVAL
	}
	s.Lock(t)
	defer s.Unlock(t)
	t.At("sock.option.device")
	at := slices.IndexFunc(s.inet(t).groups, func(g member) bool {
		return g.group == group && (index == 0 || g.index == index)
	})
	if name == IPV6_LEAVE_GROUP {
		if at < 0 {
			return netdev.EADDRNOTAVAIL
		}
		s.leave(t, at)
		return nil
	}
	if at >= 0 {
		return netdev.EADDRINUSE
	}
	var dev *netdev.Device
	if index != 0 {
		dev = s.Net().ByIndex(t, index)
	} else {
		dev = s.Net().GroupDevice(t, group)
	}
	if dev == nil {
		return netdev.ENODEV
	}
	return s.join(t, member{group: group, index: dev.Index(t)})
}

// dropGroups gives up all memberships of a socket that closes
// (ip_mc_drop_socket, ipv6_sock_mc_close). The caller holds the lock.
func (s *Sock) dropGroups(t *sched.Task) {
	for range s.inet(t).groups {
		s.leave(t, 0)
	}
}

// WantsMulticast reports whether a socket takes packets to a group that arrived
// on a device, or on a device of a VRF, as far as memberships go
// (ip_mc_sf_allow, inet6_mc_check): it has joined the group, or the option
// that it wants all groups of the host is on, as it is at first (UDP-21). IPv4
// looks at the membership's device, IPv6 does not. The bound device is another
// question, so that a socket can be a member and get nothing (UDP-22). It belongs
// to the step under way.
func (s *Sock) WantsMulticast(t *sched.Task, group netip.Addr, dif, sdif int32) bool {
	o := s.inet(t)
	for _, g := range o.groups {
		if g.group == group && (group.Is6() || g.index == dif || sdif != 0 && g.index == sdif) {
			return true
		}
	}
	if group.Is6() {
		return o.bits&multicastAll6 != 0
	}
	return o.bits&multicastAll != 0
}
