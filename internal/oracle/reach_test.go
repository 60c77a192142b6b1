package main

import (
	"strings"
	"testing"
)

func TestReach(t *testing.T) {
	text, err := reach("# how much\nA-01 wholly\nA-02 partly\nA-03 not: No time.\nA-04 not: One uid.\nA-05 not: No time.\nA-06 none\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		" has 6 rules. The code of 5 of them ", ": of 1 rules all of it, of 1 a part, of 3 none. The\nother 1 have no code ",
		"\n|---|---|\n| A-03, A-05 | No time. |\n| A-04 | One uid. |\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if _, err := reach("A-01 mostly\n"); err == nil {
		t.Error("a line that says something else is read")
	}
}
