package plane

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"

	"boundif/emu"
)

// A Socket is a descriptor of a process, with the name that transcripts give
// to it.
type Socket struct {
	p     *Proc
	fd    int
	label string
}

// The two options.
const (
	ByName  = emu.SO_BINDTODEVICE
	ByIndex = emu.SO_BINDTOIFINDEX
)

var optionNames = map[int]string{
	ByName: "BINDTODEVICE", ByIndex: "BINDTOIFINDEX",
	emu.SO_REUSEADDR: "REUSEADDR", emu.SO_REUSEPORT: "REUSEPORT",
}

func quote(s string) string { return strconv.Quote(s) }

// UDP opens a UDP socket.
func (p *Proc) UDP(label string) *Socket { return p.socket(label, emu.SOCK_DGRAM, 0) }

// Raw opens a raw socket for the protocol.
func (p *Proc) Raw(label string, protocol int) *Socket {
	return p.socket(label, emu.SOCK_RAW, protocol)
}

func (p *Proc) socket(label string, typ, protocol int) *Socket {
	fd, err := p.sys.Socket(emu.AF_INET, typ, protocol)
	p.s.must("socket "+label, err)
	return &Socket{p, fd, label}
}

// FD is a descriptor that the program did not open.
func (p *Proc) FD(label string, fd int) *Socket { return &Socket{p, fd, label} }

// By is the same socket in the hands of another process.
func (a *Socket) By(p *Proc) *Socket {
	fd, err := p.s.Plane.Pass(a.p.sys, a.fd, p.sys)
	p.s.must("passing "+a.label, err)
	return &Socket{p, fd, a.label}
}

// Number is the descriptor.
func (a *Socket) Number() int { return a.fd }

func (a *Socket) say(result, format string, args ...any) {
	a.p.say(result, a.label+" "+format, args...)
}

// Set is the raw setsockopt: val is all the memory there is, nil is NULL.
func (a *Socket) Set(opt int, val []byte, length int) {
	err := a.p.sys.Setsockopt(a.fd, emu.SOL_SOCKET, opt, val, length)
	a.say(Result(err), "set %s %s, %d", optionNames[opt], memory(val), length)
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
	a.say(result, "get %s %s, %d", optionNames[opt], where, length)
}

// SetName binds by name.
func (a *Socket) SetName(name string) {
	err := a.p.sys.SetsockoptString(a.fd, emu.SOL_SOCKET, ByName, name)
	a.say(Result(err), "set BINDTODEVICE %q", name)
}

// SetIndex binds by index.
func (a *Socket) SetIndex(index int) {
	a.say(Result(a.TryIndex(index)), "set BINDTOIFINDEX %d", a.p.s.level(index))
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
	a.say(value(a.p.s.level(index), err2)+", "+value(name, err), "device")
}

// On binds the socket, as a preparation.
func (a *Socket) On(index int) *Socket {
	a.p.s.must(a.label+" on a device", a.TryIndex(index))
	return a
}

// Flag sets an option that is one bit, as a preparation.
func (a *Socket) Flag(opt int) *Socket {
	a.p.s.must(optionNames[opt], a.p.sys.SetsockoptInt(a.fd, emu.SOL_SOCKET, opt, 1))
	return a
}

// At gives the socket an address, as a preparation.
func (a *Socket) At(addr string) *Socket {
	a.p.s.must(a.label+" at "+addr, a.TryBind(addr))
	return a
}

// To connects the socket, as a preparation.
func (a *Socket) To(addr string) *Socket {
	a.p.s.must(a.label+" to "+addr, a.p.sys.Connect(a.fd, inet(addr)))
	return a
}

// Bind gives the socket an address.
func (a *Socket) Bind(addr string) { a.say(Result(a.TryBind(addr)), "bind %s", addr) }

// TryBind is Bind without a line.
func (a *Socket) TryBind(addr string) error { return a.p.sys.Bind(a.fd, inet(addr)) }

// Connect connects the socket; "" is a NULL address.
func (a *Socket) Connect(addr string) {
	a.say(Result(a.p.sys.Connect(a.fd, inet(addr))), "connect %s", addr)
}

// Disconnect connects to AF_UNSPEC.
func (a *Socket) Disconnect() {
	a.say(Result(a.p.sys.Connect(a.fd, &emu.SockaddrUnspec{})), "connect AF_UNSPEC")
}

// Send sends to an address, or to the connected peer if that is "".
func (a *Socket) Send(addr string) {
	a.p.s.local = true
	err := a.p.sys.Sendto(a.fd, []byte("hello"), 0, inet(addr))
	if addr == "" {
		a.say(Result(err), "send")
	} else {
		a.say(Result(err), "send to %s", addr)
	}
}

// Recv takes a packet from the queue, without waiting.
func (a *Socket) Recv() {
	from, err := a.recv()
	a.say(value(from, err), "recv")
}

func (a *Socket) recv() (from string, err error) {
	a.p.s.await(func() bool {
		var sa emu.Sockaddr
		_, sa, err = a.p.sys.Recvfrom(a.fd, make([]byte, 100), emu.MSG_DONTWAIT)
		if err == nil {
			from = "from " + address(sa)
		}
		return Result(err) != "EAGAIN"
	})
	return from, err
}

// Addr asks for the local address.
func (a *Socket) Addr() {
	sa, err := a.p.sys.Getsockname(a.fd)
	a.say(value(address(sa), err), "getsockname")
}

// Close closes the descriptor.
func (a *Socket) Close() { a.say(Result(a.p.sys.Close(a.fd)), "close") }

func inet(addr string) emu.Sockaddr {
	if addr == "" {
		return nil
	}
	a := netip.MustParseAddrPort(addr)
	return &emu.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
}

func address(sa emu.Sockaddr) string {
	if sa, ok := sa.(*emu.SockaddrInet4); ok {
		return autoPort(netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port)).String())
	}
	return fmt.Sprint(sa)
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
	a.p.s.Say("stranger: %s set BINDTOIFINDEX %d = %s", a.label, a.p.s.level(index), Result(err))
}

// BindUnspec binds to an address of family AF_UNSPEC, all zeros.
func (a *Socket) BindUnspec() {
	a.say(Result(a.p.sys.Bind(a.fd, &emu.SockaddrUnspec{})), "bind AF_UNSPEC")
}

// Shut closes the descriptor, in silence.
func (a *Socket) Shut() { a.p.s.must("close", a.p.sys.Close(a.fd)) }
