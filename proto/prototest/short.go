package prototest

import "slices"

// failing are operations that mostly fail.
var failing = []string{
	"bind 0 10.9.9.9:67", "connect 0 10.9.9.9:68", "device 0 -1", "device 0 3 nobody", "name 0 nil0",
}

// pairwise are the operations that make two sockets differ.
var pairwise = []string{
	"device 0 2", "device 0 3", "device 0 0", "connect 0 10.1.0.9:68", "disconnect 0", "close 0", "listen 0",
}

// short tries every sequential history of up to depth operations, the shortest
// first: on one socket, and then on two that share a port. The shortest are
// watched first.
func (c *config) short(depth int) (ops []op, broken *finding) {
	one := c.alphabet(1, changes, failing)
	for n := range depth + 1 {
		try := c.sequence
		if n < 3 {
			try = c.watchedFirst
		}
		if ops, broken = c.extend([]op{{verb: "open"}}, one, n, try); broken != nil {
			return ops, broken
		}
	}
	two := c.alphabet(2, pairwise)
	for n := range depth + 1 {
		for _, setup := range c.starts() {
			if ops, broken = c.extend(setup, two, n, c.sequence); broken != nil {
				return c.smaller(ops, broken)
			}
		}
	}
	return nil, nil
}

// starts is the ways to have two sockets of one port.
func (c *config) starts() (setups [][]op) {
	seen := map[string]bool{}
	for _, text := range twoBefore {
		h, ok := c.adapt(text)
		if ok && !seen[h.String()] && !h.second() {
			seen[h.String()] = true
			setups = append(setups, h.setup)
		}
	}
	return setups
}

// watchedFirst finds what plain mode does not see, or would hang on. All else
// is explained better there.
func (c *config) watchedFirst(ops []op, known int) ([]op, *finding) {
	done, broken := c.watched(ops, known)
	if broken != nil && slices.Contains([]*rule{deadlock, panics, rehashUnlocked, nondeterministic}, broken.rule) {
		return done, broken
	}
	return c.sequence(ops, known)
}

// alphabet is the operations of short histories, on each of so many sockets.
func (c *config) alphabet(sockets int, lists ...[]string) (ops []op) {
	for _, text := range slices.Concat(lists...) {
		h, ok := c.adapt("| " + text)
		for i := range sockets {
			if o := h.tasks[0][0]; ok {
				o.sock = i
				ops = append(ops, o)
			}
		}
	}
	return ops
}

// extend tries every way to go on after the setup with n operations. What is
// shorter has been tried before.
func (c *config) extend(setup, alphabet []op, n int, try func(ops []op, known int) ([]op, *finding)) ([]op, *finding) {
	if n == 0 {
		return try(setup, 0)
	}
	for _, o := range alphabet {
		ops := append(setup[:len(setup):len(setup)], o)
		var broken *finding
		if n == 1 {
			ops, broken = try(ops, len(setup))
		} else {
			ops, broken = c.extend(ops, alphabet, n-1, try)
		}
		if broken != nil {
			return ops, broken
		}
	}
	return nil, nil
}
