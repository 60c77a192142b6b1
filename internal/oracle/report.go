package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"boundif/internal/drift"
	"boundif/netdev"
)

const (
	reportPath    = "docs/fidelity.md"
	campaignsPath = "internal/drift/testdata/campaigns.txt"
)

// A result is what a campaign without differences came to.
type result struct {
	kernel      string // release in full
	first, last int    // seeds
	operations  int
	unsteady    int
	took        time.Duration
}

func (r result) String() string {
	return fmt.Sprintf("%s seeds %d to %d operations %d unsteady %d took %v", r.kernel, r.first, r.last, r.operations, r.unsteady, r.took)
}

func parseResult(line string) (r result, err error) {
	var took string
	if _, err = fmt.Sscanf(line, "%s seeds %d to %d operations %d unsteady %d took %s", &r.kernel, &r.first, &r.last, &r.operations, &r.unsteady, &took); err == nil {
		r.took, err = time.ParseDuration(took)
	}
	return r, err
}

func readResults(path string) (all []result, err error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		r, err := parseResult(line)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, i+1, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// noted keeps a result in place of an earlier one of the same kernel.
func noted(r result) error {
	all, err := readResults(campaignsPath)
	if err != nil {
		return err
	}
	all = append(slices.DeleteFunc(all, func(o result) bool { return o.kernel == r.kernel }), r)
	slices.SortFunc(all, func(a, b result) int { return release(a.kernel) - release(b.kernel) })
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintln(&b, r)
	}
	return os.WriteFile(campaignsPath, []byte(b.String()), 0o644)
}

func release(kernel string) int {
	var r netdev.Release
	fmt.Sscanf(kernel, "%d.%d", &r.Major, &r.Minor)
	return r.Major*1000 + r.Minor
}

const reportHead = `# How true the model is

Written by ` + "`go run ./internal/oracle -report`" + `.

A program is a list of operations on one machine: devices made, renamed, removed,
enslaved to a VRF, moved to another namespace and back; addresses and routes;
sockets of UDP, UDP-Lite, TCP, ICMP echo and raw ones, over IPv4 and IPv6, opened,
bound to addresses and to devices by name and by index, connected, listening,
closed, by root, by root without capabilities and by another user; odd lengths and
values; packets that arrive, what they tell of themselves, and what the sockets
send; errors that wait in queues; what ss(8) asks. The model and a real kernel run
the same program. Every answer has to be the same: the error number, each byte and
value that comes back, which sockets got a packet, and which packets left which
device. Indexes and ports that a kernel chose are called by what they are, an error
never.

Programs are drawn at random, from few names, ports and addresses, so that they
collide. A difference is made as small as it gets and printed with the answers
side by side.

## Random programs

| kernel | seeds | operations | differences | unsteady | took |
|---|---|--:|--:|--:|--:|
`

const reportMiddle = `
*Unsteady* is a program that the kernel answered differently once and not again:
a softirq that came late, for instance. All others agreed at once.

There is one kind of answer that a kernel may choose: which member of a
SO_REUSEPORT group gets a packet depends on a hash with a secret that each boot
makes up. Such an answer counts as equal if one of 64 secrets of the model gives it.

## What is known to differ

Known, not modelled, and therefore not drawn:

* One address inside a VRF and outside at the same time: which of them a packet of
  this host reaches. Programs with VRFs are not drawn so.
* Timers: TCP's retransmissions and delayed acknowledgements do not happen in the
  model. A stream of a random program sends twice at most, and is not bound to
  another device after that, nor is ss asked about it.
* connect() of a socket that has begun a datagram (MSG_MORE): Linux keeps where the
  datagram goes and where connect() wants to go in one place (inet->cork.fl), byte by
  byte also for the other family. The model knows what one connect() of IPv4 leaves
  there (OUT-47), and not the rest.

Packet sockets and the families that only have options are not drawn: rows ask about
them, one by one.

## Recorded answers

So that nobody needs these kernels, their answers to some of the programs are part
of the repository. ` + "`go test ./internal/drift`" + ` compares them with the model of the
same release, on every operating system.

| kernel | programs | operations | kinds of operations | one after the other | one before the other |
|---|--:|--:|--:|--:|--:|
`

const reportGvisor = `
The last two columns are pairs of kinds of operations, in this order: directly one
after the other, and in one program. Programs with VRFs are asked of kernels that
have them. TestCorpusMutants breaks
the rules of the model one by one and sees the recorded answers notice.

## Beside gVisor

Programs run on gVisor's netstack, too: those of sockets of UDP, TCP and raw ones,
over IPv4. A program ends at its first difference, for the two are in different
states from there on, and the difference is made as small as it gets.

Each known difference has a name, a smallest program, and a way: what Linux would
have to be asked to answer as netstack does. A difference is called by the names
whose ways, tried one, two or three at a time, turn the model's answer into
netstack's. One without a name fails the test, and so does a named one that is gone.

`

// writeReport writes the page.
func writeReport(path string) error {
	text, err := report(".")
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

func report(root string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(reportHead)
	results, err := readResults(filepath.Join(root, campaignsPath))
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		fmt.Fprintf(&b, "| Linux %s | %d to %d | %d | 0 | %d | %v |\n", r.kernel, r.first, r.last, r.operations, r.unsteady, r.took)
	}
	b.WriteString(reportMiddle)
	files, err := filepath.Glob(filepath.Join(root, "internal", "drift", "testdata", "*.gz"))
	if err != nil {
		return nil, err
	}
	var corpora []*drift.Corpus
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		c, err := drift.ReadCorpus(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		corpora = append(corpora, c)
	}
	slices.SortFunc(corpora, func(a, b *drift.Corpus) int { return release(a.Kernel) - release(b.Kernel) })
	for _, c := range corpora {
		verbs, n := map[string]bool{}, 0
		for _, p := range c.Programs {
			n += len(p)
			for _, o := range p {
				verbs[o.Verb] = true
			}
		}
		next, later, pairs := drift.Pairs(c.Programs)
		fmt.Fprintf(&b, "| Linux %s | %d | %d | %d | %d of %d | %d of %d |\n", c.Kernel, len(c.Programs), n, len(verbs), next, pairs, later, pairs)
	}
	b.WriteString(reportGvisor)
	met, err := reportBeside(root)
	if err != nil {
		return nil, err
	}
	b.WriteString(met)
	reached, err := readReach(root)
	if err != nil {
		return nil, err
	}
	b.WriteString(reached)
	return b.Bytes(), nil
}
