package sock

// A Cap is a capability.
type Cap uint32

const (
	CAP_NET_ADMIN Cap = 1 << iota // configure devices
	CAP_NET_RAW                   // raw sockets, and binding a bound socket to another device
)

// A UserNS is a user namespace: capabilities are judged against one.
type UserNS struct {
	Parent *UserNS // nil for the initial one
	Owner  uint32  // user that made it, who has all capabilities in it
}

// A Cred is who makes a call (struct cred of the kernel's current). It does
// not change; a process that changes its credentials gets another. The zero
// Cred has no capability anywhere.
type Cred struct {
	NS   *UserNS
	UID  uint32
	Caps Cap // effective, in NS

	GID    uint32   // effective group
	Groups []uint32 // supplementary ones
}

// Capable reports whether c has the capability towards objects that ns owns:
// it is in c's own namespace, or one below c's (cap_capable; OPT-42).
func (c *Cred) Capable(ns *UserNS, want Cap) bool {
	if c == nil {
		panic("sock: a call without credentials")
	}
	if c.NS == nil {
		return false
	}
	for ; ns != nil; ns = ns.Parent {
		if ns == c.NS {
			return c.Caps&want == want
		}
		if ns.Parent == c.NS && ns.Owner == c.UID {
			return true
		}
	}
	return false
}
