package drift

import (
	"fmt"
	"io"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/sock"
)

// Explain runs the program on the model of a release and writes each operation
// with its answer. Before a packet arrives it writes which sockets are looked at,
// with their scores, and why the packet is for them or not.
func (p Program) Explain(w io.Writer, r emu.Release) error {
	k := emu.New(r)
	m, err := newMachine(plane.ModelOf(k))
	if err != nil {
		return err
	}
	m.arriving = func(index int, packet []byte) {
		candidates, err := k.Init().Explain(index, packet)
		if err != nil {
			return // the operation itself says so
		}
		parsed, err := wire.Parse(packet)
		must(err)
		fmt.Fprintf(w, "  %s\n", wire.Describe(&parsed))
		if candidates == nil {
			fmt.Fprintf(w, "    no socket is looked at\n")
		}
		for _, c := range candidates {
			verdict := "  "
			if c.Chosen {
				verdict = "=>"
			}
			score := fmt.Sprint(c.Score)
			if c.Score < 0 {
				score = "-"
			}
			fmt.Fprintf(w, "    %s %-3s %s, score %s: %s\n", verdict, m.nameOf(c), c.Stage, score, c.Reason)
		}
	}
	for _, o := range p {
		answer, err := m.do(o)
		if err != nil {
			return fmt.Errorf("%s: %w", o, err)
		}
		fmt.Fprintf(w, "%-40s %s\n", o, answer)
	}
	return nil
}

// nameOf is what the program calls a socket; "?" for a connection that it has not
// accepted yet.
func (m *machine) nameOf(c sock.Candidate) string {
	for _, s := range m.socks {
		if got, err := m.by[s.owner].(*emu.Process).Sock(s.fd[s.owner]); err == nil && got == c.Sock {
			return s.label
		}
	}
	return "?"
}
