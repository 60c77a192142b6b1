package race_test

import (
	"errors"
	"os"
	"runtime"
	"testing"

	"boundif/emu"
	"boundif/internal/plane/linux"
	"boundif/internal/race"
	"boundif/netdev"
)

func TestMain(m *testing.M) {
	if code, done := linux.Reexec(); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// release is the modelled release nearest to the running kernel's.
func release(t *testing.T) emu.Release {
	t.Helper()
	major, minor, err := linux.Release()
	if err != nil {
		t.Fatal(err)
	}
	if r := emu.Linux(major, minor); r.Modelled() {
		return r
	}
	return netdev.Newest
}

// TestKernelAgrees drives every schedule of whole calls on the running kernel
// and lets both paths race freely: the kernel's outcomes are the model's.
func TestKernelAgrees(t *testing.T) {
	linux.Require(t)
	req := race.Request{Schedules: map[race.Path][]string{}, Trials: 20_000}
	want := map[race.Path][]race.Run{}
	possible := map[race.Path]map[string]bool{}
	for _, p := range []race.Path{race.ByName, race.ByIndex} {
		runs, err := p.Calls(release(t))
		if err != nil {
			t.Fatal(err)
		}
		want[p] = runs
		for _, r := range runs {
			req.Schedules[p] = append(req.Schedules[p], r.Schedule)
		}
		report, err := p.Explore(release(t))
		if err != nil {
			t.Fatal(err)
		}
		possible[p] = map[string]bool{}
		for _, o := range report.Outcomes {
			possible[p][o.Label] = true
		}
	}
	if n, m := len(want[race.ByName]), len(want[race.ByIndex]); n != 10 || m != 4 {
		t.Errorf("%d and %d schedules of whole calls, want 5 over 2 = 10 and 4 over 1 = 4", n, m)
	}
	a, err := race.Confirm(req)
	if err != nil {
		t.Fatal(err)
	}
	for p, outcomes := range a.Outcomes {
		for i, got := range outcomes {
			if got != want[p][i].Outcome {
				t.Errorf("%s: the kernel says %q, the model %q", want[p][i].Schedule, got, want[p][i].Outcome)
			}
		}
	}
	for p, counts := range a.Free {
		t.Logf("running free, %s: %v", p, counts)
		for label, n := range counts {
			if !possible[p][label] {
				t.Errorf("running free, %s ended %d times in %q, which the explorer did not find", p, n, label)
			}
		}
	}
}

// TestIndexShowsNameTooEarly asks the running kernel about a detail that the
// explorer found and the theorem's text had missed: a rename writes the new
// name before it lists the device under it, so for a while the index leads to
// a name that leads nowhere. A bind by name can then fail although no rename
// began after if_indextoname.
func TestIndexShowsNameTooEarly(t *testing.T) {
	linux.Require(t)
	if runtime.NumCPU() == 1 {
		t.Skip("skipped: one CPU never shows the window of RACE-01")
	}
	net, err := linux.New()
	if err != nil {
		t.Fatal(err)
	}
	defer net.Close()
	sys, err := net.NewSys(linux.All)
	if err != nil {
		t.Fatal(err)
	}
	index, err := sys.LinkAdd("eth0", 0)
	if err != nil {
		t.Fatal(err)
	}
	enough, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-enough:
				stopped <- nil
				return
			default:
			}
			if err := sys.LinkSetName(index, []string{"lan0", "eth0"}[i%2]); err != nil {
				stopped <- err
				return
			}
		}
	}()
	seen := 0
	const probes = 20_000
	for range probes {
		before, err1 := sys.IfIndexToName(index)
		_, lookup := sys.IfNameToIndex(before)
		after, err2 := sys.IfIndexToName(index)
		if err := errors.Join(err1, err2); err != nil {
			t.Errorf("the index lost its device: %v", err)
			break
		}
		if errors.Is(lookup, netdev.ENODEV) && before == after {
			seen++
		}
	}
	close(enough)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	t.Logf("in %d of %d probes the index showed a name, before and after, that did not resolve", seen, probes)
	if seen == 0 {
		t.Error("never seen: the model's order of write, unlist, list is not this kernel's")
	}
}
