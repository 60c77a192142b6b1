package drift

// Pairs counts ordered pairs of kinds of operations: those that follow one
// another in one of the programs, those of which the second comes later in one,
// and all that there are. Operations on VRFs count if some program has one.
func Pairs(ps []Program) (next, later, all int) {
	follows, comes := map[[2]string]bool{}, map[[2]string]bool{}
	vrf := false
	for _, p := range ps {
		vrf = vrf || p.NeedsVRF()
		before := map[string]bool{}
		for i, o := range p {
			if i > 0 {
				follows[[2]string{p[i-1].Verb, o.Verb}] = true
			}
			for first := range before {
				comes[[2]string{first, o.Verb}] = true
			}
			before[o.Verb] = true
		}
	}
	kinds := 0
	for _, v := range verbs {
		if vrf || !v.vrf {
			kinds++
		}
	}
	return len(follows), len(comes), kinds * kinds
}
