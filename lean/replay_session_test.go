package lean_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cosita/lean"
	"cosita/lean/leantest"
)

// A session says what the recorded client said, and reads the recorded answers. Left out are
// the two calls that no session makes: one with a wrong number, one of no method.
func TestReplayOfSession(t *testing.T) {
	r := read(t, filepath.Join(recordings(t), "rpc.jsonl"))
	r = slices.DeleteFunc(r, func(row recorded) bool {
		id := row.Frame["id"]
		return id == 6.0 || id == 7.0
	})
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	heard := filepath.Join(t.TempDir(), "heard.jsonl")
	script := leantest.Script{Replay: &leantest.Replay{Recording: r.write(t), Result: heard}}
	client, err := lean.Start(t.Context(), lean.Config{Path: exe, Dir: t.TempDir(), Env: leantest.Env(script.Write(t)), Replacements: -1})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := client.Open(r.opened())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	session := doc.Session()
	at, err := session.Goals(t.Context(), lean.Position{Line: 8, Character: 2})
	if err != nil || len(at.Goals) != 1 {
		t.Fatalf("%+v, %v", at, err)
	}
	if got := at.Goals[0].Goal().String(); got != "a b c : Nat\nh₁ : a = b\nh₂ : b = c\n⊢ a = c" {
		t.Errorf("goal %q", got)
	}
	if tg, err := session.TermGoal(t.Context(), lean.Position{Line: 8, Character: 2}); err != nil || tg != nil {
		t.Errorf("term goal %+v, %v", tg, err)
	}
	// The session is not closed: the recorded client gave nothing back.
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	for _, h := range heardOf(t, heard) {
		if h.Problem != "" {
			t.Errorf("%+v", h)
		}
	}
}

// opened is the text that the recorded client opened.
func (r recording) opened() string {
	for _, row := range r {
		if row.Frame["method"] == "textDocument/didOpen" {
			document := row.Frame["params"].(object)["textDocument"].(object)
			return document["text"].(string)
		}
	}
	return ""
}
