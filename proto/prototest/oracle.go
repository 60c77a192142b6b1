package prototest

import (
	"boundif/sock"
)

// matches is whether a packet is for the socket as it is in m, and how well.
func (c *config) matches(k *sock.Key, m *moment) (score int, ok bool) {
	if !m.present {
		return 0, false
	}
	if c.match != nil {
		return c.match(k, &m.State)
	}
	return c.standard(k, &m.State)
}

// standard is the rule of UDP over IPv4 with the config's differences
// (compute_score, raw_v4_match).
func (c *config) standard(k *sock.Key, s *State) (score int, ok bool) {
	if k.Protocol != s.Protocol || c.ports && k.Dst.Port() != s.Local.Port() {
		return 0, false
	}
	switch addr := s.Local.Addr(); {
	case addr == k.Dst.Addr():
		score += c.score.Address
	case !addr.IsUnspecified() || !c.wildcards:
		return 0, false
	}
	if addr := s.Peer.Addr(); !addr.IsUnspecified() {
		if addr != k.Src.Addr() {
			return 0, false
		}
		score += c.score.Peer
	}
	if port := s.Peer.Port(); c.ports && port != 0 {
		if port != k.Src.Port() {
			return 0, false
		}
		score += c.score.PeerPort
	}
	switch s.Device {
	case 0:
		return score, k.Sdif == 0 || c.vrfAccept
	case k.Dif, k.Sdif:
		return score + c.score.Device, true
	}
	return 0, false
}

// winners is the brute-force lookup: it looks at all sockets. may says of each
// whether it is a right answer, none whether there is no other. All that may
// get it must, if every matching socket gets a copy.
func (c *config) winners(k *sock.Key, ms []moment) (may []bool, none bool) {
	may = make([]bool, len(ms))
	high, grouped := 0, 0
	none = true
	for i := range ms {
		score, ok := c.matches(k, &ms[i])
		if may[i] = ok; !ok {
			continue
		}
		if none || score > high {
			high = score
		}
		none = false
		if ms[i].ReusePort {
			grouped++
		}
	}
	if c.every || none || grouped > 1 { // a group of SO_REUSEPORT chooses by a hash
		return may, none
	}
	best := c.best(k, ms, may, high)
	for i := range ms {
		for j := range ms {
			if may[i] && best[j] && c.undecided != nil && c.undecided(&ms[i].State, &ms[j].State) {
				best[i] = true
			}
		}
	}
	return best, false
}

// best is those of the sockets that match that have the highest score, and
// after which no other of them has certainly come.
func (c *config) best(k *sock.Key, ms []moment, match []bool, high int) []bool {
	best, newest := make([]bool, len(ms)), -1
	for i := range ms {
		if score, _ := c.matches(k, &ms[i]); match[i] && score == high {
			best[i], newest = true, max(newest, ms[i].since.from)
		}
	}
	for i := range ms {
		best[i] = best[i] && (c.anyOfEqual || ms[i].since.to >= newest)
	}
	return best
}

// why is the rule that a socket breaks which got a packet that does not match:
// the field without which it would match.
func (c *config) why(k *sock.Key, m moment) *rule {
	try := func(change func(s *State)) bool {
		n := m
		change(&n.State)
		_, ok := c.matches(k, &n)
		return ok
	}
	device := func(s *State) { s.Device = k.Dif }
	peer := func(s *State) { s.Peer = k.Src }
	switch {
	case !m.present:
		return unhashedFound
	case k.Sdif != 0 && m.Device == 0 && try(device):
		return vrfBleed
	case try(device):
		return foreignDevice
	case try(peer):
		return foreignPeer
	case try(func(s *State) { device(s); peer(s) }):
		return foreignDevice
	}
	return foreignAddress
}
