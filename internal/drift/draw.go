package drift

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// Seeded is the program that a seed stands for: up to size operations after a
// beginning that makes two devices and some sockets. vrf says that there may be
// VRFs.
func Seeded(seed, size int, vrf bool) Program {
	r := rand.New(rand.NewPCG(uint64(seed), 0))
	return draw(r.IntN, size, vrf)
}

// Drawn is a generator of such programs.
func Drawn(size int, vrf bool) *rapid.Generator[Program] {
	return rapid.Custom(func(t *rapid.T) Program {
		return draw(func(n int) int {
			// What rapid draws is small more often than not; the product is spread.
			return int(rapid.Uint64().Draw(t, "choice") * 0x9e3779b97f4a7c15 >> 33 % uint64(n))
		}, size, vrf)
	})
}

// draw draws a program; choose(n) is one of 0 to n-1.
func draw(choose func(n int) int, size int, vrf bool) Program {
	from := slices.Concat(beginnings, situations)
	if vrf {
		from = slices.Concat(from, withVRF, withVRF, withVRF, situationsVRF)
	}
	p := slices.Clone(from[choose(len(from))])
	six := choose(3) == 0 // mostly about IPv6
	if six {
		p = inIPv6(p)
	}
	tickets := lottery(vrf)
	for range size/2 + choose(size-size/2+1) {
		o := Op{Verb: tickets[choose(len(tickets))]}
		for _, k := range verbs[o.Verb].args {
			values := k.values
			if six && k.six != nil && choose(5) != 0 {
				values = k.six
			}
			o.Args = append(o.Args, values[choose(len(values))])
		}
		p = append(p, o)
	}
	return p
}

// inIPv6 is a beginning with the sockets, addresses and options of IPv6 in the
// place of those of IPv4.
func inIPv6(p Program) Program {
	var q Program
	for _, o := range p {
		o.Args = slices.Clone(o.Args)
		for i, a := range o.Args {
			if six, ok := twins[a]; ok && (o.Verb == "socket") == (sorts[a] != [3]int{}) {
				o.Args[i] = six
			} else {
				o.Args[i] = twinAddrs.Replace(a)
			}
		}
		if o.check() == nil {
			q = append(q, o)
		}
	}
	return q
}

// twins is what IPv6 has for a word of IPv4.
var twins = map[string]string{
	"udp": "udp6", "tcp": "tcp6", "raw": "raw6", "ping": "ping6",
	"MULTICAST_ALL": "IPV6_MULTICAST_ALL", "MULTICAST_LOOP": "IPV6_MULTICAST_LOOP", "RECVERR": "IPV6_RECVERR", "PKTINFO": "IPV6_RECVPKTINFO",
	"UNICAST_IF": "IPV6_UNICAST_IF",
}

// twinAddrs replaces addresses, those with a port or a length first.
var twinAddrs = strings.NewReplacer(
	"10.9.9.9:", "[fd09::9]:", "10.1.0.1:", "[fd01::1]:", "10.2.0.1:", "[fd02::1]:", "10.7.7.7:", "[fd07::7]:",
	"10.1.0.2:", "[fd01::2]:", "10.1.0.3:", "[fd01::3]:", "10.1.0.4:", "[fd01::4]:", "10.1.0.9:", "[fd01::9]:", "10.2.0.2:", "[fd02::2]:",
	"::ffff:10.1.0.2", "::ffff:10.1.0.2",
	"0.0.0.0:", "[::]:", "239.1.2.3:", "[ff05::123]:",
	"10.9.9.9/32", "fd09::9/128", "10.1.0.1/24", "fd01::1/64", "10.2.0.1/24", "fd02::1/64", "10.3.0.1/24", "fd03::1/64", "10.1.0.7/24", "fd01::7/64",
	"10.7.0.0/16", "fd07::/64", "10.3.0.2", "fd03::2", "239.1.2.3", "ff05::123",
)

// lottery has each verb as often as it weighs.
func lottery(vrf bool) (tickets []string) {
	for _, name := range slices.Sorted(maps.Keys(verbs)) {
		v := verbs[name]
		if v.vrf && !vrf {
			continue
		}
		for range v.weight {
			tickets = append(tickets, name)
		}
	}
	return tickets
}

// beginnings are how programs begin: what most rules need.
var beginnings = []Program{
	begin("up lo"),
	begin(twoDevices + `
socket root udp
socket root udp
`),
	begin(twoDevices + `
socket nobody udp
socket root raw
socket root udp
flag s1 REUSEADDR 1
flag s3 REUSEADDR 1
`),
	begin(twoDevices + twoDevices6 + `
socket root udp
socket root udp6
socket root udp6
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
flag s3 REUSEADDR 1
`),
	begin(twoDevices + twoDevices6 + `
socket root tcp
socket root tcp6
socket root tcp
flag s1 REUSEPORT 1
flag s3 REUSEPORT 1
bind s1 0.0.0.0:7000
listen s1
`),
	begin(twoDevices + `
socket root udp
socket root udp
socket root udp
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
flag s3 REUSEPORT 1
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
`),
	begin(twoDevices + twoDevices6 + `
sysctl net/ipv4/ping_group_range 0
socket root ping
socket root ping6
socket root raw6
`),
}

// withVRF is beginnings for kernels that have VRFs.
var withVRF = []Program{
	begin(`
up lo
address lo 10.9.9.9/32
vrf red 10
up d1
add a0 0
enslave d2 d1
address d2 10.1.0.1/24
up d2
add b0 0
address d3 10.2.0.1/24
up d3
socket root udp
socket root udp
socket root tcp
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
`),
}

const twoDevices = `
up lo
address lo 10.9.9.9/32
add a0 0
address d1 10.1.0.1/24
up d1
add b0 0
address d2 10.2.0.1/24
up d2
`

const twoDevices6 = `
address lo fd09::9/128
address d1 fd01::1/64
address d2 fd02::1/64
address d1 fe80::1/64
address d2 fe80::1/64
`

func begin(text string) Program {
	p, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}
