package live

import (
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	"boundif/emu"
	"boundif/internal/museum"
	"boundif/internal/plane/linux"
)

var limit = flag.Duration("limit", 300*time.Millisecond, "how long TestTry looks for each bug")

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
	running := emu.Linux(major, minor)
	for i := range museum.Exhibits {
		e := &museum.Exhibits[i]
		if !e.Live {
			continue
		}
		c, err := Try(e.Name, *limit)
		if errors.Is(err, errors.ErrUnsupported) {
			t.Logf("%s: %v", e.Name, err) // no VRF, no look into the log of the kernel, or one CPU
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		t.Logf("%s: seen in %d of %d trials", e.Name, c.Seen, c.Trials)
		if c.Seen > 0 && !has(e, running) {
			t.Errorf("%s: seen %d times on Linux %s, which should not have it", e.Name, c.Seen, running)
		}
		if c.Trials == 0 {
			t.Errorf("%s: not tried at all", e.Name)
		}
	}
	if _, err := Try("rename", time.Second); err == nil {
		t.Error("an exhibit that cannot be looked for was")
	}
}

// has reports whether the release has the bug, as far as the halls say: where
// it is gone is either newer than where it is, or older.
func has(e *museum.Exhibit, r emu.Release) bool {
	switch {
	case e.Gone == nil || e.Gone.Release == e.Found.Release:
		return true
	case e.Gone.Release.AtLeast(e.Found.Release):
		return !r.AtLeast(e.Gone.Release)
	}
	return !e.Gone.Release.AtLeast(r)
}

// TestExhibits: what says that it can be looked for can be, and nothing else.
func TestExhibits(t *testing.T) {
	for _, e := range museum.Exhibits {
		if e.Live != (trials[e.Name] != nil || e.Free != nil) || trials[e.Name] != nil && e.Free != nil {
			t.Errorf("%s: live is %v", e.Name, e.Live)
		}
	}
}
