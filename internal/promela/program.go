package promela

// A Program is a body as automata over cells: one automaton for each task.
type Program struct {
	Cells    []Cell // those that a task touches, in order of creation
	Tasks    []Task // in order of World.Go
	Outcomes []Outcome
}

// A Cell is one shared variable.
type Cell struct {
	Name     string // in Promela
	From     string // as traces name it
	Mutex    bool   // 1 while it is held
	Init     int32
	Min, Max int32 // of the values that it takes
	Owner    int   // the only task that touches it, -1 if there are several
}

// A Task is an automaton. It starts at Places[0].
type Task struct {
	Name   string // in Promela
	From   string // as given to World.Go
	Places []Place
}

// A Place is where a task stands between two steps.
type Place struct {
	Step  string // that it stands before; "" if none follows
	Moves []Move // ways to take it, of which the values of the cells allow at most one
	Done  bool   // the task has ended
}

// A Move is a step with what it reads and stores.
type Move struct {
	When [][]Value // any of these, and of each all; what it read before it stored
	Set  []Value
	To   int // place
}

// A Value is a cell, by number, and a value of it.
type Value struct {
	Cell int
	V    int32
}

// An Outcome is a label of World.Outcome, with the final values that go with it.
type Outcome struct {
	Label  string
	Finals [][]int32 // by cell
}
