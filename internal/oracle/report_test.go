package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestReport: docs/fidelity.md is what -report would write.
func TestReport(t *testing.T) {
	root := filepath.Join("..", "..")
	want, err := report(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, reportPath))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: go run ./internal/oracle -report", reportPath)
	}
}

func TestResult(t *testing.T) {
	r := result{"6.12.117", 1, 20, 1000, 2, 90 * time.Second}
	again, err := parseResult(r.String())
	if err != nil || again != r {
		t.Errorf("%q reads as %+v, %v", r, again, err)
	}
	for _, line := range []string{"", "6.12.117 seeds 1 to x", "6.12.117 seeds 1 to 20 operations 1000 unsteady 2 took long"} {
		if _, err := parseResult(line); err == nil {
			t.Errorf("%q is read", line)
		}
	}
	if release("6.1.176") >= release("6.12.117") {
		t.Error("6.1 comes after 6.12")
	}
}
