package sock

import "boundif/sched"

// Sysctl is the settings of a network namespace that sockets ask for
// (/proc/sys/net/ipv4/NAME), 1 being on.
type Sysctl struct {
	TCPL3mdevAccept sched.Var[uint32] // tcp_l3mdev_accept: unbound listeners take connections of every VRF
	UDPL3mdevAccept sched.Var[uint32] // udp_l3mdev_accept: unbound UDP sockets get packets of every VRF
	RawL3mdevAccept sched.Var[uint32] // raw_l3mdev_accept
	EarlyDemux      sched.Var[uint32] // ip_early_demux
	UDPEarlyDemux   sched.Var[uint32] // udp_early_demux
	TCPEarlyDemux   sched.Var[uint32] // tcp_early_demux
	TCPSyncookies   sched.Var[uint32] // tcp_syncookies: 1 when there are too many requests, 2 always
	FirstPort       sched.Var[uint32] // ip_local_port_range: automatic ports
	LastPort        sched.Var[uint32]
	BindV6Only      sched.Var[uint32] // bindv6only
	PingFirst       sched.Var[uint32] // ping_group_range: groups that may have ping sockets
	PingLast        sched.Var[uint32]
}

// init sets what a fresh namespace has.
func (c *Sysctl) init(t *sched.Task) {
	for _, s := range []struct {
		v     *sched.Var[uint32]
		value uint32
	}{
		{&c.RawL3mdevAccept, 1}, {&c.EarlyDemux, 1}, {&c.UDPEarlyDemux, 1}, {&c.TCPEarlyDemux, 1},
		{&c.TCPSyncookies, 1},
		{&c.FirstPort, 32768}, {&c.LastPort, 60999}, {&c.PingFirst, 1},
	} {
		s.v.Store(t, s.value)
	}
}
