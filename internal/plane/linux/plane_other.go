//go:build !linux

package linux

import (
	"errors"
	"os/exec"
	"runtime"
)

// namespace is never made here.
type namespace struct{}

var errOther = errors.New("the kernel of " + runtime.GOOS + " has no network namespaces; this needs Linux")

func newNamespace() (*namespace, error)      { return nil, errOther }
func (*namespace) newSys(Caps) (*Sys, error) { return nil, errOther }
func (*namespace) newOther() (*Sys, error)   { return nil, errOther }
func (*namespace) close() error              { return errOther }
func (*namespace) inject(int, []byte) error  { return errOther }

// Settle has nothing to do here.
func (*Net) Settle() error { return errOther }

func available() error           { return errOther }
func command() *exec.Cmd         { return &exec.Cmd{Err: errOther} }
func runBound(c *exec.Cmd) error { return c.Run() }
func uname() (string, error)     { return "", errOther }
