package drift

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An Op is an operation: a verb and its arguments, as they are written.
type Op struct {
	Verb string
	Args []string
}

// String is the operation in one line. Arguments that are empty, or that have
// blanks or other odd bytes in them, are quoted as in Go.
func (o Op) String() string {
	var b strings.Builder
	b.WriteString(o.Verb)
	for _, a := range o.Args {
		b.WriteByte(' ')
		if q := strconv.Quote(a); a == "" || strings.ContainsAny(a, " \"") || len(q) != len(a)+2 {
			a = q
		}
		b.WriteString(a)
	}
	return b.String()
}

// A Program is a list of operations.
type Program []Op

// String is the program, an operation in each line.
func (p Program) String() string {
	var b strings.Builder
	for _, o := range p {
		b.WriteString(o.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// NeedsVRF reports whether the program has operations that only kernels with
// VRFs can do.
func (p Program) NeedsVRF() bool {
	return slices.ContainsFunc(p, func(o Op) bool { return verbs[o.Verb].vrf })
}

// Parse reads what String writes; empty lines and those that begin with "#"
// are left out. Errors name the line.
func Parse(text string) (Program, error) {
	var p Program
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		words, err := fields(line)
		if err == nil {
			o := Op{words[0], words[1:]}
			if err = o.check(); err == nil {
				p = append(p, o)
				continue
			}
		}
		return nil, fmt.Errorf("line %d: %q: %w", i+1, line, err)
	}
	return p, nil
}

// fields splits a line at blanks that are not quoted.
func fields(line string) (words []string, err error) {
	for line = strings.TrimLeft(line, " "); line != ""; line = strings.TrimLeft(line, " ") {
		word := line
		if line[0] == '"' {
			if word, err = strconv.QuotedPrefix(line); err != nil {
				return nil, fmt.Errorf("a quote is not closed")
			}
			line = line[len(word):]
			if word, err = strconv.Unquote(word); err != nil {
				return nil, err
			}
		} else {
			word, line, _ = strings.Cut(line, " ")
		}
		words = append(words, word)
	}
	return words, nil
}

// check says what is wrong with an operation as written, before any is run.
func (o Op) check() error {
	v, ok := verbs[o.Verb]
	if !ok {
		return fmt.Errorf("there is no operation %q", o.Verb)
	}
	if len(o.Args) != len(v.args) {
		return fmt.Errorf("%s has %d arguments, want %d", o.Verb, len(o.Args), len(v.args))
	}
	for i, k := range v.args {
		if err := k.check(o.Args[i]); err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return nil
}
