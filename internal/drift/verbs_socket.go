package drift

import (
	"fmt"
	"strconv"
	"strings"

	"boundif/emu"
)

// onSocket is an operation of a process on a socket, in that order.
func onSocket(fn func(m *machine, sys emu.Syscalls, fd int, a []string) string) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		s, fd := m.sock(a[1], a[0])
		if s == nil || m.streamed && (s.sort == "tcp" || s.sort == "tcp6") {
			return absent // on which device a late acknowledgement finds a stream is a matter of timers
		}
		return fn(m, m.as(a[0]), fd, a)
	}
}

// owned is onSocket for calls that need no rights: root makes them.
func owned(fn func(m *machine, fd int, a []string) string) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		s, fd := m.sock(a[0], "root")
		if s == nil {
			return absent
		}
		return fn(m, fd, a)
	}
}

// sending is owned for sends. When the peer of a stream acknowledges, and with it
// whether a third small segment waits, is a matter of timers: there is none.
func sending(fn func(m *machine, fd int, a []string) string) func(*machine, []string) string {
	return owned(func(m *machine, fd int, a []string) string {
		s, _ := m.sock(a[0], "root")
		if m.isStream(a[0]) {
			if s.sent == 2 {
				return absent
			}
			m.streamed = true
			s.sent++
		}
		answer := fn(m, fd, a)
		if strings.HasPrefix(answer, "ok") {
			s.begun = false
		}
		return answer
	})
}

// beginning takes note of a datagram that is begun.
func beginning(fn func(*machine, []string) string) func(*machine, []string) string {
	return func(m *machine, a []string) string {
		answer := fn(m, a)
		if s, _ := m.sock(a[0], "root"); s != nil && strings.HasPrefix(answer, "ok") {
			s.begun = true
		}
		return answer
	}
}

// isStream reports whether a socket that there is is a stream.
func (m *machine) isStream(a string) bool {
	s, _ := m.sock(a, "root")
	return s.sort == "tcp" || s.sort == "tcp6"
}

// toAddress is owned with an address second.
func toAddress(fn func(m *machine, fd int, sa emu.Sockaddr) error) func(*machine, []string) string {
	return owned(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		if !ok {
			return absent
		}
		return result(fn(m, fd, sa))
	})
}

var socketVerbs = map[string]verb{
	"socket": {weight: 8, args: []kind{who, sortArg}, run: func(m *machine, a []string) string {
		if len(m.socks) >= maxSocks {
			return absent
		}
		kind := sorts[a[1]]
		fd, err := m.as(a[0]).Socket(kind[0], kind[1], kind[2])
		if err == nil {
			m.opened(a[0], a[1], fd)
		}
		return result(err)
	}},
	"bind": {weight: 12, args: []kind{socketArg, endpoint}, run: toAddress(func(m *machine, fd int, sa emu.Sockaddr) error {
		return m.root().Bind(fd, sa)
	})},
	"connect": {weight: 7, args: []kind{socketArg, peer}, run: owned(func(m *machine, fd int, a []string) string {
		sa, ok := m.addr(a[1])
		if s, _ := m.sock(a[0], "root"); !ok || s.begun {
			return absent // it would overwrite where the datagram that waits goes, byte by byte
		}
		return result(m.root().Connect(fd, sa))
	})},
	"disconnect": {weight: 3, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		err := m.root().Connect(fd, &emu.SockaddrUnspec{})
		must(m.plane.Settle()) // a reset may be on its way
		return result(err)
	})},
	"close": {weight: 2, args: []kind{socketArg}, run: func(m *machine, a []string) string {
		s, _ := m.sock(a[0], "root")
		if s == nil {
			return absent
		}
		s.open = false
		m.streamed = m.streamed || s.sort == "tcp" || s.sort == "tcp6"
		err := m.by[s.owner].Close(s.fd[s.owner])
		for who, fd := range s.fd {
			if _, own := m.by[who].(*emu.Process); own && who != s.owner { // real ones share their descriptors
				must(m.by[who].Close(fd))
			}
		}
		must(m.plane.Settle()) // as for disconnect
		return result(err)
	}},
	"getsockname": {weight: 3, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		sa, err := m.root().Getsockname(fd)
		return result(err, m.show(sa))
	})},
	"listen-for": {weight: 1, args: []kind{socketArg, number("0", "0", "1", "-1")}, run: owned(func(m *machine, fd int, a []string) string {
		backlog, err := strconv.Atoi(a[1])
		must(err)
		return result(m.root().Listen(fd, backlog))
	})},
	"listen": {weight: 3, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		return result(m.root().Listen(fd, 5))
	})},
	"accept": {weight: 4, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		if len(m.socks) >= maxSocks {
			return absent
		}
		got, sa, err := m.root().Accept(fd)
		if err != nil {
			return result(err)
		}
		return result(nil, m.opened("root", "tcp", got), "from", m.show(sa))
	})},
	"shutdown": {weight: 1, args: []kind{socketArg, number("0", "1", "2")}, run: owned(func(m *machine, fd int, a []string) string {
		how, err := strconv.Atoi(a[1])
		must(err)
		m.streamed = true
		return result(m.root().Shutdown(fd, how)) + ": " + m.delivered()
	})},
	"getpeername": {weight: 1, args: []kind{socketArg}, run: owned(func(m *machine, fd int, _ []string) string {
		sa, err := m.root().Getpeername(fd)
		return result(err, m.show(sa))
	})},
}

// payload is what a socket sends: sockets of ICMP, an echo request.
func (m *machine) payload(a string) []byte {
	i, err := ordinal("s", a)
	must(err)
	switch m.socks[i-1].sort {
	case "raw-icmp", "ping":
		return []byte("\x08\x00\xb4\x0b\x00\x00\x00\x01hello!") // with its checksum
	case "ping6":
		return []byte("\x80\x00\x00\x00\x00\x00\x00\x01hello!")
	}
	return []byte("hello")
}

// maxSocks is how many sockets a program can open.
const maxSocks = 12

// opened takes note of a new socket and returns its label.
func (m *machine) opened(who, sort string, fd int) string {
	label := fmt.Sprintf("s%d", len(m.socks)+1)
	m.socks = append(m.socks, &socket{label: label, sort: sort, owner: who, fd: map[string]int{who: fd}, open: true})
	return label
}
