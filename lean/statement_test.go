package lean

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosita/internal/testdata"
	"cosita/lean/term"
)

func TestStatement(t *testing.T) {
	tests := []struct{ name, goal, header, want, args, rename string }{
		{"hypotheses", "a b : ℕ\nh : a = b\n⊢ b = a", "", "theorem t\n    (a b : ℕ)\n    (h : a = b) :\n    b = a", "a b h", ""},
		{"nothing", "⊢ True", "", "theorem t :\n    True", "", ""},
		{"a case", "case inl\np : Prop\n⊢ p", "", "theorem t\n    (p : Prop) :\n    p", "p", ""},
		{"instances", "α : Type u_1\ninst✝¹ inst✝ : Add α\n⊢ True", "", "theorem t.{u_1}\n    (α : Type u_1)\n    [Add α]\n    [Add α] :\n    True", "α", ""},
		{"an instance that is mentioned", "α : Type u\ninst✝ : Add α\n⊢ @id (Add α) inst✝ = inst✝", "universe u",
			"theorem t\n    (α : Type u)\n    [inst_1 : Add α] :\n    @id (Add α) inst_1 = inst_1", "α", "rename_i inst_1"},
		{"inaccessible", "n✝ n_1 : ℕ\nx✝¹ : n✝ = n_1\nx✝ : True\n⊢ n✝.succ = 2 * n✝", "",
			"theorem t\n    (n_2 n_1 : ℕ)\n    (x_1 : n_2 = n_1)\n    (x_2 : True) :\n    n_2.succ = 2 * n_2", "n_2 n_1 x_1 x_2", "rename_i n_2 x_1 x_2"},
		{"inaccessible and bound", "p : ℕ → Prop\n⊢ ∀ (x✝ : ℕ), p x✝", "", "theorem t\n    (p : ℕ → Prop) :\n    ∀ (x_1 : ℕ), p x_1", "p", ""},
		{"nameless", ": 1 = 1\n⊢ True", "", "theorem t\n    (_ : 1 = 1) :\n    True", "_", ""},
		{"a let-value", "a : ℕ\nx : ℕ := a + 1\nh : x = 2\nk : a = 1\ny : ℕ := x\n⊢ y = 2", "",
			"theorem t\n    (a : ℕ) :\n    let x : ℕ := (a + 1);\n    ∀ (h : x = 2) (k : a = 1),\n    let y : ℕ := x;\n    y = 2", "a h k", ""},
		{"a let-value last", "x : ℕ := 1\nh : x = 1\n⊢ x = 1", "", "theorem t :\n    let x : ℕ := 1;\n    ∀ (h : x = 1),\n    x = 1", "h", ""},
		{"levels", "f : Type u → Sort (max 1 v)\n⊢ PUnit.{w}", "", "theorem t.{u, v, w}\n    (f : Type u → Sort (max 1 v)) :\n    PUnit.{w}", "f", ""},
		{"lines", "h :\n  a =\n    b\n⊢ p ∧\n    q", "", "theorem t\n    (h : a =\n          b) :\n    p ∧\n          q", "h", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, err := ParseGoal(tt.goal)
			if err != nil {
				t.Fatal(err)
			}
			s, err := g.Statement("t", tt.header)
			if err != nil {
				t.Fatal(err)
			}
			if s.Text != tt.want || strings.Join(s.Args, " ") != tt.args || s.Rename != tt.rename {
				t.Errorf("got\n%s\nargs %q, rename %q\nwant\n%s\nargs %q, rename %q", s.Text, s.Args, s.Rename, tt.want, tt.args, tt.rename)
			}
			intro := ""
			if strings.HasPrefix(tt.name, "a let-value") {
				intro = "intro x h k y"
				if strings.HasSuffix(tt.name, "last") {
					intro = "intro x h"
				}
			}
			if s.Intro != intro {
				t.Errorf("intro %q, want %q", s.Intro, intro)
			}
			if s.Parsed == nil || s.Parsed.Name != "t" {
				t.Errorf("parsed %+v", s.Parsed)
			}
		})
	}
}

func TestStatementRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"| a + b":                                "conv",
		"⊢ ?m = 1":                               "metavariables: ?m",
		"h : f ⋯ = 1\n⊢ p":                       "⋯",
		"h : f _ = 1\n⊢ p":                       "`_`",
		"h : f sorry = 1\n⊢ p":                   "sorry",
		"n : ℕ\nn : ℤ\n⊢ n = 1":                  "two hypotheses are named n",
		"n✝ : ℕ\nn✝ : ℤ\n⊢ n✝ = 1":               "two hypotheses are named n✝",
		"h : n = 1\nn : ℕ\n⊢ p":                  "n is mentioned before it is introduced",
		"h : n✝ = 1\n⊢ p":                        "n✝ is not of this goal",
		"n✝ : ℕ\n⊢ ∀ (n✝ : ℕ), n✝ = n✝":          "n✝ means a hypothesis and something bound",
		"⊢ f✝ 1":                                 "f✝ is not of this goal",
		"h : a) (k : b\n⊢ p":                     "parse",
		"⊢ p := by simp":                         "parse",
		"⊢ True\n\n  axiom bad : False":          "",
		"h : p -- and so on\n⊢ p":                "comment",
		"a.b : ℕ\n⊢ p":                           "a.b cannot name a variable",
		"α : Type u✝\n⊢ p":                       "u✝",
		"x y : ℕ := 1\n⊢ p":                      "let-value",
		"⊢ match n with\n  | 0 => p\n  | _ => ⋯": "⋯",
	} {
		g, err := ParseGoal(text)
		if err != nil {
			if why != "" {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		s, err := g.Statement("t", "")
		if !errors.Is(err, ErrStatement) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %q, %v; want %s", text, s.Text, err, why)
		}
	}
	if _, err := (Goal{Target: "True"}).Statement("t", "axiom a : False"); err == nil {
		t.Error("a header that is none was accepted")
	}
}

// Marked instances become instance binders, whatever their names.
func TestInteractiveStatement(t *testing.T) {
	g := InteractiveGoal{Hyps: []InteractiveHyp{
		{Names: []string{"α"}, Type: Code{Text: "Type"}},
		{Names: []string{"hα", "x✝"}, Type: Code{Text: "Add α"}, Instance: true},
	}, Target: Code{Text: "hα = hα"}, Prefix: "⊢ "}
	s, err := g.Statement("t", "")
	if want := "theorem t\n    (α : Type)\n    [hα : Add α]\n    [Add α] :\n    hα = hα"; err != nil || s.Text != want {
		t.Errorf("%q, %v; want %q", s.Text, err, want)
	}
}

// Each recorded goal has a statement that is read again as the same, or a reason.
func TestRecordedStatements(t *testing.T) {
	data := filepath.Join(testdata.Dir(t), "lean-transcripts")
	files, err := filepath.Glob(filepath.Join(data, "*", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]bool{}
	for _, file := range append(files, filepath.Join(data, "lean-4.27.0-interactive.jsonl")) {
		for _, row := range readRows(t, file) {
			goalTexts(t, row, texts)
		}
	}
	reasons := map[string]int{}
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		g, err := ParseGoal(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := g.Statement("t", "")
		if err != nil {
			reason := strings.TrimPrefix(err.Error(), ErrStatement.Error()+": ")
			reason, _, _ = strings.Cut(reason, ":")
			reasons[reason]++
			t.Logf("%q: %v", text, err)
			continue
		}
		reasons["stated"]++
		if strings.Contains(s.Text, "✝") {
			t.Errorf("%q: inaccessible names in %q", text, s.Text)
		}
		again, err := term.ParseStatement(s.Text)
		if err != nil || !term.EqualBinders(again.Binders, s.Parsed.Binders) {
			t.Errorf("%q: %q is read again as %+v, %v", text, s.Text, again, err)
		}
	}
	t.Log(len(texts), reasons)
	if reasons["stated"]*10 < len(texts)*8 {
		t.Errorf("%d of %d goals are stated", reasons["stated"], len(texts))
	}
}

// goalTexts adds the goals in a decoded row, each once.
func goalTexts(t *testing.T, v any, texts map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			goalTexts(t, e, texts)
		}
	case map[string]any:
		for _, e := range v {
			goalTexts(t, e, texts)
		}
		if g, ok := v["goal"].(string); ok {
			texts[g] = true
		}
		goals, _ := v["goals"].([]any)
		for _, e := range goals {
			switch g := e.(type) {
			case string:
				texts[g] = true
			case map[string]any:
				texts[interactiveText(t, g)] = true
			}
		}
		if text, ok := v["message"].(string); ok {
			goals, _ := UnsolvedGoals(text)
			for _, g := range goals {
				texts[g.String()] = true
			}
		}
	}
}

func ExampleGoal_Statement() {
	g, err := ParseGoal("case succ\nn✝ m : Nat\nih : n✝ < m\n⊢ n✝ + 1 < m + 1")
	if err != nil {
		panic(err)
	}
	s, err := g.Statement("step", "")
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Text)
	fmt.Println(s.Rename + "; exact step " + strings.Join(s.Args, " "))
	// Output:
	// theorem step
	//     (n_1 m : Nat)
	//     (ih : n_1 < m) :
	//     n_1 + 1 < m + 1
	// rename_i n_1; exact step n_1 m ih
}
