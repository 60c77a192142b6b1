package gvisor

// A Case is a known difference between netstack and Linux: a program whose
// last operation they answer differently, and nothing before it.
type Case struct {
	Name    string
	Why     string
	Program string // after devices
	Linux   string
	GVisor  string
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
	}, {
		Name: "rebound", Why: "a socket that was bound to a and moved to b does not hear b",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d2" + onB,
		Linux:   s1Gets, GVisor: "nothing",
	}, {
		Name: "unbound", Why: "nor does it hear others after it was unbound",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nunbind root s1" + onB,
		Linux:   s1Gets, GVisor: "nothing",
	}, {
		Name: "vacated device", Why: "the port stays reserved on the device that the socket had at bind()",
		Program: "socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d2\nbindtoifindex root s2 d1\nbind s2 0.0.0.0:7000",
		Linux:   "ok", GVisor: "EADDRINUSE",
	}, {
		Name: "taken device", Why: "and is free on the one it moved to",
		Program: "socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s1 d2\nbindtoifindex root s2 d2\nbind s2 0.0.0.0:7000",
		Linux:   "EADDRINUSE", GVisor: "ok",
	}, {
		Name: "connected output", Why: "a connected socket goes on to send by the device that it had at connect()",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nconnect s1 10.1.0.2:5000\nbindtoifindex root s1 d2\nsend-connected s1",
		Linux:   "ok: d2 sends 10.1.0.1:7000 > 10.1.0.2:5000", GVisor: "ok: d1 sends 10.1.0.1:7000 > 10.1.0.2:5000",
	}, {
		Name: "disconnect", Why: "connect(AF_UNSPEC) keeps the device",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nconnect s1 10.1.0.2:5000\ndisconnect s1\ndevice s1",
		Linux:   `0 ""`, GVisor: `2 "a0"`,
	}, {
		Name: "wildcard on the device", Why: "a specific address on another device hides the wildcard that matches",
		Program: "socket root udp\nsocket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s2 d2\nbind s2 10.9.9.9:7000" + onA,
		Linux:   s1Gets, GVisor: closed,
	}, {
		Name: "newest group", Why: "among SO_REUSEPORT sockets Linux over IPv4 asks the newest first, device or not; netstack prefers the device",
		Program: "socket root udp\nsocket root udp\nflag s1 REUSEPORT 1\nflag s2 REUSEPORT 1\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000" + onA,
		Linux:   "s2 gets 5 from 10.1.0.2:5000", GVisor: s1Gets,
	}, {
		Name: "raw", Why: "raw sockets hear every device",
		Program: "socket root raw\nsocket root udp\nbind s2 0.0.0.0:7000\nbindtoifindex root s1 d1" + onB,
		Linux:   "s2 gets 5 from 10.1.0.2:5000", GVisor: "s1 gets 33 from 10.1.0.2:0; s2 gets 5 from 10.1.0.2:5000",
	}, {
		Name: "absent index", Why: "an index that no device has is refused",
		Program: "socket root udp\nbindtoifindex root s1 #4242", Linux: "ok", GVisor: "ENODEV",
	}, {
		Name: "negative index", Why: "and so is -1, with the same error",
		Program: "socket root udp\nbindtoifindex root s1 #-1", Linux: "EINVAL", GVisor: "ENODEV",
	}, {
		Name: "duplicate name", Why: "two devices may have one name",
		Program: "rename d1 b0", Linux: "EEXIST", GVisor: "ok",
	}, {
		Name: "slash in a name", Why: "names are not looked at",
		Program: "rename d1 x/y", Linux: "EINVAL", GVisor: "ok",
	}, {
		Name: "long name", Why: "nor are they limited to 15 bytes",
		Program: "rename d1 sixteen-bytes-xyz", Linux: "ERANGE", GVisor: "ok",
	}, {
		Name: "device gone", Why: "a send on a device that was removed has another error",
		Program: "socket root udp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\ndel d1\nsend s1 10.1.0.2:5000",
		Linux:   "ENODEV: nothing", GVisor: "ENETUNREACH: nothing",
	}, {
		Name: "listener rebound", Why: "a listener that is moved goes on to answer on the device that it had",
		Program: "socket root tcp\nbindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nlisten s1\nbindtoifindex root s1 d2\nsyn d1 10.1.0.2:5000>10.9.9.9:7000",
		Linux:   "d1 sends 10.9.9.9:7000 > 10.1.0.2:5000 TCP RST ACK", GVisor: "d1 sends 10.9.9.9:7000 > 10.1.0.2:5000 TCP SYN ACK",
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
