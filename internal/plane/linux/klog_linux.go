package linux

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// klog is what Warnings has read so far, by source file. The log forgets its
// oldest lines: a count from the beginning would not grow any more then.
var klog struct {
	sync.Mutex
	read map[string]*warnings
}

type warnings struct {
	next uint64 // number of the first line that has not been read
	n    int
}

// Warnings is how many warnings of a source file the kernel's log has had since
// the first call, and held then. It returns errors.ErrUnsupported where the log
// may not be read.
func Warnings(file string) (int, error) {
	fd, err := unix.Open("/dev/kmsg", unix.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, fmt.Errorf("%w: the kernel's log: %w", errors.ErrUnsupported, err)
	}
	defer unix.Close(fd)
	return readWarnings(fd, file)
}

// readWarnings reads what is in the log.
func readWarnings(fd int, file string) (int, error) {
	klog.Lock()
	defer klog.Unlock()
	if klog.read == nil {
		klog.read = map[string]*warnings{}
	}
	w := klog.read[file]
	if w == nil {
		w = &warnings{}
		klog.read[file] = w
	}
	for b := make([]byte, 8192); ; {
		got, err := unix.Read(fd, b)
		switch {
		case errors.Is(err, unix.EPIPE), errors.Is(err, unix.EINTR): // lines have been overwritten; again
		case errors.Is(err, unix.EAGAIN):
			return w.n, nil
		case err != nil:
			return 0, fmt.Errorf("%w: the kernel's log: %w", errors.ErrUnsupported, err)
		default:
			w.see(string(b[:got]), file)
		}
	}
}

// see reads a line of the log: "priority,number,time,flags;text".
func (w *warnings) see(line, file string) {
	fields := strings.SplitN(line, ",", 3)
	if len(fields) < 3 {
		return
	}
	number, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil || number < w.next {
		return
	}
	w.next = number + 1
	if strings.Contains(line, "WARNING: ") && strings.Contains(line, file) {
		w.n++
	}
}
