package emu

import (
	"boundif/netdev"
	"boundif/sched"
	"boundif/sock"
)

// SockCreate puts the process into a control group with a function in the place
// of its BPF program of type BPF_CGROUP_INET_SOCK_CREATE: what "ip vrf exec" does.
// fn is called at the end of socket(), for sockets of AF_INET and AF_INET6, and not
// for those that accept() makes. What it says is the device that the socket is
// bound to, whatever number that is, as nobody asks for it (WR-50): a negative one is
// no device's, and counts as a binding all the same (WR-51). If it is not ok,
// socket() fails with EPERM.
//
// nil takes the process out again. Processes that it makes by Unshare are in the
// group as well. Call it before the process makes sockets.
//
// The model has no BPF. The answers were compared with those of Linux 6.1, 6.12 and
// 6.18 with such a program, by hand: no row of the rules asks a kernel for them.
func (p *Process) SockCreate(fn func(s *sock.Sock) (device int32, ok bool)) { p.sockCreate = fn }

// created is what SockCreate is for (__cgroup_bpf_run_filter_sk).
func (p *Process) created(t *sched.Task, s *sock.Sock) error {
	if p.sockCreate == nil || !isInet(s) {
		return nil
	}
	device, ok := p.sockCreate(s)
	if !ok {
		s.Close(t)
		return netdev.EPERM
	}
	s.SetBoundDevIf(t.At("emu.socket.created"), device)
	return nil
}
