package emu

import (
	"boundif/sched"
	"boundif/sock"
)

// What SockDiag is asked and says: see package sock.
type (
	DiagRequest = sock.DiagRequest
	DiagID      = sock.DiagID
	DiagMsg     = sock.DiagMsg
)

// States of sockets, for [DiagRequest] and in [DiagMsg].
const (
	TCP_ESTABLISHED    = sock.TCP_ESTABLISHED
	TCP_SYN_SENT       = sock.TCP_SYN_SENT
	TCP_SYN_RECV       = sock.TCP_SYN_RECV
	TCP_FIN_WAIT1      = sock.TCP_FIN_WAIT1
	TCP_FIN_WAIT2      = sock.TCP_FIN_WAIT2
	TCP_TIME_WAIT      = sock.TCP_TIME_WAIT
	TCP_CLOSE          = sock.TCP_CLOSE
	TCP_CLOSE_WAIT     = sock.TCP_CLOSE_WAIT
	TCP_LAST_ACK       = sock.TCP_LAST_ACK
	TCP_LISTEN         = sock.TCP_LISTEN
	TCP_CLOSING        = sock.TCP_CLOSING
	TCP_BOUND_INACTIVE = sock.TCP_BOUND_INACTIVE
)

// SockDiag lists the sockets of a protocol and a family in the process's
// namespace, as ss(8) does: those of all processes, for anybody who asks. It
// tells the index that a socket is bound to as it is, be there such a device or
// not (OBS-06); [DiagMsg.Text] tells the name that it has now.
//
// Errors: as [sock.Inet.DiagDump].
func (p *Process) SockDiag(r DiagRequest) (all []DiagMsg, err error) {
	err = p.diag("sock_diag", r, func(t *sched.Task) error {
		all, err = p.ns.inet.DiagDump(t, &r)
		return err
	})
	return all, err
}

// SockDiagGet is the socket that gets what arrives for r.ID: see
// [sock.Inet.DiagOne].
func (p *Process) SockDiagGet(r DiagRequest) (m DiagMsg, err error) {
	err = p.diag("sock_diag_get", r, func(t *sched.Task) error {
		m, err = p.ns.inet.DiagOne(t, &r)
		return err
	})
	return m, err
}

// SockDestroy ends that socket, whoever has it, as ss -K does: its next call
// fails with ECONNABORTED. See [sock.Inet.DiagDestroy]. A socket of UDP lives on,
// bound to no device.
func (p *Process) SockDestroy(r DiagRequest) error {
	return p.diag("sock_destroy", r, func(t *sched.Task) error {
		return p.ns.inet.DiagDestroy(t, p.cred, &r)
	})
}

func (p *Process) diag(name string, r DiagRequest, fn func(t *sched.Task) error) (err error) {
	t := p.begin(name)
	defer func() {
		if err != nil || t.Tracing() {
			p.end(t, &err, 0, "%s(%s)", name, r)
		}
	}()
	return fn(t)
}
