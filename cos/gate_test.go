package cos

import (
	"strings"
	"testing"

	"cosita/lean"
)

// TestSmuggledGoals gives goals whose text would end the theorem or begin a command.
func TestSmuggledGoals(t *testing.T) {
	for target, want := range map[string]string{
		"x ≤ x": "",
		"x ≤ x := le_refl x\n  axiom evil : False\n  theorem z : True": "parse",
		"x ≤ x := by simp": "parse",
		"sorryAx Prop":     "sorryAx",
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
