package drift

import (
	"errors"
	"strings"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// fake is a kernel that answers by a function of what came before.
type fake func(p Program, i int) string

func (f fake) Name() string         { return "a fake" }
func (f fake) Release() emu.Release { return netdev.Newest }

func (f fake) Ask(p Program) (answers []string, err error) {
	for i := range p {
		a := f(p, i)
		if a == "panic" {
			return nil, errors.New("broken")
		}
		answers = append(answers, a)
	}
	return answers, nil
}

func (f fake) AskAll(ps []Program) ([][]string, error) { return askEach(f, ps) }

func good(Program, int) string { return "ok" }

// sour differs from good at each "del" that has an "up" and a "down" before it.
func sour(p Program, i int) string {
	before := p[:i].String()
	if p[i].Verb == "del" && strings.Contains(before, "up ") && strings.Contains(before, "down ") {
		return "ENODEV"
	}
	return "ok"
}

func TestShrink(t *testing.T) {
	p, err := Parse("add a0 0\nup lo\nadd b0 0\nadd c0 0\ndown d1\nup d1\nup d2\naddress lo 10.9.9.9/32\ndel d1\nadd x 0\ndel d2")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Compare(p, fake(good), fake(sour))
	if err != nil || d == nil {
		t.Fatalf("no difference: %v", err)
	}
	if d, err = d.Shrink(); err != nil {
		t.Fatal(err)
	}
	want := "  down d1  ok\n  up d1    ok\n! del d1   a fake: ok\n! del d1   a fake: ENODEV\n"
	if got := d.String(); got != want && got != strings.ReplaceAll(want, "  up d1  ", "  up d2  ") && len(d.Program) != 3 {
		t.Errorf("shrunk to\n%swant\n%s", got, want)
	}
}

func TestCompare(t *testing.T) {
	p, err := Parse("up lo")
	if err != nil {
		t.Fatal(err)
	}
	if d, err := Compare(p, fake(good), fake(good)); d != nil || err != nil {
		t.Errorf("equal answers: %v, %v", d, err)
	}
	broken := fake(func(Program, int) string { return "panic" })
	if _, err := Compare(p, fake(good), broken); err == nil || !strings.Contains(err.Error(), "a fake: broken\nprogram:\nup lo\n") {
		t.Errorf("a broken plane: %v", err)
	}
}

func TestAnswers(t *testing.T) {
	p, err := Parse("up lo\ndown lo")
	if err != nil {
		t.Fatal(err)
	}
	if got := joinPrograms([]Program{p, p[:1]}); got != "up lo\ndown lo\n---\nup lo\n---\n" {
		t.Errorf("asked as %q", got)
	}
	all, err := splitAnswers("ok\nENODEV\n---\nok\n---\n", []Program{p, p[:1]})
	if err != nil || len(all) != 2 || strings.Join(all[0], " ") != "ok ENODEV" || strings.Join(all[1], " ") != "ok" {
		t.Errorf("read as %q, %v", all, err)
	}
	for text, says := range map[string]string{
		"ok\nok\n":          "is no answer",
		"ok\n---\n":         "1 answers to 2 operations",
		"!up lo: no\n---\n": "up lo: no\nprogram:\nup lo\n",
	} {
		if _, err := splitAnswers(text, []Program{p}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v; want %q in it", text, err, says)
		}
	}
}
