package linux

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"boundif/emu"
	"boundif/netdev"
)

// TestPktinfo sends and receives with control messages.
func TestPktinfo(t *testing.T) {
	n := fresh(t)
	s := proc(t, n, All)
	a, b := device(t, s, "a0", 0), device(t, s, "b0", 0)
	must(t, s.AddrAdd(a, prefix("10.1.0.1/24")), s.AddrAdd(b, prefix("10.2.0.1/24")), s.LinkSetUp(a), s.LinkSetUp(b))
	c, err := n.Capture()
	must(t, err)
	fd := udpSocket(t, s)
	must(t, s.Bind(fd, inet(7000, 0, 0, 0, 0)), s.SetsockoptInt(fd, emu.IPPROTO_IP, emu.IP_PKTINFO, 1))
	via := func(index int) []byte {
		oob := binary.NativeEndian.AppendUint64(nil, 28)
		for _, v := range []uint32{emu.IPPROTO_IP, emu.IP_PKTINFO, uint32(index), 0, 0, 0} {
			oob = binary.NativeEndian.AppendUint32(oob, v)
		}
		return oob
	}
	must(t, s.Sendmsg(fd, []byte("x"), via(b), inet(9, 10, 1, 0, 2), 0), n.Settle())
	if left, err := c.Take(b); err != nil || len(left) != 1 || left[0] != "10.2.0.1:7000 > 10.1.0.2:9" {
		t.Errorf("left by b0: %q, %v", left, err)
	}
	check(t, "OUT-20: a device that is not there", s.Sendmsg(fd, nil, via(4242), inet(9, 10, 1, 0, 2), 0), netdev.ENODEV)

	src, dst := netip.MustParseAddrPort("10.1.0.2:5"), netip.MustParseAddrPort("10.1.0.1:7000")
	must(t, n.InjectUDP(a, src, dst, []byte("hello")))
	b1, oob := make([]byte, 3), make([]byte, 64)
	k, oobn, flags, from, err := s.Recvmsg(fd, b1, oob, emu.MSG_DONTWAIT)
	must(t, err)
	if k != 3 || flags != emu.MSG_TRUNC || (sockaddr{from}).String() != src.String() {
		t.Errorf("received %d bytes, flags %#x, from %v", k, flags, sockaddr{from})
	}
	if index := binary.NativeEndian.Uint32(oob[16:]); oobn != 32 || int(index) != a {
		t.Errorf("%d bytes of control, device %d, want 32, %d", oobn, index, a)
	}
	must(t, n.InjectUDP(a, src, dst, nil))
	if _, _, flags, _, err := s.Recvmsg(fd, b1, nil, emu.MSG_DONTWAIT); flags != emu.MSG_CTRUNC || err != nil {
		t.Errorf("without room for control messages: flags %#x, %v", flags, err)
	}
	_, _, _, _, err = s.Recvmsg(fd, b1, oob, emu.MSG_ERRQUEUE)
	check(t, "no errors, and no waiting for any", err, netdev.EAGAIN)
}
