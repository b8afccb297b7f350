//go:build !linux

package leantest

import "syscall"

// ownSession leaves a child process in the session of its parent.
func ownSession() *syscall.SysProcAttr { return nil }
