package netdev

import (
	"cmp"
	"fmt"
	"slices"

	"boundif/sched"
)

// Fields is the registry as a picture shows it, without "lo": the table of
// what each name, primary or alternative, leads to, and that of how the device
// with each index is called. While a rename is under way they disagree. where
// is added to the tables' titles. The caller must only look: see
// [sched.World.Show].
func (n *Net) Fields(where string) []sched.Field {
	var out []sched.Field
	for i := range n.byName {
		for e := n.byName[i].First(nil); e != nil; e = e.Next(nil) {
			name := *e.Val.name.Load(nil)
			if nameHash(name) == uint32(i) && e.Val.dev != n.loopback { // else no lookup of it comes by here
				out = append(out, sched.Field{Group: "name → index" + where, Name: name, Value: fmt.Sprint(e.Val.dev.Index(nil))})
			}
		}
	}
	slices.SortFunc(out, func(a, b sched.Field) int { return cmp.Compare(a.Name, b.Name) })
	for _, d := range n.Devices(nil) {
		if d != n.loopback && n.ByIndex(nil, d.Index(nil)) == d {
			out = append(out, sched.Field{Group: "index → name" + where, Name: fmt.Sprint(d.Index(nil)), Value: d.Name(nil)})
		}
	}
	return out
}
