package linux

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"boundif/emu"
)

// quiet is what a fresh namespace is told, so that delivery depends on sockets
// alone, and devices have only what a program gives them: no reverse path
// filter, no addresses of IPv6's own, no questions to routers. Answers that are
// errors are not rationed. Later devices copy "default"; "all" counts on top of
// each; lo exists.
var quiet = [][2]string{
	{"ipv4/conf/all/rp_filter", "0"},
	{"ipv4/conf/default/rp_filter", "0"},
	{"ipv4/conf/lo/rp_filter", "0"},
	{"ipv4/conf/all/accept_local", "1"},
	{"ipv4/icmp_ratemask", "0"},
	{"ipv4/tcp_invalid_ratelimit", "0"},
	{"ipv6/conf/default/addr_gen_mode", "1"}, // IN6_ADDR_GEN_MODE_NONE
	{"ipv6/conf/default/accept_ra", "0"},
	{"ipv6/icmp/ratelimit", "0"},
}

// silent tells it, for the calling thread's namespace. The error is the first.
func silent() (err error) {
	for _, s := range quiet {
		if strings.HasPrefix(s[0], "ipv6/") && !haveIPv6() {
			continue // such a kernel says so by itself
		}
		if e := setSysctl(s[0], s[1]); e != nil && err == nil {
			err = e
		}
	}
	return err
}

var haveIPv6 = sync.OnceValue(func() bool {
	_, err := os.Stat("/proc/sys/net/ipv6")
	return err == nil
})

// born are the values that a fresh namespace has had already. All namespaces
// begin alike.
var born sync.Map

// setSysctl sets a value of the calling thread's network namespace, which is
// fresh. It needs no right to write if the value is already so.
func setSysctl(name, value string) error {
	if had, ok := born.Load(name); ok && had == value {
		return nil
	}
	path := "/proc/sys/net/" + name
	old, err := os.ReadFile(path)
	if err == nil && string(old) == value+"\n" {
		born.Store(name, value)
		return nil
	}
	return os.WriteFile(path, []byte(value), 0)
}

// Sysctl runs where the namespace is the thread's own: /proc/sys/net shows that
// of whoever looks.
func (p *process) Sysctl(name, value string) (err error) {
	write := func() { err = writeSysctl(name, value) }
	if p.thread != nil {
		write() // this is p.thread
	} else {
		p.ns.home.do(write)
	}
	return err
}

func writeSysctl(name, value string) error {
	if !strings.HasPrefix(name, "net/") || strings.Contains(name, "..") {
		return emu.Errno(unix.ENOENT)
	}
	f, err := os.OpenFile("/proc/sys/"+name, os.O_WRONLY, 0)
	if err != nil {
		return errno(err)
	}
	defer f.Close()
	_, err = fmt.Fprintln(f, value)
	return errno(err)
}
