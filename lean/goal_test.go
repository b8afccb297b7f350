package lean

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"cosita/internal/testdata"
)

func TestParseGoal(t *testing.T) {
	tests := []struct {
		name, text string
		want       Goal
	}{
		{"target only", "⊢ True", Goal{Target: "True"}},
		{"grouped names", "a b c : Nat\nh : a = b\n⊢ b = a", Goal{
			Hyps:   []Hyp{{Names: []string{"a", "b", "c"}, Type: "Nat"}, {Names: []string{"h"}, Type: "a = b"}},
			Target: "b = a"}},
		{"tag with dots", "case inl.h\n⊢ p", Goal{Case: "inl.h", Target: "p"}},
		{"quoted names", "case «my case»\n«a : b» c : T\n⊢ p", Goal{Case: "«my case»",
			Hyps: []Hyp{{Names: []string{"«a : b»", "c"}, Type: "T"}}, Target: "p"}},
		{"inaccessible", "inst✝¹ inst✝ : Add α\nx✝ : α\n⊢ x✝ = x✝", Goal{
			Hyps:   []Hyp{{Names: []string{"inst✝¹", "inst✝"}, Type: "Add α"}, {Names: []string{"x✝"}, Type: "α"}},
			Target: "x✝ = x✝"}},
		{"nameless", ": Add α\n⊢ p", Goal{Hyps: []Hyp{{Type: "Add α"}}, Target: "p"}},
		{"let value", "x : Nat := 2\n⊢ x = 2", Goal{
			Hyps: []Hyp{{Names: []string{"x"}, Type: "Nat", Value: "2"}}, Target: "x = 2"}},
		{"colons in a type", "h : ∀ (x : Nat) (f : α → β := g), { a := x : S } = s \" := \"\n⊢ p", Goal{
			Hyps:   []Hyp{{Names: []string{"h"}, Type: "∀ (x : Nat) (f : α → β := g), { a := x : S } = s \" := \""}},
			Target: "p"}},
		{"let in a type", "h : let y := 1; y = 1\nz : have y := 1; T := let u := 2; u\n⊢ p", Goal{
			Hyps: []Hyp{
				{Names: []string{"h"}, Type: "let y := 1; y = 1"},
				{Names: []string{"z"}, Type: "have y := 1; T", Value: "let u := 2; u"}},
			Target: "p"}},
		{"a name that begins with let", "x : letter := 2\n⊢ p", Goal{
			Hyps: []Hyp{{Names: []string{"x"}, Type: "letter", Value: "2"}}, Target: "p"}},
		{"lines broken after the marks", "h :\n  a =\n    b\nx : T :=\n  v\n⊢\n  a =\n    b", Goal{
			Hyps: []Hyp{
				{Names: []string{"h"}, Type: "\n  a =\n    b"},
				{Names: []string{"x"}, Type: "T", Value: "\n  v"}},
			Target: "\n  a =\n    b"}},
		{"arms of a match", "x : match n with\n| 0 => Nat\n| _ => Int := f n\nh : match n with\n  | 0 => p\n  | _ => q\n⊢ p", Goal{
			Hyps: []Hyp{
				{Names: []string{"x"}, Type: "match n with\n| 0 => Nat\n| _ => Int", Value: "f n"},
				{Names: []string{"h"}, Type: "match n with\n  | 0 => p\n  | _ => q"}},
			Target: "p"}},
		{"conv", "case a\nx : Nat\n| x + 0", Goal{Case: "a", Mark: "|",
			Hyps: []Hyp{{Names: []string{"x"}, Type: "Nat"}}, Target: "x + 0"}},
		{"a character that is a quote", "h : c = '\"'\nx : T := '\"'\n⊢ p", Goal{
			Hyps: []Hyp{
				{Names: []string{"h"}, Type: "c = '\"'"},
				{Names: []string{"x"}, Type: "T", Value: "'\"'"}},
			Target: "p"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseGoal(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got  %#v\nwant %#v", got, tt.want)
			}
			if got.String() != tt.text {
				t.Errorf("printed back as %q, want %q", got.String(), tt.text)
			}
		})
	}
}

func TestParseGoalRefuses(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "no line begins with `⊢`"},
		{"no target", "a : Nat", "no line begins with `⊢`"},
		{"bare turnstile", "a : Nat\n⊢", "line 2: a space or an indented line"},
		{"no space after the turnstile", "⊢p", "no line begins with `⊢`"},
		{"no colon", "h a = b\n⊢ p", "line 1: neither `names : type`"},
		{"no colon further down", "h : p\nh2 c = d\n⊢ p", "the line `h2 c = d`"},
		{"no type", "h : \n⊢ p", "line 1: no type"},
		{"no value", "h : p := \n⊢ p", "line 1: no value"},
		{"binder", "(h : p)\n⊢ p", "line 1: neither `names : type`"},
		{"two goals", "⊢ p\nh : q\n⊢ q", "line 2: only indented lines"},
		{"a line break at the end", "⊢ p\n", "line 2: only indented lines"},
		{"tag and entry", "case h : p\n⊢ p", "line 1: the tag"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, err := ParseGoal(tt.text)
			if !errors.Is(err, ErrGoal) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %#v, %v; want an error with %q", g, err, tt.want)
			}
		})
	}
}

func TestGoalAccessors(t *testing.T) {
	g, err := ParseGoal("t a n✝ : Fin ?m.12\nx : xs[i]? = ys.head? := ?_\n⊢ ∀ {α : Sort ?u} (a : α), ?m.12 = a?")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := g.Metavariables(), []string{"?m.12", "?_", "?u"}; !slices.Equal(got, want) {
		t.Errorf("metavariables %q, want %q", got, want)
	}
	if got, want := g.Hyps[0].Inaccessible(), []string{"n✝"}; !slices.Equal(got, want) {
		t.Errorf("inaccessible %q, want %q", got, want)
	}
	if got := g.Hyps[1].Inaccessible(); got != nil {
		t.Errorf("inaccessible %q, want none", got)
	}
}

func TestParseGoals(t *testing.T) {
	p, q := Goal{Case: "a", Target: "p"}, Goal{Target: "q"}
	tests := []struct {
		name, text string
		want       []Goal
	}{
		{"none", "no goals", nil},
		{"none, as a chain ends", "No Goals\n", nil},
		{"one", "⊢ q\n", []Goal{q}},
		{"empty line", "case a\n⊢ p\n\n⊢ q", []Goal{p, q}},
		{"rule", "case a\n⊢ p\n---\n⊢ q\n\n", []Goal{p, q}},
		{"rendered", "```lean\ncase a\n⊢ p\n```\n---\n```lean\n⊢ q\n```", []Goal{p, q}},
		{"CRLF", "case a\r\n⊢ p\r\n\r\n⊢ q\r\n", []Goal{p, q}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseGoals(tt.text)
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Fatalf("got %#v, %v; want %#v", got, err, tt.want)
			}
			again, err := ParseGoals(FormatGoals(got))
			if err != nil || !reflect.DeepEqual(again, tt.want) {
				t.Errorf("formatted and read again: %#v, %v", again, err)
			}
		})
	}
	for _, text := range []string{"", "\n\n", "hello", "⊢ p\n\nh : q"} {
		if got, err := ParseGoals(text); !errors.Is(err, ErrGoal) {
			t.Errorf("%q: got %#v, %v; want ErrGoal", text, got, err)
		}
	}
}

// The numbers of goals that the recordings hold: a reader of the data that overlooks some
// would make the tests below weaker without making them fail.
const (
	interactiveGoals    = 121 // results of plainGoal and plainTermGoal
	interactiveRendered = 88  // `no goals` among them
	interactiveTagged   = 13  // results of getInteractiveGoals, put together from their parts
	interactiveUnsolved = 14  // messages
	wireGoals           = 22
	wireRendered        = 24
	wireTagged          = 1
	wireUnsolved        = 20
)

func TestRecordedGoals(t *testing.T) {
	data := filepath.Join(testdata.Dir(t), "lean-transcripts")
	wire, err := filepath.Glob(filepath.Join(data, "lean-2021-wire", "*.jsonl"))
	if err != nil || len(wire) != 9 {
		t.Fatalf("wire recordings: %d, %v; want 9", len(wire), err)
	}
	for _, set := range []struct {
		name  string
		files []string
		want  goalCounts
	}{
		{"4.27.0", []string{filepath.Join(data, "lean-4.27.0-interactive.jsonl")},
			goalCounts{interactiveGoals, interactiveRendered, interactiveTagged, interactiveUnsolved}},
		{"2021", wire, goalCounts{wireGoals, wireRendered, wireTagged, wireUnsolved}},
	} {
		t.Run(set.name, func(t *testing.T) {
			var got goalCounts
			for _, file := range set.files {
				for _, row := range readRows(t, file) {
					got.walk(t, row)
				}
			}
			if got != set.want {
				t.Errorf("goals found: %+v, want %+v", got, set.want)
			}
		})
	}
}

type goalCounts struct{ goals, rendered, tagged, unsolved int }

// walk checks every goal in a decoded row.
func (c *goalCounts) walk(t *testing.T, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			c.walk(t, e)
		}
	case map[string]any:
		for _, e := range v {
			c.walk(t, e)
		}
		if g, ok := v["goal"].(string); ok {
			c.goals++
			checkRoundTrip(t, g)
		}
		goals, _ := v["goals"].([]any)
		var texts []string
		for _, e := range goals {
			switch g := e.(type) {
			case string:
				c.goals++
				checkRoundTrip(t, g)
				texts = append(texts, g)
			case map[string]any:
				c.tagged++
				checkRoundTrip(t, interactiveText(t, g))
			}
		}
		if rendered, ok := v["rendered"].(string); ok {
			c.rendered++
			parsed, err := ParseGoals(rendered)
			if err != nil || len(parsed) != len(texts) {
				t.Errorf("%q: %d goals, %v; want %d", rendered, len(parsed), err, len(texts))
			}
			for i, g := range parsed {
				if g.String() != texts[i] {
					t.Errorf("%q: goal %d is %q, want %q", rendered, i, g, texts[i])
				}
			}
		}
		if text, ok := v["message"].(string); ok && strings.HasPrefix(text, "unsolved goals") {
			c.unsolved++
			parsed, ok := UnsolvedGoals(text)
			if got := "unsolved goals\n" + FormatGoals(parsed); !ok || got != text {
				t.Errorf("%q: %v, printed back as %q", text, ok, got)
			}
		}
	}
}

func checkRoundTrip(t *testing.T, text string) {
	t.Helper()
	g, err := ParseGoal(text)
	if err != nil {
		t.Errorf("%q: %v", text, err)
	} else if g.String() != text {
		t.Errorf("%q: printed back as %q", text, g)
	}
	entries := strings.Count(text, "\n")
	if g.Case != "" {
		entries--
	}
	// No recorded goal has an entry of several lines.
	if len(g.Hyps) != entries {
		t.Errorf("%q: %d entries, want %d", text, len(g.Hyps), entries)
	}
}

// interactiveText is the text of a goal that the server sent in its parts.
func interactiveText(t *testing.T, g map[string]any) string {
	var b strings.Builder
	if name, ok := g["userName"].(string); ok {
		b.WriteString("case " + name + "\n")
	}
	for _, e := range g["hyps"].([]any) {
		h := e.(map[string]any)
		for _, name := range h["names"].([]any) {
			b.WriteString(name.(string) + " ")
		}
		b.WriteString(": " + untagged(t, h["type"]))
		if val, ok := h["val"]; ok {
			b.WriteString(" := " + untagged(t, val))
		}
		b.WriteString("\n")
	}
	prefix, ok := g["goalPrefix"].(string)
	if !ok {
		prefix = "⊢ " // servers of 2021 send none
	}
	b.WriteString(prefix + untagged(t, g["type"]))
	return b.String()
}

func untagged(t *testing.T, v any) string {
	m := v.(map[string]any)
	switch {
	case m["tag"] != nil:
		return untagged(t, m["tag"].([]any)[1])
	case m["append"] != nil:
		var b strings.Builder
		for _, e := range m["append"].([]any) {
			b.WriteString(untagged(t, e))
		}
		return b.String()
	}
	text, ok := m["text"].(string)
	if !ok {
		t.Fatalf("no tagged text: %v", v)
	}
	return text
}

func readRows(t testing.TB, file string) []any {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []any
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 64<<20)
	for sc.Scan() {
		var row any
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		rows = append(rows, row)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func ExampleParseGoal() {
	g, err := ParseGoal("case succ\nn✝ m : Nat\ny : Nat := m + 1\n⊢ m < y")
	if err != nil {
		panic(err)
	}
	fmt.Println(g.Case, g.Hyps[0].Names, g.Hyps[0].Inaccessible(), g.Hyps[1].Value)
	fmt.Println(g)
	// Output:
	// succ [n✝ m] [n✝] m + 1
	// case succ
	// n✝ m : Nat
	// y : Nat := m + 1
	// ⊢ m < y
}

func FuzzParseGoal(f *testing.F) {
	for _, s := range []string{
		"⊢ p", "case a\n| x", "a b : Nat\nx : T :=\n  v\n⊢\n  p", ": T\n⊢ p", "«a : b» : T\n⊢ p",
		"x : match n with\n| 0 => Nat := 2\n⊢ p", "h : let y := 1; y := '\"'\n⊢ \"", "h : \xff\n⊢ ?m.1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := ParseGoal(text)
		if err != nil {
			return
		}
		if g.String() != text {
			t.Errorf("%q: printed back as %q", text, g)
		}
		again, err := ParseGoal(g.String())
		if err != nil || !reflect.DeepEqual(again, g) {
			t.Errorf("%q: read again as %#v, %v; want %#v", text, again, err, g)
		}
		for _, m := range g.Metavariables() {
			if !strings.HasPrefix(m, "?") || !strings.Contains(text, m) {
				t.Errorf("%q: metavariable %q", text, m)
			}
		}
	})
}
