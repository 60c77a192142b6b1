package drift

// arrivalRules is those of what arrives: what a packet tells of itself, what comes
// back, and what is answered.
var arrivalRules = []rule{
	{
		id: "OUT-05", name: "the host reaches itself without lo", file: "sock/input.go",
		old: "	return i.Net.Loopback().Up(t)\n", new: "	return true\n",
	},
	{
		id: "UDP-43", name: "nobody is told that there is no route", file: "sock/input.go",
		old: "		i.noRoute(t, k, dev, p)\n", new: "",
	},
	{
		id: "UDP-43", name: "an answer is from an address that the VRF does not have", file: "sock/icmp.go",
		old: "		src = netip.Addr{} // the VRF does not have it (ipv6_chk_addr)\n		if dev != nil && !k.Looped {", new: "		if dev == nil {",
	},
	{
		id: "UDP-43", name: "an answer leaves by the routes that are outside of the VRF", file: "sock/icmp.go",
		old: "		oif = i.Net.L3Master(t, k.Dev)\n", new: "		oif = 0\n",
	},
	{
		id: "UDP-43", name: "an echo of IPv6 leaves by any device", file: "sock/icmp.go",
		old: "	if NeedsScope(peer) || echo {\n", new: "	if NeedsScope(peer) {\n",
	},
	{
		id: "OPT-30", name: "nobody is told that a port of UDP-Lite is closed", file: "proto/udp/lite.go",
		old: "		tb.inet.Unreachable(t, k, *p)\n", new: "",
	},
}
