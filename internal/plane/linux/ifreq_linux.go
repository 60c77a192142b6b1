package linux

import (
	"bytes"
	"encoding/binary"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ifreq is struct ifreq, with room for the largest member of its union.
// unix.Ifreq refuses names that the kernel should see.
type ifreq struct {
	name [unix.IFNAMSIZ]byte
	data [24]byte
}

func (p *process) ioctl(request uintptr, r *ifreq) error {
	_, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(p.ns.ctl), request, uintptr(unsafe.Pointer(r)))
	return result(e)
}

func (p *process) IfIndexToName(index int) (string, error) {
	var r ifreq
	binary.NativeEndian.PutUint32(r.data[:], uint32(index))
	err := p.ioctl(unix.SIOCGIFNAME, &r)
	if err != nil {
		return "", err
	}
	name, _, _ := bytes.Cut(r.name[:], []byte{0})
	return string(name), nil
}

func (p *process) IfNameToIndex(name string) (int, error) {
	var r ifreq
	copy(r.name[:], name)
	if err := p.ioctl(unix.SIOCGIFINDEX, &r); err != nil {
		return 0, err
	}
	return int(int32(binary.NativeEndian.Uint32(r.data[:]))), nil
}

func (p *process) IfRename(oldname, newname string) error {
	var r ifreq
	copy(r.name[:], oldname)
	copy(r.data[:unix.IFNAMSIZ], newname)
	return p.ioctl(unix.SIOCSIFNAME, &r)
}
