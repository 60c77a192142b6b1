package sched

// section is the RCU read-side state of one task. A section that opens and
// closes inside one step is invisible to the others and leaves no footprint;
// one that is open when its task yields is published.
type section struct {
	depth     int
	used      bool // something has been touched in it
	published bool
	count     int     // sections published so far
	ends      []int32 // by count, from 1: the events that ended them
	c         cell    // what publishing writes and RCUSync reads
}

// reader is one published section that RCUSync waits for.
type reader struct {
	task  *Task
	count int
}

// RCULock opens a read-side section (rcu_read_lock). Sections nest. It begins
// the step that At announced, if any, so that a section can lie within it.
func (t *Task) RCULock() {
	if t == nil || t.idle() {
		return
	}
	if t.next != "" {
		t.begin(want{})
	}
	if t.rcu.depth == 0 {
		t.rcu.used = false
	}
	t.rcu.depth++
}

// RCUUnlock closes it (rcu_read_unlock).
func (t *Task) RCUUnlock() {
	if t == nil || t.idle() {
		return
	}
	if t.rcu.depth == 0 {
		panic("sched: task " + t.name + " closes a read-side section that it has not opened")
	}
	t.rcu.depth--
	if t.rcu.depth == 0 && t.rcu.published {
		t.rcu.published = false
		t.rcu.ends = append(t.rcu.ends, t.last)
		t.record(t.rcu.c.id, write)
	}
}

// publish makes an open section visible to RCUSync; the step that ends here
// gets the write. A section in which nothing has been touched might as well
// begin with the next step.
func (t *Task) publish() {
	if t.rcu.depth > 0 && t.rcu.used && !t.rcu.published {
		t.rcu.published = true
		t.rcu.count++
		t.record(t.rcu.c.id, write)
	}
}

// RCUSync waits until every read-side section that was open when it began
// has ended (synchronize_rcu, synchronize_net). It is one step that looks for
// readers and, if there are any, a second one of the same name that runs when
// they have left. In plain mode it does nothing: what a reader still holds is
// kept alive by the garbage collector.
func (t *Task) RCUSync() {
	if t == nil || t.idle() {
		return
	}
	if t.rcu.depth > 0 {
		panic("sched: task " + t.name + " waits for readers inside a read-side section of its own")
	}
	step := t.next
	t.begin(want{})
	var open []reader
	for _, o := range t.w.tasks[1:] {
		if o == t {
			continue
		}
		t.record(o.rcu.c.id, read)
		if o.rcu.published {
			open = append(open, reader{o, o.rcu.count})
		}
	}
	if len(open) == 0 {
		return
	}
	t.next = step
	t.begin(want{kind: await, tasks: open})
	for _, r := range open {
		t.record(r.task.rcu.c.id, await)
		t.w.awaited = append(t.w.awaited, r.task.rcu.ends[r.count-1])
	}
}

// left reports whether the section has ended.
func (r reader) left() bool { return !r.task.rcu.published || r.task.rcu.count != r.count }
