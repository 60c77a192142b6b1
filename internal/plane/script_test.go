package plane

import (
	"errors"
	"fmt"
	"testing"

	"boundif/emu"
)

// TestRunEnds looks at what is left of a program whose preparations fail: the
// transcript up to there, and the reason.
func TestRunEnds(t *testing.T) {
	transcript, err := Run(Model(emu.Linux(6, 18)), func(s *Script) {
		s.Root.UDP("a").SetName("lo")
		s.Link("lo")
		s.Say("not reached")
	})
	if want := "a set BINDTODEVICE \"lo\" = ok\n"; transcript != want {
		t.Errorf("transcript %q, want %q", transcript, want)
	}
	if !errors.Is(err, emu.Errno(17)) {
		t.Errorf("error %v, want one that is EEXIST", err)
	}
}

// TestRunPanics: a panic of the program itself is not taken for a failure.
func TestRunPanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v, want the program's panic", r)
		}
	}()
	_, _ = Run(Model(emu.Linux(6, 18)), func(*Script) { panic("mine") })
}

// crowded is a model in which every namespace comes with some devices, as on
// kernels that give each its tunnels.
func crowded(t *testing.T) Plane {
	t.Helper()
	p := Model(emu.Linux(6, 18))
	root, err := p.Process(All)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tunl0", "sit0", "ip6tnl0"} {
		if _, err := root.LinkAdd(name, 0); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// TestLevel: automatic indexes look alike wherever they begin, others are left
// alone.
func TestLevel(t *testing.T) {
	program := func(s *Script) {
		d := s.DownLink("a0")
		a := s.Root.UDP("a")
		a.SetIndex(d)
		a.Device()
		s.Root.Add("b0", s.Index(7))
		a.SetIndex(1)
		a.SetIndex(4242)
		a.Device()
	}
	want, err := Run(Model(emu.Linux(6, 18)), program)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Run(crowded(t), program)
	if got != want || err != nil {
		t.Errorf("beside other devices (%v):\n%s\nalone:\n%s", err, got, want)
	}
}

func TestResult(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, "ok"},
		{emu.Errno(19), "ENODEV"},
		{fmt.Errorf("setsockopt: %w", emu.Errno(1)), "EPERM"},
		{errors.New("no number"), "no number"},
	} {
		if got := Result(c.err); got != c.want {
			t.Errorf("Result(%v) = %q, want %q", c.err, got, c.want)
		}
	}
}

func TestAutoPort(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.0.1:40000 > 10.1.0.2:9": "10.1.0.1:auto > 10.1.0.2:9",
		"0.0.0.0:7000":                "0.0.0.0:7000",
		"0.0.0.0:60999":               "0.0.0.0:auto",
	} {
		if got := autoPort(text); got != want {
			t.Errorf("autoPort(%q) = %q, want %q", text, got, want)
		}
	}
}
