// Package live looks for the museum's bugs on the running kernel: with system
// calls of several threads that run free, a bounded number of times. That it
// finds nothing says nothing.
package live

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"boundif/emu"
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
	"udp-connect":    func(n *linux.Net, d time.Duration) (Count, error) { return connecting(n, d, false) },
	"udp-disconnect": func(n *linux.Net, d time.Duration) (Count, error) { return connecting(n, d, true) },
	"stale-route":    staleRoute,
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

// Try looks for one exhibit for so long, in a network namespace of its own.
func Try(name string, limit time.Duration) (Count, error) {
	try := trials[name]
	if try == nil {
		return Count{Exhibit: name}, fmt.Errorf("%s cannot be looked for on a running kernel", name)
	}
	if runtime.NumCPU() == 1 {
		return Count{Exhibit: name}, fmt.Errorf("one CPU shows no race inside the kernel")
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

// must is for calls that only fail if boundif is wrong; Try's caller sees the
// panic as an error.
func must[T any](v T, err error) T { check(err); return v }

type failure struct{ error }

func check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

func rescue(err *error) {
	switch v := recover().(type) {
	case nil:
	case failure:
		*err = v.error
	default:
		panic(v)
	}
}

// most is how many trials are enough.
const most = 20_000

// connecting lets a client send to a server that connects to it, or
// disconnects from it, and counts the trials in which the client was told
// that nobody is there. The server is bound all the time.
func connecting(n *linux.Net, limit time.Duration, disconnect bool) (c Count, err error) {
	defer rescue(&err)
	s := must(n.NewSys(linux.All))
	check(s.LinkSetUp(1))
	local := func(port int) *emu.SockaddrInet4 {
		return &emu.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}
	}
	client := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	check(s.Bind(client, local(7068)))
	check(s.Connect(client, local(7067)))
	var refused atomic.Int32
	send := func() {
		if s.Sendto(client, []byte("hi"), 0, nil) != nil {
			refused.Add(1)
		}
	}
	for start := time.Now(); c.Trials < most && time.Since(start) < limit; c.Trials++ {
		server := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		check(s.Bind(server, &emu.SockaddrInet4{Port: 7067}))
		peer := emu.Sockaddr(local(7068))
		if disconnect {
			check(s.Connect(server, peer))
			peer = &emu.SockaddrUnspec{}
		}
		refused.Store(0)
		check(during(1, send, func() error { return s.Connect(server, peer) }))
		if send(); refused.Load() > 0 { // an error comes with the next send
			c.Seen++
		}
		check(s.Close(server))
	}
	return c, nil
}

// staleRoute lets three threads send on a connected socket that is bound to
// one device and the other in turn, and counts the binds after which, when
// all is quiet, a datagram leaves by the device before.
func staleRoute(n *linux.Net, limit time.Duration) (c Count, err error) {
	defer rescue(&err)
	s := must(n.NewSys(linux.All))
	var devices [2]int
	for i, name := range []string{"eth0", "eth1"} {
		devices[i] = must(s.LinkAdd(name, 0))
		check(s.LinkSetUp(devices[i]))
	}
	wire := must(n.Capture())
	defer wire.Close()
	fd := must(s.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
	bind := func(device int) error { return s.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, device) }
	check(bind(devices[0]))
	check(s.Connect(fd, &emu.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 9}}))
	send := func() { s.Sendto(fd, []byte("early"), 0, nil) }
	for start := time.Now(); c.Trials < most && time.Since(start) < limit; c.Trials++ {
		old, now := devices[c.Trials%2], devices[1-c.Trials%2]
		check(during(3, send, func() error { return bind(now) }))
		must(wire.Take(old))
		check(s.Sendto(fd, []byte("late"), 0, nil))
		if len(must(wire.Take(old))) > 0 {
			c.Seen++
		}
	}
	return c, nil
}
