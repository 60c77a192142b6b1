package linux

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

func (p *process) SetsockoptInt(fd, level, opt, value int) error {
	return errno(unix.SetsockoptInt(fd, level, opt, value))
}

func (p *process) SetsockoptString(fd, level, opt int, s string) error {
	return errno(unix.SetsockoptString(fd, level, opt, s))
}

func (p *process) GetsockoptInt(fd, level, opt int) (int, error) {
	if level == unix.SOL_SOCKET && opt == unix.SO_ERROR {
		if err := p.ns.settled(); err != nil { // it may be under way
			return 0, err
		}
	}
	v, err := unix.GetsockoptInt(fd, level, opt)
	return v, errno(err)
}

func (p *process) GetsockoptString(fd, level, opt int) (string, error) {
	v, err := unix.GetsockoptString(fd, level, opt)
	return v, errno(err)
}

func (p *process) Setsockopt(fd, level, opt int, val []byte, length int) error {
	m, err := mapLast(val)
	if err != nil {
		return err
	}
	defer m.unmap()
	_, _, e := unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(fd), uintptr(level), uintptr(opt),
		uintptr(m.pointer()), uintptr(length), 0)
	return result(e)
}

func (p *process) Getsockopt(fd, level, opt int, val []byte, length int) (int, error) {
	m, err := mapLast(val)
	if err != nil {
		return length, err
	}
	defer m.unmap()
	word := int32(length)
	_, _, e := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), uintptr(level), uintptr(opt),
		uintptr(m.pointer()), uintptr(unsafe.Pointer(&word)), 0)
	copy(val, m.pages[m.start:m.end])
	return int(word), result(e)
}

// memory is a copy of some bytes that ends where readable memory ends.
type memory struct {
	pages      []byte
	start, end int // the copy; pages[end:] is one page that nobody may touch
}

// mapLast copies val to the end of mapped memory. Nil stays NULL.
func mapLast(val []byte) (*memory, error) {
	if val == nil {
		return &memory{}, nil
	}
	page := unix.Getpagesize()
	end := (len(val) + page - 1) / page * page
	pages, err := unix.Mmap(-1, 0, end+page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, fmt.Errorf("linux: memory for an option: mmap: %w", err)
	}
	m := &memory{pages, end - len(val), end}
	copy(pages[m.start:], val)
	if err := unix.Mprotect(pages[end:], unix.PROT_NONE); err != nil {
		m.unmap()
		return nil, fmt.Errorf("linux: memory for an option: mprotect: %w", err)
	}
	return m, nil
}

func (m *memory) pointer() unsafe.Pointer {
	if m.pages == nil {
		return nil
	}
	return unsafe.Pointer(&m.pages[m.start]) // of no bytes: the forbidden page
}

func (m *memory) unmap() {
	if m.pages != nil {
		_ = unix.Munmap(m.pages)
	}
}
