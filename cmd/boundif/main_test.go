package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"testing"

	"boundif/internal/plane/linux"
	"boundif/internal/race"
	"boundif/netdev"
)

// The command runs itself again inside new namespaces; in a test that is the
// test binary, which must then be the command.
func TestMain(m *testing.M) {
	if linux.Inside() {
		main()
	}
	os.Exit(m.Run())
}

func command(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(args, strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

func TestUsage(t *testing.T) {
	for _, row := range []struct {
		args string
		code int
		says string // in the one line on stderr, or in stdout for code 0
	}{
		{"", 2, "usage: boundif"},
		{"help", 0, "usage: boundif"},
		{"--help", 0, "usage: boundif"},
		{"race -h", 0, "--kernel RELEASE"},
		{"walk", 2, `no command "walk"`},
		{"race --colour", 2, "flag provided but not defined: -colour"},
		{"race --seed 1", 2, "flag provided but not defined: -seed"},
		{"race now", 2, `takes no arguments, got ["now"]`},
		{"race --kernel", 2, "flag needs an argument"},
		{"race --kernel 6", 2, `"6" is not a release`},
		{"race --kernel 6.1.2", 2, `"6.1.2" is not a release`},
		{"race --kernel 06.1", 2, `"06.1" is not a release`},
		{"race --kernel 5.0", 2, "5.0 is not modelled: want 5.1 to 6.18"},
		{"race --kernel 7.0", 2, "7.0 is not modelled"},
		{"race --replay by-name", 2, `want it to begin with "v1:"`},
		{"race --replay v1:", 2, "has neither a task by-name nor by-index"},
		{"race --replay v1:by-name,", 2, "segment 2"},
		{"race --replay v1:by-name=no.such.step", 2, "segment 1"},
		{"race --replay v1:by-name,dhcpd", 2, "no such task"},
		{"race -on-this-kernel", 2, "is for boundif itself"},
	} {
		code, stdout, stderr := command(strings.Fields(row.args)...)
		if code != row.code {
			t.Errorf("boundif %s: exit status %d, want %d", row.args, code, row.code)
		}
		text := stderr
		if row.code == 0 {
			text = stdout
		} else if row.args != "" && (strings.Count(stderr, "\n") != 1 || stdout != "") {
			t.Errorf("boundif %s: want one line on standard error and no output, got\n%s%s", row.args, stdout, stderr)
		}
		if !strings.Contains(text, row.says) {
			t.Errorf("boundif %s: %q does not say %q", row.args, text, row.says)
		}
	}
}

// TestRace runs the main job for each release that the flags name, on the
// model and on the running kernel.
func TestRace(t *testing.T) {
	for _, kernel := range []string{"5.1", "6.1", "6.12", "6.18"} {
		code, out, stderr := command("race", "--kernel", kernel, "--json")
		if code != 0 || stderr != "" {
			t.Fatalf("Linux %s: exit status %d, standard error %q\n%s", kernel, code, stderr, out)
		}
		var r result
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		if !r.Held || r.Kernel != kernel || len(r.Paths) != 2 {
			t.Errorf("Linux %s: %+v", kernel, r)
		}
		for _, p := range r.Paths {
			if p.Safe != (p.Path == race.ByIndex) {
				t.Errorf("Linux %s: %s safe: %v", kernel, p.Path, p.Safe)
			}
		}
		if r.Linux == nil {
			if runtime.GOOS == "linux" && os.Getenv("CI") == "true" {
				t.Errorf("CI must ask the running kernel: %s", r.NoLinux)
			} else {
				t.Logf("the running kernel was not asked: %s", r.NoLinux)
			}
			continue
		}
		if len(r.Linux.Driven) != 14 || !r.Linux.Agrees {
			t.Errorf("Linux %s drove %d schedules, agrees: %v", r.Linux.Release, len(r.Linux.Driven), r.Linux.Agrees)
		}
		if n := r.Linux.Free[race.ByIndex][race.Right]; n != trials {
			t.Errorf("by index %d of %d free-running trials were right: %v", n, trials, r.Linux.Free)
		}
	}
}

// TestRaceText looks for what a reader must find in the output.
func TestRaceText(t *testing.T) {
	code, out, _ := command("race")
	for _, want := range []string{
		"ENODEV", "wrong device", "10,660,006", "1,107,568",
		"Verdict: unsafe", "Verdict: safe in all schedules",
		`setsockopt(1073741824, SOL_SOCKET, SO_BINDTODEVICE, "eth0", 4)`,
		"eth0=2 eth1=3", "= -1 ENODEV",
		"--replay v1:by-name=netdev.name.get,udev,by-name",
		"The theorem holds",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q", want)
		}
	}
	if code != 0 || t.Failed() {
		t.Errorf("exit status %d, output:\n%s", code, out)
	}
}

// TestReplayIsStable replays each witness that the command prints.
func TestReplayIsStable(t *testing.T) {
	r, err := study(netdev.Newest, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Paths {
		for _, o := range p.Outcomes {
			code, first, stderr := command("race", "--replay", o.Witness)
			_, second, _ := command("race", "--replay", o.Witness)
			if code != 0 || first != second || !strings.HasSuffix(first, o.Label+"\n") {
				t.Errorf("%s: exit status %d, %s\n%s\nthen\n%s", o.Witness, code, stderr, first, second)
			}
		}
	}
}

// TestDisagreementFails: a kernel that answers otherwise than the model, or
// does what the explorer did not find, fails the command.
func TestDisagreementFails(t *testing.T) {
	r, err := study(netdev.Newest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.possible(race.ByIndex, map[string]int{race.Right: 1, race.NoDev: 1}) {
		t.Error("ENODEV by index passes for possible")
	}
	if !r.possible(race.ByName, map[string]int{race.Right: 1, race.NoDev: 1, race.Wrong: 1}) {
		t.Error("what the explorer found passes for impossible")
	}
	r.Linux = &linuxResult{Release: "6.18", Driven: []drivenResult{{race.ByIndex, "v1:udev,by-index", race.Right, race.Wrong}}}
	r.Held = false
	var out bytes.Buffer
	if err := r.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<- DIFFERS", "THE KERNEL DISAGREES", "THE THEOREM DOES NOT HOLD"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, &out)
		}
	}
}
