package prototest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"boundif/sock"
)

// An op is one operation of a history. Sockets are numbered in the order in
// which they are opened.
type op struct {
	verb   string
	sock   int
	second bool           // open: in the second namespace
	number int            // open: protocol number, if the protocol has none of its own
	addr   netip.AddrPort // bind, connect; source of a lookup
	dst    netip.AddrPort // lookup
	index  int32          // device; lookup
	name   string         // name; rename
	to     string         // rename
	nobody bool           // device, name: without capabilities
}

// none stands for an empty name.
const none = "none"

// String is the operation as histories write it.
func (o op) String() string {
	who := ""
	if o.nobody {
		who = " nobody"
	}
	switch o.verb {
	case "open":
		s := "open"
		if o.second {
			s += " second"
		}
		if o.number != 0 {
			s += " " + strconv.Itoa(o.number)
		}
		return s
	case "bind", "connect":
		return fmt.Sprintf("%s %d %s", o.verb, o.sock, o.addr)
	case "device":
		return fmt.Sprintf("device %d %d%s", o.sock, o.index, who)
	case "name":
		name := o.name
		if name == "" {
			name = none
		}
		return fmt.Sprintf("name %d %s%s", o.sock, name, who)
	case "rename":
		return fmt.Sprintf("rename %s %s", o.name, o.to)
	case "lookup":
		return fmt.Sprintf("lookup %d %s %s", o.index, o.addr, o.dst)
	}
	return fmt.Sprintf("%s %d", o.verb, o.sock)
}

// operands is how many each verb has, at least.
var operands = map[string]int{
	"open": 0, "close": 1, "bind": 2, "connect": 2, "disconnect": 1, "device": 2, "name": 2,
	"rename": 2, "reuseaddr": 1, "reuseport": 1, "listen": 1, "lookup": 3,
}

// parseOp reads what String wrote.
func parseOp(text string) (o op, err error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return o, fmt.Errorf("an empty operation")
	}
	o.verb, words = words[0], words[1:]
	n, ok := operands[o.verb]
	if !ok || len(words) < n {
		return o, fmt.Errorf("operation %q: want one of the package's doc", text)
	}
	if len(words) > n && words[n] == "nobody" {
		o.nobody, words = true, words[:n]
	}
	switch o.verb {
	case "open":
		for _, w := range words {
			if o.second = o.second || w == "second"; w != "second" {
				o.number, err = strconv.Atoi(w)
			}
		}
	case "rename":
		o.name, o.to = words[0], words[1]
	case "lookup":
		o.index, err = parseIndex(words[0])
		if err == nil {
			o.addr, err = netip.ParseAddrPort(words[1])
		}
		if err == nil {
			o.dst, err = netip.ParseAddrPort(words[2])
		}
	default:
		if o.sock, err = strconv.Atoi(words[0]); err == nil && n == 2 {
			err = o.parseSecond(words[1])
		}
	}
	if err != nil {
		return o, fmt.Errorf("operation %q: %w", text, err)
	}
	return o, nil
}

func (o *op) parseSecond(word string) (err error) {
	switch o.verb {
	case "device":
		o.index, err = parseIndex(word)
	case "name":
		if o.name = word; word == none {
			o.name = ""
		}
	default:
		o.addr, err = netip.ParseAddrPort(word)
	}
	return err
}

func parseIndex(word string) (int32, error) {
	n, err := strconv.ParseInt(word, 10, 32)
	return int32(n), err
}

// A history is operations that are done one after the other, and then tasks
// that do theirs at the same time.
type history struct {
	setup []op
	tasks [][]op
}

// String is the operations, separated by ";", and the tasks, by "|".
func (h history) String() string {
	parts := []string{join(h.setup)}
	for _, ops := range h.tasks {
		parts = append(parts, join(ops))
	}
	return strings.Join(parts, " | ")
}

func (h history) size() int {
	n := len(h.setup)
	for _, ops := range h.tasks {
		n += len(ops)
	}
	return n
}

func join(ops []op) string {
	var texts []string
	for _, o := range ops {
		texts = append(texts, o.String())
	}
	return strings.Join(texts, "; ")
}

// parse reads what String wrote.
func parse(text string) (h history, err error) {
	for i, part := range strings.Split(text, "|") {
		var ops []op
		for _, word := range strings.Split(part, ";") {
			if strings.TrimSpace(word) == "" {
				continue
			}
			o, err := parseOp(word)
			if err != nil {
				return h, err
			}
			ops = append(ops, o)
		}
		if i == 0 {
			h.setup = ops
		} else {
			h.tasks = append(h.tasks, ops)
		}
	}
	return h, nil
}

// check finds operations on sockets that are never opened.
func (h history) check() error {
	if len(h.tasks) > len(taskNames) {
		return fmt.Errorf("more than %d tasks", len(taskNames))
	}
	opened := 0
	for _, ops := range append([][]op{h.setup}, h.tasks...) {
		for _, o := range ops {
			if o.verb == "open" {
				opened++
			} else if operands[o.verb] > 0 && o.verb != "rename" && o.verb != "lookup" && (o.sock < 0 || o.sock >= opened) {
				return fmt.Errorf("operation %q: there is no socket %d", o, o.sock)
			}
		}
	}
	return nil
}

// taskNames are the names of tasks in schedules.
var taskNames = []string{"one", "two", "three", "four"}

// Addresses of the worlds: eth0 has index 2 and here1, eth1 has 3 and here2.
// Histories are written with those of IPv4; config.addr translates.
var (
	here1  = netip.MustParseAddr("10.1.0.1")
	here2  = netip.MustParseAddr("10.2.0.1")
	any4   = netip.IPv4Unspecified()
	away   = netip.MustParseAddr("10.9.9.9") // on no device
	peer1  = netip.MustParseAddrPort("10.1.0.9:68")
	peer1b = netip.MustParseAddrPort("10.1.0.9:69")
	peer2  = netip.MustParseAddrPort("10.2.0.9:68")
)

// addr is an address in the protocol's family: 10.1.0.9 is 2001:db8:1::9 in
// IPv6.
func (c *config) addr(a netip.Addr) netip.Addr {
	if c.family != sock.AF_INET6 {
		return a
	}
	if a.IsUnspecified() {
		return netip.IPv6Unspecified()
	}
	b := a.As4()
	return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 5: b[1], 15: b[3]})
}

// at is an address with a port, if the protocol has any.
func (c *config) at(a netip.Addr, port uint16) netip.AddrPort {
	if !c.ports {
		port = 0
	}
	return netip.AddrPortFrom(c.addr(a), port)
}

const (
	eth0, eth1 = int32(2), int32(3)
	vrf        = int32(9)    // of which eth0 could be a part
	stale      = int32(4242) // no device's index
	port       = 67
	hisPort    = 67 + 1024 // likely to share a chain with the other
)
