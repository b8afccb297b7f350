package leantest_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"cosita/lean"
	"cosita/lean/leantest"
)

func TestMain(m *testing.M) { os.Exit(leantest.Main(m)) }

func start(t *testing.T, s leantest.Script) *lean.Client {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := lean.Start(t.Context(), lean.Config{Path: exe, Dir: t.TempDir(), Env: leantest.Env(s.Write(t))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

const (
	one     = "theorem t : 1 = 1 := by\n  rfl\n"
	partial = "-- 𝔸\ntheorem t : 1 = 1 := by\n  rfl\n\nnamespace N\ntheorem u : 2 = 2 := by\n  sorry\nend N\n"
)

// The client that this server is for understands it.
func TestClientOnScript(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen.jsonl")
	c := start(t, leantest.Script{
		Documents: map[string]leantest.Document{
			leantest.Digest(one): {
				Messages: []leantest.Message{{Severity: 3, Start: [2]int{0, 8}, End: [2]int{0, 9}, Text: "hello"}},
				Goals:    map[string][]string{"1:2": {"n : Nat\n⊢ 1 = 1"}},
			},
			leantest.Digest(partial): {},
		},
		Seen: seen,
	})
	r, err := c.Check(t.Context(), lean.Source{Text: one, Goals: []lean.Position{{Line: 1, Character: 2}, {Line: 0, Character: 0}}})
	if err != nil || r.Outcome != lean.Finished || r.Sorry || len(r.Messages) != 1 || len(r.Goals) != 2 ||
		len(r.Goals[0].Goals) != 1 || len(r.Goals[1].Goals) != 0 {
		t.Errorf("accepted: %+v, %v", r, err)
	}
	r, err = c.Check(t.Context(), lean.Source{Text: partial})
	if err != nil || r.Outcome != lean.Finished || !r.Sorry || len(r.Messages) != 1 {
		t.Errorf("with sorry: %+v, %v", r, err)
	}
	r, err = c.Check(t.Context(), lean.Source{Text: one + "\n"})
	if err != nil || r.Outcome != lean.Finished || len(r.Messages) != 1 || r.Messages[0].Text != leantest.DefaultUnknown {
		t.Errorf("unknown: %+v, %v", r, err)
	}
	body, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	var known []bool
	for line := range bytes.Lines(body) {
		var s leantest.Sight
		if err := json.Unmarshal(line, &s); err != nil || s.Digest != leantest.Digest(s.Text) {
			t.Errorf("seen: %s: %v", line, err)
		}
		known = append(known, s.Known)
	}
	if len(known) != 3 || !known[0] || !known[1] || known[2] {
		t.Errorf("seen: %v", known)
	}
}
