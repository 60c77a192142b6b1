package main

// out is the rules that the model does not have, and why.
var out = map[string]string{
	"OPT-00": "constants; those of the generic architectures are pinned by emu/abi_linux_test.go, alpha, mips, parisc and sparc are not modelled.",
	"OPT-0A": "no security modules and no BPF: nothing can refuse or replace an option before it is looked at.",
	"OPT-0B": "CONFIG_NETDEVICES=n is a kernel without devices.",
	"OPT-08": "5.0 and older are not modelled.",
	"OPT-30": "AF_VSOCK, AF_XDP and the families that only some kernels have (SCTP, DCCP, CAN, TIPC and others), UDP-Lite and MPTCP: the model opens none of their sockets.",
	"OPT-31": "AX.25 is not modelled.",
	"OPT-32": "MPTCP and AF_VSOCK are not modelled.",
	"OPT-50": "io_uring reaches the same code; the model has no rings.",
	"OPT-51": "io_uring, as OPT-50.",
	"OPT-55": "BPF is not modelled.",
	"OPT-56": "BPF is not modelled.",
	"OPT-60": "MPTCP is not modelled.",
	"OPT-61": "MPTCP is not modelled.",
	"OPT-62": "MPTCP is not modelled.",
	"OPT-63": "MPTCP is not modelled.",
	"OPT-64": "MPTCP is not modelled.",
	"OPT-65": "MPTCP is not modelled.",
	"OPT-66": "MPTCP is not modelled.",
	"WR-50":  "BPF is not modelled.",
	"WR-51":  "BPF is not modelled.",
	"WR-52":  "BPF is not modelled.",
	"WR-61":  "users inside the kernel are not modelled: tunnels, file systems, IPVS.",
	"UDP-50": "BPF and TPROXY are not modelled.",
	"TCP-33": "TCP-MD5 and TCP-AO are not modelled.",
	"RX-40":  "AF_XDP is not modelled.",
	"RX-41":  "router alert is not modelled: the host forwards nothing.",
	"RX-42":  "LLC, Phonet, CAIF, ieee802154, L2TP, PPTP, GTP, VXLAN and IPVS are not modelled.",
	"RX-43":  "SCTP is not modelled.",
	"BND-40": "SCTP is not modelled.",
	"OBS-01": "sock_diag is not modelled: what ss reads is the number, and the name that it has then, as getsockopt does (OPT-13, OPT-22).",
	"OBS-02": "sock_diag, as OBS-01.",
	"OBS-03": "sock_diag, as OBS-01.",
	"OBS-04": "/proc is not modelled.",
	"OBS-06": "sock_diag, as OBS-01.",
	"OBS-20": "timestamping is not modelled.",
	"OBS-21": "BPF is not modelled.",
	"OBS-22": "connection tracking is not modelled.",
	"REG-04": "how many chains the tables have cannot be observed; the model has 128 each.",
	"REG-60": "namespaces of the model are not destroyed.",
	"RH-09":  "reports of user space; docs tell of them.",
}

// unasked is the rules that the model has and that no row asks of a kernel, and
// why.
var unasked = map[string]string{
	"RACE-20": "nothing here makes a page fault wait; TestNameIsCopiedFirst asks the model only.",
}
