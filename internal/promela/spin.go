package promela

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Mode says what SPIN is asked for.
type Mode struct {
	Reduce  bool // partial order reduction, and all else that makes it fast; otherwise every state
	Outcome int  // with Find: look for a schedule that ends in this outcome of Program.Outcomes, from 1; 0 for none of them
	Find    bool
}

// A Checker is a program that SPIN and gcc have made.
type Checker struct {
	Compile time.Duration // of spin and gcc together
	pan     string
	depth   int
	mode    Mode
}

// A Result is what a run of a checker printed.
type Result struct {
	States      int           // stored
	Transitions float64       // stored and matched; SPIN rounds it
	Errors      int           // 1 if an assertion failed, or tasks block each other
	Search      time.Duration // by the checker's own clock
	Process     time.Duration // from its start to its exit
	Output      string
}

// Missing says which of the tools is not installed, "" if all are.
func Missing() string {
	for _, tool := range []string{"spin", "gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			return err.Error()
		}
	}
	return ""
}

// clock makes the checker's clock count in microseconds instead of ticks.
const clock = `#include <sys/times.h>
#include <time.h>
#include <unistd.h>
static clock_t microseconds(struct tms *unused) {
	struct timespec t;
	(void) unused;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}
#define times(t) microseconds(t)
#define sysconf(n) 1000000L
`

// memory is what a checker may use, in megabytes.
const memory = 18000

// Build makes a checker in dir, which must be empty and is the caller's to
// remove.
func (p *Program) Build(dir, title string, mode Mode) (*Checker, error) {
	var model strings.Builder
	if err := p.Write(&model, title); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"model.pml": model.String(), "clock.h": clock} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	spin := []string{"-a"}
	gcc := []string{"-O2", "-DSAFETY", fmt.Sprintf("-DMEMLIM=%d", memory), fmt.Sprintf("-DVECTORSZ=%d", p.vector())}
	if !mode.Reduce {
		spin = append(spin, "-o1", "-o2", "-o3")
		gcc = append(gcc, "-DNOREDUCE")
	}
	if mode.Find {
		spin = append(spin, fmt.Sprintf("-DOUTCOME=%d", mode.Outcome))
	}
	begun := time.Now()
	if _, err := in(dir, "spin", append(spin, "model.pml")...); err != nil {
		return nil, err
	}
	if _, err := in(dir, "gcc", append(gcc, "-include", "clock.h", "-o", "pan", "pan.c")...); err != nil {
		return nil, err
	}
	return &Checker{time.Since(begun), filepath.Join(dir, "pan"), p.depth(), mode}, nil
}

// vector is enough bytes for a state, and no less than SPIN's default.
func (p *Program) vector() int { return max(1024, 8*len(p.Cells)+32*len(p.Tasks)) }

// depth is enough for every execution.
func (p *Program) depth() int {
	sum := 100
	for _, t := range p.Tasks {
		sum += t.longest()
	}
	return sum
}

// longest is the most steps that the task takes. In an automaton with a cycle
// there is no such number.
func (t Task) longest() int {
	const endless = 100_000
	known := make([]int, len(t.Places))
	open := make([]bool, len(t.Places))
	var walk func(int) int
	walk = func(i int) int {
		if open[i] {
			return endless
		}
		if known[i] == 0 {
			open[i] = true
			for _, m := range t.Places[i].Moves {
				known[i] = min(max(known[i], 1+walk(m.To)), endless)
			}
			open[i] = false
		}
		return known[i]
	}
	return walk(0)
}

// Run runs the checker once.
func (c *Checker) Run() (Result, error) {
	args := []string{fmt.Sprintf("-m%d", c.depth)}
	if c.mode.Reduce {
		args = append(args, "-w18") // a small table to begin with: it grows
	}
	begun := time.Now()
	out, err := in(filepath.Dir(c.pan), c.pan, args...)
	took := time.Since(begun)
	if err != nil {
		return Result{}, err
	}
	r, err := parse(out)
	r.Process = took
	return r, err
}

var (
	statesLine      = regexp.MustCompile(`(?m)^\s*(\d+) states, stored`)
	transitionsLine = regexp.MustCompile(`(?m)^\s*([0-9.e+]+) transitions`)
	errorsPart      = regexp.MustCompile(`errors: (\d+)`)
	elapsedLine     = regexp.MustCompile(`pan: elapsed time (\S+) seconds`)
)

// parse reads what a checker printed. A search that was cut short is an error.
func parse(out string) (r Result, err error) {
	r.Output = out
	for _, sign := range []string{"max search depth too small", "out of memory", "Search not completed", "VECTORSZ"} {
		if strings.Contains(out, sign) && !(sign == "Search not completed" && strings.Contains(out, "errors: 1")) {
			return r, fmt.Errorf("promela: the search is incomplete (%s):\n%s", sign, out)
		}
	}
	number := func(re *regexp.Regexp) (n float64) {
		m := re.FindStringSubmatch(out)
		if m == nil {
			err = fmt.Errorf("promela: no %q in the checker's output:\n%s", re, out)
			return 0
		}
		n, _ = strconv.ParseFloat(m[1], 64)
		return n
	}
	r.States, r.Transitions, r.Errors = int(number(statesLine)), number(transitionsLine), int(number(errorsPart))
	r.Search = time.Duration(number(elapsedLine) * float64(time.Second))
	return r, err
}

// in runs a tool in dir and returns what it printed.
func in(dir, tool string, args ...string) (string, error) {
	cmd := exec.Command(tool, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("promela: %s %s: %w\n%s", filepath.Base(tool), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}
