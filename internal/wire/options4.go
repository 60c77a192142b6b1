package wire

// Options of IPv4.
const (
	optionEnd          = 0
	optionNop          = 1
	optionRecordRoute  = 7
	optionTimestamp    = 68
	optionLooseRoute   = 131
	optionRouterAlert4 = 148
	optionStrictRoute  = 137
)

// options4 reports whether Linux takes a packet with those options
// (__ip_options_compile, ip_rcv_options). A route of the sender's choice is
// refused: accept_source_route is off. What nobody knows is passed over.
func options4(o []byte) bool {
	recorded, stamped := false, false
	for len(o) > 0 && o[0] != optionEnd {
		if o[0] == optionNop {
			o = o[1:]
			continue
		}
		if len(o) < 2 || o[1] < 2 || int(o[1]) > len(o) {
			return false
		}
		n := int(o[1])
		switch o[0] {
		case optionLooseRoute, optionStrictRoute:
			return false
		case optionRouterAlert4:
			if n < 4 {
				return false
			}
		case optionRecordRoute:
			if recorded || n < 3 || o[2] < 4 || !fits(o[:n], 4) {
				return false
			}
			recorded = true
		case optionTimestamp:
			if stamped || n < 4 || o[2] < 5 || !timestamps(o[:n]) {
				return false
			}
			stamped = true
		}
		o = o[n:]
	}
	return true
}

// fits reports whether an option that is filled from o[2] on, counted from 1, is
// full or has room for one more entry.
func fits(o []byte, entry int) bool {
	return int(o[2]) > len(o) || int(o[2])-1+entry <= len(o)
}

// timestamps reports whether there is room for one more, or none and a count
// of those that did not fit that is not at its end.
func timestamps(o []byte) bool {
	const (
		only  = 0 // IPOPT_TS_TSONLY
		addr  = 1 // IPOPT_TS_TSANDADDR
		given = 3 // IPOPT_TS_PRESPEC
	)
	kind, missed := o[3]&0xf, o[3]>>4
	if int(o[2]) > len(o) {
		return kind == given || missed != 15
	}
	switch kind {
	case only:
		return fits(o, 4)
	case addr, given:
		return fits(o, 8)
	}
	return true
}
