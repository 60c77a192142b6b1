package gvisor

import (
	"math/rand/v2"
	"strings"

	"boundif/internal/drift"
)

// words are what operations are drawn with: few of each, for collisions are
// what is to be learnt from. Most names, devices and sockets are there.
var words = map[string]string{
	"DEVICE": "d1 d1 d1 d1 d2 d2 d2 d2 d3",
	"INDEX":  "d1 d1 d1 d1 d1 d1 d1 d1 d2 d2 d2 d2 d2 d2 d2 d2 d3 d3 #0 #0 #0 #-1 #4242",
	"NAME":   "a0 a0 a0 a0 a0 b0 b0 b0 b0 b0 c0 x",
	"NEW":    "a0 b0 c0 c0 c0 d0 d0 e0 e0 f0 f0 fifteen-bytes-x x y z sixteen-bytes-xyz x/y",
	"PREFIX": "10.1.0.1/24 10.2.0.1/24 10.9.9.9/32 10.3.0.1/24 10.3.0.1/24",
	"KIND":   "udp udp udp udp tcp tcp raw raw-icmp",
	"SOCKET": "s1 s1 s1 s2 s2 s2 s3 s3 s4",
	"LOCAL":  "0.0.0.0:7000 0.0.0.0:7000 0.0.0.0:7000 0.0.0.0:7000 0.0.0.0:7001 10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7000 10.1.0.1:7000 10.2.0.1:7000 0.0.0.0:0 10.7.7.7:7000",
	"PEER":   "10.1.0.2:5000 10.1.0.2:5000 10.1.0.2:5000 10.2.0.2:5000 10.2.0.2:5000 10.1.0.2:5001 10.7.7.7:5000",
	"OWN":    "10.1.0.1:7000 10.2.0.1:7000 10.1.0.1:7001",
	"FROM":   "10.1.0.2:5000 10.1.0.2:5000 10.1.0.2:5001 10.2.0.2:5000",
	"TO":     "10.9.9.9:7000 10.9.9.9:7001 10.1.0.1:7000 10.2.0.1:7000 10.1.0.255:7000 255.255.255.255:7000 10.7.7.7:7000",
	"HERE1":  "10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7001 10.1.0.1:7000 10.1.0.1:7000 10.1.0.255:7000 255.255.255.255:7000",
	"HERE2":  "10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7000 10.9.9.9:7001 10.2.0.1:7000 10.2.0.1:7000 10.2.0.255:7000 255.255.255.255:7000",
	"FLAG":   "REUSEADDR REUSEADDR REUSEPORT REUSEPORT BROADCAST",
	"BIT":    "0 1 1 1",
}

// keys are the words in an order in which none is part of a later one.
var keys = []string{"DEVICE", "INDEX", "NAME", "NEW", "PREFIX", "KIND", "SOCKET", "LOCAL", "PEER", "OWN", "FROM", "HERE1", "HERE2", "TO", "FLAG", "BIT"}

// lines are the operations, each as often as it says. What arrives comes from a
// neighbour more often than not. A connect() is followed by a packet for nobody,
// which shows what has left.
var lines = []struct {
	weight int
	line   string
}{
	{1, "add NEW 0"}, {1, "del d3"}, {1, "del DEVICE"}, {2, "up d3"}, {1, "up DEVICE"}, {1, "down DEVICE"},
	{1, "rename DEVICE NEW"}, {1, "rename-by-name NAME NEW"}, {1, "address d3 PREFIX"}, {1, "address DEVICE PREFIX"}, {1, "name-of DEVICE"}, {1, "index-of NAME"},
	{8, "socket root KIND"}, {24, "bind SOCKET LOCAL"}, {6, "connect SOCKET PEER\nping lo 10.1.0.2:5000>10.7.7.7:7000"}, {1, "disconnect SOCKET"}, {3, "close SOCKET"},
	{6, "listen SOCKET"}, {3, "accept SOCKET"}, {3, "getsockname SOCKET"}, {2, "getpeername SOCKET"},
	{16, "bindtoifindex root SOCKET INDEX"}, {8, "bindtodevice root SOCKET NAME"}, {4, "unbind root SOCKET"}, {4, "device SOCKET"},
	{8, "flag SOCKET FLAG BIT"},
	{16, "arrive d1 10.1.0.2:5000>HERE1"}, {16, "arrive d2 10.2.0.2:5000>HERE2"}, {1, "arrive DEVICE FROM>TO"},
	{8, "syn d1 10.1.0.2:5000>HERE1"}, {8, "syn d2 10.2.0.2:5000>HERE2"}, {1, "syn DEVICE FROM>TO"}, {1, "ping d1 10.1.0.2:5000>HERE1"}, {1, "ping d2 10.2.0.2:5000>HERE2"},
	{1, "unreachable d1 10.1.0.2:5000>HERE1"}, {1, "unreachable d2 10.2.0.2:5000>HERE2"},
	{6, "send SOCKET PEER"}, {6, "send SOCKET OWN"}, {8, "send-connected SOCKET"},
}

// begun are how programs go on after Devices: with nothing, or with sockets that
// have something in common.
var begun = []string{
	"",
	three("udp", ""),
	three("udp", "REUSEADDR"),
	three("udp", "REUSEPORT"),
	three("tcp", ""),
	three("tcp", "REUSEADDR"),
	three("tcp", "REUSEPORT"),
	three("udp", "") + "bindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\n",
	three("udp", "REUSEADDR") + "bindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbindtoifindex root s2 d2\n",
	three("udp", "REUSEPORT") + "bindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nbind s2 0.0.0.0:7000\n",
	three("tcp", "REUSEPORT") + "bindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nlisten s1\nbind s2 0.0.0.0:7000\n",
	three("tcp", "") + "bindtoifindex root s1 d1\nbind s1 0.0.0.0:7000\nlisten s1\n",
	"socket root raw\nsocket root udp\nsocket root raw",
}

func three(sort, flag string) (text string) {
	for _, s := range []string{"s1", "s2", "s3"} {
		text += "socket root " + sort + "\n"
		if flag != "" {
			text += "flag " + s + " " + flag + " 1\n"
		}
	}
	return text
}

// Seeded is the program that a seed stands for.
func Seeded(seed int) drift.Program {
	r := rand.New(rand.NewPCG(uint64(seed), 0))
	var tickets []string
	for _, l := range lines {
		for range l.weight {
			tickets = append(tickets, l.line)
		}
	}
	text := []string{Devices, begun[r.IntN(len(begun))]}
	for range 10 + r.IntN(20) {
		line := tickets[r.IntN(len(tickets))]
		for _, key := range keys {
			some := strings.Fields(words[key])
			line = strings.Replace(line, key, some[r.IntN(len(some))], 1)
		}
		text = append(text, line)
	}
	p, err := drift.Parse(strings.Join(text, "\n"))
	if err != nil {
		panic(err)
	}
	return p
}
