package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// reachedPath is what internal/ledger found of the rules that the recorded
// programs reach.
const reachedPath = "internal/ledger/reached.txt"

const reachHead = `
## Ledger ids that the recorded programs reach

[The ledger](ledger.md) has %d rules. The code of %d of them can be seen to run: a
function or a statement cites them. How much of it runs was measured while the model
answered the recorded programs: of %d rules all of it, of %d a part, of %d none. The
other %d have no code that could run: the model does not have them, or only a type,
a field or a constant cites them. TestReached measures it again.

A rule that is cited before a function counts as reached if the function ran: that
the rule decided something is more. TestCorpusMutants looks at that.

| rules | why no recorded program reaches them |
|---|---|
`

// reach is what the page says of a list that internal/ledger wrote.
func reach(text string) (string, error) {
	var n struct{ all, wholly, partly, not, none int }
	var whys []string
	ids := map[string][]string{} // by why
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		id, how, _ := strings.Cut(strings.TrimSpace(line), " ")
		how, why, _ := strings.Cut(how, ": ")
		n.all++
		switch how {
		case "wholly":
			n.wholly++
		case "partly":
			n.partly++
		case "none":
			n.none++
		case "not":
			n.not++
			if ids[why] == nil {
				whys = append(whys, why)
			}
			ids[why] = append(ids[why], id)
		default:
			return "", fmt.Errorf("%s: %q does not say how much ran", reachedPath, line)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, reachHead, n.all, n.all-n.none, n.wholly, n.partly, n.not, n.none)
	for _, why := range whys {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(ids[why], ", "), why)
	}
	return b.String(), nil
}

func readReach(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, reachedPath))
	if err != nil {
		return "", err
	}
	return reach(string(text))
}
