package linux

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"boundif/emu"
)

// childMark is the environment variable that tells a program to be the child
// of SetFromChild, and what to do: "user namespace of the parent,opt,value".
const childMark = "BOUNDIF_CHILD"

// noNamespace is the child's answer if it is where its parent is.
const noNamespace = "no user namespace of its own"

// userNS leads to the user namespace of this program.
const userNS = "/proc/self/ns/user"

// SetFromChild sets an option at level SOL_SOCKET as root of a new user
// namespace below this program's, where the caller of setsockopt(2) has every
// capability over its own namespaces and none over the socket's. The program
// runs itself for that and must call [Child] first in its main function.
//
// Errors: [errors.ErrUnsupported] where user namespaces are not allowed.
func SetFromChild(fd, opt, value int) error {
	here, err := os.Readlink(userNS)
	if err != nil {
		return err
	}
	c := Command("-test.run=^$")
	c.Env = append(c.Env, fmt.Sprintf("%s=%s,%d,%d", childMark, here, opt, value))
	if err := inherit(c, fd); err != nil {
		return err
	}
	defer c.ExtraFiles[0].Close()
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("linux: child: %w", err)
	}
	switch n, err := strconv.Atoi(string(out)); {
	case string(out) == noNamespace:
		return fmt.Errorf("linux: child: %s: %w", out, errors.ErrUnsupported)
	case err != nil:
		return fmt.Errorf("linux: child: %s", out)
	case n != 0:
		return emu.Errno(n)
	}
	return nil
}

// Child does what SetFromChild has started this program for, and reports
// whether it was that: then the program should end.
func Child() bool {
	order := strings.Split(os.Getenv(childMark), ",")
	if len(order) != 3 {
		return false
	}
	here, _ := os.Readlink(userNS)
	opt, _ := strconv.Atoi(order[1])
	value, _ := strconv.Atoi(order[2])
	if here == order[0] {
		fmt.Print(noNamespace)
		return true
	}
	var e emu.Errno
	if err := setInherited(opt, value); err != nil && !errors.As(err, &e) {
		fmt.Print(err)
		return true
	}
	fmt.Print(int(e))
	return true
}
