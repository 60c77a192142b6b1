package plane

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"boundif/emu"
)

// A Script is a program that runs on a Plane and writes down what happens.
// Methods that prepare something write nothing, and end the program if they
// fail; the others add a line to the transcript, whatever the result.
type Script struct {
	Plane Plane
	Root  *Proc // a process with all capabilities

	first   int            // first index that is given out automatically
	label   map[int]string // of devices, by index
	capture Capture
	local   bool // a socket of the program has sent something
	lines   []string
}

// broken is the panic of a step of preparation that failed.
type broken struct{ err error }

// Run runs a program and returns its transcript, each line ended by "\n". The
// error is of preparations, and the transcript ends where it happened.
func Run(p Plane, program func(*Script)) (transcript string, err error) {
	s := &Script{Plane: p, first: 2, label: map[int]string{1: "lo"}}
	defer func() {
		transcript = strings.Join(append(s.lines, ""), "\n")
		switch r := recover().(type) {
		case nil:
		case broken:
			err = r.err
		default:
			panic(r)
		}
	}()
	s.Root = s.Proc(All)
	for {
		if _, err := s.Root.sys.IfIndexToName(s.first); err != nil {
			break
		}
		s.first++
	}
	program(s)
	return
}

// must ends the program if one of its preparations has failed.
func (s *Script) must(what string, err error) {
	if err != nil {
		panic(broken{fmt.Errorf("preparing %s: %w", what, err)})
	}
}

// Say adds a line.
func (s *Script) Say(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

// Result is an error as transcripts show it: "ok" or the name of the number.
func Result(err error) string {
	var e emu.Errno
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &e):
		return e.Error()
	}
	return err.Error()
}

func value(v any, err error) string {
	if err != nil {
		return Result(err)
	}
	return fmt.Sprint(v)
}

// level is an index as transcripts show it: as if automatic ones began at 2.
func (s *Script) level(index int) int {
	if index >= s.first && index < s.first+1000 {
		return index - s.first + 2
	}
	return index
}

// Index is the reverse: the index that transcripts show as i.
func (s *Script) Index(i int) int {
	if i >= 2 && i < 1002 {
		return i + s.first - 2
	}
	return i
}

// Link makes a device that is up, with these addresses.
func (s *Script) Link(name string, prefixes ...string) int {
	index := s.DownLink(name, prefixes...)
	s.must(name, s.Root.sys.LinkSetUp(index))
	return index
}

// DownLink is Link, but the device stays down.
func (s *Script) DownLink(name string, prefixes ...string) int {
	index, err := s.Root.sys.LinkAdd(name, 0)
	s.must(name, err)
	s.label[index] = name
	s.address(index, prefixes)
	return index
}

// Lo brings "lo" up and gives it more addresses.
func (s *Script) Lo(prefixes ...string) {
	s.must("lo", s.Root.sys.LinkSetUp(1))
	s.address(1, prefixes)
}

func (s *Script) address(index int, prefixes []string) {
	for _, p := range prefixes {
		s.must(p, s.Root.sys.AddrAdd(index, netip.MustParsePrefix(p)))
	}
}

// Arrive lets a UDP packet from 10.1.0.2:5000 arrive on a device and says
// which of the sockets got it.
func (s *Script) Arrive(index int, dst string, sockets ...*Socket) {
	s.ArriveFrom("10.1.0.2:5000", index, dst, sockets...)
}

// ArriveFrom is Arrive with another sender.
func (s *Script) ArriveFrom(src string, index int, dst string, sockets ...*Socket) {
	s.Inject(src, index, dst)
	s.Say("to %s via %s: %s", dst, s.label[index], s.takers(sockets))
}

// Inject lets a packet arrive and says nothing.
func (s *Script) Inject(src string, index int, dst string) {
	err := s.Plane.InjectUDP(index, netip.MustParseAddrPort(src), netip.MustParseAddrPort(dst), []byte("hello"))
	s.must("packet", err)
}

// Got says which of the sockets have got what sockets of the program sent.
func (s *Script) Got(sockets ...*Socket) { s.Say("got it: %s", s.takers(sockets)) }

// takers empties the sockets and names those that had something.
func (s *Script) takers(sockets []*Socket) string {
	var got []string
	for _, a := range sockets {
		for n := 0; ; n++ {
			if _, err := a.recv(); err != nil {
				break
			} else if n == 0 {
				got = append(got, a.label)
			} else {
				got = append(got, a.label+" again")
			}
		}
	}
	if got == nil {
		return "nobody"
	}
	return strings.Join(got, ", ")
}

// Left says what has left the devices since the last time. The first call, of
// no devices, begins the record.
func (s *Script) Left(indexes ...int) {
	if s.capture == nil {
		c, err := s.Plane.Capture()
		s.must("capture", err)
		s.capture = c
		return
	}
	var left []string
	for _, i := range indexes {
		s.await(func() bool {
			sent, err := s.capture.Take(i)
			s.must("what was sent", err)
			for _, p := range sent {
				left = append(left, s.label[i]+" "+autoPort(p))
			}
			return left != nil
		})
	}
	if left == nil {
		left = []string{"nothing"}
	}
	s.Say("left: %s", strings.Join(left, ", "))
}

// await gives packets that a socket of the program has sent some time to
// arrive: on a real kernel another thread may have to carry them.
func (s *Script) await(done func() bool) {
	_, model := s.Plane.(*model)
	for range 5 {
		if done() || !s.local || model {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// Race runs the functions at the same time, often, and says which sets of
// results came out.
func (s *Script) Race(rounds int, prepare func(), fns ...func() error) {
	var seen []string
	for range rounds {
		prepare()
		results := make([]string, len(fns))
		done := make(chan struct{})
		for i, fn := range fns {
			go func() { results[i] = Result(fn()); done <- struct{}{} }()
		}
		for range fns {
			<-done
		}
		slices.Sort(results)
		if r := strings.Join(results, " + "); !slices.Contains(seen, r) {
			seen = append(seen, r)
		}
	}
	slices.Sort(seen)
	s.Say("%d races: %s", rounds, strings.Join(seen, ", or "))
}
