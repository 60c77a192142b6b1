package ping_test

import (
	"testing"

	"boundif/proto/ping"
	"boundif/proto/prototest"
	"boundif/sched"
	"boundif/sock"
)

// TestConformance: the newest socket that matches gets the reply, whatever it
// is bound or connected to. It hangs by its identifier only, so that there is no
// moment at which a lookup could miss it.
func TestConformance(t *testing.T) {
	for _, tt := range []struct {
		name   string
		number uint8
	}{{"IPv4", ping.IPPROTO_ICMP}, {"IPv6", ping.IPPROTO_ICMPV6}} {
		construct := func(t *sched.Task, inet *sock.Inet) *sock.Proto {
			inet.Sysctl.PingFirst.Store(t, 0) // everybody may
			v4, v6 := ping.New(t, inet)
			if tt.number == ping.IPPROTO_ICMPV6 {
				return v6
			}
			return v4
		}
		match := func(k *sock.Key, s *prototest.State) (score int, ok bool) {
			local := s.Local.Addr()
			return 0, k.Protocol == tt.number && k.Dst.Port() == s.Local.Port() &&
				(local.IsUnspecified() || local == k.Dst.Addr()) && (s.Device == 0 || s.Device == k.Dif || s.Device == k.Sdif)
		}
		t.Run(tt.name, func(t *testing.T) {
			prototest.Run(t, construct, prototest.AddressKeepsOrder(), prototest.Match(match))
		})
	}
}
