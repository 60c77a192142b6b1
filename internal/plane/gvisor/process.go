package gvisor

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/waiter"

	"boundif/emu"
	"boundif/netdev"
)

// process is the system calls on a Netstack.
type process struct{ n *Netstack }

func (p *process) file(fd int) (*file, error) {
	if f := p.n.files[fd]; f != nil {
		return f, nil
	}
	return nil, netdev.EBADF
}

func (p *process) install(f *file) int {
	fd := 3
	for p.n.files[fd] != nil {
		fd++
	}
	p.n.files[fd] = f
	return fd
}

func (p *process) Socket(domain, typ, proto int) (int, error) {
	if domain != emu.AF_INET {
		return -1, netdev.EAFNOSUPPORT
	}
	f := &file{queue: &waiter.Queue{}, kind: [3]int{domain, typ, proto}}
	var err tcpip.Error
	switch {
	case typ == emu.SOCK_RAW:
		f.ep, err = p.n.stack.NewRawEndpoint(tcpip.TransportProtocolNumber(proto), ipv4.ProtocolNumber, f.queue, true)
	case typ == emu.SOCK_DGRAM && (proto == 0 || proto == emu.IPPROTO_UDP):
		f.ep, err = p.n.stack.NewEndpoint(emu.IPPROTO_UDP, ipv4.ProtocolNumber, f.queue)
	case typ == emu.SOCK_STREAM && (proto == 0 || proto == emu.IPPROTO_TCP):
		f.ep, err = p.n.stack.NewEndpoint(emu.IPPROTO_TCP, ipv4.ProtocolNumber, f.queue)
	default:
		return -1, netdev.EPROTONOSUPPORT
	}
	if err != nil {
		return -1, errno(err)
	}
	return p.install(f), nil
}

// full is an address as netstack takes it.
func full(sa emu.Sockaddr) (tcpip.FullAddress, error) {
	in, ok := sa.(*emu.SockaddrInet4)
	if !ok {
		return tcpip.FullAddress{}, netdev.EAFNOSUPPORT
	}
	to := tcpip.FullAddress{Port: uint16(in.Port)}
	if a := netip.AddrFrom4(in.Addr); !a.IsUnspecified() {
		to.Addr = address(a)
	}
	return to, nil
}

func inet(a tcpip.FullAddress) emu.Sockaddr {
	in := &emu.SockaddrInet4{Port: int(a.Port)}
	copy(in.Addr[:], a.Addr.AsSlice())
	return in
}

func (p *process) Bind(fd int, sa emu.Sockaddr) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	local, err := full(sa)
	if err != nil {
		return err
	}
	return errno(f.ep.Bind(local))
}

func (p *process) Connect(fd int, sa emu.Sockaddr) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	if _, ok := sa.(*emu.SockaddrUnspec); ok {
		return errno(f.ep.Disconnect())
	}
	peer, err := full(sa)
	if err != nil {
		return err
	}
	err = errno(f.ep.Connect(peer))
	if err == netdev.EINPROGRESS {
		_ = p.n.Settle()
		if _, e := f.ep.GetRemoteAddress(); e == nil {
			return nil
		} else if e := f.ep.LastError(); e != nil {
			return errno(e)
		}
	}
	return err
}

func (p *process) Getsockname(fd int) (emu.Sockaddr, error) {
	f, err := p.file(fd)
	if err != nil {
		return nil, err
	}
	a, e := f.ep.GetLocalAddress()
	return inet(a), errno(e)
}

func (p *process) Getpeername(fd int) (emu.Sockaddr, error) {
	f, err := p.file(fd)
	if err != nil {
		return nil, err
	}
	a, e := f.ep.GetRemoteAddress()
	return inet(a), errno(e)
}

func (p *process) Listen(fd, backlog int) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	return errno(f.ep.Listen(backlog))
}

func (p *process) Accept(fd int) (int, emu.Sockaddr, error) {
	f, err := p.file(fd)
	if err != nil {
		return -1, nil, err
	}
	_ = p.n.Settle()
	var peer tcpip.FullAddress
	ep, wq, e := f.ep.Accept(&peer)
	if e != nil {
		return -1, nil, errno(e)
	}
	return p.install(&file{ep, wq, f.kind}), inet(peer), nil
}

func (p *process) Shutdown(fd, how int) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	return errno(f.ep.Shutdown([...]tcpip.ShutdownFlags{
		tcpip.ShutdownRead, tcpip.ShutdownWrite, tcpip.ShutdownRead | tcpip.ShutdownWrite,
	}[how]))
}

func (p *process) Close(fd int) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	delete(p.n.files, fd)
	f.ep.Close()
	return nil
}

func (p *process) Sendto(fd int, b []byte, _ int, to emu.Sockaddr) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	var o tcpip.WriteOptions
	if to != nil {
		peer, err := full(to)
		if err != nil {
			return err
		}
		o.To = &peer
	}
	_, e := f.ep.Write(bytes.NewReader(b), o)
	return errno(e)
}

func (p *process) Recvfrom(fd int, b []byte, _ int) (int, emu.Sockaddr, error) {
	f, err := p.file(fd)
	if err != nil {
		return 0, nil, err
	}
	var buf bytes.Buffer
	r, e := f.ep.Read(&buf, tcpip.ReadOptions{NeedRemoteAddr: true})
	if _, closed := e.(*tcpip.ErrClosedForReceive); closed {
		return 0, nil, nil
	}
	if e != nil {
		return 0, nil, errno(e)
	}
	if f.kind[1] == emu.SOCK_STREAM {
		return copy(b, buf.Bytes()), nil, nil
	}
	return copy(b, buf.Bytes()), inet(r.RemoteAddr), nil
}

func (p *process) Sendmsg(fd int, b, oob []byte, to emu.Sockaddr, flags int) error {
	if len(oob) > 0 {
		return netdev.EOPNOTSUPP
	}
	return p.Sendto(fd, b, flags, to)
}

func (p *process) Recvmsg(fd int, b, _ []byte, flags int) (int, int, int, emu.Sockaddr, error) {
	n, from, err := p.Recvfrom(fd, b, flags)
	return n, 0, 0, from, err
}

func (p *process) SetsockoptInt(fd, level, opt, value int) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	o := f.ep.SocketOptions()
	switch {
	case level != emu.SOL_SOCKET:
		return netdev.ENOPROTOOPT
	case opt == emu.SO_BINDTOIFINDEX: // what a sentry that had the option would do
		return errno(o.SetBindToDevice(int32(value)))
	case opt == emu.SO_REUSEADDR:
		o.SetReuseAddress(value != 0)
	case opt == emu.SO_REUSEPORT:
		o.SetReusePort(value != 0)
	case opt == emu.SO_BROADCAST:
		o.SetBroadcast(value != 0)
	default:
		return netdev.ENOPROTOOPT
	}
	return nil
}

func (p *process) SetsockoptString(fd, level, opt int, s string) error {
	f, err := p.file(fd)
	if err != nil {
		return err
	}
	if level != emu.SOL_SOCKET || opt != emu.SO_BINDTODEVICE {
		return netdev.ENOPROTOOPT
	}
	if s == "" {
		return errno(f.ep.SocketOptions().SetBindToDevice(0))
	}
	index, err := p.IfNameToIndex(s)
	if err != nil {
		return err
	}
	return errno(f.ep.SocketOptions().SetBindToDevice(int32(index)))
}

func (p *process) GetsockoptInt(fd, level, opt int) (int, error) {
	f, err := p.file(fd)
	if err != nil {
		return 0, err
	}
	if level == emu.SOL_SOCKET && opt == emu.SO_BINDTOIFINDEX {
		return int(f.ep.SocketOptions().GetBindToDevice()), nil
	}
	return 0, netdev.ENOPROTOOPT
}

func (p *process) GetsockoptString(fd, level, opt int) (string, error) {
	index, err := p.GetsockoptInt(fd, level, emu.SO_BINDTOIFINDEX)
	if err != nil || index == 0 {
		return "", err
	}
	return p.IfIndexToName(index)
}

func (p *process) Setsockopt(fd, level, opt int, val []byte, length int) error {
	if length != 4 || len(val) < 4 {
		return netdev.EINVAL
	}
	return p.SetsockoptInt(fd, level, opt, int(int32(binary.NativeEndian.Uint32(val))))
}

func (p *process) Getsockopt(fd, level, opt int, val []byte, length int) (int, error) {
	v, err := p.GetsockoptInt(fd, level, opt)
	if err != nil || length < 4 || len(val) < 4 {
		return length, err
	}
	binary.NativeEndian.PutUint32(val, uint32(v))
	return 4, nil
}

func (p *process) IfIndexToName(index int) (string, error) {
	if p.n.nic(index) == nil {
		return "", netdev.ENODEV
	}
	return p.n.stack.FindNICNameFromID(tcpip.NICID(index)), nil
}

func (p *process) IfNameToIndex(name string) (int, error) {
	name = strings.TrimRight(name, "\x00")
	for _, d := range p.n.nics {
		if p.n.stack.FindNICNameFromID(tcpip.NICID(d.index)) == name {
			return d.index, nil
		}
	}
	return 0, netdev.ENODEV
}

func (p *process) IfRename(from, to string) error {
	index, err := p.IfNameToIndex(from)
	if err != nil {
		return err
	}
	return p.LinkSetName(index, to[:min(len(to), 15)]) // there is no room for more in a struct ifreq
}

func (p *process) LinkSetName(index int, name string) error {
	return errno(p.n.stack.SetNICName(tcpip.NICID(index), name))
}

func (p *process) LinkAdd(name string, index int) (int, error) {
	if index != 0 {
		return -1, netdev.EOPNOTSUPP
	}
	return p.n.add(name)
}

func (p *process) LinkDel(index int) error {
	d := p.n.nic(index)
	if d == nil {
		return netdev.ENODEV
	}
	err := errno(p.n.stack.RemoveNIC(tcpip.NICID(index)))
	p.n.nics = slices.DeleteFunc(p.n.nics, func(d *nic) bool { return d.index == index })
	d.up = false
	p.n.reroute(d)
	return err
}

func (p *process) setUp(index int, up bool) error {
	d := p.n.nic(index)
	if d == nil {
		return netdev.ENODEV
	}
	if d.up != up {
		d.up = up
		defer p.n.reroute(d)
	}
	if !up {
		return errno(p.n.stack.DisableNIC(tcpip.NICID(index)))
	}
	if index == 1 && len(d.addrs) == 0 {
		if err := p.AddrAdd(1, netip.MustParsePrefix("127.0.0.1/8")); err != nil {
			return err
		}
	}
	return errno(p.n.stack.EnableNIC(tcpip.NICID(index)))
}

func (p *process) LinkSetUp(index int) error   { return p.setUp(index, true) }
func (p *process) LinkSetDown(index int) error { return p.setUp(index, false) }

func (p *process) AddrAdd(index int, prefix netip.Prefix) error {
	d := p.n.nic(index)
	if d == nil {
		return netdev.ENODEV
	}
	if !prefix.Addr().Is4() {
		return netdev.EOPNOTSUPP
	}
	with := tcpip.ProtocolAddress{
		Protocol:          ipv4.ProtocolNumber,
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: address(prefix.Addr()), PrefixLen: prefix.Bits()},
	}
	if err := p.n.stack.AddProtocolAddress(tcpip.NICID(index), with, stack.AddressProperties{}); err != nil {
		return errno(err)
	}
	d.addrs = append(d.addrs, prefix)
	p.n.reroute(d)
	return nil
}

func (p *process) LinkAddAltname(int, string) error         { return netdev.EOPNOTSUPP }
func (p *process) LinkDelAltname(int, string) error         { return netdev.EOPNOTSUPP }
func (p *process) AddrDel(int, netip.Prefix) error          { return netdev.EOPNOTSUPP }
func (p *process) LinkAddVRF(string, int, int) (int, error) { return -1, netdev.EOPNOTSUPP }
func (p *process) LinkSetMaster(int, int) error             { return netdev.EOPNOTSUPP }
func (p *process) RouteAdd(emu.Route) error                 { return netdev.EOPNOTSUPP }
func (p *process) RouteDel(emu.Route) error                 { return netdev.EOPNOTSUPP }
func (p *process) Sysctl(string, string) error              { return netdev.EOPNOTSUPP }
func (p *process) SockDestroy(emu.DiagRequest) error        { return netdev.EOPNOTSUPP }
func (p *process) SockDiag(emu.DiagRequest) ([]emu.DiagMsg, error) {
	return nil, netdev.EOPNOTSUPP
}
func (p *process) SockDiagGet(emu.DiagRequest) (emu.DiagMsg, error) {
	return emu.DiagMsg{}, netdev.EOPNOTSUPP
}
