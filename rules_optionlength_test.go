package boundif_test

import (
	_ "embed"

	"boundif/emu"
	"boundif/internal/plane"
)

// optionLengths is what lengths options may have.
var optionLengths = []rule{{
	id:      "OUT-30-length",
	because: "what lengths, NULL and odd values of these options give, and reading them",
	program: func(s *plane.Script) {
		a0, _ := rawAB(s)
		u, v, c, r := s.Root.UDP("u"), s.Root.UDP6("v"), s.Root.TCP("c"), s.Root.Raw6("r", 200)
		set := func(a *plane.Socket, level, opt int, val []byte, length int) {
			err := s.Root.Sys().Setsockopt(a.Number(), level, opt, val, length)
			s.Say("set %d %d, %d bytes, length %d = %s", level, opt, len(val), length, plane.Result(err))
		}
		get := func(a *plane.Socket, level, opt, size int) {
			val := make([]byte, size)
			n, err := s.Root.Sys().Getsockopt(a.Number(), level, opt, val, size)
			s.Say("get %d %d = %x, length %d, %s", level, opt, val, n, plane.Result(err))
		}
		for _, opt := range []int{emu.IP_PKTINFO, emu.IP_RECVERR, emu.IP_FREEBIND, emu.IP_TRANSPARENT, emu.IP_BIND_ADDRESS_NO_PORT, emu.IP_MULTICAST_LOOP, emu.IP_MULTICAST_ALL, emu.IP_UNICAST_IF, emu.IP_MULTICAST_IF, emu.IP_ADD_MEMBERSHIP, emu.IP_HDRINCL, 999} {
			for _, n := range []int{0, 1, 3, 4, 5} {
				set(u, emu.IPPROTO_IP, opt, make([]byte, n), n)
			}
			set(u, emu.IPPROTO_IP, opt, nil, 0)
			set(u, emu.IPPROTO_IP, opt, nil, 4)
			set(u, emu.IPPROTO_IP, opt, []byte{2, 0, 0, 0}, 4)
			set(u, emu.IPPROTO_IP, opt, []byte{2, 0, 0, 0}, -1)
			set(u, emu.IPPROTO_IP, opt, []byte{2, 0, 0, 0}, 100)
			set(v, emu.IPPROTO_IP, opt, []byte{1, 0, 0, 0}, 4)
			set(r, emu.IPPROTO_IP, opt, []byte{1, 0, 0, 0}, 4)
			for _, n := range []int{0, 1, 3, 4, 8} {
				get(u, emu.IPPROTO_IP, opt, n)
			}
			get(v, emu.IPPROTO_IP, opt, 4)
			get(r, emu.IPPROTO_IP, opt, 4)
		}
		for _, opt := range []int{emu.IPV6_V6ONLY, emu.IPV6_RECVPKTINFO, emu.IPV6_PKTINFO, emu.IPV6_RECVERR, emu.IPV6_MULTICAST_LOOP, emu.IPV6_MULTICAST_ALL, emu.IPV6_UNICAST_IF, emu.IPV6_MULTICAST_IF, emu.IPV6_JOIN_GROUP, 999} {
			for _, n := range []int{0, 3, 4, 5, 19, 20, 21} {
				set(v, emu.IPPROTO_IPV6, opt, make([]byte, n), n)
			}
			set(v, emu.IPPROTO_IPV6, opt, nil, 4)
			set(v, emu.IPPROTO_IPV6, opt, nil, 20)
			set(v, emu.IPPROTO_IPV6, opt, []byte{2, 0, 0, 0}, 4)
			set(v, emu.IPPROTO_IPV6, opt, []byte{2, 0, 0, 0}, 20)
			set(v, emu.IPPROTO_IPV6, opt, []byte{2, 0, 0}, 4)
			set(u, emu.IPPROTO_IPV6, opt, []byte{1, 0, 0, 0}, 4)
			for _, n := range []int{0, 1, 4, 8} {
				get(v, emu.IPPROTO_IPV6, opt, n)
			}
			get(u, emu.IPPROTO_IPV6, opt, 4)
		}
		for _, a := range []*plane.Socket{u, v, c, r} {
			for _, level := range []int{6, 17, 58, 99, 255} {
				set(a, level, 999, []byte{1, 0, 0, 0}, 4)
				get(a, level, 999, 4)
			}
		}
		for _, n := range []int{3, 4, 7, 8, 11, 12, 13} {
			set(u, emu.IPPROTO_IP, emu.IP_MULTICAST_IF, append([]byte{10, 1, 0, 1, 10, 2, 0, 1}, plane.Word(int32(a0))...), n)
			get(u, emu.IPPROTO_IP, emu.IP_MULTICAST_IF, 4)
		}
		c.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		c.Listening().GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		v.GetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN)
		v.SetInt(emu.SOL_SOCKET, emu.SO_ACCEPTCONN, 1)
		v.SetInt(emu.SOL_SOCKET, emu.SO_ERROR, 1)
		v.SetInt(emu.SOL_SOCKET, emu.SO_DOMAIN, 1)
		v.Error()
		s.Proc(plane.None).UDP("nobody").SetInt(emu.IPPROTO_IP, emu.IP_TRANSPARENT, 1)
		s.Proc(plane.NetRaw).UDP("net raw").SetInt(emu.IPPROTO_IP, emu.IP_TRANSPARENT, 1)
	},
	want: lengths,
}}

// lengths is a line for each call, some hundreds.
//
//go:embed testdata/OUT-30-length.txt
var lengths string
