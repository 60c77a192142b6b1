package abstract

import (
	"strings"
	"testing"
)

// TestParse: Parse reads what String writes, and refuses the rest by name.
func TestParse(t *testing.T) {
	for _, g := range golden {
		if got, err := Parse(g.String()); got != g.Config || err != nil {
			t.Errorf("%q becomes %+v, error %v", g.String(), got, err)
		}
	}
	for _, row := range []struct{ text, says string }{
		{"", `"": want NAMES`},
		{"2/2", `"2/2" is not NAMES/INDICES/RENAMERS`},
		{"2/2/1/1", `"2/2/1/1" is not NAMES`},
		{"2/x/1", `"x" is not a number`},
		{"2/-1/1", `"-1" is not a number`},
		{"2/01/1", `"01" is not a number`},
		{"99999999999999999999/1/1", `is not a number`},
		{"9223372036854775807/9223372036854775807/2", `more than 30`},
		{"2/2/1 big", `"big": want shared`},
		{"2/2/1 shared shared", `"shared": want shared, atomic or hotplug, each once`},
		{"0/0/0", "no tasks"},
		{"30/0/1", "31 tasks are more than 30"},
		{"30/0/0 hotplug", "31 tasks are more than 30"},
	} {
		if _, err := Parse(row.text); err == nil || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%q: error %v, want one that says %q", row.text, err, row.says)
		}
	}
}
