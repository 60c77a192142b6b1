// Package boundif_test holds the claims of the module: each rule of the ledger
// that the model follows, asked of the model and of a real kernel.
package boundif_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"boundif/emu"
	"boundif/internal/plane"
	"boundif/internal/plane/linux"
)

func TestMain(m *testing.M) {
	if linux.Child() {
		return
	}
	if code, done := linux.Reexec(); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// A rule is a row of the table: a program, and what it is told.
type rule struct {
	id      string // of the ledger; with a suffix if one id has several rows
	because string // the rule in words
	program func(s *plane.Script)
	want    string // transcript
	older   older  // transcripts of older releases
	since   emu.Release
}

// older is what releases before each of these say; the first that fits counts.
type older []struct {
	before emu.Release
	want   string
}

func (r rule) wanted(release emu.Release) string {
	for _, o := range r.older {
		if !release.AtLeast(o.before) {
			return o.want
		}
	}
	return r.want
}

// releases are those that the model is asked as: the oldest, those on both
// sides of a change, those that real kernels were compared with, the newest.
var releases = []emu.Release{
	emu.Linux(5, 1), emu.Linux(5, 6), emu.Linux(5, 7), emu.Linux(6, 1), emu.Linux(6, 12), emu.Linux(6, 18),
}

// TestRules runs every program on the model, as several releases, and on the
// kernel that is running. All must say what the row says.
func TestRules(t *testing.T) {
	if major, minor, err := linux.Release(); err == nil {
		t.Logf("the live kernel is Linux %d.%d", major, minor) // internal/ledger reads this
	}
	seen := map[string]bool{}
	for _, r := range rules() {
		if seen[r.id] {
			t.Errorf("two rows are called %s", r.id)
		}
		seen[r.id] = true
		t.Run(r.id, func(t *testing.T) {
			for _, release := range releases {
				if release.AtLeast(r.since) {
					t.Run("model-"+release.String(), func(t *testing.T) {
						r.run(t, plane.Model(release))
					})
				}
			}
			t.Run("live", func(t *testing.T) {
				linux.Require(t)
				p, err := plane.Live()
				if err != nil {
					t.Fatal(err)
				}
				r.run(t, p)
			})
		})
	}
}

func (r rule) run(t *testing.T, p plane.Plane) {
	defer p.Close()
	if !p.Release().AtLeast(r.since) {
		t.Skipf("skipped: Linux %s, and the rule is since %s", p.Release(), r.since)
	}
	got, err := plane.Run(p, r.program)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("skipped: %v", err)
	}
	want := strings.TrimPrefix(r.wanted(p.Release()), "\n")
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" || err != nil {
		t.Errorf("%s on Linux %s: %s\n\nit said:\n%s\nthe difference (-want +got):\n%s%s\nto run only this:\n\n\t%s",
			r.id, p.Release(), r.because, got, diff, ended(err), again(t))
	}
}

func ended(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf("and then the program ended: %v\n", err)
}

// again is the command that runs the test once more, alone.
func again(t *testing.T) string {
	var parts []string
	for part := range strings.SplitSeq(t.Name(), "/") {
		parts = append(parts, "^"+regexp.QuoteMeta(part)+"$")
	}
	return "go test -run '" + strings.Join(parts, "/") + "' ."
}

// rules is the table, in the order of the ledger.
func rules() (all []rule) {
	for _, part := range [][]rule{
		setByName, getByName, byIndex, permission,
		names, renames, altnames, indexes, moves, routing, addresses, vrfs,
		delivery, local, conflicts, disconnect, raw, raw6, rawBind, rawBytes, rawSend, ping, pingBind, pingSend, output, routes, race,
		reuseports, demux, udp6, udpbinds, multicasts, udpvrf, sockaddrs, messages, fits, errorQueues, sizes,
		scopeBinds, ownAddrs, scopeConnects, disconnects6, scopeIDs, infos, infos6,
		unicastIfs, multicastIfs, broadcasts, memberships, optionLengths, icmps, otherFamilies, binds,
		tcpBind, tcpListeners, tcpRequests, tcpEstablished, tcpICMP, tcpConnects, tcpEnds, tcpVRF, gaps,
		unreachables, astrays, vrfLost, shutdowns, orders, refreshes, udplite, udpliteSends, coverages, moreFamilies, stampings, diags, diagOnes,
		users, cached, chanced,
	} {
		all = append(all, part...)
	}
	return all
}
