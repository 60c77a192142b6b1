package linux

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestRelease(t *testing.T) {
	major, minor, err := Release()
	if err != nil || major < 4 || minor < 0 {
		t.Errorf("Release() = %d, %d, %v", major, minor, err)
	}
}

// TestCommand starts this test binary once more, one level deeper, with
// another test's name.
func TestCommand(t *testing.T) {
	Require(t)
	c := Command("-test.run=^TestCommandChild$", "-test.v")
	c.Env = append(c.Env, "BOUNDIF_TEST_CHILD=1")
	c.Stdin = strings.NewReader("ping")
	out, err := c.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("uid 0, inside true, read ping")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestCommandChild(t *testing.T) {
	if os.Getenv("BOUNDIF_TEST_CHILD") == "" {
		t.Skip("runs inside TestCommand only")
	}
	b := make([]byte, 4)
	n, _ := os.Stdin.Read(b)
	t.Logf("uid %d, inside %v, read %s", os.Getuid(), Inside(), b[:n])
	if _, err := New(); err != nil {
		t.Error(err)
	}
}

// recorder is a TB that says what would have happened to the test.
type recorder struct {
	testing.TB
	verdict string
}

func (r *recorder) Helper()               {}
func (r *recorder) Skipf(string, ...any)  { r.verdict = "skip" }
func (r *recorder) Fatalf(string, ...any) { r.verdict = "fail" }

func TestRequireOutside(t *testing.T) {
	for _, c := range []struct{ inside, ci, want string }{
		{"1", "", ""},
		{"1", "true", ""},
		{"", "", "skip"},
		{"", "true", "fail"},
	} {
		t.Setenv(mark, c.inside)
		t.Setenv("CI", c.ci)
		r := &recorder{}
		if Require(r); !strings.HasPrefix(r.verdict, c.want) || (c.want == "") != (r.verdict == "") {
			t.Errorf("inside=%q CI=%q: %q, want %q", c.inside, c.ci, r.verdict, c.want)
		}
	}
}
