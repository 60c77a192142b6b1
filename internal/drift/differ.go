package drift

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/plane/linux"
)

// An Asker is a kernel that answers programs.
type Asker interface {
	Name() string // as in "Linux 6.18" or "the model of 6.18"
	Release() emu.Release
	Ask(Program) (answers []string, err error)
	AskAll([]Program) (answers [][]string, err error)
}

// Model is the model of a release.
func Model(r emu.Release) Asker { return model{r} }

type model struct{ r emu.Release }

func (m model) Name() string         { return "the model of " + m.r.String() }
func (m model) Release() emu.Release { return m.r }

func (m model) Ask(p Program) ([]string, error) {
	pl := plane.Model(m.r)
	defer pl.Close()
	return p.Run(pl)
}

// sharing is the model with another secret: see [plane.ModelSharing].
func sharing(r emu.Release, secret uint32, p Program) ([]string, error) {
	pl := plane.ModelSharing(r, secret)
	defer pl.Close()
	return p.Run(pl)
}

// secrets is how many boots of the model are asked, at most, before an answer
// about a SO_REUSEPORT group counts as different.
const secrets = 64

// Agrees reports whether a kernel's answers are those of the model of its
// release. Which member of a SO_REUSEPORT group gets a packet is decided by a
// hash with a secret that each boot makes up: the answers agree if those of some
// boot of the model do.
func Agrees(r emu.Release, p Program, answers []string) (bool, error) {
	for secret := range uint32(secrets) {
		same, err := sharing(r, secret, p)
		if err != nil || slices.Equal(same, answers) {
			return err == nil, err
		}
		if !slices.ContainsFunc(p, func(o Op) bool { return o.Verb == "flag" && o.Args[1] == "REUSEPORT" && o.Args[2] == "1" }) {
			break
		}
	}
	return false, nil
}

func (m model) AskAll(ps []Program) ([][]string, error) { return askEach(m, ps) }

// Live is the running kernel; see [plane.Live].
func Live() (*Running, error) {
	p, err := plane.Live()
	if err != nil {
		return nil, err
	}
	defer p.Close()
	full, err := linux.FullRelease()
	if err != nil {
		return nil, err
	}
	return &Running{p.Release(), full}, nil
}

// Running is the kernel that runs this program.
type Running struct {
	release emu.Release
	full    string
}

// Name is "Linux 6.18".
func (l *Running) Name() string { return "Linux " + l.release.String() }

// Release is the kernel's.
func (l *Running) Release() emu.Release { return l.release }

// Full is the release as uname -r tells it.
func (l *Running) Full() string { return l.full }

// Ask runs one program in namespaces of its own.
func (l *Running) Ask(p Program) ([]string, error) {
	pl, err := plane.Live()
	if err != nil {
		return nil, err
	}
	defer pl.Close()
	return p.Run(pl)
}

// AskAll runs programs side by side: most of what one takes is waiting for the
// kernel to make and to remove its namespaces.
func (l *Running) AskAll(ps []Program) ([][]string, error) {
	const workers = 16
	all, errs := make([][]string, len(ps)), make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(ps) && errs[w] == nil; i += workers {
				part, err := askEach(l, ps[i:i+1])
				if err != nil {
					errs[w] = err
					return
				}
				all[i] = part[0]
			}
		})
	}
	group.Wait()
	return all, errors.Join(errs...)
}

func askEach(k Asker, ps []Program) (all [][]string, err error) {
	for _, p := range ps {
		answers, err := k.Ask(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w\nprogram:\n%s", k.Name(), err, p)
		}
		all = append(all, answers)
	}
	return all, nil
}

// A Difference is a program to which kernels answer differently.
type Difference struct {
	Program Program
	Kernels []Asker
	Answers [][]string // of each kernel
}

// Compare asks all kernels; nil if they agree. The errors of planes are errors.
func Compare(p Program, kernels ...Asker) (*Difference, error) {
	all, err := CompareAll([]Program{p}, kernels...)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// CompareAll is Compare of many programs, nil for those to which all agree.
func CompareAll(ps []Program, kernels ...Asker) ([]*Difference, error) {
	all := make([]*Difference, len(ps))
	for i, p := range ps {
		all[i] = &Difference{Program: p, Kernels: kernels}
	}
	for _, k := range kernels {
		answers, err := k.AskAll(ps)
		if err != nil {
			return nil, err
		}
		for i, a := range answers {
			all[i].Answers = append(all[i].Answers, a)
		}
	}
	for i, d := range all {
		same, err := d.agree()
		if err != nil {
			return nil, err
		}
		if same {
			all[i] = nil
		}
	}
	return all, nil
}

// agree reports whether all answers are alike, or allowed where one of those
// who answer is the model.
func (d *Difference) agree() (bool, error) {
	if !slices.ContainsFunc(d.Answers, func(a []string) bool { return !slices.Equal(a, d.Answers[0]) }) {
		return true, nil
	}
	for i, k := range d.Kernels {
		if m, ok := k.(model); ok && len(d.Kernels) == 2 {
			return Agrees(m.r, d.Program, d.Answers[1-i])
		}
	}
	return false, nil
}

// Shrink makes the program of a difference as small as it can, by leaving out
// operations as long as the kernels go on to differ.
func (d *Difference) Shrink() (*Difference, error) {
	d = d.cut()
	for size := len(d.Program) / 2; size > 0; {
		smaller := false
		for at := len(d.Program) - size; at >= 0; at-- {
			if at+size > len(d.Program) {
				continue
			}
			p := append(append(Program(nil), d.Program[:at]...), d.Program[at+size:]...)
			next, err := Compare(p, d.Kernels...)
			if err != nil {
				return d, err
			}
			if next != nil {
				d, smaller = next.cut(), true
			}
		}
		if !smaller || size > len(d.Program)/2 {
			size /= 2
		}
	}
	return d, nil
}

// cut leaves out what follows the first difference.
func (d *Difference) cut() *Difference {
	n := d.first() + 1
	out := &Difference{Program: d.Program[:n], Kernels: d.Kernels}
	for _, a := range d.Answers {
		out.Answers = append(out.Answers, a[:n])
	}
	return out
}

// first is the number of the first operation with different answers.
func (d *Difference) first() int {
	for i := range d.Program {
		for _, a := range d.Answers {
			if a[i] != d.Answers[0][i] {
				return i
			}
		}
	}
	return len(d.Program) - 1
}

// String is the program with the answers side by side.
func (d *Difference) String() string {
	width := 0
	for _, o := range d.Program {
		width = max(width, len(o.String()))
	}
	var b strings.Builder
	for i, o := range d.Program {
		same := true
		for _, a := range d.Answers {
			same = same && a[i] == d.Answers[0][i]
		}
		if same {
			fmt.Fprintf(&b, "  %-*s  %s\n", width, o, d.Answers[0][i])
			continue
		}
		for k, a := range d.Answers {
			fmt.Fprintf(&b, "! %-*s  %s: %s\n", width, o, d.Kernels[k].Name(), a[i])
		}
	}
	return b.String()
}

// HasVRF reports whether the kernel has VRFs.
func HasVRF(k Asker) (bool, error) {
	answers, err := k.Ask(begin("vrf red 10"))
	if err != nil {
		return false, err
	}
	return answers[0] != "EOPNOTSUPP", nil
}
