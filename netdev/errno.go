package netdev

import (
	"strconv"
	"syscall"

	"gvisor.dev/gvisor/pkg/abi/linux/errno"
)

// Errno is an error number of Linux, with Linux's value on every operating
// system. errors.Is matches it both with itself and with the host's
// syscall.Errno of the same name.
type Errno errno.Errno

// The error numbers that the model returns.
const (
	EPERM           Errno = errno.EPERM
	ENOENT          Errno = errno.ENOENT
	ESRCH           Errno = errno.ESRCH
	EBADF           Errno = errno.EBADF
	EAGAIN          Errno = errno.EAGAIN
	ENOMEM          Errno = errno.ENOMEM
	EACCES          Errno = errno.EACCES
	EFAULT          Errno = errno.EFAULT
	EBUSY           Errno = errno.EBUSY
	EEXIST          Errno = errno.EEXIST
	ENODEV          Errno = errno.ENODEV
	EINVAL          Errno = errno.EINVAL
	ENFILE          Errno = errno.ENFILE
	EPIPE           Errno = errno.EPIPE
	EMFILE          Errno = errno.EMFILE
	ERANGE          Errno = errno.ERANGE
	ENOTSOCK        Errno = errno.ENOTSOCK
	EPROTO          Errno = errno.EPROTO
	EDESTADDRREQ    Errno = errno.EDESTADDRREQ
	EMSGSIZE        Errno = errno.EMSGSIZE
	ENOPROTOOPT     Errno = errno.ENOPROTOOPT
	EPROTONOSUPPORT Errno = errno.EPROTONOSUPPORT
	ESOCKTNOSUPPORT Errno = errno.ESOCKTNOSUPPORT
	EOPNOTSUPP      Errno = errno.EOPNOTSUPP
	EAFNOSUPPORT    Errno = errno.EAFNOSUPPORT
	EADDRINUSE      Errno = errno.EADDRINUSE
	EADDRNOTAVAIL   Errno = errno.EADDRNOTAVAIL
	ENETDOWN        Errno = errno.ENETDOWN
	ENETUNREACH     Errno = errno.ENETUNREACH
	ECONNABORTED    Errno = errno.ECONNABORTED
	ECONNRESET      Errno = errno.ECONNRESET
	ENOBUFS         Errno = errno.ENOBUFS
	ENOTCONN        Errno = errno.ENOTCONN
	EISCONN         Errno = errno.EISCONN
	EHOSTDOWN       Errno = errno.EHOSTDOWN
	EHOSTUNREACH    Errno = errno.EHOSTUNREACH
	ECONNREFUSED    Errno = errno.ECONNREFUSED
	EALREADY        Errno = errno.EALREADY
	EINPROGRESS     Errno = errno.EINPROGRESS
)

// errnos gives each number its C name and the host's number of that name.
var errnos = map[Errno]struct {
	name string
	host syscall.Errno
}{
	EPERM:           {"EPERM", syscall.EPERM},
	ENOENT:          {"ENOENT", syscall.ENOENT},
	ESRCH:           {"ESRCH", syscall.ESRCH},
	EBADF:           {"EBADF", syscall.EBADF},
	EAGAIN:          {"EAGAIN", syscall.EAGAIN},
	ENOMEM:          {"ENOMEM", syscall.ENOMEM},
	EACCES:          {"EACCES", syscall.EACCES},
	EFAULT:          {"EFAULT", syscall.EFAULT},
	EBUSY:           {"EBUSY", syscall.EBUSY},
	EEXIST:          {"EEXIST", syscall.EEXIST},
	ENODEV:          {"ENODEV", syscall.ENODEV},
	EINVAL:          {"EINVAL", syscall.EINVAL},
	ENFILE:          {"ENFILE", syscall.ENFILE},
	EPIPE:           {"EPIPE", syscall.EPIPE},
	EMFILE:          {"EMFILE", syscall.EMFILE},
	ERANGE:          {"ERANGE", syscall.ERANGE},
	ENOTSOCK:        {"ENOTSOCK", syscall.ENOTSOCK},
	EPROTO:          {"EPROTO", syscall.EPROTO},
	EDESTADDRREQ:    {"EDESTADDRREQ", syscall.EDESTADDRREQ},
	EMSGSIZE:        {"EMSGSIZE", syscall.EMSGSIZE},
	ENOPROTOOPT:     {"ENOPROTOOPT", syscall.ENOPROTOOPT},
	EPROTONOSUPPORT: {"EPROTONOSUPPORT", syscall.EPROTONOSUPPORT},
	ESOCKTNOSUPPORT: {"ESOCKTNOSUPPORT", syscall.ESOCKTNOSUPPORT},
	EOPNOTSUPP:      {"EOPNOTSUPP", syscall.EOPNOTSUPP},
	EAFNOSUPPORT:    {"EAFNOSUPPORT", syscall.EAFNOSUPPORT},
	EADDRINUSE:      {"EADDRINUSE", syscall.EADDRINUSE},
	EADDRNOTAVAIL:   {"EADDRNOTAVAIL", syscall.EADDRNOTAVAIL},
	ENETDOWN:        {"ENETDOWN", syscall.ENETDOWN},
	ENETUNREACH:     {"ENETUNREACH", syscall.ENETUNREACH},
	ECONNABORTED:    {"ECONNABORTED", syscall.ECONNABORTED},
	ECONNRESET:      {"ECONNRESET", syscall.ECONNRESET},
	ENOBUFS:         {"ENOBUFS", syscall.ENOBUFS},
	ENOTCONN:        {"ENOTCONN", syscall.ENOTCONN},
	EISCONN:         {"EISCONN", syscall.EISCONN},
	EHOSTDOWN:       {"EHOSTDOWN", syscall.EHOSTDOWN},
	EHOSTUNREACH:    {"EHOSTUNREACH", syscall.EHOSTUNREACH},
	ECONNREFUSED:    {"ECONNREFUSED", syscall.ECONNREFUSED},
	EALREADY:        {"EALREADY", syscall.EALREADY},
	EINPROGRESS:     {"EINPROGRESS", syscall.EINPROGRESS},
}

// Error is the C name of the number.
func (e Errno) Error() string {
	if known, ok := errnos[e]; ok {
		return known.name
	}
	return "errno " + strconv.FormatUint(uint64(e), 10)
}

// Is makes errors.Is(err, syscall.ENODEV) work, and through it
// errors.Is(err, fs.ErrPermission) and its kind.
func (e Errno) Is(target error) bool {
	known, ok := errnos[e]
	return ok && (known.host == target || known.host.Is(target))
}
