package lean

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cosita/internal/testdata"
	"cosita/lean/lsp"
)

func TestDocument(t *testing.T) {
	c := startFake(t, nil)
	d, err := c.Open("one\ntwo")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Edit(Edit{Range: Range{Start: Position{Line: 1}, End: Position{Line: 1, Character: 3}}, Text: "zwei"}); err != nil {
		t.Fatal(err)
	}
	if d.Text() != "one\nzwei" || d.Version() != 2 {
		t.Errorf("text %q, version %d", d.Text(), d.Version())
	}
	if err := d.Change("-- fake: say 1 wrong\n"); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || r.Outcome != Finished || len(r.Messages) != 1 || r.Messages[0].Text != "wrong" {
		t.Errorf("%+v, %v", r, err)
	}
	if err := d.Change("right"); err != nil {
		t.Fatal(err)
	}
	if got := d.Messages(); len(got) != 0 {
		t.Errorf("messages of the version before: %v", got)
	}
	if r, err := d.Check(t.Context()); err != nil || !r.Clean() {
		t.Errorf("%+v, %v", r, err)
	}
	if err := d.Change("\xff"); err == nil || d.Text() != "right" {
		t.Errorf("bytes that are not UTF-8: %v, text %q", err, d.Text())
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Error(err)
	}
	if err := d.Change("x"); !errors.Is(err, ErrClosed) {
		t.Errorf("change of a closed document: %v", err)
	}
	if _, err := d.Check(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("check of a closed document: %v", err)
	}
}

// A document outlives its server, with its present text.
func TestReopen(t *testing.T) {
	c := startFake(t, nil)
	d, err := c.Open("first")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Change("-- fake: say 2 second"); err != nil {
		t.Fatal(err)
	}
	if r, err := c.Check(t.Context(), Source{Text: "-- fake: die\n"}); err != nil || r.Outcome != Died {
		t.Fatalf("%+v, %v", r, err)
	}
	r, err := d.Check(t.Context())
	if err != nil || r.Outcome != Finished || len(r.Messages) != 1 || r.Messages[0].Text != "second" {
		t.Errorf("%+v, %v", r, err)
	}
	if c.Started() != 3 {
		t.Errorf("%d servers", c.Started())
	}
}

func TestRequests(t *testing.T) {
	c := startFake(t, nil)
	d, err := c.Open("theorem\n")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if h, err := d.Hover(ctx, Position{}); err != nil || h.Text != "one\n\ntwo" {
		t.Errorf("hover: %+v, %v", h, err)
	}
	if _, err := d.PlainTermGoal(ctx, Position{}); !errors.Is(err, ErrUnsupported) {
		t.Errorf("a method that the server does not know: %v", err)
	}
	actions, err := d.CodeActions(ctx, Range{})
	if err != nil || len(actions) != 2 || !actions[0].Preferred {
		t.Fatalf("code actions: %+v, %v", actions, err)
	}
	if text, err := actions[0].Apply(d.Text()); err != nil || text != "rfl" {
		t.Errorf("apply: %q, %v", text, err)
	}
	if len(actions[1].Edits) != 0 {
		t.Errorf("a lazy action with edits: %+v", actions[1])
	}
	if a, err := d.Resolve(ctx, actions[1]); err != nil || len(a.Edits) != 1 || a.Edits[0].Text != "late" {
		t.Errorf("resolve: %+v, %v", a, err)
	}
}

func TestProgress(t *testing.T) {
	var seen []Progress
	c := startFake(t, func(cfg *Config) { cfg.Progress = func(p Progress) { seen = append(seen, p) } })
	if _, err := c.Check(t.Context(), Source{Text: "theorem"}); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if len(seen) < 2 || len(seen[0].Remaining) != 1 || seen[0].Version != 1 || len(seen[1].Remaining) != 0 {
		t.Errorf("progress %+v", seen)
	}
}

func TestSuggestions(t *testing.T) {
	for text, want := range map[string][]string{
		"Try this: exact h":                                     {"exact h"},
		"Try this: simp only [a,\n  b]":                         {"simp only [a,\n  b]"},
		"Try this:\n  [apply] exact h":                          {"exact h"},
		"Try these:\n  [apply] exact a\n  [apply] b":            {"exact a", "b"},
		"Try these:\n• exact a\n• exact b":                      {"exact a", "exact b"},
		"Try this: refine f ?_\n-- Remaining subgoals:\n-- ⊢ p": {"refine f ?_"},
		"Try this:":         nil,
		"unused variable":   nil,
		"He said: Try this": nil,
	} {
		if got := (Message{Text: text}).Suggestions(); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	at := Range{Start: Position{Line: 2, Character: 2}, End: Position{Line: 2, Character: 7}}
	actions := suggested([]Message{{Text: "Try this: rfl", Range: at}, {Text: "Try this: no"}}, at)
	want := []Action{{Title: "Try this: rfl", Edits: []Edit{{Range: at, Text: "rfl"}}}}
	if !reflect.DeepEqual(actions, want) {
		t.Errorf("actions of an old server: %+v", actions)
	}
}

func TestOverlappingEdits(t *testing.T) {
	at := func(a, b int) Range { return Range{Start: Position{Character: a}, End: Position{Character: b}} }
	a := Action{Edits: []Edit{{at(0, 1), "A"}, {at(2, 3), "C"}}}
	if got, err := a.Apply("abc"); err != nil || got != "AbC" {
		t.Errorf("%q, %v", got, err)
	}
	a.Edits = append(a.Edits, Edit{at(0, 3), "x"})
	if got, err := a.Apply("abc"); err == nil {
		t.Errorf("overlapping edits give %q", got)
	}
}

// The client says what the recorded one said to a real server: same frames, same order, same
// ids. Only process ids and the names of documents differ.
func TestRecordedFrames(t *testing.T) {
	dir := filepath.Join(testdata.Dir(t), "lean-transcripts", "lean-2021-wire")
	for _, name := range []string{"goals", "edits", "errors", "unicode_positions", "runaway"} {
		t.Run(name, func(t *testing.T) {
			recorded := clientFrames(t, filepath.Join(dir, name+".jsonl"))
			cfg := fakeConfig(t, "")
			c, err := Start(t.Context(), cfg)
			if err != nil {
				t.Fatal(err)
			}
			var d *Document
			for _, f := range recorded {
				d = act(t, c, d, f)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			log, err := os.ReadFile(filepath.Join(cfg.Dir, "launch-1"))
			if err != nil {
				t.Fatal(err)
			}
			var sent []map[string]any
			for line := range bytes.Lines(log) {
				var f map[string]any
				if err := json.Unmarshal(line, &f); err != nil {
					t.Fatal(err)
				}
				if f["id"] != "register" { // an answer to the fake's own request
					sent = append(sent, plain(f))
				}
			}
			for i := range max(len(sent), len(recorded)) {
				if i >= len(sent) || i >= len(recorded) || !reflect.DeepEqual(sent[i], plain(recorded[i])) {
					t.Fatalf("frame %d of %d sent, %d recorded:\nsent     %v\nrecorded %v", i, len(sent), len(recorded), sent[min(i, len(sent)-1)], recorded[min(i, len(recorded)-1)])
				}
			}
		})
	}
}

// act makes the client do what a recorded frame did.
func act(t *testing.T, c *Client, d *Document, f map[string]any) *Document {
	t.Helper()
	raw, err := json.Marshal(f["params"])
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		TextDocument   struct{ Text string }
		Position       Position
		ContentChanges []lsp.ContentChange
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	switch f["method"] {
	case "textDocument/didOpen":
		d, err = c.Open(p.TextDocument.Text)
	case "textDocument/didChange":
		if change := p.ContentChanges[0]; change.Range == nil {
			err = d.Change(change.Text)
		} else {
			err = d.Edit(Edit{Range: *change.Range, Text: change.Text})
		}
	case waitMethod:
		err = d.Wait(t.Context())
	case "$/lean/plainGoal":
		_, err = d.PlainGoal(t.Context(), p.Position)
	case "$/lean/plainTermGoal":
		_, err = d.PlainTermGoal(t.Context(), p.Position)
	case "textDocument/hover":
		_, err = d.Hover(t.Context(), p.Position)
	case "textDocument/documentSymbol":
		_, err = d.Symbols(t.Context())
	}
	if err != nil && !errors.Is(err, ErrUnsupported) {
		t.Fatal(err)
	}
	return d
}

func clientFrames(t *testing.T, path string) []map[string]any {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var frames []map[string]any
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct {
			From  string
			Frame map[string]any
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.From == "client" {
			frames = append(frames, row.Frame)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return frames
}

// plain blots out what differs between two sessions.
func plain(v map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range v {
		switch value := value.(type) {
		case map[string]any:
			out[key] = plain(value)
		case string:
			if key == "uri" && strings.HasPrefix(value, "file:///") {
				out[key] = "a document"
				continue
			}
			out[key] = value
		default:
			if out[key] = value; key == "processId" {
				out[key] = "a process"
			}
		}
	}
	return out
}
