package sock

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Compare orders by port, address, peer, device, state and family: the order in
// which dumps are told.
func (m DiagMsg) Compare(o DiagMsg) int {
	return cmp.Or(
		cmp.Compare(m.ID.Src.Port(), o.ID.Src.Port()), m.ID.Src.Compare(o.ID.Src), m.ID.Dst.Compare(o.ID.Dst),
		cmp.Compare(m.ID.Device, o.ID.Device), cmp.Compare(m.State, o.State), cmp.Compare(m.Family, o.Family),
		cmp.Compare(m.UID, o.UID),
	)
}

var diagStates = [...]string{
	TCP_ESTABLISHED: "ESTAB", TCP_SYN_SENT: "SYN-SENT", TCP_SYN_RECV: "SYN-RECV",
	TCP_FIN_WAIT1: "FIN-WAIT-1", TCP_FIN_WAIT2: "FIN-WAIT-2", TCP_TIME_WAIT: "TIME-WAIT",
	TCP_CLOSE: "UNCONN", TCP_CLOSE_WAIT: "CLOSE-WAIT", TCP_LAST_ACK: "LAST-ACK",
	TCP_LISTEN: "LISTEN", TCP_CLOSING: "CLOSING",
}

// Text is the socket as ss(8) prints it: "UNCONN 0.0.0.0%a0:67 0.0.0.0:*". What
// stands behind "%" is the name that the bound device has when name is asked,
// not the one that the socket was bound by (OBS-01, OBS-03). An index that no
// device has any more is "%if4242". name may be nil: then all indexes are
// written so. Typically it is a process's IfIndexToName.
func (m DiagMsg) Text(name func(index int) (string, error)) string {
	state := strconv.Itoa(m.State)
	if m.State > 0 && m.State < len(diagStates) {
		state = diagStates[m.State]
	}
	device := ""
	if m.ID.Device != 0 {
		device = "%if" + strconv.FormatUint(uint64(uint32(m.ID.Device)), 10)
		if name != nil {
			if n, err := name(m.ID.Device); err == nil {
				device = "%" + n
			}
		}
	}
	return state + " " + m.end(m.ID.Src, device) + " " + m.end(m.ID.Dst, "")
}

// String is Text with numbers for the devices.
func (m DiagMsg) String() string { return m.Text(nil) }

func (m DiagMsg) end(a netip.AddrPort, device string) string {
	addr, port := a.Addr().String(), "*"
	switch {
	case a.Addr().Is6() && a.Addr().IsUnspecified() && !m.V6Only:
		addr = "*"
	case a.Addr().Is6():
		addr = "[" + addr + "]"
	}
	if a.Port() != 0 {
		port = strconv.Itoa(int(a.Port()))
	}
	return addr + device + ":" + port
}

// String is the request as errors and traces show it.
func (r DiagRequest) String() string {
	var b strings.Builder
	family := strconv.Itoa(r.Family)
	switch r.Family {
	case AF_INET:
		family = "AF_INET"
	case AF_INET6:
		family = "AF_INET6"
	}
	fmt.Fprintf(&b, "%s, %d", family, r.Protocol)
	if r.RawProtocol != 0 {
		fmt.Fprintf(&b, ", raw %d", r.RawProtocol)
	}
	if r.States != 0 {
		fmt.Fprintf(&b, ", states %#x", r.States)
	}
	if len(r.Devices) > 0 {
		fmt.Fprintf(&b, ", dev %v", r.Devices)
	}
	if r.ID != (DiagID{}) {
		fmt.Fprintf(&b, ", {%s, %s, %d}", r.ID.Src, r.ID.Dst, r.ID.Device)
	}
	return b.String()
}
