package project

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// Errors that [FindToolchain] wraps.
var (
	ErrNoLean  = errors.New("no Lean found")       // none of the places has one
	ErrNotLean = errors.New("not a Lean")          // a program that does not answer as Lean does
	ErrTimeout = errors.New("no answer from Lean") // the deadline of `lean --version` struck
)

// Search says where to look for Lean. Its zero value looks where the environment says.
type Search struct {
	Path     string              // the configured lean, if any
	Dir      string              // where lean is run, so that elan picks its toolchain; the working folder if empty
	Deadline time.Duration       // for `lean --version`; 30 s if zero (elan may have to unpack)
	Getenv   func(string) string // os.Getenv if nil
	Home     string              // the home folder; os.UserHomeDir if empty
}

// Toolchain is a Lean that answered.
type Toolchain struct {
	Lean    string // absolute path
	Lake    string // the lake beside it, else on PATH; empty if there is none
	From    string // what named it: COSITA_LEAN, configuration, LEAN_SYSROOT, elan or PATH
	Version string // such as 4.27.0
	Banner  string // what `lean --version` printed, in one line
}

// Folders are those that the toolchain needs to read: its own, and elan's where there is one.
func (t Toolchain) Folders(s Search) []string {
	folders := []string{filepath.Dir(s.elanDir())}
	path := t.Lean
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	// A lean in a folder of anything is no reason to read what lies about there.
	root := filepath.Dir(filepath.Dir(path))
	if info, err := os.Stat(filepath.Join(root, "lib", "lean")); err == nil && info.IsDir() {
		folders = append(folders, root)
	}
	if root := s.getenv("LEAN_SYSROOT"); root != "" {
		folders = append(folders, root)
	}
	return append(folders, filepath.SplitList(s.getenv("LEAN_PATH"))...)
}

type candidate struct{ path, from string }

// FindToolchain takes the first of: the configured path, the environment variable COSITA_LEAN,
// LEAN_SYSROOT, PATH, elan's folder. (A configuration weighs COSITA_LEAN against its flags itself.) What a person named counts even if it is not there or not
// Lean: that is an error, and no other place is tried.
func FindToolchain(ctx context.Context, s Search) (Toolchain, error) {
	for _, c := range s.candidates() {
		path, err := exec.LookPath(c.path)
		switch {
		case err == nil || errors.Is(err, exec.ErrDot):
		case c.from == "COSITA_LEAN" || c.from == "configuration":
			return Toolchain{}, fmt.Errorf("%w: %s names %s: %w", ErrNoLean, c.from, c.path, err)
		default:
			continue
		}
		return s.ask(ctx, path, c.from)
	}
	return Toolchain{}, fmt.Errorf("%w: looked at the configuration, COSITA_LEAN, LEAN_SYSROOT, PATH and %s",
		ErrNoLean, s.elanDir())
}

func (s Search) getenv(name string) string {
	if s.Getenv != nil {
		return s.Getenv(name)
	}
	return os.Getenv(name)
}

// elanDir is where elan puts its proxies.
func (s Search) elanDir() string {
	if dir := s.getenv("ELAN_HOME"); dir != "" {
		return filepath.Join(dir, "bin")
	}
	home := s.Home
	if home == "" {
		home, _ = os.UserHomeDir()
	}
	return filepath.Join(home, ".elan", "bin")
}

func (s Search) candidates() []candidate {
	var found []candidate
	if s.Path != "" {
		found = append(found, candidate{s.Path, "configuration"})
	}
	if p := s.getenv("COSITA_LEAN"); p != "" {
		found = append(found, candidate{p, "COSITA_LEAN"})
	}
	if root := s.getenv("LEAN_SYSROOT"); root != "" {
		found = append(found, candidate{filepath.Join(root, "bin", "lean"), "LEAN_SYSROOT"})
	}
	return append(found, s.onPath("lean", "PATH")...)
}

// onPath lists where a program of PATH, then of elan's folder, would be.
func (s Search) onPath(program, from string) []candidate {
	var found []candidate
	for _, dir := range filepath.SplitList(s.getenv("PATH")) {
		if filepath.IsAbs(dir) {
			found = append(found, candidate{filepath.Join(dir, program), from})
		}
	}
	return append(found, candidate{filepath.Join(s.elanDir(), program), "elan"})
}

// lookup is the first of the candidates that can be run, or empty.
func lookup(candidates []candidate) string {
	for _, c := range candidates {
		if path, err := exec.LookPath(c.path); err == nil {
			return path
		}
	}
	return ""
}

var leanVersion = regexp.MustCompile(`^Lean \(version ([^,\s)]+)`)

// ask runs `lean --version`.
func (s Search) ask(ctx context.Context, path, from string) (Toolchain, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Toolchain{}, fmt.Errorf("find Lean: %w", err)
	}
	deadline := s.Deadline
	if deadline == 0 {
		deadline = 30 * time.Second
	}
	limited, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	stdout, stderr := &capped{}, &capped{}
	cmd := exec.CommandContext(limited, path, "--version")
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.Dir, stdout, stderr
	cmd.WaitDelay = time.Second // for children that keep the pipes open
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return Toolchain{}, fmt.Errorf("run %s --version: %w", path, ctx.Err())
	case limited.Err() != nil:
		return Toolchain{}, fmt.Errorf("%w: %s --version, within %v", ErrTimeout, path, deadline)
	}
	m := leanVersion.FindStringSubmatch(stdout.String())
	if err != nil || m == nil {
		said := oneLine(stdout.String() + "\n" + stderr.String())
		if err != nil {
			return Toolchain{}, fmt.Errorf("%w: %s --version: %w; it printed %q", ErrNotLean, path, err, said)
		}
		return Toolchain{}, fmt.Errorf("%w: %s --version printed %q", ErrNotLean, path, said)
	}
	lake := lookup(append([]candidate{{path: filepath.Join(filepath.Dir(path), "lake")}}, s.onPath("lake", "")...))
	return Toolchain{Lean: path, Lake: lake, From: from, Version: m[1], Banner: oneLine(stdout.String())}, nil
}

// oneLine shortens what a program printed to one line that can be shown.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "�")), " ")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return text
}

// capped keeps the first bytes of what is written to it, and takes the rest.
type capped struct{ strings.Builder }

func (c *capped) Write(p []byte) (int, error) {
	const limit = 4096
	c.Builder.Write(p[:min(len(p), max(0, limit-c.Len()))])
	return len(p), nil
}

// InstallCommand is the command that installs elan, Lean's toolchain manager, on a system
// named as in runtime.GOOS.
func InstallCommand(goos string) string {
	if goos == "windows" {
		// Works in cmd and in PowerShell, whose curl is another one.
		return `cmd /c "curl -O --location https://elan.lean-lang.org/elan-init.ps1 && powershell -ExecutionPolicy Bypass -f elan-init.ps1"`
	}
	return "curl https://elan.lean-lang.org/elan-init.sh -sSf | sh"
}

func installHere() string { return InstallCommand(runtime.GOOS) }
