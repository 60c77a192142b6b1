// Package clock is the one place beside the model that looks at a clock, so
// that the model need not: whether the deadline of a test is near, and whether
// a task has not come back for long. Neither changes what an execution does;
// they end a search between two executions, or print.
package clock
