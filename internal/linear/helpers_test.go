package linear

import (
	"regexp"
	"strings"
	"testing"

	"boundif/emu"
)

func get(sock int) Op                   { return Op{Kind: Get, Sock: sock} }
func getName(sock int) Op               { return Op{Kind: GetName, Sock: sock} }
func bindIndex(sock, index int) Op      { return Op{Kind: BindIndex, Sock: sock, Index: index} }
func bindName(sock int, name string) Op { return Op{Kind: BindName, Sock: sock, Name: name} }
func nameOf(index int) Op               { return Op{Kind: NameOf, Index: index} }
func resolve(name string) Op            { return Op{Kind: Resolve, Name: name} }
func rename(index int, name string) Op  { return Op{Kind: Rename, Index: index, Name: name} }
func remove(index int) Op               { return Op{Kind: Delete, Index: index} }
func create(name string) Op             { return Op{Kind: Create, Name: name} }

func task(name string, ops ...Op) Task { return Task{name, ops} }

func tasks(t ...Task) Program { return Program{Tasks: t} }

// explains fails the test if the specification does not explain every history
// of the program.
func explains(t *testing.T, s Spec, p Program, opts ...emu.Option) *Verdict {
	t.Helper()
	v := decide(t, s, p, opts...)
	if v.Bad > 0 {
		t.Errorf("%d of %d histories are not explained. The shortest:\n\n%s", v.Bad, v.Histories, v.story(t, s))
	}
	return v
}

// refutes fails the test if the specification explains every history of the
// program. What it does not explain is logged.
func refutes(t *testing.T, s Spec, p Program, opts ...emu.Option) *Verdict {
	t.Helper()
	v := decide(t, s, p, opts...)
	if v.Bad == 0 {
		t.Errorf("P4 (linearizability): all %d histories are explained if %v: want one that is not", v.Histories, s)
		return v
	}
	t.Logf("%d of %d histories are not explained. The shortest:\n\n%s", v.Bad, v.Histories, v.story(t, s))
	again, err := emu.ReplaySchedule(v.Witness.Schedule, p.Body(s), opts...)
	if err == nil || again.String() != v.Witness.Trace.String() {
		t.Errorf("the schedule %q does not replay what was found, but:\n%v (error %v)", v.Witness.Schedule, again, err)
	}
	return v
}

func decide(t *testing.T, s Spec, p Program, opts ...emu.Option) *Verdict {
	t.Helper()
	v, err := p.Decide(s, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// story is the rule, the calls, the trace, and how to see it again.
func (v *Verdict) story(t *testing.T, s Spec) string {
	return v.Witness.Error() + "\n\nTo replay it:\n\n\temu.Replay(t, " + `"` + v.Witness.Schedule + `"` + ", p.Body(s))\n\ngo test ./internal/linear -run '^" +
		strings.ReplaceAll(regexp.QuoteMeta(t.Name()), "/", "$/^") + "$'"
}
