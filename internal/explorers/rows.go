package main

import (
	"math/big"
	"strings"
	"time"

	"boundif/internal/abstract"
)

// A row is a scenario of the race and what other model checkers, or a person
// with a pencil, said about it before.
type row struct {
	abstract.Config
	classes   int           // Mazurkiewicz classes, 0 if nobody said
	schedules string        // a number, or the first digits of one: "2.4e16"; "" if nobody said
	states    int           // 0 if nobody said
	own       int           // classes by boundif's footprints, where they are known to be others than the golden ones
	every     bool          // small enough for the searches of every state
	quick     bool          // part of what each change is checked with
	bar       time.Duration // what the row has to be faster than; none: SPIN with partial order reduction
}

// rows is the table of golden counts, and the rows of the table of times. The
// classes of the atomic rows are Nidhugg's and GenMC's, the states SPIN's on a
// model that somebody else wrote.
var rows = []row{
	{Config: abstract.Config{ByName: 1, Renamers: 1, Atomic: true}, classes: 3, schedules: "44", states: 40, every: true, quick: true},
	{Config: abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1, Atomic: true}, classes: 3, schedules: "20673", states: 200, every: true, quick: true},
	{Config: abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1}, classes: 4, schedules: "20708145", states: 650, every: true, quick: true},
	{Config: abstract.Config{ByName: 1, ByIndex: 1, Renamers: 1, Shared: true}, classes: 6, schedules: "9.9e5", states: 485, every: true, quick: true},
	{Config: abstract.Config{ByName: 1, ByIndex: 1, Renamers: 2}, states: 7_175, every: true, quick: true},
	{Config: abstract.Config{ByName: 2, ByIndex: 2, Renamers: 1}, classes: 16, schedules: "2.4e16", states: 35_150, every: true, quick: true},
	{Config: abstract.Config{ByName: 2, ByIndex: 2, Renamers: 1, Shared: true}, classes: 152, schedules: "5.3e10", states: 10_502, every: true, quick: true},
	{Config: abstract.Config{ByName: 2, ByIndex: 2, Renamers: 2}, classes: 500, schedules: "1.3e21", states: 437_225, every: true},
	{Config: abstract.Config{ByName: 2, ByIndex: 2, Renamers: 1, Hotplug: true}, classes: 1_000, own: 139, schedules: "1.9e19", states: 327_825, every: true},
	{Config: abstract.Config{ByName: 3, ByIndex: 3, Renamers: 1}, classes: 64, schedules: "4.4e26", states: 2_021_750, every: true},
	{Config: abstract.Config{ByName: 3, ByIndex: 3, Renamers: 1, Shared: true}, states: 200_318, every: true},
	{Config: abstract.Config{ByName: 3, ByIndex: 3, Renamers: 2}, classes: 2_500, states: 27_285_125, every: true},
	{Config: abstract.Config{ByName: 3, ByIndex: 2, Renamers: 2, Hotplug: true}, classes: 280_000, own: 60_592, states: 45_485_275, every: true},
	{Config: abstract.Config{ByName: 5, ByIndex: 5, Renamers: 1}, classes: 1_024, schedules: ">1e26"},

	{Config: abstract.Config{ByName: 2, ByIndex: 2, Renamers: 1, Shared: true, Atomic: true}, classes: 122, every: true, quick: true},
	{Config: abstract.Config{ByName: 2, ByIndex: 2, Renamers: 2, Atomic: true}, classes: 180, every: true, quick: true},
	{Config: abstract.Config{ByName: 5, ByIndex: 5, Renamers: 1, Atomic: true}, classes: 243},
	{Config: abstract.Config{ByName: 3, ByIndex: 3, Renamers: 2, Atomic: true}, classes: 540, every: true},
	{Config: abstract.Config{ByName: 3, ByIndex: 3, Renamers: 1, Shared: true, Atomic: true}, classes: 7_350, every: true, bar: nidhugg / 10},
	{Config: abstract.Config{ByName: 7, ByIndex: 7, Renamers: 1, Atomic: true}, classes: 2_187},
	{Config: abstract.Config{ByName: 9, Renamers: 1, Atomic: true}, classes: 19_683},
}

// saidSchedules reports whether n is the number of schedules that want gives.
func saidSchedules(want string, n *big.Int) bool {
	if least, ok := strings.CutPrefix(want, ">"); ok {
		bound, _, _ := big.ParseFloat(least, 10, 100, big.ToZero)
		return new(big.Float).SetInt(n).Cmp(bound) > 0
	}
	if strings.Contains(want, "e") {
		return rounded(n) == want
	}
	return n.String() == want
}

// rounded is n in two digits, as "2.4e16".
func rounded(n *big.Int) string {
	digits, exponent, _ := strings.Cut(new(big.Float).SetInt(n).Text('e', 1), "e+")
	return digits + "e" + strings.TrimLeft(exponent, "0")
}
