package drift

// diagRules is those of sock_diag.
var diagRules = []rule{
	{
		id: "OBS-02", name: "sock_diag tells no device", file: "sock/diag.go",
		old: "Device: int(s.boundDevIf.Load(t)),", new: "Device: 0,",
	},
	{
		id: "OBS-02", name: "sockets that are bound to another device are listed", file: "sock/diag.go",
		old: "	return len(r.Devices) == 0 || slices.Contains(r.Devices, m.ID.Device)\n", new: "	return true\n",
	},
	{
		id: "OBS-06", name: "the device that is asked for does not count", file: "sock/diag.go",
		old: "Dif: int32(r.ID.Device), Looped: true}", new: "Dif: 1, Looped: true}",
	},
	{
		id: "OBS-06", name: "UDP is asked like TCP", file: "sock/diag.go",
		old: "	case p.DiagSwapped && !destroy:\n		src, dst = dst, src\n", new: "",
	},
	{
		id: "OBS-02", name: "a socket that is connected is closed", file: "sock/diag.go",
		old: "		d.State = TCP_ESTABLISHED\n", new: "		d.State = TCP_CLOSE\n",
	},
	{
		id: "OBS-02", name: "IPV6_V6ONLY is told in every state", file: "sock/diag.go",
		old: "	d.V6Only = d.V6Only && (d.State == TCP_CLOSE || d.State == TCP_LISTEN)\n", new: "",
	},
	{
		id: "OBS-01", name: "a socket with a port and nothing else is not listed", file: "proto/tcp/diag.go",
		old: "	if !tb.has(netdev.BoundInactive) {\n", new: "	if tb != nil {\n",
	},
	{
		id: "OBS-01", name: "listeners are not listed", file: "proto/tcp/diag.go",
		old: "	all = sl.any.dump(t, all)\n", new: "",
	},
	{
		id: "OBS-05", name: "a connect() that fails forgets its peer", file: "proto/tcp/connect.go",
		old: "	if addr.Is6() {\n		s.SetDaddr6(t, addr)\n	}\n", new: "",
	},
}
