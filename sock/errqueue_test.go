package sock

import (
	"net/netip"
	"testing"

	"boundif/netdev"
)

// TestErrorQueue: errors are taken in order, and each leaves the next one's
// number for the next call.
func TestErrorQueue(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	if _, err := s.TakeQueuedError(nil); err != netdev.EAGAIN {
		t.Errorf("an empty queue: %v", err)
	}
	s.purgeErrors(nil)
	if err := s.Setsockopt(nil, root(i), SOL_IP, IP_PKTINFO, []byte{1}, 1); err != nil {
		t.Fatal(err)
	}
	to := netip.MustParseAddrPort("10.1.0.2:9")
	icmp := netdev.Packet{
		Protocol: 1, Src: netip.MustParseAddrPort("10.1.0.9:0"), Dst: netip.MustParseAddrPort("10.1.0.1:0"),
		ICMP: netdev.ICMP{Type: 3, Code: 4, Info: 1400},
	}
	k := Key{Dif: 2}
	s.QueueError(nil, &k, netdev.EMSGSIZE, &icmp, to, []byte("hello"))
	s.QueueError(nil, &k, netdev.ECONNREFUSED, &icmp, to, nil)
	for _, tt := range []struct {
		errno netdev.Errno
		info  uint32
		next  error
	}{{netdev.EMSGSIZE, 1400, netdev.ECONNREFUSED}, {netdev.ECONNREFUSED, 0, nil}} {
		e, err := s.TakeQueuedError(nil)
		if err != nil || e.Errno != tt.errno || e.Info != tt.info || e.To != to || !e.Message.PktInfo.Set || e.Message.PktInfo.Index != 2 {
			t.Errorf("took %+v, %v; want %v", e, err, tt.errno)
		}
		if err := s.SockErr(nil); err != tt.next {
			t.Errorf("then the socket's error is %v, want %v", err, tt.next)
		}
	}
	if _, err := s.TakeQueuedError(nil); err != netdev.EAGAIN {
		t.Errorf("an empty queue: %v", err)
	}
	s.QueueError(nil, &k, netdev.ECONNREFUSED, &icmp, to, nil)
	if err := s.Setsockopt(nil, root(i), SOL_IP, IP_RECVERR, []byte{0}, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.TakeQueuedError(nil); err != netdev.EAGAIN {
		t.Errorf("a queue that IP_RECVERR emptied: %v", err)
	}
	if err := s.SockErr(nil); err != netdev.ECONNREFUSED {
		t.Errorf("the error of the socket stays: %v", err)
	}
}

// TestPeek: the packet stays, and an error that waits does not.
func TestPeek(t *testing.T) {
	i, _ := newTiny(t, netdev.Newest)
	s := open(t, i)
	s.Enqueue(nil, &Key{Dif: 2}, &netdev.Packet{
		Src: netip.MustParseAddrPort("10.1.0.2:9"), Dst: netip.MustParseAddrPort("10.1.0.1:9"), Payload: []byte("hello"),
	})
	s.SetError(nil, netdev.ECONNREFUSED)
	if _, err := s.Peek(nil, 0); err != netdev.ECONNREFUSED {
		t.Errorf("peek: %v, want the error first", err)
	}
	for range 2 {
		if r, err := s.Peek(nil, 0); err != nil || string(r.Payload) != "hello" || r.Dif != 2 {
			t.Errorf("peek: %+v, %v", r, err)
		}
	}
	if r, err := s.Receive(nil); err != nil || string(r.Payload) != "hello" {
		t.Errorf("receive: %+v, %v", r, err)
	}
	if _, err := s.Peek(nil, 0); err != netdev.EAGAIN {
		t.Errorf("peek of nothing: %v", err)
	}
}
