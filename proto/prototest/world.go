package prototest

import (
	"errors"
	"fmt"
	"math"
	"net/netip"

	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// A world is two namespaces with the protocol in each, and the sockets of a
// history.
type world struct {
	c      *config
	inets  [2]*sock.Inet
	protos [2]*sock.Proto
	root   *sock.Cred
	nobody *sock.Cred
	socks  []*handle
	listed map[*sock.Sock]bool // of protocols with a Hash hook: between Hash and Unhash
	under  map[string]*flight  // by task: the operation under way
	ports  []uint16            // that sockets have, or had
	tick   int                 // operations of a sequence, or steps of an exploration, so far

	sw     *sched.World
	mark   *counter           // of the only task of a sequence
	report func(*finding)     // of what a hook does
	held   map[*handle]string // who holds the lock of a socket
	flying []*flight
}

// A handle is a socket of a history.
type handle struct {
	name      int
	ns        int
	s         *sock.Sock
	closed    bool
	listening bool
	since     span // when it came to its place in its chain
}

// A span is an interval of ticks.
type span struct{ from, to int }

// A flight is an operation under way, or one that has ended.
type flight struct {
	op            op
	h             *handle // nil for a rename
	span                  // to is forever until it has ended
	before, after moment

	rehashed bool // the Rehash hook has been called
	atDevice int32
	atAddr   netip.Addr
	err      error
}

const forever = math.MaxInt

// A moment is what a socket is at one time.
type moment struct {
	State
	present bool // in the tables
	since   span
}

// newWorld makes a world; t is the setup task or nil.
func newWorld(t *sched.Task, c *config, both bool) *world {
	w := &world{c: c, ports: []uint16{port}}
	w.listed, w.under, w.held = map[*sock.Sock]bool{}, map[string]*flight{}, map[*handle]string{}
	owner := &sock.UserNS{}
	w.root = &sock.Cred{NS: owner, Caps: sock.CAP_NET_ADMIN | sock.CAP_NET_RAW}
	w.nobody = &sock.Cred{NS: owner, UID: 65534}
	rtnl := netdev.NewRtnl(t, c.release)
	for i := range w.inets {
		if i == 1 && !both {
			break
		}
		n := netdev.NewNet(t, rtnl)
		w.inets[i] = sock.NewInet(t, n, owner)
		for _, d := range []struct {
			name string
			addr netip.Addr
		}{{"eth0", here1}, {"eth1", here2}} {
			dev, err := n.Register(t, d.name, 0)
			must(err)
			must(n.SetUp(t, dev.Index(t), true))
			bits := 24
			if c.family == sock.AF_INET6 {
				bits = 64
			}
			must(n.AddAddr(t, dev.Index(t), netip.PrefixFrom(c.addr(d.addr), bits)))
		}
		w.protos[i] = c.construct(t, w.inets[i])
		w.watch(w.protos[i])
	}
	return w
}

// must is for calls that cannot fail in a world that has just been made.
func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("prototest: the world cannot be made: %v", err))
	}
}

// watch puts itself between the socket layer and three hooks.
func (w *world) watch(p *sock.Proto) {
	if hash := p.Hash; hash != nil {
		p.Hash = func(t *sched.Task, s *sock.Sock) {
			hash(t, s)
			w.listed[s] = true
		}
	}
	unhash := p.Unhash
	p.Unhash = func(t *sched.Task, s *sock.Sock) {
		unhash(t, s)
		w.listed[s] = false
	}
	if rehash := p.Rehash; rehash != nil {
		p.Rehash = func(t *sched.Task, s *sock.Sock) {
			w.beforeRehash(t, s)
			rehash(t, s)
		}
	}
}

// beforeRehash checks the call of a Rehash hook.
func (w *world) beforeRehash(t *sched.Task, s *sock.Sock) {
	if f := w.under[t.Name()]; f != nil && f.h != nil && f.h.s == s {
		f.rehashed = true
		f.atDevice, f.atAddr = s.BoundDevIf(nil), w.local(s)
	}
	if w.sw != nil && t != w.sw.Setup() && w.lockHolder(s) != t.Name() {
		w.report(found(rehashUnlocked, "%s calls Rehash and does not hold the lock of the socket", w.doing(t)))
	}
}

// explored says that the world is one of sw.
func (w *world) explored(sw *sched.World, report func(*finding)) { w.sw, w.report = sw, report }

// lockHolder is the task that holds the socket's lock, "free" if none does.
func (w *world) lockHolder(s *sock.Sock) string {
	for _, f := range s.Fields(w.sw) {
		if f.Name == "socket lock" {
			return f.Value
		}
	}
	panic("prototest: sock.Fields does not show the lock any more")
}

func (w *world) doing(t *sched.Task) string {
	if f := w.under[t.Name()]; f != nil {
		return fmt.Sprintf("%q", f.op.String())
	}
	return "somebody"
}

// moment is what the socket is now.
func (w *world) moment(h *handle) moment {
	m := moment{State: w.state(h), since: h.since}
	m.present = w.present(h, &m.State)
	for _, f := range w.flying {
		if f.h == h && f.to == forever && w.moved(f, m) {
			m.since = f.span
		}
	}
	return m
}

func (w *world) state(h *handle) State {
	s := h.s
	st := State{
		Protocol:  uint8(w.c.number),
		Device:    s.BoundDevIf(nil),
		Local:     netip.AddrPortFrom(w.local(s), uint16(s.Num.Load(nil))),
		Peer:      netip.AddrPortFrom(w.peer(s), uint16(s.Dport.Load(nil))),
		ReuseAddr: s.ReuseAddr(nil), ReusePort: s.ReusePort(nil),
		Listening: h.listening,
	}
	if w.c.number == 0 {
		st.Protocol = uint8(s.Num.Load(nil))
	}
	if !w.c.ports {
		st.Local = netip.AddrPortFrom(st.Local.Addr(), 0)
		st.Peer = netip.AddrPortFrom(st.Peer.Addr(), 0)
	}
	return st
}

// local is the address that packets to the socket must have.
func (w *world) local(s *sock.Sock) netip.Addr {
	if w.c.family == sock.AF_INET6 {
		return s.RcvSaddr6(nil)
	}
	return sock.ToAddr(s.RcvSaddr.Load(nil))
}

// peer is the address that they must come from.
func (w *world) peer(s *sock.Sock) netip.Addr {
	if w.c.family == sock.AF_INET6 {
		return s.Daddr6(nil)
	}
	return sock.ToAddr(s.Daddr.Load(nil))
}

// connected reports whether there is a peer. Disconnecting leaves the address
// of one of IPv6, and takes its port (__udp_disconnect).
func (s *State) connected() bool {
	return !s.Peer.Addr().IsUnspecified() && (s.Peer.Addr().Is4() || s.Peer.Port() != 0)
}

// present reports whether a socket is in the tables, as it should be.
func (w *world) present(h *handle, st *State) bool {
	switch {
	case h.closed:
		return false
	case w.c.hashed != nil:
		return w.c.hashed(st)
	case w.c.hooks.Hash != nil:
		return w.listed[h.s]
	}
	return h.s.Num.Load(nil) != 0
}

// moved reports whether the operation has put its socket into a new place.
func (w *world) moved(f *flight, m moment) bool {
	return m.present && (!f.before.present || m.Local.Port() != f.before.Local.Port() ||
		m.Local.Addr() != f.before.Local.Addr() && !w.c.addrKeeps || f.rehashed && w.c.renews)
}

// wrong is why the operation cannot be done in the world as it is: such an
// operation is left out of a history.
func (w *world) wrong(o op) error {
	switch {
	case !w.c.has(o.verb):
		return fmt.Errorf("the protocol has no %s", o.verb)
	case o.verb == "open" && o.second && w.inets[1] == nil:
		return errors.New("there is no second namespace in an exploration")
	case o.verb == "open" || o.verb == "rename" || o.verb == "lookup":
		return nil
	case o.sock < 0 || o.sock >= len(w.socks):
		return fmt.Errorf("there is no socket %d", o.sock)
	case w.socks[o.sock].closed:
		return fmt.Errorf("socket %d is closed", o.sock)
	}
	return nil
}

// open makes a socket.
func (w *world) open(t *sched.Task, o op) error {
	ns := 0
	if o.second {
		ns = 1
	}
	number := w.c.number
	if o.number != 0 {
		number = o.number
	}
	if number == 0 {
		number = w.c.numbers[0]
	}
	s, err := w.inets[ns].Socket(t, w.root, w.c.family, w.c.typ, number)
	if err != nil {
		return err
	}
	w.socks = append(w.socks, &handle{name: len(w.socks), ns: ns, s: s, since: span{w.tick, w.tick}})
	return nil
}

// do does an operation other than a lookup.
func (w *world) do(t *sched.Task, o op) error {
	switch o.verb {
	case "open":
		return w.open(t, o)
	case "rename":
		dev := w.inets[0].Net.ByName(t.At("prototest.rename"), o.name)
		if dev == nil {
			return netdev.ENODEV
		}
		return w.inets[0].Net.Rename(t, dev.Index(t), o.to)
	}
	h, cred := w.socks[o.sock], w.root
	if o.nobody {
		cred = w.nobody
	}
	switch o.verb {
	case "bind":
		return h.s.Bind(t, o.addr)
	case "device":
		return h.s.BindToIndex(t, cred, o.index)
	case "name":
		return h.s.BindToDevice(t, cred, o.name)
	case "connect":
		return h.s.Connect(t, o.addr)
	case "disconnect":
		err := h.s.Disconnect(t)
		h.listening = h.listening && err != nil
		return err
	case "reuseaddr":
		return h.s.SetInt(t, cred, sock.SO_REUSEADDR, 1)
	case "reuseport":
		return h.s.SetInt(t, cred, sock.SO_REUSEPORT, 1)
	case "listen":
		err := h.s.Listen(t, 8)
		h.listening = h.listening || err == nil
		return err
	case "close":
		h.s.Close(t)
		h.closed = true
		return nil
	}
	panic("prototest: no operation " + o.verb)
}

// begin and end stand around an operation.
func (w *world) begin(t *sched.Task, o op) *flight {
	f := &flight{op: o, span: span{w.tick, forever}}
	if o.verb != "open" && o.verb != "rename" {
		f.h = w.socks[o.sock]
		f.before = w.moment(f.h) // before anybody sees it under way
	}
	w.under[t.Name()] = f
	w.flying = append(w.flying, f)
	return f
}

func (w *world) end(f *flight, err error) {
	f.to, f.err = w.tick, err
	if f.h == nil {
		return
	}
	f.after = w.moment(f.h)
	if w.moved(f, f.after) {
		f.h.since = f.span
		f.after.since = f.span
	}
}

// judge checks what an operation has left in the fields of its socket. While
// it ran, no other operation on that socket did.
func (w *world) judge(f *flight) *finding {
	if f.h == nil {
		return nil
	}
	if f.err != nil && f.before.present {
		a, b := f.before, f.after
		a.since, b.since = span{}, span{}
		if a != b {
			return found(failedChanges, "%q fails with %v, but socket %d was %s and is %s",
				f.op, f.err, f.h.name, a, b)
		}
	}
	if f.err != nil || !f.after.present {
		return nil
	}
	if f.rehashed && (f.atDevice != f.after.Device || f.atAddr != f.after.Local.Addr()) {
		return found(rehashEarly, "%q calls Rehash of socket %d while its device is %d and its address %s; then they become %d and %s",
			f.op, f.h.name, f.atDevice, f.atAddr, f.after.Device, f.after.Local.Addr())
	}
	if f.op.verb == "disconnect" && f.after.connected() {
		return found(disconnectKeeps, "after %q socket %d still has the peer %s", f.op, f.h.name, f.after.Peer)
	}
	if f.op.verb == "disconnect" && !w.c.keepsDev && f.after.Device != 0 {
		return found(disconnectKeeps, "after %q socket %d is still bound to device %d", f.op, f.h.name, f.after.Device)
	}
	return nil
}

func (m moment) String() string {
	if !m.present {
		return "in no table"
	}
	s := fmt.Sprintf("on device %d at %s", m.Device, m.Local)
	if m.Device == 0 {
		s = "unbound at " + m.Local.String()
	}
	if !m.Peer.Addr().IsUnspecified() {
		s += " connected to " + m.Peer.String()
	}
	return s
}
