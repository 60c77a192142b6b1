// Package drift looks for programs to which the model and a real kernel answer
// differently.
//
// A [Program] is a list of operations on one machine: devices made, renamed
// and removed, sockets bound and sent from, packets that arrive. It is text,
// one operation in a line, so that it can be recorded, sent to a kernel in a
// virtual machine, made smaller and read. [Program.Run] asks a plane for an
// answer to each operation: the error number, the values that a call gives
// back, and, of packets, which sockets got them and by which devices they left.
//
// [Seeded] and [Drawn] draw programs. They are made of few names, few ports and few
// addresses, for collisions are what is to be learnt from.
//
// Answers do not depend on what a machine has for itself: indexes are counted
// as if automatic ones began at 2, automatic ports are called "auto".
package drift
