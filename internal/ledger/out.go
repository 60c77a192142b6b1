package main

// out is the rules that the model does not have, and why.
var out = map[string]string{
	"OPT-00": "constants; those of the generic architectures are pinned by emu/abi_linux_test.go, alpha, mips, parisc and sparc are not modelled.",
	"OPT-0A": "no security modules and no BPF: nothing can refuse or replace an option before it is looked at.",
	"OPT-0B": "CONFIG_NETDEVICES=n is a kernel without devices.",
	"OPT-08": "5.0 and older are not modelled.",
	"OPT-30": "the families that only some kernels have (SCTP, DCCP, CAN, TIPC and others), and MPTCP: the model opens none of their sockets.",
	"OPT-31": "AX.25 is not modelled.",
	"OPT-32": "of the two families the model has AF_VSOCK; for MPTCP see OPT-60.",
	"OPT-50": "io_uring reaches the same code; the model has no rings.",
	"OPT-51": "io_uring, as OPT-50.",
	"OPT-55": "BPF is not modelled.",
	"OPT-56": "BPF is not modelled.",
	"OPT-60": "MPTCP is not modelled: its socket stands before TCP sockets that it makes, each with a device, a state and a lock of its own, and half of that would be none of it.",
	"OPT-61": "MPTCP, as OPT-60.",
	"OPT-62": "MPTCP, as OPT-60.",
	"OPT-63": "MPTCP, as OPT-60.",
	"OPT-64": "MPTCP, as OPT-60.",
	"OPT-65": "MPTCP, as OPT-60.",
	"OPT-66": "MPTCP, as OPT-60.",
	"WR-52":  "BPF is not modelled.",
	"WR-61":  "users inside the kernel are not modelled: tunnels, file systems, IPVS.",
	"TCP-33": "TCP-MD5 and TCP-AO are not modelled.",
	"RX-41":  "router alert is not modelled: the host forwards nothing.",
	"RX-42":  "LLC, Phonet, CAIF, ieee802154, L2TP, PPTP, GTP, VXLAN and IPVS are not modelled.",
	"RX-43":  "SCTP is not modelled.",
	"BND-40": "SCTP is not modelled.",
	"OBS-04": "/proc is not modelled; what ss(8) reads is (OBS-01).",
	"OBS-21": "BPF is not modelled.",
	"OBS-22": "connection tracking is not modelled.",
	"REG-04": "how many chains the tables have cannot be observed; the model has 128 each.",
	"REG-60": "namespaces of the model are not destroyed.",
	"RH-09":  "reports of user space; docs tell of them.",
}

// unasked is the rules that the model has and that no row asks of a kernel, and
// why.
var unasked = map[string]string{
	"WR-50":   "a BPF program of a control group wants rights that the namespaces of the tests do not have; TestSockCreate asks the model. Such a program was run by hand on 6.1, 6.12 and 6.18, which said the same.",
	"WR-51":   "as WR-50.",
	"UDP-50":  "a BPF program of a namespace, as WR-50: TestSkLookup asks the model.",
	"RACE-20": "nothing here makes a page fault wait; TestNameIsCopiedFirst asks the model only.",
}
