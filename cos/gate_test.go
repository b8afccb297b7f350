package cos

import (
	"strings"
	"testing"

	"cosita/lean"
)

// TestRefuse gives scripts that a model might write; what is not a plain tactic is refused.
func TestRefuse(t *testing.T) {
	for script, want := range map[string]string{
		"linarith [sq_nonneg (a - b)]":            "",
		"rcases h with ⟨x, rfl⟩\n· simp\n· omega": "",
		"-- sorry is only a word here\nomega":     "",
		"exact foo \"sorry\"":                     "",
		"":                                        "empty",
		"sorry":                                   "sorry",
		"exact (by sorry)":                        "sorry",
		"exact sorryAx _ false":                   "sorryAx",
		"admit":                                   "admit",
		"native_decide":                           "native_decide",
		"exact Lean.ofReduceBool _ _ rfl":         "ofReduceBool",
		"trivial\naxiom evil : False":             "axiom",
		"trivial\n\ntheorem x : True := trivial":  "theorem",
		"set_option maxRecDepth 9 in trivial":     "set_option",
		"trivial\nend Foo":                        "end",
		"run_tac pure ()":                         "run_tac",
		"#eval 1":                                 "#",
		"trivial\nmacro \"x\" : tactic => `(tactic| simp)": "macro",
		"exact foo /- not closed":                          "lexical",
		"exact lcProof":                                    "lcProof",
	} {
		got := refuse(script)
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("refuse(%q) = %q, want %q", script, got, want)
		}
	}
}

// TestSmuggledGoals gives goals whose text would end the theorem or begin a command.
func TestSmuggledGoals(t *testing.T) {
	for target, want := range map[string]string{
		"x ≤ x": "",
		"x ≤ x := le_refl x\n  axiom evil : False\n  theorem z : True": "refused",
		"x ≤ x := by simp": "refused",
		"sorryAx Prop":     "refused",
		"x ≤":              "parse",
		"?m ≤ x":           "metavariables",
	} {
		goal := lean.Goal{Hyps: []lean.Hyp{{Names: []string{"x"}, Type: "ℝ"}}, Target: target}
		g := Goal{Text: goal.String(), goal: goal}
		g.state("t_state1", "import Mathlib")
		if want == "" && g.Statement == "" || want != "" && !strings.Contains(g.Reason, want) {
			t.Errorf("%q: statement %q, reason %q; want %q", target, g.Statement, g.Reason, want)
		}
		if want != "" && g.Statement != "" {
			t.Errorf("%q has the statement %q", target, g.Statement)
		}
	}
}
