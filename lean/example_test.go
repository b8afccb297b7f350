package lean_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"cosita/lean"
	"cosita/lean/leantest"
)

// A pool screens tactics: each is tried on the same state, on as many servers as there are.
func ExamplePool_Try() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	state := lean.State{Theorem: "theorem two (n : Nat) (h : n = 1) : n + 1 = 2"}

	// Elsewhere, lean.Config{Dir: "workspace"} is all. Here a server that follows a script plays
	// Lean: it knows which of the tactics prove the theorem.
	config := scriptedLean(dir, state, "omega", "simp [h]")

	pool, err := lean.StartPool(ctx, lean.PoolConfig{Client: config})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	trials, err := pool.Try(ctx, state, []string{"rfl", "omega", "simp", "simp [h]"}, lean.TryOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range trials {
		fmt.Println(t.Script, t.Report.Outcome, t.Proved)
	}

	// Output:
	// rfl finished false
	// omega finished true
	// simp finished false
	// simp [h] finished true
}

// scriptedLean runs a server that accepts the state with each of the tactics.
func scriptedLean(dir string, state lean.State, tactics ...string) lean.Config {
	script := leantest.Script{Documents: map[string]leantest.Document{}}
	for _, t := range tactics {
		script.Documents[leantest.Digest(state.Source(t))] = leantest.Document{}
	}
	path := filepath.Join(dir, "script.json")
	if err := script.Save(path); err != nil {
		log.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	return lean.Config{Path: exe, Dir: dir, Env: leantest.Env(path)}
}
