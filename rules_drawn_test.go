package boundif_test

import (
	"fmt"
	"strings"

	"boundif/emu"
	"boundif/internal/drift"
	"boundif/internal/plane"
)

// chanced are rules that random programs found, as those write them: see
// internal/drift.
var chanced = []rule{
	asked("BND-20-group", "for an automatic port all sockets of a port count; for a port that was asked for the first that may share it ends the search (udp_lib_lport_inuse)", false, `
add a0 0
add b0 0
socket root udp
socket root udp
socket root udp
sysctl net/ipv4/ip_local_port_range 1
bindtoifindex root s1 d1
bindtoifindex root s2 d2
bind s1 0.0.0.0:0
bind s2 0.0.0.0:0
flag s2 REUSEPORT 1
flag s3 REUSEPORT 1
`, `
connect s3 [fd01::2]:5000 = EAGAIN
bind s3 0.0.0.0:7001 = ok
`),
	asked("BND-20-disconnect", "inet_autobind takes a port and does not look at the address again", true, `
up lo
vrf red 10
add a0 0
enslave d2 d1
address d2 10.1.0.1/24
socket root udp
bindtodevice root s1 red
bind s1 10.1.0.1:0
disconnect s1
`, `
send-connected s1 = EDESTADDRREQ: nothing
`),
	asked("WR-31-group", "a connection of IPv6 begins with the device that its peer came by as IPV6_MULTICAST_IF (tcp_v6_syn_recv_sock), also of an IPv4 peer", false, ipv6Listener, `
connect s2 [fd01::1]:7000 = ok
accept s1 = s5 from [fd01::1]:auto
get-device s5 IPV6_MULTICAST_IF = 2
connect s3 [fd09::9]:7000 = ok
accept s1 = s6 from [fd09::9]:auto
get-device s6 IPV6_MULTICAST_IF = 1
connect s4 10.1.0.1:7000 = ok
accept s1 = s7 from [::ffff:10.1.0.1]:auto
get-device s7 IPV6_MULTICAST_IF = 2
device s7 = 0 ""
`),
	since(emu.Linux(6, 1), asked("WR-35-zero", "a listener with backlog 0 has room for one request and one connection (inet_csk_reqsk_queue_is_full)", false, `
up lo
sysctl net/ipv4/tcp_syncookies 0
socket root tcp
socket root tcp
socket root tcp
bind s1 0.0.0.0:7000
listen-for s1 0
`, `
connect s2 127.0.0.1:7000 = ok
connect s3 127.0.0.1:7000 = EINPROGRESS
accept s1 = s4 from 127.0.0.1:auto
accept s1 = EAGAIN
`)),
	asked("OPT-22-length", "getsockopt() of IPv6 takes a negative length for a large one, others refuse it, and a level that is not there comes first; except at SOL_SOCKET the length is written before the value", false, `
socket root udp6
socket root udp
socket root raw6
`, `
get-option s1 V6ONLY 4 -1 = ok, length 4: 00000000
get-option s1 IPV6_PKTINFO 4 -1 = ENOPROTOOPT, length -1: 78787878
get-option s1 MULTICAST_LOOP 4 -1 = EINVAL, length -1: 78787878
get-option s1 TYPE 4 -1 = EINVAL, length -1: 78787878
get-option s2 V6ONLY 4 -1 = EOPNOTSUPP, length -1: 78787878
get-option s2 MULTICAST_LOOP 4 -1 = EINVAL, length -1: 78787878
get-option s3 V6ONLY 4 -1 = ok, length 4: 00000000
get-option s3 MULTICAST_LOOP 4 -1 = ENOPROTOOPT, length -1: 78787878
get-option s1 V6ONLY 1 4 = EFAULT, length 4: 00
get-option s2 MULTICAST_LOOP 0 2 = EFAULT, length 1
get-option s2 MULTICAST_IF 3 4 = EFAULT, length 4: 000000
get-option s2 TYPE 3 4 = EFAULT, length 4: 020000
`),
	asked("REG-50-name", "a device that is to move can be named in place of its index, and is not renamed then", false, `
add a0 0
`, `
move #0 "" = ENODEV: nothing
move #0 b0 = ENODEV: nothing
move #0 a0 = ok: nothing
index-of a0 = ENODEV
`),
	asked("OUT-47-rest", "what a later part of a datagram says of its device or its address is not looked at; for raw sockets each send is a packet", false, twoWays+`
socket root udp
socket root udp6
socket root raw
`, `
send-more s1 10.1.0.2:5000 = ok: nothing
send-via s1 [fe80::2%d1]:5000 #-1 = ok: d1 sends 10.1.0.1:auto > 10.1.0.2:5000
send-more s2 10.1.0.2:5000 = ok: nothing
send-via s2 [::ffff:10.1.0.2]:5000 #-1 = ok: d1 sends 10.1.0.1:auto > 10.1.0.2:5000
send-more s3 10.1.0.2:5000 = ok: nothing
send s3 [fd01::2]:5000 = EAFNOSUPPORT: nothing
`),
	asked("UDP-33-loop", "IP_PKTINFO and IPV6_PKTINFO name the device that owns the address for what this host sends to itself", false, twoWays+`
socket root udp
socket root udp6
set s1 PKTINFO 1
set s2 IPV6_RECVPKTINFO 1
set s2 V6ONLY 1
bind s1 0.0.0.0:7000
bind s2 [::]:7000
`, `
send s1 10.1.0.1:7000 = ok: s1 gets 5 from 10.1.0.1:7000 to 10.1.0.1 via 2
send s2 [fd01::1]:7000 = ok: s2 gets 5 from [fd01::1]:7000 to fd01::1 via 2
send s2 [::1]:7000 = ok: s2 gets 5 from [::1]:7000 to ::1 via 1
`),
	asked("PNG-01-info", "a ping socket of IPv4 is told the device that a packet was looped over, and no address to answer from (ping_queue_rcv_skb does not prepare them)", false, twoWays+`
sysctl net/ipv4/ping_group_range 0
socket root ping
socket root ping6
set s1 PKTINFO 1
set s2 IPV6_RECVPKTINFO 1
bind s1 10.1.0.1:7000
bind s2 [fd01::1]:7000
`, `
send s1 10.1.0.1:7000 = ok: s1 gets 14 from 10.1.0.1:0 to 10.1.0.1 (local 0.0.0.0) via 1
send s1 127.0.0.1:7000 = ok: s1 gets 14 from 127.0.0.1:0 to 10.1.0.1 (local 0.0.0.0) via 1
send s2 [fd01::1]:7000 = ok: s2 gets 14 from [fd01::1]:0 to fd01::1 via 2
`),
	since(emu.Linux(6, 1), asked("UDP-33-vrf", "within a VRF it is the VRF's device; a ping socket of IPv4 is told the VRF", true, insideVRF+`
sysctl net/ipv4/ping_group_range 0
socket root udp
socket root udp6
socket root ping
socket root ping6
set s1 PKTINFO 1
set s2 IPV6_RECVPKTINFO 1
set s2 V6ONLY 1
set s3 PKTINFO 1
set s4 IPV6_RECVPKTINFO 1
bindtoifindex root s1 d2
bindtoifindex root s2 d2
bindtoifindex root s3 d2
bindtoifindex root s4 d2
bind s1 0.0.0.0:7000
bind s2 [::]:7000
bind s3 10.1.0.1:7000
bind s4 [fd01::1]:7000
`, `
send s1 10.1.0.1:7000 = ok: s1 gets 5 from 10.1.0.1:7000 to 10.1.0.1 via 3
send s2 [fd01::1]:7000 = ok: s2 gets 5 from [fd01::1]:7000 to fd01::1 via 3
send s3 10.1.0.1:7000 = ok: s3 gets 14 from 10.1.0.1:0 to 10.1.0.1 (local 0.0.0.0) via 2
send s4 [fd01::1]:7000 = ok: s4 gets 14 from [fd01::1]:0 to fd01::1 via 3
arrive d2 10.1.0.2:5000>10.1.0.1:7000 = s1 gets 5 from 10.1.0.2:5000 to 10.1.0.1 via 3
arrive d2 [fd01::2]:5000>[fd01::1]:7000 = s2 gets 5 from [fd01::2]:5000 to fd01::1 via 3
`)),
	since(emu.Linux(6, 1), asked("UDP-33-outside", "an address outside the VRF by which a packet came is the host's all the same, and the one to answer from; a broadcast is answered from the VRF", true, insideVRF+`
address lo 10.9.9.9/32
socket root udp
bindtoifindex root s1 d2
bind s1 0.0.0.0:7000
set s1 PKTINFO 1
`, `
arrive d2 10.1.0.2:5000>10.9.9.9:7000 = s1 gets 5 from 10.1.0.2:5000 to 10.9.9.9 via 3
arrive d2 10.1.0.2:5000>10.1.0.255:7000 = s1 gets 5 from 10.1.0.2:5000 to 10.1.0.255 (local 10.1.0.1) via 3
arrive d2 10.1.0.2:5000>255.255.255.255:7000 = s1 gets 5 from 10.1.0.2:5000 to 255.255.255.255 (local 10.1.0.1) via 3
`)),
	asked("L3-11-own", "a link-local address of the VRF itself is reached by its slaves, for what a slave has no route to counts as having come by the VRF (vrf_ip6_input_dst); who asks from a link-local one is not answered, as the VRF has no link", true, insideVRF+`
no-address d2 fe80::1/64
address d1 fe80::1/64
`, `
arrive d2 [fd01::2]:5000>[fe80::1]:7000 = d2 sends fe80::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fe80::1]:7000 UDP)
arrive d2 [fe80::2]:5000>[fe80::1]:7000 = nothing
arrive d2 [fd01::2]:5000>[fe80::2]:7000 = nothing
`),
	asked("L3-01-lo", "the addresses of a VRF answer while lo is down, for the way leads over the VRF; link-local ones do not", true, insideVRF+`
down lo
socket root tcp
socket root tcp6
socket root tcp6
bindtoifindex root s1 d1
bindtoifindex root s2 d1
bindtoifindex root s3 d2
`, `
connect s1 10.1.0.1:7000 = ECONNREFUSED
connect s2 [fd01::1]:7000 = ECONNREFUSED
connect s3 [fe80::1%d2]:7000 = EINPROGRESS
down d1 = ok
connect s1 10.1.0.1:7000 = ENETUNREACH
`),
	asked("UDP-43-lo", "a route of IPv6 over lo leads nowhere: what arrives for it is answered, what is sent is dropped without an error (fib6_is_reject)", false, twoWays+`
socket root udp6
route ::/0 - lo 0
`, `
arrive d1 [fd01::2]:5000>[fd07::7]:7000 = d1 sends fd01::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fd07::7]:7000 UDP)
send s1 [fd07::7]:5000 = ok: nothing
`),
	asked("UDP-43-vrf", "an echo of an address outside the VRF that it came by is not answered, for its owner has no way back (icmp6_dev)", true, insideVRF+`
address lo fd09::9/128
`, `
ping d2 [fd01::2]:5000>[fd09::9]:7000 = nothing
ping d2 [fd01::2]:5000>[fd01::1]:7000 = d2 sends fd01::1 > fd01::2 ICMPv6 echo reply
arrive d2 [fd01::2]:5000>[fe80::1]:7000 = d2 sends fd01::1 > fd01::2 ICMPv6 port unreachable ([fd01::2]:5000 > [fe80::1]:7000 UDP)
arrive d2 [fd01::2]:5000>[fe80::7]:7000 = nothing
no-address d2 fe80::1/64 = ok
arrive d2 [fd01::2]:5000>[fe80::7]:7000 = d2 sends fd01::1 > fd01::2 ICMPv6 no route ([fd01::2]:5000 > [fe80::7]:7000 UDP)
`),
}

const (
	twoWays = `
up lo
add a0 0
address d1 10.1.0.1/24
address d1 fd01::1/64
up d1
`
	ipv6Listener = twoWays + `
address lo fd09::9/128
socket root tcp6
socket root tcp6
socket root tcp6
socket root tcp
bind s1 [::]:7000
listen s1
`
	insideVRF = `
up lo
vrf red 10
up d1
add a0 0
enslave d2 d1
address d2 10.1.0.1/24
address d2 fd01::1/64
address d2 fe80::1/64
up d2
`
)

// asked is a rule whose transcript is a program with its answers, after what it
// begins with. vrf says that it needs a kernel with VRFs.
func asked(id, because string, vrf bool, given, transcript string) rule {
	text, n := given, 0
	for line := range strings.Lines(strings.TrimPrefix(transcript, "\n")) {
		op, _, _ := strings.Cut(line, " = ")
		text += op + "\n"
		n++
	}
	all, err := drift.Parse(text)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", id, err))
	}
	begin := len(all) - n
	return rule{id: id, because: because, want: transcript, program: func(s *plane.Script) {
		if vrf {
			s.VRF("probe", 99) // ends the program where there are none
		}
		answers, err := all.Run(s.Plane)
		if err != nil {
			panic(err)
		}
		for i, o := range all[begin:] {
			s.Say("%s = %s", o, answers[begin+i])
		}
	}}
}

// since is the rule for kernels from a release on.
func since(release emu.Release, r rule) rule {
	r.since = release
	return r
}
