//go:build unix

package main

import (
	"io"
	"os"
	"syscall"
	"testing"
	"time"
)

// TestCtrlC sends the signal that a terminal sends.
func TestCtrlC(t *testing.T) {
	w := newWatch(io.Discard)
	defer w.end()
	if w.stop() {
		t.Fatal("interrupted by nobody")
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for begin := time.Now(); !w.stop(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > 10*time.Second {
			t.Fatal("SIGINT is not noticed")
		}
	}
}
