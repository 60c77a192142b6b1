package linux

import (
	"fmt"
	"os"
	"os/exec"
)

// mark is the environment variable that tells a program that it runs inside.
const mark = "BOUNDIF_NAMESPACE"

// Inside reports whether this program was started by [Command] or [Reexec]:
// it holds every capability over its own network namespaces.
func Inside() bool { return os.Getenv(mark) != "" }

// Available reports, after having tried, why a program cannot be started in
// namespaces of its own here; nil if it can. The error is one sentence for
// users to read.
func Available() error { return available() }

// Command returns the command that runs this program again, with these
// arguments, as root of new user and network namespaces. The caller connects
// its input and output. If namespaces are not available the command does not
// start, with Available's error.
func Command(args ...string) *exec.Cmd {
	c := command()
	c.Args = append([]string{os.Args[0]}, args...)
	c.Env = append(os.Environ(), mark+"=1")
	if c.Err == nil {
		c.Err = Available()
	}
	return c
}

// Reexec is the beginning of a TestMain whose tests need the namespaces. The
// first time it runs the same program inside, and returns its exit code and
// true. It returns false where the tests should run now: inside, and where
// namespaces are not available, so that [Require] can skip.
//
//	func TestMain(m *testing.M) {
//		if code, done := linux.Reexec(); done {
//			os.Exit(code)
//		}
//		os.Exit(m.Run())
//	}
func Reexec() (code int, done bool) {
	if Inside() || Available() != nil {
		return 0, false
	}
	c := Command(os.Args[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := runBound(c); err != nil {
		if c.ProcessState == nil || c.ProcessState.ExitCode() < 0 {
			fmt.Fprintf(os.Stderr, "linux: inside the namespaces: %v\n", err)
			return 1, true
		}
	}
	return c.ProcessState.ExitCode(), true
}

// TB is what [Require] needs of *testing.T.
type TB interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Require skips a test that does not run inside and prints the reason. With
// CI=true in the environment the test fails instead: there, a check that
// silently does not happen is a defect.
func Require(t TB) {
	t.Helper()
	if Inside() {
		return
	}
	reason := Available()
	if reason == nil {
		reason = fmt.Errorf("the program was not started inside (call linux.Reexec in TestMain)")
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("required because of CI=true: %v", reason)
	} else {
		t.Skipf("skipped: %v", reason)
	}
}

// FullRelease is the release of the running kernel as uname -r tells it.
func FullRelease() (string, error) { return uname() }

// Release is the running kernel's release: 6, 12 for 6.12.117.
func Release() (major, minor int, err error) {
	release, err := uname()
	if err != nil {
		return 0, 0, err
	}
	if _, err := fmt.Sscanf(release, "%d.%d", &major, &minor); err != nil {
		return 0, 0, fmt.Errorf("linux: kernel release %q does not begin with two numbers", release)
	}
	return major, minor, nil
}
