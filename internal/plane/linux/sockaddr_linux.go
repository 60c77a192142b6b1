package linux

import (
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"

	"boundif/emu"
)

// sizeofStorage is the size of struct sockaddr_storage, the longest address.
const sizeofStorage = 128

// toRaw makes an address as the kernel reads it; nil is NULL. Ports that do
// not fit into the structure are refused as x/sys/unix refuses them.
func toRaw(sa emu.Sockaddr) ([]byte, error) {
	port := 0
	var raw []byte
	switch sa := sa.(type) {
	case nil:
		return nil, nil
	case *emu.SockaddrUnspec:
		return make([]byte, unix.SizeofSockaddrInet4), nil // AF_UNSPEC is 0
	case emu.SockaddrRaw:
		if sa == nil {
			return nil, nil
		}
		return append([]byte{}, sa...), nil
	case *emu.SockaddrInet4:
		if sa == nil {
			return nil, nil
		}
		port = sa.Port
		raw = binary.NativeEndian.AppendUint16(raw, unix.AF_INET)
		raw = binary.BigEndian.AppendUint16(raw, uint16(port))
		raw = append(raw, sa.Addr[:]...)
		raw = append(raw, make([]byte, unix.SizeofSockaddrInet4-len(raw))...)
	case *emu.SockaddrInet6:
		if sa == nil {
			return nil, nil
		}
		port = sa.Port
		raw = binary.NativeEndian.AppendUint16(raw, unix.AF_INET6)
		raw = binary.BigEndian.AppendUint16(raw, uint16(port))
		raw = append(raw, 0, 0, 0, 0) // sin6_flowinfo
		raw = append(raw, sa.Addr[:]...)
		raw = binary.NativeEndian.AppendUint32(raw, sa.ZoneId)
	}
	if port < 0 || port > 0xffff {
		return nil, emu.Errno(unix.EINVAL)
	}
	return raw, nil
}

// fromRaw reads an address that the kernel wrote; nil if it wrote none. One of
// a family that emu does not know stays bytes.
func fromRaw(raw []byte) emu.Sockaddr {
	if len(raw) == 0 {
		return nil
	}
	switch family := binary.NativeEndian.Uint16(append(raw[:len(raw):len(raw)], 0, 0)); {
	case family == unix.AF_INET && len(raw) >= unix.SizeofSockaddrInet4:
		return &emu.SockaddrInet4{Port: int(binary.BigEndian.Uint16(raw[2:])), Addr: [4]byte(raw[4:])}
	case family == unix.AF_INET6 && len(raw) >= unix.SizeofSockaddrInet6:
		return &emu.SockaddrInet6{
			Port: int(binary.BigEndian.Uint16(raw[2:])), Addr: [16]byte(raw[8:]), ZoneId: binary.NativeEndian.Uint32(raw[24:]),
		}
	}
	return emu.SockaddrRaw(raw)
}

// pointer is where bytes are in memory: NULL for none.
func pointer(b []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(b)) }

// askAddr is getsockname(2) or getpeername(2).
func askAddr(trap uintptr, fd int) (emu.Sockaddr, error) {
	raw := make([]byte, sizeofStorage)
	size := uint32(len(raw))
	_, _, e := unix.Syscall(trap, uintptr(fd), uintptr(pointer(raw)), uintptr(unsafe.Pointer(&size)))
	if e != 0 {
		return nil, emu.Errno(e)
	}
	return fromRaw(raw[:size]), nil
}
