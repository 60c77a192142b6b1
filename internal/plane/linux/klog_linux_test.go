package linux

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"
)

// TestWarnings: a line counts once, however often the log is read, and still
// when it has been overwritten.
func TestWarnings(t *testing.T) {
	const warning = ";WARNING: CPU: 0 PID: 1 at inet_csk_get_port+0x1/0x2\n"
	w := &warnings{}
	for _, line := range []string{
		"4,7,1,-" + warning, "4,8,1,-" + warning, "4,7,1,-" + warning, // read again
		"4,9,1,-;inet_csk_get_port\n", "4,10,1,-;WARNING: at udp_rcv\n", "junk", "4,x,1,-" + warning,
		"4,30,1,-" + warning,
	} {
		w.see(line, "inet_csk_get_port")
	}
	if w.n != 3 {
		t.Errorf("%d warnings, want 3", w.n)
	}
	n, err := Warnings("no_such_function")
	if n != 0 || err != nil && !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("%d warnings of nothing, %v", n, err)
	}
}

// TestReadWarnings: the log is read to its end, and goes on from there.
func TestReadWarnings(t *testing.T) {
	var ends [2]int
	must(t, unix.Pipe2(ends[:], unix.O_NONBLOCK))
	defer unix.Close(ends[0])
	defer unix.Close(ends[1])
	for want, line := range []string{"4,1,1,-;udp_rcv\n", "4,2,1,-;WARNING: at a_test.c:1\n", "4,3,1,-;WARNING: at a_test.c:1\n"} {
		_, err := unix.Write(ends[1], []byte(line))
		must(t, err)
		if n, err := readWarnings(ends[0], "a_test.c"); n != want || err != nil {
			t.Errorf("after %q: %d, %v, want %d", line, n, err, want)
		}
	}
	if _, err := readWarnings(-1, "a_test.c"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("no log: %v", err)
	}
}
