// Command cosita takes informal mathematics to Lean 4 proofs, with its evidence beside each
// step. `cosita help` shows its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"cosita/lean/sandbox"
)

// The exit codes of every command.
const (
	exitOK          = 0
	exitFailed      = 1   // an input could not be read, an output not written, or --fail-on struck
	exitUsage       = 2   // wrong use
	exitInterrupted = 130 // Ctrl-C
)

func main() {
	sandbox.Main() // where this process is to be Lean's launcher, it becomes that here
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends the program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, newCLI(os.Stdin, os.Stdout, os.Stderr), os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, c *cli, args []string) int {
	root := newRoot(c)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case ctx.Err() != nil:
		c.hint("interrupted\n")
		return exitInterrupted
	case err == nil && c.failed:
		return exitFailed
	case err == nil:
		return exitOK
	}
	c.hint("cosita: %s\n", strings.TrimSpace(err.Error()))
	var usage *usageError
	if !c.started || errors.As(err, &usage) {
		c.hint("See `cosita help`, or a command with --help.\n")
		return exitUsage
	}
	return exitFailed
}

// usageError is wrong use that only the command itself can tell.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }
