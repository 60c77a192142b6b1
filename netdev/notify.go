package netdev

import (
	"strconv"

	"boundif/sched"
)

// A NotifyKind is what the notifier chain is told about a device.
type NotifyKind int

const (
	Registered   NotifyKind = iota + 1 // NETDEV_REGISTER
	Unregistered                       // NETDEV_UNREGISTER
	Renamed                            // NETDEV_CHANGENAME
)

// A Notifier is called, under rtnl, after a device has changed. An error from
// it undoes a registration or a rename (REG-16) and is the error of the call;
// it should be an [Errno]. What was undone is announced too: as Unregistered,
// or as Renamed once more. A Notifier must not change the registry itself:
// rtnl is taken.
type Notifier func(t *sched.Task, kind NotifyKind, d *Device) error

// AddNotifier puts fn at the end of the namespace's chain
// (register_netdevice_notifier_net).
func (n *Net) AddNotifier(t *sched.Task, fn Notifier) {
	if fn == nil {
		panic("netdev: AddNotifier of nil")
	}
	defer n.lockRtnl(t).unlock(t)
	n.notifiers = append(n.notifiers, fn)
}

// notify runs the chain: first what the kernel always has on it, which
// refuses the names that mean something else under /proc/sys/net
// (sysctl_dev_name_is_allowed), then the others.
func (n *Net) notify(t *sched.Task, kind NotifyKind, d *Device) error {
	if name := *d.primary.name.Load(t.At("netdev.notify")); kind != Unregistered && (name == "all" || name == "default") {
		return EINVAL
	}
	for _, fn := range n.notifiers {
		if err := fn(t, kind, d); err != nil && kind != Unregistered {
			return err
		}
	}
	return nil
}

// A LinkKind is the type of a link event.
type LinkKind int

const (
	NewLink LinkKind = iota + 1 // RTM_NEWLINK: the device is new or has changed
	DelLink                     // RTM_DELLINK: it is gone
)

func (k LinkKind) String() string {
	switch k {
	case NewLink:
		return "RTM_NEWLINK"
	case DelLink:
		return "RTM_DELLINK"
	}
	return "LinkKind(" + strconv.Itoa(int(k)) + ")"
}

// A LinkEvent is what a process that listens to the kernel hears of a device.
type LinkEvent struct {
	Kind    LinkKind
	Index   int32
	Name    string // current name when the event was sent
	OldName string // of a rename, as in the uevent's DEVPATH_OLD; else ""
	Up      bool
}

// Events is a subscription to the link events of a namespace: every event
// sent after Subscribe, in order, none lost.
type Events struct {
	mu    sched.Mutex
	queue []LinkEvent
}

// Subscribe starts listening (RTMGRP_LINK).
func (n *Net) Subscribe(t *sched.Task) *Events {
	defer n.lockRtnl(t).unlock(t)
	e := &Events{}
	sched.Own(t, "events", e)
	n.readers = append(n.readers, e)
	return e
}

// Next takes the oldest event that has not been read; ok is false if there is
// none yet. A reader may lag behind the registry as far as it likes.
func (e *Events) Next(t *sched.Task) (ev LinkEvent, ok bool) {
	e.mu.Lock(t.At("netdev.event.receive"))
	defer e.mu.Unlock(t)
	if len(e.queue) == 0 {
		return LinkEvent{}, false
	}
	ev, e.queue = e.queue[0], e.queue[1:]
	return ev, true
}

// event tells all subscribers about d. The caller holds rtnl.
func (n *Net) event(t *sched.Task, ev LinkEvent, d *Device) {
	for _, r := range n.readers {
		r.mu.Lock(t.At("netdev.event.send"))
		ev.Index, ev.Name, ev.Up = d.index.Load(t), *d.primary.name.Load(t), d.Up(t)
		r.queue = append(r.queue, ev)
		r.mu.Unlock(t)
	}
}
