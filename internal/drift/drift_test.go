package drift

import (
	"os"
	"path/filepath"
	"testing"

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

// TestLive asks the running kernel and the model of its release the same
// programs, drawn from seeds 1, 2, ...
func TestLive(t *testing.T) {
	linux.Require(t)
	k, err := Live()
	if err != nil {
		t.Fatal(err)
	}
	programs, operations := 100, 0
	if testing.Short() {
		programs = 20
	}
	for seed := range programs {
		p := Seeded(seed+1, 40, false)
		operations += len(p)
		d, err := Compare(p, k, Model(k.Release()))
		if err != nil {
			t.Fatalf("seed %d: %v", seed+1, err)
		}
		if d != nil {
			if d, err = d.Shrink(); err != nil {
				t.Error(err)
			}
			t.Errorf("seed %d:\n%s", seed+1, d)
		}
	}
	t.Logf("%d programs, %d operations", programs, operations)
}

// TestCorpus asks the model what real kernels were asked, of their releases. It
// needs no kernel.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded answers: %v", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			c, err := ReadCorpus(f)
			if err != nil {
				t.Fatal(err)
			}
			differences, err := replay(c)
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range differences {
				if i == 5 {
					t.Errorf("and %d more", len(differences)-i)
					break
				}
				t.Errorf("Linux %s was recorded to answer otherwise:\n%s", c.Kernel, d)
			}
			t.Logf("Linux %s: %d of %d programs", c.Kernel, len(differences), len(c.Programs))
		})
	}
}

// firstOnly is the environment variable with which TestCorpus stops at the
// first difference.
const firstOnly = "BOUNDIF_CORPUS_FIRST"

func replay(c *Corpus) (differences []*Difference, err error) {
	if os.Getenv(firstOnly) == "" {
		return c.Replay(Model(c.Release))
	}
	for i := range c.Programs {
		one := Corpus{c.Kernel, c.Release, c.Programs[i : i+1], c.Answers[i : i+1]}
		if differences, err = one.Replay(Model(c.Release)); err != nil || differences != nil {
			break
		}
	}
	return differences, err
}
