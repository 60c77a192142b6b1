package gvisor

import (
	"gvisor.dev/gvisor/pkg/tcpip"

	"boundif/netdev"
)

// errno is the error number that gVisor's kernel makes of an error of netstack.
func errno(err tcpip.Error) error {
	switch err.(type) {
	case nil:
		return nil
	case *tcpip.ErrPortInUse:
		return netdev.EADDRINUSE
	case *tcpip.ErrBadLocalAddress:
		return netdev.EADDRNOTAVAIL
	case *tcpip.ErrNetworkUnreachable:
		return netdev.ENETUNREACH
	case *tcpip.ErrHostUnreachable:
		return netdev.EHOSTUNREACH
	case *tcpip.ErrUnknownDevice, *tcpip.ErrUnknownNICID:
		return netdev.ENODEV
	case *tcpip.ErrDestinationRequired:
		return netdev.EDESTADDRREQ
	case *tcpip.ErrBroadcastDisabled:
		return netdev.EACCES
	case *tcpip.ErrNotConnected:
		return netdev.ENOTCONN
	case *tcpip.ErrAlreadyConnected:
		return netdev.EISCONN
	case *tcpip.ErrConnectStarted:
		return netdev.EINPROGRESS
	case *tcpip.ErrAlreadyConnecting:
		return netdev.EALREADY
	case *tcpip.ErrConnectionRefused:
		return netdev.ECONNREFUSED
	case *tcpip.ErrConnectionReset:
		return netdev.ECONNRESET
	case *tcpip.ErrWouldBlock, *tcpip.ErrNoPortAvailable:
		return netdev.EAGAIN
	case *tcpip.ErrClosedForSend:
		return netdev.EPIPE
	case *tcpip.ErrUnknownProtocolOption:
		return netdev.ENOPROTOOPT
	case *tcpip.ErrNotSupported:
		return netdev.EOPNOTSUPP
	case *tcpip.ErrNotPermitted:
		return netdev.EPERM
	case *tcpip.ErrDuplicateNICID, *tcpip.ErrDuplicateAddress:
		return netdev.EEXIST
	case *tcpip.ErrAddressFamilyNotSupported:
		return netdev.EAFNOSUPPORT
	case *tcpip.ErrUnknownProtocol:
		return netdev.EPROTONOSUPPORT
	}
	return netdev.EINVAL
}
