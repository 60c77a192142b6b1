// Package sched is where time moves in the model: the tasks that run at once,
// the shared state that they touch, and the search through every order in
// which they can touch it.
//
// Code that is written with its types runs in two ways without a change. In
// plain mode, with a nil [*Task], the types are real locks and atomics for
// any number of goroutines. In explored mode, under [Explore], the tasks are
// coroutines of which one runs at a time, and the types record what each step
// touches. Nothing about interleaving is declared by hand.
//
// # Words
//
// A task is a thread of execution: what "current" is in the kernel. [World.Go]
// starts one.
//
// A step is what a task does without another task in between. It begins where
// [Task.At] announces it, with the access that follows, or with [Mutex.Lock]
// or [Task.RCUSync], which always begin one; it ends where the next begins.
// Accesses without At join the step under way. Steps have names, and the
// names are API: schedules are written in them.
//
// A footprint is what a step touched: cells, and for each whether the step
// read, wrote, acquired or released it, or awaited a reader. These count:
//
//   - Load of a [Var] or [Ptr], and First and Next of a [List]: a read;
//   - Store, and the changes of a List: a write of each link that changes;
//   - Lock and Unlock of a [Mutex]: acquire and release, and together in one
//     step a write;
//   - an RCU read-side section that spans steps: a write of the task's own
//     mark where it opens and where it ends; RCUSync reads the mark of every
//     other task.
//
// These do not count: fields of ordinary types, which a task may use only if
// it alone can reach them or they never change; a section within one step;
// Tracing and Result; everything that the setup task does.
//
// Two steps are dependent if they touch one cell and one of them changes it.
// A class is a set of schedules that order all dependent steps alike; they end
// in the same state, whatever else differs (Mazurkiewicz traces). A search
// that runs one schedule of each class has seen all that can happen, and that
// is what Explore does. [Report.Schedules] is how many it stands for.
//
// # Which mechanism of the kernel is which type
//
//	Mutex              spin_lock, mutex_lock, lock_sock, rtnl_lock
//	Var                READ_ONCE, WRITE_ONCE of a 32-bit field
//	Ptr                rcu_dereference, rcu_assign_pointer
//	List, Node         hlist_head, hlist_node with the _rcu functions
//	Task.RCULock       rcu_read_lock
//	Task.RCUSync       synchronize_rcu, synchronize_net
//	Task.Call          the entry of a system call
//
// # The search
//
// [DPOR] is source-DPOR with sleep sets: Abdulla, Aronis, Jonsson, Sagonas,
// "Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction",
// JACM 64(4), 2017. Steps of several accesses need more than the paper has;
// vary.go says what and why. [SleepSets] and [Full] do less and serve to check
// it: tests compare the three on random programs, class by class. No class is
// executed twice; [Report.Redundant] counts executions that were cut short
// because they were about to.
//
// [Stateful] is the second way to be exhaustive, and independent of the first:
// it merges equal states instead of equivalent schedules. What a task does next
// is a function of what it has seen, its history; a state is what all cells
// hold and the history of every task. A task runs for real only with a history
// that it has not had before, and from then on an automaton that has been
// learned takes its place. Every final state is reached by one execution and
// judged by its Finally functions. What a mutex protects may be ordinary memory: unless
// [Options].CellsOnly says otherwise, whoever takes the mutex is taken to have
// seen what the last holder had seen. Steps with which nobody can interfere are
// taken at once, unless [Options].EveryState says otherwise; state_private.go says
// why that misses nothing. States are told apart by 128 bits: for 10^8 of them
// the chance that two are taken for one is below 10^-22, and with
// [Options].Exact there is none. Tests compare it with the others on random
// programs: outcomes, deadlocks, verdicts, and the number of schedules.
//
// Each failure prints a schedule string, and [Replay] turns that string into
// the same execution, byte for byte, with its trace.
//
// A scenario that is too big for it can be looked at under a [Bound]: [Walk]
// and [PCT] draw schedules, [Preemptions] runs those with few preemptions.
// Then nothing is proved, and [Report.Coverage] says what was seen of how much.
// [Options].Progress and Stop are for those who wait.
//
// # Stopping at a step
//
// [Options].Before is called before each step, on the goroutine of the task
// that takes it, with the number that the step has in traces. A debugger stops
// before step 7 of a replay at the breakpoint in
//
//	Before: func(n int, task, step string) {
//		if n == 7 {
//			runtime.Breakpoint()
//		}
//	}
//
// and the stack above it leads to the kernel function and the task's own code:
// "stepout" twice in delve, and there one line is one line. emu.Before(7,
// runtime.Breakpoint) is the short form.
//
// # Limits
//
//   - At most 30 tasks, and 2^20 - 1 cells created by each of them and by the
//     body.
//   - Sequential consistency: the model has no weak memory. READ_ONCE without
//     a barrier can see more on real machines than Var.Load here.
//   - Tasks must be deterministic: no clock, no randomness, no map order. A
//     search that notices the contrary stops and names the task and the step:
//     executions that begin alike must take the same steps and touch the same
//     cells, a single execution is run twice, and so may the outcome of that
//     one not differ. A body that only computes other values in the same steps
//     goes unnoticed where there are more.
//   - Tasks must not start goroutines, or recover panics that they do not know.
//   - Tasks must not block on anything but the types of this package. One that
//     waits for a channel, a WaitGroup or a mutex of its own which another task
//     holds across a step stops everything, for only one task runs at a time,
//     and no search can tell that from a long computation. emu.Explore names
//     the task, the step and the line on standard error after ten seconds; with
//     this package alone it hangs. A mutex that is free again before the next
//     step does no harm, but what it protects is not seen.
//   - A task that spins until another acts has no longest execution: Explore
//     gives up after [Options].MaxSteps. There are no conditions, completions,
//     wait queues, reader-writer locks, sequence counts or interrupts.
//   - One schedule of each class is run. What holds or fails at the end is the
//     same in all of them; what [World.Observe] sees between steps is not, unless
//     it looks only at what the step just taken touches or has locked.
//   - Under Stateful the same holds, and one execution is run for each final
//     state; [World.Observe] sees that one, and the last step of each history of
//     each task once. There are no classes, no shortest witnesses, and
//     schedules are counted in total only. Its failure is short within its
//     class, not the shortest of all.
//   - Mutexes are not fair and not recursive, and trylock is missing.
//   - RCUSync does nothing in plain mode, and call_rcu is missing: what a
//     reader still holds is kept by the garbage collector. For the same reason
//     memory is not reused, and use after free shows only as a stale value.
//   - Var has 32 bits, and no atomic read-modify-write: write Load and Store in
//     one step for it, or take a lock.
//   - Go evaluates arguments before the call. In
//     x.Store(t.At("b"), y.Load(t.At("a"))) the second announcement replaces
//     the first, and the Store joins step "a".
//   - Own finds cells in structs and arrays. Cells in slices, maps, interfaces
//     and behind pointers belong to objects that call Own themselves.
package sched
