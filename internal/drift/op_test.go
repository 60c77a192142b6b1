package drift

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestText: a program that is drawn survives being written and read.
func TestText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Drawn(30, true).Draw(t, "program")
		again, err := Parse(p.String())
		if err != nil {
			t.Fatal(err)
		}
		if again.String() != p.String() {
			t.Fatalf("wrote\n%sand read\n%s", p, again)
		}
	})
}

func TestParse(t *testing.T) {
	p, err := Parse("# made by hand\n\n  up   lo \nadd \"a b\" 0\nbindtodevice root s1 \"\"\n")
	if want := "up lo\nadd \"a b\" 0\nbindtodevice root s1 \"\"\n"; err != nil || p.String() != want {
		t.Errorf("got %q, %v; want %q", p, err, want)
	}
	for text, says := range map[string]string{
		"up lo\nfly lo":                      `line 2: "fly lo": there is no operation "fly"`,
		"up":                                 "up has 0 arguments, want 1",
		"up eth0":                            `argument 1: "eth0" is not d1, d2 or the like`,
		"up d0":                              `"d0" is not d1`,
		"up #x":                              "invalid syntax",
		"add a0 many":                        "invalid syntax",
		"add \"a0 1":                         "a quote is not closed",
		"address d1 10.1.0.1":                "no '/'",
		"bind s1 10.1.0.1":                   "port",
		"bind s1 [fe80::1%eth0]:1":           `"eth0" is not d1`,
		"flag s1 KEEPALIVE 1":                `"KEEPALIVE" is none of`,
		"set-bytes root s1 X 00 1":           `"X" is none of`,
		"bindtoifindex king s1 d1":           `"king" is none of`,
		"bindtoifindex root d1 d1":           `"d1" is not s1`,
		"set-bytes root s1 BINDTODEVICE 0 1": "hex",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v; want %q in it", text, err, says)
		}
	}
}
