package gvisor

import "strings"

// A Case is a known difference between netstack and Linux: a program whose
// last operation they answer differently, and nothing before it; and a way, by
// which the difference is recognized in other programs.
type Case struct {
	Name    string
	Why     string
	Program string // after devices
	Linux   string
	GVisor  string
	way     way
}

// Devices is how the programs of cases begin. The address S, 10.9.9.9, is on
// both devices, so that a packet for it can arrive on either.
const Devices = `
up lo
add a0 0
address d1 10.1.0.1/24
address d1 10.9.9.9/32
up d1
add b0 0
address d2 10.2.0.1/24
address d2 10.9.9.9/32
up d2
`

const (
	s1Gets = "s1 gets 5 from 10.1.0.2:5000"
	closed = "d1 sends 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7000 UDP)"
	onA    = "\narrive d1 10.1.0.2:5000>10.9.9.9:7000"
	onB    = "\narrive d2 10.1.0.2:5000>10.9.9.9:7000"
)

// Cases is the known differences. Nearly all have one cause: netstack copies
// the device into its demultiplexer and its table of ports at bind, and Linux
// compares the socket's field whenever it asks.
var Cases = []Case{
	{
		Name: "bound after bind", Why: "the device set after bind() does not narrow what arrives",
		Program: "socket root udp\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d1" + onB,
		Linux:   closed, GVisor: s1Gets,
		way: frozen(arrives("arrive", "send", "syn", "ping", "unreachable"), func(s *socket) bool { return s.frozen == "" && s.device != "" }),
	}, {
		Name: "rebound", Why: "a socket that was bound to a and moved to b does not hear b",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d2" + onB,
		Linux:   s1Gets, GVisor: "nothing",
		way: frozen(arrives("arrive", "send", "ping", "unreachable"), func(s *socket) bool { return s.frozen != "" && s.device != "" }),
	}, {
		Name: "unbound", Why: "nor does it hear others after it was unbound",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nunbind root s1" + onB,
		Linux:   s1Gets, GVisor: "nothing",
		way: frozen(arrives("arrive", "send", "syn", "ping", "unreachable"), func(s *socket) bool { return s.frozen != "" && s.device == "" }),
	}, {
		Name: "vacated device", Why: "the port stays reserved on the device that the socket had at bind()",
		Program: "socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d2\nbindtoifindex root s2 d1\nbind s2 0.0.0.0:7000",
		Linux:   "ok", GVisor: "EADDRINUSE",
		way: frozen(reserved(false), anybody),
	}, {
		Name: "taken device", Why: "and is free on the one it moved to",
		Program: "socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d2\nbindtoifindex root s2 d2\nbind s2 0.0.0.0:7000",
		Linux:   "EADDRINUSE", GVisor: "ok",
		way: frozen(reserved(true), anybody),
	}, {
		Name: "connected output", Why: "a connected socket goes on to send by the device that it had at connect()",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nconnect s1 10.1.0.2:5000\nbindtoifindex root s1 d2\nsend-connected s1",
		Linux:   "ok: d2 sends 10.1.0.1:7000 > 10.1.0.2:5000", GVisor: "ok: d1 sends 10.1.0.1:7000 > 10.1.0.2:5000",
		way: frozen(sends, anybody),
	}, {
		Name: "disconnect", Why: "connect(AF_UNSPEC) keeps the device",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nconnect s1 10.1.0.2:5000\ndisconnect s1\ndevice s1",
		Linux:   `0 ""`, GVisor: `2 "a0"`,
		way: forgets,
	}, {
		Name: "wildcard on the device", Why: "a specific address on another device hides the wildcard that matches",
		Program: "socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s2 d2\nbind s2 10.9.9.9:7000" + onA,
		Linux:   s1Gets, GVisor: closed,
		way: hides,
	}, {
		Name: "newest group", Why: "among SO_REUSEPORT sockets Linux over IPv4 asks the newest first, device or not; netstack prefers the device",
		Program: "socket root udp\nsocket root udp\nflag s1 REUSEPORT 1\nflag s2 REUSEPORT 1\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000" + onA,
		Linux:   "s2 gets 5 from 10.1.0.2:5000", GVisor: s1Gets,
		way: nearer(shared),
	}, {
		Name: "raw", Why: "raw sockets hear every device",
		Program: "socket root raw\nsocket root udp\nbind s2 0.0.0.0:7000\nbindtoifindex root s1 d1" + onB,
		Linux:   "s2 gets 5 from 10.1.0.2:5000", GVisor: "s1 gets 33 from 10.1.0.2:0; s2 gets 5 from 10.1.0.2:5000",
		way: everyDevice,
	}, {
		Name: "absent index", Why: "an index that no device has is refused",
		Program: "socket root udp\nbindtoifindex root s1 #4242", Linux: "ok", GVisor: "ENODEV",
		way: likeName(func(w *sight, index string) bool {
			d := w.device(index)
			return index != "#-1" && (d == nil || d.name == "")
		}),
	}, {
		Name: "negative index", Why: "and so is -1, with the same error",
		Program: "socket root udp\nbindtoifindex root s1 #-1", Linux: "EINVAL", GVisor: "ENODEV",
		way: likeName(func(_ *sight, index string) bool { return index == "#-1" }),
	}, {
		Name: "duplicate name", Why: "two devices may have one name",
		Program: "rename d1 b0", Linux: "EEXIST", GVisor: "ok",
		way: anyName(func(w *sight, name string) bool { return w.named(name).name != "" }),
	}, {
		Name: "slash in a name", Why: "names are not looked at",
		Program: "rename d1 x/y", Linux: "EINVAL", GVisor: "ok",
		way: anyName(func(_ *sight, name string) bool { return strings.Contains(name, "/") }),
	}, {
		Name: "long name", Why: "nor are they limited to 15 bytes",
		Program: "rename d1 sixteen-bytes-xyz", Linux: "ERANGE", GVisor: "ok",
		way: anyName(func(_ *sight, name string) bool { return len(name) > 15 }),
	}, {
		Name: "device gone", Why: "a send on a device that was removed has another error",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\ndel d1\nsend s1 10.1.0.2:5000",
		Linux:   "ENODEV: nothing", GVisor: "ENETUNREACH: nothing",
		way: gone,
	}, {
		Name: "listener rebound", Why: "a listener that is moved goes on to answer on the device that it had",
		Program: "socket root tcp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nlisten s1\nbindtoifindex root s1 d2\nsyn d1 10.1.0.2:5000>10.9.9.9:7000",
		Linux:   "d1 sends 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST ACK", GVisor: "d1 sends 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK",
		way: frozen(arrives("syn"), func(s *socket) bool { return s.frozen != "" && s.device != "" }),
	}, {
		Name: "another device's address", Why: "a device takes what is for its own addresses only",
		Program: "arrive d1 10.1.0.2:5000>10.2.0.1:7000",
		Linux:   "d1 sends 10.2.0.1 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.2.0.1:7000 UDP)", GVisor: "nothing",
		way: otherAddress,
	}, {
		Name: "answer by another device", Why: "what it answers leaves by the device that was asked, or not at all",
		Program: "arrive d2 10.1.0.2:5000>10.9.9.9:7000",
		Linux:   "d1 sends 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7000 UDP)", GVisor: "nothing",
		way: sameDevice,
	}, {
		Name: "echo to all", Why: "an echo request to a broadcast address is answered",
		Program: "ping d1 10.1.0.2:5000>10.1.0.255:7000",
		Linux:   "nothing", GVisor: "d1 sends 10.1.0.1 > 10.1.0.2 ICMP echo reply",
		way: pingsAll,
	}, {
		Name: "source address", Why: "what is sent from an address leaves by the device that has it",
		Program: "socket root udp\nbind s1 10.1.0.1:7000\nsend s1 10.2.0.2:5000",
		Linux:   "ok: d2 sends 10.1.0.1:7000 > 10.2.0.2:5000", GVisor: "ENETUNREACH: nothing",
		way: bySource,
	}, {
		Name: "no route by the device", Why: "a device that no route goes by leads nowhere; Linux takes the peer for a neighbour",
		Program: "socket root udp\nbindtoifindex root s1 d1\nsend s1 10.2.0.2:5000",
		Linux:   "ok: d1 sends 10.1.0.1:auto > 10.2.0.2:5000", GVisor: "ENETUNREACH: nothing",
		way: noRoute,
	}, {
		Name: "connect over the route", Why: "connect() looks for a route as if the socket had no device",
		Program: "socket root udp\nbindtoifindex root s1 d2\nconnect s1 10.1.0.2:5000\nsend-connected s1",
		Linux:   "ok: d2 sends 10.2.0.1:auto > 10.1.0.2:5000", GVisor: "ok: d1 sends 10.1.0.1:auto > 10.1.0.2:5000",
		way: overRoute,
	}, {
		Name: "connected wildcard", Why: "connect() leaves a socket that is bound to all addresses so",
		Program: "socket root udp\nbind s1 0.0.0.0:7000\nconnect s1 10.1.0.2:5000\narrive d1 10.1.0.2:5000>10.9.9.9:7000",
		Linux:   "d1 sends 10.9.9.9 > 10.1.0.2 ICMP port unreachable (10.1.0.2:5000 > 10.9.9.9:7000 UDP)", GVisor: "s1 gets 5 from 10.1.0.2:5000",
		way: keepsHearing,
	}, {
		Name: "bound twice", Why: "that a socket is bound already is looked at before the address is",
		Program: "socket root udp\nbind s1 0.0.0.0:7000\nbind s1 10.7.7.7:7000",
		Linux:   "EADDRNOTAVAIL", GVisor: "EINVAL",
		way: saidAlready,
	}, {
		Name: "raw bound twice", Why: "a raw socket can be bound once",
		Program: "socket root raw\nbind s1 0.0.0.0:0\nbind s1 0.0.0.0:0",
		Linux:   "ok", GVisor: "EINVAL",
		way: refuses("bind", "EINVAL", func(s *socket) bool { return isRaw(s) && s.fixed() }),
	}, {
		Name: "disconnect of TCP", Why: "connect(AF_UNSPEC) is for UDP",
		Program: "socket root tcp\ndisconnect s1",
		Linux:   "ok", GVisor: "EOPNOTSUPP",
		way: refuses("disconnect", "EOPNOTSUPP", func(s *socket) bool { return s.sort != "udp" }),
	}, {
		Name: "connect of a listener", Why: "has another error",
		Program: "socket root tcp\nlisten s1\nconnect s1 10.1.0.2:5000",
		Linux:   "EISCONN", GVisor: "EINVAL",
		way: refuses("connect", "EINVAL", func(s *socket) bool { return s.listens }),
	}, {
		Name: "peer of a raw socket", Why: "is not told",
		Program: "socket root raw\nconnect s1 10.1.0.2:5000\ngetpeername s1",
		Linux:   "10.1.0.2:5000", GVisor: "ENOTCONN",
		way: refuses("getpeername", "ENOTCONN", isRaw),
	}, {
		Name: "failed connect", Why: "does not bind the socket to a port",
		Program: "socket root udp\nconnect s1 10.7.7.7:5000\nbind s1 0.0.0.0:7000",
		Linux:   "EINVAL", GVisor: "ok",
		way: failedBinds,
	}, {
		Name: "send past the peer", Why: "has the source that its own route gives, not the connected one",
		Program: "socket root udp\nbind s1 0.0.0.0:7000\nconnect s1 10.2.0.2:5000\nsend s1 10.1.0.2:5001",
		Linux:   "ok: d1 sends 10.2.0.1:7000 > 10.1.0.2:5001", GVisor: "ok: d1 sends 10.1.0.1:7000 > 10.1.0.2:5001",
		way: elsewhere,
	}, {
		Name: "raw for others", Why: "raw sockets hear what is for another host",
		Program: "socket root raw\narrive d1 10.1.0.2:5000>10.7.7.7:7000",
		Linux:   "nothing", GVisor: "s1 gets 33 from 10.1.0.2:0",
		way: forOthers,
	}, {
		Name: "disconnect of the unconnected", Why: "does nothing; Linux gives back a port that was not asked for",
		Program: "socket root udp\nsend s1 10.1.0.2:5000\ndisconnect s1\nbind s1 0.0.0.0:7000",
		Linux:   "ok", GVisor: "EINVAL",
		way: idle,
	}, {
		Name: "SYN again", Why: "a SYN that comes again is acknowledged, and not answered again",
		Program: "socket root tcp\nbind s1 0.0.0.0:7000\nlisten s1\nsyn d1 10.1.0.2:5000>10.9.9.9:7000\nsyn d1 10.1.0.2:5000>10.9.9.9:7000",
		Linux:   "d1 sends 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK", GVisor: "d1 sends 10.9.9.9:7000 > 10.1.0.2:5000 TCP ACK",
		way: again,
	}, {
		Name: "failed bind", Why: "leaves its address on a socket of TCP",
		Program: "socket root tcp\nsocket root tcp\nbind s1 0.0.0.0:7000\nbind s2 10.9.9.9:7000\nconnect s2 10.1.0.2:5000\nping lo 10.1.0.2:5000>10.7.7.7:7000",
		Linux:   "d1 sends 10.1.0.1:auto > 10.1.0.2:5000 TCP SYN", GVisor: "d1 sends 10.9.9.9:auto > 10.1.0.2:5000 TCP SYN",
		way: leftAddress,
	}, {
		Name: "errors of raw sockets", Why: "are not told",
		Program: "socket root raw\nbind s1 10.9.9.9:0\nconnect s1 10.1.0.2:5000\nunreachable d1 10.1.0.2:5000>10.9.9.9:7000",
		Linux:   "s1 is told ECONNREFUSED", GVisor: "nothing",
		way: deafRaw,
	}, {
		Name: "beside a listener", Why: "SO_REUSEADDR lets bind() have another address of the port",
		Program: "socket root tcp\nsocket root tcp\nflag s1 REUSEADDR 1\nflag s2 REUSEADDR 1\nbind s1 0.0.0.0:7000\nlisten s1\nbind s2 10.9.9.9:7000",
		Linux:   "EADDRINUSE", GVisor: "ok",
		way: besideListener,
	}, {
		Name: "broadcast", Why: "what is for all goes to the sockets of the device, and to the others only if it has none",
		Program: "socket root udp\nsocket root udp\nflag s1 REUSEADDR 1\nflag s2 REUSEADDR 1\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000\narrive d1 10.1.0.2:5000>10.1.0.255:7000",
		Linux:   "s1 gets 5 from 10.1.0.2:5000; s2 gets 5 from 10.1.0.2:5000", GVisor: "s1 gets 5 from 10.1.0.2:5000",
		way: nearer(group),
	}, {
		Name: "flags after bind", Why: "the reuse flags are copied at bind(), too",
		Program: "socket root udp\nsocket root udp\nflag s1 REUSEPORT 1\nflag s2 REUSEPORT 1\nbind s1 0.0.0.0:7000\nflag s1 REUSEPORT 0\nbind s2 0.0.0.0:7000",
		Linux:   "EADDRINUSE", GVisor: "ok",
		way: frozenFlags,
	}, {
		Name: "peer of a half-open connection", Why: "is not told",
		Program: "socket root tcp\nbind s1 10.1.0.1:7000\nconnect s1 10.1.0.2:5000\nsyn d1 10.1.0.2:5000>10.1.0.1:7000\ngetpeername s1",
		Linux:   "10.1.0.2:5000", GVisor: "ENOTCONN",
		way: refuses("getpeername", "ENOTCONN", func(s *socket) bool { return s.sort == "tcp" }),
	}, {
		Name: "set again", Why: "SO_REUSEPORT: a socket of UDP whose device is set again, to what it was, leaves its group in Linux",
		Program: "socket root udp\nsocket root udp\nflag s1 REUSEPORT 1\nflag s2 REUSEPORT 1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000\nunbind root s1" + onA,
		Linux:   "s2 gets 5 from 10.1.0.2:5000", GVisor: s1Gets,
		way: frozen(arrives("arrive", "send", "unreachable"), func(s *socket) bool { return s.frozen == s.device }),
	}, {
		Name: "accepted", Why: "an accepted socket does not have the listener's device",
		Program: "address lo 10.8.8.8/32\nsocket root tcp\nsocket root tcp\nbindtoifindex root s1 lo\nbind s1 10.8.8.8:7000\nlisten s1\nconnect s2 10.8.8.8:7000\naccept s1\ndevice s3",
		Linux:   `1 "lo"`, GVisor: `0 ""`,
		way: child,
	}, {
		Name: "kept port", Why: "the port of a socket whose device was set between bind() and connect() is never free again",
		Program: "socket root udp\nsocket root udp\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d1\nconnect s1 10.1.0.2:5000\nclose s1\nbind s2 0.0.0.0:7000",
		Linux:   "ok", GVisor: "EADDRINUSE",
		way: keptPort,
	}, {
		Name: "own address", Why: "what a socket with an address sends to this host stays here, whichever its device",
		Program: "socket root udp\nbind s1 10.2.0.1:7000\nbindtoifindex root s1 d2\nsend s1 10.1.0.1:7000",
		Linux:   "ok: d2 sends 10.2.0.1:7000 > 10.1.0.1:7000", GVisor: "ok: nothing",
		way: staysHere,
	}, {
		Name: "address of a device that is down", Why: "is not this host's",
		Program: "down d1\nsocket root udp\nsend s1 10.1.0.1:7000",
		Linux:   "ok: nothing", GVisor: "EINVAL: nothing",
		way: downAddress,
	}, {
		Name: "loopback down", Why: "what this host sends to itself does not need it",
		Program: "down lo\nsocket root raw\nsocket root udp\nsend s2 10.1.0.1:7000",
		Linux:   "ok: nothing", GVisor: "ok: s1 gets 33 from 10.1.0.1:0",
		way: noLoopback,
	}, {
		Name: "failed listen", Why: "a socket whose listen() found another listener reads as one that was closed",
		Program: "socket root tcp\nsocket root tcp\nflag s1 REUSEADDR 1\nflag s2 REUSEADDR 1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000\nlisten s1\nlisten s2\nping lo 10.1.0.2:5000>10.7.7.7:7000",
		Linux:   "nothing", GVisor: "s2 gets 0 from none",
		way: failedListen,
	}, {
		Name: "same connection", Why: "of two sockets of a port that were moved to a device, one can be connected to a peer",
		Program: "socket root udp\nsocket root udp\nflag s1 REUSEPORT 1\nflag s2 REUSEPORT 1\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000\nbindtoifindex root s2 d1\nconnect s1 10.1.0.2:5000\nconnect s2 10.1.0.2:5000",
		Linux:   "ok", GVisor: "EADDRINUSE",
		way: sameConnection,
	}, {
		Name: "close of a half-open connection", Why: "says nothing to the peer",
		Program: "socket root tcp\nbind s1 10.1.0.1:7000\nconnect s1 10.1.0.2:5000\nsyn d1 10.1.0.2:5000>10.1.0.1:7000\nclose s1\nping lo 10.1.0.2:5000>10.7.7.7:7000",
		Linux:   "d1 sends 10.1.0.1:7000 > 10.1.0.2:5000 TCP FIN ACK", GVisor: "nothing",
		way: silentClose,
	},
}

// Same is programs to which both give the same answers, for all their
// operations.
var Same = []string{
	"socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000" + onA + "\ndevice s1",
	"socket root udp\nsocket root udp\nflag s1 REUSEADDR 1\nflag s2 REUSEADDR 1\nbind s1 0.0.0.0:7000\nbindtoifindex root s2 d1\nbind s2 0.0.0.0:7000" + onA + onB,
	"socket root udp\nsocket root udp\nflag s1 REUSEADDR 1\nflag s2 REUSEADDR 1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000" + onA,
	"socket root udp\nsocket root udp\nflag s1 REUSEADDR 1\nflag s2 REUSEADDR 1\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 10.9.9.9:7000" + onA,
	"socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbindtoifindex root s2 d2\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000" + onA + onB,
	"socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000",
	"socket root udp\nbindtodevice root s1 b0\nrename d2 x\ndevice s1\nbindtodevice root s1 b0\nbindtodevice root s1 x\ndevice s1",
}
