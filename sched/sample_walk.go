package sched

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// Walk draws schedules by a random walk that is as uniform over the schedules
// as can be without knowing them: a task takes the next step with a
// probability proportional to the number of steps that it has left, as longer
// executions before this one tell. If the tasks never block and always take
// as many steps, each schedule is as likely as any other (Zhao, Wolff, Mathur,
// Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS 2025, whose
// URW this is). Had all tasks the same probability, a short task would nearly
// always end before a long one.
//
// What a walk passes tells how many schedules there are: the inverse of the
// probability with which it took the way that it took has their number as its
// expectation, and the mean over the walks is Knuth's estimate ("Estimating
// the Efficiency of Backtrack Programs", Mathematics of Computation 29, 1975).
func Walk(seed uint64, executions int) Bound {
	if executions < 1 {
		panic(fmt.Sprintf("sched: a random walk of %d executions", executions))
	}
	return walk{seed, executions}
}

type walk struct {
	seed       uint64
	executions int
}

func (b walk) String() string { return fmt.Sprintf("random walk, seed %d", b.seed) }

func (b walk) sampler() (sampler, int) { return &walker{rng: rng(b.seed)}, b.executions }

type walker struct {
	rng    rng
	length []int // by task: steps of its longest execution
	taken  []int // by task: steps of this one
	knuth
}

func (s *walker) begin(w *World) {
	for len(s.length) < len(w.tasks) {
		s.length, s.taken = append(s.length, 0), append(s.taken, 0)
	}
	clear(s.taken)
	s.knuth.begin()
}

func (s *walker) choose(_ *World, runnable uint32) int {
	all := 0
	for set := runnable; set != 0; set &= set - 1 {
		all += s.left(bits.TrailingZeros32(set))
	}
	at := s.rng.below(all)
	for set := runnable; ; set &= set - 1 {
		id := bits.TrailingZeros32(set)
		if at -= s.left(id); at < 0 {
			s.passed(s.left(id), all)
			s.taken[id]++
			return id
		}
	}
}

// left is how many steps task id seems to have left; 1 if nobody knows.
func (s *walker) left(id int) int { return max(1, s.length[id]-s.taken[id]) }

func (s *walker) end(*World) {
	for id, n := range s.taken {
		s.length[id] = max(s.length[id], n)
	}
	s.knuth.end()
}

func (s *walker) report(sample *Sample) { s.estimate(sample) }

// knuth is the estimator. Its numbers are whole, in units of 2^-32, so that it
// gives the same on every machine.
type knuth struct {
	over, under big.Int // their quotient is the inverse of the probability so far
	walks       int64
	warm        bool // the first walk has been taken out
	sum, square big.Int
	factor      big.Int
}

func (k *knuth) begin() {
	k.over.SetInt64(1 << 32)
	k.under.SetInt64(1)
	if k.walks == 1 && !k.warm { // the first one knew no lengths: far off, if it is not the only one
		k.walks, k.warm = 0, true
		k.sum.SetInt64(0)
		k.square.SetInt64(0)
	}
}

// passed takes into account that something was chosen with the probability
// part/all.
func (k *knuth) passed(part, all int) {
	if part != all {
		k.over.Mul(&k.over, k.factor.SetInt64(int64(all)))
		k.under.Mul(&k.under, k.factor.SetInt64(int64(part)))
	}
}

func (k *knuth) end() {
	k.walks++
	k.over.Quo(&k.over, &k.under)
	k.sum.Add(&k.sum, &k.over)
	k.square.Add(&k.square, k.factor.Mul(&k.over, &k.over))
}

// estimate writes the mean, which is at least what has been seen, and its
// standard error.
func (k *knuth) estimate(s *Sample) {
	if k.walks == 0 {
		return
	}
	n := big.NewInt(k.walks)
	half := new(big.Int).Lsh(n, 31)
	s.Estimate = half.Add(half, &k.sum).Quo(half, new(big.Int).Lsh(n, 32))
	if seen := big.NewInt(int64(s.Schedules)); s.Estimate.Cmp(seen) < 0 {
		s.Estimate = seen
	}
	if k.walks > 1 {
		// The squared standard error of the mean, as a share of the squared
		// mean: (n*square/sum^2 - 1) / (n-1).
		share := new(big.Rat).SetFrac(new(big.Int).Mul(n, &k.square), new(big.Int).Mul(&k.sum, &k.sum))
		v, _ := share.Sub(share, big.NewRat(1, 1)).Float64()
		s.Error = math.Sqrt(v / float64(k.walks-1))
	}
}
