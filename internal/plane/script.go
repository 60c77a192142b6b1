package plane

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"boundif/emu"
	"boundif/netdev"
)

// A Script is a program that runs on a Plane and writes down what happens.
// Methods that prepare something write nothing, and end the program if they
// fail; the others add a line to the transcript, whatever the result.
type Script struct {
	Plane Plane
	Root  *Proc // a process with all capabilities

	here, there *place
	capture     Capture
	recording   bool                    // what leaves is for Left to say
	pending     map[int][]netdev.Packet // what has left and was not said, by index
	seen        []netdev.Packet         // all that has left
	streams     map[stream]*segments
	idents      map[int]bool // identifiers that ping sockets have been given
	local       bool         // something that sockets of the program have sent may be under way
	warned      *int         // what Plane.Warnings said last
	lines       []string
}

// broken is the panic of a step of preparation that failed.
type broken struct{ err error }

// Run runs a program and returns its transcript, each line ended by "\n". The
// error is of preparations, and the transcript ends where it happened.
func Run(p Plane, program func(*Script)) (transcript string, err error) {
	s := &Script{Plane: p, pending: map[int][]netdev.Packet{}, streams: map[stream]*segments{}, idents: map[int]bool{}}
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
	sys, err := p.Process(All)
	s.must("process", err)
	s.here = newPlace(sys)
	s.Root = &Proc{s: s, sys: sys, at: s.here}
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

// Index is the index of a device of the first namespace that transcripts show
// as i.
func (s *Script) Index(i int) int { return s.here.index(i) }

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
	s.here.label[index] = name
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

// VRF makes a VRF with a table, and brings it up. On a kernel that has none the
// program ends, with errors.ErrUnsupported and the kernel's words.
func (s *Script) VRF(name string, table int) int {
	index, err := s.Root.sys.LinkAddVRF(name, 0, table)
	s.must("VRF "+name, err)
	s.here.label[index] = name
	s.must(name, s.Root.sys.LinkSetUp(index))
	return index
}

// Enslave puts a device into a VRF.
func (s *Script) Enslave(index, master int) {
	s.must("enslave", s.Root.sys.LinkSetMaster(index, master))
}

// Route adds a route.
func (s *Script) Route(r emu.Route) { s.must("route", s.Root.sys.RouteAdd(r)) }

// Sysctl sets a value of the first namespace.
func (s *Script) Sysctl(name, value string) { s.must(name, s.Root.sys.Sysctl(name, value)) }

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
