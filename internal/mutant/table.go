package mutant

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// A Table collects a row from each of some parallel subtests and logs them in
// order when the test has ended.
type Table struct {
	mu   sync.Mutex
	head []string
	rows [][]string
}

// NewTable makes a table with room for so many rows under the head.
func NewTable(tb testing.TB, rows int, head ...string) *Table {
	t := &Table{head: head, rows: make([][]string, rows)}
	tb.Cleanup(func() { tb.Logf("\n%s", t) })
	return t
}

// Set fills a row.
func (t *Table) Set(row int, cells ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(cells) != len(t.head) {
		panic(fmt.Sprintf("mutant: %d cells under %d heads", len(cells), len(t.head)))
	}
	t.rows[row] = cells
}

// String is the table with its columns aligned; rows that nobody filled are
// left out.
func (t *Table) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	width := make([]int, len(t.head))
	all := append([][]string{t.head}, t.rows...)
	for _, row := range all {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range all {
		var line strings.Builder
		for i, cell := range row {
			fmt.Fprintf(&line, "%-*s  ", width[i], cell)
		}
		if row != nil {
			b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		}
	}
	return b.String()
}
