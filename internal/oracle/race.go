package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"boundif/internal/drift"
	"boundif/internal/plane"
)

// race asks the running kernel races.
func race(k kernel, races, seed int) error {
	if _, ok := k.(*drift.Running); !ok {
		return errors.New("races need threads on several CPUs: only the running kernel is asked")
	}
	explored, outcomes, seen := 0, 0, 0
	for i := seed; i < seed+races; i++ {
		r := drift.RaceOf(i)
		possible, ok, err := r.Explored(k.Release(), 20_000)
		if err != nil {
			return fmt.Errorf("race %d: %w", i, err)
		}
		if !ok {
			continue // too many interleavings
		}
		explored++
		outcomes += len(possible)
		happened, err := r.Happens(plane.Live, 20)
		if err != nil {
			return fmt.Errorf("race %d: %w", i, err)
		}
		for _, h := range happened {
			if !slices.Contains(possible, h) {
				return fmt.Errorf("race %d: Linux did what the model cannot:\n%s\nthe model can do:\n%s\nthe race:\n%s", i, h, strings.Join(possible, "\n"), r)
			}
		}
		seen += len(happened)
	}
	fmt.Printf("%d races explored, %d outcomes, of which %s was seen to have %d\n", explored, outcomes, k.Name(), seen)
	return nil
}
