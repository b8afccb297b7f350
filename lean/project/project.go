// Package project finds what Lean needs on a machine: a toolchain, the Lake workspace round a
// folder and the Mathlib in it. It says what is missing and the exact command that brings it.
// Looking reads files and asks `lean --version`, and never uses the network; Setup is what brings a
// workspace with Mathlib.
//
//	lean, err := project.FindToolchain(ctx, project.Search{})
//	if errors.Is(err, project.ErrNoLean) { … }
//	ws, err := project.FindWorkspace(".") // nil where there is none
//	for _, f := range project.Doctor(ctx, project.Search{}, ".") {
//		fmt.Println(f.Name, f.OK, f.Detail, f.Fix)
//	}
//	setup := project.Setup{Dir: "math", Tell: func(e project.Event) { fmt.Println(e) }}
//	err = setup.Run(ctx) // again, where it was cut
//
// The layout of workspaces follows the Lake reference
// (https://lean-lang.org/doc/reference/latest/Build-Tools-and-Distribution/Lake/).
package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Workspace is a Lake workspace: a folder with a lakefile.
type Workspace struct {
	Dir       string
	Lakefile  string // path of lakefile.lean, which Lake prefers, or lakefile.toml
	Toolchain string // what lean-toolchain names, such as leanprover/lean4:v4.27.0; empty without it
	Packages  []Package
	Resolved  bool // whether there is a lake-manifest.json
}

// Package is a dependency as lake-manifest.json records it.
type Package struct {
	Name     string
	URL      string // of a git dependency
	Revision string // the commit of a git dependency
	Input    string // the revision that was asked for, such as v4.27.0
	Dir      string // where its files are, if they are there
}

// FindWorkspace finds the workspace that holds dir: the nearest folder upwards with a lakefile.
// It is nil where there is none.
func FindWorkspace(dir string) (*Workspace, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find Lake workspace: %w", err)
	}
	for {
		for _, name := range []string{"lakefile.lean", "lakefile.toml"} {
			path := filepath.Join(dir, name)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				return readWorkspace(dir, path)
			}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil, nil
		}
		dir = parent
	}
}

// Package is the dependency of that name, or nil.
func (w *Workspace) Package(name string) *Package {
	for i := range w.Packages {
		if strings.EqualFold(w.Packages[i].Name, name) {
			return &w.Packages[i]
		}
	}
	return nil
}

// Folders are those that the workspace needs to read: its own, and its packages' where they
// lie elsewhere.
func (w *Workspace) Folders() []string {
	folders := []string{w.Dir}
	for _, p := range w.Packages {
		if p.Dir != "" && !strings.HasPrefix(p.Dir, w.Dir+string(filepath.Separator)) {
			folders = append(folders, p.Dir)
		}
	}
	return folders
}

// Build is where Lake puts what it compiles of the workspace itself.
func (w *Workspace) Build() string { return filepath.Join(w.Dir, ".lake", "build") }

func readWorkspace(dir, lakefile string) (*Workspace, error) {
	w := &Workspace{Dir: dir, Lakefile: lakefile}
	text, err := os.ReadFile(filepath.Join(dir, "lean-toolchain"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read Lake workspace: %w", err)
	}
	w.Toolchain = strings.TrimSpace(string(text))
	path := filepath.Join(dir, "lake-manifest.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read Lake workspace: %w", err)
	}
	w.Packages, err = parseManifest(dir, data)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	w.Resolved = true
	return w, nil
}

// manifest is the part of lake-manifest.json that has kept its meaning; up to version 4 the
// fields of an entry stand one level down, under its type.
type manifest struct {
	PackagesDir string            `json:"packagesDir"`
	Packages    []json.RawMessage `json:"packages"`
}

type manifestEntry struct {
	Name     string  `json:"name"`
	URL      string  `json:"url"`
	Rev      string  `json:"rev"`
	InputRev *string `json:"inputRev"`
	Old      *string `json:"inputRev?"`
	Dir      string  `json:"dir"`
}

func parseManifest(dir string, data []byte) ([]Package, error) {
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("parse Lake manifest: %w", err)
	}
	if m.PackagesDir == "" {
		m.PackagesDir = filepath.Join(".lake", "packages")
	}
	var packages []Package
	for i, raw := range m.Packages {
		var entry struct {
			manifestEntry
			Git  *manifestEntry `json:"git"`
			Path *manifestEntry `json:"path"`
		}
		if err := json.Unmarshal(raw, &entry); err != nil {
			return nil, fmt.Errorf("parse Lake manifest: package %d: %w", i+1, err)
		}
		e := entry.manifestEntry
		for _, nested := range []*manifestEntry{entry.Git, entry.Path} {
			if nested != nil {
				e = *nested
			}
		}
		if e.Name == "" {
			return nil, fmt.Errorf("parse Lake manifest: package %d has no name", i+1)
		}
		p := Package{Name: strings.Trim(e.Name, "«»"), URL: e.URL, Revision: e.Rev}
		for _, input := range []*string{e.InputRev, e.Old} {
			if input != nil {
				p.Input = *input
			}
		}
		at := under(dir, filepath.Join(m.PackagesDir, p.Name))
		if e.Dir != "" {
			at = under(dir, e.Dir)
		}
		if info, err := os.Stat(at); err == nil && info.IsDir() {
			p.Dir = at
		}
		packages = append(packages, p)
	}
	return packages, nil
}

func under(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
