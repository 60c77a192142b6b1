// Package peer holds benchmarks of boundif beside other stacks, in one run:
// gVisor's netstack everywhere, and the running kernel on Linux. Machines are
// noisy; what counts is the ratio.
//
//	go test -run '^$' -bench . -benchmem ./internal/peer
//
// What is compared:
//
//   - A set of the device is a whole system call of the model, effective at
//     once for lookups, conflicts and routes. gVisor's only stores a number that
//     a bound endpoint never looks at again. The kernel's is the system call.
//   - A lookup is the protocol's, without the network layer: Proto.Lookup here,
//     Stack.FindTransportEndpoint there. At 1e5 sockets two share each port, on
//     two devices; sockets that all have one port are a row of their own, in
//     which the model, like Linux, compares with each of them.
//   - Bytes in is the way of an IPv4 packet from its bytes to recvfrom(), all
//     checksums verified; bytes out that from sendto() to the bytes on the wire.
//   - Memory is the growth of the heap with each socket that is opened and
//     bound, the descriptor included and the receive queue empty.
package peer
