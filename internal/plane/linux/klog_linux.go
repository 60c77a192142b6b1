package linux

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

// Warnings is how many warnings of a source file the kernel's log holds.
// It returns errors.ErrUnsupported where the log may not be read.
func Warnings(file string) (int, error) {
	fd, err := unix.Open("/dev/kmsg", unix.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, fmt.Errorf("%w: the kernel's log: %w", errors.ErrUnsupported, err)
	}
	defer unix.Close(fd)
	n := 0
	for b := make([]byte, 8192); ; {
		got, err := unix.Read(fd, b)
		switch {
		case errors.Is(err, unix.EPIPE): // lines have been overwritten
		case errors.Is(err, unix.EAGAIN):
			return n, nil
		case err != nil:
			return 0, fmt.Errorf("%w: the kernel's log: %w", errors.ErrUnsupported, err)
		case strings.Contains(string(b[:got]), "WARNING: ") && strings.Contains(string(b[:got]), file):
			n++
		}
	}
}
