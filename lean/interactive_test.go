package lean

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"cosita/internal/testdata"
	"cosita/lean/lsp"
)

// interactiveCounts are the structured values in a recording. As in goalCounts, the numbers
// guard against a reader that overlooks some.
type interactiveCounts struct{ goals, termGoals, messages, traces, codes, places, refs int }

func TestRecordedInteractive(t *testing.T) {
	data := filepath.Join(testdata.Dir(t), "lean-transcripts")
	for file, want := range map[string]interactiveCounts{
		"lean-4.27.0-interactive.jsonl": {goals: 13, termGoals: 14, messages: 5, traces: 20, codes: 5, places: 51, refs: 199},
		"lean-2021-wire/rpc.jsonl":      {goals: 1, refs: 10},
	} {
		t.Run(file, func(t *testing.T) {
			var got interactiveCounts
			for _, row := range readRows(t, filepath.Join(data, file)) {
				plain := plainMessages(row)
				got.walk(t, row, plain)
			}
			if got != want {
				t.Errorf("found %+v, want %+v", got, want)
			}
		})
	}
}

// plainMessages are the texts of the last plain diagnostics of a row, by their places.
func plainMessages(v any) map[string]string {
	texts := map[string]string{}
	row, _ := v.(map[string]any)
	values, _ := row["values"].([]any)
	for _, value := range values {
		published, _ := value.(map[string]any)
		diagnostics, _ := published["diagnostics"].([]any)
		for _, d := range diagnostics {
			d := d.(map[string]any)
			texts[jsonOf(d["fullRange"])] = d["message"].(string)
		}
	}
	return texts
}

func jsonOf(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(body)
}

// plainOf is v as encoding/json reads it, which sorts members by name.
func plainOf(v any) (members map[string]any) {
	if err := json.Unmarshal([]byte(jsonOf(v)), &members); err != nil {
		panic(err)
	}
	return members
}

// walk decodes every structured value in v, and compares its text with what untagged finds and,
// where the same row has it plain, with that.
func (c *interactiveCounts) walk(t *testing.T, v any, plain map[string]string) {
	m, ok := v.(map[string]any)
	if !ok {
		list, _ := v.([]any)
		for _, e := range list {
			c.walk(t, e, plain)
		}
		return
	}
	raw := []byte(jsonOf(m))
	message, _ := m["message"].(map[string]any)
	switch {
	case m["p"] != nil && len(m) == 1:
		c.refs++
		var r Ref
		if err := json.Unmarshal(raw, &r); err != nil || jsonOf(r) != string(raw) {
			t.Errorf("%s: %v, written as %s", raw, err, jsonOf(r))
		}
		return
	case m["hyps"] != nil && m["range"] != nil:
		c.termGoals++
		var g InteractiveTermGoal
		if err := json.Unmarshal(raw, &g); err != nil || g.Goal().String() != interactiveText(t, m) || jsonOf(g.Range) == jsonOf(Range{}) {
			t.Errorf("%s: %v, read as %q", raw, err, g.Goal())
		}
	case m["hyps"] != nil:
		c.goals++
		var g InteractiveGoal
		if err := json.Unmarshal(raw, &g); err != nil || g.Goal().String() != interactiveText(t, m) {
			t.Errorf("%s: %v, read as %q", raw, err, g.Goal())
		}
		if !reflect.DeepEqual(g.Inserted, m["isInserted"] == true) || g.Removed != (m["isRemoved"] == true) {
			t.Errorf("%s: marks %v, %v", raw, g.Inserted, g.Removed)
		}
		for i, h := range m["hyps"].([]any) {
			h := h.(map[string]any)
			if got := g.Hyps[i]; got.Inserted != (h["isInserted"] == true) || got.IsType != (h["isType"] == true) || got.Instance != (h["isInstance"] == true) {
				t.Errorf("%s: marks of %v", raw, got.Names)
			}
		}
	case message != nil:
		c.messages++
		var d struct{ Message Tagged[Embedded] }
		if err := json.Unmarshal(raw, &d); err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if want, ok := plain[jsonOf(m["fullRange"])]; !ok || MessageText(&d.Message) != want {
			t.Errorf("%s: read as %q, plain %q", raw, MessageText(&d.Message), want)
		}
	case m["trace"] != nil:
		c.traces++
		var e Embedded
		wire := m["trace"].(map[string]any)
		if err := json.Unmarshal(raw, &e); err != nil || e.Trace == nil || e.Trace.Class != wire["cls"] || e.Trace.Collapsed != wire["collapsed"] {
			t.Errorf("%s: %v, read as %+v", raw, err, e.Trace)
		} else if children := wire["children"].(map[string]any); e.Trace.Lazy.IsZero() != (children["lazy"] == nil) {
			t.Errorf("%s: read as %+v", raw, e.Trace)
		} else if strict, _ := children["strict"].([]any); len(strict) != len(e.Trace.Children) {
			t.Errorf("%s: %d children", raw, len(e.Trace.Children))
		}
	case m["exprExplicit"] != nil:
		c.codes++
		var code Code
		if err := json.Unmarshal([]byte(jsonOf(m["exprExplicit"])), &code); err != nil || code.String() != untagged(t, m["exprExplicit"]) {
			t.Errorf("%s: %v, read as %q", raw, err, &code)
		}
	case m["targetUri"] != nil:
		c.places++
		var l lsp.LocationLink
		if err := json.Unmarshal(raw, &l); err != nil || jsonOf(plainOf(l)["targetSelectionRange"]) != jsonOf(m["targetSelectionRange"]) ||
			jsonOf(plainOf(l)["targetRange"]) != jsonOf(m["targetRange"]) || l.URI != m["targetUri"] {
			t.Errorf("%s: %v, read as %+v", raw, err, l)
		}
	}
	for _, e := range m {
		c.walk(t, e, plain)
	}
}

// How Lean breaks lines that are too long for it, or that are broken already.
func TestInteractiveLines(t *testing.T) {
	long := strings.Repeat("a + ", 29) + "a"
	code := func(text string) Code { return Code{Text: text} }
	value := code("f\n  x")
	g := InteractiveGoal{
		Hyps: []InteractiveHyp{
			{Names: []string{"h"}, Type: code(long)},
			{Names: []string{"hh"}, Type: code(long)},
			{Names: []string{"m"}, Type: code("match n with\n| 0 => p")},
			{Names: []string{"v"}, Type: code("T"), Value: &value},
			{Type: code("p")},
		},
		Target: code("a ∧\n  b"), Prefix: "| ",
	}
	want := "h : " + long + "\nhh : " + long + "\nm :\n  match n with\n  | 0 => p\nv : T :=\n  f\n    x\n: p\n| a ∧\n    b"
	if len("h : "+long) != 121 {
		t.Fatalf("%d characters", len("h : "+long))
	}
	want = strings.Replace(want, "h : "+long+"\nhh : ", "h :\n  "+long+"\nhh :\n  ", 1)
	plain := g.Goal()
	if plain.String() != want {
		t.Errorf("got\n%s\nwant\n%s", plain, want)
	}
	again, err := ParseGoal(want)
	if err != nil {
		t.Fatal(err)
	}
	back := again.interactive()
	if got := back.Goal(); got.String() != want {
		t.Errorf("read again as\n%s\nwant\n%s", got, want)
	}
}
