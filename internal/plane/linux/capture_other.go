//go:build !linux

package linux

import "boundif/netdev"

type capture struct{}

func (*namespace) capture() (*capture, error)      { return nil, errOther }
func (*capture) take(int) ([]netdev.Packet, error) { return nil, errOther }
func (*capture) close() error                      { return errOther }

type events struct{}

func (*namespace) events() (*events, error) { return nil, errOther }
func (*events) next() (string, bool, error) { return "", false, errOther }
func (*events) close() error                { return errOther }
