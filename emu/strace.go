package emu

import (
	"fmt"
	"net/netip"
	"strconv"

	"boundif/sched"
)

// begin starts a system call of the running task.
func (p *Process) begin(name string) *sched.Task {
	t := p.k.task()
	t.Call(name)
	return t
}

// end finishes it: an error number is wrapped with the call, and a replay is
// told about it in strace's notation. Calls that succeed outside of a replay
// skip it, for the sake of their speed.
func (p *Process) end(t *sched.Task, err *error, result int, format string, args ...any) {
	call := fmt.Sprintf(format, args...)
	if *err == nil {
		t.Result(call, strconv.Itoa(result))
		return
	}
	*err = wrap(call, *err)
	t.Result(call, "-1 "+(*err).(*Error).Err.Error())
}

func named(n int, names map[int]string) string {
	if s, ok := names[n]; ok {
		return s
	}
	return strconv.Itoa(n)
}

func family(n int) string {
	return named(n, map[int]string{AF_UNSPEC: "AF_UNSPEC", AF_INET: "AF_INET", AF_INET6: "AF_INET6"})
}

func sockType(n int) string {
	s := named(n&^(SOCK_NONBLOCK|SOCK_CLOEXEC),
		map[int]string{SOCK_STREAM: "SOCK_STREAM", SOCK_DGRAM: "SOCK_DGRAM", SOCK_RAW: "SOCK_RAW"})
	if n&SOCK_NONBLOCK != 0 {
		s += "|SOCK_NONBLOCK"
	}
	if n&SOCK_CLOEXEC != 0 {
		s += "|SOCK_CLOEXEC"
	}
	return s
}

// option is a level and an option name.
type option struct{ level, opt int }

func (o option) String() string {
	if o.level != SOL_SOCKET {
		return fmt.Sprintf("%d, %d", o.level, o.opt)
	}
	return "SOL_SOCKET, " + named(o.opt, map[int]string{
		SO_REUSEADDR: "SO_REUSEADDR", SO_TYPE: "SO_TYPE", SO_BROADCAST: "SO_BROADCAST",
		SO_REUSEPORT: "SO_REUSEPORT", SO_BINDTODEVICE: "SO_BINDTODEVICE",
		SO_PROTOCOL: "SO_PROTOCOL", SO_DOMAIN: "SO_DOMAIN", SO_BINDTOIFINDEX: "SO_BINDTOIFINDEX",
	})
}

// sockaddr shows an address.
type sockaddr struct{ Sockaddr }

func (s sockaddr) String() string {
	switch a := s.Sockaddr.(type) {
	case *SockaddrInet4:
		if a != nil {
			return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)).String()
		}
	case *SockaddrInet6:
		if a != nil {
			addr := netip.AddrFrom16(a.Addr)
			if a.ZoneId != 0 {
				addr = addr.WithZone(strconv.FormatUint(uint64(a.ZoneId), 10))
			}
			return netip.AddrPortFrom(addr, uint16(a.Port)).String()
		}
	case SockaddrRaw:
		return strconv.Quote(string(a))
	case *SockaddrUnspec:
		return "{AF_UNSPEC}"
	}
	return "NULL"
}
