package peer

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// kernelSocket is a bound UDP socket in a network namespace of its own. The
// thread that has moved there is not given back: it ends with the benchmark.
func kernelSocket(b *testing.B) int {
	b.Helper()
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		b.Skipf("skipped: no network namespace: unshare: %v", err)
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	check(b, err)
	b.Cleanup(func() { unix.Close(fd) })
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BINDTOIFINDEX, 1); err != nil {
		b.Skipf("skipped: SO_BINDTOIFINDEX: %v", err)
	}
	check(b, unix.Bind(fd, &unix.SockaddrInet4{Port: port}))
	return fd
}

// linuxSet sets "lo", the one device of a new namespace, again and again.
func linuxSet(b *testing.B, byIndex bool) {
	fd := kernelSocket(b)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if byIndex {
			err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BINDTOIFINDEX, 1)
		} else {
			err = unix.SetsockoptString(fd, unix.SOL_SOCKET, unix.SO_BINDTODEVICE, "lo")
		}
		check(b, err)
	}
}

func linuxGet(b *testing.B, byIndex bool) {
	fd := kernelSocket(b)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if byIndex {
			_, err = unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_BINDTOIFINDEX)
		} else {
			_, err = unix.GetsockoptString(fd, unix.SOL_SOCKET, unix.SO_BINDTODEVICE)
		}
		check(b, err)
	}
}

func linuxBind(b *testing.B) {
	kernelSocket(b)
	sa := &unix.SockaddrInet4{Port: port + 1}
	b.ReportAllocs()
	for b.Loop() {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
		check(b, err)
		check(b, unix.Bind(fd, sa))
		check(b, unix.Close(fd))
	}
}
