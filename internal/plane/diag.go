package plane

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"boundif/emu"
)

// Diag says which sockets of a kind there are, as ss(8) prints them, and the
// index that each is bound to: "udp", "tcp6", "raw"; only those that are bound
// to one of the devices, if some are given. A kernel that cannot tell of raw
// sockets ends the program, with errors.ErrUnsupported.
func (p *Proc) Diag(kind string, devices ...int) {
	r, what := diagRequest(kind), kind
	r.Devices = devices
	for _, d := range devices {
		what += " " + strconv.Itoa(p.at.level(d))
	}
	p.dump(r, what)
}

// DiagStates is Diag for sockets in some states: emu.TCP_LISTEN, ...
func (p *Proc) DiagStates(kind string, states ...int) {
	r := diagRequest(kind)
	for _, s := range states {
		r.States |= 1 << s
	}
	p.dump(r, fmt.Sprintf("%s in %v", kind, states))
}

// DiagPorts is Diag for sockets with these ports, 0 being any, and with an
// index in the request, at which a dump does not look.
func (p *Proc) DiagPorts(kind string, src, dst uint16, device int) {
	r := diagRequest(kind)
	r.ID = emu.DiagID{Src: netip.AddrPortFrom(netip.Addr{}, src), Dst: netip.AddrPortFrom(netip.Addr{}, dst), Device: device}
	p.dump(r, fmt.Sprintf("%s with %d, %d, %d", kind, src, dst, p.at.level(device)))
}

// DiagGet asks for the one socket of two addresses, "" being none, and a device.
// A raw socket's protocol number stands behind its kind: "raw:253".
func (p *Proc) DiagGet(kind, src, dst string, device int) {
	m, err := p.sys.SockDiagGet(diagOne(kind, src, dst, device))
	p.say(value(p.diagText(m), err), "diag %s %s > %s on %d", kind, src, dst, p.at.level(device))
}

// Destroy ends that socket. A kernel that cannot do that ends the program.
func (p *Proc) Destroy(kind, src, dst string, device int) {
	p.s.local = true
	err := p.sys.SockDestroy(diagOne(kind, src, dst, device))
	p.missing("destroy", err)
	p.say(Result(err), "destroy %s %s > %s on %d", kind, src, dst, p.at.level(device))
}

// missing ends the program if the kernel was built without something. A call
// that says EOPNOTSUPP is an answer.
func (p *Proc) missing(what string, err error) {
	if number := emu.Errno(0); errors.Is(err, errors.ErrUnsupported) && !errors.As(err, &number) {
		p.s.must(what, err)
	}
}

func (p *Proc) dump(r emu.DiagRequest, what string) {
	all, err := p.sys.SockDiag(r)
	p.missing("diag", err)
	var lines []string
	for _, m := range all {
		lines = append(lines, p.diagText(m))
	}
	slices.Sort(lines) // automatic ports differ between machines
	if lines == nil {
		lines = []string{value("none", err)}
	}
	for _, l := range lines {
		p.say(l, "diag %s", what)
	}
}

func (p *Proc) diagText(m emu.DiagMsg) string {
	text := m.Text(func(index int) (string, error) {
		name, err := p.sys.IfIndexToName(index)
		if err != nil {
			name = fmt.Sprintf("if%d", p.at.level(index))
		}
		return name, nil
	})
	return fmt.Sprintf("%s, idiag_if %d", autoPort(text), p.at.level(m.ID.Device))
}

var diagKinds = map[string]int{
	"udp": emu.IPPROTO_UDP, "udplite": emu.IPPROTO_UDPLITE, "tcp": emu.IPPROTO_TCP, "raw": emu.IPPROTO_RAW, "icmp": emu.IPPROTO_ICMP,
}

func diagRequest(kind string) (r emu.DiagRequest) {
	name, number, _ := strings.Cut(kind, ":")
	r.RawProtocol, _ = strconv.Atoi(number)
	r.Family = emu.AF_INET
	if plain, six := strings.CutSuffix(name, "6"); six {
		name, r.Family = plain, emu.AF_INET6
	}
	protocol, ok := diagKinds[name]
	if !ok {
		panic(broken{fmt.Errorf("no kind of sockets is called %s", kind)})
	}
	r.Protocol = protocol
	return r
}

func diagOne(kind, src, dst string, device int) emu.DiagRequest {
	r := diagRequest(kind)
	r.ID.Device = device
	r.ID.Src, r.ID.Dst = diagEnd(src), diagEnd(dst)
	return r
}

func diagEnd(text string) netip.AddrPort {
	if text == "" {
		return netip.AddrPort{}
	}
	addr, port := parse(text)
	return netip.AddrPortFrom(addr, uint16(port))
}
