package prototest

import (
	"fmt"
	"net/netip"
	"slices"
)

// The small scopes that are explored: what is there before, what happens to
// it, and the packets that arrive meanwhile.
var (
	before = []string{
		"open; bind 0 0.0.0.0:67",
		"open; device 0 2; bind 0 0.0.0.0:67",
		"open; bind 0 10.1.0.1:67",
		"open; bind 0 0.0.0.0:67; connect 0 10.1.0.9:68",
		"open; connect 0 10.1.0.9:68",
		"open",
	}
	twoBefore = []string{
		"open; reuseaddr 0; bind 0 0.0.0.0:67; open; reuseaddr 1; bind 1 0.0.0.0:67",
		"open; reuseaddr 0; device 0 2; bind 0 0.0.0.0:67; open; reuseaddr 1; device 1 3; bind 1 0.0.0.0:67",
		"open; reuseaddr 0; device 0 2; bind 0 0.0.0.0:67; open; reuseaddr 1; bind 1 10.1.0.1:67",
		"open; open second",
	}
	changes = []string{
		"device 0 2", "device 0 3", "device 0 0", "name 0 eth1", "bind 0 10.1.0.1:67", "bind 0 0.0.0.0:67",
		"connect 0 10.1.0.9:68", "connect 0 10.1.0.9:69", "disconnect 0", "close 0", "listen 0", "device 0 9",
	}
	arrivals = []string{
		"lookup 2 10.1.0.9:68 10.1.0.1:67", "lookup 3 10.1.0.9:68 10.1.0.1:67",
	}
	pairs = []string{
		"device 0 2 | device 0 3", "device 0 2 | device 0 0", "device 0 3 | name 0 eth0",
		"name 0 eth0 | rename eth0 lan0", "device 0 3 | connect 0 10.1.0.9:68", "device 0 3 | disconnect 0",
		"device 0 3 | bind 0 10.1.0.1:67", "device 0 3 | close 0", "bind 0 0.0.0.0:67 | bind 0 10.1.0.1:67",
		"bind 0 0.0.0.0:67 | close 0", "connect 0 10.1.0.9:68 | connect 0 10.2.0.9:68",
		"connect 0 10.1.0.9:68 | disconnect 0", "connect 0 10.1.0.9:68 | close 0", "disconnect 0 | close 0",
	}
	twoChange = []string{
		"device 0 3 | device 1 2", "device 0 0 | close 1", "connect 0 10.1.0.9:68 | device 1 2",
		"connect 0 10.1.0.9:68 | connect 1 10.1.0.9:68", "disconnect 0 | device 1 2",
	}
)

// scenarios is every history to explore that the protocol can do, the small
// ones first.
func (c *config) scenarios() []history {
	var texts []string
	cross := func(before []string, parts ...[]string) {
		all := before
		for _, part := range parts {
			var next []string
			for _, text := range all {
				for _, p := range part {
					next = append(next, text+" | "+p)
				}
			}
			all = next
		}
		texts = append(texts, all...)
	}
	cross(before, changes, arrivals)
	cross(before, pairs)
	cross(twoBefore, changes, arrivals)
	cross(twoBefore, twoChange)
	cross(twoBefore[1:2], twoChange, arrivals[:1])
	var hs []history
	seen := map[string]bool{}
	for _, text := range texts {
		if h, ok := c.adapt(text); ok && !seen[h.String()] {
			seen[h.String()] = true
			hs = append(hs, h)
		}
	}
	slices.SortStableFunc(hs, func(a, b history) int { return len(a.tasks)*100 + a.size() - len(b.tasks)*100 - b.size() })
	return hs
}

// adapt leaves out of a scenario what the protocol does not need before it.
// It is none for the protocol if it cannot do what happens.
func (c *config) adapt(text string) (h history, ok bool) {
	h, err := parse(text)
	if err != nil {
		panic(fmt.Sprintf("prototest: scenario %q: %v", text, err))
	}
	for _, ops := range append([][]op{h.setup}, h.tasks...) {
		for i := range ops {
			for _, a := range []*netip.AddrPort{&ops[i].addr, &ops[i].dst} {
				if a.IsValid() {
					*a = c.at(a.Addr(), a.Port())
				}
			}
		}
	}
	h.setup = slices.DeleteFunc(h.setup, func(o op) bool { return !c.has(o.verb) })
	for _, ops := range h.tasks {
		for _, o := range ops {
			if !c.has(o.verb) {
				return h, false
			}
		}
	}
	if c.has("listen") { // before the first packet every socket listens
		for i, n := 0, count(h.setup, "open"); i < n; i++ {
			h.setup = append(h.setup, op{verb: "listen", sock: i})
		}
	}
	return h, true
}

func count(ops []op, verb string) (n int) {
	for _, o := range ops {
		if o.verb == verb {
			n++
		}
	}
	return n
}
