package netdev

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"
)

// TestErrno: a number is matched by itself, by the host's number of the same
// name, and by what that means to package io/fs, on every operating system.
func TestErrno(t *testing.T) {
	for _, tt := range []struct {
		err    Errno
		target error
		want   bool
		why    string
	}{
		{ENODEV, ENODEV, true, "itself"},
		{ENODEV, EINVAL, false, "another number"},
		{ENODEV, syscall.ENODEV, true, "the host's number of that name"},
		{ENODEV, syscall.EINVAL, false, "the host's other number"},
		{EADDRINUSE, syscall.EADDRINUSE, true, "also where hosts number differently"},
		{EPERM, fs.ErrPermission, true, "EPERM is about permission"},
		{EACCES, fs.ErrPermission, true, "so is EACCES"},
		{EEXIST, fs.ErrExist, true, "EEXIST says that it exists"},
		{ENOENT, fs.ErrNotExist, true, "ENOENT says that it does not"},
		{EINVAL, fs.ErrPermission, false, "EINVAL is not about permission"},
		{Errno(9999), fs.ErrPermission, false, "an unknown number is nothing"},
		{Errno(9999), Errno(9999), true, "but itself"},
	} {
		if got := errors.Is(fmt.Errorf("wrapped: %w", tt.err), tt.target); got != tt.want {
			t.Errorf("errors.Is(%v, %v) = %v, want %v: %s", tt.err, tt.target, got, tt.want, tt.why)
		}
	}
	if got := Errno(9999).Error(); got != "errno 9999" {
		t.Errorf("an unknown number says %q", got)
	}
}

func TestRelease(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Release
		ok   bool
		why  string
	}{
		{"6.12", Release{6, 12}, true, "an ordinary release"},
		{"5.1", Oldest, true, "the oldest"},
		{"6.18", Newest, true, "the newest"},
		{"5.0", Release{}, false, "before SO_BINDTOIFINDEX"},
		{"6.19", Release{}, false, "nobody has compared it yet"},
		{"6", Release{}, false, "no minor number"},
		{"6.x", Release{}, false, "no number"},
		{"x.1", Release{}, false, "no number"},
		{"06.1", Release{}, false, "not how releases are written"},
		{"6.1.2", Release{}, false, "stable releases are not told apart"},
		{"", Release{}, false, "nothing"},
	} {
		got, err := ParseRelease(tt.in)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("ParseRelease(%q) = %v, %v; want %v, ok %v: %s", tt.in, got, err, tt.want, tt.ok, tt.why)
		}
	}
}

// TestFeatures pins since when each behaviour is what it is.
func TestFeatures(t *testing.T) {
	for f, since := range map[Feature]Release{
		AltNames:              {5, 5},
		UnprivilegedFirstBind: {5, 7},
		ZeroNetwork:           {5, 3}, WantedIndex: {5, 13}, UnicastNetworkAddress: {5, 14}, SlaveRoutes: {5, 18}, SourceOfAnyDevice: {6, 6},
		BoundPreferred:   {5, 15},
		LiveRename:       {6, 2},
		UnicastIfConnect: {6, 1}, SocketPortRange: {6, 1}, ZeroBacklog: {6, 1}, DescriptorBeforeLength: {6, 7}, FourTupleTable: {6, 13}, PortOnlyFallback: {6, 14}, DisconnectRehash: {5, 6},
	} {
		before := Release{since.Major, since.Minor - 1}
		if f.Info().Since != since {
			t.Errorf("%s came with %v, want %v", f.Info().Name, f.Info().Since, since)
		}
		if before.Has(f) || !since.Has(f) || !Newest.Has(f) {
			t.Errorf("%s (%s): Linux %v has it: %v, %v: %v; want it since %v",
				f.Info().Name, f.Info().Ledger, before, before.Has(f), since, since.Has(f), since)
		}
	}
	if !(Release{6, 1}).AtLeast(Release{5, 15}) || (Release{5, 15}).AtLeast(Release{6, 1}) {
		t.Error("the major number comes first")
	}
	all := Features()
	for i, f := range all {
		if f.Name == "" || f.Ledger == "" || f.What == "" || !f.Since.Modelled() {
			t.Errorf("feature %d is not described: %+v", i, f)
		}
		if i > 0 && !f.Since.AtLeast(all[i-1].Since) {
			t.Errorf("%s stands after %s, which is newer", f.Name, all[i-1].Name)
		}
	}
}
