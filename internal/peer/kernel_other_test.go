//go:build !linux

package peer

import "testing"

const noKernel = "skipped: this is not Linux"

func linuxSet(b *testing.B, _ bool) { b.Skip(noKernel) }
func linuxGet(b *testing.B, _ bool) { b.Skip(noKernel) }
func linuxBind(b *testing.B)        { b.Skip(noKernel) }
