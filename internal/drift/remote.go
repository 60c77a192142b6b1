package drift

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"boundif/emu"
	"boundif/internal/uml"
)

// Boot is another release of Linux, as User-Mode Linux. guest is a static
// program that calls Guest with what comes after guestArgs.
func Boot(kernel, guest string, guestArgs ...string) (*Booted, error) {
	m, err := uml.Start(kernel, guest, guestArgs...)
	if err != nil {
		return nil, err
	}
	var r emu.Release
	if _, err := fmt.Sscanf(m.Release, "%d.%d", &r.Major, &r.Minor); err != nil {
		m.Close()
		return nil, fmt.Errorf("kernel release %q does not begin with two numbers", m.Release)
	}
	return &Booted{m, r}, nil
}

// Booted is a Kernel that runs in a virtual machine.
type Booted struct {
	m       *uml.Machine
	release emu.Release
}

// Name is "Linux 6.1".
func (b *Booted) Name() string { return "Linux " + b.release.String() }

// Release is the kernel's.
func (b *Booted) Release() emu.Release { return b.release }

// Full is the release as uname -r tells it.
func (b *Booted) Full() string { return b.m.Release }

// Close turns the machine off.
func (b *Booted) Close() { b.m.Close() }

// Ask runs one program.
func (b *Booted) Ask(p Program) ([]string, error) {
	all, err := b.AskAll([]Program{p})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// AskAll runs many programs, for less than Ask takes for each.
func (b *Booted) AskAll(ps []Program) (all [][]string, err error) {
	for part := range slices.Chunk(ps, 50) {
		reply, err := b.m.Ask([]byte(joinPrograms(part)))
		if err != nil {
			return nil, err
		}
		answers, err := splitAnswers(string(reply), part)
		if err != nil {
			return nil, err
		}
		all = append(all, answers...)
	}
	return all, nil
}

// mark separates programs, and answers to programs.
const mark = "---\n"

func joinPrograms(ps []Program) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.String())
		b.WriteString(mark)
	}
	return b.String()
}

// splitAnswers reads what Guest writes: for each program its answers, or a line
// that begins with "!" and says why there are none.
func splitAnswers(text string, ps []Program) ([][]string, error) {
	parts := strings.Split(text, mark)
	if len(parts) != len(ps)+1 || parts[len(ps)] != "" {
		return nil, fmt.Errorf("%d programs were asked, and what came back is no answer:\n%.2000s", len(ps), text)
	}
	var all [][]string
	for i, part := range parts[:len(ps)] {
		if why, failed := strings.CutPrefix(part, "!"); failed {
			return nil, fmt.Errorf("%sprogram:\n%s", why, ps[i])
		}
		answers := strings.Split(strings.TrimSuffix(part, "\n"), "\n")
		if part == "" {
			answers = nil
		}
		if len(answers) != len(ps[i]) {
			return nil, fmt.Errorf("%d answers to %d operations:\n%s", len(answers), len(ps[i]), part)
		}
		all = append(all, answers)
	}
	return all, nil
}

// Guest answers the questions that come from Boot, on the kernel that runs it.
func Guest(dir string) error {
	return uml.Serve(dir, func(question []byte) []byte {
		var b strings.Builder
		for _, text := range strings.SplitAfter(string(question), mark) {
			if text == "" {
				continue
			}
			answers, err := askHere(strings.TrimSuffix(text, mark))
			if err != nil {
				fmt.Fprintf(&b, "!%v\n", err)
			}
			for _, a := range answers {
				b.WriteString(a)
				b.WriteByte('\n')
			}
			b.WriteString(mark)
		}
		return []byte(b.String())
	})
}

func askHere(text string) ([]string, error) {
	p, err := Parse(text)
	if err != nil {
		return nil, err
	}
	k, err := Live()
	if err != nil {
		return nil, err
	}
	answers, err := k.Ask(p)
	if err != nil {
		return nil, errors.New(strings.ReplaceAll(err.Error(), mark, ""))
	}
	return answers, nil
}
