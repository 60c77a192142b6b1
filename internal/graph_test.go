package internal_test

import (
	"os/exec"
	"strings"
	"testing"
)

// order is the one way in which imports go: a package may import those that
// stand before it. What a row allows beyond the standard library and boundif
// itself follows. Package picture stands on sched alone, but only emu, whose
// tests' failures it draws, is to know it.
var order = []struct {
	pkg     string
	allowed []string // prefixes of packages of other modules
}{
	{"boundif/sched", nil},
	{picturePkg, nil},
	{"boundif/netdev", []string{"gvisor.dev/gvisor/pkg/abi/linux/errno"}},
	{"boundif/sock", nil},
	{"boundif/internal/wire", []string{"gvisor.dev/gvisor/pkg/tcpip/header", "gvisor.dev/gvisor/pkg/tcpip/checksum"}},
	{"boundif/proto/udp", nil},
	{"boundif/proto/raw", nil},
	{"boundif/proto/ping", nil},
	{"boundif/proto/tcp", nil},
	{"boundif/proto/prototest", []string{"pgregory.net/rapid"}},
	{clockPackage, nil},
	{"boundif/emu", nil},
}

// clockPackage may look at a clock for emu: it stops a search between two
// executions and names a task that hangs, and no execution can tell.
const clockPackage = "boundif/internal/clock"

const picturePkg = "boundif/internal/picture"

// TestImports asks the go command what each room of the house imports.
func TestImports(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("skipped: the go command is needed to list imports: %v", err)
	}
	above := map[string]bool{}
	for _, row := range order {
		out, err := exec.Command(goTool, "list", "-f", `{{join .Imports "\n"}}`, row.pkg).CombinedOutput()
		if err != nil {
			t.Fatalf("go list %s: %v\n%s", row.pkg, err, out)
		}
		for _, path := range strings.Fields(string(out)) {
			switch {
			case strings.HasPrefix(path, "boundif/"):
				if !above[path] || path == picturePkg && row.pkg != "boundif/emu" || strings.HasPrefix(row.pkg, "boundif/proto/") && strings.HasPrefix(path, "boundif/proto/") {
					t.Errorf("%s imports %s: imports go sched, netdev, sock, proto, emu, cmd", row.pkg, path)
				}
			case strings.Contains(strings.Split(path, "/")[0], ".") && !allowed(path, row.allowed):
				t.Errorf("%s imports %s: of other modules only errno, and packet headers in package wire, belong there", row.pkg, path)
			case path == "time" && row.pkg == clockPackage:
			case path == "time" || path == "math/rand" || path == "math/rand/v2":
				t.Errorf("%s imports %s: the model has no clock and no randomness", row.pkg, path)
			}
		}
		above[row.pkg] = true
	}
}

func allowed(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// TestEveryRoomIsListed finds packages of the model that the order above does
// not know.
func TestEveryRoomIsListed(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skipf("skipped: the go command is needed to list packages: %v", err)
	}
	out, err := exec.Command(goTool, "list", "boundif/...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	known := map[string]bool{"boundif": true}
	for _, row := range order {
		known[row.pkg] = true
	}
	for _, pkg := range strings.Fields(string(out)) {
		outside := strings.HasPrefix(pkg, "boundif/internal") || strings.HasPrefix(pkg, "boundif/cmd/")
		if !known[pkg] && !outside {
			t.Errorf("package %s has no place in the order of imports", pkg)
		}
	}
}
