package netdev

import (
	"errors"
	"strconv"
	"strings"
	"testing"
)

func TestValidName(t *testing.T) {
	for _, tt := range []struct {
		name string
		want bool
		why  string
	}{
		{"eth0", true, "an ordinary name"},
		{"", false, "a name has at least one byte"},
		{strings.Repeat("x", 15), true, "15 bytes and a NUL fill IFNAMSIZ"},
		{strings.Repeat("x", 16), false, "16 bytes leave no room for the NUL"},
		{".", false, "it would be a directory in /sys/class/net"},
		{"..", false, "it would be a directory in /sys/class/net"},
		{"...", true, "three dots are no special directory"},
		{"a/b", false, "a slash separates directories"},
		{"a:b", false, "a colon begins an alias"},
		{"a b", false, "a space is white space"},
		{"a\tb", false, "so is a tab"},
		{"a\nb", false, "so is a newline"},
		{"a\vb", false, "so is a vertical tab"},
		{"a\fb", false, "so is a form feed"},
		{"a\rb", false, "so is a carriage return"},
		{"a\xa0b", false, "so is the no-break space of Latin-1"},
		{"a\x01b", true, "other control bytes are legal"},
		{"a\x7fb", true, "DEL is legal"},
		{"a\xffb", true, "other high bytes are legal"},
		{"-x", true, "what looks like an option is legal"},
		{"1", true, "what looks like an index is legal"},
	} {
		if got := ValidName(tt.name); got != tt.want {
			t.Errorf("REG-01: ValidName(%q) = %v, want %v: %s", tt.name, got, tt.want, tt.why)
		}
	}
}

func TestTemplates(t *testing.T) {
	for _, tt := range []struct {
		have string // names that are taken
		want string // what is asked for
		got  string
		err  error
		why  string
	}{
		{"", "eth%d", "eth0", nil, "numbers begin at 0"},
		{"eth0 eth1 eth3", "eth%d", "eth2", nil, "the lowest free number is taken"},
		{"", "%d", "0", nil, "a template may be nothing but the number"},
		{"q0z", "q%dz", "q1z", nil, "something may follow the number"},
		{"", "eth%s", "", EINVAL, "%s is no number"},
		{"", "eth%%", "", EINVAL, "%% is no number"},
		{"", "eth%5d", "", EINVAL, "a width is not allowed"},
		{"", "a%", "", EINVAL, "a % alone is no number"},
		{"", "a%d%d", "", EINVAL, "one number is enough"},
		{"", "a%db%", "", EINVAL, "a second % is an error"},
		{"", "a/%d", "", EINVAL, "the rest must be valid, too"},
		{"eth0", "eth0", "", EEXIST, "a name without % is taken as it is"},
	} {
		_, n := newTestNet(t)
		for _, name := range strings.Fields(tt.have) {
			mustRegister(t, n, name, 0)
		}
		d, err := n.Register(nil, tt.want, 0)
		switch {
		case err != tt.err:
			t.Errorf("REG-03: with %q, Register(%q): error %v, want %v: %s", tt.have, tt.want, err, tt.err, tt.why)
		case err == nil && d.Name(nil) != tt.got:
			t.Errorf("REG-03: with %q, Register(%q) made %q, want %q: %s", tt.have, tt.want, d.Name(nil), tt.got, tt.why)
		}
	}
}

// A number that does not fit into the name is cut, and then the names are used
// up when the cut name is.
func TestTemplateThatOutgrowsTheName(t *testing.T) {
	_, n := newTestNet(t)
	const stem = "abcdefghijklm" // two digits fit
	for i := range 100 {
		d := mustRegister(t, n, stem+"%d", 0)
		if want := stem + strconv.Itoa(i); d.Name(nil) != want {
			t.Fatalf("REG-03: device %d is called %q, want %q", i, d.Name(nil), want)
		}
	}
	if _, err := n.Register(nil, stem+"%d", 0); err != ENFILE {
		t.Errorf("REG-03: error %v, want ENFILE: the 101st name would have 16 bytes", err)
	}
	if _, err := n.Register(nil, stem+"1", 0); err != EEXIST {
		t.Errorf("error %v, want EEXIST", err)
	}
}

// Alternative names use up numbers of templates.
func TestTemplateCountsAltnames(t *testing.T) {
	_, n := newTestNet(t)
	if err := n.AddAltname(nil, 1, "eth0"); err != nil {
		t.Fatal(err)
	}
	if d := mustRegister(t, n, "eth%d", 0); d.Name(nil) != "eth1" {
		t.Errorf("REG-03: the device is called %q, want eth1: eth0 is an alternative name of lo", d.Name(nil))
	}
}

func TestCutName(t *testing.T) {
	for _, tt := range []struct{ in, want, why string }{
		{"eth0", "eth0", "short names stay"},
		{"", "", "nothing stays nothing"},
		{"eth0\x00junk", "eth0", "a name ends at its first NUL"},
		{"\x00eth0", "", "also at once"},
		{"123456789012345", "123456789012345", "15 bytes fit"},
		{"1234567890123456", "123456789012345", "the 16th is cut without a word"},
	} {
		if got := CutName(tt.in); got != tt.want {
			t.Errorf("OPT-02, OPT-03: CutName(%q) = %q, want %q: %s", tt.in, got, tt.want, tt.why)
		}
	}
}

func TestAltnames(t *testing.T) {
	long := strings.Repeat("y", 127)
	for _, tt := range []struct {
		name string
		err  error
		rule string
		why  string
	}{
		{"alt", nil, "REG-30", "any free name goes"},
		{"x/y", nil, "REG-32", "alternative names are not checked as primary ones are"},
		{"x y", nil, "REG-32", "not even for spaces"},
		{"x:y", nil, "REG-32", "or colons"},
		{"z%d", nil, "REG-32", "and a template is taken literally"},
		{"", nil, "REG-32", "even the empty name goes, though nothing can use it"},
		{long, nil, "REG-32", "127 bytes and a NUL fill ALTIFNAMSIZ"},
		{long + "y", ERANGE, "REG-32", "128 bytes do not"},
		{"eth0", EEXIST, "REG-32", "the device's own name is taken"},
		{"lo", EEXIST, "REG-32", "another device's name is taken"},
		{"other", EEXIST, "REG-32", "another device's alternative name is taken"},
	} {
		_, n := newTestNet(t)
		d := mustRegister(t, n, "eth0", 0)
		if err := n.AddAltname(nil, 1, "other"); err != nil {
			t.Fatal(err)
		}
		err := n.AddAltname(nil, d.Index(nil), tt.name)
		if err != tt.err {
			t.Errorf("%s: AddAltname(%q): error %v, want %v: %s", tt.rule, tt.name, err, tt.err, tt.why)
			continue
		}
		if err == nil {
			if n.ByName(nil, tt.name) != d {
				t.Errorf("%s: ByName(%q) does not find the device", tt.rule, tt.name)
			}
			if d.Name(nil) != "eth0" {
				t.Errorf("OPT-13: the primary name is %q", d.Name(nil))
			}
		}
		checkTables(t, n)
	}
}

func TestDelAltname(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		why  string
	}{
		{"alt", nil, "the device's alternative name"},
		{"nosuch", ENOENT, "nothing has that name"},
		{"eth0", EINVAL, "the primary name is no alternative one"},
		{"other", EINVAL, "it is another device's"},
		{strings.Repeat("y", 128), ERANGE, "no alternative name is that long"},
	} {
		_, n := newTestNet(t)
		d := mustRegister(t, n, "eth0", 0)
		n.AddAltname(nil, d.Index(nil), "first")
		n.AddAltname(nil, d.Index(nil), "alt")
		n.AddAltname(nil, 1, "other")
		if err := n.DelAltname(nil, d.Index(nil), tt.name); err != tt.err {
			t.Errorf("REG-34: DelAltname(%q): error %v, want %v: %s", tt.name, err, tt.err, tt.why)
		} else if gone := n.ByName(nil, tt.name) == nil; err == nil && !gone {
			t.Errorf("REG-36: %q resolves after it was deleted", tt.name)
		}
		checkTables(t, n)
	}
}

func TestAltnameErrors(t *testing.T) {
	_, n := newTestNet(t)
	if err := n.AddAltname(nil, 99, "x"); err != ENODEV {
		t.Errorf("AddAltname to no device: %v, want ENODEV", err)
	}
	if err := n.DelAltname(nil, 99, "x"); err != ENODEV {
		t.Errorf("DelAltname of no device: %v, want ENODEV", err)
	}
	old := NewNet(nil, NewRtnl(nil, Release{5, 4}))
	if err := old.AddAltname(nil, 1, "x"); err != EOPNOTSUPP {
		t.Errorf("REG-30: AddAltname on Linux 5.4: %v, want EOPNOTSUPP: alternative names came with 5.5", err)
	}
	if err := old.DelAltname(nil, 1, "x"); err != EOPNOTSUPP {
		t.Errorf("REG-30: DelAltname on Linux 5.4: %v, want EOPNOTSUPP", err)
	}
}

// Listeners hear of alternative names only of a device that is up (REG-36).
func TestAltnameEvents(t *testing.T) {
	_, n := newTestNet(t)
	d := mustRegister(t, n, "eth0", 0)
	events := n.Subscribe(nil)
	n.AddAltname(nil, d.Index(nil), "alt")
	n.DelAltname(nil, d.Index(nil), "alt")
	if got := drain(events); got != nil {
		t.Errorf("REG-36: the device is down, yet there are events: %v", got)
	}
	up(t, n, d)
	drain(events)
	n.AddAltname(nil, d.Index(nil), "alt")
	n.DelAltname(nil, d.Index(nil), "alt")
	if got := drain(events); len(got) != 2 || got[0].Name != "eth0" || got[1].Name != "eth0" {
		t.Errorf("REG-36: the device is up: events %v, want two RTM_NEWLINK of eth0", got)
	}
}

func TestErrnoIsComparable(t *testing.T) {
	_, n := newTestNet(t)
	if _, err := n.NameOf(nil, 99); !errors.Is(err, ENODEV) {
		t.Errorf("NameOf of no device: %v, want ENODEV", err)
	}
}
