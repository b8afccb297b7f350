package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"cosita/lean/leantest"
	"cosita/lean/sandbox"
)

// TestMain lets this binary be three programs: the tests, `cosita` for the scripts, and the
// scripted Lean server.
func TestMain(m *testing.M) {
	sandbox.Main()
	leantest.ServeIfAsked()
	testscript.Main(m, map[string]func(){"cosita": func() { main() }})
}

// TestScripts runs the commands as a person would. `scripted-lean` is a Lean that accepts
// the documents which prove the demo's inputs, and no other.
func TestScripts(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Condition: func(name string) (bool, error) {
			if name != "limit-files" {
				return false, fmt.Errorf("no condition %s", name)
			}
			return sandbox.Probe(t.Context()).InForce(sandbox.Files), nil
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, "cache"))
			env.Setenv("COSITA_LEAN", "")
			env.Setenv("LEAN_SYSROOT", "")
			// Only cosita itself, so that a Lean on this machine is not found.
			env.Setenv("PATH", filepath.SplitList(env.Getenv("PATH"))[0])
			if runtime.GOOS == "windows" {
				return nil
			}
			script, err := scriptedLean(env.WorkDir)
			if err != nil {
				return err
			}
			// The script runs the test binary, and both read the list of documents.
			env.Setenv("COSITA_LEAN_READ", env.WorkDir+" "+filepath.Dir(exe))
			launcher := plainLean + fmt.Sprintf("COSITA_LEANTEST='%s' exec '%s' \"$@\"\n", script, exe)
			return os.WriteFile(filepath.Join(env.WorkDir, "scripted-lean"), []byte(launcher), 0o755) //nolint:gosec // it is run
		},
	})
}

// plainLean is the part of the script that answers `lean --json FILE`: every text is fine, but
// that sorry is warned of, and a text with "secretly wrong" has an error.
const plainLean = `#!/bin/sh
case "$1" in --json)
	PATH=/usr/bin:/bin
	say() { printf '{"severity":"%s","pos":{"line":1,"column":8},"data":"%s","fileName":"%s"}\n' "$1" "$2" "$file"; }
	for file; do :; done
	if grep -q sorry "$file"; then say warning "declaration uses 'sorry'"; fi
	if grep -q 'secretly wrong' "$file"; then say error wrong; code=1; fi
	say information "$(tail -n 1 "$file" | sed 's/#print "\(.*\)"/\1/')"
	exit ${code:-0}
esac
`

// known are texts that the scripted Lean accepts; of the second it says that it uses sorry.
var known = []string{
	"theorem good (p : Prop) (h : p) : p := h\n",
	"theorem open_ : 1 = 1 := sorry\n",
	"-- secretly wrong\ntheorem odd : 1 = 1 := rfl\n",
	"theorem cosita_doctor (p q : Prop) (hp : p) (hq : q) : p ∧ q := ⟨hp, hq⟩\n", // cosita doctor's
}

// scriptedLean writes the script of a server that knows the demo's documents and those known.
func scriptedLean(dir string) (string, error) {
	script := leantest.Script{Documents: map[string]leantest.Document{}}
	for _, name := range []string{"squares", "fixed_sum"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "cos", "testdata", "lean", name+".json"))
		if err != nil {
			return "", err
		}
		var digests []string
		if err := json.Unmarshal(data, &digests); err != nil {
			return "", err
		}
		for _, d := range digests {
			script.Documents[d] = leantest.Document{}
		}
	}
	for _, text := range known {
		script.Documents[leantest.Digest(text)] = leantest.Document{}
	}
	data, err := json.Marshal(script)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "documents.json")
	return path, os.WriteFile(path, data, 0o600)
}

// TestInterrupted ends a command whose context has ended with 130.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := newCLI(nil, &discard{}, &discard{})
	if code := run(ctx, c, []string{"demo"}); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}

type discard struct{}

func (*discard) Write(p []byte) (int, error) { return len(p), nil }
