// Bars runs the benchmarks of internal/peer several times and writes their
// medians to docs/bars.md, with those of gVisor and of the running kernel
// beside them, and whether each is where it should be.
//
//	go run ./internal/bars [-update] [-count N] [-time D]
//
// Without -update it prints the page. Nothing else should run on the machine.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
)

const page = "docs/bars.md"

func main() {
	update := flag.Bool("update", false, "write "+page)
	count := flag.Int("count", 5, "how often each benchmark is run")
	each := flag.String("time", "200ms", "for how long")
	flag.Parse()
	if err := run(*update, *count, *each); err != nil {
		fmt.Fprintln(os.Stderr, "bars:", err)
		os.Exit(1)
	}
}

func run(update bool, count int, each string) error {
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", ".", "-benchmem", "-cpu", "1,4",
		"-benchtime", each, "-count", strconv.Itoa(count), "-timeout", "60m", "./internal/peer")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", err, out.String())
	}
	m, err := parse(out.String())
	if err != nil {
		return err
	}
	text := write(m, fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()), count)
	if !update {
		_, err := os.Stdout.Write(text)
		return err
	}
	return os.WriteFile(page, text, 0o644)
}
