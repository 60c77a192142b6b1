package drift

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/wire"
	"boundif/netdev"
)

// machine is a plane with what a program has made on it.
type machine struct {
	plane   plane.Plane
	by      map[string]emu.Syscalls // processes, by what they are called: see as
	first   int                     // first index that is given out automatically
	links   []int                   // indexes of d1, d2, ...; of one that is elsewhere, the one it had here
	away    map[int]int             // indexes elsewhere, by place in links
	vrfs    map[int]bool            // those that are VRFs, on which no frame arrives
	socks   []*socket
	capture plane.Capture

	streamed bool            // a stream has sent or ended
	syn      map[string]bool // segments that opened a connection

	// An address that is inside a VRF and outside is beyond the model: which of
	// the two a packet of this host is for depends on more than it has.
	owner map[netip.Addr]int // device that got the address last
	twice bool               // several devices have had one address

	arriving func(index int, packet []byte) // is told of a packet before it arrives; or nil
}

type socket struct {
	label string
	sort  string         // a key of sorts
	owner string         // the process that opened it
	fd    map[string]int // of each process that has it
	open  bool
	sent  int  // how often a stream has sent
	begun bool // it has begun a packet by MSG_MORE
}

// absent is the answer of an operation on what there is not, or no more.
const absent = "-"

// Run runs the program and returns an answer to each operation. The error is
// of the plane itself, and of operations that it cannot do at all.
func (p Program) Run(pl plane.Plane) (answers []string, err error) {
	m, err := newMachine(pl)
	if err != nil {
		return nil, err
	}
	return m.run(p)
}

func newMachine(pl plane.Plane) (m *machine, err error) {
	m = &machine{
		plane: pl, by: map[string]emu.Syscalls{}, first: 2, away: map[int]int{}, vrfs: map[int]bool{}, owner: map[netip.Addr]int{},
		syn: map[string]bool{},
	}
	if m.by["root"], err = pl.Process(plane.All); err != nil {
		return nil, err
	}
	for {
		if _, err := m.root().IfIndexToName(m.first); err != nil {
			break
		}
		m.first++
	}
	m.capture, err = pl.Capture()
	return m, err
}

func (m *machine) run(p Program) (answers []string, err error) {
	for _, o := range p {
		answer, err := m.do(o)
		if err != nil {
			return answers, fmt.Errorf("%s: %w", o, err)
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

func (m *machine) root() emu.Syscalls { return m.by["root"] }

// as is the process of that name, made when it is first asked for: "root" and
// "nobody" are of one user, with all capabilities and with none; "other" is of
// another user, with none; "elsewhere" is root in another network namespace.
func (m *machine) as(who string) emu.Syscalls {
	p, ok := m.by[who]
	if !ok {
		var err error
		switch who {
		case "nobody":
			p, err = m.plane.Process(plane.None)
		case "other":
			p, err = m.plane.Other()
		case "elsewhere":
			p, err = m.plane.Elsewhere()
		}
		must(err)
		m.by[who] = p
	}
	return p
}

// broken is the panic of an operation that the plane cannot do.
type broken struct{ err error }

func (m *machine) do(o Op) (answer string, err error) {
	if err := o.check(); err != nil {
		return "", err
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case broken:
			err = r.err
		default:
			panic(r)
		}
	}()
	return verbs[o.Verb].run(m, o.Args), nil
}

// must is for what cannot fail on a plane that works.
func must(err error) {
	if err != nil {
		panic(broken{err})
	}
}

// result is the answer of a call: its error, or what it returned.
func result(err error, values ...any) string {
	var errno emu.Errno
	if err != nil && !errors.As(err, &errno) {
		panic(broken{err}) // no kernel said that
	}
	if err != nil || len(values) == 0 {
		return plane.Result(err)
	}
	return autoPort(strings.TrimSuffix(fmt.Sprintln(values...), "\n"))
}

var port = regexp.MustCompile(`(\]|\.\d{1,3}):(\d{1,5})\b`)

// autoPort hides the ports and identifiers that kernels chose: those that no
// program can have named.
func autoPort(text string) string {
	return port.ReplaceAllStringFunc(text, func(found string) string {
		m := port.FindStringSubmatch(found)
		switch m[2] {
		case "0", "5000", "5001", "7000", "7001":
			return found
		}
		return m[1] + ":auto"
	})
}

// device is the index that a device argument means, ok false if the program
// has made fewer.
func (m *machine) device(a string) (index int, ok bool) {
	if a == "lo" {
		return 1, true
	}
	if n, raw := strings.CutPrefix(a, "#"); raw {
		i, err := strconv.Atoi(n)
		must(err)
		if i >= 2 && i < 1000 {
			i += m.first - 2
		}
		return i, true
	}
	i, err := ordinal("d", a)
	must(err)
	if i > len(m.links) {
		return 0, false
	}
	return m.links[i-1], true
}

// level is an index as if automatic ones began at 2.
func (m *machine) level(index int) int {
	if index >= m.first && index < m.first+998 {
		return index - m.first + 2
	}
	return index
}

func (m *machine) leveled(index int) string { return strconv.Itoa(m.level(index)) }

// sock is a socket and the descriptor that a process has of it.
func (m *machine) sock(a, who string) (s *socket, fd int) {
	i, err := ordinal("s", a)
	must(err)
	if i > len(m.socks) || !m.socks[i-1].open {
		return nil, -1
	}
	s = m.socks[i-1]
	if fd, ok := s.fd[who]; ok {
		return s, fd
	}
	fd, err = m.plane.Pass(m.by[s.owner], s.fd[s.owner], m.as(who))
	must(err)
	s.fd[who] = fd
	return s, fd
}

// addr is an address argument: "-" is a null pointer.
func (m *machine) addr(a string) (sa emu.Sockaddr, ok bool) {
	switch a {
	case "-":
		return nil, true
	case "unspec":
		return &emu.SockaddrUnspec{}, true
	}
	p := netip.MustParseAddrPort(a)
	if p.Addr().Is4() {
		return &emu.SockaddrInet4{Port: int(p.Port()), Addr: p.Addr().As4()}, true
	}
	in6 := &emu.SockaddrInet6{Port: int(p.Port()), Addr: p.Addr().As16()}
	if zone := p.Addr().Zone(); zone != "" {
		index, ok := m.device(zone)
		if !ok {
			return nil, false
		}
		in6.ZoneId = uint32(index)
	}
	return in6, true
}

// show is an address that a call returned.
func (m *machine) show(sa emu.Sockaddr) string {
	switch sa := sa.(type) {
	case nil:
		return "none"
	case *emu.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port)).String()
	case *emu.SockaddrInet6:
		a := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			a = a.WithZone(strconv.Itoa(m.level(int(int32(sa.ZoneId)))))
		}
		return netip.AddrPortFrom(a, uint16(sa.Port)).String()
	}
	return fmt.Sprint(sa)
}

// delivered empties all sockets and the record of what has left the devices,
// and says what there was.
func (m *machine) delivered() string { return m.collect("") }

// collect is delivered. What opens a connection and was seen before was sent by a
// timer, and how often it is depends on how fast the machine is: it is left out,
// but for the answer to what has just arrived.
func (m *machine) collect(answer string) string {
	must(m.plane.Settle())
	var what []string
	for _, s := range m.socks {
		for s.open {
			b, oob := make([]byte, 2048), make([]byte, 256)
			n, oobn, _, from, err := m.by[s.owner].Recvmsg(s.fd[s.owner], b, oob, emu.MSG_DONTWAIT)
			if err != nil {
				if r := plane.Result(err); r != "EAGAIN" && r != "ENOTCONN" && r != "EINVAL" {
					what = append(what, s.label+" is told "+r)
					continue
				}
				break
			}
			got := fmt.Sprintf("%s gets %d from %s", s.label, n, m.show(from))
			if info := plane.PacketInfo(oob[:oobn], m.leveled); info != "" {
				got += " " + info
			}
			what = append(what, got)
			if n == 0 {
				break // the end of a stream
			}
		}
	}
	for i, index := range m.links {
		if m.stale(i) {
			continue
		}
		left, err := m.capture.Take(index)
		if plane.Result(err) == "ENODEV" {
			continue
		}
		must(err)
		for n, p := range left {
			if strings.Contains(p, " TCP SYN") {
				if m.syn[p] && (p != answer || n > 0 && p == left[n-1]) {
					continue
				}
				m.syn[p] = true
			}
			what = append(what, fmt.Sprintf("d%d sends %s", i+1, p))
		}
	}
	if what == nil {
		return "nothing"
	}
	return autoPort(strings.Join(what, "; "))
}

// link is the place in links of the device with that index, -1 if none has it.
func (m *machine) link(index int) int {
	for i := len(m.links) - 1; i >= 0; i-- {
		if m.links[i] == index {
			return i
		}
	}
	return -1
}

// stale reports whether a later device of the program has the index of link i.
func (m *machine) stale(i int) bool {
	for _, later := range m.links[i+1:] {
		if later == m.links[i] {
			return true
		}
	}
	return false
}

// arrive lets a packet arrive on a device.
func (m *machine) arrive(a string, p *netdev.Packet) string {
	d, ok := m.device(a)
	if !ok || d <= 0 || m.vrfs[d] || d == 1 && p.Dst.Addr().Is6() {
		return absent // no frame arrives there; nor one of IPv6 on lo that was not sent there
	}
	packet := wire.Build(p)
	if m.arriving != nil {
		m.arriving(d, packet)
	}
	if err := m.plane.Inject(d, packet); err != nil {
		return "not sent" // what to call it is the plane's own
	}
	return m.collect(fmt.Sprintf("%s > %s TCP SYN ACK", p.Dst, p.Src))
}
