package boundif_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"boundif/emu"
)

// The names that drawn programs use: few, so that they collide.
var drawnNames = []string{"eth0", "eth1", "eth2", "lan0"}

// drawn is a program as rapid draws it.
type drawn struct {
	program
	devices int        // called drawnNames[0], ...
	hold    []int      // by binder, name binders first: number of the device that it holds
	changes [][]change // by task
}

// change is one call of a task that changes devices.
type change struct {
	op     string
	device int // number of the device
	name   string
}

func (c change) String() string { return fmt.Sprintf("%s(%d, %q)", c.op, c.device, c.name) }

func (d drawn) String() string {
	return fmt.Sprintf("%d devices; %s, holding %v; changes %v", d.devices, d.program, d.hold, d.changes)
}

func drawProgram(t *rapid.T) drawn {
	d := drawn{
		program: program{
			byName:  rapid.IntRange(0, 3).Draw(t, "by name"),
			byIndex: rapid.IntRange(0, 3).Draw(t, "by index"),
			shared:  rapid.Bool().Draw(t, "one socket"),
			keyed:   rapid.Bool().Draw(t, "hashed by device"),
		},
		devices: rapid.IntRange(1, 3).Draw(t, "devices"),
	}
	d.hold = rapid.SliceOfN(rapid.IntRange(0, d.devices-1), d.byName+d.byIndex, d.byName+d.byIndex).Draw(t, "hold")
	one := rapid.Custom(func(t *rapid.T) change {
		return change{
			op:     rapid.SampledFrom([]string{"rename", "rename", "rename", "altname", "up", "down", "replace"}).Draw(t, "op"),
			device: rapid.IntRange(0, d.devices-1).Draw(t, "device"),
			name:   rapid.SampledFrom(drawnNames).Draw(t, "name"),
		}
	})
	d.changes = rapid.SliceOfN(rapid.SliceOfN(one, 1, 4), 1, 2).Draw(t, "changes")
	return d
}

// body makes the drawn program; the checks are those of every program.
func (d drawn) body(k *emu.Kernel) {
	r := newRun(d.program, k)
	root := k.Init().Root()
	var devices []int
	for i := range d.devices {
		devices = append(devices, must(root.LinkAdd(drawnNames[i], 0)))
	}
	if d.keyed {
		newKeyed(k.Task(), k.Init().Inet())
	}
	for i, hold := range d.hold {
		task := fmt.Sprintf("index%d", i)
		if i < d.byName {
			task = fmt.Sprintf("name%d", i)
		}
		r.bind(task, devices[hold])
	}
	for i, list := range d.changes {
		k.Go(fmt.Sprintf("udev%d", i), func() {
			for _, c := range list {
				c.do(root, devices[c.device])
			}
		})
	}
	k.Observe(r.observe)
	k.Finally(r.judge)
}

// do makes the call. That it may fail, for a name that is taken or a device
// that is gone, is part of the program.
func (c change) do(root *emu.Process, index int) {
	switch c.op {
	case "rename":
		root.LinkSetName(index, c.name)
	case "altname":
		root.LinkAddAltname(index, c.name)
	case "up":
		root.LinkSetUp(index)
	case "down":
		root.LinkSetDown(index)
	case "replace": // hotplug: gone, and a newcomer with a fresh index
		root.LinkDel(index)
		root.LinkAdd(c.name, 0)
	}
}

// TestRapid draws devices, names, renames, hotplug, binders, sockets and the
// schedule. By index nothing goes wrong; by name only where P3 says; the
// sockets are consistent; nothing deadlocks. It samples, and proves nothing.
func TestRapid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProgram(t)
		release := rapid.SampledFrom([]emu.Release{emu.Linux(5, 1), emu.Linux(6, 1), emu.Linux(6, 18)}).Draw(t, "release")
		trace, err := emu.Run(func(runnable []string) int {
			return rapid.IntRange(0, len(runnable)-1).Draw(t, "next")
		}, d.body, emu.On(release))
		if err != nil {
			t.Fatalf("%v\nprogram: %s, on Linux %s\nIts replay: emu.ReplaySchedule(%q, d.body, emu.On(release))",
				err, d, release, trace.Schedule)
		}
		again, err := emu.ReplaySchedule(trace.Schedule, d.body, emu.On(release))
		if err != nil || again.String() != trace.String() {
			t.Fatalf("schedule %q does not replay: %v\n%s\nbut first\n%s", trace.Schedule, err, again, trace)
		}
	})
}

// TestRapidExplored explores small drawn programs completely.
func TestRapidExplored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawProgram(t)
		d.byName, d.byIndex = min(d.byName, 1), min(d.byIndex, 2)
		d.hold = append(d.hold, 0, 0, 0)[:d.byName+d.byIndex]
		d.changes = d.changes[:1]
		d.changes[0] = d.changes[0][:min(len(d.changes[0]), 3)]
		if _, err := emu.Search(d.body); err != nil {
			t.Fatalf("%v\nprogram: %s", err, d)
		}
	})
}
