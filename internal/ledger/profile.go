package main

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// A block is a part of a file that runs as a whole.
type block struct {
	from, to position
	ran      bool
}

type position struct{ line, column int }

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.column, q.column))
}

func at(fset *token.FileSet, p token.Pos) position {
	q := fset.Position(p)
	return position{q.Line, q.Column}
}

type blocks []*block

// first is the block that has from in it, else the first that begins before to;
// nil if there is none.
func (all blocks) first(fset *token.FileSet, from, to token.Pos) *block {
	if !from.IsValid() {
		return nil
	}
	begin, end := at(fset, from), at(fset, to)
	var next *block
	for _, b := range all {
		if b.from.compare(begin) <= 0 && begin.compare(b.to) < 0 {
			return b
		}
		if begin.compare(b.from) <= 0 && b.from.compare(end) < 0 && (next == nil || b.from.compare(next.from) < 0) {
			next = b
		}
	}
	return next
}

// ran reports whether all blocks ran that begin between from and to, and the
// first.
func (all blocks) ran(fset *token.FileSet, from, to token.Pos) bool {
	begin, end := at(fset, from), at(fset, to)
	return all.first(fset, from, to).ran && !slices.ContainsFunc(all, func(b *block) bool {
		return !b.ran && begin.compare(b.from) <= 0 && b.from.compare(end) < 0
	})
}

// profile is the blocks of each file, as go test -coverprofile writes them.
type profile map[string]blocks

func readProfile(text string) (profile, error) {
	head, rest, _ := strings.Cut(text, "\n")
	if !strings.HasPrefix(head, "mode: ") {
		return nil, fmt.Errorf("%q is not how a profile of coverage begins", head)
	}
	p := profile{}
	for line := range strings.Lines(rest) {
		name, where, ok := strings.Cut(line, ":")
		_, rel, ok2 := strings.Cut(name, "/") // without the module
		b, statements, count := &block{}, 0, 0
		_, err := fmt.Sscanf(where, "%d.%d,%d.%d %d %d", &b.from.line, &b.from.column, &b.to.line, &b.to.column, &statements, &count)
		if err != nil || !ok || !ok2 {
			return nil, fmt.Errorf("%q is no block", line)
		}
		b.ran = count > 0
		p[rel] = append(p[rel], b)
	}
	return p, nil
}
