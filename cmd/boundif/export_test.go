package main

import (
	"strings"
	"testing"
)

func TestExport(t *testing.T) {
	for _, row := range []struct {
		why  string
		args []string
		want []string
	}{
		{"the default scenario", nil, []string{"scenario 1/1/1\n", "active proctype name0()", "active proctype rename0()"}},
		{"two binders on one socket", []string{"--scenario", "2/0/1 shared"},
			[]string{"scenario 2/0/1 shared\n", "bit   sock1_lock;", "active proctype name1()"}},
		{"a device comes and goes", []string{"--scenario=1/0/0 hotplug"}, []string{"active proctype hotplug()"}},
	} {
		code, out, stderr := command(append([]string{"export"}, row.args...)...)
		_, again, _ := command(append([]string{"export"}, row.args...)...)
		if code != 0 || stderr != "" || out != again {
			t.Errorf("%s: exit status %d, standard error %q, the same twice: %v", row.why, code, stderr, out == again)
		}
		for _, want := range row.want {
			if !strings.Contains(out, want) {
				t.Errorf("%s: the model lacks %q:\n%s", row.why, want, out)
			}
		}
	}
}

func TestExportUsage(t *testing.T) {
	for _, row := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-h"}, 0, "--scenario S"},
		{[]string{"2/2/1"}, 2, `takes no arguments, got ["2/2/1"]`},
		{[]string{"--scenario", "2/2/1", "shared"}, 2, "quote a scenario of several words"},
		{[]string{"--scenario", "2/2"}, 2, `--scenario: scenario "2/2"`},
		{[]string{"--scenario"}, 2, "flag needs an argument"},
		{[]string{"--spin"}, 2, "flag provided but not defined: -spin"},
	} {
		code, stdout, stderr := command(append([]string{"export"}, row.args...)...)
		if text := stdout + stderr; code != row.code || !strings.Contains(text, row.says) || code == 2 && strings.Count(text, "\n") != 1 {
			t.Errorf("boundif export %q: exit status %d and %q, want %d and one line with %q", row.args, code, text, row.code, row.says)
		}
	}
}
