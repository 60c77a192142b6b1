package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A citation is what was found of one rule.
type citation struct {
	code  []string // places, as "sock/bind.go: BindToIndex"
	tests []string // places in tests
	rows  []row    // of the table of rules
}

// row is a row that is asked of kernels, too: of the table of rules, of that of
// races, or an exhibit of the museum.
type row struct{ name, because, test string }

// scan reads all Go files below root.
func scan(root string) (map[string]*citation, error) {
	found := map[string]*citation{}
	for _, r := range rules {
		found[r.id] = &citation{}
	}
	err := sources(root, func(path, rel string) error { return scanFile(found, path, rel) })
	return found, err
}

// sources calls fn with each Go file below root.
func sources(root string, fn func(path, rel string) error) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "testdata" || strings.HasPrefix(name, ".") && path != root) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if strings.HasPrefix(rel, "internal/ledger/") {
			return nil
		}
		return fn(path, rel)
	})
}

func scanFile(found map[string]*citation, path, rel string) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path, src, parser.ParseComments)
	if err != nil {
		return err
	}
	test := strings.HasSuffix(rel, "_test.go")
	aside := !test && (strings.HasPrefix(rel, "internal/") || strings.HasPrefix(rel, "cmd/"))
	add := func(text, where string) {
		if aside {
			return // it tells of rules, and implements none
		}
		for _, id := range citations(text) {
			list := &found[id].code
			if test {
				list = &found[id].tests
			}
			if !slices.Contains(*list, where) {
				*list = append(*list, where)
			}
		}
	}
	texts(f, func(text string, n ast.Node) { add(text, place(f, n, rel)) })
	switch {
	case test && strings.HasPrefix(rel, "rules_"):
		scanRows(found, f)
	case rel == exhibits:
		scanExhibits(found, f)
	}
	return nil
}

// texts calls fn with each comment and each string of a file.
func texts(f *ast.File, fn func(text string, n ast.Node)) {
	for _, c := range f.Comments {
		fn(c.Text(), c)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				fn(text, lit)
			}
		}
		return true
	})
}

// place is the file and the declaration that a node belongs to.
func place(f *ast.File, n ast.Node, rel string) string {
	for _, d := range f.Decls {
		from := d.Pos()
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Doc != nil {
				from = d.Doc.Pos()
			}
			if from <= n.Pos() && n.End() <= d.End() {
				return rel + ": " + d.Name.Name
			}
		case *ast.GenDecl:
			if d.Doc != nil {
				from = d.Doc.Pos()
			}
			if from <= n.Pos() && n.End() <= d.End() {
				if name := specName(d, n); name != "" {
					return rel + ": " + name
				}
			}
		}
	}
	return rel
}

// specName is the name of the type or the variable that n is about.
func specName(d *ast.GenDecl, n ast.Node) string {
	for _, s := range d.Specs {
		if n.End() > s.End() && n.Pos() > s.Pos() && len(d.Specs) > 1 {
			continue
		}
		switch s := s.(type) {
		case *ast.TypeSpec:
			return s.Name.Name
		case *ast.ValueSpec:
			return s.Names[0].Name
		}
	}
	return ""
}

// scanRows finds the composite literals with the fields id and because, and the
// calls of asked, which begin with these: those with a field trial, too, are races,
// of which the kernel shows some.
func scanRows(found map[string]*citation, f *ast.File) {
	literals(f, func(fields map[string]ast.Expr) {
		r := row{name: text(fields["id"]), because: text(fields["because"])}
		if r.name == "" || r.because == "" {
			return
		}
		r.test = "TestRules/" + r.name
		if fields["trial"] != nil {
			r.test = "TestWindows/" + r.name
		}
		note(found, r, r.name+" "+r.because)
	})
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		if fun, ok := call.Fun.(*ast.Ident); ok && fun.Name == "asked" {
			r := row{name: text(call.Args[0]), because: text(call.Args[1])}
			r.test = "TestRules/" + r.name
			note(found, r, r.name+" "+r.because)
		}
		return true
	})
}

// exhibits is where the bugs of the museum are.
const exhibits = "internal/museum/exhibits.go"

// scanExhibits finds those that package live looks for on the running kernel.
func scanExhibits(found map[string]*citation, f *ast.File) {
	literals(f, func(fields map[string]ast.Expr) {
		name := text(fields["Name"])
		if live, ok := fields["Live"].(*ast.Ident); !ok || live.Name != "true" || name == "" {
			return
		}
		note(found, row{name, text(fields["Title"]) + ".", "museum: " + name}, text(fields["Ledger"]))
	})
}

// note adds a row to the rules that it names.
func note(found map[string]*citation, r row, names string) {
	ids := citations(names)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		found[id].rows = append(found[id].rows, r)
	}
}

// literals calls fn with the fields of each composite literal of a file.
func literals(f *ast.File, fn func(fields map[string]ast.Expr)) {
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		fields := map[string]ast.Expr{}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok {
					fields[key.Name] = kv.Value
				}
			}
		}
		fn(fields)
		return true
	})
}

// text is a string literal, or several that are added up.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.BinaryExpr:
		return text(e.X) + text(e.Y)
	}
	return ""
}
