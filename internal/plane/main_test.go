package plane

import (
	"os"
	"testing"

	"boundif/internal/plane/linux"
)

func TestMain(m *testing.M) {
	if linux.Child() {
		return
	}
	if code, done := linux.Reexec(); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}
