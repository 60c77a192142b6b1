package sched

import (
	"fmt"
	"math/bits"
)

// Progress is how far a search has come. It is valid until the function that
// gets it returns.
type Progress struct {
	Executions int
	Classes    int
	x          *explorer
}

// Done estimates which fraction of the search is done, from 0 to 1. Under
// [Walk] and [PCT] it is exact.
//
// For the others it is the weighted backtrack estimate (Kilby, Slaney,
// Thiébaux, Walsh, "Estimating Search Tree Size", AAAI 2006): an execution
// counts with the probability with which a walk, choosing evenly among what
// is to be tried, would have ended there. [DPOR] finds out on the way what is to be
// tried, so that the estimate is high in the beginning and may fall.
func (p Progress) Done() float64 { return p.x.fraction() }

// done is the estimate for the tree whose rightmost path are the nodes.
func (x *explorer) done() float64 {
	sum, weight := 0.0, 1.0
	for i := range x.nodes {
		n := &x.nodes[i]
		tried := bits.OnesCount32(n.tried)
		todo := n.backtrack & n.runnable &^ n.sleep &^ (1 << n.choice)
		all := float64(tried + 1 + bits.OnesCount32(todo))
		sum += weight * float64(tried) / all
		weight /= all
	}
	return sum
}

// halt is called between two executions. It reports whether the search must
// stop there, and then leaves the reason in x.stopped.
func (x *explorer) halt() bool {
	if x.opt.Progress != nil {
		x.opt.Progress(Progress{x.report.Executions, x.report.Classes, x})
	}
	if x.opt.Stop != nil && x.opt.Stop() {
		x.stop()
	}
	return x.stopped != nil
}

func (x *explorer) stop() {
	x.stopped = fmt.Errorf("sched: stopped after %d executions: nothing is proved, an estimated %.0f %% of the search is done",
		x.report.Executions, 100*x.fraction())
}

// exited tells opt.Exited about a task that ended its goroutine, while the
// goroutine of the search is on its way to end too.
func (w *World) exited(opt Options) {
	if len(w.tasks) == 0 || opt.Exited == nil {
		return
	}
	if t, c := w.crashed(); c != nil && c.exited {
		opt.Exited(w.panicked(t, c))
	}
}
