package project

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakeSetup is elan and lake as a setup uses them. FAKE_MODE names a step at which they fail
// and how, as "update offline"; FAKE_STATE is elan's folder.
func fakeSetup(program string, args []string) int {
	call := program + " " + strings.Join(args, " ")
	list := filepath.Join(os.Getenv("FAKE_STATE"), "toolchains")
	step, how, _ := strings.Cut(os.Getenv("FAKE_MODE"), " ")
	mathlib := filepath.Join(".lake", "packages", "mathlib")
	put := func(text string, parts ...string) {
		path := filepath.Join(parts...)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			panic(err)
		}
	}
	// fails says whether this is the step to fail at; half has been done then.
	fails := func(name string, half func()) bool {
		if step != name {
			return false
		}
		half()
		switch how {
		case "offline":
			fmt.Fprintln(os.Stderr, "fatal: unable to access 'https://example.org/': Could not resolve host: example.org")
		case "hang":
			fmt.Println("half done")
			time.Sleep(time.Hour) // ends by being interrupted
		default:
			fmt.Fprintln(os.Stderr, "error: something broke")
		}
		return how != "quietly"
	}
	switch {
	case call == "elan toolchain list":
		data, _ := os.ReadFile(list)
		fmt.Print(string(data))
	case strings.HasPrefix(call, "elan toolchain install "):
		if fails("toolchain", func() {}) {
			return 1
		}
		put(args[2]+" (default)\n", list)
	case call == "lake update":
		if os.Getenv("MATHLIB_NO_CACHE_ON_UPDATE") != "1" {
			return 9
		}
		if _, err := os.Stat(filepath.Join(mathlib, ".git")); err == nil {
			fmt.Fprintln(os.Stderr, "error: a clone that is no clone")
			return 1
		}
		put("", mathlib, ".git", "config")
		if fails("update", func() {}) {
			return 1
		}
		put("", mathlib, ".git", "index")
		put("", mathlib, "Mathlib", "A.lean")
		put("", mathlib, "Mathlib", "B.lean")
		put(newManifest, "lake-manifest.json")
	case call == "lake exe cache get":
		lib := filepath.Join(mathlib, ".lake", "build", "lib", "lean")
		put("", lib, "Mathlib.olean")
		put("", lib, "Mathlib", "A.olean")
		fmt.Print("Downloaded: 1\rDownloaded: 2\r\n")
		if fails("cache", func() {}) {
			return 1
		}
		if how != "quietly" {
			put("", lib, "Mathlib", "B.olean")
		}
	default:
		fmt.Fprintln(os.Stderr, "unexpected", call)
		return 9
	}
	return 0
}

// machine is where a setup is tried.
type machine struct {
	setup  Setup
	events []Event
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	t.Setenv("FAKE_LEAN", "setup")
	root := t.TempDir()
	t.Setenv("FAKE_STATE", root)
	fakeLean(t, filepath.Join(root, "bin"), "elan", "lake")
	m := &machine{setup: Setup{Dir: filepath.Join(root, "work space"), Version: "v4.27.0",
		Search: Search{Getenv: env(map[string]string{"PATH": filepath.Join(root, "bin")}), Home: root}}}
	m.setup.Tell = func(e Event) { m.events = append(m.events, e) }
	return m
}

// run runs the setup with fakes of a mode, and gives back how each step went.
func (m *machine) run(t *testing.T, mode string) (steps []string, err error) {
	t.Helper()
	t.Setenv("FAKE_MODE", mode)
	m.events = nil
	err = m.setup.Run(t.Context())
	for _, e := range m.events {
		if e.Kind == "done" || e.Kind == "kept" || e.Kind == "remove" {
			steps = append(steps, e.Step+" "+e.Kind)
		}
	}
	return steps, err
}

func (m *machine) told(kind, part string) bool {
	return slices.ContainsFunc(m.events, func(e Event) bool { return e.Kind == kind && strings.Contains(e.Detail, part) })
}

func TestSetup(t *testing.T) {
	m := newMachine(t)
	got, err := m.run(t, "")
	if want := []string{"elan kept", "workspace done", "toolchain done", "packages done", "cache done"}; err != nil || !slices.Equal(got, want) {
		t.Fatalf("%q, %v", got, err)
	}
	for _, want := range []struct{ kind, part string }{
		{"write", "lakefile.toml"}, {"write", "lean-toolchain"}, {"output", "Downloaded: 2"},
		{"run", `work space" && elan toolchain install leanprover/lean4:v4.27.0`}, {"run", `work space" && lake update`}, {"run", "lake exe cache get"},
	} {
		if !m.told(want.kind, want.part) {
			t.Errorf("not told: %s %s", want.kind, want.part)
		}
	}
	ws, err := FindWorkspace(m.setup.Dir)
	if err != nil || ws == nil || ws.Toolchain != "leanprover/lean4:v4.27.0" {
		t.Errorf("%+v, %v", ws, err)
	}
	got, err = m.run(t, "toolchain broken") // and nothing is run that could break
	if want := []string{"elan kept", "workspace kept", "toolchain kept", "packages kept", "cache kept"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("again: %q, %v", got, err)
	}
	if m.told("run", "") || m.told("write", "") {
		t.Errorf("again: %v", m.events)
	}
}

// Whatever step fails, in whatever way, the next run goes on there and comes to the end.
func TestSetupResumes(t *testing.T) {
	steps := []string{"elan", "workspace", "toolchain", "packages", "cache"}
	for _, tt := range []struct {
		mode   string
		failed int // index in steps
		want   string
	}{
		{"toolchain offline", 2, "no network"},
		{"toolchain broken", 2, "something broke"},
		{"update offline", 3, "no network"},
		{"update broken", 3, "something broke"},
		{"cache offline", 4, "no network"},
		{"cache broken", 4, "something broke"},
		{"cache quietly", 4, "not done: 1 of 3 compiled modules are missing"},
	} {
		t.Run(tt.mode, func(t *testing.T) {
			m := newMachine(t)
			got, err := m.run(t, tt.mode)
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(got) != tt.failed {
				t.Fatalf("%q, %v", got, err)
			}
			if errors.Is(err, ErrNoNetwork) != strings.Contains(tt.mode, "offline") {
				t.Errorf("%v", err)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("not one line: %q", err)
			}
			got, err = m.run(t, "")
			var want []string
			for i, s := range steps {
				if i < tt.failed || s == "elan" {
					want = append(want, s+" kept")
					continue
				}
				if i == 3 && i == tt.failed {
					want = append(want, "packages remove") // the clone that was cut
				}
				want = append(want, s+" done")
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("resumed: %q, %v; want %q", got, err, want)
			}
		})
	}
}

// A setup that is cut at a step ends soon, and goes on there.
func TestSetupCut(t *testing.T) {
	for _, mode := range []string{"update hang", "cache hang"} {
		t.Run(mode, func(t *testing.T) {
			m := newMachine(t)
			t.Setenv("FAKE_MODE", mode)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			m.setup.Tell = func(e Event) {
				m.events = append(m.events, e)
				if e.Detail == "half done" {
					cancel()
				}
			}
			begin := time.Now()
			if err := m.setup.Run(ctx); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "again to go on") {
				t.Errorf("%v", err)
			}
			if took := time.Since(begin); took > time.Minute {
				t.Errorf("it took %v", took)
			}
			if got, err := m.run(t, ""); err != nil || got[len(got)-1] != "cache done" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestSetupRefuses(t *testing.T) {
	m := newMachine(t)
	none := m.setup
	none.Search = Search{Getenv: env(nil), Home: m.setup.Dir}
	err := none.Run(t.Context())
	if !errors.Is(err, ErrNoElan) || !strings.Contains(err.Error(), installHere()) || !strings.Contains(err.Error(), "--install-elan") {
		t.Errorf("without elan: %v", err)
	}
	if m.told("run", "") {
		t.Errorf("something was run: %v", m.events)
	}
	m.setup.Version = "v4.27.0\nevil"
	if err := m.setup.Run(t.Context()); err == nil {
		t.Error("a strange version is taken")
	}
	m.setup.Version = ""
	write(t, "leanprover/lean4:v4.20.0\n", m.setup.Dir, "lean-toolchain")
	write(t, "name = \"mine\"\n", m.setup.Dir, "lakefile.toml")
	write(t, `{"packages": []}`, m.setup.Dir, "lake-manifest.json")
	t.Setenv("FAKE_MODE", "update broken")
	if err := m.setup.Run(t.Context()); err == nil {
		t.Error("a workspace without Mathlib is well")
	}
	if text, _ := os.ReadFile(filepath.Join(m.setup.Dir, "lakefile.toml")); string(text) != "name = \"mine\"\n" {
		t.Errorf("a person's lakefile was changed: %s", text)
	}
	if !m.told("run", "elan toolchain install leanprover/lean4:v4.20.0") {
		t.Errorf("the workspace's own toolchain is not installed: %v", m.events)
	}
}
