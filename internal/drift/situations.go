package drift

// situations are beginnings in which a rule has something to decide that
// programs seldom come to by chance: the sockets, and a packet or call that
// tells.
var situations = []Program{
	// A bound socket, the newest, and IPv4 before others (UDP-03, UDP-05, UDP-09,
	// BND-01 to BND-04), and an address before a device (UDP-04).
	begin(twoDevices + `
socket root udp
socket root udp
socket root udp
socket root udp6
socket root udp6
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
flag s3 REUSEADDR 1
flag s4 REUSEADDR 1
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
bind s3 0.0.0.0:7000
bind s4 [::]:7000
set s5 V6ONLY 1
bind s5 [::]:7001
arrive d1 10.1.0.2:5000>10.9.9.9:7000
arrive d2 10.1.0.2:5000>10.9.9.9:7000
arrive d2 10.1.0.2:5000>10.9.9.9:7001
socket root udp
socket root udp
socket root udp
flag s6 REUSEADDR 1
bind s6 10.1.0.1:7000
arrive d1 10.1.0.2:5000>10.1.0.1:7000
bind s7 10.2.0.1:7000
bind s7 10.2.0.1:7001
bind s8 10.9.9.9:7001
`),
	begin(twoDevices + twoDevices6 + `
socket root udp
socket root udp
socket root udp6
socket root udp6
bindtoifindex root s1 d1
bindtoifindex root s2 d2
bindtoifindex root s3 d1
bindtoifindex root s4 d2
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
bind s3 [::]:7001
bind s4 [::]:7001
`),
	// Who is connected to the sender (UDP-10, UDP-11, UDP-16).
	begin(twoDevices + `
socket root udp
socket root udp
socket root udp
socket root udp
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
flag s3 REUSEADDR 1
flag s4 REUSEADDR 1
bindtoifindex root s1 d1
bind s1 10.9.9.9:7000
connect s1 10.1.0.2:5000
bind s2 10.9.9.9:7000
connect s2 10.1.0.2:5000
bind s3 10.9.9.9:7001
connect s3 10.1.0.2:5000
bindtoifindex root s4 d1
bind s4 10.9.9.9:7001
arrive d1 10.1.0.2:5000>10.9.9.9:7000
arrive d1 10.1.0.2:5000>10.9.9.9:7001
`),
	// A new address, and the wildcard again; the cached route (UDP-13, RH-02,
	// OUT-12, OUT-41).
	begin(twoDevices + twoDevices6 + `
socket root udp
socket root udp
socket root udp6
bind s1 0.0.0.0:7000
connect s1 10.1.0.2:5000
arrive d1 10.1.0.2:5000>10.1.0.1:7000
disconnect s1
arrive d1 10.1.0.2:5000>10.9.9.9:7000
connect s3 [ff05::123]:7000
sticky s3 d2
send-connected s3
connect s2 10.1.0.2:5000
send-connected s2
down d1
send-connected s2
`),
	// Groups of one, and a group that a member leaves (RPT-02, RPT-05).
	begin(twoDevices + `
socket root udp
socket root udp
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
` + manySenders),
	begin(twoDevices + `
socket root udp
socket root udp
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
bindtoifindex root s1 d1
bindtoifindex root s2 d1
bind s1 10.9.9.9:7000
bind s2 10.9.9.9:7000
bindtoifindex root s1 d1
` + manySenders),
	// A group of which one member is connected (RPT-10).
	begin(twoDevices + `
socket root udp
socket root udp
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
bind s1 10.9.9.9:7000
bind s2 10.9.9.9:7000
connect s1 10.1.0.9:5000
` + manySenders),
	// Multicast: members, others, and what comes back (UDP-21, UDP-22, UDP-24).
	begin(twoDevices + `
socket root udp
socket root udp
socket root udp
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
flag s3 REUSEADDR 1
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
bind s3 0.0.0.0:7000
join s2 239.1.2.3 d1
join s3 239.1.2.3 d2
set s3 MULTICAST_ALL 0
arrive d1 10.1.0.2:5000>239.1.2.3:7000
bindtoifindex root s1 d1
send s1 239.1.2.3:7000
`),
	// Devices for one packet, for groups, for all (OUT-22, OUT-31 to OUT-33,
	// WR-18).
	begin(twoDevices + twoDevices6 + `
socket root udp
socket root udp6
socket root udp6
multicast-if s1 d2 0.0.0.0
bindtoifindex root s1 d1
multicast-if s1 d2 0.0.0.0
send s1 239.1.2.3:7000
sticky s2 d2
bindtoifindex root s2 d1
send s2 [fd01::2]:5000
set-device s3 IPV6_MULTICAST_IF d2
connect s3 [ff02::123]:7000
device s3
socket root udp
set-device s4 UNICAST_IF d2
bindtoifindex root s4 d1
send s4 10.7.7.7:5000
`),
	// Sources (OUT-06).
	begin(twoDevices + `
address d1 10.3.0.1/24
address d1 10.1.0.7/24
route 10.7.0.0/16 10.3.0.2 d1 0
socket root udp
socket root udp
connect s1 10.7.7.7:5000
getsockname s1
no-address d1 10.1.0.1/24
connect s2 10.1.0.2:5000
getsockname s2
`),
	// Listeners: the bound one, and ports that they share (TCP-01, TCP-09, BND-05,
	// BND-12, BND-13).
	begin(twoDevices + `
socket root tcp
socket root tcp
socket root tcp
socket root tcp
flag s1 REUSEADDR 1
flag s3 REUSEADDR 1
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
listen s1
syn d2 10.2.0.2:5000>10.2.0.1:7000
bind s3 0.0.0.0:7000
bindtoifindex root s2 d2
bind s2 0.0.0.0:7000
listen s2
unbind root s2
connect s4 10.1.0.1:7000
accept s1
device s5
`),
	begin(twoDevices + `
socket root tcp
socket root tcp
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
bindtoifindex root s2 d2
bind s2 0.0.0.0:7000
bindtoifindex root s2 d1
listen s1
`),
	// The newest listener of SO_REUSEPORT (TCP-03).
	begin(twoDevices + `
socket root tcp
socket root tcp
socket root tcp
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
listen s1
bind s2 0.0.0.0:7000
listen s2
connect s3 10.1.0.1:7000
accept s1
accept s2
`),
	// Link-local peers and addresses (WR-04, WR-15, WR-32), and groups (WR-18).
	begin(twoDevices + twoDevices6 + `
socket root tcp6
socket root tcp6
socket root tcp6
bind s1 [::]:7000
listen s1
connect s2 [fe80::1%d1]:7000
accept s1
device s4
bindtoifindex root s3 d2
connect s3 [fe80::2%d1]:5000
socket root udp6
bind s5 [fe80::9%d2]:7000
device s5
socket root tcp
bindtoifindex root s6 d1
connect s6 239.1.2.3:7000
`),
	// Raw sockets (RAW-01, RAW-02, WR-09, WR-22).
	begin(twoDevices + `
socket root raw
socket root raw
socket root raw
connect s1 10.1.0.2:5000
bind s1 10.1.0.1:0
bind s2 10.1.0.1:0
bind s2 10.9.9.9:0
bindtoifindex root s3 d2
arrive d1 10.2.0.2:5000>10.1.0.1:7000
arrive d2 10.1.0.2:5000>10.1.0.1:7000
disconnect s1
arrive d1 10.1.0.2:5000>10.1.0.1:7000
`),
	// Identifiers and their replies (PNG-01, PNG-02, BND-50, OUT-23, WR-03, WR-08,
	// WR-09).
	begin(twoDevices + twoDevices6 + `
sysctl net/ipv4/ping_group_range 0
socket root ping
socket root ping
socket root ping6
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
send s1 10.9.9.9:7000
bindtoifindex root s2 d1
send s1 10.9.9.9:7000
bindtoifindex root s3 d1
send s3 [fe80::2%d2]:5000
bind s3 [fe80::1]:7000
`),
	begin(twoDevices + twoDevices6 + `
sysctl net/ipv4/ping_group_range 0
socket root ping
socket root ping
socket root ping6
flag s1 REUSEADDR 0
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
bindtoifindex root s3 #4242
bind s3 [::]:7000
unbind root s3
bind s3 [::]:7001
bind s3 [fe80::1%d1]:7001
device s3
`),
	// A device that goes and comes back is another one (REG-50 to REG-59).
	begin(twoDevices + `
socket root udp
socket root udp
bindtoifindex root s1 d1
bind s1 0.0.0.0:7000
altname d1 red
move d1 ""
device s1
add c0 2
arrive d3 10.1.0.2:5000>10.9.9.9:7000
return d1 ""
device s1
bindtodevice root s2 a0
device s2
move d2 b0
return d2 red
`),
	// Two users (BND-03, RPT-01).
	begin(twoDevices + `
socket root udp
socket other udp
socket root tcp
socket other tcp
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
flag s3 REUSEPORT 1
flag s4 REUSEPORT 1
flag s1 REUSEADDR 1
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
bind s3 0.0.0.0:7000
bind s4 0.0.0.0:7000
flag s2 REUSEADDR 1
bind s2 0.0.0.0:7000
arrive d1 10.1.0.2:5000>10.9.9.9:7000
`),
	// One automatic port (BND-20, BND-22).
	begin(twoDevices + `
socket root udp
socket root udp
socket root udp
socket root tcp
socket root tcp
sysctl net/ipv4/ip_local_port_range 1
bindtoifindex root s1 d1
bindtoifindex root s2 d2
bind s1 0.0.0.0:0
bind s2 0.0.0.0:0
connect s3 10.1.0.2:5000
connect s4 10.1.0.2:5000
connect s5 10.1.0.2:5000
`),
	// A crowd on one port (UDP-03, UDP-05, BND-30).
	begin(twoDevices + `
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
socket root udp
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
flag s3 REUSEADDR 1
flag s4 REUSEADDR 1
flag s5 REUSEADDR 1
flag s6 REUSEADDR 1
flag s7 REUSEADDR 1
flag s8 REUSEADDR 1
flag s9 REUSEADDR 1
flag s10 REUSEADDR 1
bindtoifindex root s1 d1
bindtoifindex root s2 d2
bindtoifindex root s3 d1
bindtoifindex root s5 d2
bindtoifindex root s6 d1
bindtoifindex root s8 d2
bindtoifindex root s9 d1
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7000
bind s3 0.0.0.0:7000
bind s4 0.0.0.0:7000
bind s5 0.0.0.0:7000
bind s6 0.0.0.0:7000
bind s7 0.0.0.0:7000
bind s8 0.0.0.0:7000
bind s9 0.0.0.0:7000
bind s10 0.0.0.0:7000
arrive d1 10.1.0.2:5000>10.9.9.9:7000
arrive d2 10.1.0.2:5000>10.9.9.9:7000
bindtoifindex root s11 d1
bind s11 0.0.0.0:7000
`),
	// Groups of IPv6, and what a packet tells of itself (UDP-21, UDP-33).
	begin(twoDevices + twoDevices6 + `
socket root udp6
socket root udp6
socket root udp
flag s1 REUSEADDR 1
flag s2 REUSEADDR 1
set s1 IPV6_RECVPKTINFO 1
set s2 IPV6_MULTICAST_ALL 0
set s3 PKTINFO 1
bind s1 [::]:7000
bind s2 [::]:7000
bind s3 0.0.0.0:7001
join s2 ff05::123 d2
arrive d1 [fd01::2]:5000>[ff05::123]:7000
arrive d2 [fd01::2]:5000>[ff05::123]:7000
arrive d1 10.1.0.2:5000>10.9.9.9:7001
`),
	// The oldest listener of SO_REUSEPORT over IPv6 (TCP-03), and no room.
	begin(twoDevices + twoDevices6 + `
socket root tcp6
socket root tcp6
socket root tcp6
flag s1 REUSEPORT 1
flag s2 REUSEPORT 1
bindtoifindex root s1 d1
bind s1 [::]:7000
listen-for s1 0
bind s2 [::]:7000
listen s2
connect s3 [fd01::1]:7000
accept s1
accept s2
`),
	// Errors that wait (UDP-40, RAW-03).
	begin(twoDevices + `
sysctl net/ipv4/ping_group_range 0
socket root udp
socket root ping
set s1 RECVERR 1
set s2 RECVERR 1
bind s1 10.1.0.1:7000
bind s2 10.1.0.1:7000
connect s1 10.1.0.2:5000
send-connected s1
icmp-error d1 10.1.0.2:5000>10.1.0.1:7000 udp 3.3
errors s1
icmp-error d1 10.1.0.2:5000>10.1.0.1:7000 ping 11.0
errors s2
`),
	// A packet in two parts (OUT-47).
	begin(twoDevices + `
socket root udp
socket root udp6
socket root raw
connect s1 10.1.0.2:5000
send-more s1 -
bindtoifindex root s1 d2
send-connected s1
send-more s2 [::ffff:10.1.0.2]:5000
send-connected s2
`),
	// Names (OPT-01, OPT-05, REG-12, REG-36).
	begin(`
up lo
add a0 0
add fifteen-bytes-x 0
socket root udp
altname d1 red
rename-by-name a0:1 b0
index-of b0:1
no-altname d1 red
index-of red
set-bytes root s1 BINDTODEVICE 6669667465656e2d62797465732d78 17
device s1
`),
}

// manySenders is packets that a group would not give to one member.
const manySenders = `
arrive d1 10.1.0.2:5000>10.9.9.9:7000
arrive d1 10.1.0.2:5001>10.9.9.9:7000
arrive d1 10.2.0.2:5000>10.9.9.9:7000
arrive d1 10.2.0.2:5001>10.9.9.9:7000
arrive d1 10.1.0.3:5000>10.9.9.9:7000
arrive d1 10.1.0.3:5001>10.9.9.9:7000
arrive d1 10.1.0.4:5000>10.9.9.9:7000
arrive d1 10.1.0.4:5001>10.9.9.9:7000
`

// situationsVRF is situations for kernels that have VRFs.
var situationsVRF = []Program{
	// Slaves, the VRF, and what is outside (RX-01, RX-03, L3-01, L3-20, L3-30,
	// L3-31, L3-40).
	begin(inVRF + `
socket root udp
socket root udp
bindtoifindex root s1 d2
bind s1 0.0.0.0:7000
bind s2 0.0.0.0:7001
arrive d2 10.1.0.2:5000>10.1.0.1:7000
arrive d2 10.1.0.2:5000>10.1.0.1:7001
sysctl net/ipv4/udp_l3mdev_accept 1
arrive d2 10.1.0.2:5000>10.1.0.1:7001
`),
	begin(inVRF + `
socket root udp6
socket root udp6
socket root raw
bind s1 [fd01::1]:7000
bindtoifindex root s1 d2
bind s1 [fd01::1]:7000
bindtoifindex root s2 d1
connect s2 [fe80::2%d2]:5000
device s2
arrive d2 10.1.0.2:5000>10.1.0.1:7000
sysctl net/ipv4/raw_l3mdev_accept 0
arrive d2 10.1.0.2:5000>10.1.0.1:7000
`),
	begin(inVRF + `
socket root tcp
socket root tcp
bind s1 0.0.0.0:7000
bindtoifindex root s2 d1
bind s2 0.0.0.0:7000
listen s1
listen s2
syn d2 10.1.0.2:5000>10.1.0.1:7000
`),
}

// inVRF is a VRF, d1, with d2 in it, and d3 outside.
const inVRF = `
up lo
address lo 10.9.9.9/32
vrf red 10
up d1
add a0 0
enslave d2 d1
address d2 10.1.0.1/24
address d2 fd01::1/64
address d2 fe80::1/64
up d2
add b0 0
address d3 10.2.0.1/24
up d3
`
