package drift

import (
	"maps"

	"boundif/emu"
)

// A verb is an operation: what it takes, how often it is drawn, what it does.
type verb struct {
	weight int
	args   []kind
	run    func(m *machine, a []string) string
	vrf    bool // only for kernels that have VRFs
}

// verbs is all operations.
var verbs = merge(deviceVerbs, diagVerbs, socketVerbs, optionVerbs, packetVerbs)

func merge[V any](tables ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// kinds of sockets.
var sorts = map[string][3]int{
	"udp":      {emu.AF_INET, emu.SOCK_DGRAM, 0},
	"udp6":     {emu.AF_INET6, emu.SOCK_DGRAM, 0},
	"tcp":      {emu.AF_INET, emu.SOCK_STREAM, 0},
	"tcp6":     {emu.AF_INET6, emu.SOCK_STREAM, 0},
	"raw":      {emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_UDP},
	"raw6":     {emu.AF_INET6, emu.SOCK_RAW, emu.IPPROTO_UDP},
	"raw-icmp": {emu.AF_INET, emu.SOCK_RAW, emu.IPPROTO_ICMP},
	"ping":     {emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP},
	"ping6":    {emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6},
	"lite":     {emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_UDPLITE},
	"lite6":    {emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_UDPLITE},
}
