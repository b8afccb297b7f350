package project

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Finding is one thing that the work with Lean needs.
type Finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`        // what was found, in one line
	Fix    string `json:"fix,omitempty"` // the command that brings what is missing
}

// Doctor looks for all that checking a file in dir with Lean and Mathlib needs, in the order
// in which it is to be brought: lean, lake, workspace, toolchain, mathlib, mathlib-cache. Findings
// that make no sense before an earlier one is mended are left out.
func Doctor(ctx context.Context, s Search, dir string) []Finding {
	ws, wsErr := FindWorkspace(dir)
	if s.Dir == "" {
		s.Dir = dir
	}
	tc, err := FindToolchain(ctx, s)
	found := []Finding{leanFinding(tc, err)}
	if err == nil {
		f := Finding{Name: "lake", OK: tc.Lake != "", Detail: tc.Lake}
		if !f.OK {
			f.Detail, f.Fix = "no lake beside "+tc.Lean+" nor on PATH", installHere()
		}
		found = append(found, f)
	}
	found = append(found, workspaceFinding(ws, wsErr, dir))
	if ws == nil {
		return found
	}
	if err == nil {
		found = append(found, toolchainFinding(ws, tc))
	}
	return append(found, mathlibFindings(ws)...)
}

func leanFinding(tc Toolchain, err error) Finding {
	f := Finding{Name: "lean", OK: err == nil, Detail: tc.Banner + " (" + tc.Lean + ", from " + tc.From + ")"}
	switch {
	case err == nil:
		return f
	case errors.Is(err, ErrNoLean):
		f.Fix = installHere()
	case errors.Is(err, ErrTimeout):
		f.Fix = "lean --version"
	default:
		f.Fix = unset("COSITA_LEAN") + ", or " + installHere()
	}
	f.Detail = err.Error()
	return f
}

func unset(name string) string {
	if runtime.GOOS == "windows" {
		return "set " + name + "="
	}
	return "unset " + name
}

func workspaceFinding(ws *Workspace, err error, dir string) Finding {
	f := Finding{Name: "workspace"}
	switch {
	case err != nil:
		f.Detail, f.Fix = err.Error(), in(dir, "lake update")
	case ws == nil:
		f.Detail = "no lakefile.lean or lakefile.toml in " + dir + " or above"
		f.Fix = in(dir, "lake +leanprover-community/mathlib4:lean-toolchain new cosita-lean math")
	default:
		f.OK, f.Detail = true, ws.Lakefile
	}
	return f
}

// toolchainFinding compares the version that lean-toolchain names with the one that answered.
func toolchainFinding(ws *Workspace, tc Toolchain) Finding {
	f := Finding{Name: "toolchain", OK: true, Detail: ws.Toolchain}
	_, want, named := strings.Cut(ws.Toolchain, ":v")
	switch {
	case ws.Toolchain == "":
		f.OK, f.Detail = false, "no lean-toolchain in "+ws.Dir
		f.Fix = in(ws.Dir, "echo leanprover/lean4:v"+tc.Version+" > lean-toolchain")
	case named && want != tc.Version:
		f.OK = false
		f.Detail = fmt.Sprintf("the workspace asks for %s, and %s is %s", ws.Toolchain, tc.Lean, tc.Version)
		f.Fix = "elan toolchain install " + ws.Toolchain
	}
	return f
}

func mathlibFindings(ws *Workspace) []Finding {
	f := Finding{Name: "mathlib", Fix: in(ws.Dir, "lake update")}
	m := ws.Package("mathlib")
	switch {
	case !ws.Resolved:
		f.Detail = "no lake-manifest.json in " + ws.Dir
	case m == nil:
		f.Detail = ws.Lakefile + " does not require Mathlib"
		f.Fix = `add to it: require "leanprover-community" / "mathlib"; then ` + f.Fix
		if filepath.Ext(ws.Lakefile) == ".toml" {
			f.Fix = `add to it: [[require]] name = "mathlib", scope = "leanprover-community"; then ` + in(ws.Dir, "lake update")
		}
	case m.Dir == "":
		f.Detail = "Mathlib is in the manifest and its files are not there"
		f.Fix = in(ws.Dir, "lake exe cache get")
	default:
		f.OK, f.Fix = true, ""
		f.Detail = strings.TrimSpace("Mathlib " + m.Input + " " + m.Revision)
	}
	if !f.OK {
		return []Finding{f}
	}
	cache := Finding{Name: "mathlib-cache", Fix: in(ws.Dir, "lake exe cache get")}
	// Up to 2023 Lake built in build/, since then in .lake/build/; since 2024 in lib/lean/.
	for _, build := range []string{".lake/build/lib/lean", ".lake/build/lib", "build/lib"} {
		olean := filepath.Join(m.Dir, filepath.FromSlash(build), "Mathlib.olean")
		if _, err := os.Stat(olean); err == nil {
			cache.OK, cache.Detail, cache.Fix = true, olean, ""
			return []Finding{f, cache}
		}
	}
	cache.Detail = "no Mathlib.olean under " + m.Dir + ": Mathlib is not built"
	return []Finding{f, cache}
}

// in is a command to be run in dir.
func in(dir, command string) string {
	if dir == "" || dir == "." {
		return command
	}
	if strings.ContainsAny(dir, " \t'\"$&;()") {
		dir = `"` + strings.ReplaceAll(dir, `"`, `\"`) + `"`
	}
	return "cd " + dir + " && " + command
}
