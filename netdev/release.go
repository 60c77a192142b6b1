package netdev

import (
	"fmt"
	"strconv"
	"strings"
)

// A Release is a version of Linux, as in 6.12.
type Release struct{ Major, Minor int }

// The releases that boundif models: from the first that has SO_BINDTOIFINDEX
// to the newest that a real kernel was compared with.
var (
	Oldest = Release{5, 1}
	Newest = Release{6, 18}
)

// AtLeast reports whether r is s or newer.
func (r Release) AtLeast(s Release) bool {
	return r.Major > s.Major || r.Major == s.Major && r.Minor >= s.Minor
}

func (r Release) String() string { return fmt.Sprintf("%d.%d", r.Major, r.Minor) }

// ParseRelease reads "6.12". It refuses releases outside Oldest to Newest.
func ParseRelease(s string) (Release, error) {
	major, minor, ok := strings.Cut(s, ".")
	var r Release
	var err1, err2 error
	r.Major, err1 = strconv.Atoi(major)
	r.Minor, err2 = strconv.Atoi(minor)
	if !ok || err1 != nil || err2 != nil || r.String() != s {
		return Release{}, fmt.Errorf("%q is not a release: want one like 6.12", s)
	}
	if !r.Modelled() {
		return Release{}, fmt.Errorf("release %s is not modelled: want %s to %s", s, Oldest, Newest)
	}
	return r, nil
}

// Modelled reports whether r is within Oldest to Newest.
func (r Release) Modelled() bool { return r.AtLeast(Oldest) && Newest.AtLeast(r) }

// A Feature is a behaviour that changed between two releases.
type Feature int

// The features, each named after what the newer releases do.
const (
	ZeroNetwork            Feature = iota // 0.0.0.0/8 has ordinary addresses, but for 0.0.0.0
	AltNames                              // devices have alternative names
	DisconnectRehash                      // connect(AF_UNSPEC) moves a UDP socket back to the wildcard's chain
	UnprivilegedFirstBind                 // the first binding of a socket needs no capability
	WantedIndex                           // a device that moves to a namespace can ask for an index
	ExtendedEcho                          // ping sockets send extended echo requests
	UnicastNetworkAddress                 // the first address of an IPv4 network is an ordinary one
	TimestampClock                        // SO_TIMESTAMPING can ask for a clock of the bound device
	BoundPreferred                        // a lookup prefers the socket that is bound to the device
	NameUnderLock                         // getsockname() and getpeername() take the socket lock
	PingArrival                           // ping sockets get replies by the device that other sockets do
	SlaveRoutes                           // a slave of a VRF uses only routes by itself
	PingBindDevice                        // bind() of a ping socket looks at the bound device
	TimeWaitAbort                         // SOCK_DESTROY ends TIME_WAIT entries
	UnicastIfConnect                      // connect() of an IPv4 socket looks at IP_UNICAST_IF
	BindByAddress                         // the sockets of a TCP port are listed by address, too
	SocketPortRange                       // IP_LOCAL_PORT_RANGE
	ZeroBacklog                           // a listener with backlog 0 has room for a request
	LiveRename                            // a device that is up can be renamed
	TimestampIDOfTCP                      // SO_TIMESTAMPING: SOF_TIMESTAMPING_OPT_ID_TCP
	XDPBoundDevice                        // bind() of an AF_XDP socket looks at the bound device
	SourceOfAnyDevice                     // a deleted IPv6 address is forgotten by the routes of all devices
	LocklessFlags                         // the options of IPPROTO_IP that are one bit need no socket lock
	LocklessReads                         // nor does getsockopt() at IPPROTO_IP, nor what SOL_SOCKET only reads
	DescriptorBeforeLength                // setsockopt looks at the descriptor before the length
	BoundInactive                         // sock_diag lists TCP sockets that have a port and nothing else
	BucketNeverEmpty                      // SO_REUSEADDR spares nobody the comparison with the TCP sockets of a port
	TimestampFilter                       // SO_TIMESTAMPING: SOF_TIMESTAMPING_OPT_RX_FILTER
	FourTupleTable                        // connected UDP sockets hang in a table of their own
	PortOnlyFallback                      // a UDP lookup that finds nothing tries the chain of the port
	TimestampCompletion                   // SO_TIMESTAMPING: SOF_TIMESTAMPING_TX_COMPLETION
	PortBackToConnect                     // a port goes back to connect() when the last socket bound to it is gone
)

// FeatureInfo says what a Feature is and since when Linux has it.
type FeatureInfo struct {
	Name   string
	Since  Release
	Ledger string // id of the rule
	What   string
}

var features = [...]FeatureInfo{
	ZeroNetwork:            {"zero-network", Release{5, 3}, "OUT-07", "0.0.0.0/8 has ordinary addresses, but for 0.0.0.0 (96125bf9985a)"},
	AltNames:               {"altnames", Release{5, 5}, "REG-30", "a device has any number of alternative names"},
	DisconnectRehash:       {"disconnect-rehash", Release{5, 6}, "RH-02", "a UDP socket that disconnects can be found under the wildcard again (303d0403b8c2); also in later stable releases of 5.4 and 5.5"},
	UnprivilegedFirstBind:  {"unprivileged-first-bind", Release{5, 7}, "OPT-40", "going from unbound to bound needs no CAP_NET_RAW"},
	WantedIndex:            {"wanted-index", Release{5, 13}, "REG-54", "a device that moves to another namespace can ask for an index there, IFLA_NEW_IFINDEX (eeb85a14ee34); before the wish is not heard"},
	ExtendedEcho:           {"extended-echo", Release{5, 13}, "PNG-01", "ping sockets send extended echo requests (RFC 8335; 08baf54f01f5)"},
	UnicastNetworkAddress:  {"unicast-network-address", Release{5, 14}, "OUT-34", "the first address of an IPv4 network is no broadcast address (94c821c74bf5)"},
	TimestampClock:         {"timestamp-clock", Release{5, 14}, "OBS-20", "SO_TIMESTAMPING takes SOF_TIMESTAMPING_BIND_PHC and the number of a clock of the bound device (d463126e23f1)"},
	BoundPreferred:         {"bound-preferred", Release{5, 15}, "TCP-09", "a bound socket scores higher than an unbound one; equal from 5.0 to 5.14"},
	NameUnderLock:          {"name-under-lock", Release{5, 16}, "OUT-12", "getsockname() and getpeername() take the socket lock, so that they see no half of a change, and look the route up anew"},
	PingArrival:            {"ping-arrival", Release{5, 17}, "PNG-04", "a reply that this host sends itself arrives on the device that owns the address, not on lo, and a ping socket bound to a slave of a VRF gets its replies (35a79e64de29, 2afc3b5a31f9); also in later stable releases of 5.4 to 5.16"},
	SlaveRoutes:            {"slave-routes", Release{5, 18}, "L3-34", "what is bound to a slave of a VRF uses only routes by that slave; before, all of the VRF (40867d74c374); also in later stable releases of 5.10 and 5.15"},
	PingBindDevice:         {"ping-bind-device", Release{5, 18}, "WR-08", "bind() of a ping socket compares the address with the device or VRF that the socket is bound to, and gives ENODEV if there is none (e1a7ac6f3ba6); also in later stable releases of 5.10 to 5.17"},
	TimeWaitAbort:          {"time-wait-abort", Release{6, 0}, "OBS-06", "SOCK_DESTROY ends a TIME_WAIT entry; EOPNOTSUPP before (af9784d007d8)"},
	UnicastIfConnect:       {"unicast-if-connect", Release{6, 1}, "OUT-31", "connect() routes by IP_UNICAST_IF, as sends always did (0e4d354762ce)"},
	BindByAddress:          {"bind-by-address", Release{6, 1}, "BND-42", "TCP has a second table of bound sockets, by port and address (28044fc1d495)"},
	SocketPortRange:        {"socket-port-range", Release{6, 1}, "BND-20", "a socket can have a range of automatic ports of its own (91d0b78c5177 of 6.3; 6.1.176 has it, too)"},
	ZeroBacklog:            {"zero-backlog", Release{6, 1}, "WR-35", "a TCP listener with backlog n has room for n+1 requests, not n, so that backlog 0 needs no cookie (3479c7549fb1 of 6.14; 6.1.176 and 6.12.117 have it, too)"},
	LiveRename:             {"live-rename", Release{6, 2}, "REG-10", "a device that is up can be renamed; EBUSY before"},
	TimestampIDOfTCP:       {"timestamp-id-of-tcp", Release{6, 2}, "OBS-20", "SO_TIMESTAMPING knows SOF_TIMESTAMPING_OPT_ID_TCP (b534dc46c8ae)"},
	XDPBoundDevice:         {"xdp-bound-device", Release{6, 5}, "RX-40", "bind() refuses to bind an AF_XDP socket to another device than SO_BINDTODEVICE did (f7306acec9aa); also in later stable releases of 5.4 to 6.4"},
	SourceOfAnyDevice:      {"source-of-any-device", Release{6, 6}, "OUT-06", "an IPv6 address that is deleted, and on no other device, is no route's source any more; before, of the routes by its device (b358f57f7db6)"},
	LocklessFlags:          {"lockless-flags", Release{6, 6}, "OUT-12", "IP_RECVERR, IP_PKTINFO and the other options of one bit are set without the socket lock"},
	LocklessReads:          {"lockless-reads", Release{6, 7}, "OUT-12", "getsockopt() at IPPROTO_IP, IP_TOS, and options of SOL_SOCKET that can only be read need no socket lock"},
	DescriptorBeforeLength: {"descriptor-before-length", Release{6, 7}, "OPT-09", "a bad descriptor gives EBADF even if the length is negative"},
	BoundInactive:          {"bound-inactive", Release{6, 8}, "OBS-01", "sock_diag lists TCP sockets that bind() has given a port, and that neither listen nor connect, to who asks for TCP_BOUND_INACTIVE (91051f003948)"},
	BucketNeverEmpty:       {"bucket-never-empty", Release{6, 8}, "BND-41", "bind() of TCP never takes a port for unused when it writes down how it may be shared, so that SO_REUSEADDR alone never again allows to skip the comparison with its sockets (8002d44fe84d and those around it)"},
	TimestampFilter:        {"timestamp-filter", Release{6, 12}, "OBS-20", "SO_TIMESTAMPING knows SOF_TIMESTAMPING_OPT_RX_FILTER"},
	FourTupleTable:         {"four-tuple-table", Release{6, 13}, "UDP-11", "a UDP lookup asks a table of connected sockets by 4-tuple first, and looks at no score there (78c91ae2c6de)"},
	PortOnlyFallback:       {"port-only-fallback", Release{6, 14}, "UDP-19", "a UDP lookup that misses by address tries the port alone; also in later stable releases of 6.12 and 6.13"},
	TimestampCompletion:    {"timestamp-completion", Release{6, 15}, "OBS-20", "SO_TIMESTAMPING knows SOF_TIMESTAMPING_TX_COMPLETION"},
	PortBackToConnect:      {"port-back-to-connect", Release{6, 18}, "BND-22", "when the last TCP socket that bind() gave a port to is gone, connect() may share the port again, though connections have it still (d57f4b874946)"},
}

// Info describes the feature.
func (f Feature) Info() FeatureInfo { return features[f] }

// Features lists all features, oldest first.
func Features() []FeatureInfo { return append([]FeatureInfo(nil), features[:]...) }

// Has reports whether release r behaves as f says.
func (r Release) Has(f Feature) bool { return r.AtLeast(features[f].Since) }
