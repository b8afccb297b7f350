package project

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

const banner = "Lean (version 4.27.0, x86_64-unknown-linux-gnu, commit db93fe1608548721853390a10cd40580fe7d22ae, Release)\n"

// TestMain makes the test binary a program of its own where a test runs it as `lean`.
func TestMain(m *testing.M) {
	switch os.Getenv("FAKE_LEAN") {
	case "":
		// Else each fake of a test under the race detector sleeps a second before it exits.
		os.Setenv("GORACE", "atexit_sleep_ms=0")
		os.Exit(m.Run())
	case "lean":
		if len(os.Args) != 2 || os.Args[1] != "--version" {
			fmt.Fprintln(os.Stderr, "unexpected arguments", os.Args)
			os.Exit(3)
		}
		fmt.Print(banner)
	case "garbage":
		fmt.Print("GNU bash,\x00\xff version 5\n" + strings.Repeat("x", 1<<20))
	case "silent":
	case "exit":
		fmt.Println("Lean (version 4.27.0, broken)")
		fmt.Fprintln(os.Stderr, "error: toolchain is not installed")
		os.Exit(1)
	case "setup":
		os.Exit(fakeSetup(strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"), os.Args[1:]))
	case "hang":
		time.Sleep(time.Hour) // ends by being killed
	}
}

// fakeLean puts copies of this test binary in dir under the given names.
func fakeLean(t *testing.T, dir string, names ...string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.Symlink(self, filepath.Join(dir, exe(name))); err != nil {
			t.Skip("skipped: no symbolic links here: ", err)
		}
	}
}

func exe(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}

func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestFindToolchain(t *testing.T) {
	t.Setenv("FAKE_LEAN", "lean")
	root := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{root}, parts...)...) }
	fakeLean(t, at("named"), "lean", "lake")
	fakeLean(t, at("configured"), "lean")
	fakeLean(t, at("sysroot", "bin"), "lean", "lake")
	fakeLean(t, at("path"), "lean", "lake")
	fakeLean(t, at("home", ".elan", "bin"), "lean", "lake")
	fakeLean(t, at("elan", "bin"), "lean", "lake")
	path := at("empty") + string(filepath.ListSeparator) + at("path")
	tests := []struct {
		name             string
		s                Search
		vars             map[string]string
		lean, lake, from string
	}{
		{"environment", Search{Home: at("home")},
			map[string]string{"COSITA_LEAN": at("named", "lean"), "LEAN_SYSROOT": at("sysroot"), "PATH": path},
			at("named", "lean"), at("named", "lake"), "COSITA_LEAN"},
		{"configuration first", Search{Path: at("configured", "lean"), Home: at("home")},
			map[string]string{"COSITA_LEAN": at("named", "lean"), "LEAN_SYSROOT": at("sysroot"), "PATH": path},
			at("configured", "lean"), at("path", "lake"), "configuration"},
		{"sysroot", Search{Home: at("home")}, map[string]string{"LEAN_SYSROOT": at("sysroot"), "PATH": path},
			at("sysroot", "bin", "lean"), at("sysroot", "bin", "lake"), "LEAN_SYSROOT"},
		{"PATH", Search{Home: at("home")}, map[string]string{"PATH": path},
			at("path", "lean"), at("path", "lake"), "PATH"},
		{"elan", Search{Home: at("home")}, map[string]string{"PATH": at("empty")},
			at("home", ".elan", "bin", "lean"), at("home", ".elan", "bin", "lake"), "elan"},
		{"ELAN_HOME", Search{Home: at("home")}, map[string]string{"ELAN_HOME": at("elan")},
			at("elan", "bin", "lean"), at("elan", "bin", "lake"), "elan"},
		{"no lake", Search{Path: at("configured", "lean"), Home: at("empty")}, nil,
			at("configured", "lean"), "", "configuration"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.s.Getenv = env(tt.vars)
			got, err := FindToolchain(t.Context(), tt.s)
			if err != nil {
				t.Fatal(err)
			}
			want := Toolchain{Lean: exe(tt.lean), From: tt.from, Version: "4.27.0", Banner: strings.TrimSpace(banner)}
			if tt.lake != "" {
				want.Lake = exe(tt.lake)
			}
			if runtime.GOOS == "windows" {
				got.Lean, got.Lake = strings.ToLower(got.Lean), strings.ToLower(got.Lake)
				want.Lean, want.Lake = strings.ToLower(want.Lean), strings.ToLower(want.Lake)
			}
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestFindToolchainErrors(t *testing.T) {
	dir := t.TempDir()
	fakeLean(t, dir, "lean")
	lean := filepath.Join(dir, "lean")
	tests := []struct {
		name, fake string
		s          Search
		want       error
		text       string
	}{
		{"nowhere", "lean", Search{Home: dir}, ErrNoLean, "looked at the configuration, COSITA_LEAN"},
		{"configured and not there", "lean", Search{Path: filepath.Join(dir, "no", "lean")}, ErrNoLean, "configuration names"},
		{"another program", "garbage", Search{Path: lean}, ErrNotLean, "printed \"GNU bash,"},
		{"says nothing", "silent", Search{Path: lean}, ErrNotLean, `printed ""`},
		{"exits with an error", "exit", Search{Path: lean}, ErrNotLean, "exit status 1; it printed \"Lean (version 4.27.0, broken) error: toolchain is not installed\""},
		{"hangs", "hang", Search{Path: lean, Deadline: 200 * time.Millisecond}, ErrTimeout, "within 200ms"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("FAKE_LEAN", tt.fake)
			tt.s.Getenv = env(nil)
			got, err := FindToolchain(t.Context(), tt.s)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Fatalf("got %+v, %v; want %v with %q", got, err, tt.want, tt.text)
			}
			if strings.Contains(err.Error(), "\n") || len(err.Error()) > 2000 {
				t.Errorf("not one short line: %q", err)
			}
		})
	}
	t.Run("canceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := FindToolchain(ctx, Search{Path: lean, Getenv: env(nil)})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want Canceled", err)
		}
	})
}

func write(t *testing.T, text string, parts ...string) string {
	t.Helper()
	path := filepath.Join(parts...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	newManifest = `{"version": "1.1.0", "packagesDir": ".lake/packages", "packages": [
 {"url": "https://github.com/leanprover-community/mathlib4", "type": "git", "scope": "leanprover-community",
  "rev": "a3a10db0e9d66acbebf76c5e6a135066525ac900", "name": "mathlib", "inputRev": "v4.27.0", "inherited": false},
 {"type": "path", "name": "«my-lib»", "dir": "../my-lib", "inherited": false}], "name": "x", "lakeDir": ".lake"}`
	oldManifest = `{"version": 4, "packagesDir": "lake-packages", "packages": [
 {"git": {"url": "https://github.com/leanprover-community/mathlib4.git", "subDir?": null,
  "rev": "85a7d7d9a5ea", "name": "mathlib", "inputRev?": "master"}}]}`
)

func TestFindWorkspace(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "ws")
	lakefile := write(t, "", dir, "lakefile.toml")
	write(t, "leanprover/lean4:v4.27.0\r\n", dir, "lean-toolchain")
	write(t, newManifest, dir, "lake-manifest.json")
	write(t, "", dir, ".lake", "packages", "mathlib", "Mathlib.lean")
	write(t, "", dir, "A", "B", "C.lean")
	ws, err := FindWorkspace(filepath.Join(dir, "A", "B"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Workspace{Dir: dir, Lakefile: lakefile, Toolchain: "leanprover/lean4:v4.27.0", Resolved: true,
		Packages: []Package{
			{Name: "mathlib", URL: "https://github.com/leanprover-community/mathlib4",
				Revision: "a3a10db0e9d66acbebf76c5e6a135066525ac900", Input: "v4.27.0",
				Dir: filepath.Join(dir, ".lake", "packages", "mathlib")},
			{Name: "my-lib"},
		}}
	if !reflect.DeepEqual(ws, want) {
		t.Errorf("got  %+v\nwant %+v", ws, want)
	}
	if ws.Package("Mathlib") != &ws.Packages[0] || ws.Package("aesop") != nil {
		t.Error("Package finds the wrong one")
	}

	write(t, oldManifest, dir, "lake-manifest.json")
	lean := write(t, "", dir, "lakefile.lean")
	ws, err = FindWorkspace(dir)
	if err != nil || ws.Lakefile != lean || len(ws.Packages) != 1 || ws.Packages[0].Name != "mathlib" ||
		ws.Packages[0].Input != "master" || ws.Packages[0].Revision != "85a7d7d9a5ea" {
		t.Errorf("old manifest: %+v, %v", ws, err)
	}

	for _, text := range []string{"{", `{"packages": [1]}`, `{"packages": [{}]}`} {
		path := write(t, text, dir, "lake-manifest.json")
		if ws, err := FindWorkspace(dir); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("manifest %s: %+v, %v; want an error that names it", text, ws, err)
		}
	}
	if ws, err := FindWorkspace(filepath.Join(root, "elsewhere")); ws != nil || err != nil {
		t.Errorf("elsewhere: %+v, %v; want none", ws, err)
	}
}

func TestDoctor(t *testing.T) {
	t.Setenv("FAKE_LEAN", "lean")
	root := t.TempDir()
	fakeLean(t, filepath.Join(root, "bin"), "lean", "lake")
	withLean := Search{Path: filepath.Join(root, "bin", "lean"), Getenv: env(nil), Home: root}
	ws := filepath.Join(root, "w s")

	check := func(what string, s Search, dir string, want ...string) {
		t.Helper()
		var got []string
		for _, f := range Doctor(t.Context(), s, dir) {
			if f.OK == (f.Fix != "") || f.Detail == "" {
				t.Errorf("%s: %+v: something is either well or has a fix", what, f)
			}
			line := f.Name + " ok"
			if !f.OK {
				line = f.Name + ": " + f.Fix
			}
			got = append(got, line)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
		}
	}

	cd := func(command string) string { return `cd "` + ws + `" && ` + command }
	write(t, "", ws, "x")
	newWorkspace := `cosita setup "` + filepath.Join(ws, "cosita-lean") + `"`
	check("nothing there", Search{Getenv: env(nil), Home: root}, ws,
		"lean: "+InstallCommand(runtime.GOOS), "workspace: "+newWorkspace)
	check("lean only", withLean, ws, "lean ok", "lake ok", "workspace: "+newWorkspace)
	write(t, "", ws, "lakefile.toml")
	check("bare lakefile", withLean, ws, "lean ok", "lake ok", "workspace ok",
		"toolchain: "+cd("echo leanprover/lean4:v4.27.0 > lean-toolchain"), "mathlib: "+cd("lake update"))
	write(t, "leanprover/lean4:v4.20.1", ws, "lean-toolchain")
	write(t, `{"packages": []}`, ws, "lake-manifest.json")
	check("no Mathlib", withLean, ws, "lean ok", "lake ok", "workspace ok",
		"toolchain: elan toolchain install leanprover/lean4:v4.20.1",
		`mathlib: add to it: [[require]] name = "mathlib", scope = "leanprover-community"; then `+cd("lake update"))
	write(t, "leanprover/lean4:v4.27.0", ws, "lean-toolchain")
	write(t, newManifest, ws, "lake-manifest.json")
	check("not fetched", withLean, ws, "lean ok", "lake ok", "workspace ok", "toolchain ok",
		"mathlib: "+cd("lake exe cache get"))
	mathlib := filepath.Join(ws, ".lake", "packages", "mathlib")
	write(t, "", mathlib, "Mathlib.lean")
	check("not built", withLean, ws, "lean ok", "lake ok", "workspace ok", "toolchain ok",
		"mathlib ok", "mathlib-cache: "+cd("lake exe cache get"))
	write(t, "", mathlib, ".lake", "build", "lib", "lean", "Mathlib.olean")
	check("all there", withLean, ws, "lean ok", "lake ok", "workspace ok", "toolchain ok", "mathlib ok", "mathlib-cache ok")
	write(t, "leanprover/lean4:v4.26.0\n", mathlib, "lean-toolchain")
	check("another toolchain", withLean, ws, "lean ok", "lake ok", "workspace ok", "toolchain ok", "mathlib ok",
		"mathlib-match: "+cd("echo leanprover/lean4:v4.26.0 > lean-toolchain"), "mathlib-cache ok")
	write(t, "leanprover/lean4:v4.27.0\n", mathlib, "lean-toolchain")
	write(t, strings.Repeat("b", 40)+"\n", mathlib, ".git", "HEAD")
	check("another revision", withLean, ws, "lean ok", "lake ok", "workspace ok", "toolchain ok", "mathlib ok",
		"mathlib-match: "+cd("lake exe cache get"), "mathlib-cache ok")
	write(t, "a3a10db0e9d66acbebf76c5e6a135066525ac900\n", mathlib, ".git", "HEAD")
	check("a match", withLean, ws, "lean ok", "lake ok", "workspace ok", "toolchain ok", "mathlib ok", "mathlib-match ok", "mathlib-cache ok")
	check("all but lean", Search{Getenv: env(nil), Home: root}, ws,
		"lean: "+InstallCommand(runtime.GOOS), "workspace ok", "mathlib ok", "mathlib-match ok", "mathlib-cache ok")
	if f, ok := MemoryFinding(); ok && f.OK == (f.Fix != "") {
		t.Errorf("%+v: memory is either enough or has a fix", f)
	}
}

func Example() {
	dir, err := os.MkdirTemp("", "workspace")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "lakefile.toml"), nil, 0o600); err != nil {
		panic(err)
	}
	nothing := Search{Getenv: func(string) string { return "" }, Home: dir}
	for _, f := range Doctor(context.Background(), nothing, dir) {
		fmt.Println(f.Name, f.OK)
	}
	// Output:
	// lean false
	// workspace true
	// mathlib false
}

func TestInstallCommand(t *testing.T) {
	for goos, want := range map[string]string{"linux": "elan-init.sh -sSf | sh", "darwin": "elan-init.sh -sSf | sh", "windows": "elan-init.ps1"} {
		if got := InstallCommand(goos); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", goos, got, want)
		}
	}
}
