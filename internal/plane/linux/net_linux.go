package linux

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// namespace is what a Net has: a thread and sockets in its network namespace. A
// socket stays in the namespace of the thread that created it.
type namespace struct {
	home *thread       // in the namespace
	fd   int           // the namespace, for other threads to enter
	ctl  int           // a socket to do ioctls on
	lo   int           // a packet socket, once something is injected into lo
	rtnl *netlink.Conn // of processes that have all capabilities

	sent   atomic.Uint64 // CPUs in whose queues something may be
	sysctl error         // why packets cannot be injected

	mu         sync.Mutex
	processes  []*process
	broadcasts map[netip.Addr]bool // of the devices' prefixes
	peers      map[int]int         // other ends in the hidden namespace, by index here
	captures   []*capture
	closed     bool
}

func newNamespace() (_ *namespace, err error) {
	n := &namespace{fd: -1, ctl: -1, lo: -1, broadcasts: map[netip.Addr]bool{}, peers: map[int]int{}}
	defer func() {
		if err != nil {
			n.close()
			err = fmt.Errorf("linux: new network namespace: %w", err)
		}
	}()
	if _, err := theHidden(); err != nil {
		return nil, err
	}
	if n.home, err = startThread(n.setUpHome); err != nil {
		return nil, err
	}
	return n, nil
}

// unshare moves the calling thread to a fresh network namespace.
func unshare() (fd int, err error) {
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return -1, fmt.Errorf("unshare: %w", err)
	}
	// Not /proc/self: that is the namespace of another thread.
	fd, err = unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("/proc/thread-self/ns/net: %w", err)
	}
	return fd, nil
}

func (n *namespace) setUpHome() (err error) {
	if n.fd, err = unshare(); err != nil {
		return err
	}
	n.sysctl = silent()
	if n.ctl, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return fmt.Errorf("socket for ioctl: %w", err)
	}
	n.rtnl, err = dialRoute()
	return err
}

func (n *namespace) close() error {
	n.mu.Lock()
	processes := slices.Clone(n.processes)
	closed := n.closed
	n.closed = true
	n.mu.Unlock()
	if closed {
		return nil
	}
	for _, p := range processes {
		p.exit()
	}
	if n.home != nil {
		n.home.stop()
	}
	var errs []error
	if n.rtnl != nil {
		errs = append(errs, n.rtnl.Close())
	}
	for _, c := range n.captures {
		errs = append(errs, c.close())
	}
	for _, fd := range []int{n.ctl, n.fd} {
		if fd >= 0 {
			errs = append(errs, unix.Close(fd))
		}
	}
	if n.lo >= 0 {
		go unix.Close(n.lo) // tens of milliseconds: a packet socket
	}
	return errors.Join(errs...)
}
