package sched

// A List is a hash chain that is read without a lock: the kernel's
// hlist_head. Writers hold the lock of the chain, readers walk it inside an
// RCU read-side section:
//
//	for n := l.First(t); n != nil; n = n.Next(t) { use(n.Val) }
//
// As in the kernel, a reader that stands on a node while a writer moves that
// node to another list goes on in the other list. The zero List is empty.
type List[T any] struct{ first Ptr[Node[T]] }

// A Node is a place in at most one List; Val is what hangs there. The owner of
// the node sets Val before it adds the node and never changes it.
type Node[T any] struct {
	next  Ptr[Node[T]]
	pprev *Ptr[Node[T]] // the link that points here; for writers only
	Val   *T
}

// First is the head of the chain, nil if it is empty.
func (l *List[T]) First(t *Task) *Node[T] {
	if t != nil {
		t.looksAt(l.first.c)
	}
	return l.first.p.Load() // what first.Load does, but small enough to be inlined
}

// Next is the node that follows n, nil at the end.
func (n *Node[T]) Next(t *Task) *Node[T] {
	if t != nil {
		t.looksAt(n.next.c)
	}
	return n.next.p.Load()
}

// AddHead puts n first in l (hlist_add_head_rcu): n's own link is set, then
// the head is switched, so that a reader sees the old chain or the new one.
func (l *List[T]) AddHead(t *Task, n *Node[T]) {
	head := l.first.Load(t)
	n.next.Store(t, head)
	n.pprev = &l.first
	if head != nil {
		head.pprev = &n.next
	}
	l.first.Store(t, n)
}

// AddTail puts n last in l (hlist_add_tail_rcu).
func (l *List[T]) AddTail(t *Task, n *Node[T]) {
	link := &l.first
	for last := link.Load(t); last != nil; last = link.Load(t) {
		link = &last.next
	}
	n.next.Store(t, nil)
	n.pprev = link
	link.Store(t, n)
}

// Del takes n out of its list (hlist_del_init_rcu). n keeps its link, so that
// a reader that stands on it finds the rest of the chain. Del of a node that
// is in no list does nothing.
func (n *Node[T]) Del(t *Task) {
	if n.pprev == nil {
		return
	}
	next := n.next.Load(t)
	if next != nil {
		next.pprev = n.pprev
	}
	n.pprev.Store(t, next)
	n.pprev = nil
}

// Listed reports whether n is in a list. Only a holder of the chain's lock
// may ask.
func (n *Node[T]) Listed() bool { return n.pprev != nil }
