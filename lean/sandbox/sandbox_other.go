//go:build !linux

package sandbox

import (
	"context"
	"os"
	"os/exec"
	"runtime"
)

// Main makes the process the launcher where it was started as one. Outside of Linux it never is.
func Main() {}

// Ready reports whether Main was called. Outside of Linux nothing depends on it.
func Ready() bool { return true }

// Probe says which limits this machine can enforce: none.
func Probe(context.Context) Limits {
	return None("no limits on " + runtime.GOOS)
}

// Limits says which limits hold for commands of the policy: none.
func (p Policy) Limits(ctx context.Context) Limits { return Probe(ctx) }

// Command is the command, without limits and with our whole environment.
func (p Policy) Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = os.Environ()
	return cmd, nil
}
