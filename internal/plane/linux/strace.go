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
	return named(n, map[int]string{emu.AF_UNSPEC: "AF_UNSPEC", emu.AF_INET: "AF_INET"})
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
	case *emu.SockaddrUnspec:
		return "{AF_UNSPEC}"
	}
	return "NULL"
}
