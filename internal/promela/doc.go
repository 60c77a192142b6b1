// Package promela writes a body for package sched down as a Promela model, so
// that SPIN can judge what boundif's explorer says about it.
//
// Nothing is modelled a second time. [Extract] explores the body, and from
// what its tasks did, with the values that they read and stored, it builds
// each task's automaton: where the task stands, what it reads there, and for
// each value that it may read, what it stores and where it goes. [Program.Write]
// prints the automata:
//
//   - a cell is a variable: global, or local to its process if only one task
//     touches it, which lets SPIN's partial order reduction work;
//   - a task is an active process, a place of its automaton is a label;
//   - a step is one guarded statement or d_step: the values that it read, then
//     the values that it stores, then a goto;
//   - a task that has ended stays in a valid end state, so that the tool adds
//     no states of its own.
//
// Two places of a task are one if the task does the same from both, whatever
// it read before. What a state is, is therefore: where each task stands, and
// the value of each cell.
//
// If the extraction had missed a value, a process would block on it and SPIN
// would report an invalid end state: each run of SPIN checks that too.
//
// # Limits
//
// A body can be exported if its tasks share Var and Mutex and nothing else,
// the body creates all of them, and no read-side section spans steps. A Ptr or
// a List is refused by name: its values are addresses. Every class of the body
// is run once, so what [sched.DPOR] cannot finish cannot be exported. What
// Finally judges is Go code and stays behind; its outcomes are exported, as
// the final values of the cells.
package promela
