package sched

// Private steps first. A step is private if nothing that another task may do
// before it conflicts with it. Then it makes no difference whether the step
// is taken at once, and the search tries nothing else there: an ample set of
// one step (Peled, "All from One, One for All", CAV 1993). That a task may
// not do something is known from two sources:
//
//   - its future: all that the automaton has learned of what can follow the
//     point where the task stands, with the mutex that a blocked task wants;
//   - the mutexes: while a task holds one, no other does what it does only
//     under that mutex, taking it included. (So a release is always private,
//     and an access to what the mutex guards: Lipton, CACM 18(12), 1975.)
//
// The automaton is learned during the search, so that a future that an earlier
// choice relied on may turn out larger. The search then goes on, to learn
// more, but it has to be done again, with the futures that are known by then,
// until one comes to its end without any such surprise.
//
// That last search has missed nothing. Let it have taken private step a at a
// state, and take any execution from there. If no step of it conflicts with a
// before a itself comes, a commutes to its front. Otherwise let b be the first
// that does. Up to b the same steps are possible after a, and b then does, or
// is blocked on, the access that conflicts; the execution after a is shorter
// by one than the longest from here, so by induction the search has learned
// what b's task can do there; but then a was not private, or there was a
// surprise. Executions are finite, because every step changes its task.

// claim is what a task may still do to a cell.
type claim struct {
	locks  uint32 // mutexes that it holds whenever it does it
	a      access // 0 nothing, read, or write for all the rest
	relied bool   // a private step has been taken because it is not more
}

// claim is the entry of local l for a column.
func (s *stateful) claim(l, column int32) *claim {
	f := &s.locals[l].future
	if int(column) >= len(*f) {
		*f = append(*f, make([]claim, max(len(s.columns), int(column)+1)-len(*f))...)
	}
	return &(*f)[column]
}

// alone reports whether no other task may conflict with access a of task to
// the column before that access, given the mutexes that task holds.
func (s *stateful) alone(task int, column int32, a access, locks uint32) bool {
	for o, l := range s.at {
		if o == task || s.locals[l].done {
			continue
		}
		c := s.claim(l, column)
		if c.a != 0 && conflict(a, c.a) && c.locks&locks == 0 {
			return false
		}
		c.relied = true
	}
	return true
}

// learns adds an access to what can follow local l, and everything before it.
func (s *stateful) learns(l, column int32, a access, locks uint32) {
	if a == await {
		return
	}
	if a != read {
		a = write
	}
	c := s.claim(l, column)
	old := *c
	if c.a == 0 {
		c.locks = locks
	}
	c.a, c.locks = max(c.a, a), c.locks&locks
	if *c == old {
		return
	}
	if c.relied {
		s.surprised = true
	}
	a, locks = c.a, c.locks
	for _, p := range s.locals[l].parents {
		s.learns(p, column, a, locks)
	}
}

// follows says that local l can follow local parent.
func (s *stateful) follows(l, parent int32) {
	for _, p := range s.locals[l].parents {
		if p == parent {
			return
		}
	}
	s.locals[l].parents = append(s.locals[l].parents, parent)
	for column := range s.locals[l].future {
		if c := s.locals[l].future[column]; c.a != 0 {
			s.learns(parent, int32(column), c.a, c.locks)
		}
	}
}

// private takes private steps as long as there are any.
func (s *stateful) private() error {
	for task := 0; task < len(s.at); {
		if !s.enabled(task) {
			task++
			continue
		}
		switch s.take(task, true) {
		case done:
			if err := s.tooLong(); err != nil {
				return err
			}
			task = 0
		case refused:
			task++
		case unheard:
			if err := s.learn(task); err != nil {
				return err
			}
		}
	}
	return nil
}
