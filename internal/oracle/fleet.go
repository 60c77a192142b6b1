package main

import (
	"errors"
	"sync"

	"boundif/emu"
	"boundif/internal/drift"
)

// fleet is one kernel in several virtual machines.
type fleet []*drift.Booted

func (f fleet) Name() string                                      { return f[0].Name() }
func (f fleet) Full() string                                      { return f[0].Full() }
func (f fleet) Release() emu.Release                              { return f[0].Release() }
func (f fleet) Ask(p drift.Program) (answers []string, err error) { return f[0].Ask(p) }

// AskAll has each machine answer a part of the programs.
func (f fleet) AskAll(ps []drift.Program) ([][]string, error) {
	all, errs := make([][]string, len(ps)), make([]error, len(f))
	var group sync.WaitGroup
	for n, k := range f {
		from, to := n*len(ps)/len(f), (n+1)*len(ps)/len(f)
		group.Go(func() {
			var part [][]string
			part, errs[n] = k.AskAll(ps[from:to])
			copy(all[from:], part)
		})
	}
	group.Wait()
	return all, errors.Join(errs...)
}
