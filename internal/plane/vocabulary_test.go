package plane

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/emu"
	"boundif/internal/plane/linux"
)

// A sentence uses some of the vocabulary: what it says is the same on the model
// and on the kernel that is running.
type sentence struct {
	about   string
	program func(s *Script)
	want    string
}

func two(s *Script) (a0, b0 int) {
	a0 = s.Link("a0", "10.1.0.1/24", "fd01::1/64", "fe80::1/64")
	b0 = s.Link("b0", "10.2.0.1/24", "fd02::1/64", "fe80::2/64")
	s.Lo()
	s.Left()
	return a0, b0
}

// vocabulary is all sentences.
func vocabulary() []sentence { return slices.Concat(packets, machine, more) }

func TestVocabulary(t *testing.T) {
	for _, c := range vocabulary() {
		t.Run(c.about, func(t *testing.T) {
			t.Run("model", func(t *testing.T) { c.run(t, Model(emu.Linux(6, 18))) })
			t.Run("live", func(t *testing.T) {
				linux.Require(t)
				p, err := Live()
				if err != nil {
					t.Fatal(err)
				}
				c.run(t, p)
			})
		})
	}
}

func (c sentence) run(t *testing.T, p Plane) {
	defer p.Close()
	got, err := Run(p, c.program)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("skipped: %v", err)
	}
	if diff := cmp.Diff(strings.Split(c.want[1:], "\n"), strings.Split(got, "\n")); diff != "" || err != nil {
		t.Errorf("%v\n(-want +got):\n%s", err, diff)
	}
}

// TestMistakes: addresses that are none, or of a device that is not there, end
// the program with a sentence.
func TestMistakes(t *testing.T) {
	for want, program := range map[string]func(s *Script){
		"no device is called z9":                func(s *Script) { s.Root.UDP6("u").Bind("[fe80::1%z9]:1") },
		"not an ip:port":                        func(s *Script) { s.Root.UDP6("u").Bind("nonsense") },
		"nothing has left from":                 func(s *Script) { s.ArriveTCP(1, "S", "10.1.0.2:5", "10.1.0.1:auto") },
		"ParseAddr":                             func(s *Script) { s.ArriveTCP(1, "S", "10.1.0.2:5", "x:auto") },
		"preparing packet":                      func(s *Script) { s.Inject("10.1.0.2:5", 4242, "10.1.0.1:5") },
		"preparing VRF a-name-that-is-too-long": func(s *Script) { s.VRF("a-name-that-is-too-long", 1) },
	} {
		transcript, err := Run(Model(emu.Linux(6, 18)), program)
		if err == nil || !strings.Contains(err.Error(), want) || transcript != "" {
			t.Errorf("%v after %q, want %q", err, transcript, want)
		}
	}
}

// TestPlace: devices have the names of their labels, or numbers as if automatic
// ones began at 2.
func TestPlace(t *testing.T) {
	at := &place{first: 5, label: map[int]string{1: "lo", 6: "a0"}}
	for index, want := range map[int]string{1: "lo", 6: "a0", 7: "4", 4242: "4242"} {
		if got := at.device(index); got != want {
			t.Errorf("device %d is %s, want %s", index, got, want)
		}
	}
	for zone, want := range map[string]int{"a0": 6, "1": 1, "2": 5, "4242": 4242} {
		if got := at.scope(zone); got != want {
			t.Errorf("zone %s is %d, want %d", zone, got, want)
		}
	}
	if got := at.text(&emu.SockaddrInet6{Port: 40000, ZoneId: 6, Addr: [16]byte{0xfe, 0x80, 15: 1}}); got != "[fe80::1%3]:auto" {
		t.Errorf("the address is %s", got)
	}
}

// TestSideBySide runs all of it on many live planes at once: they share the
// wires and the threads that carry packets, and nothing else.
func TestSideBySide(t *testing.T) {
	linux.Require(t)
	for range 2 {
		for _, c := range vocabulary() {
			t.Run(c.about, func(t *testing.T) {
				t.Parallel()
				p, err := Live()
				if err != nil {
					t.Fatal(err)
				}
				c.run(t, p)
			})
		}
	}
}
