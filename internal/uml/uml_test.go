package uml

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// TestAsk: questions and answers go through files, in order.
func TestAsk(t *testing.T) {
	m := &Machine{Release: "6.1.0", Dir: t.TempDir(), exited: make(chan error, 1)}
	// It ends when the folder is gone: then the next answer cannot be written.
	go Serve(m.Dir, func(b []byte) []byte { return append([]byte("you said "), b...) })
	for _, q := range []string{"one", "", "two"} {
		if got, err := m.Ask([]byte(q)); err != nil || string(got) != "you said "+q {
			t.Errorf("%q: %q, %v", q, got, err)
		}
	}
	if left, err := os.ReadDir(m.Dir); err != nil || len(left) > 1 {
		t.Errorf("left behind: %v, %v; want what says that the guest is ready", left, err)
	}
}

// TestEnded: a machine that ends before it has answered is an error, with what
// it printed.
func TestEnded(t *testing.T) {
	m := &Machine{Release: "6.1.0", Dir: t.TempDir(), exited: make(chan error, 1)}
	m.console.WriteString("Kernel panic")
	m.exited <- errors.New("killed")
	for range 2 {
		if _, err := m.Ask(nil); err == nil || !strings.Contains(err.Error(), "Linux 6.1.0 ended") || !strings.Contains(err.Error(), "Kernel panic") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestStart(t *testing.T) {
	if _, err := Start("no-such-kernel", "guest"); err == nil || !strings.Contains(err.Error(), "user-mode-linux") {
		t.Errorf("a kernel that is not there: %v", err)
	}
}
