package plane

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"

	"boundif/emu"
)

// A place is a network namespace as transcripts show it.
type place struct {
	first int            // first index that is given out automatically
	label map[int]string // of devices, by index
}

func newPlace(sys emu.Syscalls) *place {
	at := &place{first: 2, label: map[int]string{1: "lo"}}
	for {
		if _, err := sys.IfIndexToName(at.first); err != nil {
			return at
		}
		at.first++
	}
}

// level is an index as transcripts show it: as if automatic ones began at 2.
func (at *place) level(index int) int {
	if index >= at.first && index < at.first+1000 {
		return index - at.first + 2
	}
	return index
}

// index is the reverse.
func (at *place) index(i int) int {
	if i >= 2 && i < 1002 {
		return i + at.first - 2
	}
	return i
}

// device is a device as transcripts name it: by its label, or by its index.
func (at *place) device(index int) string {
	if label, ok := at.label[index]; ok {
		return label
	}
	return strconv.Itoa(at.level(index))
}

// scope is the index that a zone of a text stands for.
func (at *place) scope(zone string) int {
	if i, err := strconv.Atoi(zone); err == nil {
		return at.index(i)
	}
	for index, label := range at.label {
		if label == zone {
			return index
		}
	}
	panic(broken{fmt.Errorf("no device is called %s", zone)})
}

// sockaddr is the address in a text: "" is NULL. A port may be missing.
func (at *place) sockaddr(text string) emu.Sockaddr {
	if text == "" {
		return nil
	}
	addr, port := parse(text)
	if addr.Is4() {
		return &emu.SockaddrInet4{Port: port, Addr: addr.As4()}
	}
	sa := &emu.SockaddrInet6{Port: port, Addr: addr.As16()}
	if zone := addr.Zone(); zone != "" {
		sa.ZoneId = uint32(at.scope(zone))
	}
	return sa
}

// parse reads an address with a port or without.
func parse(text string) (netip.Addr, int) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return addr, 0
	}
	a, err := netip.ParseAddrPort(text)
	if err != nil {
		panic(broken{err})
	}
	return a.Addr(), int(a.Port())
}

// text is an address as transcripts show it.
func (at *place) text(sa emu.Sockaddr) string {
	switch sa := sa.(type) {
	case *emu.SockaddrInet4:
		return autoPort(netip.AddrPortFrom(netip.AddrFrom4(sa.Addr), uint16(sa.Port)).String())
	case *emu.SockaddrInet6:
		addr := netip.AddrFrom16(sa.Addr)
		if sa.ZoneId != 0 {
			addr = addr.WithZone(strconv.Itoa(at.level(int(sa.ZoneId))))
		}
		return autoPort(netip.AddrPortFrom(addr, uint16(sa.Port)).String())
	}
	return fmt.Sprint(sa)
}

// Bytes is the struct sockaddr of an address in the first namespace, to be cut
// or changed.
func (s *Script) Bytes(addr string) []byte {
	var b []byte
	switch sa := s.here.sockaddr(addr).(type) {
	case *emu.SockaddrInet4:
		b = binary.NativeEndian.AppendUint16(b, emu.AF_INET)
		b = binary.BigEndian.AppendUint16(b, uint16(sa.Port))
		b = append(b, sa.Addr[:]...)
		b = append(b, make([]byte, 8)...)
	case *emu.SockaddrInet6:
		b = binary.NativeEndian.AppendUint16(b, emu.AF_INET6)
		b = binary.BigEndian.AppendUint16(b, uint16(sa.Port))
		b = append(b, 0, 0, 0, 0)
		b = append(b, sa.Addr[:]...)
		b = binary.NativeEndian.AppendUint32(b, sa.ZoneId)
	}
	return b
}
