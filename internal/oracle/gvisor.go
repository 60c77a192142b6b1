package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"boundif/emu"
	"boundif/internal/drift"
	"boundif/internal/plane/gvisor"
)

// metPath is what the last campaign beside gVisor came to.
var metPath = filepath.Join("internal", "plane", "gvisor", "testdata", "met.txt")

// netstack is gVisor's as one more who is asked.
type netstack struct{ release emu.Release }

func (netstack) Name() string           { return "gVisor" }
func (n netstack) Release() emu.Release { return n.release }

func (n netstack) Ask(p drift.Program) ([]string, error) {
	pl := gvisor.New(n.release)
	defer pl.Close()
	return p.Run(pl)
}

func (n netstack) AskAll(ps []drift.Program) (all [][]string, err error) {
	for _, p := range ps {
		answers, err := n.Ask(p)
		if err != nil {
			return nil, err
		}
		all = append(all, answers)
	}
	return all, nil
}

// withNetstack puts gVisor's answers beside the others, if it can run the program.
func withNetstack(d *drift.Difference) *drift.Difference {
	n := netstack{d.Kernels[0].Release()}
	answers, err := n.Ask(d.Program)
	if err != nil {
		return d
	}
	return &drift.Difference{Program: d.Program, Kernels: append(slices.Clip(d.Kernels), n), Answers: append(slices.Clip(d.Answers), answers)}
}

// A meeting is a campaign beside gVisor.
type meeting struct {
	first, programs int
	gvisor.Campaign
}

// beside asks gVisor's netstack and the model random programs.
func beside(first, programs int, note bool) error {
	c, err := gvisor.Random(first, programs)
	if err != nil {
		return err
	}
	for _, u := range c.Unnamed {
		fmt.Println(u)
	}
	text := meeting{first, programs, *c}.String()
	fmt.Print(text)
	if len(c.Unnamed) > 0 {
		return fmt.Errorf("%d differences have no name", len(c.Unnamed))
	}
	if !note {
		return nil
	}
	return os.WriteFile(metPath, []byte(text), 0o644)
}

// String is the campaign in a line, and a line of each name.
func (m meeting) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seeds %d to %d operations %d compared %d\n", m.first, m.first+m.programs-1, m.Operations, m.Compared)
	for _, c := range gvisor.Cases {
		fmt.Fprintf(&b, "%d %s\n", m.Met[c.Name], c.Name)
	}
	return b.String()
}

func parseMeeting(text string) (m meeting, err error) {
	m.Met = map[string]int{}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	var last int
	if _, err = fmt.Sscanf(lines[0], "seeds %d to %d operations %d compared %d", &m.first, &last, &m.Operations, &m.Compared); err != nil {
		return m, err
	}
	m.programs = last - m.first + 1
	for _, line := range lines[1:] {
		count, name, _ := strings.Cut(line, " ")
		if m.Met[name], err = strconv.Atoi(count); err != nil {
			return m, err
		}
	}
	return m, nil
}

// reportBeside is the table of the known differences.
func reportBeside(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, metPath))
	if err != nil {
		return "", err
	}
	m, err := parseMeeting(string(text))
	if err != nil {
		return "", fmt.Errorf("%s: %w", metPath, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Of seeds %d to %d, with %d operations, %d were compared and equal. *Met* is how often a\n", m.first, m.first+m.programs-1, m.Operations, m.Compared)
	b.WriteString("program ended at the difference; none ended at one without a name.\n\n")
	b.WriteString("| name | what | Linux | gVisor | met |\n|---|---|---|---|--:|\n")
	for _, c := range gvisor.Cases {
		met, ok := m.Met[c.Name]
		if !ok {
			return "", fmt.Errorf("%s does not know %q: go run ./internal/oracle -gvisor %d -note", metPath, c.Name, m.programs)
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | `%s` | %d |\n", c.Name, c.Why, c.Linux, c.GVisor, met)
	}
	return b.String(), nil
}
