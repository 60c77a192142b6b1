package gvisor

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"boundif/internal/drift"
)

var (
	seed     = flag.Int("seed", 1, "of the first program of TestRandom")
	programs = flag.Int("programs", 150, "how many programs TestRandom draws")
)

// TestRandom: random programs meet no difference that has no name.
func TestRandom(t *testing.T) {
	many := *programs
	if testing.Short() {
		many = min(many, 20)
	}
	c, err := Random(*seed, many)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range c.Unnamed {
		n, _, _ := strings.Cut(strings.TrimPrefix(u, "seed "), ":")
		t.Errorf("a difference without a name, %s\nto see it again: go test ./internal/plane/gvisor -run TestRandom -programs 1 -seed %s", u, n)
	}
	t.Logf("%d operations in %d programs, %d compared", c.Operations, many, c.Compared)
	for _, k := range Cases {
		t.Logf("%5d %s", c.Met[k.Name], k.Name)
	}
}

// TestRandomAgain: the same seeds come to the same.
func TestRandomAgain(t *testing.T) {
	one, err := Random(1, 12)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		again, err := Random(1, 12)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(*one) != fmt.Sprint(*again) {
			t.Errorf("once %v, then %v", *one, *again)
		}
	}
}

// TestWays: the way of every known difference explains its own program.
func TestWays(t *testing.T) {
	for _, c := range Cases {
		d := difference(t, c.Program)
		names, err := d.explain()
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, n := range names {
			found = found || n == c.Name
		}
		if !found {
			t.Errorf("%s is explained by %q", c.Name, names)
		}
	}
}

// TestUnnamed: what netstack does not do has no explanation.
func TestUnnamed(t *testing.T) {
	for _, c := range Cases[:20] {
		d := difference(t, c.Program)
		d.GVisor = "s9 gets 1 from 10.1.0.9:9"
		if names, err := d.explain(); names != nil || err != nil {
			t.Errorf("%s: an answer that nobody gives is explained by %q, %v", c.Name, names, err)
		}
		if says := d.String(); !strings.Contains(says, "gVisor: s9 gets 1") || !strings.Contains(says, "Linux:  "+d.Linux) {
			t.Errorf("%s: it is shown as\n%s", c.Name, says)
		}
	}
}

// TestShrink: a difference loses what it does not need, and stays the same.
func TestShrink(t *testing.T) {
	d := difference(t, "socket root udp\nflag s1 REUSEADDR 1\nbind s1 0.0.0.0:7000\nrename d1 x\ngetsockname s1\nbindtoifindex root s1 #-1")
	less, err := d.shrink()
	if err != nil {
		t.Fatal(err)
	}
	if got := less.Program.String(); got != "socket root udp\nbindtoifindex root s1 #-1\n" || less.Linux != d.Linux || less.GVisor != d.GVisor {
		t.Errorf("it is\n%s", less)
	}
}

func difference(t *testing.T, text string) *Difference {
	t.Helper()
	p, err := drift.Parse(Devices + text)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := compare(p)
	if err != nil || d == nil {
		t.Fatalf("%s: no difference, %v", text, err)
	}
	return d
}
