package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// reachedPath is what the recorded programs run of the code of each rule.
const reachedPath = "internal/ledger/reached.txt"

const reachedHead = "# How much of the code that cites a rule the recorded programs run: wholly, partly, not; none if no code does. Written by internal/ledger from a profile of coverage.\n"

// A site is code that cites a rule.
type site struct {
	file  string // as "sock/bind.go"
	line  int    // of the citation
	place string // see place
	ran   bool
	whole bool // all of it ran
}

// reach writes reachedPath from a profile, and tells of the places that did not
// run or not wholly. Without update it only says whether what is written there is so.
func reach(w io.Writer, root, profilePath string, update bool) error {
	b, err := os.ReadFile(profilePath)
	if err != nil {
		return err
	}
	p, err := readProfile(string(b))
	if err != nil {
		return fmt.Errorf("%s: %w", profilePath, err)
	}
	found, err := sites(root, p)
	if err != nil {
		return err
	}
	for _, r := range rules {
		for _, s := range found[r.id] {
			if how := extent([]site{s}); how != "wholly" {
				fmt.Fprintf(w, "%s %s: %s:%d %s\n", r.id, how, s.file, s.line, s.place)
			}
		}
	}
	path, text := filepath.Join(root, reachedPath), reachedText(found)
	if update {
		return os.WriteFile(path, []byte(text), 0o644)
	}
	have, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if string(have) != text {
		return fmt.Errorf("%s is out of date: go run ./internal/ledger -update -reached PROFILE", reachedPath)
	}
	return nil
}

// reachedText is a line for each rule: "UDP-04 wholly", and why, if not at all.
func reachedText(found map[string][]site) string {
	var b strings.Builder
	b.WriteString(reachedHead)
	for _, r := range rules {
		how := extent(found[r.id])
		b.WriteString(r.id + " " + how)
		if why := unreached[r.id]; why != "" && how == "not" {
			b.WriteString(": " + why)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// extent is how much of some places ran.
func extent(places []site) string {
	ran := func(s site) bool { return s.ran }
	switch {
	case len(places) == 0:
		return "none"
	case !slices.ContainsFunc(places, ran):
		return "not"
	case slices.ContainsFunc(places, func(s site) bool { return !s.whole }):
		return "partly"
	}
	return "wholly"
}

// sites is the code that cites each rule, in the files that the profile is of. A
// citation before or behind a function's first brace is about the function: it
// ran. One inside is about the statement that follows it, or that it stands
// behind: it ran; if it is an if or a loop, its body did. What is said of a
// package, a type, a field or a constant is no code, nor is an empty case.
func sites(root string, p profile) (map[string][]site, error) {
	found := map[string][]site{}
	err := sources(root, func(path, rel string) error {
		blocks := p[rel]
		if blocks == nil {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		texts(f, func(text string, n ast.Node) {
			from, to := about(fset, f, n)
			b := blocks.first(fset, from, to)
			if b == nil {
				return
			}
			s := site{rel, fset.Position(n.Pos()).Line, place(f, n, rel), b.ran, blocks.ran(fset, from, to)}
			for _, id := range citations(text) {
				if !slices.Contains(found[id], s) {
					found[id] = append(found[id], s)
				}
			}
		})
		return nil
	})
	return found, err
}

// about is where the code begins that a node is about, and ends; nowhere if it
// is about none.
func about(fset *token.FileSet, f *ast.File, n ast.Node) (from, to token.Pos) {
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if ok && fn.Body != nil && (fn.Doc == n || fn.Pos() <= n.Pos() && n.Pos() <= fn.Body.Lbrace) {
			return fn.Body.Pos(), fn.Body.End()
		}
	}
	var list []ast.Stmt // the innermost one that n is in
	ast.Inspect(f, func(m ast.Node) bool {
		if m == nil || n.Pos() < m.Pos() || m.End() < n.End() {
			return m == f
		}
		switch m := m.(type) {
		case *ast.BlockStmt:
			list, from, to = m.List, m.Pos(), m.End()
		case *ast.CaseClause:
			if m.Colon < n.Pos() {
				list, from, to = m.Body, m.Colon, m.End()
			}
		}
		return true
	})
	line := func(p token.Pos) int { return fset.Position(p).Line }
	if from.IsValid() && line(from) == line(n.Pos()) {
		return from, to // it stands behind a brace or a case
	}
	for _, s := range list {
		inside := s.Pos() <= n.Pos() && n.End() <= s.End()
		behind := s.End() <= n.Pos() && line(s.End()) == line(n.Pos())
		if inside || behind || n.End() <= s.Pos() {
			return begins(s), s.End()
		}
	}
	return from, to
}

// begins is where the code begins that says that a statement ran.
func begins(s ast.Stmt) token.Pos {
	switch s := s.(type) {
	case *ast.IfStmt:
		return s.Body.Pos()
	case *ast.ForStmt:
		return s.Body.Pos()
	case *ast.RangeStmt:
		return s.Body.Pos()
	case *ast.CaseClause:
		return s.Colon
	case *ast.LabeledStmt:
		return begins(s.Stmt)
	}
	return s.Pos()
}
