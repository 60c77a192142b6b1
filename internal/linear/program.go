package linear

import (
	"fmt"

	"boundif/emu"
	"boundif/sched"
)

// The devices that every program begins with, both down.
const (
	Eth0 = 2 // index of "eth0"
	Eth1 = 3 // index of "eth1"
)

// A Task makes calls, one after the other.
type Task struct {
	Name string
	Ops  []Op
}

// A Program is tasks that work on the same devices and sockets.
type Program struct {
	Tasks        []Task
	Bound        [maxSocks]int // what the sockets are bound to at the start, 0: nothing
	Unprivileged bool          // the owner of the sockets lacks CAP_NET_RAW
	UnderRtnl    bool          // SO_BINDTODEVICE takes rtnl, as it does not on Linux

	// Outcome, if not nil, names the outcome of an execution.
	Outcome func(h History) string
}

// Body is the program, to be explored by classes. An execution that the
// specification does not explain violates P4.
func (p Program) Body(s Spec) func(k *emu.Kernel) {
	return newDecision(p, s).body(byClass)
}

// run is one execution of a program.
type run struct {
	p       Program
	k       *emu.Kernel
	daemon  *emu.Process // owns the sockets
	admin   *emu.Process
	socks   []int
	clients []*client
	clock   clock
	rtnl    struct{ mu sched.Mutex }
	start   state
}

func (r *run) setUp() {
	r.daemon = r.k.Init().Root()
	if r.p.Unprivileged {
		r.daemon = r.k.Init().User(1000)
	}
	sched.Own(r.k.Task(), "rtnl", &r.rtnl)
	r.start = state{last: Eth1, unprivileged: r.p.Unprivileged}
	r.start.devices[1] = device{"lo", true, true}
	for i, name := range []string{"eth0", "eth1"} {
		if got := must(r.admin.LinkAdd(name, 0)); got != Eth0+i {
			panic(fmt.Sprintf("linear: %s has index %d, want %d", name, got, Eth0+i))
		}
		r.start.devices[Eth0+i] = device{name, true, true}
	}
	for i, bound := range r.p.Bound {
		fd := must(r.daemon.Socket(emu.AF_INET, emu.SOCK_DGRAM, 0))
		r.socks = append(r.socks, fd)
		if bound != 0 {
			must(0, r.daemon.SetsockoptInt(fd, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, bound))
			r.start.bound[i] = bound
		}
	}
	for i, task := range r.p.Tasks {
		c := &client{number: i, name: task.Name}
		r.clients = append(r.clients, c)
		r.k.Go(task.Name, func() {
			for _, op := range task.Ops {
				if op.Name == Told {
					op.Name = c.told
				}
				if op.Name == "" && op.Kind == BindName {
					break // it was told none
				}
				r.call(c, op)
			}
			c.over = true
		})
	}
}

// call makes one call of a task and records it.
func (r *run) call(c *client, op Op) {
	r.clock.begin(c)
	call := &Call{Client: c.name, client: c.number, Op: op}
	if r.p.UnderRtnl && (op.Kind == BindName || changesRegistry(op.Kind)) {
		t := r.k.Task()
		r.rtnl.mu.Lock(t.At("linear.rtnl.lock"))
		call.Result = op.do(r.daemon, r.admin, r.socks)
		r.rtnl.mu.Unlock(t) // in the last step of the call
	} else {
		call.Result = op.do(r.daemon, r.admin, r.socks)
	}
	if op.Kind == NameOf {
		c.told = call.Result.Name
	}
	r.clock.end(c, call)
	c.calls = append(c.calls, call)
}

// changesRegistry reports whether the call changes the registry of devices.
func changesRegistry(k Kind) bool { return k == Rename || k == Delete || k == Create }

// history is the calls of the execution, task by task, and what somebody who
// looks at the sockets at the end sees.
func (r *run) history() History {
	r.clock.settle()
	var h History
	end := int64(0)
	for _, c := range r.clients {
		h = append(h, c.calls...)
		for _, call := range c.calls {
			end = max(end, call.End)
		}
	}
	for i := range r.socks {
		if !r.uses(i) {
			continue
		}
		op := Op{Kind: Get, Sock: i}
		end++
		h = append(h, &Call{
			Client: "end", client: len(r.clients), Op: op, Result: op.do(r.daemon, r.admin, r.socks), Begin: end, End: end,
		})
	}
	if len(h) > maxCalls {
		panic(fmt.Sprintf("linear: a history of %d calls, want at most %d", len(h), maxCalls))
	}
	for i, c := range h {
		c.id = i
	}
	return h
}

// uses reports whether the program binds or reads that socket.
func (r *run) uses(sock int) bool {
	for _, task := range r.p.Tasks {
		for _, op := range task.Ops {
			switch op.Kind {
			case Get, GetName, BindIndex, BindName:
				if op.Sock == sock {
					return true
				}
			}
		}
	}
	return false
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
