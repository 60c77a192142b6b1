package linux

import (
	"encoding/binary"
	"fmt"
	"syscall"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// events is a netlink socket that listens. It is not a netlink.Conn, because
// that can only wait: the kernel has queued the events of a call before the
// call returns, so those that are not there do not come.
type events struct {
	fd    int
	queue []string
}

func (n *namespace) events() (*events, error) {
	e := &events{}
	var err error
	n.home.do(func() {
		e.fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	})
	if err != nil {
		return nil, fmt.Errorf("linux: events: %w", err)
	}
	if err := unix.Bind(e.fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: unix.RTMGRP_LINK}); err != nil {
		_ = unix.Close(e.fd)
		return nil, fmt.Errorf("linux: events: %w", err)
	}
	return e, nil
}

func (e *events) close() error { return unix.Close(e.fd) }

func (e *events) next() (event string, ok bool, err error) {
	for len(e.queue) == 0 {
		if more, err := e.receive(); err != nil {
			return "", false, fmt.Errorf("linux: events: %w", err)
		} else if !more {
			return "", false, nil
		}
	}
	event, e.queue = e.queue[0], e.queue[1:]
	return event, true, nil
}

// receive takes one datagram, if there is one.
func (e *events) receive() (more bool, err error) {
	b := make([]byte, 1<<16)
	k, _, err := unix.Recvfrom(e.fd, b, 0)
	switch err {
	case nil:
	case unix.EAGAIN:
		return false, nil
	case unix.EINTR:
		return true, nil
	default:
		return false, err
	}
	messages, err := syscall.ParseNetlinkMessage(b[:k])
	if err != nil {
		return false, err
	}
	for _, m := range messages {
		text, err := describeLink(m)
		if err != nil {
			return false, err
		}
		e.queue = append(e.queue, text)
	}
	return true, nil
}

// describeLink is a link event in words.
func describeLink(m syscall.NetlinkMessage) (string, error) {
	kind := map[uint16]string{unix.RTM_NEWLINK: "RTM_NEWLINK", unix.RTM_DELLINK: "RTM_DELLINK"}[m.Header.Type]
	var header unix.IfInfomsg
	if _, err := binary.Decode(m.Data, binary.NativeEndian, &header); err != nil {
		return "", err
	}
	a, err := netlink.NewAttributeDecoder(m.Data[unix.SizeofIfInfomsg:])
	if err != nil {
		return "", err
	}
	name := ""
	for a.Next() {
		if a.Type() == unix.IFLA_IFNAME {
			name = a.String()
		}
	}
	return fmt.Sprintf("%s %d %s", kind, header.Index, name), a.Err()
}
