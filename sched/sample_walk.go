package sched

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// Walk draws schedules by a random walk: at each step one of the tasks that
// can run, each with the same probability. That is not uniform over the
// schedules: one that passes few choices is drawn more often than one that
// passes many.
//
// What a walk passes tells how many schedules there are: the product of the
// numbers of choices, averaged over the walks, has the number of all schedules
// as its expectation (Knuth, "Estimating the Efficiency of Backtrack
// Programs", Mathematics of Computation 29, 1975).
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
	rng rng
	knuth
}

func (s *walker) begin(*World) { s.product.SetInt64(1) }

func (s *walker) choose(_ *World, runnable uint32) int {
	n := bits.OnesCount32(runnable)
	s.passed(n)
	return member(runnable, s.rng.below(n))
}

func (s *walker) end(*World) { s.walked() }

func (s *walker) report(sample *Sample) { s.estimate(sample) }

// member is the i-th task of a set, from 0.
func member(set uint32, i int) int {
	for range i {
		set &= set - 1
	}
	return bits.TrailingZeros32(set)
}

// knuth is the estimator. Its numbers are whole, so that it gives the same on
// every machine.
type knuth struct {
	product     big.Int // of the walk under way
	walks       int64
	sum, square big.Int // of the products
	factor      big.Int
}

// passed takes a choice among n into account.
func (k *knuth) passed(n int) {
	if n > 1 {
		k.product.Mul(&k.product, k.factor.SetInt64(int64(n)))
	}
}

// walked ends a walk.
func (k *knuth) walked() {
	k.walks++
	k.sum.Add(&k.sum, &k.product)
	k.square.Add(&k.square, k.factor.Mul(&k.product, &k.product))
}

// estimate writes the mean, which is at least what has been seen, and its
// standard error.
func (k *knuth) estimate(s *Sample) {
	if k.walks == 0 {
		return
	}
	n := big.NewInt(k.walks)
	s.Estimate = new(big.Int).Quo(&k.sum, n)
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
