package linux

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// namespace is what a Net has: threads and sockets in two network namespaces.
// A socket stays in the namespace of the thread that created it, so no thread
// has to stay in the hidden one.
type namespace struct {
	home *thread       // in the visible namespace, bound to one CPU
	fd   int           // the visible namespace, for other threads to enter
	ctl  int           // a socket to do ioctls on
	rtnl *netlink.Conn // of processes that have all capabilities
	wire wire

	hidden     int           // the hidden namespace, for the kernel to put peers into
	hiddenRtnl *netlink.Conn // to manage the peers
	peers      atomic.Uint64 // how many peers had names made for them

	sysctl error // why packets cannot be injected

	mu        sync.Mutex
	processes []*process
	closed    bool
}

func newNamespace() (_ *namespace, err error) {
	n := &namespace{fd: -1, ctl: -1, hidden: -1, wire: wire{-1, -1, 0}}
	defer func() {
		if err != nil {
			n.close()
			err = fmt.Errorf("linux: new network namespace: %w", err)
		}
	}()
	if err := onThread(n.setUpHidden); err != nil {
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

func (n *namespace) setUpHidden() (err error) {
	if n.hidden, err = unshare(); err != nil {
		return err
	}
	// The peers should be wires and not talk. That they cannot be told so
	// harms nobody.
	_ = setSysctl("ipv6/conf/default/disable_ipv6", "1")
	n.hiddenRtnl, err = netlink.Dial(unix.NETLINK_ROUTE, nil)
	return err
}

func (n *namespace) setUpHome() (err error) {
	if n.fd, err = unshare(); err != nil {
		return err
	}
	if err := stayOnOneCPU(); err != nil {
		return err
	}
	// Later devices copy "default"; "all" counts on top of each; lo exists.
	for _, conf := range []string{"all", "default", "lo"} {
		for _, s := range [][2]string{{"rp_filter", "0"}, {"accept_local", "1"}} {
			if err := setSysctl("ipv4/conf/"+conf+"/"+s[0], s[1]); err != nil && n.sysctl == nil {
				n.sysctl = err
			}
		}
	}
	if n.ctl, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return fmt.Errorf("socket for ioctl: %w", err)
	}
	n.rtnl, err = netlink.Dial(unix.NETLINK_ROUTE, nil)
	return err
}

// setSysctl sets a value of the calling thread's network namespace. It needs
// no right to write if the value is already so.
func setSysctl(name, value string) error {
	path := "/proc/sys/net/" + name
	if old, err := os.ReadFile(path); err == nil && string(old) == value+"\n" {
		return nil
	}
	return os.WriteFile(path, []byte(value), 0)
}

// stayOnOneCPU binds the calling thread to the first CPU that it may use.
func stayOnOneCPU() error {
	var all, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		return fmt.Errorf("sched_getaffinity: %w", err)
	}
	for cpu := 0; ; cpu++ {
		if all.IsSet(cpu) {
			one.Set(cpu)
			break
		}
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("sched_setaffinity: %w", err)
	}
	return nil
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
	for _, c := range []*netlink.Conn{n.rtnl, n.hiddenRtnl} {
		if c != nil {
			errs = append(errs, c.Close())
		}
	}
	for _, fd := range []int{n.ctl, n.fd, n.hidden, n.wire.peer, n.wire.tap} {
		if fd >= 0 {
			errs = append(errs, unix.Close(fd))
		}
	}
	return errors.Join(errs...)
}
