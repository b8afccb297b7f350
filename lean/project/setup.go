package project

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// DefaultVersion is the version of Lean and Mathlib that Setup pins: toolchains from it on carry
// the kernel fixes of 2026.
const DefaultVersion = "v4.34.0"

// Errors of Setup.
var (
	// ErrNoElan is returned when neither elan nor a Lake is there, and Setup may not install it.
	ErrNoElan = errors.New("no elan found")
	// ErrNoNetwork is returned when a step needs the network and does not reach it.
	ErrNoNetwork = errors.New("no network")
)

// Setup makes a Lake workspace with Mathlib in a folder. Each step looks first whether it is
// done, so that a run that was cut goes on where it stopped, and afterwards whether what it
// did is there.
type Setup struct {
	Dir     string // the workspace; made where it is not there
	Version string // of Lean and Mathlib, such as v4.34.0; DefaultVersion if empty. An existing workspace keeps its own
	Search  Search // where elan and Lake are looked for

	// InstallElan lets Setup run InstallCommand where there is no elan. It downloads a script
	// and runs it; without it Setup says so and stops.
	InstallElan bool

	// Tell is told what happens, in order; it may be nil.
	Tell func(Event)
}

// Event is something that a setup does.
type Event struct {
	Step   string `json:"step"`             // elan, workspace, toolchain, packages, cache
	Kind   string `json:"kind"`             // run: a command starts; output: it printed a line; write: a file is written; remove; done; kept: it was done before
	Detail string `json:"detail,omitempty"` // the command, the line, the file, or what is there now
}

// step is one part of a setup. done says what is there, if it is.
type step struct {
	name string
	done func() (detail string, ok bool)
	do   func(ctx context.Context) error
}

// Run takes the steps that are still to be taken. What was done stays, whatever the error.
func (s *Setup) Run(ctx context.Context) error {
	if s.Version == "" {
		s.Version = DefaultVersion
	}
	if !versionForm.MatchString(s.Version) {
		return fmt.Errorf("set up a workspace: %q is no version such as %s", s.Version, DefaultVersion)
	}
	dir, err := filepath.Abs(s.Dir)
	if err != nil {
		return fmt.Errorf("set up a workspace: %w", err)
	}
	s.Dir = dir
	for _, st := range []step{
		{"elan", s.hasElan, s.installElan},
		{"workspace", s.hasWorkspace, s.writeWorkspace},
		{"toolchain", s.hasToolchain(ctx), s.command("toolchain", "elan", "toolchain", "install", "TOOLCHAIN")},
		{"packages", s.hasPackages, s.update},
		{"cache", s.hasCache, s.command("cache", "lake", "exe", "cache", "get")},
	} {
		if detail, ok := st.done(); ok {
			s.tell(st.name, "kept", detail)
			continue
		}
		if err := st.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", st.name, err)
		}
		detail, ok := st.done()
		if !ok {
			return fmt.Errorf("%s: it ended well, and yet it is not done: %s; run `cosita doctor`", st.name, detail)
		}
		s.tell(st.name, "done", detail)
	}
	return nil
}

var versionForm = regexp.MustCompile(`^v\d+\.\d+\.\d+(-rc\d+)?$`)

func (s *Setup) tell(step, kind, detail string) {
	if s.Tell != nil {
		s.Tell(Event{step, kind, detail})
	}
}

// program is where elan or lake is; empty if nowhere.
func (s *Setup) program(name string) string { return lookup(s.Search.onPath(name, "")) }

func (s *Setup) hasElan() (string, bool) {
	elan, lake := s.program("elan"), s.program("lake")
	switch {
	case elan != "" && lake != "":
		return elan, true
	case elan != "":
		return "no lake beside " + elan, false
	}
	return "no elan on PATH nor in " + s.Search.elanDir(), false
}

func (s *Setup) installElan(ctx context.Context) error {
	if !s.InstallElan {
		return fmt.Errorf("%w; install it with `%s`, or let `cosita setup --install-elan` run exactly that", ErrNoElan, installHere())
	}
	shell := []string{"sh", "-c", InstallCommand("linux") + " -s -- -y"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/c", InstallCommand("windows")}
	}
	return s.run(ctx, "elan", shell)
}

// workspace is the one of exactly this folder.
func (s *Setup) workspace() (*Workspace, error) {
	ws, err := FindWorkspace(s.Dir)
	if err != nil || ws == nil || ws.Dir != s.Dir {
		return nil, err
	}
	return ws, nil
}

func (s *Setup) hasWorkspace() (string, bool) {
	ws, err := s.workspace()
	if err != nil || ws == nil || ws.Toolchain == "" {
		return "no lakefile and lean-toolchain in " + s.Dir, false
	}
	return ws.Lakefile + ", " + ws.Toolchain, true
}

// writeWorkspace writes what is missing of a lakefile and a lean-toolchain, both pinned.
func (s *Setup) writeWorkspace(context.Context) error {
	ws, err := s.workspace()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Dir, 0o777); err != nil {
		return err
	}
	toolchain := "leanprover/lean4:" + s.Version + "\n"
	if ws != nil {
		return s.write("lean-toolchain", toolchain)
	}
	lakefile := "name = \"cosita_workspace\"\n\n[[require]]\nname = \"mathlib\"\nscope = \"leanprover-community\"\nrev = \"" + s.Version + "\"\n"
	// The lakefile comes last: it is what makes the folder a workspace.
	if _, err := os.Stat(filepath.Join(s.Dir, "lean-toolchain")); errors.Is(err, fs.ErrNotExist) {
		if err := s.write("lean-toolchain", toolchain); err != nil {
			return err
		}
	}
	return s.write("lakefile.toml", lakefile)
}

func (s *Setup) write(name, text string) error {
	path := filepath.Join(s.Dir, name)
	s.tell("workspace", "write", path)
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // for everybody who works there
}

// hasToolchain asks elan, which lists what is installed without the network.
func (s *Setup) hasToolchain(ctx context.Context) func() (string, bool) {
	return func() (string, bool) {
		ws, err := s.workspace()
		if err != nil || ws == nil {
			return "no workspace", false
		}
		limited, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		out := &capped{}
		cmd := exec.CommandContext(limited, s.program("elan"), "toolchain", "list")
		cmd.Stdout, cmd.WaitDelay = out, time.Second
		if err := cmd.Run(); err != nil {
			return "elan toolchain list: " + err.Error(), false
		}
		for line := range strings.Lines(out.String()) {
			if fields := strings.Fields(line); len(fields) > 0 && fields[0] == ws.Toolchain {
				return ws.Toolchain, true
			}
		}
		return ws.Toolchain + " is not installed", false
	}
}

func (s *Setup) hasPackages() (string, bool) {
	ws, err := s.workspace()
	if err != nil || ws == nil || !ws.Resolved {
		return "no lake-manifest.json that can be read in " + s.Dir, false
	}
	m := ws.Package("mathlib")
	switch {
	case m == nil:
		return ws.Lakefile + " does not require Mathlib", false
	case m.Dir == "" || unfinished(m.Dir):
		return "Mathlib's files are not there", false
	}
	return strings.TrimSpace("Mathlib " + m.Input + " " + m.Revision), true
}

// unfinished says whether a clone was cut before git had checked anything out.
func unfinished(dir string) bool {
	_, repository := os.Stat(filepath.Join(dir, ".git"))
	_, index := os.Stat(filepath.Join(dir, ".git", "index"))
	return repository == nil && errors.Is(index, fs.ErrNotExist)
}

// update has Lake fetch the packages. Clones that were cut are removed first, since Lake takes
// them for whole ones.
func (s *Setup) update(ctx context.Context) error {
	packages := filepath.Join(s.Dir, ".lake", "packages")
	entries, err := os.ReadDir(packages)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if dir := filepath.Join(packages, e.Name()); e.IsDir() && unfinished(dir) {
			s.tell("packages", "remove", dir)
			if err := os.RemoveAll(dir); err != nil {
				return err
			}
		}
	}
	return s.command("packages", "lake", "update")(ctx)
}

func (s *Setup) hasCache() (string, bool) {
	ws, err := s.workspace()
	if err != nil || ws == nil || ws.Package("mathlib") == nil {
		return "no Mathlib", false
	}
	return mathlibBuilt(ws.Package("mathlib"))
}

// command is the step that runs a program of elan's; TOOLCHAIN stands for the workspace's.
func (s *Setup) command(step, name string, args ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		command := []string{s.program(name)}
		for _, arg := range args {
			if arg == "TOOLCHAIN" {
				ws, err := s.workspace()
				if err != nil || ws == nil {
					return errors.Join(err, errors.New("the workspace is gone"))
				}
				arg = ws.Toolchain
			}
			command = append(command, arg)
		}
		return s.run(ctx, step, command)
	}
}

// run runs a command in the workspace, if there is one yet, and tells each line that it prints.
func (s *Setup) run(ctx context.Context, step string, command []string) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	shown := filepath.Base(command[0])
	for _, arg := range command[1:] {
		shown += " " + quoted(arg)
	}
	if info, err := os.Stat(s.Dir); err == nil && info.IsDir() {
		cmd.Dir = s.Dir
		shown = in(s.Dir, shown)
	}
	s.tell(step, "run", shown)
	// Lake would fetch Mathlib's cache at once; that is a step of its own here.
	cmd.Env = append(os.Environ(), "MATHLIB_NO_CACHE_ON_UPDATE=1")
	if runtime.GOOS != "windows" { // where there is no interrupt
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	}
	cmd.WaitDelay = 10 * time.Second
	lines := &lineWriter{tell: func(line string) { s.tell(step, "output", line) }}
	cmd.Stdout, cmd.Stderr = lines, lines
	err := cmd.Run()
	lines.flush()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted; run `cosita setup` again to go on: %w", ctx.Err())
	case err == nil:
		return nil
	case offline.MatchString(lines.tail):
		return fmt.Errorf("%w: `%s` does not reach it: %s; what is done stays: run `cosita setup` again where there is a network (behind a proxy, set https_proxy)",
			ErrNoNetwork, shown, offline.FindString(lines.tail))
	}
	return fmt.Errorf("`%s`: %w; it said %q", shown, err, oneLine(lines.last))
}

// offline is what git, curl and elan say where there is no network.
var offline = regexp.MustCompile(`(?i)[^\n]*(could not resolve (host|proxy)|temporary failure in name resolution|network is unreachable|couldn.t connect to server|failed to connect to|no route to host|connection (refused|timed out)|could not connect)[^\n]*`)

// lineWriter tells whole lines, a progress bar's as well, and keeps the end of them.
type lineWriter struct {
	tell func(string)
	part []byte
	tail string
	last string
}

var _ io.Writer = (*lineWriter)(nil)

func (w *lineWriter) Write(b []byte) (int, error) {
	w.part = append(w.part, b...)
	for {
		i := bytes.IndexAny(w.part, "\r\n")
		if i < 0 {
			return len(b), nil
		}
		w.line(string(w.part[:i]))
		w.part = w.part[i+1:]
	}
}

func (w *lineWriter) flush() {
	w.line(string(w.part))
	w.part = nil
}

func (w *lineWriter) line(text string) {
	text = strings.TrimRight(strings.ToValidUTF8(text, "\uFFFD"), " \t")
	if text == "" {
		return
	}
	w.tell(text)
	w.last = text
	w.tail += text + "\n"
	const most = 64 << 10
	if len(w.tail) > most {
		w.tail = w.tail[len(w.tail)-most:]
	}
}
