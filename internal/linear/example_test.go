package linear_test

import (
	"fmt"

	"boundif/internal/linear"
)

// A daemon binds a socket by name. udev renames the device and then reads
// which device the socket is bound to. No order of these three calls explains
// what they returned: the bind found the old name, so it came before the
// rename; but the get, which came after the rename, did not see it.
func ExampleProgram_Decide() {
	p := linear.Program{Tasks: []linear.Task{
		{Name: "daemon", Ops: []linear.Op{{Kind: linear.BindName, Name: "eth0"}}},
		{Name: "udev", Ops: []linear.Op{{Kind: linear.Rename, Index: linear.Eth0, Name: "lan0"}, {Kind: linear.Get}}},
	}}
	v, err := p.Decide(linear.Spec{})
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Bad, "of", v.Histories, "histories are not explained")
	fmt.Println(v.Witness.Messages[0])
	fmt.Println("schedule:", v.Witness.Schedule)

	v, err = p.Decide(linear.Spec{NameCalls: 2})
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Bad, "of", v.Histories, "if a bind by name is two operations")
	// Output:
	// 1 of 9 histories are not explained
	// P4 (linearizability): no order of these calls gives these results, if every call is one operation
	//   daemon   |---------|    bind(s0, "eth0") -> ok
	//   udev       |-|          rename(2, "lan0") -> ok
	//   udev           |-|      get(s0) -> 0
	//   end                  |  get(s0) -> 2
	//   as far as it goes: daemon: bind(s0, "eth0") -> ok; udev: rename(2, "lan0") -> ok
	// schedule: v1:daemon=sock.bindtodevice.lookup,udev,daemon
	// 0 of 9 if a bind by name is two operations
}
