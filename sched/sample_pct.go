package sched

import "fmt"

// PCT draws schedules by probabilistic concurrency testing: Burckhardt,
// Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic
// Guarantees of Finding Bugs", ASPLOS 2010. Every task gets a random priority
// and the highest that can run always does, except that at depth-1 randomly
// chosen steps the task that would run falls below all others.
//
// A bug has depth d if d pairs of steps must come in a certain order for it to
// show: 1 for an order of two tasks, 2 for one interruption in the wrong
// place. With n tasks and executions of at most k steps each execution meets a
// bug of the given depth with a probability of 1/(n*k^(depth-1)) or more,
// however many schedules there are. That is [Sample].Chance.
//
// k must be known beforehand. A tenth of the executions, at least one, are
// random walks that measure it, and that estimate the number of schedules as
// [Walk] does; a longer execution later raises it.
func PCT(seed uint64, executions, depth int) Bound {
	if executions < 2 || depth < 1 {
		panic(fmt.Sprintf("sched: PCT of %d executions and depth %d: want at least 2 and 1", executions, depth))
	}
	return pct{seed, executions, depth}
}

type pct struct {
	seed              uint64
	executions, depth int
}

func (b pct) String() string { return fmt.Sprintf("PCT of depth %d, seed %d", b.depth, b.seed) }

func (b pct) sampler() (sampler, int) {
	return &prioritizer{
		walker: walker{rng: rng(b.seed)},
		walks:  max(1, b.executions/10),
		depth:  b.depth,
	}, b.executions
}

// A prioritizer is the scheduler of PCT, after its walks.
type prioritizer struct {
	walker
	walks    int // still to come
	depth    int
	longest  int   // steps, of all executions so far
	priority []int // by task; the highest runs
	change   []int // change[i] is the step before which somebody falls to i
	step     int
}

func (s *prioritizer) begin(w *World) {
	if s.walks > 0 {
		s.walker.begin(w)
		return
	}
	s.step = 0
	s.priority = s.priority[:0]
	for i := range w.tasks {
		s.priority = append(s.priority, s.depth+i)
	}
	for i := len(s.priority) - 1; i > 1; i-- { // the setup task is none of them
		j := 1 + s.rng.below(i)
		s.priority[i], s.priority[j] = s.priority[j], s.priority[i]
	}
	s.change = s.change[:0]
	for range s.depth - 1 {
		s.change = append(s.change, 1+s.rng.below(max(1, s.longest)))
	}
}

func (s *prioritizer) choose(w *World, runnable uint32) int {
	if s.walks > 0 {
		return s.walker.choose(w, runnable)
	}
	s.step++
	for i, at := range s.change {
		if at == s.step {
			s.priority[s.highest(runnable)] = i
		}
	}
	return s.highest(runnable)
}

func (s *prioritizer) highest(set uint32) int {
	best := 0
	for id, p := range s.priority {
		if set>>id&1 != 0 && (best == 0 || p > s.priority[best]) {
			best = id
		}
	}
	return best
}

func (s *prioritizer) end(w *World) {
	s.longest = max(s.longest, len(w.events)-1)
	if s.walks > 0 {
		s.walker.end(w)
		s.walks--
	}
}

func (s *prioritizer) report(sample *Sample) {
	s.estimate(sample)
	if s.walks > 0 {
		return
	}
	sample.Chance = 1 / float64(max(1, sample.Tasks))
	for range s.depth - 1 {
		sample.Chance /= float64(max(1, sample.Steps))
	}
}
