package sched

import (
	"fmt"
	"math"
	"math/big"
	"strings"
)

// Coverage says in a sentence what the search covered and what not.
func (r *Report) Coverage() string {
	s := r.Sample
	switch {
	case s != nil && s.Estimate != nil:
		text := fmt.Sprintf("%s: sampled %s of an estimated %s schedules (± %.0f %%) in %s executions; nothing is proved",
			s.Bound, grouped(s.Schedules), rounded(s.Estimate), math.Ceil(100*s.Error), grouped(r.Executions))
		if s.Chance > 0 {
			text += fmt.Sprintf("; if no execution has more than %d steps, each of the prioritized ones met a bug of this depth with a probability of 1 in %s or more",
				s.Steps, rounded(inverse(s.Chance)))
		}
		return text
	case s != nil && r.Complete:
		return fmt.Sprintf("%s: all %s of them; nothing is proved about the others", s.Bound, grouped(s.Schedules))
	case r.Complete:
		return fmt.Sprintf("every schedule: %s classes in %s executions", grouped(r.Classes), grouped(r.Executions))
	case s != nil:
		return fmt.Sprintf("%s: %s of them, not all; nothing is proved", s.Bound, grouped(s.Schedules))
	}
	return fmt.Sprintf("%s executions of %s classes; nothing is proved", grouped(r.Executions), grouped(r.Classes))
}

func inverse(p float64) *big.Int {
	n, _ := new(big.Float).Quo(big.NewFloat(1), big.NewFloat(p)).Int(nil)
	return n
}

// rounded writes a number with three digits that count.
func rounded(n *big.Int) string {
	if digits := len(n.String()); digits > 9 {
		return new(big.Float).SetInt(n).Text('g', 3)
	}
	v, unit := n.Int64(), int64(1)
	for v/unit >= 1000 {
		unit *= 10
	}
	return grouped(int((v + unit/2) / unit * unit))
}

// grouped writes a number in groups of three digits.
func grouped(n int) string {
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, digit := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return b.String()
}
