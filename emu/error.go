package emu

import (
	"errors"
	"fmt"

	"boundif/netdev"
)

// An Error is a failed call. errors.Is finds its number.
type Error struct {
	Call string // as strace writes it, arguments included
	Err  netdev.Errno
}

func (e *Error) Error() string { return e.Call + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// wrap turns an error number of the layers below into an Error; nil stays nil.
func wrap(call string, err error) error {
	if err == nil {
		return nil
	}
	var number netdev.Errno
	if !errors.As(err, &number) {
		panic(fmt.Sprintf("emu: %s: a protocol or a notifier returned %q, which is no Errno", call, err))
	}
	return &Error{call, number}
}
