package plane

import "boundif/emu"

// Send sends to an address, or to the connected peer if that is "": "hello", or
// an echo request from a ping socket.
func (a *Socket) Send(addr string) { a.send(addr, "", a.payload(), 0) }

// SendMore is Send with MSG_MORE: the packet waits for the next send.
func (a *Socket) SendMore(addr string) { a.send(addr, " more", a.payload(), emu.MSG_MORE) }

// SendBytes is Send with a payload.
func (a *Socket) SendBytes(addr string, payload []byte) { a.send(addr, "", payload, 0) }

func (a *Socket) send(addr, what string, payload []byte, flags int) {
	a.p.s.local = true
	err := a.p.sys.Sendto(a.fd, payload, flags, a.p.at.sockaddr(addr))
	a.say(Result(err), "send%s%s", what, to(addr))
}

func to(addr string) string {
	if addr == "" {
		return ""
	}
	return " to " + addr
}

func (a *Socket) payload() []byte {
	switch {
	case a.kind.ping() && a.kind.domain == emu.AF_INET6:
		return []byte{128, 0, 0, 0, 0, 0, 0, 1} // an echo request; the kernel sets the identifier
	case a.kind.ping():
		return []byte{8, 0, 0, 0, 0, 0, 0, 1}
	}
	return []byte("hello")
}

// Recv takes a packet from the queue, or what is there of a stream, without
// waiting.
func (a *Socket) Recv() {
	from, err := a.recv()
	a.say(value(from, err), "recv")
}

func (a *Socket) recv() (text string, err error) {
	a.p.s.await(func() bool {
		var sa emu.Sockaddr
		b := make([]byte, 100)
		n := 0
		n, sa, err = a.p.sys.Recvfrom(a.fd, b, emu.MSG_DONTWAIT)
		switch {
		case err != nil:
		case a.kind.typ != emu.SOCK_STREAM:
			text = "from " + a.p.at.text(sa)
		case n == 0:
			text = endOfStream
		default:
			text = quote(string(b[:n]))
		}
		return Result(err) != "EAGAIN"
	})
	return text, err
}

// endOfStream is what Recv says when the peer has sent all that it will.
const endOfStream = "end"

// Echo sends an echo request from a raw ICMP socket, or a ping socket.
func (a *Socket) Echo(addr string) {
	echo := []byte{8, 0, 0xf7, 0xfd, 0, 1, 0, 1} // IPv4 wants the checksum, 0xf7fd
	if a.kind.domain == emu.AF_INET6 {
		echo = []byte{128, 0, 0, 0, 0, 1, 0, 1} // IPv6 sums by itself
	}
	a.send(addr, " echo request", echo, 0)
}
