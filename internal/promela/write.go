package promela

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// name gives cells and tasks names that Promela accepts, each once.
func (p *Program) name() {
	used := map[string]bool{}
	for _, k := range keywords {
		used[k] = true
	}
	unique := func(from, prefix string) string {
		name := identifier(from)
		if c := name[0]; used[name] || c >= '0' && c <= '9' {
			name = prefix + name
		}
		for base, n := name, 2; used[name]; n++ {
			name = fmt.Sprintf("%s_%d", base, n)
		}
		used[name] = true
		return name
	}
	for i := range p.Cells {
		p.Cells[i].Name = unique(p.Cells[i].From, "cell_")
	}
	for i := range p.Tasks {
		p.Tasks[i].Name = unique(p.Tasks[i].From, "task_")
	}
}

// identifier turns "registry#1.name[0]" into "registry1_name_0".
func identifier(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r != '#' && r != ']':
			b.WriteByte('_')
		}
	}
	if b.Len() == 0 || b.String()[0] == '_' {
		return "x" + b.String()
	}
	return b.String()
}

// keywords are Promela's own words, and what SPIN's C code cannot have twice.
var keywords = strings.Fields(`active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track
	chan d_step D_proctype do else empty enabled end eval false fi for full get_priority goto hidden if in init
	inline int len local ltl mtype nempty never nfull notrace np_ od of pc_value pid print printf printm
	priority proctype provided return run select set_priority short show skip timeout trace true typedef
	unless unsigned value xr xs until always eventually next weakuntil stronguntil implies equivalent release`)

// kind is the smallest type that holds the cell's values.
func (c Cell) kind() string {
	switch {
	case c.Min >= 0 && c.Max <= 1:
		return "bit"
	case c.Min >= 0 && c.Max <= 255:
		return "byte"
	case c.Min >= -1<<15 && c.Max < 1<<15:
		return "short"
	}
	return "int"
}

func (c Cell) declare() string {
	s := fmt.Sprintf("%-5s %s", c.kind(), c.Name)
	if c.Init != 0 {
		s += fmt.Sprintf(" = %d", c.Init)
	}
	return fmt.Sprintf("%s;\t/* %s */", s, comment(c.From))
}

// Write prints the program as Promela. title goes into the comment at its top.
func (p *Program) Write(out io.Writer, title string) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, preamble, comment(title))
	for i, o := range p.Outcomes {
		fmt.Fprintf(w, "     %4d   \"%s\"\n", i+1, comment(strings.TrimSpace(o.Label)))
	}
	fmt.Fprint(w, "*/\n\n")
	for _, c := range p.Cells {
		if c.Owner < 0 {
			fmt.Fprintln(w, c.declare())
		}
	}
	for i := range p.Tasks {
		p.writeTask(w, i)
	}
	p.writeOutcomes(w)
	return w.Flush()
}

const preamble = `/* %s

   Written by boundif from the automaton of each task, as its explorer found
   it: a label is a place between two steps, a statement is one step.

   All states, to be compared one by one with boundif's:

     spin -a -o1 -o2 -o3 FILE && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m100000

   As fast as SPIN can, with partial order reduction:

     spin -a FILE && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m100000

   A schedule that ends in outcome N, as an assertion that fails; with N = 0,
   in none of those that boundif found (there must be no such schedule):

     spin -a -DOUTCOME=N FILE && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m100000; spin -t -p FILE

   Outcomes:

`

func (p *Program) writeTask(w io.Writer, i int) {
	t := p.Tasks[i]
	fmt.Fprintf(w, "\nactive proctype %s()\n{\n", t.Name)
	for _, c := range p.Cells {
		if c.Owner == i {
			fmt.Fprintf(w, "\t%s\n", c.declare())
		}
	}
	end := 0
	for k, at := range t.Places {
		if at.Done {
			end = k
			continue
		}
		fmt.Fprintf(w, "s%d:\t/* %s */\n", k, comment(at.Step))
		if len(at.Moves) == 0 {
			fmt.Fprint(w, "\tfalse; /* blocked in every execution */\n")
			continue
		}
		fmt.Fprint(w, "\tif\n")
		for _, m := range at.Moves {
			fmt.Fprintf(w, "\t:: %s goto %s\n", p.statement(m), t.label(m.To))
		}
		fmt.Fprint(w, "\tfi;\n")
	}
	if t.Places[end].Done {
		fmt.Fprint(w, "end_done:\n\tfalse\n")
	}
	fmt.Fprint(w, "}\n")
}

// label is Promela's name of a place. Those that begin with "end" are valid
// end states.
func (t Task) label(place int) string {
	if t.Places[place].Done {
		return "end_done"
	}
	return fmt.Sprintf("s%d", place)
}

// statement is the step of a move: its condition and its stores.
func (p *Program) statement(m Move) string {
	cond := p.condition(m.When)
	var sets []string
	for _, s := range m.Set {
		sets = append(sets, fmt.Sprintf("%s = %d", p.Cells[s.Cell].Name, s.V))
	}
	stores := strings.Join(sets, "; ")
	switch {
	case stores == "" && cond == "":
		return "true ->"
	case stores == "":
		return cond + " ->"
	case cond == "" && len(sets) == 1:
		return stores + ";"
	case cond == "":
		return "d_step { " + stores + " };"
	}
	return "d_step { " + cond + " -> " + stores + " };"
}

// condition is "" if it always holds.
func (p *Program) condition(any [][]Value) string {
	var terms []string
	for _, all := range any {
		var tests []string
		for _, v := range all {
			tests = append(tests, fmt.Sprintf("%s == %d", p.Cells[v.Cell].Name, v.V))
		}
		if len(tests) == 0 {
			return ""
		}
		terms = append(terms, strings.Join(tests, " && "))
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return "(" + strings.Join(terms, ") || (") + ")"
}

// writeOutcomes adds a process that waits for an outcome and then fails.
func (p *Program) writeOutcomes(w io.Writer) {
	fmt.Fprint(w, "\n#ifdef OUTCOME\nactive proctype outcome()\n{\n\tatomic {\n\t\t(")
	for i, t := range p.Tasks {
		if i > 0 {
			fmt.Fprint(w, " && ")
		}
		fmt.Fprintf(w, "%s@end_done", t.Name)
	}
	fmt.Fprint(w, ");\n")
	var all []string
	for i, o := range p.Outcomes {
		var finals []string
		for _, f := range o.Finals {
			finals = append(finals, p.holds(f))
		}
		all = append(all, finals...)
		fmt.Fprintf(w, "#if OUTCOME == %d\n\t\tassert(!(%s))\n#endif\n", i+1, strings.Join(finals, "\n\t\t || "))
	}
	slices.Sort(all)
	fmt.Fprintf(w, "#if OUTCOME == 0\n\t\tassert(%s)\n#endif\n\t}\nend:\tfalse\n}\n#endif\n", strings.Join(slices.Compact(all), "\n\t\t || "))
}

// holds is the expression that every cell has its final value.
func (p *Program) holds(final []int32) string {
	var tests []string
	for i, v := range final {
		c := p.Cells[i]
		name := c.Name
		if c.Owner >= 0 {
			name = p.Tasks[c.Owner].Name + ":" + name
		}
		tests = append(tests, fmt.Sprintf("%s == %d", name, v))
	}
	return "(" + strings.Join(append(tests, "true"), " && ") + ")"
}

// comment keeps a text from ending the comment that it stands in.
func comment(s string) string {
	return strings.NewReplacer("*/", "* /", "/*", "/ *", "\n", " ").Replace(s)
}
