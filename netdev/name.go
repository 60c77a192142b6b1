package netdev

import (
	"strconv"
	"strings"

	"boundif/sched"
)

const (
	// IFNAMSIZ is the size of a device name's buffer, the final NUL included.
	IFNAMSIZ = 16
	// ALTIFNAMSIZ is the same for an alternative name.
	ALTIFNAMSIZ = 128

	maxTemplate = 32768 // numbers that a name template can give out
)

// ValidName reports whether name may be a device's primary name: 1 to 15
// bytes, not "." or "..", no '/', no ':', no white space as the kernel's
// Latin-1 table has it (dev_valid_name; REG-01).
func ValidName(name string) bool {
	if name == "" || len(name) >= IFNAMSIZ || name == "." || name == ".." {
		return false
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c == '/', c == ':', c == ' ', c >= '\t' && c <= '\r', c == 0xa0:
			return false
		}
	}
	return true
}

// pickName turns what user space asked for into a name that is free
// (dev_prep_valid_name): a valid name, or a template with one "%d" that gets
// the lowest free number (__dev_alloc_name; REG-03). The caller holds rtnl.
func (n *Net) pickName(t *sched.Task, want string) (string, error) {
	if !ValidName(want) {
		return "", EINVAL
	}
	before, after, found := strings.Cut(want, "%")
	if !found {
		if n.ByName(t, want) != nil {
			return "", EEXIST
		}
		return want, nil
	}
	after, isNumber := strings.CutPrefix(after, "d")
	if !isNumber || strings.Contains(after, "%") {
		return "", EINVAL
	}
	for i := range maxTemplate {
		name := before + strconv.Itoa(i) + after
		if len(name) >= IFNAMSIZ {
			name = name[:IFNAMSIZ-1]
			if n.ByName(t, name) != nil {
				break
			}
		}
		if n.ByName(t, name) == nil {
			return name, nil
		}
	}
	return "", ENFILE
}
