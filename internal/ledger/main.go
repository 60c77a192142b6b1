// Ledger writes docs/ledger.md: for each rule of Linux that is known, the code
// that implements it, the tests that check it, and the kernels that were asked.
//
//	go run ./internal/ledger [-update] [LOG...]
//	go run ./internal/ledger [-update] -reached PROFILE
//
// Code and tests are found by their citations: a comment or a row that names
// UDP-04, or OPT-01 to OPT-07. A LOG is what go test -v prints on a kernel of
// TestRules, TestWindows and, of the museum, TestTry: the rows that passed there
// and the races that were seen are noted in confirmed.txt. Without -update it
// only says whether the page is up to date, and what is missing.
//
// A PROFILE is what go test -coverprofile writes of TestCorpus of package drift:
// which code of the rules the recorded programs run is noted in reached.txt, for
// docs/fidelity.md.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const page = "docs/ledger.md"

func main() {
	update := flag.Bool("update", false, "write "+page)
	profile := flag.String("reached", "", "`profile` of coverage, of the recorded programs")
	flag.Parse()
	if *profile != "" {
		exit(reach(os.Stdout, ".", *profile, *update))
		return
	}
	exit(run(os.Stdout, ".", *update, flag.Args()))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "ledger:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, root string, update bool, logs []string) error {
	confirmedPath := filepath.Join(root, "internal", "ledger", "confirmed.txt")
	old, err := os.ReadFile(confirmedPath)
	if err != nil {
		return err
	}
	c, err := readConfirmed(string(old))
	if err != nil {
		return fmt.Errorf("%s: %w", confirmedPath, err)
	}
	for _, path := range logs {
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := c.log(string(b)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	found, err := scan(root)
	if err != nil {
		return err
	}
	text := write(found, c)
	for _, gap := range gaps(found, c) {
		fmt.Fprintln(w, gap)
	}
	path := filepath.Join(root, page)
	if update {
		if err := os.WriteFile(confirmedPath, []byte(c.String()), 0o644); err != nil {
			return err
		}
		return os.WriteFile(path, text, 0o644)
	}
	have, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, text) {
		return fmt.Errorf("%s is out of date: go run ./internal/ledger -update", page)
	}
	return nil
}
