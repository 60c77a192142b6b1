package raw_test

import (
	"testing"

	"boundif/proto/prototest"
	"boundif/proto/raw"
	"boundif/sched"
	"boundif/sock"
)

// TestConformance: a raw socket hangs by its protocol number only, so that
// there is no moment at which a lookup could miss it.
func TestConformance(t *testing.T) {
	new4 := func(t *sched.Task, inet *sock.Inet) *sock.Proto { v4, _ := raw.New(t, inet); return v4 }
	new6 := func(t *sched.Task, inet *sock.Inet) *sock.Proto { _, v6 := raw.New(t, inet); return v6 }
	for name, construct := range map[string]prototest.Constructor{"IPv4": new4, "IPv6": new6} {
		t.Run(name, func(t *testing.T) {
			prototest.Run(t, construct, prototest.WithoutPorts(), prototest.EveryReceiver(), prototest.UnboundGetsVRF())
		})
	}
}
