package emu_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net/netip"
	"testing"

	"boundif/emu"
)

// TestPacketSocket: the bytes of frames, and of their addresses (PKT-01).
func TestPacketSocket(t *testing.T) {
	const afPacket = 17
	k := emu.New(emu.Linux(6, 18))
	p := k.Init().Root()
	p.LinkSetUp(1)
	eth0, _ := p.LinkAdd("eth0", 0)
	p.LinkSetUp(eth0)
	if err := p.AddrAdd(eth0, netip.MustParsePrefix("10.1.0.1/24")); err != nil {
		t.Fatal(err)
	}
	proto := int(binary.NativeEndian.Uint16([]byte{8, 0})) // htons(ETH_P_IP)
	var fds []int
	for _, typ := range []int{emu.SOCK_DGRAM, emu.SOCK_RAW} {
		fd, err := p.Socket(afPacket, typ, proto)
		if err != nil {
			t.Fatal(err)
		}
		fds = append(fds, fd)
	}
	in := func() {
		_, err := k.Init().DeliverUDP(eth0, netip.MustParseAddrPort("10.1.0.2:5"), netip.MustParseAddrPort("10.1.0.1:7"), []byte("hello"))
		if err != nil {
			t.Fatal(err)
		}
	}
	in()
	buf := make([]byte, 100)
	n, from, err := p.Recvfrom(fds[0], buf, emu.MSG_PEEK)
	again, _, err2 := p.Recvfrom(fds[0], buf, 0)
	if err != nil || err2 != nil || n != 33 || again != n || buf[0] != 0x45 || !bytes.HasSuffix(buf[:n], []byte("hello")) {
		t.Errorf("a packet of %d and then %d bytes: %x, %v, %v", n, again, buf[:n], err, err2)
	}
	ll, _ := from.(emu.SockaddrRaw)
	want := binary.NativeEndian.AppendUint16(nil, afPacket)
	want = binary.NativeEndian.AppendUint32(append(want, 8, 0), uint32(eth0))
	if !bytes.HasPrefix(ll, want) || len(ll) != 20 {
		t.Errorf("from % x, want % x", []byte(ll), want)
	}
	if n, _, err := p.Recvfrom(fds[1], buf, 0); err != nil || n != 14+33 || buf[12] != 8 {
		t.Errorf("a frame of %d bytes: %x, %v", n, buf[:n], err)
	}
	in()
	n, _, flags, _, err := p.Recvmsg(fds[0], buf[:10], nil, emu.MSG_TRUNC)
	if n != 33 || flags&emu.MSG_TRUNC == 0 || err != nil {
		t.Errorf("into 10 bytes: %d, flags %#x, %v", n, flags, err)
	}
	for _, tt := range []struct {
		sa  emu.SockaddrRaw
		err error
		why string
	}{
		{append(want, make([]byte, 12)...), nil, "the device"},
		{append(want, make([]byte, 11)...), emu.Errno(22), "too short"},
		{append([]byte{2, 0}, make([]byte, 18)...), emu.Errno(22), "another family"},
	} {
		if err := p.Bind(fds[0], tt.sa); (err == nil) != (tt.err == nil) || tt.err != nil && !errors.Is(err, tt.err) {
			t.Errorf("bind: %v, want %v: %s", err, tt.err, tt.why)
		}
	}
}
