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
	Getpeername(fd int) (Sockaddr, error)
	Listen(fd, backlog int) error
	Accept(fd int) (nfd int, sa Sockaddr, err error)
	Shutdown(fd, how int) error
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

	// Sendmsg and Recvmsg are Sendto and Recvfrom with control messages, such
	// as IP_PKTINFO, in the layout of struct cmsghdr.
	Sendmsg(fd int, p, oob []byte, to Sockaddr, flags int) error
	Recvmsg(fd int, p, oob []byte, flags int) (n, oobn, recvflags int, from Sockaddr, err error)

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
	AddrDel(index int, prefix netip.Prefix) error // RTM_DELADDR

	LinkAddVRF(name string, index, table int) (int, error) // RTM_NEWLINK of kind "vrf"
	LinkSetMaster(index, master int) error                 // IFLA_MASTER; 0 releases
	RouteAdd(Route) error                                  // RTM_NEWROUTE, NLM_F_CREATE|NLM_F_EXCL
	RouteDel(Route) error                                  // RTM_DELROUTE

	// SockDiag lists sockets of the process's network namespace, as ss(8) shows
	// them (SOCK_DIAG_BY_FAMILY, NLM_F_DUMP), in the order of DiagMsg.Compare.
	// SockDiagGet is the one that a packet finds (SOCK_DIAG_BY_FAMILY), and
	// SockDestroy ends it (SOCK_DESTROY).
	SockDiag(DiagRequest) ([]DiagMsg, error)
	SockDiagGet(DiagRequest) (DiagMsg, error)
	SockDestroy(DiagRequest) error

	// Sysctl writes a value of the process's network namespace, as in
	// Sysctl("net/ipv4/udp_l3mdev_accept", "1").
	Sysctl(name, value string) error
}

// Route is a route that a program adds or deletes.
type Route struct {
	Dst     netip.Prefix
	Gateway netip.Addr // none: Dst is on the link
	Dev     int        // index; 0: that of the gateway
	Table   int        // 0: main, 254
	Src     netip.Addr // preferred source, or none
	Metric  int
}

// Sockaddr is the address argument of Bind, Connect and Sendto.
type Sockaddr interface{ sockaddr() }

// SockaddrInet4 is struct sockaddr_in.
type SockaddrInet4 struct {
	Port int
	Addr [4]byte
}

// SockaddrInet6 is struct sockaddr_in6.
type SockaddrInet6 struct {
	Port   int
	ZoneId uint32 // sin6_scope_id: for link-local addresses, the index of a device
	Addr   [16]byte
}

// SockaddrRaw is the bytes of an address as a program passes them, of whatever
// family and length (WR-07, WR-23).
type SockaddrRaw []byte

// SockaddrUnspec is a struct sockaddr_in of family AF_UNSPEC, all else being
// 0: Connect to it disconnects.
type SockaddrUnspec struct{}

func (*SockaddrInet4) sockaddr()  {}
func (*SockaddrInet6) sockaddr()  {}
func (*SockaddrUnspec) sockaddr() {}
func (SockaddrRaw) sockaddr()     {}

// Errno is [netdev.Errno].
type Errno = netdev.Errno

// Constants of the ABI, with Linux's values on every operating system
// (x86, arm, riscv and all others that use the generic numbers: OPT-00).
const (
	AF_UNSPEC = 0
	AF_INET   = 2
	AF_INET6  = 10

	SOCK_STREAM = 1
	SOCK_DGRAM  = 2
	SOCK_RAW    = 3

	SOCK_NONBLOCK = 0x800
	SOCK_CLOEXEC  = 0x80000

	IPPROTO_IP      = 0
	IPPROTO_ICMP    = 1
	IPPROTO_TCP     = 6
	IPPROTO_UDP     = 17
	IPPROTO_IPV6    = 41
	IPPROTO_ICMPV6  = 58
	IPPROTO_UDPLITE = 136
	IPPROTO_RAW     = 255

	// Options at level IPPROTO_IP.
	IP_TOS                  = 1
	IP_HDRINCL              = 3
	IP_PKTINFO              = 8
	IP_RECVERR              = 11
	IP_FREEBIND             = 15
	IP_TRANSPARENT          = 19
	IP_BIND_ADDRESS_NO_PORT = 24
	IP_MULTICAST_IF         = 32
	IP_MULTICAST_LOOP       = 34
	IP_ADD_MEMBERSHIP       = 35
	IP_DROP_MEMBERSHIP      = 36
	IP_MULTICAST_ALL        = 49
	IP_UNICAST_IF           = 50
	IP_LOCAL_PORT_RANGE     = 51

	// Options at level IPPROTO_IPV6.
	IPV6_MULTICAST_IF   = 17
	IPV6_MULTICAST_LOOP = 19
	IPV6_JOIN_GROUP     = 20
	IPV6_LEAVE_GROUP    = 21
	IPV6_RECVERR        = 25
	IPV6_V6ONLY         = 26
	IPV6_MULTICAST_ALL  = 29
	IPV6_RECVPKTINFO    = 49
	IPV6_PKTINFO        = 50
	IPV6_UNICAST_IF     = 76

	// Options at levels SOL_UDP and SOL_UDPLITE, of UDP-Lite.
	UDPLITE_SEND_CSCOV = 10
	UDPLITE_RECV_CSCOV = 11

	SHUT_RD   = 0
	SHUT_WR   = 1
	SHUT_RDWR = 2

	SOL_SOCKET       = 1
	SO_REUSEADDR     = 2
	SO_TYPE          = 3
	SO_ERROR         = 4
	SO_BROADCAST     = 6
	SO_REUSEPORT     = 15
	SO_BINDTODEVICE  = 25
	SO_ACCEPTCONN    = 30
	SO_TIMESTAMPING  = 37
	SO_PROTOCOL      = 38
	SO_DOMAIN        = 39
	SO_BINDTOIFINDEX = 62

	MSG_PEEK     = 0x2
	MSG_CTRUNC   = 0x8
	MSG_TRUNC    = 0x20
	MSG_DONTWAIT = 0x40
	MSG_ERRQUEUE = 0x2000
	MSG_MORE     = 0x8000

	IFNAMSIZ = 16

	sockTypeMask = 0xf // SOCK_TYPE_MASK
	sockMax      = 11  // SOCK_MAX
)
