package sock

import (
	"slices"

	"boundif/sched"
)

// warnings is what the kernel would have written into its log.
type warnings struct {
	mu    sched.Mutex
	lines []string
}

// Warn writes down what the kernel would only report in its log, by WARN_ON
// (L3-25): something that it takes for impossible, and goes on with.
func (i *Inet) Warn(t *sched.Task, line string) {
	i.warnings.mu.Lock(t.At("sock.warn"))
	i.warnings.lines = append(i.warnings.lines, line)
	i.warnings.mu.Unlock(t)
}

// Warnings lists them, the oldest first.
func (i *Inet) Warnings(t *sched.Task) []string {
	i.warnings.mu.Lock(t.At("sock.warnings"))
	defer i.warnings.mu.Unlock(t)
	return slices.Clone(i.warnings.lines)
}
