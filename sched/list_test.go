package sched

import (
	"slices"
	"testing"
)

// chain is a list of ints with two heads, one lock for both.
type chain struct {
	lock Mutex
	head [2]List[int]
}

type item struct{ node Node[int] }

func newItems(t *Task, n int) []*item {
	items := make([]*item, n)
	for i := range items {
		items[i] = &item{Node[int]{Val: &[]int{i}[0]}}
		Own(t, "item", items[i])
	}
	return items
}

func (l *List[T]) values(t *Task) (out []T) {
	for n := l.First(t); n != nil; n = n.Next(t) {
		out = append(out, *n.Val)
	}
	return out
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		why  string
		do   func(l *List[int], it []*item)
		want []int
	}{
		{"a zero List is empty", func(l *List[int], it []*item) {}, nil},
		{"the head is inserted before all", func(l *List[int], it []*item) {
			l.AddHead(nil, &it[0].node)
			l.AddHead(nil, &it[1].node)
			l.AddHead(nil, &it[2].node)
		}, []int{2, 1, 0}},
		{"the tail is inserted after all", func(l *List[int], it []*item) {
			l.AddTail(nil, &it[0].node)
			l.AddTail(nil, &it[1].node)
			l.AddHead(nil, &it[2].node)
		}, []int{2, 0, 1}},
		{"the first is deleted", func(l *List[int], it []*item) { fill(l, it); it[0].node.Del(nil) }, []int{1, 2}},
		{"the middle is deleted", func(l *List[int], it []*item) { fill(l, it); it[1].node.Del(nil) }, []int{0, 2}},
		{"the last is deleted, and the end is found again", func(l *List[int], it []*item) {
			fill(l, it)
			it[2].node.Del(nil)
			l.AddTail(nil, &it[2].node)
		}, []int{0, 1, 2}},
		{"Del of a deleted node changes nothing, although its neighbours have moved", func(l *List[int], it []*item) {
			fill(l, it)
			it[1].node.Del(nil)
			it[0].node.Del(nil)
			it[1].node.Del(nil)
		}, []int{2}},
		{"after its successor has gone, a node can still be deleted", func(l *List[int], it []*item) {
			fill(l, it)
			it[1].node.Del(nil)
			it[2].node.Del(nil)
			it[0].node.Del(nil)
		}, nil},
	} {
		var l List[int]
		c.do(&l, newItems(nil, 3))
		if got := l.values(nil); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
}

func fill(l *List[int], items []*item) {
	for _, it := range items {
		l.AddTail(nil, &it.node)
	}
}

func TestListed(t *testing.T) {
	var l List[int]
	n := &newItems(nil, 1)[0].node
	for i, want := range []bool{false, true, false} {
		switch i {
		case 1:
			l.AddHead(nil, n)
		case 2:
			n.Del(nil)
		}
		if n.Listed() != want {
			t.Errorf("after change %d Listed is %t", i, !want)
		}
	}
}

// TestListReader has a reader that walks the first chain of 0, 1, 2 step by
// step while a writer changes it. What the reader may see is the point of the
// type: the kernel's hlist under RCU.
func TestListReader(t *testing.T) {
	for _, c := range []struct {
		why   string
		write func(t *Task, ch *chain, it []*item)
		want  []string
	}{
		{"deleting a node that the reader may stand on: it finds the rest of the chain",
			func(t *Task, ch *chain, it []*item) { it[1].node.Del(t.At("del")) },
			[]string{"[0 1 2]", "[0 2]"}},
		{"moving a node: a reader that stands on it goes on in the other list, and misses 2",
			func(t *Task, ch *chain, it []*item) {
				it[1].node.Del(t.At("del"))
				ch.head[1].AddHead(t.At("add"), &it[1].node)
			},
			[]string{"[0 1 2]", "[0 1]", "[0 2]"}},
		{"moving a node before one of another list: the reader sees the strangers there",
			func(t *Task, ch *chain, it []*item) {
				it[1].node.Del(t.At("del"))
				ch.head[1].AddHead(t.At("add"), &it[3].node)
				ch.head[1].AddHead(t.At("move"), &it[1].node)
			},
			[]string{"[0 1 2]", "[0 1 3]", "[0 2]"}},
	} {
		r, err := Explore(Options{}, func(w *World) {
			ch, it := &chain{}, newItems(w.Setup(), 4)
			Own(w.Setup(), "chain", ch)
			for _, x := range it[:3] {
				ch.head[0].AddTail(w.Setup(), &x.node)
			}
			w.Go("reader", func(t *Task) {
				t.At("rcu").RCULock()
				var seen []int
				for n := ch.head[0].First(t); n != nil; n = n.Next(t.At("next")) {
					seen = append(seen, *n.Val)
				}
				t.RCUUnlock()
				w.Outcome(sprint(seen))
			})
			w.Go("writer", func(t *Task) {
				ch.lock.Lock(t.At("lock"))
				c.write(t, ch, it)
				ch.lock.Unlock(t)
			})
		})
		if err != nil {
			t.Errorf("%s: %v", c.why, err)
		}
		if got := labels(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: the reader sees one of %v, want %v", c.why, got, c.want)
		}
	}
}
