package linear

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mutant is another kernel: the real code with a few changes. The tests of
// this package are compiled with it.
type mutant struct {
	what  string
	file  string // below the module
	edits []edit
	fails string   // test that must fail, "" if none
	says  []string // what its output must contain
	holds string   // test that must pass as it does on the kernel as it is
}

type edit struct{ old, new string } // old stands in the file exactly once

// lookupInside moves the lookup of the name under the socket lock.
var lookupInside = edit{"	index := int32(0)\n", "	s.Lock(t)\n	defer s.Unlock(t)\n	index := int32(0)\n"}

var mutants = []mutant{
	{
		what: "the name call as one operation: lookup and store in one step, under the socket lock. P4 holds, P2 fails as before",
		file: "sock/bind.go",
		edits: []edit{lookupInside, {"	return s.BindToIndex(t, c, index)\n", `	if !s.mayBind(t, c) {
		return netdev.EPERM
	}
	s.boundDevIf.Store(t, index)
	s.Rehash(t)
	s.dst.Store(t.At("sock.bind.dst_reset"), nil)
	return nil
`}},
		fails: "TestIntentIsAnotherProperty/Linux",
		says:  []string{"histories are explained", `outcomes ["ENODEV" "right device" "wrong device"]`},
		holds: "TestNobodyWatchesTheNameCall",
	},
	{
		what:  "the lookup under the socket lock, but steps of their own: not enough, for neither renames nor readers of the option take that lock",
		file:  "sock/bind.go",
		edits: []edit{lookupInside, {"	return s.BindToIndex(t, c, index)\n", "	return s.bindToIndexLocked(t, c, index)\n"}},
		holds: "TestIntentIsAnotherProperty/Linux", // which says that P4 fails, and P2
	},
	{
		what: "a bind by index that unbinds the socket first",
		file: "sock/bind.go",
		edits: []edit{{`	s.boundDevIf.Store(t.At("sock.bind.store"), index)
`, `	s.boundDevIf.Store(t.At("sock.bind.clear"), 0)
	s.boundDevIf.Store(t.At("sock.bind.store"), index)
`}},
		fails: "TestIndexCalls/a_socket_that_is_bound", says: []string{"P4 (linearizability)"},
		holds: "TestRegistryCallsAreTwoOperations/P5",
	},
	{
		what: "a rename in one step: P5 is gone",
		file: "netdev/rename.go",
		edits: []edit{
			{`t.At("netdev.rename.unlist")`, "t"}, {`	t.At("netdev.rename.sync").RCUSync()` + "\n", ""}, {`t.At("netdev.rename.list")`, "t"},
		},
		fails: "TestRegistryCallsAreTwoOperations/P5", says: []string{"histories are explained"},
		holds: "TestNameCallsAreTwoOperations/udev_renames",
	},
}

// TestOtherKernels runs the tests of this package on kernels that differ.
func TestOtherKernels(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short, and this compiles the kernel once for each mutant")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("skipped: the go command is needed to compile the mutants: %v", err)
	}
	for _, m := range mutants {
		t.Run(m.what, func(t *testing.T) {
			t.Parallel()
			binary := m.compile(t, goTool)
			if out, err := runTest(binary, m.holds); err != nil {
				t.Errorf("%s fails: %v\n%s", m.holds, err, out)
			}
			if m.fails == "" {
				return
			}
			out, err := runTest(binary, m.fails)
			if err == nil {
				t.Errorf("%s passes", m.fails)
			}
			for _, want := range append(m.says, "--- FAIL: ") {
				if !strings.Contains(out, want) {
					t.Errorf("%s does not say %q:\n%s", m.fails, want, out)
				}
			}
		})
	}
}

// compile makes a test binary of this package with the mutated file.
func (m mutant) compile(t *testing.T, goTool string) string {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("..", "..", filepath.FromSlash(m.file)))
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for _, e := range m.edits {
		if n := strings.Count(text, e.old); n != 1 {
			t.Fatalf("%q stands %d times in %s, want once: the code has changed, change the mutant too", e.old, n, m.file)
		}
		text = strings.Replace(text, e.old, e.new, 1)
	}
	dir := t.TempDir()
	mutated, overlay, binary := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json"), filepath.Join(dir, "mutant.exe")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: mutated}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{mutated: []byte(text), overlay: replace} {
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(goTool, "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", overlay, "-o", binary, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("the mutant does not compile: %v\n%s", err, out)
	}
	return binary
}

// runTest runs one test of a mutant.
func runTest(binary, pattern string) (string, error) {
	test, sub, _ := strings.Cut(pattern, "/")
	out, err := exec.Command(binary, "-test.short", "-test.run", "^"+test+"$/^"+sub).CombinedOutput()
	return string(out), err
}
