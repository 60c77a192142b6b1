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
	AltNames               Feature = iota // devices have alternative names
	DisconnectRehash                      // connect(AF_UNSPEC) moves a UDP socket back to the wildcard's chain
	UnprivilegedFirstBind                 // the first binding of a socket needs no capability
	BoundPreferred                        // a lookup prefers the socket that is bound to the device
	LiveRename                            // a device that is up can be renamed
	DescriptorBeforeLength                // setsockopt looks at the descriptor before the length
	PortOnlyFallback                      // a UDP lookup that finds nothing tries the chain of the port
)

// FeatureInfo says what a Feature is and since when Linux has it.
type FeatureInfo struct {
	Name   string
	Since  Release
	Ledger string // id of the rule
	What   string
}

var features = [...]FeatureInfo{
	AltNames:               {"altnames", Release{5, 5}, "REG-30", "a device has any number of alternative names"},
	DisconnectRehash:       {"disconnect-rehash", Release{5, 6}, "RH-02", "a UDP socket that disconnects can be found under the wildcard again (303d0403b8c2); also in later stable releases of 5.4 and 5.5"},
	UnprivilegedFirstBind:  {"unprivileged-first-bind", Release{5, 7}, "OPT-40", "going from unbound to bound needs no CAP_NET_RAW"},
	BoundPreferred:         {"bound-preferred", Release{5, 15}, "TCP-09", "a bound socket scores higher than an unbound one; equal from 5.0 to 5.14"},
	LiveRename:             {"live-rename", Release{6, 2}, "REG-10", "a device that is up can be renamed; EBUSY before"},
	DescriptorBeforeLength: {"descriptor-before-length", Release{6, 7}, "OPT-09", "a bad descriptor gives EBADF even if the length is negative"},
	PortOnlyFallback:       {"port-only-fallback", Release{6, 14}, "UDP-19", "a UDP lookup that misses by address tries the port alone; also in later stable releases of 6.12 and 6.13"},
}

// Info describes the feature.
func (f Feature) Info() FeatureInfo { return features[f] }

// Features lists all features, oldest first.
func Features() []FeatureInfo { return append([]FeatureInfo(nil), features[:]...) }

// Has reports whether release r behaves as f says.
func (r Release) Has(f Feature) bool { return r.AtLeast(features[f].Since) }
