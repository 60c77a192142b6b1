package drift

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"boundif/emu"
)

// diagVerbs ask about sockets as ss(8) does.
var diagVerbs = map[string]verb{
	"diag": {weight: 2, args: []kind{diagKind, number("0", "0", "2", "3", "4242")}, run: func(m *machine, a []string) string {
		if m.streamed && strings.HasPrefix(a[0], "tcp") {
			return absent // when the end of a stream is acknowledged is a matter of timers
		}
		must(m.plane.Settle())
		r := diagRequest(a[0])
		if device, err := strconv.Atoi(a[1]); err == nil && device != 0 {
			r.Devices = []int{device}
		}
		all, err := m.root().SockDiag(r)
		lines := []string{fmt.Sprint(len(all))}
		for _, d := range all {
			lines = append(lines, m.diag(d))
		}
		slices.Sort(lines[1:]) // automatic ports differ
		return result(err, strings.Join(lines, ", "))
	}},
	"diag-of": {weight: 1, args: []kind{diagKind, flow, device}, run: func(m *machine, a []string) string {
		if m.streamed && strings.HasPrefix(a[0], "tcp") {
			return absent // as diag
		}
		must(m.plane.Settle())
		src, dst, err := ends(a[1])
		must(err)
		d, ok := m.device(a[2])
		r := diagRequest(a[0])
		if !ok || src.Addr().Is4() != (r.Family == emu.AF_INET) {
			return absent
		}
		r.ID = emu.DiagID{Src: dst, Dst: src, Device: d} // of the socket that such a packet finds
		got, err := m.root().SockDiagGet(r)
		return result(err, m.diag(got))
	}},
}

// diagRequest asks about all sockets of a kind.
func diagRequest(sort string) emu.DiagRequest {
	kind := sorts[sort]
	r := emu.DiagRequest{Family: kind[0], Protocol: kind[2]}
	if r.Protocol == 0 {
		r.Protocol = map[int]int{emu.SOCK_DGRAM: emu.IPPROTO_UDP, emu.SOCK_STREAM: emu.IPPROTO_TCP}[kind[1]]
	}
	return r
}

// diag is an entry as transcripts show it.
func (m *machine) diag(d emu.DiagMsg) string {
	return autoPort(fmt.Sprintf("%v > %v in state %d on %d of %d, v6only %v", d.ID.Src, d.ID.Dst, d.State, m.level(d.ID.Device), d.UID, d.V6Only))
}
