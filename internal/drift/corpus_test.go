package drift

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"boundif/netdev"
)

func zip(t *testing.T, text string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestCorpusText(t *testing.T) {
	p := begin("up lo\nadd \"a b\" 0")
	c := &Corpus{Kernel: "6.12.117", Release: netdev.Release{Major: 6, Minor: 12}, Programs: []Program{p}, Answers: [][]string{{"ok", "EINVAL"}}}
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := ReadCorpus(&b)
	if err != nil {
		t.Fatal(err)
	}
	if again.Kernel != c.Kernel || again.Release != c.Release || again.Programs[0].String() != p.String() || strings.Join(again.Answers[0], " ") != "ok EINVAL" {
		t.Errorf("read as %+v", again)
	}
	for text, says := range map[string]string{
		"Linux\n":                     "does not name a kernel",
		"# Linux new\n# 0 programs\n": "is no release",
		"# Linux 6.1.1\nmany\n":       "does not count programs",
		"# Linux 6.1.1\n# 2 programs\nup lo\tok\n---\n":  "1 programs, where line 2 says 2",
		"# Linux 6.1.1\n# 1 programs\nup lo\n---\n":      `program 1: "up lo\n" has no answer`,
		"# Linux 6.1.1\n# 1 programs\nfly lo\tok\n---\n": `there is no operation "fly"`,
	} {
		if _, err := ReadCorpus(zip(t, text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v; want %q in it", text, err, says)
		}
	}
	if _, err := ReadCorpus(strings.NewReader("no gzip")); err == nil {
		t.Error("what is not compressed is read")
	}
}

// TestReplay: a recorded answer that the model does not give is a difference,
// and the program ends there.
func TestReplay(t *testing.T) {
	p := begin("add a0 0\ndel d1\ndel d1\nup lo")
	c := &Corpus{Kernel: "6.18.1", Release: netdev.Newest, Programs: []Program{p, p}, Answers: [][]string{
		{"2", "ok", "ENODEV", "ok"}, {"2", "ok", "ok", "ok"},
	}}
	d, err := c.Replay(Model(netdev.Newest))
	if err != nil || len(d) != 1 || len(d[0].Program) != 3 {
		t.Errorf("differences: %v, %v", d, err)
	}
}

// TestSharing: which member of a group gets a packet is not held against the
// model; that nobody gets it is.
func TestSharing(t *testing.T) {
	p := begin(twoDevices + "socket root udp\nsocket root udp\nflag s1 REUSEPORT 1\nflag s2 REUSEPORT 1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000\narrive d1 10.1.0.2:5000>10.9.9.9:7000")
	answers, err := Model(netdev.Newest).Ask(p)
	if err != nil {
		t.Fatal(err)
	}
	last := len(answers) - 1
	for _, tt := range []struct {
		answer string
		want   bool
	}{
		{"s1 gets 5 from 10.1.0.2:5000", true}, {"s2 gets 5 from 10.1.0.2:5000", true}, {"nothing", false},
	} {
		answers[last] = tt.answer
		if got, err := Agrees(netdev.Newest, p, answers); err != nil || got != tt.want {
			t.Errorf("%q agrees: %v, %v", tt.answer, got, err)
		}
	}
}

func TestChoose(t *testing.T) {
	ps := []Program{begin("up lo"), begin("up lo"), begin("down lo"), begin("up lo\ndown lo")}
	answers := [][]string{{"ok"}, {"ok"}, {"ok"}, {"ok", "ok"}}
	if got := Choose(ps, answers, 3); len(got) != 3 || got[0] != 0 || got[1] != 2 || got[2] != 3 {
		t.Errorf("chosen: %v; want what is new first", got)
	}
	if got := Choose(ps, answers, 9); len(got) != 4 {
		t.Errorf("chosen of 4: %v", got)
	}
}
