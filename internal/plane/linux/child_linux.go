package linux

import (
	"os"
	"os/exec"

	"golang.org/x/sys/unix"
)

// inherited is the number of the first of exec.Cmd.ExtraFiles.
const inherited = 3

func inherit(c *exec.Cmd, fd int) error {
	dup, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return errno(err)
	}
	c.ExtraFiles = []*os.File{os.NewFile(uintptr(dup), "socket")}
	return nil
}

func setInherited(opt, value int) error {
	return errno(unix.SetsockoptInt(inherited, unix.SOL_SOCKET, opt, value))
}
