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
			launcher := fmt.Sprintf("#!/bin/sh\nCOSITA_LEANTEST='%s' exec '%s' \"$@\"\n", script, exe)
			return os.WriteFile(filepath.Join(env.WorkDir, "scripted-lean"), []byte(launcher), 0o755) //nolint:gosec // it is run
		},
	})
}

// scriptedLean writes the script of a server that knows the demo's documents.
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
