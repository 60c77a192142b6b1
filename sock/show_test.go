package sock

import (
	"testing"

	"boundif/netdev"
	"boundif/sched"
)

// TestFields: what a picture of a socket says, at each stage of its life.
func TestFields(t *testing.T) {
	for _, tt := range []struct {
		what string
		do   func(t task, s *Sock)
		want map[string]string
	}{
		{"a new socket", func(task, *Sock) {}, map[string]string{
			"sk_bound_dev_if": "0", "sk_dst_cache": "none", "local": "[::]:0", "peer": "none", "hashed": "nowhere", "socket lock": "free",
		}},
		{"a connected one", func(t task, s *Sock) { s.Connect(t, port("[fe80::2%2]:9")) }, map[string]string{
			"sk_bound_dev_if": "2", "sk_dst_cache": "index 2", "local": "[fe80::a]:1000", "peer": "[fe80::2]:9",
		}},
		{"whose device went down", func(t task, s *Sock) {
			s.Connect(t, port("[fe80::2%2]:9"))
			s.Net().SetUp(t, eth0, false)
		}, map[string]string{"sk_dst_cache": "index 2, outdated"}},
		{"in two tables", func(t task, s *Sock) {
			var a, b sched.List[Sock]
			sched.Own(t, "a", &a)
			sched.Own(t, "b", &b)
			a.AddHead(t.At("hash"), &s.Node)
			b.AddHead(t, &s.PortaddrNode)
		}, map[string]string{"hashed": "by port 0, by address 0.0.0.0"}},
		{"with its lock held", func(t task, s *Sock) { s.Lock(t) }, map[string]string{"socket lock": "task"}},
	} {
		_, err := sched.Explore(sched.Options{}, func(w *sched.World) {
			n := netdev.NewNet(w.Setup(), netdev.NewRtnl(w.Setup(), netdev.Newest))
			i := NewInet(w.Setup(), n, &UserNS{})
			d := &dual{Inet: i, t: t}
			i.Register(d.proto(AF_INET6, SOCK_DGRAM, 17))
			n.Register(w.Setup(), "eth0", 0)
			n.SetUp(w.Setup(), eth0, true)
			n.AddAddr(w.Setup(), eth0, prefix("fe80::a/64"))
			s, err := i.Socket(w.Setup(), root(i), AF_INET6, SOCK_DGRAM, 0)
			if err != nil {
				t.Fatal(err)
			}
			w.Go("task", func(t *sched.Task) {
				tt.do(t, s)
				for _, f := range s.Fields(w) {
					if want, ok := tt.want[f.Name]; ok && f.Value != want {
						w.Errorf("%s: %s is %q, want %q", tt.what, f.Name, f.Value, want)
					}
				}
				if tt.want["socket lock"] == "task" {
					s.Unlock(t)
				}
			})
		})
		if err != nil {
			t.Error(err)
		}
	}
}
