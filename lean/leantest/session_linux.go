package leantest

import "syscall"

// ownSession makes a child process the leader of a session of its own.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
