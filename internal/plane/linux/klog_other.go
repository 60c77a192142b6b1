//go:build !linux

package linux

import "errors"

// Warnings is how many warnings of a source file the kernel's log holds.
func Warnings(string) (int, error) { return 0, errors.ErrUnsupported }
