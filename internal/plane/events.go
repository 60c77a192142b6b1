package plane

import (
	"fmt"
	"strings"
)

// A Listener writes down the link events of a Script's namespace.
type Listener struct {
	s *Script
	e Events
}

// Events subscribes.
func (s *Script) Events() *Listener {
	e, err := s.Plane.Events()
	s.must("events", err)
	return &Listener{s, e}
}

// Say says which events have come since the last time.
func (l *Listener) Say() {
	var heard []string
	for {
		event, ok, err := l.e.Next()
		l.s.must("events", err)
		if !ok {
			break
		}
		var kind, name string
		var index int
		if _, err := fmt.Sscan(event, &kind, &index, &name); err != nil {
			l.s.must(event, err)
		}
		heard = append(heard, fmt.Sprintf("%s %d %s", kind, l.s.here.level(index), name))
	}
	if heard == nil {
		heard = []string{"none"}
	}
	l.s.Say("events: %s", strings.Join(heard, ", "))
}

// Skip forgets the events that have come.
func (l *Listener) Skip() {
	for {
		_, ok, err := l.e.Next()
		l.s.must("events", err)
		if !ok {
			return
		}
	}
}
