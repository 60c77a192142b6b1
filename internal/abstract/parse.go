package abstract

import (
	"fmt"
	"strconv"
	"strings"
)

// maxTasks keeps a scenario within what sched can run.
const maxTasks = 30

// Parse reads what String writes: "2/2/1", binders by name, binders by index
// and renamers, and after it any of the words shared, atomic and hotplug.
func Parse(s string) (c Config, err error) {
	words := strings.Fields(s)
	if len(words) == 0 {
		return c, fmt.Errorf("scenario %q: want NAMES/INDICES/RENAMERS", s)
	}
	counts := strings.Split(words[0], "/")
	if len(counts) != 3 {
		return c, fmt.Errorf("scenario %q: %q is not NAMES/INDICES/RENAMERS", s, words[0])
	}
	for i, to := range []*int{&c.ByName, &c.ByIndex, &c.Renamers} {
		n, err := strconv.Atoi(counts[i])
		if err != nil || n < 0 || strconv.Itoa(n) != counts[i] {
			return c, fmt.Errorf("scenario %q: %q is not a number of tasks", s, counts[i])
		}
		if *to = n; n > maxTasks {
			return c, fmt.Errorf("scenario %q: %d tasks are more than %d", s, n, maxTasks)
		}
	}
	flags := map[string]*bool{"shared": &c.Shared, "atomic": &c.Atomic, "hotplug": &c.Hotplug}
	for _, word := range words[1:] {
		to := flags[word]
		if to == nil || *to {
			return c, fmt.Errorf("scenario %q: %q: want shared, atomic or hotplug, each once", s, word)
		}
		*to = true
	}
	switch n := c.tasks(); {
	case n == 0:
		return c, fmt.Errorf("scenario %q has no tasks", s)
	case n > maxTasks:
		return c, fmt.Errorf("scenario %q: %d tasks are more than %d", s, n, maxTasks)
	}
	return c, nil
}

// tasks is how many tasks the scenario starts.
func (c Config) tasks() int {
	n := c.ByName + c.ByIndex + c.Renamers
	if c.Hotplug {
		n++
	}
	return n
}
