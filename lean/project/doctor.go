package project

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
		f.Fix = "cosita setup " + quoted(filepath.Join(dir, "cosita-lean"))
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
	found := []Finding{f}
	if !f.OK {
		return found
	}
	if m := mathlibMatch(ws, m); m != nil {
		found = append(found, *m)
	}
	cache := Finding{Name: "mathlib-cache", Fix: in(ws.Dir, "lake exe cache get")}
	detail, whole := mathlibBuilt(m)
	if cache.Detail = detail; whole {
		cache.OK, cache.Fix = true, ""
	}
	return append(found, cache)
}

// mathlibBuilt says whether each of Mathlib's modules is compiled, the root among them: a
// cache that was cut while it was unpacked lacks some.
func mathlibBuilt(m *Package) (detail string, whole bool) {
	if m.Dir == "" {
		return "Mathlib's files are not there", false
	}
	// Up to 2023 Lake built in build/, since then in .lake/build/; since 2024 in lib/lean/.
	for _, build := range []string{".lake/build/lib/lean", ".lake/build/lib", "build/lib"} {
		lib := filepath.Join(m.Dir, filepath.FromSlash(build))
		root := filepath.Join(lib, "Mathlib.olean")
		if _, err := os.Stat(root); err != nil {
			continue
		}
		modules, missing := 0, 0
		_ = filepath.WalkDir(filepath.Join(m.Dir, "Mathlib"), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".lean" {
				return nil // what cannot be read is not looked for
			}
			modules++
			name, _ := filepath.Rel(m.Dir, path)
			if _, err := os.Stat(filepath.Join(lib, strings.TrimSuffix(name, ".lean")+".olean")); err != nil {
				missing++
			}
			return nil
		})
		if missing > 0 {
			return fmt.Sprintf("%d of %d compiled modules are missing under %s", missing, modules+1, lib), false
		}
		return root, true
	}
	return "no Mathlib.olean under " + m.Dir + ": Mathlib is not built", false
}

// mathlibMatch says whether Mathlib's files are those of the revision in the manifest and are
// made for the workspace's toolchain; nil where the files do not tell.
func mathlibMatch(ws *Workspace, m *Package) *Finding {
	f := Finding{Name: "mathlib-match", OK: true}
	if head := checkedOut(m.Dir); head != "" && m.Revision != "" && head != m.Revision {
		f.OK, f.Fix = false, in(ws.Dir, "lake exe cache get")
		f.Detail = fmt.Sprintf("the manifest names Mathlib %.12s, and %.12s is checked out", m.Revision, head)
		return &f
	}
	text, err := os.ReadFile(filepath.Join(m.Dir, "lean-toolchain"))
	want := strings.TrimSpace(string(text))
	if err != nil || ws.Toolchain == "" {
		return nil
	}
	if f.Detail = "Mathlib is made for " + want; want != ws.Toolchain {
		f.OK = false
		f.Detail += ", and the workspace asks for " + ws.Toolchain
		f.Fix = in(ws.Dir, "echo "+want+" > lean-toolchain")
	}
	return &f
}

// checkedOut is the commit that a package's git repository has checked out, as Lake leaves it:
// without a branch. It is empty where that cannot be told.
func checkedOut(dir string) string {
	head, err := os.ReadFile(filepath.Join(dir, ".git", "HEAD"))
	if commit := strings.TrimSpace(string(head)); err == nil && len(commit) == 40 && !strings.HasPrefix(commit, "ref:") {
		return commit
	}
	return ""
}

// MemoryFinding says whether the machine has the memory that one server with Mathlib takes; ok
// is false where the system does not say.
func MemoryFinding() (f Finding, ok bool) {
	const need = 6 << 30 // `import Mathlib` takes about 5 GB
	total, available := Memory()
	f = Finding{Name: "memory", OK: available >= need,
		Detail: fmt.Sprintf("%.1f GB, of which %.1f are free", float64(total)/(1<<30), float64(available)/(1<<30))}
	if !f.OK {
		f.Detail += "; a server that imports Mathlib takes about 5"
		f.Fix = "close other programs, or import less than the whole of Mathlib"
	}
	return f, total > 0
}

// in is a command to be run in dir.
func in(dir, command string) string {
	if dir == "" || dir == "." {
		return command
	}
	return "cd " + quoted(dir) + " && " + command
}

// quoted is a path, or another word, as a shell takes it.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t'\"$&;()|<>*") {
		return `"` + strings.ReplaceAll(path, `"`, `\"`) + `"`
	}
	return path
}
