package sched

import "slices"

// execute begins a real execution.
func (s *stateful) execute() error {
	s.abandon()
	if s.report.Executions == s.opt.maxRuns() {
		s.stop()
		return errStopped
	}
	if s.report.Executions > 0 && s.halt() {
		return errStopped
	}
	s.report.Executions++
	s.w.setup(s.opt, s.body)
	s.alive, s.fresh, s.ran = true, false, s.ran[:0]
	if t, c := s.w.crashed(); c != nil {
		f := s.w.panicked(t, c)
		f.Execution = s.report.Executions
		return f
	}
	return s.tape.begin()
}

// abandon ends the execution.
func (s *stateful) abandon() {
	if s.alive {
		if s.fresh {
			s.report.touches(&s.w)
		}
		s.w.abandon()
	}
	s.alive = false
}

// follow brings the world to where the search stands.
func (s *stateful) follow() error {
	if n := len(s.ran); !s.alive || n > len(s.path) || !slices.Equal(s.ran, s.path[:n]) {
		if err := s.execute(); err != nil {
			return err
		}
	}
	for _, task := range s.path[len(s.ran):] {
		if err := s.tape.step(int(task)); err != nil {
			return err
		}
		s.ran = append(s.ran, task)
	}
	return nil
}

// learn runs the next step of task for real.
func (s *stateful) learn(task int) error {
	if err := s.follow(); err != nil {
		return err
	}
	w := &s.w
	failures := len(w.failures)
	s.fresh = true
	if err := s.tape.step(task); err != nil {
		return err
	}
	s.ran = append(s.ran, uint8(task))
	if len(w.failures) > failures {
		s.failure = shorter(s.failure, w, s.report.Executions)
	}
	return nil
}

// judge executes the way to a final state, and ends the execution.
func (s *stateful) judge() error {
	if !s.ends.add(s.print) {
		return nil
	}
	if err := s.follow(); err != nil {
		return err
	}
	w := &s.w
	deadlock := ""
	if w.runnable() != 0 {
		return s.nondeterministic(len(s.path), "other tasks can run")
	}
	if slices.ContainsFunc(w.tasks[1:], func(t *Task) bool { return !t.done }) {
		deadlock = w.blocked()
	}
	w.finish()
	if s.each != nil {
		s.each(w)
	}
	if s.opt.Each != nil {
		s.opt.Each(w.schedule(), w.outcome)
	}
	s.report.Ends++
	s.report.outcome(w.outcome).Ends++
	if deadlock != "" {
		w.failures = append([]string{deadlock}, w.failures...)
	}
	if len(w.failures) > 0 {
		s.failure = shorter(s.failure, w, s.report.Executions)
	}
	s.abandon()
	return nil
}
