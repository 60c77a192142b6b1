package linux

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"boundif/emu"
)

// What golang.org/x/sys/unix does not have of <linux/inet_diag.h>.
const (
	sockDestroy = 21 // SOCK_DESTROY

	diagReqBytecode = 1  // INET_DIAG_REQ_BYTECODE
	diagV6Only      = 11 // INET_DIAG_SKV6ONLY

	bcJump   = 1 // INET_DIAG_BC_JMP
	bcDevice = 9 // INET_DIAG_BC_DEV_COND
)

// sockid is struct inet_diag_sockid.
type sockid struct {
	Sport, Dport [2]byte
	Src, Dst     [16]byte
	If           uint32
	Cookie       [2]uint32
}

// diagReq is struct inet_diag_req_v2, or struct inet_diag_req_raw.
type diagReq struct {
	Family, Protocol, Ext, RawProtocol uint8
	States                             uint32
	ID                                 sockid
}

// diagMsg is struct inet_diag_msg.
type diagMsg struct {
	Family, State, Timer, Retrans      uint8
	ID                                 sockid
	Expires, Rqueue, Wqueue, UID, Inod uint32
}

func (p *process) SockDiag(r emu.DiagRequest) ([]emu.DiagMsg, error) {
	reply, err := p.askDiag(unix.SOCK_DIAG_BY_FAMILY, netlink.Dump, r, func(e *netlink.AttributeEncoder) {
		if code := deviceFilter(r.Devices); code != nil {
			e.Bytes(diagReqBytecode, code)
		}
	})
	if err == emu.Errno(unix.ENOENT) && r.Protocol == unix.IPPROTO_RAW && (r.Family == unix.AF_INET || r.Family == unix.AF_INET6) {
		return nil, fmt.Errorf("this kernel tells nothing of raw sockets (CONFIG_INET_RAW_DIAG): %w", errors.ErrUnsupported)
	}
	if err != nil {
		return nil, err
	}
	var all []emu.DiagMsg
	for _, m := range reply {
		d, err := readDiag(m.Data)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	slices.SortStableFunc(all, emu.DiagMsg.Compare)
	return all, nil
}

func (p *process) SockDiagGet(r emu.DiagRequest) (emu.DiagMsg, error) {
	reply, err := p.askDiag(unix.SOCK_DIAG_BY_FAMILY, 0, r, nil)
	switch {
	case err != nil:
		return emu.DiagMsg{}, err
	case len(reply) != 1:
		return emu.DiagMsg{}, fmt.Errorf("%d answers to a question about one socket", len(reply))
	}
	return readDiag(reply[0].Data)
}

func (p *process) SockDestroy(r emu.DiagRequest) error {
	p.ns.sends() // TCP says goodbye
	defer p.ns.sends()
	_, err := p.askDiag(sockDestroy, netlink.Acknowledge, r, nil)
	if err == emu.Errno(unix.EOPNOTSUPP) {
		nobody := emu.DiagRequest{Family: unix.AF_INET, Protocol: unix.IPPROTO_UDP}
		if _, e := p.askDiag(sockDestroy, netlink.Acknowledge, nobody, nil); e == err {
			return fmt.Errorf("this kernel has no SOCK_DESTROY (CONFIG_INET_DIAG_DESTROY): %w", errors.ErrUnsupported)
		}
	}
	return err
}

// askDiag asks when everything that is under way has arrived.
func (p *process) askDiag(typ netlink.HeaderType, flags netlink.HeaderFlags, r emu.DiagRequest, add attrs) ([]netlink.Message, error) {
	if err := p.ns.settled(); err != nil {
		return nil, err
	}
	if r.Family < 0 || r.Family > 0xff {
		return nil, emu.Errno(unix.EINVAL)
	}
	req := diagReq{Family: uint8(r.Family), Protocol: uint8(r.Protocol), RawProtocol: uint8(r.RawProtocol), States: r.States}
	if r.States == 0 {
		req.States = ^uint32(0)
	}
	req.ID = sockid{If: uint32(int32(r.ID.Device)), Cookie: [2]uint32{^uint32(0), ^uint32(0)}}
	for _, end := range []struct {
		of   netip.AddrPort
		addr *[16]byte
		port *[2]byte
	}{{r.ID.Src, &req.ID.Src, &req.ID.Sport}, {r.ID.Dst, &req.ID.Dst, &req.ID.Dport}} {
		binary.BigEndian.PutUint16(end.port[:], end.of.Port())
		switch addr := end.of.Addr(); {
		case !addr.IsValid():
		case r.Family == unix.AF_INET && !addr.Is4():
			return nil, emu.Errno(unix.EINVAL)
		case r.Family == unix.AF_INET:
			copy(end.addr[:], addr.AsSlice())
		default:
			*end.addr = addr.As16()
		}
	}
	if r.Protocol < 0 || r.Protocol > 0xff {
		return nil, emu.Errno(unix.ENOENT)
	}
	c, err := p.dialDiag()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return request(c, typ, flags, req, add)
}

// dialDiag opens a socket of sock_diag in the process's namespace.
func (p *process) dialDiag() (c *netlink.Conn, err error) {
	dial := func() { c, err = netlink.Dial(unix.NETLINK_SOCK_DIAG, nil) }
	if p.thread != nil {
		dial() // this is p.thread
	} else {
		p.ns.home.do(dial)
	}
	return c, errno(err)
}

// deviceFilter is the program that lets the sockets of these devices through.
// Each step says how far on the next one is, if it holds and if not; one bit
// past the end refuses.
func deviceFilter(devices []int) (code []byte) {
	const test, jump = 8, 4
	for i, device := range devices {
		left := (len(devices)-i-1)*(test+jump) + test // from here to the end
		last := i == len(devices)-1
		no := test + jump
		if last {
			no = left + 4
		}
		code = append(code, bcDevice, test)
		code = binary.NativeEndian.AppendUint16(code, uint16(no))
		code = binary.NativeEndian.AppendUint32(code, uint32(int32(device)))
		if !last {
			code = append(code, bcJump, jump)
			code = binary.NativeEndian.AppendUint16(code, uint16(left-test))
		}
	}
	return code
}

// readDiag reads a struct inet_diag_msg and its attributes.
func readDiag(b []byte) (emu.DiagMsg, error) {
	var m diagMsg
	n, err := binary.Decode(b, binary.NativeEndian, &m)
	if err != nil {
		return emu.DiagMsg{}, err
	}
	d := emu.DiagMsg{Family: int(m.Family), State: int(m.State), UID: m.UID}
	d.ID = emu.DiagID{Src: end(m.Family, m.ID.Src, m.ID.Sport), Dst: end(m.Family, m.ID.Dst, m.ID.Dport), Device: int(int32(m.ID.If))}
	a, err := netlink.NewAttributeDecoder(b[n:])
	if err != nil {
		return d, err
	}
	for a.Next() {
		if a.Type() == diagV6Only {
			d.V6Only = a.Uint8() != 0
		}
	}
	return d, a.Err()
}

func end(family uint8, addr [16]byte, port [2]byte) netip.AddrPort {
	a := netip.AddrFrom16(addr)
	if family == unix.AF_INET {
		a = netip.AddrFrom4([4]byte(addr[:4]))
	}
	return netip.AddrPortFrom(a, binary.BigEndian.Uint16(port[:]))
}
