package plane

import (
	"fmt"
	"strings"
	"testing"

	"boundif/emu"
)

// TestModelSharing: with another secret a group shares its packets in another
// way; with the same one, in the same.
func TestModelSharing(t *testing.T) {
	program := func(s *Script) {
		a0, _ := two(s)
		a, b := s.Root.UDP("a"), s.Root.UDP("b")
		for _, u := range []*Socket{a, b} {
			u.Flag(emu.SO_REUSEPORT).At("0.0.0.0:7000")
		}
		for i := range 16 {
			s.ArriveFrom(fmt.Sprintf("10.1.0.2:%d", 5000+i), a0, "10.1.0.1:7000", a, b)
		}
	}
	transcripts := map[uint32]string{}
	for _, secret := range []uint32{1, 2, 1} {
		p := ModelSharing(emu.Linux(6, 1), secret)
		if got := p.Release(); got != emu.Linux(6, 1) {
			t.Errorf("the release is %v", got)
		}
		got, err := Run(p, program)
		if err != nil {
			t.Fatal(err)
		}
		if before, again := transcripts[secret]; again && got != before {
			t.Errorf("secret %d shares in two ways:\n%s\n%s", secret, before, got)
		}
		transcripts[secret] = got
		if !strings.Contains(got, ": a\n") || !strings.Contains(got, ": b\n") {
			t.Errorf("secret %d: one gets all:\n%s", secret, got)
		}
	}
	if transcripts[1] == transcripts[2] {
		t.Errorf("secrets 1 and 2 share alike:\n%s", transcripts[1])
	}
}

// TestTake: a capture takes what has left a device in words, once.
func TestTake(t *testing.T) {
	p := Model(emu.Linux(6, 18))
	c, err := p.Capture()
	if err != nil {
		t.Fatal(err)
	}
	var a0 int
	if _, err := Run(p, func(s *Script) {
		a0, _ = two(s)
		s.Root.UDP("u").At("10.1.0.1:7000").Send("10.1.0.2:5")
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"[10.1.0.1:7000 > 10.1.0.2:5]", "[]"} {
		if got, err := c.Take(a0); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%v, %v, want %s", got, err, want)
		}
	}
	if _, err := c.Take(4242); err == nil {
		t.Error("a device that does not exist was listened to")
	}
}
