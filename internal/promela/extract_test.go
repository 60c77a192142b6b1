package promela

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"boundif/internal/abstract"
	"boundif/sched"
)

// cells is what the bodies of these tests share.
type cells struct {
	lock sched.Mutex
	a, b sched.Var[int32]
	p    sched.Ptr[int]
	list sched.List[int]
}

// body runs the tasks on one set of cells.
func body(tasks ...func(*sched.Task, *cells)) func(*sched.World) {
	return func(w *sched.World) {
		c := &cells{}
		sched.Own(w.Setup(), "c", c)
		for i, fn := range tasks {
			w.Go(fmt.Sprintf("t%d", i), func(t *sched.Task) { fn(t, c) })
		}
	}
}

// TestRefused: what cannot be exported is refused, with the cell's name.
func TestRefused(t *testing.T) {
	for _, row := range []struct {
		why  string
		task func(*sched.Task, *cells)
		says string // "" is accepted
	}{
		{"variables and mutexes", func(t *sched.Task, c *cells) {
			c.lock.Lock(t.At("lock"))
			c.a.Store(t, 1)
			c.lock.Unlock(t)
		}, ""},
		{"a read-side section within one step", func(t *sched.Task, c *cells) {
			t.At("read").RCULock()
			c.a.Load(t)
			t.RCUUnlock()
		}, ""},
		{"the value of a pointer is an address", func(t *sched.Task, c *cells) { c.p.Store(t.At("store"), new(int)) },
			"c#1.p is a Ptr"},
		{"a list is made of pointers", func(t *sched.Task, c *cells) { c.list.First(t.At("first")) },
			"c#1.list.first is a Ptr"},
		{"a read-side section that others can see", func(t *sched.Task, c *cells) {
			t.At("open").RCULock()
			c.a.Load(t)
			c.b.Load(t.At("inside"))
			t.RCUUnlock()
		}, "read-side section"},
		{"a cell that comes while the model runs", func(t *sched.Task, c *cells) {
			c.a.Load(t.At("begin"))
			n := &cells{}
			sched.Own(t, "late", n)
			n.a.Store(t, 1)
		}, "t0/late#1.a is created by a task"},
	} {
		_, err := Extract(body(row.task))
		if row.says == "" && err != nil || row.says != "" && (err == nil || !strings.Contains(err.Error(), row.says)) {
			t.Errorf("%s: error %v, want one that says %q", row.why, err, row.says)
		}
	}
}

// TestNondeterministic: a body that decides by something that is not in its
// cells is no automaton.
func TestNondeterministic(t *testing.T) {
	runs := 0
	hidden := body(
		func(t *sched.Task, c *cells) { c.a.Store(t.At("store"), 1) },
		func(t *sched.Task, c *cells) {
			runs++
			c.a.Store(t.At("first"), 2)
			c.b.Store(t.At("second"), int32(runs))
		})
	if _, err := Extract(hidden); err == nil || !strings.Contains(err.Error(), "nondeterministic") {
		t.Errorf("error %v, want one that says nondeterministic", err)
	}
}

// TestAutomaton: places, moves and cells of a small body, by hand.
func TestAutomaton(t *testing.T) {
	p, err := Extract(body(
		func(t *sched.Task, c *cells) {
			if c.a.Load(t.At("look")) < 3 { // 0, 1 or 2: all the same to the task
				c.b.Store(t.At("small"), 1)
			}
			c.lock.Lock(t.At("both")) // a step that locks and unlocks leaves nothing behind
			c.lock.Unlock(t)
		},
		func(t *sched.Task, c *cells) {
			for i := range int32(4) {
				c.a.Store(t.At("count"), i)
			}
		}))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, task := range p.Tasks {
		for i, at := range task.Places {
			text = append(text, fmt.Sprint(task.Name, " ", i, " ", at.Step, " ", at.Moves, " ", at.Done))
		}
	}
	// Cells in order of creation, without those that nobody touched: lock, a, b.
	want := []string{
		"t0 0 look [{[[{1 0}] [{1 1}] [{1 2}]] [] 1} {[[{1 3}]] [] 4}] false",
		"t0 1 small [{[[]] [{2 1}] 2}] false",
		"t0 2 both [{[[{0 0}]] [] 3}] false",
		"t0 3  [] true",
		"t0 4 both [{[[{0 0}]] [] 3}] false",
		"t1 0 count [{[[]] [{1 0}] 1}] false",
		"t1 1 count [{[[]] [{1 1}] 2}] false",
		"t1 2 count [{[[]] [{1 2}] 3}] false",
		"t1 3 count [{[[]] [{1 3}] 4}] false",
		"t1 4  [] true",
	}
	slices.Sort(text)
	slices.Sort(want)
	if !slices.Equal(text, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(text, "\n"), strings.Join(want, "\n"))
	}
	owners := []int{0, -1, 0}
	for i, c := range p.Cells {
		if c.Owner != owners[i] || c.Mutex != (i == 0) {
			t.Errorf("cell %+v: want owner %d", c, owners[i])
		}
	}
	if a := p.Cells[1]; a.Min != 0 || a.Max != 3 || a.kind() != "byte" {
		t.Errorf("cell %+v is a %s, want a byte from 0 to 3", a, a.kind())
	}
}

// TestSameTwice: the model depends on the body alone, byte for byte.
func TestSameTwice(t *testing.T) {
	c := abstract.Config{ByName: 2, ByIndex: 1, Renamers: 2, Shared: true}
	var texts [2]strings.Builder
	for i := range texts {
		p, err := Extract(c.Body)
		if err == nil {
			err = p.Write(&texts[i], c.String())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if texts[0].String() != texts[1].String() {
		t.Error("two exports of one scenario differ")
	}
}

// TestNames: what Promela cannot have as a name, or has already, is changed.
func TestNames(t *testing.T) {
	p := &Program{
		Cells: []Cell{{From: "byte"}, {From: "sock#1.bound"}, {From: "sock#1_bound"}, {From: "a[3].b"}, {From: "é"}},
		Tasks: []Task{{From: "run"}, {From: "7-up"}, {From: "sock1_bound"}, {From: "udev"}},
	}
	p.name()
	var got []string
	for _, c := range p.Cells {
		got = append(got, c.Name)
	}
	for _, t := range p.Tasks {
		got = append(got, t.Name)
	}
	want := []string{"cell_byte", "sock1_bound", "cell_sock1_bound", "a_3_b", "x_", "task_run", "task_7_up", "task_sock1_bound", "udev"}
	if !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	if got := comment("a */ b /* c\nd"); strings.ContainsAny(got, "\n") || strings.Contains(got, "*/") || strings.Contains(got, "/*") {
		t.Errorf("the comment %q would end early", got)
	}
}
