package plane

import (
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"boundif/emu"
)

// A Socket is a descriptor of a process, with the name that transcripts give
// to it.
type Socket struct {
	p     *Proc
	fd    int
	label string
	kind  kind
}

// kind is what socket(2) was asked for.
type kind struct{ domain, typ, protocol int }

// ping reports whether a socket sends echo requests, and its ports are
// identifiers.
func (k kind) ping() bool {
	return k.typ == emu.SOCK_DGRAM && (k.protocol == emu.IPPROTO_ICMP || k.protocol == emu.IPPROTO_ICMPV6)
}

// The two options.
const (
	ByName  = emu.SO_BINDTODEVICE
	ByIndex = emu.SO_BINDTOIFINDEX
)

func quote(s string) string { return strconv.Quote(s) }

// UDP opens a UDP socket.
func (p *Proc) UDP(label string) *Socket { return p.Socket(label, emu.AF_INET, emu.SOCK_DGRAM, 0) }

// UDP6 opens a UDP socket of IPv6.
func (p *Proc) UDP6(label string) *Socket { return p.Socket(label, emu.AF_INET6, emu.SOCK_DGRAM, 0) }

// TCP opens a TCP socket.
func (p *Proc) TCP(label string) *Socket { return p.Socket(label, emu.AF_INET, emu.SOCK_STREAM, 0) }

// TCP6 opens a TCP socket of IPv6.
func (p *Proc) TCP6(label string) *Socket { return p.Socket(label, emu.AF_INET6, emu.SOCK_STREAM, 0) }

// Raw opens a raw socket for the protocol.
func (p *Proc) Raw(label string, protocol int) *Socket {
	return p.Socket(label, emu.AF_INET, emu.SOCK_RAW, protocol)
}

// Raw6 opens a raw socket of IPv6 for the protocol.
func (p *Proc) Raw6(label string, protocol int) *Socket {
	return p.Socket(label, emu.AF_INET6, emu.SOCK_RAW, protocol)
}

// Ping opens a ping socket: net/ipv4/ping_group_range must allow it.
func (p *Proc) Ping(label string) *Socket {
	return p.Socket(label, emu.AF_INET, emu.SOCK_DGRAM, emu.IPPROTO_ICMP)
}

// Ping6 opens a ping socket of IPv6.
func (p *Proc) Ping6(label string) *Socket {
	return p.Socket(label, emu.AF_INET6, emu.SOCK_DGRAM, emu.IPPROTO_ICMPV6)
}

// Socket opens a socket.
func (p *Proc) Socket(label string, domain, typ, protocol int) *Socket {
	fd, err := p.sys.Socket(domain, typ, protocol)
	p.s.must("socket "+label, err)
	return &Socket{p, fd, label, kind{domain, typ, protocol}}
}

// FD is a descriptor that the program did not open.
func (p *Proc) FD(label string, fd int) *Socket { return &Socket{p, fd, label, kind{}} }

// By is the same socket in the hands of another process.
func (a *Socket) By(p *Proc) *Socket {
	fd, err := p.s.Plane.Pass(a.p.sys, a.fd, p.sys)
	p.s.must("passing "+a.label, err)
	return &Socket{p, fd, a.label, a.kind}
}

// Number is the descriptor.
func (a *Socket) Number() int { return a.fd }

func (a *Socket) say(result, format string, args ...any) {
	a.p.say(result, a.label+" "+format, args...)
}

// Set is the raw setsockopt: val is all the memory there is, nil is NULL.
func (a *Socket) Set(opt int, val []byte, length int) {
	err := a.p.sys.Setsockopt(a.fd, emu.SOL_SOCKET, opt, val, length)
	a.say(Result(err), "set %s %s, %d", optionName(emu.SOL_SOCKET, opt), memory(val), length)
}

func memory(val []byte) string {
	switch {
	case val == nil:
		return "NULL"
	case len(val) > 32:
		return fmt.Sprintf("%q... (%d bytes)", val[:8], len(val))
	}
	return strconv.Quote(string(val))
}

// Get is the raw getsockopt, into a buffer of size bytes 'x' at the end of
// mapped memory, NULL if size is negative.
func (a *Socket) Get(opt, size, length int) {
	var val []byte
	where := "NULL"
	if size >= 0 {
		val = make([]byte, size)
		for i := range val {
			val[i] = 'x'
		}
		where = fmt.Sprintf("[%d]", size)
	}
	n, err := a.p.sys.Getsockopt(a.fd, emu.SOL_SOCKET, opt, val, length)
	result := fmt.Sprintf("%q, length %d", val, n)
	if err != nil {
		result = fmt.Sprintf("%s, length %d", Result(err), n)
	}
	a.say(result, "get %s %s, %d", optionName(emu.SOL_SOCKET, opt), where, length)
}

// SetName binds by name.
func (a *Socket) SetName(name string) {
	err := a.p.sys.SetsockoptString(a.fd, emu.SOL_SOCKET, ByName, name)
	a.say(Result(err), "set BINDTODEVICE %q", name)
}

// SetIndex binds by index.
func (a *Socket) SetIndex(index int) {
	a.say(Result(a.TryIndex(index)), "set BINDTOIFINDEX %d", a.p.at.level(index))
}

// TryIndex is SetIndex without a line.
func (a *Socket) TryIndex(index int) error {
	return a.p.sys.SetsockoptInt(a.fd, emu.SOL_SOCKET, ByIndex, index)
}

// Device asks for the device both ways.
func (a *Socket) Device() {
	name, err := a.p.sys.GetsockoptString(a.fd, emu.SOL_SOCKET, ByName)
	if err == nil {
		name = quote(name)
	}
	index, err2 := a.p.sys.GetsockoptInt(a.fd, emu.SOL_SOCKET, ByIndex)
	a.say(value(a.p.at.level(index), err2)+", "+value(name, err), "device")
}

// On binds the socket, as a preparation.
func (a *Socket) On(index int) *Socket {
	a.p.s.must(a.label+" on a device", a.TryIndex(index))
	return a
}

// Flag sets an option that is one bit, as a preparation.
func (a *Socket) Flag(opt int) *Socket {
	a.p.s.must(optionName(emu.SOL_SOCKET, opt), a.p.sys.SetsockoptInt(a.fd, emu.SOL_SOCKET, opt, 1))
	return a
}

// At gives the socket an address, as a preparation.
func (a *Socket) At(addr string) *Socket {
	a.p.s.must(a.label+" at "+addr, a.TryBind(addr))
	return a
}

// To connects the socket, as a preparation.
func (a *Socket) To(addr string) *Socket {
	a.p.s.local = true
	a.p.s.must(a.label+" to "+addr, a.p.sys.Connect(a.fd, a.p.at.sockaddr(addr)))
	return a
}

// Bind gives the socket an address.
func (a *Socket) Bind(addr string) { a.say(Result(a.TryBind(addr)), "bind %s", addr) }

// TryBind is Bind without a line.
func (a *Socket) TryBind(addr string) error {
	if a.kind.ping() && addr != "" {
		_, port := parse(addr)
		a.p.s.idents[port] = true
	}
	return a.p.sys.Bind(a.fd, a.p.at.sockaddr(addr))
}

// Connect connects the socket; "" is a NULL address. A connection that waits
// for somebody who is not on this machine is EINPROGRESS.
func (a *Socket) Connect(addr string) {
	a.p.s.local = true
	a.say(Result(a.p.sys.Connect(a.fd, a.p.at.sockaddr(addr))), "connect %s", addr)
}

// Disconnect connects to AF_UNSPEC.
func (a *Socket) Disconnect() {
	a.say(Result(a.p.sys.Connect(a.fd, &emu.SockaddrUnspec{})), "connect AF_UNSPEC")
}

// Addr asks for the local address.
func (a *Socket) Addr() {
	sa, err := a.p.sys.Getsockname(a.fd)
	text := a.p.at.text(sa)
	if port := portOf(sa); a.kind.ping() && port != 0 && !a.p.s.idents[port] {
		text = text[:strings.LastIndexByte(text, ':')] + ":auto"
	}
	a.say(value(text, err), "getsockname")
}

func portOf(sa emu.Sockaddr) int {
	switch sa := sa.(type) {
	case *emu.SockaddrInet4:
		return sa.Port
	case *emu.SockaddrInet6:
		return sa.Port
	}
	return 0
}

// Peer asks for the address of the peer.
func (a *Socket) Peer() {
	sa, err := a.p.sys.Getpeername(a.fd)
	a.say(value(a.p.at.text(sa), err), "getpeername")
}

// Close closes the descriptor.
func (a *Socket) Close() {
	a.p.s.local = true
	a.say(Result(a.p.sys.Close(a.fd)), "close")
}

var fiveDigits = regexp.MustCompile(`:[3-6]\d{4}\b`)

// autoPort hides the automatic ports in a text; programs choose smaller ones.
func autoPort(text string) string { return fiveDigits.ReplaceAllString(text, ":auto") }

// Word is an int as setsockopt reads it.
func Word(i int32) []byte { return binary.NativeEndian.AppendUint32(nil, uint32(i)) }

// Stranger binds the socket by index as [Plane.Stranger].
func (a *Socket) Stranger(index int) {
	err := a.p.s.Plane.Stranger(a.p.sys, a.fd, index)
	if errors.Is(err, errors.ErrUnsupported) {
		a.p.s.must("stranger", err)
	}
	a.p.s.Say("stranger: %s set BINDTOIFINDEX %d = %s", a.label, a.p.at.level(index), Result(err))
}

// BindUnspec binds to an address of family AF_UNSPEC, all zeros.
func (a *Socket) BindUnspec() {
	a.say(Result(a.p.sys.Bind(a.fd, &emu.SockaddrUnspec{})), "bind AF_UNSPEC")
}

// BindBytes binds to an address given as bytes; what is what transcripts call
// it. See [Script.Bytes].
func (a *Socket) BindBytes(b []byte, what string) {
	a.say(Result(a.p.sys.Bind(a.fd, emu.SockaddrRaw(b))), "bind %s", what)
}

// ConnectBytes connects to an address given as bytes.
func (a *Socket) ConnectBytes(b []byte, what string) {
	a.p.s.local = true
	a.say(Result(a.p.sys.Connect(a.fd, emu.SockaddrRaw(b))), "connect %s", what)
}

// Shut closes the descriptor, in silence.
func (a *Socket) Shut() {
	a.p.s.local = true
	a.p.s.must("close", a.p.sys.Close(a.fd))
}
