package boundif_test

import (
	"testing"

	"boundif/internal/mutant"
)

// A fault is put into the kernel code on purpose. The tests of the theorem are
// compiled with it, and one of them must fail for it.
type fault struct {
	name     string
	file     string
	old, new string // old stands in file exactly once
	killedBy string // pattern of the test that must fail
	says     string // what its output must contain
	clean    string // pattern of tests that must still pass; "" is none
	repairs  string // not a fault but a repair: the exhibit of the museum that it empties
}

var faults = []fault{
	{
		name: "index path without the lock", file: "sock/bind.go",
		old: `func (s *Sock) BindToIndex(t *sched.Task, c *Cred, index int32) error {
	s.Lock(t)
	defer s.Unlock(t)
`,
		new: `func (s *Sock) BindToIndex(t *sched.Task, c *Cred, index int32) error {
	t.At("sock.nolock")
`,
		killedBy: "TestTheoremClasses/.*unprivileged", says: "OPT-44",
		clean: "TestP1IndexPathIsOneClass", // sockets that nobody shares stay clean
	},
	{
		name: "capability check outside the lock", file: "sock/bind.go",
		old: `	s.Lock(t)
	defer s.Unlock(t)
	return s.bindToIndexLocked(t, c, index)
`,
		new: `	if t.At("sock.check"); !s.mayBind(t, c) {
		return netdev.EPERM
	}
	c = &Cred{NS: s.Inet().UserNS, Caps: CAP_NET_RAW}
	s.Lock(t)
	defer s.Unlock(t)
	return s.bindToIndexLocked(t, c, index)
`,
		killedBy: "TestTheoremClasses/.*unprivileged", says: "OPT-44",
	},
	{
		name: "rehash forgotten", file: "sock/bind.go",
		old: "	s.Rehash(t)\n", new: "",
		killedBy: "TestTheoremClasses/.*hashed_by_device", says: "P6 (consistency)",
	},
	{
		name: "rehash before the store", file: "sock/bind.go",
		old: `	s.boundDevIf.Store(t.At("sock.bind.store"), index)
	s.Rehash(t)
`,
		new: `	s.Rehash(t)
	s.boundDevIf.Store(t.At("sock.bind.store"), index)
`,
		killedBy: "TestTheoremClasses/.*hashed_by_device", says: "P6 (consistency)",
	},
	{
		name: "unlock before rehash", file: "sock/bind.go",
		old: "	s.Rehash(t)\n", new: "	s.Unlock(t)\n	s.Rehash(t)\n	s.Lock(t)\n",
		killedBy: "TestTheoremClasses/.*hashed_by_device", says: "P6 (consistency)",
	},
	{
		name: "route reset forgotten", file: "sock/bind.go",
		old: `	s.SetRoute(t.At("sock.bind.dst_reset"), nil)
`, new: "",
		killedBy: "TestP6CachedRouteIsGone", says: "leaves the route of the device before",
	},
	{
		name: "index path re-resolves through the name", file: "sock/option.go",
		old: `	if name == SO_BINDTOIFINDEX {
		return s.BindToIndex(t, c, value)
	}
	bit, ok`,
		new: `	if name == SO_BINDTOIFINDEX {
		device, err := s.Net().NameOf(t.At("sock.reresolve"), value)
		if err != nil {
			return err
		}
		return s.BindToDevice(t, c, device)
	}
	bit, ok`,
		killedBy: "TestP1IndexPathIsOneClass", says: "P1 (index safety)",
	},
	{
		name: "existence check before the lock", file: "sock/bind.go",
		old: `func (s *Sock) BindToIndex(t *sched.Task, c *Cred, index int32) error {
`,
		new: `func (s *Sock) BindToIndex(t *sched.Task, c *Cred, index int32) error {
	if index > 0 && s.Net().ByIndex(t.At("sock.exists"), index) == nil {
		return netdev.ENODEV
	}
`,
		killedBy: "TestTheoremClasses/.*hotplug", says: "P1 (index safety)",
	},
	{
		name: "freed index handed out at once", file: "netdev/register.go",
		old: "	next := n.lastIndex.Load(t)\n", new: "	next := int32(0)\n",
		killedBy: "TestTheoremClasses/.*hotplug", says: "P1 (index safety)",
	},
	{
		name: "rename that renumbers", file: "netdev/rename.go",
		old: `	d.primary.node.Del(t.At("netdev.rename.unlist"))
`,
		new: `	d.primary.node.Del(t.At("netdev.rename.unlist"))
	d.hash.Del(t)
	d.index.Store(t, n.nextIndex(t))
	n.byIndex[uint32(d.index.Load(t))%hashSize].AddHead(t, d.hash)
`,
		killedBy: "TestP1IndexPathIsOneClass", says: "which its living device has lost",
	},
	{
		name: "ENODEV returned with the lock held", file: "sock/bind.go",
		old: `		if dev == nil {
			return netdev.ENODEV
`,
		new: `		if dev == nil {
			s.Lock(t)
			return netdev.ENODEV
`,
		killedBy: "TestTheoremClasses/.*one_socket", says: "deadlock",
	},
	{
		name: "name lookup under the socket lock", file: "sock/bind.go",
		old: `		if dev == nil {
			return netdev.ENODEV
		}
	}
	return s.BindToIndex(t, c, index)
`,
		new: `		if dev == nil {
			return netdev.ENODEV
		}
		s.Lock(t)
		defer s.Unlock(t)
		if dev = s.Net().ByName(t.At("sock.bindtodevice.again"), name); dev == nil {
			return netdev.ENODEV
		}
		return s.bindToIndexLocked(t, c, dev.Index(t))
	}
	return s.BindToIndex(t, c, index)
`,
		killedBy: "TestLookupBeforeLock", says: "while it waits",
	},
	{
		name: "rename in one step", file: "netdev/rename.go",
		old: `	d.primary.name.Store(t.At("netdev.rename.write"), &name)
	d.primary.node.Del(t.At("netdev.rename.unlist"))
	t.At("netdev.rename.sync").RCUSync()
	n.addName(t.At("netdev.rename.list"), &d.primary)
`,
		new: `	d.primary.name.Store(t.At("netdev.rename.write"), &name)
	d.primary.node.Del(t)
	n.addName(t, &d.primary)
`,
		killedBy: "TestP5RenameIsTwoSteps", says: "bind(old), bind(new)",
	},
	{
		name: "a bound socket matches on another device", file: "sock/sock.go",
		old: "	return dev == dif || dev == sdif, true\n", new: "	return true, true\n",
		killedBy: "TestLookupNeverCrossesDevices", says: "is bound to",
	},
	{
		name: "no lookup by the port alone", file: "proto/udp/lookup.go",
		old: "		s = q.walk(t.At(\"udp.lookup.port\"), sl, &sl.socks, 0, ofPort)\n", new: "",
		killedBy: "TestMuseum/udp-connect", says: "not gone on Linux 6.14",
	},
	{
		name: "the lookup by the port alone accepts wildcard sockets, too", file: "proto/udp/lookup.go",
		old: `&sl.socks, 0, ofPort)
	}
`,
		new: `&sl.socks, 0, ofPort)
		if s == nil {
			s = q.walk(t, sl, &sl.socks, 0, ofWildcard)
		}
	}
`,
		killedBy: "TestMuseum/udp-disconnect", says: "not found on Linux", repairs: "udp-disconnect",
	},
	{
		// What IPv6 does. RACE-40 is gone with it.
		name: "the cached route is compared with the bound device", file: "proto/udp/send.go",
		old: `		r = s.CachedRoute(t.At("udp.send.dst_check"))
`,
		new: `		r = s.CachedRoute(t.At("udp.send.dst_check"))
		if r != nil && f.Oif != 0 && r.Index != f.Oif {
			r = nil
		}
`,
		killedBy: "TestP8Egress", says: `outcomes ["by the bound device"], want both`, repairs: "stale-route",
	},
}

// notTheorem are the tests that have nothing to do with the theorem. The
// mutants are compiled without them.
var notTheorem = []string{"rules_*_test.go", "sock_test.go", "sweep*_test.go", "rapid_test.go", "counterexample_test.go", "mutant_test.go"}

// TestMutants breaks the kernel code in each of these ways and sees the
// theorem's tests fail. With -v it prints the table of mutants: the smallest
// scope that shows each, who kills it, and after how many executions.
func TestMutants(t *testing.T) {
	mutant.Require(t)
	table := mutant.NewTable(t, len(faults), "mutant", "smallest scope", "killed by", "after executions", "random walk finds it in")
	var all []mutant.Fault
	for _, m := range faults {
		all = append(all, mutant.Fault{File: m.file, Edits: []mutant.Edit{{m.old, m.new}}})
	}
	b := mutant.Compile(t, ".", all, notTheorem...)
	b.Run(mutant.None, "Test.*").MustPass(t, "the code as it is")
	for i, m := range faults {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			killer := b.Run(i, m.killedBy)
			killer.MustKill(t, m.killedBy, m.says)
			if m.repairs != "" {
				b.Run(i, "TestMuseum/"+m.repairs).MustKill(t, "TestMuseum/"+m.repairs, "not found on Linux")
			}
			smallest := b.Run(i, "TestScopes")
			smallest.MustKill(t, "TestScopes", "scope: ")
			if m.clean != "" {
				b.Run(i, m.clean).MustPass(t, m.clean)
			}
			found := smallest.Value("random walk")
			if found == "" {
				found = "- (only the counts tell)"
			}
			table.Set(i, m.name, smallest.Value("scope"), killer.Killer(), smallest.Value("executions"), found)
		})
	}
}
