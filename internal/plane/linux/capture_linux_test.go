package linux

import (
	"slices"
	"testing"

	"boundif/emu"
)

// TestCapture looks at which device a packet leaves by, and that it leaves
// though nobody has its address.
func TestCapture(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")), s.AddrAdd(b, prefix("10.2.0.1/24")), s.LinkSetUp(a), s.LinkSetUp(b))
	c, err := n.Capture()
	must(t, err)
	defer c.Close()
	fd := udpSocket(t, s)
	must(t, s.Bind(fd, inet(7000, 0, 0, 0, 0)))
	must(t, s.Sendto(fd, []byte("x"), 0, inet(9, 10, 2, 0, 2)))
	for index, want := range map[int][]string{a: nil, b: {"10.2.0.1:7000 > 10.2.0.2:9"}} {
		if got, err := c.Take(index); !slices.Equal(got, want) || err != nil {
			t.Errorf("left by device %d: %q, %v, want %q", index, got, err, want)
		}
	}
	if got, err := c.Take(b); len(got) != 0 || err != nil {
		t.Errorf("taken twice: %q, %v", got, err)
	}
}

// TestEvents reads what a rename and a delete are heard as.
func TestEvents(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a := device(t, s, "a0", 0)
	e, err := n.Events()
	must(t, err)
	defer e.Close()
	must(t, s.LinkSetName(a, "a1"), s.LinkDel(a))
	for _, want := range []string{"RTM_NEWLINK 2 a1", "RTM_DELLINK 2 a1", ""} {
		if got, ok, err := e.Next(); got != want || ok != (want != "") || err != nil {
			t.Errorf("event %q, %v, %v, want %q", got, ok, err, want)
		}
	}
}

// TestSetFromChildIsRefused: without [Child] in its main function a program
// runs on, and its output is not mistaken for an answer.
func TestSetFromChildIsRefused(t *testing.T) {
	s := root(t)
	if err := SetFromChild(udpSocket(t, s), emu.SO_BINDTOIFINDEX, 1); err == nil {
		t.Error("success of a child that was never asked")
	}
}
