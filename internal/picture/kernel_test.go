package picture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryStepIsExplained looks the steps of the model up in its source: a
// picture must be able to say what each of them is.
func TestEveryStepIsExplained(t *testing.T) {
	explained, seen := map[string]bool{}, 0
	for _, room := range []string{"netdev", "sock", "proto", "emu"} {
		err := filepath.WalkDir(filepath.Join("../..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) != 1 {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				lit, isLit := call.Args[0].(*ast.BasicLit)
				if !ok || !isLit || sel.Sel.Name != "At" {
					return true
				}
				seen++
				step := strings.Trim(lit.Value, `"`)
				if kernelOf(step).says == "" {
					t.Errorf("%s: nothing explains the step %s: add it, or what it begins with, to the table in kernel.go", path, step)
				}
				for name := step; ; {
					explained[name] = true
					i := strings.LastIndexByte(name, '.')
					if i < 0 {
						break
					}
					name = name[:i]
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 100 {
		t.Errorf("found %d steps: the test has gone blind", seen)
	}
	for name, k := range kernel {
		if !explained[name] {
			t.Errorf("the table explains %s, which no step is called any more", name)
		}
		if !strings.HasSuffix(k.says, ".") && !strings.HasSuffix(k.says, "?") {
			t.Errorf("%s: %q is no sentence", name, k.says)
		}
	}
	if k := kernelOf("keyed.bind.num"); k.says != "" || k.function != "" {
		t.Errorf("a step of a protocol that is not boundif's is explained as %+v", k)
	}
}
