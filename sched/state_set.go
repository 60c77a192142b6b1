package sched

import (
	"encoding/binary"
	"math/bits"
)

// print128 is the fingerprint of a state: the XOR of one pseudo-random number
// of 128 bits for each place whose value is not its first one (Zobrist, "A New
// Hashing Method with Application for Game Playing", 1970). A step changes it
// by what the step changed.
//
// Two different states have one fingerprint with probability 2^-128, and then
// the search takes them for one. Among n states that happens with a
// probability of about n^2 / 2^129: less than 10^-22 for 10^8 states.
type print128 struct{ hi, lo uint64 }

// mix is the number of one place with one value: two rounds of multiply and
// fold, as in wyhash, with keys that make the halves independent.
func mix(place, v uint32) print128 {
	k := uint64(place)<<32 | uint64(v)
	return print128{fold(k, 0xa0761d6478bd642f, 0xe7037ed1a0b428db), fold(k, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3)}
}

func fold(k, a, b uint64) uint64 {
	hi, lo := bits.Mul64(k^a, b)
	hi, lo = bits.Mul64(hi^lo^b, (k+a)|1)
	return hi ^ lo ^ bits.RotateLeft64(k*b, 29)
}

func (p *print128) flip(place, from, to uint32) {
	f, t := mix(place, from), mix(place, to)
	p.hi ^= f.hi ^ t.hi
	p.lo ^= f.lo ^ t.lo
}

// states is the set of the states that have been visited: a hash table with
// open addressing, of the fingerprints alone.
type states struct {
	slots []print128 // the zero print128 is an empty slot
	n     int
}

func newStates() *states { return &states{slots: make([]print128, 1<<10)} }

// add reports whether the state is new.
func (s *states) add(p print128) bool {
	at, found := s.find(p)
	if found {
		return false
	}
	s.slots[at] = nonzero(p)
	if s.n++; s.n > len(s.slots)/4*3 {
		s.grow()
	}
	return true
}

func nonzero(p print128) print128 {
	if p == (print128{}) {
		p.lo = 1
	}
	return p
}

// find is the slot of the state, or where it would be.
func (s *states) find(p print128) (at int, found bool) {
	p = nonzero(p)
	mask := len(s.slots) - 1
	for at = int(p.lo) & mask; ; at = (at + 1) & mask {
		switch s.slots[at] {
		case p:
			return at, true
		case print128{}:
			return at, false
		}
	}
}

func (s *states) grow() {
	old := s.slots
	s.slots = make([]print128, 2*len(old))
	for _, p := range old {
		if p != (print128{}) {
			at, _ := s.find(p)
			s.slots[at] = p
		}
	}
}

// whole is a state as it is, for Options.Exact: every place whose value is not
// its first one.
func (s *stateful) whole() string {
	b := s.buf[:0]
	for _, l := range s.at {
		b = binary.AppendUvarint(b, uint64(l))
	}
	for c, v := range s.vals {
		if v != s.columns[c].first {
			b = binary.AppendUvarint(b, uint64(c))
			b = binary.AppendUvarint(b, uint64(v))
		}
	}
	s.buf = b
	return string(b)
}
