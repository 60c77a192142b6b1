package linear

import (
	"errors"
	"fmt"

	"boundif/emu"
	"boundif/netdev"
)

// A Kind is a system call of a history.
type Kind int

// The kinds of calls, each with the fields of Op that it uses.
const (
	Get       Kind = iota // getsockopt(Sock, SO_BINDTOIFINDEX)
	GetName               // getsockopt(Sock, SO_BINDTODEVICE)
	BindIndex             // setsockopt(Sock, SO_BINDTOIFINDEX, Index)
	BindName              // setsockopt(Sock, SO_BINDTODEVICE, Name)
	NameOf                // if_indextoname(Index)
	Resolve               // if_nametoindex(Name)
	Rename                // RTM_NEWLINK of Index with IFLA_IFNAME Name
	Delete                // RTM_DELLINK of Index
	Create                // RTM_NEWLINK that makes Name, under the next index
	kinds
)

// Told as the Name of an Op is the name that the task's NameOf returned last.
const Told = "?"

// An Op is a call and its arguments.
type Op struct {
	Kind  Kind
	Sock  int // number of the socket, from 0
	Index int
	Name  string
}

func (o Op) String() string {
	switch o.Kind {
	case Get:
		return fmt.Sprintf("get(s%d)", o.Sock)
	case GetName:
		return fmt.Sprintf("get_name(s%d)", o.Sock)
	case BindIndex:
		return fmt.Sprintf("bind(s%d, %d)", o.Sock, o.Index)
	case BindName:
		return fmt.Sprintf("bind(s%d, %q)", o.Sock, o.Name)
	case NameOf:
		return fmt.Sprintf("if_indextoname(%d)", o.Index)
	case Resolve:
		return fmt.Sprintf("if_nametoindex(%q)", o.Name)
	case Rename:
		return fmt.Sprintf("rename(%d, %q)", o.Index, o.Name)
	case Delete:
		return fmt.Sprintf("delete(%d)", o.Index)
	case Create:
		return fmt.Sprintf("create(%q)", o.Name)
	}
	return fmt.Sprintf("Kind(%d)", o.Kind)
}

// A Result is what a call returned. Err is 0 for success.
type Result struct {
	Err   netdev.Errno
	Index int    // of Get, Resolve, Create
	Name  string // of GetName, NameOf
}

// returned is the result as the call's own words.
func (o Op) returned(r Result) string {
	switch {
	case r.Err != 0:
		return r.Err.Error()
	case o.Kind == GetName || o.Kind == NameOf:
		return fmt.Sprintf("%q", r.Name)
	case o.Kind == Get || o.Kind == Resolve || o.Kind == Create:
		return fmt.Sprint(r.Index)
	}
	return "ok"
}

// do makes the call: daemon owns the sockets, admin changes the devices.
func (o Op) do(daemon, admin emu.Syscalls, socks []int) (r Result) {
	var err error
	switch o.Kind {
	case Get:
		r.Index, err = daemon.GetsockoptInt(socks[o.Sock], emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX)
	case GetName:
		r.Name, err = daemon.GetsockoptString(socks[o.Sock], emu.SOL_SOCKET, emu.SO_BINDTODEVICE)
	case BindIndex:
		err = daemon.SetsockoptInt(socks[o.Sock], emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, o.Index)
	case BindName:
		err = daemon.SetsockoptString(socks[o.Sock], emu.SOL_SOCKET, emu.SO_BINDTODEVICE, o.Name)
	case NameOf:
		r.Name, err = daemon.IfIndexToName(o.Index)
	case Resolve:
		r.Index, err = daemon.IfNameToIndex(o.Name)
	case Rename:
		err = admin.LinkSetName(o.Index, o.Name)
	case Delete:
		err = admin.LinkDel(o.Index)
	case Create:
		r.Index, err = admin.LinkAdd(o.Name, 0)
	default:
		panic("linear: " + o.String() + " is no call")
	}
	if err != nil {
		r = Result{}
		if !errors.As(err, &r.Err) {
			panic(fmt.Sprintf("linear: %v: %v is no Errno", o, err))
		}
	}
	return r
}
