package main

import (
	"bytes"
	"fmt"
	"os"

	"boundif/emu"
	"boundif/internal/picture"
	"boundif/internal/race"
	"boundif/netdev"
	"boundif/sched"
)

// pictures draws each way in which the name path goes wrong and, to compare,
// the index path with udev in the middle of the daemon's call.
func (r *result) pictures() ([]picture.Picture, error) {
	release, err := netdev.ParseRelease(r.Kernel)
	if err != nil {
		return nil, err
	}
	var out []picture.Picture
	add := func(p race.Path, schedule string, cut bool) error {
		trace, err := p.Replay(schedule, release)
		if err != nil {
			return err
		}
		shown := *trace
		if cut {
			shown.Steps = untilDone(trace, string(p)).Steps
		}
		one := pictureOf(p, &shown, release)
		if len(shown.Steps) < len(trace.Steps) {
			one.Notes = append(one.Notes, "What udev does afterwards is left out: it changes nothing for the daemon.")
		}
		out = append(out, one)
		return nil
	}
	for _, p := range r.Paths {
		for _, o := range p.Outcomes {
			if o.Label == race.Right || o.Witness == "" {
				continue
			}
			if err := add(p.Path, o.Witness, true); err != nil {
				return nil, err
			}
		}
	}
	return out, add(race.ByIndex, fmt.Sprintf("v1:%s=fd.get,%s,%[1]s", race.ByIndex, race.Udev), false)
}

// pictureOf opens the trace where its outcome was decided.
func pictureOf(p race.Path, trace *sched.Trace, release emu.Release) picture.Picture {
	one := picture.Picture{
		Title: string(p), Trace: trace, Bad: trace.Outcome != race.Right,
		Notes:  []string{story(p, trace.Outcome)},
		Replay: fmt.Sprintf("go run ./cmd/boundif race --kernel %s --replay %s", release, trace.Schedule),
	}
	decided := map[race.Path]string{race.ByName: "sock.bindtodevice.lookup", race.ByIndex: "sock.bind.store"}[p]
	for i, st := range trace.Steps {
		if st.Name == decided {
			one.Step = i + 1
		}
	}
	return one
}

// story says in a sentence what happens in a trace.
func story(p race.Path, outcome string) string {
	switch {
	case p == race.ByIndex:
		return "The daemon binds by index while udev swaps the names. No arrow leads from one task to the other: " +
			"they touch nothing in common, and every other order of these steps ends the same."
	case outcome == race.Wrong:
		return "The daemon wants the device with index 2. When the kernel looks the name up, another device has it: " +
			"the call succeeds, and the socket is bound to the wrong one."
	case outcome == race.NoDev:
		return "The daemon wants the device with index 2, which is there all the time. " +
			"But when the kernel looks the name up, it leads to no device."
	}
	return "The daemon wants the device with index 2, and when the kernel looks the name up, that device has it."
}

// raceTitle is the title of the page of the race command.
func raceTitle(r emu.Release) string { return "The rename race, on the model of Linux " + r.String() }

// writeHTML writes a page with the pictures to the file.
func writeHTML(file, title string, pictures ...picture.Picture) error {
	var page bytes.Buffer
	err := picture.Write(&page, title, pictures...)
	if err == nil {
		err = os.WriteFile(file, page.Bytes(), 0o666)
	}
	if err != nil {
		return fmt.Errorf("--html: %w", err)
	}
	return nil
}
