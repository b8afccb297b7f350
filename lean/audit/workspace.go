package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/project"
	"cosita/lean/sandbox"
)

// NewModule is the second level in a Lake workspace, or without one where ws is nil. Lake is
// asked once for the folders that imports come from, before the file is there; the file is then
// compiled by that lean and with those folders, without Lake, whose configuration is code too.
func NewModule(ctx context.Context, tc project.Toolchain, ws *project.Workspace, policy sandbox.Policy) (*Module, error) {
	dir := ""
	if ws != nil {
		dir = ws.Dir
	}
	prefix, err := ask(ctx, dir, tc.Lean, "--print-prefix")
	if err != nil {
		return nil, err
	}
	lib := filepath.Join(prefix, "lib", "lean")
	m := &Module{Command: []string{filepath.Join(prefix, "bin", "lean")}, Dir: dir, Modules: []string{lib}}
	m.Checker = &lean.Reference{Path: tc.Lean, Dir: dir, Version: "Lean " + tc.Version}
	policy.Read = append(append([]string{}, policy.Read...), prefix)
	if ws != nil {
		if tc.Lake == "" {
			return nil, errors.New("no lake beside " + tc.Lean)
		}
		path, err := ask(ctx, dir, tc.Lake, "env", "printenv", "LEAN_PATH")
		if err != nil {
			return nil, err
		}
		m.Env = append(m.Env, "LEAN_PATH="+path)
		for _, folder := range filepath.SplitList(path) {
			if !filepath.IsAbs(folder) {
				folder = filepath.Join(dir, folder)
			}
			m.Modules = append(m.Modules, folder)
		}
	}
	policy.Read = append(policy.Read, m.Modules...)
	m.Confine = func(write string) Confiner {
		p := policy
		p.Write = append(append([]string{}, p.Write...), write)
		return p
	}
	return m, nil
}

// ask runs a program of the toolchain and returns the one line that it prints.
func ask(ctx context.Context, dir, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.WaitDelay = dir, time.Second
	out, err := cmd.Output()
	line := strings.TrimSpace(string(out))
	if err != nil || line == "" || strings.Contains(line, "\n") {
		return "", fmt.Errorf("ask %s %s: %w", name, strings.Join(args, " "), cmp.Or(err, errors.New("no line in answer")))
	}
	return line, nil
}

// Describe is what a receipt says of a Lean.
func Describe(tc project.Toolchain, ws *project.Workspace) evidence.ReceiptLean {
	l := evidence.ReceiptLean{Version: tc.Version}
	if ws == nil {
		return l
	}
	l.Toolchain = ws.Toolchain
	if m := ws.Package("mathlib"); m != nil {
		l.Mathlib = m.Revision
	}
	return l
}
