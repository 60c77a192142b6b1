package plane

// Listen makes the socket wait for connections.
func (a *Socket) Listen(backlog int) {
	a.say(Result(a.p.sys.Listen(a.fd, backlog)), "listen %d", backlog)
}

// Listening is Listen, as a preparation.
func (a *Socket) Listening() *Socket {
	a.p.s.must(a.label+" listens", a.p.sys.Listen(a.fd, 8))
	return a
}

// Accept takes a connection, without waiting: nil if there is none.
func (a *Socket) Accept(label string) *Socket {
	fd, sa, err := a.p.sys.Accept(a.fd)
	a.say(value("from "+a.p.at.text(sa), err), "accept")
	if err != nil {
		return nil
	}
	return &Socket{a.p, fd, label, a.kind}
}

// Shutdown ends a connection: emu.SHUT_WR, ...
func (a *Socket) Shutdown(how int) {
	a.p.s.local = true
	a.say(Result(a.p.sys.Shutdown(a.fd, how)), "shutdown %d", how)
}
