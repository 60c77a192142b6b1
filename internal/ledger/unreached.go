package main

// unreached is the rules whose code no recorded program runs, and why.
var unreached = map[string]string{
	"OPT-32": noOtherFamilies,
	"PKT-01": noOtherFamilies,
	"RX-40":  noOtherFamilies,
	"OBS-20": "Programs ask for no time stamps.",
	"WR-50":  noGroup,
	"WR-51":  noGroup,
	"OBS-01": noText,
	"OBS-03": noText,
	"OUT-46": "TCP sends again when a timer says so; programs have no time.",
}

const (
	noText          = "Programs compare the numbers that sock_diag gives (OBS-06), not the words that ss makes of them."
	noGroup         = "Programs run in no control group."
	noOtherFamilies = "Programs open sockets of IPv4 and IPv6 only."
)
