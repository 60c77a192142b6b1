// Package uml starts other releases of Linux as User-Mode Linux: an ordinary
// process that needs no privileges and boots in seconds. The machine inside
// has the file system of this one, so that questions and answers are files.
//
// Its root is the root of this machine, with the rights of the user who runs
// it. It runs one program, the guest, until that ends or Close is called.
package uml

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Modules is where Debian's package user-mode-linux has the modules of its
// kernel: a folder for each release.
const Modules = "/usr/lib/uml/modules"

// A Machine is a kernel that is running.
type Machine struct {
	Release string // as uname -r tells
	Dir     string // a folder that the guest sees under the same name

	cmd     *exec.Cmd
	console bytes.Buffer
	exited  chan error
	asked   int
}

// patience is how long a machine may take to answer once.
const patience = 2 * time.Minute

// Start boots the kernel, and there guest with the arguments args and, last, the
// machine's folder. The guest calls Serve. If kernel is no path, it is looked
// for where commands are.
func Start(kernel, guest string, args ...string) (_ *Machine, err error) {
	path, err := exec.LookPath(kernel)
	if err != nil {
		return nil, fmt.Errorf("uml: no kernel %s: %w; Debian has one of Linux 6.1 in its package user-mode-linux", kernel, err)
	}
	release, err := exec.Command(path, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("uml: %s --version: %w", path, err)
	}
	m := &Machine{Release: strings.TrimSpace(string(release)), exited: make(chan error, 1)}
	if m.Dir, err = os.MkdirTemp("", "boundif-uml-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			m.Close()
		}
	}()
	if err := m.modules(); err != nil {
		return nil, err
	}
	init := filepath.Join(m.Dir, "init")
	if err := os.WriteFile(init, m.script(guest, args), 0o755); err != nil {
		return nil, err
	}
	m.cmd = exec.Command(path, "mem=512M", "rootfstype=hostfs", "rootflags=/", "rw", "init="+init,
		"uml_dir="+m.Dir+"/uml/", "umid=guest", "con=null", "con0=null,fd:1", "quiet")
	m.cmd.Stdout, m.cmd.Stderr = &m.console, &m.console
	setGroup(m.cmd)
	if err := m.cmd.Start(); err != nil {
		return nil, fmt.Errorf("uml: %w", err)
	}
	go func() { m.exited <- m.cmd.Wait() }()
	if err := m.await(filepath.Join(m.Dir, ready)); err != nil {
		return nil, err
	}
	return m, nil
}

// modules lets modprobe inside find the kernel's modules. A kernel that has
// everything built in has no such folder.
func (m *Machine) modules() error {
	from := filepath.Join(Modules, m.Release)
	if _, err := os.Stat(from); err != nil {
		return nil
	}
	tree := filepath.Join(m.Dir, "lib", "modules", m.Release)
	if err := os.MkdirAll(tree, 0o755); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join(from, "kernel"), filepath.Join(tree, "kernel")); err != nil {
		return err
	}
	for _, name := range []string{"modules.order", "modules.builtin", "modules.builtin.modinfo"} {
		if b, err := os.ReadFile(filepath.Join(from, name)); err == nil {
			if err := os.WriteFile(filepath.Join(tree, name), b, 0o644); err != nil {
				return err
			}
		}
	}
	depmod := exec.Command("depmod", "-b", m.Dir, m.Release)
	depmod.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin")
	if out, err := depmod.CombinedOutput(); err != nil {
		return fmt.Errorf("uml: depmod, of Debian's package kmod: %w\n%s", err, out)
	}
	return nil
}

func (m *Machine) script(guest string, args []string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `#!/bin/sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=%[1]s TMPDIR=%[1]s CI=true
export PATH HOME TMPDIR CI
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
modprobe -a -d %[1]q veth dummy vrf tun udp_diag raw_diag 2>/dev/null
cd %[1]q
%[2]q`, m.Dir, guest)
	for _, a := range args {
		fmt.Fprintf(&b, " %q", a)
	}
	fmt.Fprintf(&b, ` %q >guest.log 2>&1
echo o >/proc/sysrq-trigger
sleep 60
`, m.Dir)
	return b.Bytes()
}

const (
	ready    = "ready"
	question = "question-%d"
	answer   = "answer-%d"
)

// Ask sends the guest a question and waits for its answer.
func (m *Machine) Ask(b []byte) ([]byte, error) {
	m.asked++
	if err := put(filepath.Join(m.Dir, fmt.Sprintf(question, m.asked)), b); err != nil {
		return nil, err
	}
	path := filepath.Join(m.Dir, fmt.Sprintf(answer, m.asked))
	if err := m.await(path); err != nil {
		return nil, err
	}
	defer os.Remove(path)
	return os.ReadFile(path)
}

// await waits until a file is there.
func (m *Machine) await(path string) error {
	deadline := time.Now().Add(patience)
	for {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		select {
		case <-m.exited:
			m.exited <- nil
			return m.failed("ended")
		case <-time.After(2 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return m.failed("does not answer")
		}
	}
}

func (m *Machine) failed(what string) error {
	log, _ := os.ReadFile(filepath.Join(m.Dir, "guest.log"))
	return fmt.Errorf("uml: Linux %s %s\nits console:\n%s\nits guest:\n%s", m.Release, what, m.console.String(), log)
}

// Close turns the machine off and removes its folder.
func (m *Machine) Close() {
	if m.cmd != nil && m.cmd.Process != nil {
		killGroup(m.cmd)
		<-m.exited
		m.exited <- nil
	}
	_ = os.RemoveAll(m.Dir)
}

// put makes a file appear with all of its contents.
func put(path string, b []byte) error {
	if err := os.WriteFile(path+".new", b, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// idle is how long a guest waits for a question before it takes the machine
// for forgotten.
const idle = 10 * time.Minute

// Serve answers the questions of the machine that the program is the guest of,
// until the machine is turned off, or nobody has asked for ten minutes, or a
// file cannot be read or written.
func Serve(dir string, fn func(question []byte) (answer []byte)) error {
	if err := put(filepath.Join(dir, ready), nil); err != nil {
		return err
	}
	for i := 1; ; i++ {
		path := filepath.Join(dir, fmt.Sprintf(question, i))
		b, err := os.ReadFile(path)
		for since := time.Now(); errors.Is(err, os.ErrNotExist) && time.Since(since) < idle; {
			time.Sleep(time.Millisecond)
			b, err = os.ReadFile(path)
		}
		if err != nil {
			return err
		}
		if err := put(filepath.Join(dir, fmt.Sprintf(answer, i)), fn(b)); err != nil {
			return err
		}
		_ = os.Remove(path)
	}
}
