//go:build !linux

package lean

import "syscall"

func ownSession() *syscall.SysProcAttr { return nil }
