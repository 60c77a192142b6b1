package sock

import (
	"encoding/binary"

	"boundif/netdev"
	"boundif/sched"
)

// Options that ask for time stamps, the second with 64 bits for each on every
// machine. Both have one set of flags.
const (
	SO_TIMESTAMPING     = 37
	SO_TIMESTAMPING_NEW = 65
)

// Flags of SO_TIMESTAMPING that are looked at. There are more, without a gap from
// the lowest bit to SOF_TIMESTAMPING_OPT_TX_SWHW.
const (
	SOF_TIMESTAMPING_OPT_ID        = 1 << 7
	SOF_TIMESTAMPING_OPT_TSONLY    = 1 << 11
	SOF_TIMESTAMPING_OPT_STATS     = 1 << 12
	SOF_TIMESTAMPING_OPT_TX_SWHW   = 1 << 14
	SOF_TIMESTAMPING_BIND_PHC      = 1 << 15
	SOF_TIMESTAMPING_OPT_ID_TCP    = 1 << 16
	SOF_TIMESTAMPING_OPT_RX_FILTER = 1 << 17
	SOF_TIMESTAMPING_TX_COMPLETION = 1 << 18
)

// timestamping is what the options have set (sk_tsflags, SOCK_TSTAMP_NEW).
type timestamping struct {
	flags int32
	isNew bool
}

func isTimestamping(name int) bool { return name == SO_TIMESTAMPING || name == SO_TIMESTAMPING_NEW }

// timestampingFlags is the flags that the release knows.
func timestampingFlags(r netdev.Release) (known int32) {
	known = SOF_TIMESTAMPING_OPT_TX_SWHW<<1 - 1
	for _, one := range []struct {
		feature netdev.Feature
		flag    int32
	}{
		{netdev.TimestampClock, SOF_TIMESTAMPING_BIND_PHC},
		{netdev.TimestampIDOfTCP, SOF_TIMESTAMPING_OPT_ID_TCP},
		{netdev.TimestampFilter, SOF_TIMESTAMPING_OPT_RX_FILTER},
		{netdev.TimestampCompletion, SOF_TIMESTAMPING_TX_COMPLETION},
	} {
		if r.Has(one.feature) {
			known |= one.flag
		}
	}
	return known
}

// setTimestamping is sock_set_timestamping. SOF_TIMESTAMPING_BIND_PHC asks for the
// stamps of one of the clocks of the device that the socket is bound to
// (sock_timestamping_bind_phc): it asks for the number that the socket has, and
// for a device of that number in the socket's namespace (OBS-20).
//
// Errors: EINVAL for flags that are unknown or do not go together; for that flag
// EOPNOTSUPP if the socket is bound to no device that there is, and EINVAL, as no
// device here has such a clock.
func (s *Sock) setTimestamping(t *sched.Task, name int, flags int32) error {
	s.Lock(t)
	defer s.Unlock(t)
	has := func(flag int32) bool { return flags&flag != 0 }
	switch old := s.inet(t.At("sock.option.load")).stamps.flags; {
	case has(^timestampingFlags(s.Net().Release())),
		has(SOF_TIMESTAMPING_OPT_ID_TCP) && !has(SOF_TIMESTAMPING_OPT_ID),
		has(SOF_TIMESTAMPING_OPT_STATS) && !has(SOF_TIMESTAMPING_OPT_TSONLY):
		return netdev.EINVAL
	case has(SOF_TIMESTAMPING_OPT_ID) && old&SOF_TIMESTAMPING_OPT_ID == 0 && s.prot.MayNumber != nil:
		if err := s.prot.MayNumber(t, s); err != nil {
			return err
		}
	}
	if has(SOF_TIMESTAMPING_BIND_PHC) {
		index := s.boundDevIf.Load(t.At("sock.timestamping.device"))
		if index == 0 || s.Net().ByIndex(t, index) == nil {
			return netdev.EOPNOTSUPP
		}
		return netdev.EINVAL
	}
	s.setInet(t, func(o *inetOptions) { o.stamps = timestamping{flags, name == SO_TIMESTAMPING_NEW} })
	return nil
}

// timestampingOf is what an option tells. That of the new number tells nothing
// unless it was the one that was set; it can be asked for since Linux 6.8 and stable
// releases of that time (7f6ca95d16b9), here always.
func (s *Sock) timestampingOf(t *sched.Task, name int) int32 {
	stamps := s.inet(t.At("sock.option.load")).stamps
	if name == SO_TIMESTAMPING_NEW && !stamps.isNew {
		return 0
	}
	return stamps.flags
}

// readTimestamping copies the flags in: an int, or struct so_timestamping if the
// length is that one's, with the number of a clock.
func readTimestamping(val User, length int) (flags int32, err error) {
	if length != 8 {
		length = 4
	}
	b, err := val.read(length)
	if err != nil {
		return 0, err
	}
	return int32(binary.NativeEndian.Uint32(b)), nil
}

// getTimestamping writes struct so_timestamping, or its first member alone before
// Linux 5.14. The number of the clock is 0: no socket here has one.
func (s *Sock) getTimestamping(t *sched.Task, name int, val User, length int) (int, error) {
	b := word(s.timestampingOf(t, name))
	if s.Net().Release().Has(netdev.TimestampClock) {
		b = append(b, 0, 0, 0, 0)
	}
	n := min(length, len(b))
	if err := val.write(b[:n]); err != nil {
		return length, err
	}
	return n, nil
}
