package udp

import (
	"testing"
	"unsafe"
)

// TestSizeOfPage: each port has a cache line of its own, and a page has no
// header of Go's before it that would move the ports off theirs.
func TestSizeOfPage(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("counted in words of 64 bits")
	}
	if slot, page := unsafe.Sizeof(slot{}), unsafe.Sizeof(page{}); slot != 64 || page != 512 {
		t.Errorf("a port takes %d bytes and a page %d, want 64 and 512", slot, page)
	}
}
