// Explorers runs the scenarios of the golden table on every explorer there is,
// boundif's and SPIN, and compares what they count and how long they take.
//
//	go run ./internal/explorers            every row, to standard output
//	go run ./internal/explorers -quick     the fast rows, once: each change is checked so
//	go run ./internal/explorers -update    every row, to docs/explorer.md
//
// It exits with status 1 if two counts differ. That something is slow is for
// people to judge: it is in the table.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"boundif/internal/promela"
)

// document is where -update writes, from the root of the module.
const document = "docs/explorer.md"

func main() {
	update := flag.Bool("update", false, "write "+document)
	quick := flag.Bool("quick", false, "only the fast rows")
	only := flag.String("only", "", "only the scenario of this name")
	flag.Parse()
	if err := run(os.Stdout, os.Stderr, *update, *quick, *only); err != nil {
		fmt.Fprintln(os.Stderr, "explorers:", err)
		os.Exit(1)
	}
}

func run(out, log io.Writer, update, quick bool, only string) error {
	missing := promela.Missing()
	switch {
	case missing != "" && (update || os.Getenv("CI") == "true"):
		return fmt.Errorf("SPIN is needed (Debian packages spin and gcc): %s", missing)
	case missing != "":
		fmt.Fprintf(log, "without SPIN (Debian packages spin and gcc): %s\n", missing)
	case update && (quick || only != ""):
		return errors.New("-update measures every row")
	}
	times := often
	if quick {
		times = 1
	}
	var list []*measured
	var wrong []string
	for _, r := range rows {
		if quick && !r.quick || only != "" && only != r.String() {
			continue
		}
		m, err := r.measure(missing == "", times, log)
		if err != nil {
			return err
		}
		list = append(list, m)
		for _, d := range m.disagreements() {
			wrong = append(wrong, r.String()+": "+d)
		}
	}
	var text bytes.Buffer
	page(&text, machine(), missing == "", list)
	if update {
		if err := os.MkdirAll(filepath.Dir(document), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(document, text.Bytes(), 0o644); err != nil {
			return err
		}
	} else if _, err := out.Write(text.Bytes()); err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("there is no scenario %q", only)
	}
	if wrong != nil {
		return fmt.Errorf("they disagree:\n%s", strings.Join(wrong, "\n"))
	}
	return nil
}

// machine says what the figures were measured on, without naming it.
func machine() string {
	s := fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		parts := strings.SplitN(string(release), ".", 3)
		s += ", Linux " + strings.Join(parts[:min(2, len(parts))], ".")
	}
	if out, err := exec.Command("spin", "-V").Output(); err == nil {
		s += ", " + strings.TrimSpace(strings.SplitN(string(out), " -- ", 2)[0])
	}
	if out, err := exec.Command("gcc", "-dumpfullversion").Output(); err == nil {
		s += ", gcc " + strings.TrimSpace(string(out))
	}
	return s
}
