package tcp_test

import (
	"testing"

	"boundif/proto/prototest"
	"boundif/proto/tcp"
	"boundif/sched"
	"boundif/sock"
)

// TestConformance: the listeners of TCP. Connections have peers, and groups of
// SO_REUSEPORT give packets to members that are bound elsewhere (TCP-07):
// neither is asked for here.
func TestConformance(t *testing.T) {
	opts := []prototest.Option{
		prototest.KeepsDevice(), prototest.Without("connect", "reuseport"),
		prototest.Hashed(func(s *prototest.State) bool { return s.Listening }),
	}
	t.Run("IPv4", func(t *testing.T) { prototest.Run(t, tcp.New, opts...) })
	t.Run("IPv6", func(t *testing.T) { prototest.Run(t, newTCP6, opts...) })
}

// newTCP6 makes TCP and returns that of IPv6.
func newTCP6(t *sched.Task, inet *sock.Inet) *sock.Proto {
	tcp.New(t, inet)
	s, err := inet.Socket(t, &sock.Cred{NS: inet.UserNS}, sock.AF_INET6, sock.SOCK_STREAM, tcp.IPPROTO_TCP)
	if err != nil {
		panic(err)
	}
	return s.Proto()
}
