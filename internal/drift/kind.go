package drift

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// A kind is a kind of argument.
type kind struct {
	check  func(string) error
	values []string // to draw from; one that is there twice is twice as likely
	six    []string // to draw from in programs that are about IPv6, if there are such
}

// with is the kind with values for programs about IPv6.
func (k kind) with(six ...string) kind {
	k.six = six
	return k
}

// oneOf is an argument that must be one of the words.
func oneOf(words ...string) kind {
	return kind{func(a string) error {
		if !slices.Contains(words, a) {
			return fmt.Errorf("%q is none of %s", a, strings.Join(words, ", "))
		}
		return nil
	}, words, nil}
}

// number is an integer.
func number(values ...string) kind {
	return kind{func(a string) error {
		_, err := strconv.ParseInt(a, 0, 64)
		return err
	}, values, nil}
}

func twice(values ...string) []string { return append(values, values...) }

// The kinds of arguments.
var (
	// Any text is a name.
	name = kind{check: func(string) error { return nil }, values: append(twice("a0", "b0", "c0", "a0", "b0"), "x", "lo", "", "a0.1", "v%d", "x/y", "a b", ".", "..", "fifteen-bytes-xy", "fifteen-bytes-x", "red", "a0:1")}

	// The devices that the program has made are d1, d2, and so on, in their
	// order; #7 is whatever has index 7, if automatic ones begin at 2.
	device = kind{check: checkDevice, values: append(twice("d1", "d2", "d1", "d2", "d3"), "lo", "d4", "#0", "#-1", "#4242", "#3", "#7")}

	// The sockets that the program has opened are s1, s2, and so on.
	socketArg = kind{check: func(a string) error { _, err := ordinal("s", a); return err }, values: append(twice("s1", "s2", "s3"), "s4", "s5")}

	sortArg  = oneOf("udp", "udp", "udp", "udp", "udp6", "udp6", "udp6", "tcp", "tcp", "tcp6", "tcp6", "udp", "udp6", "raw", "raw6", "raw-icmp", "ping", "ping6", "lite", "lite6").with("udp6", "udp6", "udp6", "udp6", "udp6", "udp6", "udp6", "udp6", "tcp6", "tcp6", "tcp6", "tcp6", "raw6", "raw6", "ping6", "ping6", "lite6")
	diagKind = oneOf("udp", "tcp", "udp6", "tcp6").with("udp6", "tcp6")
	network  = kind{checkPrefix, []string{"0.0.0.0/0", "10.7.0.0/16", "10.2.0.0/24", "::/0", "fd02::/64", "224.0.0.0/4"}, []string{"::/0", "fd02::/64", "fd07::/64", "ff00::/8"}}
	gateway  = kind{checkGateway, []string{"-", "-", "10.1.0.2", "10.2.0.2", "10.8.8.8", "fd01::2"}, []string{"-", "fd01::2", "fe80::2"}}
	table    = number("0", "0", "0", "10")
	ownAddr  = oneOf(own...)
	srcAddr  = oneOf(sources...).with("fd01::1", "fd02::1", "fe80::1", "::1", "fd09::9", "::ffff:10.1.0.1", "::")
	group    = kind{func(a string) error { _, err := netip.ParseAddr(a); return err }, []string{"239.1.2.3", "239.1.2.3", "10.1.0.1", "ff02::123", "ff05::123"}, []string{"ff02::123", "ff05::123"}}
	sysctl   = oneOf("net/ipv4/tcp_l3mdev_accept", "net/ipv4/udp_l3mdev_accept", "net/ipv4/raw_l3mdev_accept", "net/ipv4/ip_early_demux", "net/ipv4/udp_early_demux", "net/ipv6/bindv6only", "net/ipv4/ping_group_range", "net/ipv4/tcp_syncookies", portRange)

	who        = oneOf("root", "root", "root", "root", "root", "nobody", "nobody", "other")
	newName    = oneOf("", "", "", "a0", "b0", "c0", "red")
	bit        = oneOf("0", "1", "1")
	prefix     = kind{checkPrefix, append(append(v4Prefixes, v4Prefixes...), v6Prefixes...), v6Prefixes}
	endpoint   = kind{checkEndpoint, slices.Concat(locals4, locals4, locals6, []string{"unspec"}), locals6}
	peer       = kind{checkEndpoint, slices.Concat(peers4, peers4, peers6), peers6}
	flow       = kind{checkFlow, append(cross(sources4, arrivals4), cross(sources6, arrivals6)...), cross(sources6, arrivals6)}
	length     = number("0", "1", "2", "3", "4", "5", "15", "16", "17", "200", "-1")
	valueBytes = kind{func(a string) error { _, err := unhex(a); return err }, []string{"null", "-", "01", "00", "0100", "00000002", "02000000", "00000000", "ffffffff", "0100000000", "0a010001", "ef0102030a010001", "ef0102030000000002000000", "ef0102030a01000103000000", "ff020000000000000000000000000123", "ff02000000000000000000000000012302000000", "00000000000000000000000000000000" + "02000000"}, nil}
	hexBytes   = kind{func(a string) error { _, err := unhex(a); return err }, []string{"null", "-", "6130", "613000", "61300078", "623000", "00", "6c6f00", "01000000", "02000000", "03000000", "00000000", "ffffffff", "0200000000", "0200", "6669667465656e2d62797465732d7879", "6669667465656e2d62797465732d78"}, nil}
)

var (
	v4Prefixes = []string{"10.1.0.1/24", "10.2.0.1/24", "10.9.9.9/32", "10.1.0.1/32"}
	v6Prefixes = []string{"fd01::1/64", "fd02::1/64", "fd09::9/128", "fe80::1/64"}
	locals4    = []string{"0.0.0.0:7000", "0.0.0.0:7000", "0.0.0.0:7001", "10.1.0.1:7000", "10.9.9.9:7000", "10.2.0.1:7000", "0.0.0.0:0", "127.0.0.1:7000", "10.7.7.7:7000", "239.1.2.3:7000", "10.1.0.255:7000", "10.1.0.1:0", "255.255.255.255:7000"}
	locals6    = []string{"[::]:7000", "[::]:7000", "[::]:7001", "[fd01::1]:7000", "[fd02::1]:7000", "[fd09::9]:7000", "[::1]:7000", "[::ffff:10.1.0.1]:7000", "[fe80::1%d1]:7000", "[fe80::1%d2]:7000", "[fe80::1]:7000", "[::]:0", "[fd01::1]:0", "[ff02::123%d1]:7000", "[ff05::123]:7000", "[::ffff:239.1.2.3]:7000", "[fe80::1%#4242]:7000"}
	peers4     = []string{"10.1.0.2:5000", "10.1.0.2:5000", "10.1.0.2:0", "10.2.0.2:5000", "10.9.9.9:7000", "10.1.0.1:7000", "127.0.0.1:7000", "10.7.7.7:5000", "0.0.0.0:7000", "239.1.2.3:7000", "255.255.255.255:7000", "10.1.0.255:7000"}
	peers6     = []string{"[fd01::2]:5000", "[fd01::2]:5000", "[fd07::7]:5000", "[fd01::2]:0", "[fe80::2%d1]:0", "[fd02::2]:5000", "[fd09::9]:7000", "[::1]:7000", "[fe80::2%d1]:5000", "[fe80::2%d2]:5000", "[::ffff:10.1.0.2]:5000", "[ff02::123%d1]:7000", "[fe80::2]:5000", "[ff05::123]:7000", "[ff02::123]:7000", "[::]:7000", "[::ffff:239.1.2.3]:7000", "[::ffff:10.1.0.255]:7000", "[ff05::123%d2]:7000"}
	sources4   = []string{"10.1.0.2:5000", "10.1.0.2:5000", "10.2.0.2:5000", "10.1.0.2:5001"}
	sources6   = []string{"[fd01::2]:5000", "[fd01::2]:5000", "[fe80::2]:5000", "[fd02::2]:5000", "[fd01::2]:5001"}
	arrivals4  = []string{"10.9.9.9:7000", "10.9.9.9:7000", "10.1.0.1:7000", "10.2.0.1:7000", "10.9.9.9:7001", "127.0.0.1:7000", "10.7.7.7:7000", "239.1.2.3:7000", "255.255.255.255:7000", "10.1.0.255:7000"}
	arrivals6  = []string{"[fd09::9]:7000", "[fd09::9]:7000", "[fd01::1]:7000", "[fd02::1]:7000", "[fd09::9]:7001", "[fd07::7]:7000", "[fe80::1]:7000", "[ff02::123]:7000", "[ff05::123]:7000"}
	own        = []string{"0.0.0.0", "10.1.0.1", "10.2.0.1", "10.9.9.9"}
	sources    = append([]string{"239.1.2.3", "10.7.7.7", "fd01::1", "fd02::1", "fe80::1", "::1", "fd09::9", "::ffff:10.1.0.1", "::"}, own...)
)

const portRange = "net/ipv4/ip_local_port_range"

// ordinal is 2 of "d2".
func ordinal(letter, a string) (int, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(a, letter))
	if err != nil || n < 1 || !strings.HasPrefix(a, letter) {
		return 0, fmt.Errorf("%q is not %s1, %s2 or the like", a, letter, letter)
	}
	return n, nil
}

func checkDevice(a string) error {
	if a == "lo" {
		return nil
	}
	if n, ok := strings.CutPrefix(a, "#"); ok {
		_, err := strconv.ParseInt(n, 10, 32)
		return err
	}
	_, err := ordinal("d", a)
	return err
}

func checkGateway(a string) error {
	if a == "-" {
		return nil
	}
	_, err := netip.ParseAddr(a)
	return err
}

func checkPrefix(a string) error { _, err := netip.ParsePrefix(a); return err }

// checkEndpoint checks an address with a port, "unspec", or "-" for none. The
// zone is a device.
func checkEndpoint(a string) error {
	if a == "unspec" || a == "-" {
		return nil
	}
	p, err := netip.ParseAddrPort(a)
	if err != nil || p.Addr().Zone() == "" {
		return err
	}
	return checkDevice(p.Addr().Zone())
}

// cross is every way from a source to a destination.
func cross(sources, destinations []string) (flows []string) {
	for _, src := range sources {
		for _, dst := range destinations {
			flows = append(flows, src+">"+dst)
		}
	}
	return flows
}

// checkFlow checks two addresses of one family, written src>dst.
func checkFlow(a string) error { _, _, err := ends(a); return err }

func ends(a string) (src, dst netip.AddrPort, err error) {
	from, to, _ := strings.Cut(a, ">")
	if src, err = netip.ParseAddrPort(from); err != nil {
		return
	}
	if dst, err = netip.ParseAddrPort(to); err == nil && src.Addr().Is4() != dst.Addr().Is4() {
		err = fmt.Errorf("%q is from one family to another", a)
	}
	return
}

// unhex is bytes in hexadecimal: "-" for none, "null" for a null pointer.
func unhex(a string) ([]byte, error) {
	switch a {
	case "null":
		return nil, nil
	case "-":
		return []byte{}, nil
	}
	return hex.DecodeString(a)
}
