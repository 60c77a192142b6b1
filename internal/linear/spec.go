package linear

import (
	"fmt"

	"boundif/netdev"
)

// A Spec says of how many operations a call consists: 1, or 0 for the same,
// if it takes effect all at once, more if others can come between.
type Spec struct {
	NameCalls int // 2: resolve; bind by index
	Renames   int // 2: the new name is the device's and the old one is gone; it resolves. 3: see renameWrite
	Deletes   int // 2: the name is gone; the index is
	Creates   int // 2: the name is there; the index is
	NameReads int // getsockopt(SO_BINDTODEVICE). 2: load the index; name it
}

func (s Spec) String() string {
	text := ""
	for _, row := range []struct {
		kind Kind
		name string
	}{
		{BindName, "a bind by name"}, {Rename, "a rename"}, {Delete, "a deletion"},
		{Create, "a creation"}, {GetName, "reading the name"},
	} {
		if n := s.operations(row.kind); n > 1 {
			text += fmt.Sprintf("%s is %d operations, ", row.name, n)
		}
	}
	if text == "" {
		return "every call is one operation"
	}
	return text + "every other call is one"
}

func (s Spec) operations(k Kind) int {
	n := 1
	switch k {
	case BindName:
		n = s.NameCalls
	case Rename:
		n = s.Renames
	case Delete:
		n = s.Deletes
	case Create:
		n = s.Creates
	case GetName:
		n = s.NameReads
	}
	return max(1, min(n, len(partsOf[k])))
}

// groups is the call's parts, put together into operations: of n operations
// the last n-1 have one part each.
func (s Spec) groups(k Kind) [][]part {
	parts := partsOf[k]
	first := len(parts) - s.operations(k) + 1
	out := [][]part{parts[:first]}
	for i := first; i < len(parts); i++ {
		out = append(out, parts[i:i+1])
	}
	return out
}

// Bounds of a history.
const (
	maxDevices = 8
	maxSocks   = 2
	maxCalls   = 16
)

// state is what the sequential kernel remembers. States are compared with ==.
type state struct {
	devices      [maxDevices]device // by index
	last         int                // newest index given out
	bound        [maxSocks]int      // index that each socket is bound to
	unprivileged bool               // their owner lacks CAP_NET_RAW (OPT-40)

	// What is remembered between the operations of one call.
	rtnl bool            // somebody holds it
	held [maxCalls]int8  // what its first operation found, mostly an index
	done [maxCalls]uint8 // operations of the call that have been taken
}

type device struct {
	name     string // what its index leads to
	resolves bool   // and whether that leads to the device
	indexed  bool   // whether its index leads to it
}

// lookup is the index that the name leads to, 0 if none.
func (st *state) lookup(name string) int {
	for i, d := range st.devices {
		if d.resolves && d.name == name {
			return i
		}
	}
	return 0
}

// at is the device with that index, nil if there is none.
func (st *state) at(index int) *device {
	if index <= 0 || index >= maxDevices || !st.devices[index].indexed {
		return nil
	}
	return &st.devices[index]
}

// bind is SO_BINDTOIFINDEX, all of it (OPT-20 to OPT-23, OPT-40).
func (st *state) bind(sock, index int) netdev.Errno {
	switch {
	case st.unprivileged && st.bound[sock] != 0:
		return netdev.EPERM
	case index < 0:
		return netdev.EINVAL
	}
	st.bound[sock] = index
	return 0
}

// A part is something that the kernel does at one moment for a call. It
// reports whether the state lets it happen with the result that the call had.
type part func(st *state, c *Call) bool

// partsOf is the sequential specification. A part that a failed call did not
// come to does nothing.
var partsOf = [kinds][]part{
	Get:       {func(st *state, c *Call) bool { return c.Result == Result{Index: st.bound[c.Op.Sock]} }},
	BindIndex: {func(st *state, c *Call) bool { return c.Result == Result{Err: st.bind(c.Op.Sock, c.Op.Index)} }},
	Resolve:   {func(st *state, c *Call) bool { return c.Result == found(st.lookup(c.Op.Name)) }},
	NameOf:    {func(st *state, c *Call) bool { return c.Result == st.named(c.Op.Index) }},
	BindName:  {nameResolve, nameBind},
	GetName:   {nameLoad, nameRead},
	Rename:    {renameWrite, renameUnlist, registryEnd},
	Delete:    {deleteName, registryEnd},
	Create:    {createName, registryEnd},
}

func found(index int) Result {
	if index == 0 {
		return Result{Err: netdev.ENODEV}
	}
	return Result{Index: index}
}

func (st *state) named(index int) Result {
	if d := st.at(index); d != nil {
		return Result{Name: d.name}
	}
	return Result{Err: netdev.ENODEV}
}

// By name: only the index is kept (OPT-70).

func nameResolve(st *state, c *Call) bool {
	index := st.lookup(c.Op.Name)
	st.held[c.id] = int8(index)
	return (index == 0) == (c.Result.Err == netdev.ENODEV)
}

func nameBind(st *state, c *Call) bool {
	if c.Result.Err == netdev.ENODEV {
		return true
	}
	index := int(st.held[c.id])
	st.held[c.id] = 0
	return c.Result == Result{Err: st.bind(c.Op.Sock, index)}
}

func nameLoad(st *state, c *Call) bool {
	st.held[c.id] = int8(st.bound[c.Op.Sock])
	return true
}

func nameRead(st *state, c *Call) bool {
	index := int(st.held[c.id])
	st.held[c.id] = 0
	if index == 0 {
		return c.Result == Result{}
	}
	return c.Result == st.named(index)
}

// Changes of the registry hold rtnl from their first part to their last.

func registryBegin(st *state, c *Call, err netdev.Errno) (goOn, ok bool) {
	if st.rtnl || c.Result.Err != err {
		return false, false
	}
	st.rtnl = err == 0
	return err == 0, true
}

// registryEnd makes what the call has begun complete.
func registryEnd(st *state, c *Call) bool {
	if c.Result.Err != 0 {
		return true
	}
	st.rtnl = false
	index := c.Op.Index
	if c.Op.Kind == Create {
		index = c.Result.Index
	}
	d := &st.devices[index]
	if c.Op.Kind == Delete {
		*d = device{}
		return true
	}
	d.resolves, d.indexed = true, true
	return true
}

// renameWrite writes the new name (REG-13). The device still hangs in the chain
// of the old one: nobody finds it there, unless both names share a chain. That
// is why a rename can need three operations; with two, the second part comes
// at once.
func renameWrite(st *state, c *Call) bool {
	d := st.at(c.Op.Index)
	err := netdev.Errno(0)
	switch {
	case d == nil:
		err = netdev.ENODEV
	case d.name != c.Op.Name && st.lookup(c.Op.Name) != 0:
		err = netdev.EEXIST
	}
	goOn, ok := registryBegin(st, c, err)
	if goOn {
		st.held[c.id] = 1 // there is a name to take out
		if d.name == c.Op.Name {
			st.held[c.id] = 0
		}
		d.name = c.Op.Name
	}
	return ok
}

func renameUnlist(st *state, c *Call) bool {
	if c.Result.Err == 0 && st.held[c.id] != 0 {
		st.devices[c.Op.Index].resolves = false
	}
	st.held[c.id] = 0
	return true
}

func deleteName(st *state, c *Call) bool {
	d := st.at(c.Op.Index)
	err := netdev.Errno(0)
	if d == nil {
		err = netdev.ENODEV
	}
	goOn, ok := registryBegin(st, c, err)
	if goOn {
		d.resolves = false
	}
	return ok
}

func createName(st *state, c *Call) bool {
	err := netdev.Errno(0)
	if st.lookup(c.Op.Name) != 0 {
		err = netdev.EEXIST
	}
	goOn, ok := registryBegin(st, c, err)
	if goOn {
		if st.last++; st.last == maxDevices {
			panic("linear: more devices than the specification has room for")
		}
		// REG-20; no index is asked for here, so the next one is free
		st.devices[st.last] = device{name: c.Op.Name, resolves: true}
		ok = c.Result.Index == st.last
	}
	return ok
}
