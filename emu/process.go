package emu

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// A Process makes system calls in one network namespace, with credentials and
// descriptors of its own. On a kernel that is not explored its methods are
// safe for many goroutines.
type Process struct {
	k     *Kernel
	ns    *Namespace
	cred  *sock.Cred
	files files

	sockCreate func(s *sock.Sock) (device int32, ok bool) // see SockCreate
}

var _ Syscalls = (*Process)(nil)

// Capabilities that the model knows.
const (
	CAP_NET_ADMIN = sock.CAP_NET_ADMIN
	CAP_NET_RAW   = sock.CAP_NET_RAW
)

// Root makes a process of user 0 with all capabilities.
func (ns *Namespace) Root() *Process {
	return ns.process(&sock.Cred{NS: ns.k.initNS, Caps: CAP_NET_ADMIN | CAP_NET_RAW})
}

// User makes a process of another user, with only those capabilities.
func (ns *Namespace) User(uid uint32, caps ...sock.Cap) *Process {
	c := &sock.Cred{NS: ns.k.initNS, UID: uid}
	for _, one := range caps {
		c.Caps |= one
	}
	return ns.process(c)
}

func (ns *Namespace) process(c *sock.Cred) *Process {
	p := &Process{k: ns.k, ns: ns, cred: c}
	if ns.k.world != nil {
		ns.k.scene.processes = append(ns.k.scene.processes, p)
	}
	sched.Own(ns.k.task(), "process", p)
	return p
}

// Unshare makes a process of the same user in a user namespace of its own,
// with all capabilities there, and in a network namespace that belongs to it:
// unshare(CLONE_NEWUSER|CLONE_NEWNET) in a child.
func (p *Process) Unshare() *Process {
	inner := &sock.UserNS{Parent: p.cred.NS, Owner: p.cred.UID}
	ns := p.k.newNamespace(inner)
	child := ns.process(&sock.Cred{NS: inner, UID: p.cred.UID, Caps: CAP_NET_ADMIN | CAP_NET_RAW})
	child.sockCreate = p.sockCreate
	return child
}

// Namespace is the network namespace that the process is in.
func (p *Process) Namespace() *Namespace { return p.ns }

// A file is an open file description: descriptors of several processes can
// lead to it (WR-70).
type file struct {
	sock *sock.Sock // nil if the file is no socket
	mu   sched.Mutex
	refs int32 // descriptors; under mu
}

// firstFD is the lowest emulated descriptor. No real one comes near it, so
// that code which passes an emulated descriptor to a real system call gets
// EBADF, not somebody's socket.
const firstFD = 1 << 30

const (
	chunkSize = 16
	maxFiles  = 1 << 20 // fs.nr_open
)

// files is a table of descriptors (struct files_struct): changed under a
// lock, read without.
type files struct {
	lock   sched.Mutex
	chunks sched.Ptr[[]*chunk]
	lowest int // no descriptor below is free; under lock
}

type chunk struct{ files [chunkSize]sched.Ptr[file] }

// get is the socket file of a descriptor (sockfd_lookup_light): EBADF if the
// descriptor is not open, ENOTSOCK if it leads to something else (OPT-25).
func (f *files) get(t *sched.Task, fd int) (*file, error) {
	chunks := f.chunks.Load(t.At("fd.get"))
	n := fd - firstFD
	if n < 0 || chunks == nil || n/chunkSize >= len(*chunks) {
		return nil, netdev.EBADF
	}
	if file := (*chunks)[n/chunkSize].files[n%chunkSize].Load(t); file == nil {
		return nil, netdev.EBADF
	} else if file.sock == nil {
		return nil, netdev.ENOTSOCK
	} else {
		return file, nil
	}
}

// install gives the file the lowest free descriptor (get_unused_fd_flags,
// fd_install).
func (f *files) install(t *sched.Task, file *file) (int, error) {
	f.lock.Lock(t.At("fd.install"))
	defer f.lock.Unlock(t)
	var chunks []*chunk
	if p := f.chunks.Load(t); p != nil {
		chunks = *p
	}
	for n := f.lowest; n < maxFiles; n++ {
		if n/chunkSize == len(chunks) {
			c := &chunk{}
			sched.Own(t, "fdtable", c)
			grown := append(chunks, c) // readers of the old slice do not look past its end
			chunks = grown
			f.chunks.Store(t, &grown)
		}
		place := &chunks[n/chunkSize].files[n%chunkSize]
		if place.Load(t) == nil {
			place.Store(t, file)
			f.lowest = n + 1
			return firstFD + n, nil
		}
	}
	return 0, netdev.EMFILE
}

// remove takes a descriptor out of the table.
func (f *files) remove(t *sched.Task, fd int) (*file, error) {
	f.lock.Lock(t.At("fd.close"))
	defer f.lock.Unlock(t)
	n := fd - firstFD
	chunks := f.chunks.Load(t)
	if n < 0 || chunks == nil || n/chunkSize >= len(*chunks) {
		return nil, netdev.EBADF
	}
	place := &(*chunks)[n/chunkSize].files[n%chunkSize]
	file := place.Load(t)
	if file == nil {
		return nil, netdev.EBADF
	}
	place.Store(t, nil)
	f.lowest = min(f.lowest, n)
	return file, nil
}

// put drops one descriptor's hold on the file; the last one closes the socket.
func (f *file) put(t *sched.Task) {
	f.mu.Lock(t.At("fd.put"))
	f.refs--
	last := f.refs == 0
	f.mu.Unlock(t)
	if last && f.sock != nil {
		f.sock.Close(t)
	}
}

// OpenNull opens a file that is no socket (/dev/null). Every call of this
// package but Close answers ENOTSOCK to it.
//
// Errors: EMFILE.
func (p *Process) OpenNull() (fd int, err error) {
	t := p.begin("open")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, fd, "open(%q, O_RDWR)", "/dev/null")
		}
	}()
	f := &file{refs: 1}
	sched.Own(t, "file", f)
	if fd, err = p.files.install(t, f); err != nil {
		return -1, err
	}
	return fd, nil
}

// Pass gives another process a descriptor for the same socket, as SCM_RIGHTS
// and fork() do. The socket stays in its network namespace (OPT-43).
//
// Errors: EBADF, EMFILE.
func (p *Process) Pass(fd int, to *Process) (n int, err error) {
	if to == nil || to.k != p.k {
		panic("emu: Pass to a process of another kernel, or to none")
	}
	t := p.begin("pass")
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, n, "pass(%d)", fd)
		}
	}()
	f, err := p.files.get(t, fd)
	if err != nil {
		return -1, err
	}
	if !f.hold(t) {
		return -1, netdev.EBADF
	}
	if n, err = to.files.install(t, f); err != nil {
		f.put(t)
		return -1, err
	}
	return n, nil
}

// hold counts one more descriptor, unless the last one has been closed.
func (f *file) hold(t *sched.Task) bool {
	f.mu.Lock(t.At("fd.hold"))
	defer f.mu.Unlock(t)
	if f.refs == 0 {
		return false
	}
	f.refs++
	return true
}

// Sock is the socket behind a descriptor, for what system calls do not show.
func (p *Process) Sock(fd int) (*sock.Sock, error) {
	f, err := p.files.get(p.k.task(), fd)
	if err != nil {
		return nil, wrap("sock", err)
	}
	return f.sock, nil
}
