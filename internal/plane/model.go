package plane

import (
	"fmt"
	"net/netip"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
	"boundif/sock"
)

// Model is the model of a release.
func Model(r emu.Release) Plane { return ModelOf(emu.New(r)) }

// ModelSharing is Model with another secret in the hash by which groups of
// SO_REUSEPORT share their packets, as another boot of a kernel has it.
func ModelSharing(r emu.Release, secret uint32) Plane {
	m := &model{k: emu.New(r)}
	m.ns = m.k.Init()
	m.ns.Inet().Secret = secret
	return m
}

// ModelOf is a machine of the model that somebody made, to explore it.
func ModelOf(k *emu.Kernel) Plane { return &model{k: k, ns: k.Init()} }

type model struct {
	k     *emu.Kernel
	ns    *emu.Namespace
	other *emu.Namespace
}

var modelCaps = map[Caps][]sock.Cap{
	None:     nil,
	NetAdmin: {emu.CAP_NET_ADMIN},
	NetRaw:   {emu.CAP_NET_RAW},
	All:      {emu.CAP_NET_ADMIN, emu.CAP_NET_RAW},
}

func (m *model) Release() emu.Release { return m.k.Release() }
func (m *model) Close() error         { return nil }

func (m *model) Process(c Caps) (emu.Syscalls, error) { return m.ns.User(0, modelCaps[c]...), nil }

func (m *model) Other() (emu.Syscalls, error) { return m.ns.User(1), nil }

func (m *model) Elsewhere() (emu.Syscalls, error) {
	if m.other == nil {
		m.other = m.k.NewNamespace()
	}
	return m.other.Root(), nil
}

func (m *model) Pass(from emu.Syscalls, fd int, to emu.Syscalls) (int, error) {
	return from.(*emu.Process).Pass(fd, to.(*emu.Process))
}

func (m *model) Stranger(owner emu.Syscalls, fd, index int) error {
	// The child is of another user than the one who could make it here: user
	// 0 with all capabilities would be its owner, but has none outside.
	child := m.ns.User(1).Unshare()
	got, err := m.Pass(owner, fd, child)
	if err != nil {
		return err
	}
	return child.SetsockoptInt(got, emu.SOL_SOCKET, emu.SO_BINDTOIFINDEX, index)
}

func (m *model) NotSocket(p emu.Syscalls) (int, error) { return p.(*emu.Process).OpenNull() }

func (m *model) Move(by emu.Syscalls, index int, to emu.Syscalls, name string, newIndex int) error {
	return by.(*emu.Process).LinkSetNetns(index, to.(*emu.Process).Namespace(), name, newIndex)
}

func (m *model) Inject(index int, ip []byte) error {
	_, err := m.ns.Inject(index, ip)
	return err
}

func (m *model) InjectElsewhere(index int, ip []byte) error {
	_, err := m.other.Inject(index, ip)
	return err
}

func (m *model) InjectUDP(index int, src, dst netip.AddrPort, payload []byte) error {
	return m.Inject(index, udp(src, dst, payload))
}

func (m *model) Warnings() (int, error) { return len(m.ns.Inet().Warnings(m.k.Task())), nil }

// Settle has nothing to do: the model does everything at once.
func (m *model) Settle() error { return nil }

func (m *model) Capture() (Capture, error) { return modelCapture{m.ns}, nil }

type modelCapture struct{ ns *emu.Namespace }

// Packets reads them as what is heard on a wire is read, out of bytes.
func (c modelCapture) Packets(index int) (packets []netdev.Packet, err error) {
	frames, err := c.ns.Frames(index)
	for _, b := range frames {
		if p, err := wire.Parse(b); err == nil || p.Malformed {
			packets = append(packets, p)
		}
	}
	return packets, err
}

func (c modelCapture) Take(index int) ([]string, error) {
	packets, err := c.Packets(index)
	return describe(packets), err
}

func (m *model) Events() (Events, error) { return modelEvents{m.ns.Events()}, nil }

type modelEvents struct{ *emu.Events }

func (e modelEvents) Next() (string, bool, error) {
	ev, ok := e.Events.Next()
	return fmt.Sprintf("%s %d %s", ev.Kind, ev.Index, ev.Name), ok, nil
}
