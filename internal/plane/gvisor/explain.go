package gvisor

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"boundif/internal/drift"
)

// A question is a program with what the model answers to it. It is about the
// last operation.
type question struct {
	program drift.Program
	answers []string
	secret  uint32 // of the model: see [plane.ModelSharing]
}

func asked(p drift.Program, secret uint32) (question, error) {
	answers, err := ask(p, secret)
	return question{p, answers, secret}, err
}

func (q question) last() drift.Op { return q.program[len(q.program)-1] }
func (q question) answer() string { return q.answers[len(q.answers)-1] }

// A way is how netstack goes about things: it makes of a question the one that
// Linux would have to be asked to answer as netstack answers the first. nil if it
// has nothing to do with the question.
//
// It is an explanation and not a filter: what it makes is asked, and if the
// answer is not netstack's, it explains nothing.
type way func(q question) (drift.Program, func(answer string) string)

// as is a way that changes the program.
func as(rewrite func(q question) drift.Program) way {
	return func(q question) (drift.Program, func(string) string) { return rewrite(q), nil }
}

// says is a way that changes the answer.
func says(edit func(q question, answer string) string) way {
	return func(q question) (drift.Program, func(string) string) {
		return nil, func(answer string) string { return edit(q, answer) }
	}
}

// follow is the question that the way makes of q; ok false if it is the same.
func (w way) follow(q question) (next question, ok bool, err error) {
	p, edit := w(q)
	next = q
	if p != nil && p.String() != q.program.String() {
		if next, err = asked(p, q.secret); err != nil {
			return q, false, err
		}
		ok = true
	}
	if edit != nil {
		if answer := edit(next.answer()); answer != next.answer() {
			next.answers = append(slices.Clone(next.answers[:len(next.answers)-1]), answer)
			ok = true
		}
	}
	return next, ok, nil
}

// explain names the differences that together make the model say what netstack
// says: one if one does, else two, or three; none if none do.
func (d *Difference) explain() ([]string, error) {
	many := uint32(1)
	if sharing(d.Program) {
		many = secrets
	}
	for size := 1; size <= 3; size++ {
		for secret := range many {
			q, err := asked(d.Program, secret)
			if err != nil {
				return nil, err
			}
			if names, err := d.explainWith(q, nil, size); names != nil || err != nil {
				return names, err
			}
		}
	}
	return nil, nil
}

// explainWith goes on from a question that the differences in names led to.
func (d *Difference) explainWith(q question, names []string, size int) ([]string, error) {
	if size == 0 {
		if q.answer() == d.GVisor {
			return names, nil
		}
		return nil, nil
	}
	for _, c := range Cases {
		if slices.Contains(names, c.Name) {
			continue
		}
		next, ok, err := c.way.follow(q)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		if !ok {
			continue
		}
		if all, err := d.explainWith(next, append(slices.Clone(names), c.Name), size-1); all != nil || err != nil {
			return all, err
		}
	}
	return nil, nil
}

// line is an operation as it is written.
func line(words ...string) drift.Op { return drift.Op{Verb: words[0], Args: words[1:]} }

// without leaves out operations.
func (q question) without(drop func(o drift.Op) bool) drift.Program {
	return slices.DeleteFunc(slices.Clone(q.program), drop)
}

// before puts operations before the last one.
func (q question) before(more ...drift.Op) drift.Program {
	return slices.Insert(slices.Clone(q.program), len(q.program)-1, more...)
}

// instead puts another last operation in its place.
func (q question) instead(o drift.Op) drift.Program {
	return append(slices.Clone(q.program[:len(q.program)-1]), o)
}

// sets reports whether an operation sets the device of the socket.
func sets(o drift.Op, s *socket) bool {
	return (o.Verb == "bindtoifindex" || o.Verb == "bindtodevice" || o.Verb == "unbind") && o.Args[1] == s.label
}

func sharing(p drift.Program) bool { return strings.Contains(p.String(), "REUSEPORT 1") }

func isRaw(s *socket) bool { return strings.HasPrefix(s.sort, "raw") }

// arrival is the device, the source and the destination of a packet that
// arrives; ok false if none does. What this host sends to itself arrives on the
// device that has the address.
func (q question) arrival() (on string, src, dst netip.AddrPort, ok bool) {
	o := q.last()
	if o.Verb == "send" {
		dst = netip.MustParseAddrPort(o.Args[1])
		for _, d := range q.see().owners(dst.Addr()) {
			return d.label, src, dst, true
		}
		return
	}
	if o.Verb != "arrive" && o.Verb != "syn" && o.Verb != "ping" && o.Verb != "unreachable" {
		return
	}
	from, to, _ := strings.Cut(o.Args[1], ">")
	return o.Args[0], netip.MustParseAddrPort(from), netip.MustParseAddrPort(to), true
}
