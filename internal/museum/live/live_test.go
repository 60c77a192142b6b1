package live

import (
	"os"
	"testing"
	"time"

	"boundif/internal/museum"
	"boundif/internal/plane/linux"
)

func TestMain(m *testing.M) {
	if code, done := linux.Reexec(); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// TestTry looks for each bug on the running kernel. Whether it is seen is up
// to chance, so a count of zero is no failure; a bug that the kernel's release
// does not have must not be seen.
func TestTry(t *testing.T) {
	linux.Require(t)
	major, minor, err := linux.Release()
	if err != nil {
		t.Fatal(err)
	}
	for name := range trials {
		c, err := Try(name, 500*time.Millisecond)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Logf("%s: seen in %d of %d trials", name, c.Seen, c.Trials)
		gone := museum.Find(name).Gone
		if gone != nil && (major > gone.Release.Major || major == gone.Release.Major && minor >= gone.Release.Minor) && c.Seen > 0 {
			t.Errorf("%s: seen %d times on Linux %d.%d, which should not have it", name, c.Seen, major, minor)
		}
		if c.Trials == 0 {
			t.Errorf("%s: not tried at all", name)
		}
	}
	if _, err := Try("rename", time.Second); err == nil {
		t.Error("an exhibit that cannot be looked for was")
	}
}

// TestExhibits: what says that it can be looked for can be, and nothing else.
func TestExhibits(t *testing.T) {
	for _, e := range museum.Exhibits {
		if e.Live != (trials[e.Name] != nil) {
			t.Errorf("%s: live is %v", e.Name, e.Live)
		}
	}
}
