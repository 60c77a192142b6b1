package main

import (
	"reflect"
	"testing"

	"boundif/internal/plane/gvisor"
)

func TestMeeting(t *testing.T) {
	m := meeting{5, 10, gvisor.Campaign{Operations: 300, Compared: 200, Met: map[string]int{}}}
	for i, c := range gvisor.Cases {
		m.Met[c.Name] = i
	}
	again, err := parseMeeting(m.String())
	if err != nil || !reflect.DeepEqual(again, m) {
		t.Errorf("it reads as %+v, %v; want %+v", again, err, m)
	}
	for _, text := range []string{"", "seeds 1", "seeds 1 to 2 operations 3 compared 4\nx bound after bind\n"} {
		if _, err := parseMeeting(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
