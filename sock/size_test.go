package sock

import (
	"testing"
	"unsafe"
)

// TestSizeOfSock: a socket is three cache lines, and Go has a size class of just
// that. A field more costs each socket 16 bytes: what few sockets have goes into
// Ext.
func TestSizeOfSock(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("counted in words of 64 bits")
	}
	if got := unsafe.Sizeof(Sock{}); got != 192 {
		t.Errorf("a socket takes %d bytes, want 192", got)
	}
	if end := unsafe.Offsetof(Sock{}.Dport) + unsafe.Sizeof(Sock{}.Dport); end != 64 {
		t.Errorf("what a lookup reads ends at byte %d, want it in the first line", end)
	}
}
