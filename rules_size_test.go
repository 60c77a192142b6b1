package boundif_test

import (
	"boundif/emu"
	"boundif/internal/plane"
)

// sizes is the longest datagrams.
var sizes = []rule{{
	id:      "UDP-size",
	because: "a datagram that no packet can hold is refused: of IPv4 before anything else is looked at, from 65,536 bytes on",
	program: func(s *plane.Script) {
		ab6(s)
		for _, n := range []int{65507, 65508, 65527, 65528, 65535, 65536} {
			for _, k := range []struct {
				name       string
				domain     int
				to, wanted string
			}{
				{"UDP", emu.AF_INET, "127.0.0.1:7000", ""},
				{"UDPv6", emu.AF_INET6, "[::1]:7000", ""},
				{"UDPv6 to IPv4", emu.AF_INET6, "[::ffff:127.0.0.1]:7000", ""},
			} {
				a := s.Root.Socket(k.name, k.domain, emu.SOCK_DGRAM, 0)
				sys := s.Root.Sys()
				send := func(to emu.Sockaddr, flags int) string {
					return plane.Result(sys.Sendto(a.Number(), zeros(n), flags, to))
				}
				s.Say("%s of %d: %s, without a peer %s, to nowhere %s, more %s", k.name, n,
					send(emu.SockaddrRaw(s.Bytes(k.to)), 0), send(nil, 0),
					send(emu.SockaddrRaw(s.Bytes(map[int]string{emu.AF_INET: "10.77.0.1:9", emu.AF_INET6: "[fd77::1]:9"}[k.domain])), 0),
					send(emu.SockaddrRaw(s.Bytes(k.to)), emu.MSG_MORE))
				a.Shut()
			}
		}
	},
	want: `
UDP of 65507: ok, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more ok
UDPv6 of 65507: ok, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more ok
UDPv6 to IPv4 of 65507: ok, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more ok
UDP of 65508: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 of 65508: ok, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more ok
UDPv6 to IPv4 of 65508: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDP of 65527: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 of 65527: ok, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more ok
UDPv6 to IPv4 of 65527: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDP of 65528: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 of 65528: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 to IPv4 of 65528: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDP of 65535: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 of 65535: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 to IPv4 of 65535: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDP of 65536: EMSGSIZE, without a peer EMSGSIZE, to nowhere EMSGSIZE, more EMSGSIZE
UDPv6 of 65536: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
UDPv6 to IPv4 of 65536: EMSGSIZE, without a peer EDESTADDRREQ, to nowhere ENETUNREACH, more EMSGSIZE
`,
}, {
	id:      "OUT-47-size",
	because: "a corked datagram that would become too long is refused and forgotten",
	program: func(s *plane.Script) {
		ab6(s)
		for _, to := range []string{"127.0.0.1:7000", "[::1]:7000"} {
			for _, n := range []int{65506, 65507, 65526, 65527} {
				a := s.Root.UDP("a")
				if to[0] == '[' {
					a = s.Root.UDP6("a")
				}
				sys := s.Root.Sys()
				first := sys.Sendto(a.Number(), zeros(n), emu.MSG_MORE, emu.SockaddrRaw(s.Bytes(to)))
				then := sys.Sendto(a.Number(), zeros(1), emu.MSG_MORE, emu.SockaddrRaw(s.Bytes(to)))
				last := sys.Sendto(a.Number(), zeros(1), 0, nil)
				s.Say("%s: %d %s, 1 more %s, the last %s", to, n, plane.Result(first), plane.Result(then), plane.Result(last))
				a.Shut()
			}
		}
	},
	want: `
127.0.0.1:7000: 65506 ok, 1 more ok, the last EMSGSIZE
127.0.0.1:7000: 65507 ok, 1 more EMSGSIZE, the last EDESTADDRREQ
127.0.0.1:7000: 65526 EMSGSIZE, 1 more ok, the last ok
127.0.0.1:7000: 65527 EMSGSIZE, 1 more ok, the last ok
[::1]:7000: 65506 ok, 1 more ok, the last ok
[::1]:7000: 65507 ok, 1 more ok, the last ok
[::1]:7000: 65526 ok, 1 more ok, the last EMSGSIZE
[::1]:7000: 65527 ok, 1 more EMSGSIZE, the last EDESTADDRREQ
`,
}}
