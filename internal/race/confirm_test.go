package race_test

import (
	"os"
	"testing"

	"boundif/emu"
	"boundif/internal/plane/linux"
	"boundif/internal/race"
)

func TestMain(m *testing.M) {
	if code, done := linux.Reexec(); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

func TestConfirm(t *testing.T) {
	linux.Require(t)
	req := race.Request{Schedules: map[race.Path][]string{}, Trials: 20000}
	want := map[race.Path][]string{}
	for _, p := range []race.Path{race.ByName, race.ByIndex} {
		runs, err := p.Calls(emu.Linux(6, 18))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			req.Schedules[p] = append(req.Schedules[p], r.Schedule)
			want[p] = append(want[p], r.Outcome)
		}
	}
	a, err := race.Confirm(req)
	if err != nil {
		t.Fatal(err)
	}
	for p, outs := range a.Outcomes {
		for i, o := range outs {
			t.Log(p, req.Schedules[p][i], want[p][i], o)
		}
		t.Log(a.Free[p])
	}
}
