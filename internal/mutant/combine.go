package mutant

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// files are the files of the faults, each once.
func files(faults []Fault) (names []string) {
	for _, f := range faults {
		if !slices.Contains(names, f.File) {
			names = append(names, f.File)
		}
	}
	return names
}

// id is how the environment variable calls a fault.
func id(fault int) string {
	if fault == None {
		return ""
	}
	return strconv.Itoa(fault + 1)
}

// function is a function of a file.
type function struct {
	decl       *ast.FuncDecl
	text       string // from "func" to the closing brace
	start, end int    // of that, in the file
	name       int    // where in the text its name stands
	body       int    // and its opening brace
}

// combine is the source of a file with all its faults in it, and the name of
// its package. Each function that a fault changes stays under another name,
// and so does each version of it with a fault; under its own name there is one
// that calls the version that is switched on.
func combine(file, source string, faults []Fault) (text, room string, err error) {
	room, original, order, err := functions(file, source)
	if err != nil {
		return "", "", err
	}
	versions := map[string]string{} // what stands in the place of a function, after its own text
	cases := map[string]string{}
	for i, f := range faults {
		if f.File != file {
			continue
		}
		edited := source
		for _, e := range f.Edits {
			if n := strings.Count(edited, e[0]); n != 1 {
				return "", "", fmt.Errorf("%q stands %d times in %s, want once: the code has changed, change the mutant too", e[0], n, file)
			}
			edited = strings.Replace(edited, e[0], e[1], 1)
		}
		_, changed, _, err := functions(file, edited)
		if err != nil {
			return "", "", err
		}
		none := true
		for key, g := range changed {
			if o, ok := original[key]; !ok || o.text == g.text {
				continue
			}
			none = false
			versions[key] += "\n\n" + g.renamed("_fault"+id(i))
			cases[key] += fmt.Sprintf("\tcase %q:\n\t\t%s\n", id(i), g.call("_fault"+id(i)))
		}
		if none {
			return "", "", fmt.Errorf("%q changes no function of %s: a fault must", f.Edits, file)
		}
	}
	at := 0
	for _, key := range order {
		if f := original[key]; cases[key] != "" {
			text += source[at:f.start] + f.text[:f.body] + "{\n\tswitch faulty {\n" + cases[key] + "\tdefault:\n\t\t" + f.call("_asis") + "\n\t}\n"
			if f.decl.Type.Results != nil {
				text += "\tpanic(0)\n"
			}
			text += "}\n\n" + f.renamed("_asis") + versions[key]
			at = f.end
		}
	}
	return text + source[at:], room, nil
}

// functions reads the functions of a file, by receiver and name, in order.
func functions(file, source string) (room string, all map[string]function, order []string, err error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, file, source, parser.SkipObjectResolution)
	if err != nil {
		return "", nil, nil, fmt.Errorf("the mutant is no Go: %w", err)
	}
	all = map[string]function{}
	at := func(p token.Pos) int { return fset.Position(p).Offset }
	for _, d := range tree.Decls {
		decl, ok := d.(*ast.FuncDecl)
		if !ok || decl.Body == nil {
			continue
		}
		start, end := at(decl.Type.Func), at(decl.End())
		key := decl.Name.Name
		if decl.Recv != nil {
			key = source[at(decl.Recv.Pos()):at(decl.Recv.End())] + key
		}
		order = append(order, key)
		all[key] = function{decl, source[start:end], start, end, at(decl.Name.End()) - start, at(decl.Body.Pos()) - start}
	}
	return tree.Name.Name, all, order, nil
}

// renamed is the function with something added to its name.
func (f function) renamed(suffix string) string { return f.text[:f.name] + suffix + f.text[f.name:] }

// call is a statement that calls the renamed function with the arguments of
// this one.
func (f function) call(suffix string) string {
	var args []string
	for _, p := range f.decl.Type.Params.List {
		for _, name := range p.Names {
			arg := name.Name
			if _, variadic := p.Type.(*ast.Ellipsis); variadic {
				arg += "..."
			}
			args = append(args, arg)
		}
	}
	call := f.decl.Name.Name + suffix + "(" + strings.Join(args, ", ") + ")"
	if f.decl.Recv != nil {
		call = f.decl.Recv.List[0].Names[0].Name + "." + call
	}
	if f.decl.Type.Results != nil {
		return "return " + call
	}
	return call
}
