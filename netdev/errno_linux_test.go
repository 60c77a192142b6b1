package netdev

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestErrnoNumbers compares each number with the running system's. mips and
// sparc number differently; there the model keeps the generic values.
func TestErrnoNumbers(t *testing.T) {
	for e, known := range errnos {
		name := unix.ErrnoName(unix.Errno(e))
		if name == "ENOTSUP" {
			name = "EOPNOTSUPP" // the same number on Linux
		}
		if name != e.Error() || unix.Errno(e) != known.host {
			t.Errorf("%d is %s here, %s in the model", int(e), name, e)
		}
	}
}
