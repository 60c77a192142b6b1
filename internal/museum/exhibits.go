package museum

import (
	"boundif/emu"
	"boundif/netdev"
)

// Exhibits is the collection, the oldest bug first.
var Exhibits = []Exhibit{
	{
		Name:   "rename",
		Title:  "The rename race",
		Ledger: "RACE-30, RACE-31, RACE-32",
		Commit: "f5dd3d0c9638, which brought SO_BINDTOIFINDEX in 5.1",
		Span:   "all releases, by name; never by index",
		Saw: "A daemon that knew its device by index had to turn that into a name to bind to it, " +
			"and while udev renamed devices it failed with ENODEV or was bound to another device without a word (systemd issue 3294).",
		Program:  "a daemon that binds a socket to device 2; udev, which swaps the names of devices 2 and 3",
		Property: "P1 (index safety): the call succeeds, and the socket is bound to device 2",
		Found:    Hall{netdev.Oldest, "by name: if_indextoname(), SO_BINDTODEVICE", rename(true, false)},
		Gone:     &Hall{netdev.Oldest, "by index: SO_BINDTOIFINDEX", rename(false, false)},
	},
	{
		Name:   "live-rename",
		Title:  "A running device is safe from renames, until it is not",
		Ledger: "REG-10, section 10.3",
		Commit: "bd039b5ea2a9, which let devices be renamed that are up",
		Span:   "6.2 and newer",
		Saw: "SO_BINDTOIFINDEX was proposed with the remark that devices which are up cannot be renamed. " +
			"A daemon that binds by name and waits for its device to be up relied on that; since 6.2 it is in the race again.",
		Program:  "as rename, by name, with both devices up",
		Property: "P1 (index safety): the call succeeds, and the socket is bound to device 2",
		Found:    Hall{emu.Linux(6, 2), "renames of devices that are up succeed", rename(true, true)},
		Gone:     &Hall{emu.Linux(6, 1), "they fail with EBUSY", rename(true, true)},
	},
	{
		Name:   "equal-scores",
		Title:  "A bound socket loses to a newer one that is not bound",
		Ledger: "TCP-09, UDP-03, RH-08",
		Commit: "8d6c414cd2fb",
		Span:   "5.0 to 5.14",
		Saw: "With one socket bound to a device and one bound to none on a port, the packets of the device went " +
			"to whichever had been opened last: a service on one device lost its traffic when another program restarted.",
		Program:  "a service bound to eth0 and one bound to no device, which bind to one port at the same time; then a packet on eth0",
		Property: "UDP-03: the packet goes to the socket that is bound to eth0",
		Found:    Hall{emu.Linux(5, 14), "equal scores", startup},
		Gone:     &Hall{emu.Linux(5, 15), "a bound device scores 4", startup},
	},
	{
		Name:   "udp-deaf",
		Title:  "A UDP socket cannot be found after it has disconnected",
		Ledger: "RH-02, RH-08",
		Commit: "303d0403b8c2, after 4cdeeee9252a had dropped the lookup by port in 5.0",
		Span:   "5.0 to 5.5; the fix is also in later stable releases of 5.4 and 5.5",
		Saw: "A server that connects to a client and then, with connect(AF_UNSPEC), to nobody again got nothing more: " +
			"it had no address, but hung in the chain of the one that connect() had given it.",
		Program:  "a server on *:67 that connects to its client and disconnects; then a packet of another client",
		Property: "RH-02: the packet goes to the server",
		Found:    Hall{emu.Linux(5, 5), "disconnecting does not rehash", deaf},
		Gone:     &Hall{emu.Linux(5, 6), "it does", deaf},
	},
	{
		Name:   "udp-connect",
		Title:  "A UDP socket cannot be found while it connects",
		Ledger: "RH-06, RH-08, UDP-19",
		Commit: "a502ea6fa94b (CVE-2024-57974), after 4cdeeee9252a had dropped the lookup by port in 5.0",
		Span:   "5.0 to 6.13; the fix is also in later stable releases of 6.12 and 6.13",
		Saw: "connect() gives a wildcard socket its address first and moves it to the chain of that address then. " +
			"A datagram of the peer that arrived in between found nobody, and the peer got ECONNREFUSED from a server that was there all the time (containers/podman issue 24147).",
		Program:  "a server on *:67 that connects to its client; a packet of that client",
		Property: "RH-06: the packet goes to the server",
		Found:    Hall{emu.Linux(6, 13), "lookups by address only", connecting(false)},
		Gone:     &Hall{emu.Linux(6, 14), "a lookup that finds nobody tries the port alone", connecting(false)},
		Live:     true,
	},
	{
		Name:   "udp-disconnect",
		Title:  "A UDP socket cannot be found while it disconnects",
		Ledger: "RH-06, UDP-19",
		Span:   "5.6 and newer, after udp-deaf; the fix of udp-connect does not cover it",
		Saw: "No report is known; the explorer found it here. connect(AF_UNSPEC) takes the address away first and moves the socket back to the chain " +
			"of the wildcard then. The lookup by port alone compares with the real destination address, so that a wildcard socket never wins there.",
		Program:  "a server on *:67 that disconnects from its client; a packet of that client",
		Property: "RH-06: the packet goes to the server",
		Found:    Hall{netdev.Newest, "", connecting(true)},
		Repair:   "let the lookup by port alone accept sockets of the wildcard address, too, after the others",
		Live:     true,
	},
	{
		Name:   "stale-route",
		Title:  "A connected UDP socket keeps sending on the device that it left",
		Ledger: "RACE-40, RACE-41, OUT-48",
		Span:   "6.18 still, IPv4 only",
		Saw: "No report is known; seen on Linux 6.18 in up to 0.16 % of re-binds under three senders. A sender that has read the old device stores its " +
			"route after the bind has reset the cache. The bind has succeeded, getsockopt() shows the new device, and every later datagram leaves by the old one.",
		Program:  "a connected socket on eth0: one task sends, one binds it to eth1; then one more datagram is sent",
		Property: "P8 (egress): that datagram leaves by eth1",
		Found:    Hall{netdev.Newest, "", staleRoute},
		Repair:   "compare the device of the cached route with the bound one before it is used, as IPv6 does",
		Live:     true,
	},
}

// NotExhibited are bugs of this area that boundif cannot show, and why.
var NotExhibited = []Missing{
	{"3c82a21f4320", "an unbound socket gets the packets of a VRF", "needs VRF, which is not modelled"},
	{"8c43bd170688, 69678bcd4d2d", "a bound socket gets packets of another device",
		"they came with the matching of VRF and are older than 5.1; the same fault as a mutant: go test -run 'TestMutants/a_bound_socket_matches'"},
	{"719f835853a9", "after connect() a UDP socket stays in the chain of the wildcard", "2010, older than 5.1"},
	{"RPT-02, RPT-04", "a change of device, even to the same one, takes a UDP socket out of its SO_REUSEPORT group for good", "needs groups of SO_REUSEPORT, which are not modelled"},
	{"RH-08, UDP-18", "a second connect() leaves the socket in its old place among connected ones", "needs the 4-tuple table of 6.13, which is not modelled"},
	{"L3-25", "listen() after a change of device warns in inet_csk_get_port", "needs TCP and VRF, which are not modelled"},
}
