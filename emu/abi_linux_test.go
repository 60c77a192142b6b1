package emu

import (
	"testing"

	"golang.org/x/sys/unix"

	"boundif/netdev"
	"boundif/proto/udp"
	"boundif/sock"
)

// TestABI compares the constants with the running system's. They are those of
// the generic numbers; mips, alpha, parisc and sparc have others for sockets.
func TestABI(t *testing.T) {
	for name, c := range map[string][2]int{
		"AF_UNSPEC":        {AF_UNSPEC, unix.AF_UNSPEC},
		"AF_INET":          {AF_INET, unix.AF_INET},
		"SOCK_STREAM":      {SOCK_STREAM, unix.SOCK_STREAM},
		"SOCK_DGRAM":       {SOCK_DGRAM, unix.SOCK_DGRAM},
		"SOCK_RAW":         {SOCK_RAW, unix.SOCK_RAW},
		"SOCK_NONBLOCK":    {SOCK_NONBLOCK, unix.SOCK_NONBLOCK},
		"SOCK_CLOEXEC":     {SOCK_CLOEXEC, unix.SOCK_CLOEXEC},
		"IPPROTO_IP":       {IPPROTO_IP, unix.IPPROTO_IP},
		"IPPROTO_ICMP":     {IPPROTO_ICMP, unix.IPPROTO_ICMP},
		"IPPROTO_TCP":      {IPPROTO_TCP, unix.IPPROTO_TCP},
		"IPPROTO_UDP":      {IPPROTO_UDP, unix.IPPROTO_UDP},
		"IPPROTO_RAW":      {IPPROTO_RAW, unix.IPPROTO_RAW},
		"SOL_SOCKET":       {SOL_SOCKET, unix.SOL_SOCKET},
		"SO_REUSEADDR":     {SO_REUSEADDR, unix.SO_REUSEADDR},
		"SO_TYPE":          {SO_TYPE, unix.SO_TYPE},
		"SO_BROADCAST":     {SO_BROADCAST, unix.SO_BROADCAST},
		"SO_REUSEPORT":     {SO_REUSEPORT, unix.SO_REUSEPORT},
		"SO_BINDTODEVICE":  {SO_BINDTODEVICE, unix.SO_BINDTODEVICE},
		"SO_PROTOCOL":      {SO_PROTOCOL, unix.SO_PROTOCOL},
		"SO_DOMAIN":        {SO_DOMAIN, unix.SO_DOMAIN},
		"SO_BINDTOIFINDEX": {SO_BINDTOIFINDEX, unix.SO_BINDTOIFINDEX},
		"MSG_DONTWAIT":     {MSG_DONTWAIT, unix.MSG_DONTWAIT},
		"IFNAMSIZ":         {IFNAMSIZ, unix.IFNAMSIZ},

		"sock.AF_UNSPEC":        {sock.AF_UNSPEC, unix.AF_UNSPEC},
		"sock.AF_INET":          {sock.AF_INET, unix.AF_INET},
		"sock.SOCK_DGRAM":       {sock.SOCK_DGRAM, unix.SOCK_DGRAM},
		"sock.SOCK_RAW":         {sock.SOCK_RAW, unix.SOCK_RAW},
		"sock.SOL_SOCKET":       {sock.SOL_SOCKET, unix.SOL_SOCKET},
		"sock.SO_REUSEADDR":     {sock.SO_REUSEADDR, unix.SO_REUSEADDR},
		"sock.SO_TYPE":          {sock.SO_TYPE, unix.SO_TYPE},
		"sock.SO_BROADCAST":     {sock.SO_BROADCAST, unix.SO_BROADCAST},
		"sock.SO_REUSEPORT":     {sock.SO_REUSEPORT, unix.SO_REUSEPORT},
		"sock.SO_BINDTODEVICE":  {sock.SO_BINDTODEVICE, unix.SO_BINDTODEVICE},
		"sock.SO_PROTOCOL":      {sock.SO_PROTOCOL, unix.SO_PROTOCOL},
		"sock.SO_DOMAIN":        {sock.SO_DOMAIN, unix.SO_DOMAIN},
		"sock.SO_BINDTOIFINDEX": {sock.SO_BINDTOIFINDEX, unix.SO_BINDTOIFINDEX},

		"netdev.IFNAMSIZ": {netdev.IFNAMSIZ, unix.IFNAMSIZ},
		"netdev.IFF_UP":   {netdev.IFF_UP, unix.IFF_UP},
		"udp.IPPROTO_UDP": {udp.IPPROTO_UDP, unix.IPPROTO_UDP},
	} {
		if c[0] != c[1] {
			t.Errorf("%s is %#x, here %#x", name, c[0], c[1])
		}
	}
}
