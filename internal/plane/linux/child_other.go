//go:build !linux

package linux

import "os/exec"

func inherit(*exec.Cmd, int) error { return errOther }
func setInherited(int, int) error  { return errOther }
