// Package linear decides property P4, linearizability, on the real code: the
// explorer runs a program of a few tasks in every order, each execution leaves
// a history of system calls with their results, and porcupine says whether a
// sequential specification explains it.
//
// A history is linearizable if its calls can be put into one order that keeps
// to real time (a call that returned before another was made comes first) and
// in which each call, taking effect all at once, gives the result that it gave.
// A client cannot tell such a kernel from one that does one call at a time.
//
// # What is decided
//
// A [Spec] says for each kind of call how many operations it is. In the zero
// Spec every call is one. [Program.Body] reports an execution that the Spec
// does not explain. The tests decide:
//
//   - by index (SO_BINDTOIFINDEX) and by reading the index back: one operation.
//   - by name (SO_BINDTODEVICE): not one operation, as soon as anybody observes
//     the socket meanwhile; two are right, resolve and then bind by index.
//   - a rename: two operations, the old name goes and later the new one comes
//     (P5). If both names hang in one hash chain it takes three, because then
//     the new name is found, lost, and found again.
//   - a deletion and a creation: one operation for who looks into one of the
//     two tables, two for who looks into both, the name being first each time.
//   - getsockopt(SO_BINDTODEVICE): two, load the index and then name it.
//
// A name call that were one operation would satisfy P4 and leave P2 as it is:
// if_indextoname and the bind are still two calls. The tests build that kernel
// in three ways, and also the one that only moves the lookup under the socket
// lock, which is not enough: readers of the option do not take that lock.
//
// # Why a class is enough
//
// The explorer runs one schedule of each class of equivalent ones. Equivalent
// schedules give each call the same result, but they need not agree on which
// call returned before which was made, and linearizability is about just that.
// So the calls are made to leave a trace of their own: see [marks].
//
// # Limits
//
// A verdict that all histories are linearizable is exhaustive for the programs
// that are explored and says nothing of larger ones. There is one namespace;
// devices stay where they are, with primary names only; every call here is one
// that returns. A link event is not an operation. At most 16 calls in a
// history, 8 devices and 2 sockets.
package linear
