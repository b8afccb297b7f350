package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// planVariable holds the plan of a process that is a launcher.
const planVariable = "COSITA_SANDBOX"

// The stages of a launcher. The first process watches over the tree from outside of the
// limits; its child lays them on itself and becomes the command.
const (
	watching  = "watch"
	confining = "confine"
)

// plan is what a launcher is told.
type plan struct {
	Stage   string
	Policy  Policy
	Program string // absolute path
	Parent  int    // process that asked for it
	Tmp     string // the command's own folder; set by the watcher
	Try     bool   // instead of becoming a command, try what is forbidden
	Means   means
}

// means are the ways of this machine to enforce limits.
type means struct {
	Namespaces bool // PID and mount, IPC and, without Policy.Network, network namespaces
	User       bool // and a user namespace, without which only root may have the others
	Landlock   int  // version of the kernel's interface; 0: none
	Seccomp    bool
}

var ready atomic.Bool

// Main makes the process the launcher where it was started as one, and then does not return.
// It has to be the first that main does.
func Main() {
	text, asked := os.LookupEnv(planVariable)
	if !asked {
		ready.Store(true)
		return
	}
	var p plan
	err := json.Unmarshal([]byte(text), &p)
	switch {
	case err != nil:
	case p.Stage == watching:
		os.Exit(watch(p))
	case p.Stage == confining && p.Try:
		os.Exit(try(p))
	case p.Stage == confining:
		err = confine(p)
	default:
		err = fmt.Errorf("no stage %q", p.Stage)
	}
	complain(err)
	os.Exit(exitRefused)
}

// Ready reports whether Main was called, so that commands can be started.
func Ready() bool { return ready.Load() }

// exitRefused is the exit code where a limit could not be laid on, and the command not started.
const exitRefused = 125

func complain(err error) { fmt.Fprintln(os.Stderr, "cosita sandbox:", err) }

// Command is the command with the limits of the policy that this machine can enforce, to be
// started as any other; where one of these fails it does not run, and exits with 125. When
// ctx ends, or our process does, so does its whole tree. Cmd.Env holds what the command
// sees of the environment, and may be added to.
func (p Policy) Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error) {
	if !Ready() {
		return nil, fmt.Errorf("run %s in a sandbox: %w", name, ErrNoLauncher)
	}
	program, err := exec.LookPath(name)
	if err == nil {
		program, err = filepath.Abs(program)
	}
	if err != nil {
		return nil, fmt.Errorf("run %s in a sandbox: %w", name, err)
	}
	found, err := survey(ctx)
	if err != nil {
		return nil, fmt.Errorf("run %s in a sandbox: %w", name, err)
	}
	return launcher(ctx, plan{Policy: p, Program: program, Means: found.means}, name, args...)
}

// launcher is the command that starts the plan's program.
func launcher(ctx context.Context, p plan, name string, args ...string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the launcher: %w", err)
	}
	p.Stage, p.Parent = watching, os.Getpid()
	text, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the launcher's plan: %w", err)
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Args = append([]string{name}, args...)
	cmd.Env = append(p.Policy.environ(os.Environ()), planVariable+"="+string(text))
	cmd.SysProcAttr = p.Means.attributes(p.Policy.Network)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = grace + time.Second
	return cmd, nil
}

// attributes start a process in namespaces of its own.
func (m means) attributes(network bool) *syscall.SysProcAttr {
	if !m.Namespaces {
		return nil
	}
	a := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC}
	if !network {
		a.Cloneflags |= syscall.CLONE_NEWNET
	}
	if m.User {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
		// For mountProc, in the user namespace only, until dropCapabilities.
		a.AmbientCaps = []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_SETPCAP}
	}
	return a
}

// environWith is our environment for the next stage.
func environWith(p plan) ([]string, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return append(environWithout(planVariable, "TMPDIR"), planVariable+"="+string(text), "TMPDIR="+p.Tmp), nil
}

// environWithout is our environment but for these variables.
func environWithout(names ...string) []string {
	var kept []string
next:
	for _, pair := range os.Environ() {
		for _, name := range names {
			if strings.HasPrefix(pair, name+"=") {
				continue next
			}
		}
		kept = append(kept, pair)
	}
	return kept
}

// confine lays the limits on this process and becomes the command.
func confine(p plan) error {
	if err := p.restrict(); err != nil {
		return err
	}
	err := syscall.Exec(p.Program, os.Args, environWithout(planVariable))
	if errors.Is(err, syscall.EACCES) {
		return fmt.Errorf("run %s: %w; perhaps it reads files that the policy does not name", p.Program, err)
	}
	return fmt.Errorf("run %s: %w", p.Program, err)
}
