package linux

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// hidden is the namespace of the devices' other ends, the same for all Nets of
// this program: they are wires, and know nothing of each other. It stays until
// the program ends, as to close a packet socket takes the kernel tens of
// milliseconds.
type hidden struct {
	fd    int           // for the kernel to put peers into
	rtnl  *netlink.Conn // to manage them
	wire  int           // packet socket: what it sends by a peer arrives on the other end
	peers atomic.Uint64 // how many had names made for them

	mu     sync.Mutex
	tap    int              // packet socket that gets what arrives at the peers; -1 if nobody has asked
	wanted map[int]*capture // by index of the peer
}

var theHidden = sync.OnceValues(func() (*hidden, error) {
	h := &hidden{tap: -1, wanted: map[int]*capture{}}
	if err := onThread(h.setUp); err != nil {
		return nil, fmt.Errorf("the hidden one: %w", err)
	}
	return h, nil
})

func (h *hidden) setUp() (err error) {
	if h.fd, err = unshare(); err != nil {
		return err
	}
	// The peers should be wires and not talk. That they cannot be told so
	// harms nobody.
	_ = setSysctl("ipv6/conf/default/disable_ipv6", "1")
	if h.wire, err = packetSocket(0); err != nil {
		return err
	}
	if h.rtnl, err = dialRoute(); err != nil {
		return err
	}
	// Two that take the lowest indexes. A device whose index is that of its
	// other end counts as a physical one, and the news that it is up can then
	// take the kernel a second (linkwatch_urgent_event).
	return change(h.rtnl, unix.RTM_NEWLINK, netlink.Create|netlink.Excl, info(0), func(e *netlink.AttributeEncoder) {
		e.String(unix.IFLA_IFNAME, "low")
		e.Nested(unix.IFLA_LINKINFO, func(e *netlink.AttributeEncoder) error {
			e.String(unix.IFLA_INFO_KIND, "veth")
			return nil
		})
	})
}
