package linux

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

const self = "/proc/self/exe"

// enter is how a child can be put into namespaces here, found out once.
var enter = sync.OnceValues(func() (*syscall.SysProcAttr, error) {
	if _, err := os.Stat(self); err != nil {
		return nil, fmt.Errorf("this program cannot be started again: %w", err)
	}
	user := &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}},
	}
	if os.Geteuid() == 0 { // who may map a second user, for NewOther
		two := new(*user)
		two.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 2}}
		if try(two) == nil {
			return two, nil
		}
	}
	err := try(user)
	if err == nil {
		return user, nil
	}
	// Where user namespaces are switched off, root can do without.
	if net := (&syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNET}); os.Geteuid() == 0 && try(net) == nil {
		return net, nil
	}
	return nil, fmt.Errorf("user and network namespaces are not allowed here (%w): see user.max_user_namespaces, "+
		"kernel.unprivileged_userns_clone, AppArmor, or the seccomp filter of the container", err)
})

// try makes a child with attr that executes nothing: once it is in its
// namespaces it looks for a program that does not exist.
func try(attr *syscall.SysProcAttr) error {
	_, err := os.StartProcess(self+"/nothing", nil, &os.ProcAttr{Sys: attr})
	var e unix.Errno
	switch {
	case !errors.As(err, &e):
		return err
	case e == unix.ENOTDIR:
		return nil
	}
	return e
}

func available() error {
	_, err := enter()
	return err
}

func command() *exec.Cmd {
	attr, err := enter()
	c := &exec.Cmd{Path: self, Err: err}
	if err == nil {
		c.SysProcAttr = new(*attr)
	}
	return c
}

// runBound runs a command that does not outlive this program. The kernel
// watches the thread that started it, so it is kept.
func runBound(c *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if c.SysProcAttr != nil {
		c.SysProcAttr.Pdeathsig = unix.SIGKILL
	}
	return c.Run()
}

func uname() (string, error) {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return "", fmt.Errorf("linux: uname: %w", err)
	}
	return unix.ByteSliceToString(u.Release[:]), nil
}
