package peer

import (
	"bytes"
	"net/netip"
	"testing"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"

	"boundif/emu"
	"boundif/internal/wire"
	"boundif/netdev"
)

// injectBytes lets an IPv4 packet arrive, checksums and all.
func (s *netstackWorld) injectBytes(device int, packet []byte) {
	pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(packet)})
	s.links[device-1].InjectInbound(ipv4.ProtocolNumber, pkt)
	pkt.DecRef()
}

// sentBytes is the packet that has left a device.
func (s *netstackWorld) sentBytes(device int) []byte {
	pkt := s.links[device-1].Read()
	if pkt == nil {
		return nil
	}
	defer pkt.DecRef()
	view := pkt.ToView()
	defer view.Release()
	return bytes.Clone(view.AsSlice())
}

// request is a UDP packet of 100 bytes of payload from the client.
func request() []byte {
	return wire.Build(&netdev.Packet{
		Protocol: emu.IPPROTO_UDP, Src: client, Dst: netip.AddrPortFrom(server, port), Payload: make([]byte, 100),
	})
}

// BenchmarkInjectBytesReceive lets the bytes of a packet arrive, checksums
// verified, and reads the payload.
func BenchmarkInjectBytesReceive(b *testing.B) {
	packet := request()
	b.Run("boundif", func(b *testing.B) {
		k, p := model(b, 1)
		fd := modelSocket(b, p, 2, port)
		buf := make([]byte, 200)
		b.ReportAllocs()
		for b.Loop() {
			k.Init().Inject(2, packet)
			if n, _, _ := p.Recvfrom(fd, buf, 0); n != 100 {
				b.Fatal("nothing received")
			}
		}
	})
	b.Run("gvisor", func(b *testing.B) {
		s := netstack(b, 1)
		ep := s.socket(b, 1, port)
		b.ReportAllocs()
		for b.Loop() {
			s.injectBytes(1, packet)
			if !s.receive(ep, 100) {
				b.Fatal("nothing received")
			}
		}
	})
}

// BenchmarkBytesOut sends a datagram and takes the bytes of the packet off the
// device.
func BenchmarkBytesOut(b *testing.B) {
	payload := make([]byte, 100)
	b.Run("boundif", func(b *testing.B) {
		k, p := model(b, 1)
		fd := modelSocket(b, p, 2, port)
		to := &emu.SockaddrInet4{Port: int(client.Port()), Addr: client.Addr().As4()}
		b.ReportAllocs()
		for b.Loop() {
			if p.Sendto(fd, payload, 0, to) != nil {
				b.Fatal("refused")
			}
			if out, _ := k.Init().Frames(2); len(out) != 1 || len(out[0]) != 128 {
				b.Fatal("nothing left")
			}
		}
	})
	b.Run("gvisor", func(b *testing.B) {
		s := netstack(b, 1)
		s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: 1}})
		ep := s.socket(b, 1, port)
		to := tcpip.WriteOptions{To: &tcpip.FullAddress{Addr: gvisorClient, Port: client.Port()}}
		var r bytes.Reader
		b.ReportAllocs()
		for b.Loop() {
			r.Reset(payload)
			if _, err := ep.Write(&r, to); err != nil {
				b.Fatal(err)
			}
			if len(s.sentBytes(1)) != 128 {
				b.Fatal("nothing left")
			}
		}
	})
}

// TestBytes: what the benchmarks measure does what they say, and one stack
// reads what the other writes.
func TestBytes(t *testing.T) {
	s := netstack(t, 1)
	defer s.Destroy()
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: 1}})
	ep := s.socket(t, 1, port)
	defer ep.Close()
	s.injectBytes(1, request())
	if !s.receive(ep, 100) {
		t.Error("the other stack does not take our packet")
	}
	if _, err := ep.Write(bytes.NewReader(make([]byte, 100)), tcpip.WriteOptions{To: &tcpip.FullAddress{Addr: gvisorClient, Port: client.Port()}}); err != nil {
		t.Fatal(err)
	}
	got, err := wire.Parse(s.sentBytes(1))
	if err != nil || got.Src != netip.AddrPortFrom(server, port) || got.Dst != client || len(got.Payload) != 100 {
		t.Errorf("the other stack's packet reads as %s, %v", wire.Describe(&got), err)
	}
}
