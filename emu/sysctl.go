package emu

import (
	"strconv"
	"strings"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// A sysctl is one or two numbers below /proc/sys. In the tables of the kernel
// those with 8 bits have one.
type sysctl struct {
	values    func(c *sock.Sysctl) []*sched.Var[uint32]
	low, high uint64
	check     func(v []uint32) bool // of all values together, or nil
}

var sysctls = map[string]sysctl{
	"net/ipv4/tcp_l3mdev_accept": {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.TCPL3mdevAccept) }, 0, 1, nil},
	"net/ipv4/udp_l3mdev_accept": {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.UDPL3mdevAccept) }, 0, 1, nil},
	"net/ipv4/raw_l3mdev_accept": {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.RawL3mdevAccept) }, 0, 1, nil},
	"net/ipv4/ip_early_demux":    {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.EarlyDemux) }, 0, 255, nil},
	"net/ipv4/udp_early_demux":   {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.UDPEarlyDemux) }, 0, 255, nil},
	"net/ipv4/tcp_early_demux":   {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.TCPEarlyDemux) }, 0, 255, nil},
	"net/ipv4/tcp_syncookies":    {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.TCPSyncookies) }, 0, 255, nil},
	"net/ipv6/bindv6only":        {func(c *sock.Sysctl) []*sched.Var[uint32] { return one(&c.BindV6Only) }, 0, 255, nil},
	"net/ipv4/ip_local_port_range": {func(c *sock.Sysctl) []*sched.Var[uint32] {
		return []*sched.Var[uint32]{&c.FirstPort, &c.LastPort}
	}, 1, 65535, ports},
	"net/ipv4/ping_group_range": {func(c *sock.Sysctl) []*sched.Var[uint32] {
		return []*sched.Var[uint32]{&c.PingFirst, &c.PingLast}
	}, 0, 1<<32 - 2, groups},
}

func one(v *sched.Var[uint32]) []*sched.Var[uint32] { return []*sched.Var[uint32]{v} }

// ports refuses a range that is upside down, or goes below the first port that
// is for everybody (ipv4_local_port_range).
func ports(v []uint32) bool { return v[0] <= v[1] && v[0] >= 1024 }

// groups takes a range that is upside down for that of nobody
// (ipv4_ping_group_range).
func groups(v []uint32) bool {
	if v[1] < v[0] {
		v[0], v[1] = 1, 0
	}
	return true
}

// Sysctl writes a value of the process's network namespace and a newline, as
// echo(1) into /proc/sys does. Of two values the second may be left out, and
// stays; what stands behind the last is not looked at. Numbers may be
// hexadecimal or octal.
//
// Errors: ENOENT, EACCES without CAP_NET_ADMIN for anybody but the root user of
// the namespace, EINVAL.
func (p *Process) Sysctl(name, value string) (err error) {
	t := p.begin("sysctl")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "sysctl(%q, %q)", name, value)
		}
	}()
	entry, ok := sysctls[name]
	inet := p.ns.inet
	switch {
	case !ok:
		return netdev.ENOENT
	case p.cred.UID != inet.UserNS.Owner && !p.cred.Capable(inet.UserNS, CAP_NET_ADMIN): // net_ctl_permissions
		return netdev.EACCES
	}
	vars := entry.values(&inet.Sysctl)
	var values [2]uint32
	t.At("emu.sysctl.load")
	for i, v := range vars {
		values[i] = v.Load(t)
	}
	if err := readNumbers(value+"\n", values[:len(vars)], entry.low, entry.high); err != nil {
		return err
	}
	if entry.check != nil && !entry.check(values[:]) {
		return netdev.EINVAL
	}
	t.At("emu.sysctl.store")
	for i, v := range vars {
		v.Store(t, values[i])
	}
	return nil
}

// readNumbers reads as many numbers as the text has, one at least
// (__do_proc_dointvec, proc_get_long).
func readNumbers(text string, into []uint32, low, high uint64) error {
	const space = " \t\n\v\f\r"
	for i := range into {
		text = strings.TrimLeft(text, space)
		if text == "" && i > 0 {
			return nil
		}
		end := strings.IndexAny(text, space)
		if end < 0 {
			return netdev.EINVAL
		}
		n, err := number(text[:end])
		if err != nil || n < low || n > high {
			return netdev.EINVAL
		}
		into[i], text = uint32(n), text[end:]
	}
	return nil
}

// number reads a number as strtoul_lenient does: 0x for hexadecimal, a leading
// 0 for octal, at most 21 digits, no sign.
func number(s string) (uint64, error) {
	base, digits := 10, s
	switch {
	case len(s) > 21:
		return 0, netdev.EINVAL
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		base, digits = 16, s[2:]
	case strings.HasPrefix(s, "0") && len(s) > 1:
		base, digits = 8, s[1:]
	}
	return strconv.ParseUint(digits, base, 64)
}
