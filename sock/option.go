package sock

import (
	"encoding/binary"

	"boundif/netdev"
	"boundif/sched"
)

// Options at level SOL_SOCKET.
const (
	SOL_SOCKET       = 1
	SO_REUSEADDR     = 2
	SO_TYPE          = 3
	SO_ERROR         = 4
	SO_BROADCAST     = 6
	SO_REUSEPORT     = 15
	SO_BINDTODEVICE  = 25
	SO_ACCEPTCONN    = 30
	SO_PROTOCOL      = 38
	SO_DOMAIN        = 39
	SO_BINDTOIFINDEX = 62
)

// flags are the options that are one bit.
type flags uint32

const (
	reuseAddr flags = 1 << iota
	reusePort
	broadcast
	portless   // no option: see ForgetPort
	v6Only     // IPV6_V6ONLY, or what bind() made of it
	acceptConn // SO_ACCEPTCONN: the socket listens
	shutWrite  // no option: shutdown() has ended what can be sent
	hasPeer6   // no option: a socket of IPv6 is connected to an IPv6 address
	asksInfo   // IP_PKTINFO or IPV6_RECVPKTINFO is on
)

var flagOptions = map[int]flags{SO_REUSEADDR: reuseAddr, SO_REUSEPORT: reusePort, SO_BROADCAST: broadcast}

// ReuseAddr reports whether SO_REUSEADDR is set.
func (s *Sock) ReuseAddr(t *sched.Task) bool { return s.options.Load(t)&reuseAddr != 0 }

// Broadcast reports whether SO_BROADCAST is set.
func (s *Sock) Broadcast(t *sched.Task) bool { return s.options.Load(t)&broadcast != 0 }

// ReusePort reports whether SO_REUSEPORT is set.
func (s *Sock) ReusePort(t *sched.Task) bool { return s.options.Load(t)&reusePort != 0 }

// A User is memory of the calling process: what optval points to. The end of
// the slice is the end of mapped memory; nil is NULL.
type User []byte

// read copies n bytes in (copy_from_user).
func (u User) read(n int) ([]byte, error) {
	if n > len(u) {
		return nil, netdev.EFAULT
	}
	return u[:n], nil
}

// write copies b out, as far as there is memory (copy_to_user).
func (u User) write(b []byte) error {
	if copy(u, b) < len(b) {
		return netdev.EFAULT
	}
	return nil
}

// SetOption is setsockopt() at level SOL_SOCKET (sk_setsockopt). A failure
// changes nothing. The order of failures of the device options (OPT-01 to
// OPT-07, OPT-20, OPT-21):
//
//	by name:  EINVAL length < 0; EFAULT; ENODEV; lock; EPERM
//	by index: EINVAL length < 4; EFAULT; lock; EPERM; EINVAL index < 0
func (s *Sock) SetOption(t *sched.Task, c *Cred, name int, val User, length int) error {
	if length < 0 {
		return netdev.EINVAL
	}
	if name == SO_BINDTODEVICE {
		device, err := readName(val, length)
		if err != nil {
			return err
		}
		return s.BindToDevice(t, c, device)
	}
	if length < 4 {
		return netdev.EINVAL
	}
	if isTimestamping(name) {
		flags, err := readTimestamping(val, length)
		if err != nil {
			return err
		}
		return s.setTimestamping(t, name, flags)
	}
	b, err := val.read(4)
	if err != nil {
		return err
	}
	return s.setInt(t, c, name, int32(binary.NativeEndian.Uint32(b)))
}

// SetInt is SetOption with an int that is known to be readable.
func (s *Sock) SetInt(t *sched.Task, c *Cred, name int, value int32) error {
	if name == SO_BINDTODEVICE {
		var b [4]byte
		binary.NativeEndian.PutUint32(b[:], uint32(value))
		return s.SetOption(t, c, name, b[:], len(b))
	}
	return s.setInt(t, c, name, value)
}

func (s *Sock) setInt(t *sched.Task, c *Cred, name int, value int32) error {
	if isTimestamping(name) {
		return s.setTimestamping(t, name, value)
	}
	if name == SO_BINDTOIFINDEX {
		return s.BindToIndex(t, c, value)
	}
	bit, ok := flagOptions[name]
	if !ok {
		if !readOnly(name) || !s.Net().Release().Has(netdev.LocklessReads) {
			s.pass(t)
		}
		return netdev.ENOPROTOOPT
	}
	if bit == reusePort && value != 0 && !s.isInet() {
		return netdev.EOPNOTSUPP
	}
	s.Lock(t)
	defer s.Unlock(t)
	set := s.options.Load(t) &^ bit
	if value != 0 {
		set |= bit
	}
	s.options.Store(t.At("sock.option.store"), set)
	return nil
}

// readOnly reports whether an option of SOL_SOCKET is known as one that can only
// be read.
func readOnly(name int) bool {
	return name == SO_TYPE || name == SO_PROTOCOL || name == SO_DOMAIN || name == SO_ERROR
}

// setFlag changes one of the bits. The caller holds the lock, or nobody else
// can reach the socket, and has announced a step.
func (s *Sock) setFlag(t *sched.Task, bit flags, on bool) {
	set := s.options.Load(t) &^ bit
	if on {
		set |= bit
	}
	s.options.Store(t, set)
}

// SetAcceptConn says what SO_ACCEPTCONN tells. The caller holds the lock and
// has announced a step.
func (s *Sock) SetAcceptConn(t *sched.Task, on bool) { s.setFlag(t, acceptConn, on) }

// readName copies a device name in: at most 15 bytes of it, whatever the
// length says (OPT-01, OPT-07).
func readName(val User, length int) (string, error) {
	b, err := val.read(min(length, netdev.IFNAMSIZ-1))
	if err != nil {
		return "", err
	}
	return string(b), nil
}

// GetOption is getsockopt() at level SOL_SOCKET (sk_getsockopt). It returns
// the length word as the call leaves it: changed only by success.
//
// By name (OPT-10 to OPT-13): a socket that is not bound gives length 0; else
// EINVAL if length < 16, ENODEV if no device has the index, EFAULT. By index
// (OPT-24): min(length, 4) bytes, EFAULT.
func (s *Sock) GetOption(t *sched.Task, name int, val User, length int) (int, error) {
	if length < 0 {
		return length, netdev.EINVAL
	}
	if name == SO_BINDTODEVICE {
		return s.getDevice(t, val, length)
	}
	if isTimestamping(name) {
		return s.getTimestamping(t, name, val, length)
	}
	value, err := s.GetInt(t, name)
	if err != nil {
		return length, err
	}
	var b [4]byte
	binary.NativeEndian.PutUint32(b[:], uint32(value))
	n := min(length, len(b))
	if err := val.write(b[:n]); err != nil {
		return length, err
	}
	return n, nil
}

// GetInt is the value of an option that is an int. SO_BINDTODEVICE is none,
// but can be read as one from a socket that is not bound: nothing is written
// then, and the int stays 0 (OPT-10, OPT-11).
func (s *Sock) GetInt(t *sched.Task, name int) (int32, error) {
	const step = "sock.option.load"
	switch name {
	case SO_BINDTOIFINDEX:
		return s.boundDevIf.Load(t.At(step)), nil
	case SO_BINDTODEVICE:
		if s.boundDevIf.Load(t.At(step)) != 0 {
			return 0, netdev.EINVAL
		}
		return 0, nil
	case SO_TYPE:
		return int32(s.prot.Type), nil
	case SO_PROTOCOL:
		if s.prot.Number == 0 {
			return int32(s.Num.Load(t.At(step))), nil
		}
		return int32(s.prot.Number), nil
	case SO_DOMAIN:
		return int32(s.Family()), nil
	case SO_ERROR:
		e := s.takeErrno(t.At(step))
		if e == 0 && s.prot.SoftError != nil {
			e = s.prot.SoftError(t, s)
		}
		return int32(e), nil
	case SO_TIMESTAMPING, SO_TIMESTAMPING_NEW:
		return s.timestampingOf(t, name), nil
	case SO_ACCEPTCONN:
		return boolInt(s.options.Load(t.At(step))&acceptConn != 0), nil
	}
	bit, ok := flagOptions[name]
	if !ok {
		return 0, netdev.ENOPROTOOPT
	}
	return boolInt(s.options.Load(t.At(step))&bit != 0), nil
}

func boolInt(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

// Device is the current name of the device that the socket is bound to, ""
// if it is not bound, ENODEV if no device has the index.
func (s *Sock) Device(t *sched.Task) (string, error) {
	index := s.boundDevIf.Load(t.At("sock.option.load"))
	if index == 0 {
		return "", nil
	}
	return s.Net().NameOf(t.At("sock.getdevice.lookup"), index)
}

// getDevice is sock_getbindtodevice.
func (s *Sock) getDevice(t *sched.Task, val User, length int) (int, error) {
	index := s.boundDevIf.Load(t.At("sock.option.load"))
	if index == 0 {
		return 0, nil
	}
	if length < netdev.IFNAMSIZ {
		return length, netdev.EINVAL
	}
	name, err := s.Net().NameOf(t.At("sock.getdevice.lookup"), index)
	if err != nil {
		return length, err
	}
	if err := val.write(append([]byte(name), 0)); err != nil {
		return length, err
	}
	return len(name) + 1, nil
}
