package udp_test

import (
	"fmt"
	"strings"
	"testing"

	"boundif/netdev"
	"boundif/proto/prototest"
	"boundif/proto/udp"
	"boundif/sched"
	"boundif/sock"
)

// newUDP6 makes UDP and returns that of IPv6.
func newUDP6(t *sched.Task, inet *sock.Inet) *sock.Proto {
	udp.New(t, inet)
	s, err := inet.Socket(t, &sock.Cred{NS: inet.UserNS}, sock.AF_INET6, sock.SOCK_DGRAM, udp.IPPROTO_UDP)
	if err != nil {
		panic(err)
	}
	return s.Proto()
}

// newLite6 makes UDP-Lite and returns that of IPv6.
func newLite6(t *sched.Task, inet *sock.Inet) *sock.Proto {
	udp.NewLite(t, inet)
	s, err := inet.Socket(t, &sock.Cred{NS: inet.UserNS}, sock.AF_INET6, sock.SOCK_DGRAM, udp.IPPROTO_UDPLITE)
	if err != nil {
		panic(err)
	}
	return s.Proto()
}

// A said is a test that keeps how it failed.
type said struct {
	testing.TB
	text string
}

func (s *said) Helper()                        {}
func (s *said) Name() string                   { return "said" }
func (s *said) Logf(string, ...any)            {}
func (s *said) Fatalf(format string, a ...any) { s.text = fmt.Sprintf(format, a...) }

// What UDP declares: where Linux misses sockets, and where it decides without a
// score.
var (
	// Until 6.14 a lookup may miss a socket that connect() moves to another
	// address (RH-08). Since then a lookup of the port alone finds the only socket
	// of a port; if there are others, it may not come to that.
	connectMisses     = prototest.MayMiss("connect")
	connectMissesLess = prototest.MayMissUnlessAlone("connect")

	// Even now one may miss a socket on its way back to the wildcard (UDP-19).
	disconnectMisses = prototest.MayMiss("disconnect")

	// Between sockets that are connected to one peer, early demux and, since 6.13,
	// the table of 4-tuples decide (UDP-11, UDP-18). The first member of a
	// SO_REUSEPORT group that a lookup meets ends it, whatever others would score
	// (RPT-05).
	undecided = prototest.Undecided(func(a, b *prototest.State) bool {
		return a.Peer == b.Peer && a.Peer.Port() != 0 || a.ReusePort || b.ReusePort
	})

	// Of UDP-Lite only the latter: its connected sockets have scores as all others.
	undecidedLite = prototest.Undecided(func(a, b *prototest.State) bool { return a.ReusePort || b.ReusePort })
)

func TestConformance(t *testing.T) {
	old := prototest.On(netdev.Release{Major: 6, Minor: 1})
	t.Run("IPv4", func(t *testing.T) {
		prototest.Run(t, udp.New, connectMissesLess, disconnectMisses, undecided)
	})
	t.Run("IPv6", func(t *testing.T) {
		prototest.Run(t, newUDP6, connectMissesLess, disconnectMisses, undecided)
	})
	t.Run("UDP-Lite", func(t *testing.T) {
		prototest.Run(t, udp.NewLite, connectMissesLess, disconnectMisses, undecidedLite)
	})
	t.Run("UDP-Lite of IPv6", func(t *testing.T) {
		prototest.Run(t, newLite6, connectMissesLess, disconnectMisses, undecidedLite)
	})
	t.Run("IPv4 of Linux 6.1", func(t *testing.T) {
		prototest.Run(t, udp.New, old, connectMisses, disconnectMisses, undecided)
	})
}

// TestLinuxItself: what UDP declares is needed, and without it the kit finds
// what is known of Linux. On 5.1 it finds a bug that was repaired in 5.6.
func TestLinuxItself(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: with -short the kit tries too few histories to find all of these")
	}
	for _, tt := range []struct {
		name, rule string
		release    netdev.Release
		opts       []prototest.Option
	}{
		{"303d0403b8c2: deaf after disconnect", "rehash-missing", netdev.Oldest, []prototest.Option{connectMisses, disconnectMisses, undecided}},
		{"a502ea6fa94b: missed by connect", "lookup-missed", netdev.Release{Major: 6, Minor: 1}, []prototest.Option{connectMissesLess, disconnectMisses, undecided}},
		{"UDP-19: missed by disconnect", "lookup-missed", netdev.Newest, []prototest.Option{connectMissesLess, undecided}},
		{"UDP-11: the bound one is not preferred", "wrong-score", netdev.Newest, []prototest.Option{connectMissesLess, disconnectMisses}},
	} {
		s := &said{}
		prototest.Run(s, udp.New, append(tt.opts, prototest.On(tt.release))...)
		if !strings.HasPrefix(s.text, "prototest/"+tt.rule+": ") {
			t.Errorf("%s: want %s to be broken, got: %s", tt.name, tt.rule, s.text)
		}
	}
}
