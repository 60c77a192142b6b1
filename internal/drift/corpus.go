package drift

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"

	"boundif/emu"
)

// A Corpus is programs with the answers that a kernel gave.
type Corpus struct {
	Kernel   string // its release in full, as in "6.1.100"
	Release  emu.Release
	Programs []Program
	Answers  [][]string
}

// Write writes the corpus, compressed. Its first lines say which kernel
// answered; then each operation has a line, a tabulator, and its answer.
func (c *Corpus) Write(w io.Writer) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Linux %s\n# %d programs\n", c.Kernel, len(c.Programs))
	for i, p := range c.Programs {
		for k, o := range p {
			fmt.Fprintf(&b, "%s\t%s\n", o, c.Answers[i][k])
		}
		b.WriteString(mark)
	}
	if _, err := z.Write(b.Bytes()); err != nil {
		return err
	}
	return z.Close()
}

// ReadCorpus reads what Write wrote.
func ReadCorpus(r io.Reader) (*Corpus, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	c := &Corpus{}
	head, rest, _ := strings.Cut(string(text), "\n")
	count, rest, _ := strings.Cut(rest, "\n")
	n := 0
	if _, err := fmt.Sscanf(head, "# Linux %s", &c.Kernel); err != nil {
		return nil, fmt.Errorf("line 1: %q does not name a kernel", head)
	}
	if _, err := fmt.Sscanf(c.Kernel, "%d.%d", &c.Release.Major, &c.Release.Minor); err != nil {
		return nil, fmt.Errorf("line 1: %q is no release", c.Kernel)
	}
	if _, err := fmt.Sscanf(count, "# %d programs", &n); err != nil {
		return nil, fmt.Errorf("line 2: %q does not count programs", count)
	}
	parts := strings.Split(rest, mark)
	if len(parts) != n+1 || parts[n] != "" {
		return nil, fmt.Errorf("%d programs, where line 2 says %d", len(parts)-1, n)
	}
	for i, part := range parts[:n] {
		var ops strings.Builder
		var answers []string
		for line := range strings.Lines(part) {
			o, a, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !ok {
				return nil, fmt.Errorf("program %d: %q has no answer", i+1, line)
			}
			ops.WriteString(o + "\n")
			answers = append(answers, a)
		}
		p, err := Parse(ops.String())
		if err != nil {
			return nil, fmt.Errorf("program %d: %w", i+1, err)
		}
		c.Programs, c.Answers = append(c.Programs, p), append(c.Answers, answers)
	}
	return c, nil
}

// recorded is a kernel whose answers were recorded.
type recorded struct {
	c *Corpus
	i int
}

func (r recorded) Name() string         { return "Linux " + r.c.Kernel + ", as recorded" }
func (r recorded) Release() emu.Release { return r.c.Release }

func (r recorded) Ask(Program) ([]string, error) { return r.c.Answers[r.i], nil }

func (r recorded) AskAll(ps []Program) ([][]string, error) { return askEach(r, ps) }

// Replay asks the model the programs of the corpus and returns where it differs
// from what was recorded. The differences cannot be made smaller, for nobody
// answers to smaller programs, but they end where the answers part.
func (c *Corpus) Replay(model Asker) ([]*Difference, error) {
	var all []*Difference
	for i, p := range c.Programs {
		d, err := Compare(p, recorded{c, i}, model)
		if err != nil {
			return all, err
		}
		if d != nil {
			all = append(all, d.cut())
		}
	}
	return all, nil
}

// Choose picks programs for a corpus out of many, so that everything that
// happens in them happens in one of the chosen: each operation with each
// answer, and each pair of operations that follow one another or are about one
// socket or device. It goes on with those that repeat what was seen least until
// it has n.
func Choose(ps []Program, answers [][]string, n int) (chosen []int) {
	seen := map[string]int{}
	taken := make([]bool, len(ps))
	for need := 1; len(chosen) < n && len(chosen) < len(ps); need++ {
		for i, p := range ps {
			if taken[i] || len(chosen) == n {
				continue
			}
			fresh := 0
			all := happenings(p, answers[i])
			for _, h := range all {
				if seen[h] < need {
					fresh++
				}
			}
			if fresh == 0 {
				continue
			}
			taken[i] = true
			chosen = append(chosen, i)
			for _, h := range all {
				seen[h]++
			}
		}
	}
	return chosen
}

// happenings is what happens in a program, for Choose.
func happenings(p Program, answers []string) (all []string) {
	have := map[string]bool{}
	add := func(h string) {
		if !have[h] {
			have[h] = true
			all = append(all, h)
		}
	}
	last := map[string]string{} // verb by socket or device
	for i, o := range p {
		add(o.Verb + " = " + answerClass(answers[i]))
		if i > 0 {
			add(p[i-1].Verb + ", " + o.Verb)
		}
		for _, a := range o.Args {
			if len(a) == 2 && (a[0] == 's' || a[0] == 'd') {
				if before := last[a]; before != "" {
					add(before + "; " + o.Verb + " of one " + a[:1])
				}
				last[a] = o.Verb
			}
		}
	}
	return all
}

// answerClass is an answer without its numbers.
func answerClass(a string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, a)
}
