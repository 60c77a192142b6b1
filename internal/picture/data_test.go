package picture

import (
	"reflect"
	"testing"

	"boundif/sched"
)

// TestLocks: bars come from the footprints alone.
func TestLocks(t *testing.T) {
	step := func(task string, touched ...string) sched.Step { return sched.Step{Task: task, Touched: touched} }
	for _, row := range []struct {
		why   string
		steps []sched.Step
		want  []lockData
	}{
		{"nothing is locked", []sched.Step{step("a", "read x", "write y")}, []lockData{}},
		{"from the step that takes it to the one that frees it", []sched.Step{
			step("a", "acquire m"), step("b", "read x"), step("a", "write x", "release m"),
		}, []lockData{{0, "m", 0, 2, true, 0}}},
		{"one inside the other; the third has the place of the second, which is free again", []sched.Step{
			step("a", "acquire m"), step("a", "acquire n"), step("a", "release n"), step("a", "acquire o"), step("a", "release o"), step("a", "release m"),
		}, []lockData{{0, "m", 0, 5, true, 0}, {0, "n", 1, 2, true, 1}, {0, "o", 3, 4, true, 1}}},
		{"another task's are no reason to stand further in", []sched.Step{
			step("a", "acquire m"), step("b", "acquire n"), step("b", "release n"), step("a", "release m"),
		}, []lockData{{0, "m", 0, 3, true, 0}, {1, "n", 1, 2, true, 0}}},
		{"held at the end", []sched.Step{step("b", "acquire m"), step("a", "read x")}, []lockData{{1, "m", 0, 1, false, 0}}},
		{"freed by one and taken by the next within the trace", []sched.Step{
			step("a", "acquire m"), step("a", "release m"), step("b", "acquire m"), step("b", "release m"),
		}, []lockData{{0, "m", 0, 1, true, 0}, {1, "m", 2, 3, true, 0}}},
		{"taken and freed in one step, which is recorded as a change", []sched.Step{step("a", "write m")}, []lockData{}},
	} {
		if got := locks(&sched.Trace{Tasks: []string{"a", "b"}, Steps: row.steps}); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: got %+v, want %+v", row.why, got, row.want)
		}
	}
}

// TestCalls: boxes of calls that the trace knows in full, in part, and not at
// all.
func TestCalls(t *testing.T) {
	a := func(call int) sched.Step { return sched.Step{Task: "a", Call: call} }
	for _, row := range []struct {
		why   string
		steps []sched.Step
		calls []sched.Call
		want  []callData
	}{
		{"steps outside of calls", []sched.Step{a(0)}, nil, []callData{}},
		{"a call around its steps, whoever runs in between", []sched.Step{a(1), {Task: "b"}, a(1)},
			[]sched.Call{{Task: "a", Number: 1, Text: "f()", Result: "0", Last: 2}},
			[]callData{{0, "f()", "0", false, 0, 2, true}}},
		{"one that failed", []sched.Step{a(1)},
			[]sched.Call{{Task: "a", Number: 1, Text: "f()", Result: "-1 EPERM", Last: 0}},
			[]callData{{0, "f()", "-1 EPERM", true, 0, 0, true}}},
		{"one without steps of its own, after another", []sched.Step{a(1)},
			[]sched.Call{{Task: "a", Number: 1, Text: "f()", Result: "0", Last: 0}, {Task: "a", Number: 2, Text: "g()", Result: "7", Last: 0}},
			[]callData{{0, "f()", "0", false, 0, 0, true}, {0, "g()", "7", false, -1, 0, true}}},
		{"one that the trace was cut off in, and one after its end", []sched.Step{a(1)},
			[]sched.Call{{Task: "a", Number: 1, Text: "f()", Result: "0", Last: 4}, {Task: "a", Number: 2, Text: "g()", Result: "0", Last: 5}},
			[]callData{{0, "f()", "", false, 0, 0, false}}},
		{"one that never returned", []sched.Step{a(1), a(1)}, nil,
			[]callData{{0, "a call that did not return", "", false, 0, 1, false}}},
	} {
		if got := calls(&sched.Trace{Tasks: []string{"a", "b"}, Steps: row.steps, Calls: row.calls}); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: got %+v, want %+v", row.why, got, row.want)
		}
	}
}

// TestWaits: one bar for as long as a task waits for the same.
func TestWaits(t *testing.T) {
	for_ := func(what ...string) sched.Step {
		st := sched.Step{Task: "a"}
		for _, w := range what {
			st.Blocked = append(st.Blocked, sched.Wait{Task: "b", For: w})
		}
		return st
	}
	for _, row := range []struct {
		why   string
		steps []sched.Step
		want  []waitData
	}{
		{"nobody waits", []sched.Step{for_()}, []waitData{}},
		{"the same, without a gap", []sched.Step{for_("m"), for_("m"), for_()}, []waitData{{1, 0, 1, "m"}}},
		{"with a gap", []sched.Step{for_("m"), for_(), for_("m")}, []waitData{{1, 0, 0, "m"}, {1, 2, 2, "m"}}},
		{"somebody else holds it now", []sched.Step{for_("m of a"), for_("m of c")}, []waitData{{1, 0, 0, "m of a"}, {1, 1, 1, "m of c"}}},
	} {
		if got := waits(&sched.Trace{Tasks: []string{"a", "b"}, Steps: row.steps}); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: got %+v, want %+v", row.why, got, row.want)
		}
	}
}

// TestFields: tables and rows keep their places while values come and go.
func TestFields(t *testing.T) {
	f := func(group, name, value string) sched.Field {
		return sched.Field{Group: group, Name: name, Value: value}
	}
	d := draw(Picture{Trace: &sched.Trace{
		Tasks: []string{"a"},
		Shown: []sched.Field{f("names", "eth0", "2"), f("sock", "dev", "0")},
		Steps: []sched.Step{
			{Task: "a", Shown: []sched.Field{f("sock", "dev", "0")}},
			{Task: "a", Shown: []sched.Field{f("names", "tmp0", "2"), f("sock", "dev", "2")}},
		},
	}})
	if want := []fieldData{{"names", "eth0"}, {"names", "tmp0"}, {"sock", "dev"}}; !reflect.DeepEqual(d.Fields, want) {
		t.Fatalf("fields %v, want %v", d.Fields, want)
	}
	for i, want := range [][]string{{"2", "", "0"}, {"", "", "0"}, {"", "2", "2"}} {
		got := append([][]*string{d.Start}, d.Steps[0].Values, d.Steps[1].Values)[i]
		for k, v := range got {
			if v == nil && want[k] != "" || v != nil && *v != want[k] {
				t.Errorf("%d steps in, field %v is not %q", i, d.Fields[k], want[k])
			}
		}
	}
}
