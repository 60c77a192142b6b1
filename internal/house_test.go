package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// sources parses the files of the model that are not tests.
func sources(t *testing.T, rooms ...string) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	fset, files := token.NewFileSet(), map[string]*ast.File{}
	for _, room := range rooms {
		err := filepath.WalkDir(filepath.Join("..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files[path], err = parser.ParseFile(fset, path, nil, parser.ParseComments)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 0 {
		t.Fatal("no files found")
	}
	return fset, files
}

// TestModelStartsNoGoroutine: everything in the model happens in the tasks
// that the caller started.
func TestModelStartsNoGoroutine(t *testing.T) {
	fset, files := sources(t, "sched", "netdev", "sock", "proto", "emu")
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.GoStmt, *ast.SelectStmt, *ast.ChanType:
				t.Errorf("%s: the model uses no goroutine and no channel", fset.Position(n.Pos()))
			}
			return true
		})
	}
}

// TestExportsAreDocumented finds exported names without a doc comment. In a
// group of constants the comment of the group counts.
func TestExportsAreDocumented(t *testing.T) {
	fset, files := sources(t, "sched", "netdev", "sock", "proto", "emu", "internal")
	missing := func(n ast.Node, name string) {
		t.Errorf("%s: exported %s has no doc comment", fset.Position(n.Pos()), name)
	}
	for _, f := range files {
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil && !obvious[d.Name.Name] {
					missing(d, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
							missing(s, s.Name.Name)
						}
					case *ast.ValueSpec:
						if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
							missing(s, s.Names[0].Name)
						}
					}
				}
			}
		}
	}
}

// obvious are methods whose meaning an interface of the standard library says.
var obvious = map[string]bool{"String": true, "Error": true, "Unwrap": true}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

// TestStepsAreNamed: a step name is part of schedule strings, so it says
// which room it belongs to.
func TestStepsAreNamed(t *testing.T) {
	fset, files := sources(t, "netdev", "sock", "proto", "emu")
	steps := 0
	for path, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			lit, isLit := call.Args[0].(*ast.BasicLit)
			if !ok || sel.Sel.Name != "At" || !isLit {
				return true
			}
			steps++
			name := strings.Trim(lit.Value, `"`)
			room := filepath.Base(filepath.Dir(path))
			prefix, _, dotted := strings.Cut(name, ".")
			if !dotted || prefix != room && !(room == "emu" && (prefix == "fd" || prefix == "netdev")) {
				t.Errorf("%s: step %q: want it to begin with %q", fset.Position(call.Pos()), name, room+".")
			}
			return true
		})
	}
	if steps < 50 {
		t.Errorf("found %d steps: the test has gone blind", steps)
	}
}
