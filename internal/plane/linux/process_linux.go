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
	p := &process{ns: n, rtnl: n.rtnl, open: map[int]bool{}}
	s := &Sys{raw: p, on: p.anywhere, exit: p.exit, ns: n}
	s.move = func(index int, to *Sys, name string, newIndex int) error {
		return p.moveTo(index, to.ns, name, newIndex)
	}
	if caps != All {
		if err := p.restrict(caps); err != nil {
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

// restrict gives the process a thread with these capabilities at most.
func (p *process) restrict(caps Caps) (err error) {
	p.thread, err = startThread(func() error {
		if err := unix.Setns(p.ns.fd, unix.CLONE_NEWNET); err != nil {
			return fmt.Errorf("setns: %w", err)
		}
		if err := keepCaps(caps); err != nil {
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
