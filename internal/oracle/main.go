// Oracle asks real kernels and the model the same random programs, and prints
// each difference, made as small as it can be made, with the answers side by
// side.
//
//	go run ./internal/oracle [-kernel live|PATH] [-machines N] [-ops N] [-seed S] [-replay FILE | -record N | -like RELEASE]
//	go run ./internal/oracle [-kernel live|PATH] -races N [-seed S]
//	go run ./internal/oracle -gvisor N [-seed S] [-note]
//	go run ./internal/oracle -report
//
// Without -kernel it asks the running kernel, in namespaces of its own. A PATH
// is a kernel as User-Mode Linux, and -machines how many of them share the work.
// Everything is drawn from the seed: the same
// command asks the same programs. -replay asks the one program in FILE and
// prints the answers. -record chooses N of the programs, if there was no
// difference, and writes them with their answers to
// internal/drift/testdata/RELEASE.gz. -like asks the programs that were recorded
// of another release, and writes that. -note keeps what a campaign came to, in
// internal/drift/testdata/campaigns.txt; -report writes docs/fidelity.md from
// that and from the recorded answers.
//
// -gvisor asks gVisor's netstack N programs; -note keeps how often each known
// difference was met, in internal/plane/gvisor/testdata/met.txt.
//
// -races lets two tasks make their calls at the same time, and fails if the
// kernel has an outcome that the explorer says cannot be.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"boundif/internal/drift"
	"boundif/internal/plane/linux"
)

func main() {
	if linux.Child() {
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "guest" {
		exit(drift.Guest(os.Args[2]))
	}
	kernel := flag.String("kernel", "live", "`live`, or the path of a kernel as User-Mode Linux")
	machines := flag.Int("machines", 1, "how many virtual machines to start")
	ops := flag.Int("ops", 50_000, "how many operations")
	size := flag.Int("size", 40, "operations of a program, at most, after its beginning")
	seed := flag.Int("seed", 1, "of the first program; the next ones count up")
	stop := flag.Int("stop", 10, "differences after which to give up")
	note := flag.Bool("note", false, "keep the result for docs/fidelity.md")
	races := flag.Int("races", 0, "how many races to ask instead")
	programs := flag.Int("gvisor", 0, "how many programs to ask gVisor's netstack instead")
	report := flag.Bool("report", false, "write docs/fidelity.md")
	record := flag.Int("record", 0, "how many programs to record")
	like := flag.String("like", "", "`release` whose recorded programs to ask")
	replay := flag.String("replay", "", "`file` of one program to ask instead of random ones")
	flag.Parse()
	if *report {
		exit(writeReport(reportPath))
	}
	if *programs > 0 {
		exit(beside(*seed, *programs, *note))
	}
	if *kernel == "live" {
		if code, done := linux.Reexec(); done {
			os.Exit(code)
		}
	}
	k, done, err := open(*kernel, *machines)
	if err != nil {
		exit(err)
	}
	switch {
	case *races > 0:
		err = race(k, *races, *seed)
	case *replay != "":
		err = one(k, *replay)
	case *like != "":
		err = again(k, *like)
	default:
		err = campaign(k, *kernel, *ops, *size, *seed, *stop, *record, *note)
	}
	done()
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// kernel is a real one.
type kernel interface {
	drift.Asker
	Full() string // the release as uname -r tells it
}

// open is the kernel to ask, and what frees it.
func open(name string, machines int) (kernel, func(), error) {
	if name == "live" {
		k, err := drift.Live()
		return k, func() {}, err
	}
	dir, err := os.MkdirTemp("", "boundif-oracle-")
	if err != nil {
		return nil, nil, err
	}
	guest := filepath.Join(dir, "guest")
	build := exec.Command("go", "build", "-o", guest, "boundif/internal/oracle")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("%w\n%s", err, out)
	}
	var f fleet
	done := func() {
		for _, k := range f {
			k.Close()
		}
		os.RemoveAll(dir)
	}
	for range max(machines, 1) {
		k, err := drift.Boot(name, guest, "guest")
		if err != nil {
			done()
			return nil, nil, err
		}
		f = append(f, k)
	}
	return f, done, nil
}

func one(k kernel, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	p, err := drift.Parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	model := drift.Model(k.Release())
	d, err := drift.Compare(p, k, model)
	if err != nil {
		return err
	}
	if d != nil {
		fmt.Print(withNetstack(d))
		return fmt.Errorf("%s and %s differ", k.Name(), model.Name())
	}
	answers, err := model.Ask(p)
	if err != nil {
		return err
	}
	fmt.Print(&drift.Difference{Program: p, Kernels: []drift.Asker{model}, Answers: [][]string{answers}})
	return nil
}

// campaign asks programs until they have had so many operations, and records
// some of them.
func campaign(k kernel, name string, ops, size, seed, stop, record int, note bool) error {
	vrf, err := drift.HasVRF(k)
	if err != nil {
		return err
	}
	model := drift.Model(k.Release())
	begun, differences, unsteady, asked, first := time.Now(), 0, 0, 0, seed
	var programs []drift.Program
	var answers [][]string
	for asked < ops && differences < stop {
		var batch []drift.Program
		from := seed
		for n := 0; n < 8000 && asked+n < ops; seed++ {
			p := drift.Seeded(seed, size, vrf && seed%2 == 1)
			batch, n = append(batch, p), n+len(p)
		}
		said, err := k.AskAll(batch)
		if err != nil {
			return fmt.Errorf("seeds %d to %d: %w", from, seed-1, err)
		}
		for i, p := range batch {
			asked += len(p)
			if same, err := drift.Agrees(k.Release(), p, said[i]); err != nil {
				return fmt.Errorf("seed %d: %w", from+i, err)
			} else if same {
				if record > 0 {
					programs, answers = append(programs, p), append(answers, said[i])
				}
				continue
			}
			d, err := confirm(p, k, model)
			if err != nil {
				return fmt.Errorf("seed %d: %w", from+i, err)
			}
			if d == nil {
				unsteady++
				same, _ := model.Ask(p)
				for n := range p {
					if same[n] != said[i][n] {
						fmt.Printf("seed %d: unsteady: %s: once %q, then as the model %q\n", from+i, p[n], said[i][n], same[n])
						break
					}
				}
				continue
			}
			fmt.Printf("seed %d:\n%vto ask again:\n\n\tgo run ./internal/oracle -kernel %s -size %d -seed %d -ops 1\n\n",
				from+i, withNetstack(d), name, size, from+i)
			if differences++; differences == stop {
				break
			}
		}
	}
	fmt.Printf("%s: seeds %d to %d, %d operations in %v, %d differences, %d unsteady\n",
		k.Name(), first, seed-1, asked, time.Since(begun).Round(time.Millisecond), differences, unsteady)
	if differences > 0 {
		return fmt.Errorf("%d differences", differences)
	}
	if note {
		if err := noted(result{k.Full(), first, seed - 1, asked, unsteady, time.Since(begun).Round(time.Second)}); err != nil {
			return err
		}
	}
	if record == 0 {
		return nil
	}
	c := &drift.Corpus{Kernel: k.Full(), Release: k.Release()}
	for _, i := range drift.Choose(programs, answers, record) {
		c.Programs, c.Answers = append(c.Programs, programs[i]), append(c.Answers, answers[i])
	}
	return save(c)
}

func corpusPath(release string) string {
	return filepath.Join("internal", "drift", "testdata", release+".gz")
}

func save(c *drift.Corpus) error {
	path := corpusPath(c.Release.String())
	fmt.Printf("%d programs go to %s\n", len(c.Programs), path)
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// again records what another release was asked, as far as this kernel can be.
func again(k kernel, release string) error {
	f, err := os.Open(corpusPath(release))
	if err != nil {
		return err
	}
	defer f.Close()
	from, err := drift.ReadCorpus(f)
	if err != nil {
		return err
	}
	vrf, err := drift.HasVRF(k)
	if err != nil {
		return err
	}
	c := &drift.Corpus{Kernel: k.Full(), Release: k.Release()}
	for _, p := range from.Programs {
		if vrf || !p.NeedsVRF() {
			c.Programs = append(c.Programs, p)
		}
	}
	model := drift.Model(k.Release())
	if c.Answers, err = k.AskAll(c.Programs); err != nil {
		return err
	}
	for i, p := range c.Programs {
		for tries := 0; ; tries++ {
			same, err := drift.Agrees(k.Release(), p, c.Answers[i])
			if err != nil {
				return err
			}
			if same {
				break
			}
			d, err := confirm(p, k, model)
			if err != nil {
				return err
			}
			if d != nil || tries == 3 {
				fmt.Println(d)
				return fmt.Errorf("program %d: %s and %s differ", i+1, k.Name(), model.Name())
			}
			if c.Answers[i], err = k.Ask(p); err != nil { // it was unsteady
				return err
			}
		}
	}
	return save(c)
}

// confirm asks a few times more and makes what differs small; nil if the kernel
// once agrees.
func confirm(p drift.Program, k, model drift.Asker) (d *drift.Difference, err error) {
	for range 4 {
		if d, err = drift.Compare(p, k, model); d == nil || err != nil {
			return nil, err
		}
	}
	return d.Shrink()
}
