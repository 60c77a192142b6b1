// Package live looks for the museum's bugs on the running kernel: with system
// calls of several threads that run free, a bounded number of times. That it
// finds nothing says nothing.
package live

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"boundif/internal/museum"
	"boundif/internal/plane/linux"
)

// A Count is how often the bug was seen.
type Count struct {
	Exhibit string `json:"exhibit"`
	Seen    int    `json:"seen"`
	Trials  int    `json:"trials"`
	Error   string `json:"error,omitempty"` // why it could not be tried
}

// A Request says what to look for, and for how long each.
type Request struct {
	Exhibits []string
	Limit    time.Duration
}

// trials are the exhibits that can be looked for.
var trials = map[string]func(*linux.Net, time.Duration) (Count, error){
	"udp-connect":      func(n *linux.Net, d time.Duration) (Count, error) { return connecting(n, d, false) },
	"udp-disconnect":   func(n *linux.Net, d time.Duration) (Count, error) { return connecting(n, d, true) },
	"stale-route":      staleRoute,
	"reuseport-window": regrouping,
}

// Serve is the hidden side of a command that calls Ask: it reads a
// request and writes the counts. It runs where [linux.Inside] says so.
func Serve(in io.Reader, out io.Writer) error {
	var req Request
	if err := json.NewDecoder(in).Decode(&req); err != nil {
		return err
	}
	counts := []Count{}
	for _, name := range req.Exhibits {
		c, err := Try(name, req.Limit)
		if err != nil {
			c.Error = err.Error()
		}
		counts = append(counts, c)
	}
	return json.NewEncoder(out).Encode(counts)
}

// Ask runs this program again in namespaces of its own, with args, where it
// is to call Serve. The error says why that cannot be done here.
func Ask(req Request, args ...string) ([]Count, error) {
	if err := linux.Available(); err != nil {
		return nil, err
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
		return nil, err
	}
	encodeErr := json.NewEncoder(stdin).Encode(req)
	stdin.Close()
	var counts []Count
	decodeErr := json.NewDecoder(stdout).Decode(&counts)
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("the run on the real kernel failed: %w", err)
	}
	if encodeErr != nil {
		return nil, encodeErr
	}
	return counts, decodeErr
}

// Try looks for one exhibit for so long, in network namespaces of its own.
func Try(name string, limit time.Duration) (Count, error) {
	try := trials[name]
	if e := museum.Find(name); try == nil && e != nil && e.Free != nil {
		c, err := free(e.Free, limit)
		c.Exhibit = name
		return c, err
	}
	if try == nil {
		return Count{Exhibit: name}, fmt.Errorf("%s cannot be looked for on a running kernel", name)
	}
	if runtime.NumCPU() == 1 {
		return Count{Exhibit: name}, fmt.Errorf("one CPU shows no race inside the kernel: %w", errors.ErrUnsupported)
	}
	n, err := linux.New()
	if err != nil {
		return Count{Exhibit: name}, err
	}
	defer n.Close()
	c, err := try(n, limit)
	c.Exhibit = name
	return c, err
}

// during runs fn while n goroutines do something again and again, and waits
// until they rest. Each has begun before fn does.
func during(n int, do func(), fn func() error) error {
	var stop atomic.Bool
	var begun atomic.Int32
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			do()
			for begun.Add(1); !stop.Load(); {
				do()
			}
		})
	}
	for int(begun.Load()) < n {
		runtime.Gosched()
	}
	err := fn()
	stop.Store(true)
	all.Wait()
	return err
}

// must is for calls that only fail if boundif is wrong, or the kernel lacks
// something; Try's caller sees the panic as an error.
func must[T any](v T, err error) T { check(err); return v }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func rescue(err *error) {
	switch v := recover().(type) {
	case nil:
	case runtime.Error:
		panic(v)
	case error:
		*err = v
	default:
		panic(v)
	}
}
