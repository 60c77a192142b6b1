package linux

import (
	"fmt"
	"net/netip"
	"strconv"

	"boundif/emu"
)

// The arguments of calls are written as package emu writes them, so that an
// error or a trace of the kernel can stand beside the model's.

func named(n int, names map[int]string) string {
	if s, ok := names[n]; ok {
		return s
	}
	return strconv.Itoa(n)
}

func family(n int) string {
	return named(n, map[int]string{emu.AF_UNSPEC: "AF_UNSPEC", emu.AF_INET: "AF_INET", emu.AF_INET6: "AF_INET6"})
}

func sockType(n int) string {
	return named(n, map[int]string{
		emu.SOCK_STREAM: "SOCK_STREAM", emu.SOCK_DGRAM: "SOCK_DGRAM", emu.SOCK_RAW: "SOCK_RAW",
	})
}

// option is a level and an option name.
type option struct{ level, opt int }

func (o option) String() string {
	if o.level != emu.SOL_SOCKET {
		return fmt.Sprintf("%d, %d", o.level, o.opt)
	}
	return "SOL_SOCKET, " + named(o.opt, map[int]string{
		emu.SO_REUSEADDR: "SO_REUSEADDR", emu.SO_TYPE: "SO_TYPE", emu.SO_BROADCAST: "SO_BROADCAST",
		emu.SO_REUSEPORT: "SO_REUSEPORT", emu.SO_BINDTODEVICE: "SO_BINDTODEVICE",
		emu.SO_PROTOCOL: "SO_PROTOCOL", emu.SO_DOMAIN: "SO_DOMAIN", emu.SO_BINDTOIFINDEX: "SO_BINDTOIFINDEX",
	})
}

// sockaddr shows an address.
type sockaddr struct{ emu.Sockaddr }

func (s sockaddr) String() string {
	switch a := s.Sockaddr.(type) {
	case *emu.SockaddrInet4:
		if a != nil {
			return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)).String()
		}
	case *emu.SockaddrInet6:
		if a != nil {
			addr := netip.AddrFrom16(a.Addr)
			if a.ZoneId != 0 {
				addr = addr.WithZone(strconv.FormatUint(uint64(a.ZoneId), 10))
			}
			return netip.AddrPortFrom(addr, uint16(a.Port)).String()
		}
	case emu.SockaddrRaw:
		return strconv.Quote(string(a))
	case *emu.SockaddrUnspec:
		return "{AF_UNSPEC}"
	}
	return "NULL"
}

// route shows a route, as ip(8) does.
type route struct{ emu.Route }

func (r route) String() string {
	text := r.Dst.String()
	if r.Gateway.IsValid() {
		text += " via " + r.Gateway.String()
	}
	if r.Dev != 0 {
		text += fmt.Sprintf(" dev %d", r.Dev)
	}
	if r.Table != 0 {
		text += fmt.Sprintf(" table %d", r.Table)
	}
	if r.Metric != 0 {
		text += fmt.Sprintf(" metric %d", r.Metric)
	}
	if r.Src.IsValid() {
		text += " src " + r.Src.String()
	}
	return text
}
