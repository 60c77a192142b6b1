package peer

import (
	"bytes"
	"testing"

	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// netstackWorld is a gVisor stack with NICs 1, 2, ..., the first with an address.
type netstackWorld struct {
	*stack.Stack
	links []*channel.Endpoint
}

var (
	gvisorServer = tcpip.AddrFrom4(server.As4())
	gvisorClient = tcpip.AddrFrom4(client.Addr().As4())
)

func netstack(tb testing.TB, devices int) *netstackWorld {
	tb.Helper()
	s := &netstackWorld{Stack: stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{udp.NewProtocol},
	})}
	for i := range devices {
		link := channel.New(1, 1500, "")
		if err := s.CreateNIC(tcpip.NICID(1+i), link); err != nil {
			tb.Fatal(err)
		}
		s.links = append(s.links, link)
	}
	err := s.AddProtocolAddress(1, tcpip.ProtocolAddress{
		Protocol:          ipv4.ProtocolNumber,
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: gvisorServer, PrefixLen: 24},
	}, stack.AddressProperties{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// socket is an endpoint that was bound to the device, then to the port.
func (s *netstackWorld) socket(tb testing.TB, device, port int) tcpip.Endpoint {
	var wq waiter.Queue
	ep, err := s.NewEndpoint(udp.ProtocolNumber, ipv4.ProtocolNumber, &wq)
	if err != nil {
		tb.Fatal(err)
	}
	if err := ep.SocketOptions().SetBindToDevice(int32(device)); err != nil {
		tb.Fatal(err)
	}
	if err := ep.Bind(tcpip.FullAddress{Port: uint16(port)}); err != nil {
		tb.Fatal(err)
	}
	return ep
}

func (s *netstackWorld) lookup(device int, port uint16) bool {
	return s.FindTransportEndpoint(ipv4.ProtocolNumber, udp.ProtocolNumber, stack.TransportEndpointID{
		LocalAddress: gvisorServer, LocalPort: port,
		RemoteAddress: gvisorClient, RemotePort: client.Port(),
	}, tcpip.NICID(device)) != nil
}

// inject lets a packet from the client arrive.
func (s *netstackWorld) inject(device int, port uint16, payload []byte) {
	size := header.IPv4MinimumSize + header.UDPMinimumSize + len(payload)
	b := make([]byte, size)
	ip := header.IPv4(b)
	ip.Encode(&header.IPv4Fields{
		TotalLength: uint16(size), TTL: 64, Protocol: uint8(udp.ProtocolNumber),
		SrcAddr: gvisorClient, DstAddr: gvisorServer,
	})
	ip.SetChecksum(^ip.CalculateChecksum())
	header.UDP(b[header.IPv4MinimumSize:]).Encode(&header.UDPFields{
		SrcPort: client.Port(), DstPort: port, Length: uint16(header.UDPMinimumSize + len(payload)),
	})
	copy(b[size-len(payload):], payload)
	pkt := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(b)})
	s.links[device-1].InjectInbound(ipv4.ProtocolNumber, pkt)
	pkt.DecRef()
}

func (s *netstackWorld) receive(ep tcpip.Endpoint, want int) bool {
	var buf bytes.Buffer
	res, err := ep.Read(&buf, tcpip.ReadOptions{})
	return err == nil && res.Count == want
}

// TestNetstack: what the benchmarks measure does what they say.
func TestNetstack(t *testing.T) {
	s := netstack(t, 2)
	defer s.Destroy()
	ep := s.socket(t, 1, port)
	if !s.lookup(1, port) || s.lookup(2, port) {
		t.Error("the endpoint is found on another device")
	}
	s.inject(1, port, []byte("hello"))
	if !s.receive(ep, 5) {
		t.Error("the packet did not arrive")
	}
	if err := ep.SocketOptions().SetBindToDevice(2); err != nil {
		t.Fatal(err)
	}
	if !s.lookup(1, port) {
		t.Error("a set of a bound endpoint's device has an effect now: the benchmark's name is wrong")
	}
	ep.Close()
}
