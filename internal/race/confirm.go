package race

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"boundif/emu"
	"boundif/internal/plane/linux"
	"boundif/sched"
)

// A Request says what to try on the running kernel.
type Request struct {
	Schedules map[Path][]string // to be driven through system calls, in order
	Trials    int               // of each path, against a udev that never rests
}

// An Answer is what the kernel did.
type Answer struct {
	Outcomes map[Path][]string       // of Request.Schedules
	Free     map[Path]map[string]int // outcome -> trials
}

// Confirm carries the request out, in namespaces of its own. It runs where
// [linux.Inside] says so.
func Confirm(req Request) (*Answer, error) {
	net, err := linux.New()
	if err != nil {
		return nil, err
	}
	defer net.Close()
	daemon, err := net.NewSys(linux.All)
	if err != nil {
		return nil, err
	}
	udev, err := net.NewSys(linux.All)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{First, Second} {
		if _, err := udev.LinkAdd(name, 0); err != nil {
			return nil, err
		}
	}
	a := &Answer{Outcomes: map[Path][]string{}, Free: map[Path]map[string]int{}}
	for _, p := range []Path{ByName, ByIndex} {
		for _, schedule := range req.Schedules[p] {
			outcome, err := drive(p, schedule, daemon, udev)
			if err != nil {
				return nil, fmt.Errorf("schedule %s: %w", schedule, err)
			}
			a.Outcomes[p] = append(a.Outcomes[p], outcome)
		}
		if a.Free[p], err = race(p, req.Trials, daemon, udev); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// drive makes the system calls of both tasks in the order of the schedule.
func drive(p Path, schedule string, daemon, udev *linux.Sys) (string, error) {
	defer func() { daemon.World, udev.World = nil, nil }()
	var scene error
	trace, err := sched.Replay(schedule, sched.Options{Grain: sched.Calls}, func(w *sched.World) {
		daemon.World, udev.World = w, w
		scene = p.Play(Stage{
			Daemon: daemon, Udev: udev,
			Go:      func(task string, fn func()) { w.Go(task, func(*sched.Task) { fn() }) },
			Finally: func(fn func()) { w.Finally(func(*sched.Task) { fn() }) },
			Outcome: w.Outcome,
		})
	})
	if scene != nil {
		return "", scene
	}
	if err != nil {
		return "", err
	}
	return trace.Outcome, nil
}

// race lets one thread bind a socket again and again while another swaps the
// names, and counts what comes of it.
func race(p Path, trials int, daemon, udev *linux.Sys) (map[string]int, error) {
	counts := map[string]int{}
	if trials == 0 {
		return counts, nil
	}
	first, err := udev.IfNameToIndex(First)
	if err != nil {
		return nil, err
	}
	second, err := udev.IfNameToIndex(Second)
	if err != nil {
		return nil, err
	}
	enough, stopped := make(chan struct{}), make(chan error, 1)
	go func(first, second int) {
		for {
			select {
			case <-enough:
				stopped <- nil
				return
			default:
			}
			if err := Swap(udev, first, second); err != nil {
				stopped <- err
				return
			}
			first, second = second, first // now the other one is called First
		}
	}(first, second)
	counts, err = bindAgain(p, trials, daemon, first)
	close(enough)
	if swapErr := <-stopped; swapErr != nil {
		return nil, swapErr
	}
	return counts, err
}

func bindAgain(p Path, trials int, daemon *linux.Sys, index int) (map[string]int, error) {
	fd, err := daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0)
	if err != nil {
		return nil, err
	}
	defer daemon.Close(fd)
	counts := map[string]int{}
	for range trials {
		counts[Judge(daemon, fd, index, p.Bind(daemon, fd, index))]++
	}
	return counts, nil
}

// Serve is the hidden side of a command that calls Ask: it reads a request,
// carries it out, and writes the answer.
func Serve(in io.Reader, out io.Writer) error {
	var req Request
	if err := json.NewDecoder(in).Decode(&req); err != nil {
		return err
	}
	a, err := Confirm(req)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(a)
}

// Ask runs this program again in namespaces of its own, with args, where it
// is to call Serve. An error of type *Unavailable says why that cannot be
// done here.
func Ask(req Request, args ...string) (*Answer, error) {
	if err := linux.Available(); err != nil {
		return nil, &Unavailable{err}
	}
	cmd := linux.Command(args...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, &Unavailable{err}
	}
	encodeErr := json.NewEncoder(stdin).Encode(req)
	stdin.Close()
	var a Answer
	decodeErr := json.NewDecoder(stdout).Decode(&a)
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("the run on the real kernel failed: %w", err)
	}
	if encodeErr != nil {
		return nil, encodeErr
	}
	return &a, decodeErr
}

// Unavailable says why there is no real kernel to ask.
type Unavailable struct{ Reason error }

func (u *Unavailable) Error() string { return u.Reason.Error() }
func (u *Unavailable) Unwrap() error { return u.Reason }
