package udp

import (
	"fmt"
	"strings"

	"boundif/sched"
	"boundif/sock"
)

// explain is lookup, and tells of each socket that it looked at what became of
// it.
func (tb *table) explain(t *sched.Task, k *sock.Key) []sock.Candidate {
	var trace []sock.Candidate
	tb.find(t, k, nil, &trace)
	return trace
}

var stageNames = [...]string{
	ofAddress:  "chain of the address",
	ofWildcard: "chain of the wildcard address",
	ofPort:     "chain of the port",
	everywhere: "all of the port",
	earlyDemux: "early demux",
	fourTuple:  "table of 4-tuples",
	inGroup:    "group of SO_REUSEPORT",
	byProgram:  "program",
}

var reasonWords = [...]string{
	otherFamily:   "is of IPv4",
	onlyIPv6:      "is of IPv6 only",
	otherAddress:  "has another local address",
	otherPeer:     "is connected to another address",
	otherPeerPort: "is connected to another port",
	otherDevice:   "is bound to another device",
	fromVRF:       "is not bound, and the packet came by a VRF",
	otherPort:     "is leaving the port",
	notMember:     "has not joined the group",
}

// note writes down what a lookup thinks of a socket.
func (q *query) note(s *sock.Sock, st stage, v verdict) {
	*q.trace = append(*q.trace, sock.Candidate{Sock: s, Stage: stageNames[st], Score: v.score(), Reason: v.words()})
}

// by writes down that a socket was found in another way than by its score.
func (q *query) by(s *sock.Sock, st stage) *sock.Sock {
	if q.trace != nil {
		*q.trace = append(*q.trace, sock.Candidate{Sock: s, Stage: stageNames[st], Reason: byWords[st]})
	}
	return s
}

var byWords = map[stage]string{
	earlyDemux: "is the head of the chain and connected to the sender",
	fourTuple:  "is the newest that hangs there for this 4-tuple",
	inGroup:    "is the member that the hash of the packet falls on",
	byProgram:  "is the one that the program names",
}

// choose marks a socket as one that gets the packet.
func (q *query) choose(s *sock.Sock) {
	if q.trace == nil {
		return
	}
	for i := len(*q.trace) - 1; i >= 0; i-- {
		if c := &(*q.trace)[i]; c.Sock == s && c.Score >= 0 {
			c.Chosen = true
			return
		}
	}
}

// words says what a score is made of.
func (v verdict) words() string {
	if v&isRefused != 0 {
		return reasonWords[v&0xff]
	}
	parts := []string{"matches"}
	if v&isConnected != 0 {
		parts = append(parts, "connected to the sender")
	}
	if v&isBound != 0 {
		parts = append(parts, "bound to the device")
	}
	return fmt.Sprintf("%s: %d", strings.Join(parts, ", "), v.score())
}
