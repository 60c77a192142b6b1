package emu

import (
	"net/netip"

	"boundif/netdev"
)

// Syscalls is the system call interface of one process, with the names and
// the order of arguments of golang.org/x/sys/unix. *[Process] implements it
// on the model; a thin wrapper over real system calls implements it on Linux,
// so that one program can run on both.
//
// Errors wrap a [netdev.Errno]: compare with errors.Is.
type Syscalls interface {
	Socket(domain, typ, proto int) (fd int, err error)
	Bind(fd int, sa Sockaddr) error
	Connect(fd int, sa Sockaddr) error
	Getsockname(fd int) (Sockaddr, error)
	Close(fd int) error

	SetsockoptInt(fd, level, opt, value int) error
	SetsockoptString(fd, level, opt int, s string) error
	GetsockoptInt(fd, level, opt int) (value int, err error)
	GetsockoptString(fd, level, opt int) (string, error)

	// Setsockopt and Getsockopt are the raw calls. val is the memory that the
	// caller's pointer leads to, nil for NULL; its end is the end of mapped
	// memory, so that a length beyond it can give EFAULT. length is socklen_t
	// as the caller passes it, negative values included. Getsockopt returns
	// the length word as the kernel left it, also when it fails.
	Setsockopt(fd, level, opt int, val []byte, length int) error
	Getsockopt(fd, level, opt int, val []byte, length int) (int, error)

	Sendto(fd int, p []byte, flags int, to Sockaddr) error
	Recvfrom(fd int, p []byte, flags int) (n int, from Sockaddr, err error)

	IfIndexToName(index int) (string, error)  // ioctl SIOCGIFNAME, if_indextoname(3)
	IfNameToIndex(name string) (int, error)   // ioctl SIOCGIFINDEX, if_nametoindex(3)
	IfRename(oldname, newname string) error   // ioctl SIOCSIFNAME
	LinkSetName(index int, name string) error // RTM_NEWLINK, IFLA_IFNAME: what udev and ip(8) do

	LinkAdd(name string, index int) (int, error)  // RTM_NEWLINK, NLM_F_CREATE|NLM_F_EXCL; index 0: the next
	LinkDel(index int) error                      // RTM_DELLINK
	LinkSetUp(index int) error                    // IFF_UP
	LinkSetDown(index int) error                  // IFF_UP cleared
	LinkAddAltname(index int, name string) error  // RTM_NEWLINKPROP
	LinkDelAltname(index int, name string) error  // RTM_DELLINKPROP
	AddrAdd(index int, prefix netip.Prefix) error // RTM_NEWADDR
}

// Sockaddr is the address argument of Bind, Connect and Sendto.
type Sockaddr interface{ sockaddr() }

// SockaddrInet4 is struct sockaddr_in.
type SockaddrInet4 struct {
	Port int
	Addr [4]byte
}

// SockaddrUnspec is a struct sockaddr_in of family AF_UNSPEC, all else being
// 0: Connect to it disconnects.
type SockaddrUnspec struct{}

func (*SockaddrInet4) sockaddr()  {}
func (*SockaddrUnspec) sockaddr() {}

// Errno is [netdev.Errno].
type Errno = netdev.Errno

// Constants of the ABI, with Linux's values on every operating system
// (x86, arm, riscv and all others that use the generic numbers: OPT-00).
const (
	AF_UNSPEC = 0
	AF_INET   = 2

	SOCK_STREAM = 1
	SOCK_DGRAM  = 2
	SOCK_RAW    = 3

	SOCK_NONBLOCK = 0x800
	SOCK_CLOEXEC  = 0x80000

	IPPROTO_IP   = 0
	IPPROTO_ICMP = 1
	IPPROTO_TCP  = 6
	IPPROTO_UDP  = 17
	IPPROTO_RAW  = 255

	SOL_SOCKET       = 1
	SO_REUSEADDR     = 2
	SO_TYPE          = 3
	SO_BROADCAST     = 6
	SO_REUSEPORT     = 15
	SO_BINDTODEVICE  = 25
	SO_PROTOCOL      = 38
	SO_DOMAIN        = 39
	SO_BINDTOIFINDEX = 62

	MSG_DONTWAIT = 0x40

	IFNAMSIZ = 16

	sockTypeMask = 0xf // SOCK_TYPE_MASK
	sockMax      = 11  // SOCK_MAX
)
