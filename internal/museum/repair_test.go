package museum

import (
	"testing"

	"boundif/internal/mutant"
)

// TestFound finds each exhibit where it is.
func TestFound(t *testing.T) {
	for i := range Exhibits {
		e := &Exhibits[i]
		t.Run(e.Name, func(t *testing.T) {
			if r, err := e.Explore(); err != nil || !r.Held() {
				t.Errorf("not found on Linux %s, or not gone: %v", e.Found.Release, err)
			}
		})
	}
	if Find("mona-lisa") != nil {
		t.Error("there is an exhibit that there is not")
	}
}

// A repair is an edit of the kernel code after which an exhibit is empty: what
// its Repair says in words.
type repair struct {
	exhibits       []string
	file, old, new string
}

var repairs = []repair{
	{[]string{"udp-reconnect"}, "proto/udp/rehash.go",
		"	if !tb.fourTuple || port == 0 || anywhere(t, s) || s.Place(t) != nil {\n",
		"	if s.Place(t) != nil {\n		tb.replace(t, s)\n		return\n	}\n	if !tb.fourTuple || port == 0 || anywhere(t, s) {\n"},
	{[]string{"reuseport-order"}, "proto/udp/lookup.go",
		"		if over && !(q.tb.fourTuple && st == ofAddress) {\n",
		"		if over = false; over {\n"},
	{[]string{"reuseport-rebind"}, "proto/udp/rehash.go",
		"	s.LeaveGroup(t)\n	if old == key {\n",
		`	stays := old == key
	if g := s.Group(t); g != nil {
		for _, m := range g.Members(t) {
			stays = stays && m.BoundDevIf(t) == s.BoundDevIf(t)
		}
	}
	if !stays {
		s.LeaveGroup(t)
	}
	if old == key {
`},
	{[]string{"reuseport-window"}, "sock/bind.go",
		"	s.boundDevIf.Store(t.At(\"sock.bind.store\"), index)\n",
		"	s.LeaveGroup(t.At(\"sock.bind.leave\"))\n	s.boundDevIf.Store(t.At(\"sock.bind.store\"), index)\n"},
	{[]string{"tcp-moved"}, "proto/tcp/lookup.go",
		"member := selected(t, s, tu); member != nil {",
		"member := selected(t, s, tu); member != nil && tb.score(t, member, k, addr) > 0 {"},
	{[]string{"vrf-leak", "vrf-leak-table"}, "proto/udp/score.go",
		"s.BoundDevMatch(t, q.dif, q.sdif, q.tcpAccept)",
		"s.BoundDevMatch(t, q.dif, q.sdif, q.accept)"},
	{[]string{"tcp-bucket"}, "proto/tcp/bind.go",
		"	if c.owner == nil {\n		c.owner = &owner{sk: s}\n",
		"	if c.owner != nil && c.owner.bucket != b {\n		sl.remove(c.owner, tb.back())\n		c.owner = nil\n	}\n	if c.owner == nil {\n		c.owner = &owner{sk: s}\n"},
}

// elsewhere are the exhibits whose repairs are in the table of mutants in the
// root of the module.
var elsewhere = []string{"udp-disconnect", "stale-route"}

// TestRepairs makes each repair that an exhibit proposes and sees the exhibit
// empty.
func TestRepairs(t *testing.T) {
	mutant.Require(t)
	var all []mutant.Fault
	repaired := map[string]bool{}
	for _, r := range repairs {
		all = append(all, mutant.Fault{File: r.file, Edits: []mutant.Edit{{r.old, r.new}}})
		for _, name := range r.exhibits {
			repaired[name] = true
		}
	}
	for _, name := range elsewhere {
		repaired[name] = true
	}
	for _, e := range Exhibits {
		if (e.Repair != "") != repaired[e.Name] || e.Gone == nil && !repaired[e.Name] {
			t.Errorf("%s: what is proposed is tried: %v", e.Name, repaired[e.Name])
		}
	}
	b := mutant.Compile(t, "internal/museum", all)
	b.Run(mutant.None, "TestFound").MustPass(t, "the code as it is")
	for i, r := range repairs {
		for _, name := range r.exhibits {
			test := "TestFound/^" + name + "$"
			b.Run(i, test).MustKill(t, test, "not found on Linux")
		}
	}
}
