package gvisor

import (
	"slices"
	"testing"

	"boundif/internal/drift"
	"boundif/netdev"
)

// both asks netstack and the model.
func both(t *testing.T, text string) (p drift.Program, linux, gvisor []string) {
	t.Helper()
	p, err := drift.Parse(Devices + text)
	if err != nil {
		t.Fatal(err)
	}
	if linux, err = drift.Model(netdev.Newest).Ask(p); err != nil {
		t.Fatal(err)
	}
	n := New(netdev.Newest)
	defer n.Close()
	if gvisor, err = p.Run(n); err != nil {
		t.Fatal(err)
	}
	return p, linux, gvisor
}

// TestCases: every known difference occurs, as it is known, and no other one
// before it.
func TestCases(t *testing.T) {
	for _, c := range Cases {
		t.Run(c.Name, func(t *testing.T) {
			p, linux, gvisor := both(t, c.Program)
			last := len(p) - 1
			for i := range last {
				if linux[i] != gvisor[i] {
					t.Errorf("an unnamed difference: %s: Linux %q, gVisor %q", p[i], linux[i], gvisor[i])
				}
			}
			if linux[last] != c.Linux {
				t.Errorf("%s: Linux says %q, want %q", p[last], linux[last], c.Linux)
			}
			if gvisor[last] != c.GVisor {
				t.Errorf("%s: gVisor says %q, want %q; if it says what Linux does, the difference is gone", p[last], gvisor[last], c.GVisor)
			}
		})
	}
}

// TestSame: elsewhere both agree.
func TestSame(t *testing.T) {
	for _, text := range Same {
		if p, linux, gvisor := both(t, text); !slices.Equal(linux, gvisor) {
			t.Errorf("they differ:\n%s\nLinux  %q\ngVisor %q", p, linux, gvisor)
		}
	}
}
