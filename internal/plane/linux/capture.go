package linux

import (
	"boundif/internal/wire"
	"boundif/netdev"
)

// A Capture records the IPv4 and IPv6 packets that leave the devices of a
// [Net], but not those that look for neighbours (NDP) and report groups (IGMP,
// MLD). No neighbour has to answer for that: the devices do not ask.
type Capture struct{ c *capture }

// Capture begins a record. Close it when it is no longer wanted.
func (n *Net) Capture() (*Capture, error) {
	c, err := n.ns.capture()
	if err != nil {
		return nil, err
	}
	return &Capture{c}, nil
}

// Packets takes the packets that have left the device with that number since
// the last call for it.
func (c *Capture) Packets(index int) ([]netdev.Packet, error) { return c.c.take(index) }

// Take is Packets, as [wire.Describe] tells them.
func (c *Capture) Take(index int) ([]string, error) {
	packets, err := c.Packets(index)
	var taken []string
	for _, p := range packets {
		taken = append(taken, wire.Describe(&p))
	}
	return taken, err
}

// Close ends the record.
func (c *Capture) Close() error { return c.c.close() }

// Events is a subscription to the link events of a [Net].
type Events struct{ e *events }

// Events subscribes (RTMGRP_LINK).
func (n *Net) Events() (*Events, error) {
	e, err := n.ns.events()
	if err != nil {
		return nil, err
	}
	return &Events{e}, nil
}

// Next is the oldest event that has not been read, as its type, the number and
// the name of the device; ok is false if there is none.
func (e *Events) Next() (event string, ok bool, err error) { return e.e.next() }

// Close ends the subscription.
func (e *Events) Close() error { return e.e.close() }
