package wire

import (
	"errors"
	"testing"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
)

// FuzzParse: no bytes panic, and what was read is written and read again as
// it was.
func FuzzParse(f *testing.F) {
	for _, tt := range samples {
		f.Add(Build(&tt.p))
	}
	f.Add(ipv6(destination, 253, 1, 1, 4, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0))
	f.Add(ipv6(fragment, 17, 0, 0, 0, 0, 0, 0, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, b := range [][]byte{b, repaired(b)} {
			p, err := Parse(b)
			var reason Reason
			if err != nil {
				if !errors.As(err, &reason) || reason == 0 || reason >= Reasons {
					t.Fatalf("error %v", err)
				}
				if !p.Malformed {
					continue
				}
			}
			Describe(&p)
			got, again := Parse(Build(&p))
			if diff := same(p, got); diff != "" || again != err {
				t.Fatalf("%s: %v, then %v (-read +read again):\n%s", Describe(&p), err, again, diff)
			}
		}
		ParseFrame(b)
	})
}

// repaired makes the checksums of a packet right, so that the fuzzer gets
// behind them.
func repaired(b []byte) []byte {
	b = append([]byte(nil), b...)
	if len(b) < 40 || b[0]>>4 != 4 && b[0]>>4 != 6 {
		return b
	}
	protocol, body, addrs := b[9], b[20:], b[12:20]
	if b[0]>>4 == 6 {
		protocol, body, addrs = b[6], b[40:], b[8:40]
	} else {
		b[0], b[2], b[3] = 0x45, byte(len(b)>>8), byte(len(b))
		sum4(b)
	}
	at, sum := 0, pseudo(addrs, protocol, len(body))
	switch protocol {
	case protocolICMP:
		at, sum = 2, 0
	case protocolICMPv6:
		at = 2
	case protocolUDP:
		at = 6
	case protocolTCP:
		at = 16
	}
	if at > 0 && len(body) >= at+2 {
		body[at], body[at+1] = 0, 0
		checksum.Put(body[at:], ^checksum.Checksum(body, sum))
	}
	return b
}
