package prototest

import "fmt"

// A rule is what the kit asks of a protocol.
type rule struct {
	id     string
	kernel string // the function of Linux that it mirrors
	says   string
}

// A finding is a rule that is broken.
type finding struct {
	*rule
	detail string
}

func found(r *rule, format string, args ...any) *finding {
	return &finding{r, fmt.Sprintf(format, args...)}
}

func (f *finding) String() string { return f.id + ": " + f.detail }

// rules is all of them, for the documentation and to find one by its id.
var rules []*rule

func newRule(id, kernel, says string) *rule {
	r := &rule{"prototest/" + id, kernel, says}
	rules = append(rules, r)
	return r
}

var (
	hookMissing = newRule("hook-missing", "struct proto",
		"A protocol has Lookup and Unhash, and Hash or Bind to come into its tables.")
	panics = newRule("panic", "BUG_ON",
		"No operation and no lookup ends with a panic.")
	deadlock = newRule("deadlock", "lockdep",
		"Operations and lookups that run at the same time all come to their ends.")

	nondeterministic = newRule("nondeterministic", "",
		"A protocol that is asked the same again does the same: no clock, no randomness, no map order, no state outside its tables.")

	notFound = newRule("not-found", "udp4_lib_lookup2",
		"A lookup finds a socket whose address, port, peer and device match the packet.")
	unboundMissed = newRule("unbound-missed", "inet_bound_dev_eq",
		"A socket that is bound to no device gets packets of every device.")
	foreignDevice = newRule("foreign-device", "inet_bound_dev_eq",
		"A socket that is bound to a device gets no packet of another one.")
	vrfBleed = newRule("vrf-bleed", "inet_bound_dev_eq",
		"A socket that is bound to no device gets no packet that came by a VRF.")
	foreignAddress = newRule("foreign-address", "compute_score",
		"A socket gets only packets for its own protocol, address and port.")
	foreignPeer = newRule("foreign-peer", "compute_score",
		"A connected socket gets only packets of its peer.")
	wrongScore = newRule("wrong-score", "compute_score",
		"Of the sockets that match, one with the highest score gets the packet.")
	notNewest = newRule("not-newest", "hlist_add_head_rcu",
		"Of sockets with the same score, the newest in its chain gets the packet.")
	tooMany = newRule("too-many", "__udp4_lib_lookup",
		"A packet goes to one socket, or to each that matches once.")
	badAppend = newRule("append", "raw_v4_input",
		"Lookup appends to the slice that it is given, and leaves what stands there.")
	explainDiffers = newRule("explain-differs", "compute_score",
		"Explain chooses the sockets that Lookup finds.")
	namespaceLeak = newRule("namespace-leak", "net_eq",
		"A lookup in one network namespace finds no socket of another.")

	rehashMissing = newRule("rehash-missing", "udp_lib_rehash",
		"A socket whose device or local address has changed is rehashed if it hangs by them.")
	staleChain = newRule("stale-chain", "udp_lib_rehash",
		"Rehash puts the socket where lookups of its new device and its new local address look.")
	rehashEarly = newRule("rehash-early", "sock_bindtoindex_locked",
		"Rehash is called after the new device or local address has been stored.")
	rehashUnlocked = newRule("rehash-unlocked", "lock_sock",
		"Rehash is called with the socket lock held.")
	halfBound = newRule("half-bound", "release_sock",
		"Whenever the locks of the sockets are free, each hangs where its fields say.")

	failedChanges = newRule("failed-changes", "inet_bind",
		"An operation that fails changes nothing for a socket that is in the tables.")
	closedFound = newRule("closed-found", "sk_common_release",
		"After close() has returned, no lookup finds the socket, and nothing hashes it again.")
	unhashedFound = newRule("unhashed-found", "udp_lib_unhash",
		"A socket that has been taken out of the tables is not found.")
	disconnectKeeps = newRule("disconnect-keeps", "__udp_disconnect",
		"connect() with AF_UNSPEC forgets the peer and the bound device.")
	dumpDiffers = newRule("dump-differs", "udp_dump",
		"Dump lists each socket that is in the tables once, with the device that it has, and no other.")

	lookupMissed = newRule("lookup-missed", "__udp4_lib_lookup",
		"A lookup that runs during a change finds a socket that matches before, during and after it.")
	lookupWrong = newRule("lookup-wrong", "__udp4_lib_lookup",
		"A lookup that runs during a change gives an answer that was right at some moment of its own interval.")
	lookupLocks = newRule("lookup-locks", "rcu_read_lock",
		"A lookup takes no lock.")
	lookupWrites = newRule("lookup-writes", "rcu_read_lock",
		"A lookup changes nothing that others see.")
	lookupAllocates = newRule("lookup-allocates", "__udp4_lib_lookup",
		"A lookup allocates no memory.")
)
