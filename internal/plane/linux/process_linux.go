package linux

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"boundif/emu"
)

var _ emu.Syscalls = (*process)(nil)

// process makes the system calls of a Sys, and returns bare errnos.
//
// Which namespace a call acts on is decided by its socket, so with all
// capabilities, which every thread of this program has, only socket(2) needs a
// certain thread. Capabilities are a thread's own: with fewer, everything
// happens on one thread.
type process struct {
	ns     *namespace
	thread *thread       // nil: has all capabilities and uses any thread
	rtnl   *netlink.Conn // opened by this process: rtnetlink judges the opener too

	mu     sync.Mutex
	open   map[int]bool // what Socket returned and Close has not taken
	exited atomic.Bool
}

func (n *namespace) newSys(caps Caps) (*Sys, error) {
	if caps == All {
		return n.newProcess(nil)
	}
	return n.newProcess(func() error { return keepCaps(caps) })
}

func (n *namespace) newOther() (*Sys, error) { return n.newProcess(otherUser) }

// newProcess makes a process. restrict, if not nil, takes rights from its thread.
func (n *namespace) newProcess(restrict func() error) (*Sys, error) {
	p := &process{ns: n, rtnl: n.rtnl, open: map[int]bool{}}
	s := &Sys{raw: p, on: p.anywhere, exit: p.exit, ns: n}
	s.move = func(index int, to *Sys, name string, newIndex int) error {
		return p.moveTo(index, to.ns, name, newIndex)
	}
	if restrict != nil {
		if err := p.restrict(restrict); err != nil {
			return nil, fmt.Errorf("linux: new process: %w", err)
		}
		s.on = p.thread.do
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.processes = append(n.processes, p)
	return s, nil
}

// anywhere runs a call on the caller's thread.
func (p *process) anywhere(job func()) {
	if p.exited.Load() {
		panic(errGone) // its descriptors may be somebody else's by now
	}
	job()
}

// restrict gives the process a thread of its own, with fewer rights.
func (p *process) restrict(give func() error) (err error) {
	p.thread, err = startThread(func() error {
		if err := unix.Setns(p.ns.fd, unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("setns: %w", err)
		}
		if err := give(); err != nil {
			return err
		}
		p.rtnl, err = dialRoute()
		return err
	})
	return err
}

// keepCaps takes all other capabilities from the calling thread, for good.
func keepCaps(caps Caps) error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return fmt.Errorf("capget: %w", err)
	}
	for i := range data {
		keep := uint32(caps >> (32 * i))
		data[i].Effective &= keep
		data[i].Permitted &= keep
		data[i].Inheritable = 0
	}
	if err := unix.Capset(&header, &data[0]); err != nil {
		return fmt.Errorf("capset: %w", err)
	}
	return nil
}

// otherUser makes the calling thread, for good, one of user 1, who has no
// capabilities. It goes past the library, which would do that to all threads.
func otherUser() error {
	const other = 1
	switch _, _, e := unix.RawSyscall(unix.SYS_SETRESUID, other, other, other); e {
	case 0:
		return nil
	case unix.EINVAL: // the namespace does not have this user
		return errors.ErrUnsupported
	default:
		return fmt.Errorf("setresuid: %w", e)
	}
}

// exit closes what the process has left open, and ends its thread.
func (p *process) exit() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.exited.Swap(true) {
		return
	}
	for fd := range p.open {
		_ = unix.Close(fd)
	}
	if p.thread != nil {
		_ = p.rtnl.Close()
		p.thread.stop()
	}
}

// errno makes the error of a system call, of ours or inside a library's
// error, an errno of the model. Other errors stay as they are.
func errno(err error) error {
	var e unix.Errno
	if errors.As(err, &e) {
		return emu.Errno(e)
	}
	return err
}
