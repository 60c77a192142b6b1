package emu

import (
	"fmt"

	"boundif/sched"
	"boundif/sock"
)

// scene is what there is to see on a kernel that is explored.
type scene struct {
	namespaces []*Namespace
	processes  []*Process
	watch      func() string
}

// Show sets the fields of the state that a picture shows beside each step;
// see [sched.World.Show]. Without it they are Fields and what Watch shows.
func (k *Kernel) Show(fn func() []sched.Field) { k.explored("Show").Show(fn) }

func (k *Kernel) show() []sched.Field {
	fields := k.Fields()
	if k.scene.watch != nil {
		fields = append(fields, sched.Field{Group: "watched", Value: k.scene.watch()})
	}
	return fields
}

// Fields is the state of an explored kernel: which name leads to which index,
// which index to which name, and the sockets that processes have open. It is
// for the function that Show sets.
func (k *Kernel) Fields() []sched.Field {
	w := k.explored("Fields")
	var out []sched.Field
	for i, ns := range k.scene.namespaces {
		where := ""
		if i > 0 {
			where = fmt.Sprintf(" (namespace %d)", i+1)
		}
		out = append(out, ns.net.Fields(where)...)
	}
	seen := map[*sock.Sock]bool{}
	for _, p := range k.scene.processes {
		for _, s := range p.files.socks() {
			if !seen[s] {
				seen[s] = true
				out = append(out, s.Fields(w)...)
			}
		}
	}
	return out
}

// socks is the sockets in the table of descriptors, the lowest first.
func (f *files) socks() (out []*sock.Sock) {
	chunks := f.chunks.Load(nil)
	if chunks == nil {
		return nil
	}
	for _, c := range *chunks {
		for i := range c.files {
			if file := c.files[i].Load(nil); file != nil && file.sock != nil {
				out = append(out, file.sock)
			}
		}
	}
	return out
}
