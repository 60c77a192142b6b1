package drift

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"boundif/internal/mutant"
)

// A rule is one of Linux's that the model is made to break.
type rule struct {
	id       string // in the ledger
	name     string // what the model does instead
	file     string
	old, new string // old stands in file exactly once
}

// rules is what the recorded answers must notice, each rule broken alone.
var rules = slices.Concat(sockRules, arrivalRules, diagRules, netdevRules, udpRules, tcpRules, rawRules, emuRules)

// tables is the files of this one and of its rules.
var tables = []string{
	"mutant_test.go", "mutant_sock_test.go", "mutant_arrival_test.go", "mutant_diag_test.go", "mutant_netdev_test.go", "mutant_udp_test.go", "mutant_tcp_test.go", "mutant_raw_test.go", "mutant_emu_test.go",
}

// folders is how many rules at least are broken in each part of the model.
var folders = map[string]int{"sock": 4, "netdev": 4, "proto/udp": 4, "proto/tcp": 4, "proto/raw": 4, "proto/ping": 4, "emu": 4}

// TestCorpusMutants breaks the rules in turn and sees TestCorpus alone notice
// each. With -v it prints how many of the recorded programs do; without, the
// first is enough.
func TestCorpusMutants(t *testing.T) {
	mutant.Require(t)
	if os.Getenv("CI") == "" {
		t.Skip("skipped: it takes most of a minute; to run it: CI=true go test -v -run TestCorpusMutants ./internal/drift")
	}
	table := mutant.NewTable(t, len(rules), "rule", "broken in", "the model does instead", "programs that notice")
	left := map[string]int{}
	for folder, n := range folders {
		left[folder] = n
	}
	var all []mutant.Fault
	for _, r := range rules {
		all = append(all, mutant.Fault{File: r.file, Edits: []mutant.Edit{{r.old, r.new}}})
		left[r.file[:strings.LastIndexByte(r.file, '/')]]--
	}
	for folder, n := range left {
		if n > 0 {
			t.Errorf("%s: %d rules too few are broken", folder, n)
		}
	}
	if !testing.Verbose() {
		t.Setenv(firstOnly, "1")
	}
	b := mutant.Compile(t, "internal/drift", all, tables...)
	if b.Run(mutant.None, "TestCorpus").MustPass(t, "the code as it is"); t.Failed() {
		return // everything would seem to be noticed
	}
	for i, r := range rules {
		t.Run(r.id+" "+r.name, func(t *testing.T) {
			t.Parallel()
			result := b.Run(i, "TestCorpus")
			result.MustKill(t, "TestCorpus")
			table.Set(i, r.id, r.file, r.name, noticed(result.Output))
		})
	}
}

var noticing = regexp.MustCompile(`: (\d+) of (\d+) programs`)

// noticed is how many programs were answered otherwise, as TestCorpus says for
// each kernel.
func noticed(output string) string {
	differ, programs := 0, 0
	for _, m := range noticing.FindAllStringSubmatch(output, -1) {
		n, _ := strconv.Atoi(m[1])
		of, _ := strconv.Atoi(m[2])
		differ, programs = differ+n, programs+of
	}
	return fmt.Sprintf("%d of %d", differ, programs)
}
