package lean

import (
	"strings"
	"testing"
)

func TestWild(t *testing.T) {
	for text, want := range map[string]bool{
		"theorem t : 1 = 1 := by\n  rfl":                                              false,
		"import Mathlib\nopen Nat\ntheorem t (h : p) : p := by -- run_cmd\n  exact h": false,
		"#eval 1":                               true,
		"run_cmd pure ()":                       true,
		"theorem t : 1 = 1 := by native_decide": true,
		"initialize x : Nat ← pure 1":           true,
		"example := Lean.ofReduceBool":          true,
		"@[simproc] def f := 1":                 true,
		"/- not closed":                         false,
		"/- run_cmd":                            true,
		"-- run_cmd\nexample := #x":             true,
		"example := s!\"{by run_tac x}\"":       true,
		"\"#eval\"":                             false,
	} {
		if got := wild(text); got != want {
			t.Errorf("wild(%q) = %v", text, got)
		}
	}
}

// Scripts that might reach beyond their theorem never stand in a text with others.
func TestConfined(t *testing.T) {
	statement := "theorem t (abc : Nat) (hpos : 0 < abc) : 0 ≤ abc"
	for script, want := range map[string]string{
		"omega":                          "",
		"linarith [sq_nonneg (abc - 1)]": "",
		"have h₁ : 0 < abc := hpos\n· simp only [Nat.le_of_lt h₁]\n  exact h₁.le": "",
		"rcases hpos with ⟨x, rfl⟩ <;> simp [*] at h ⊢":                           "",
		"-- theorem\nomega":           "",
		"exact sq_bound abc":          "may be a command",
		"alias foo := bar":            "may be a command",
		"omega alias x := y":          "may be a command",
		"omega\nlibrary_note \"x\"":   "may be a command",
		"theorem u : True := trivial": "is a command",
		"omega\nend":                  "is a command",
		"omega\nsection":              "is a command",
		"omega\nopen Nat in\nsimp":    "is a command",
		"#eval 1":                     "command",
		"simp [foo":                   "may be a command",
		"simp [abc":                   "not closed",
		"simp abc]":                   "closes nothing",
		"simp (abc]":                  "closes nothing",
		"exact ⟨abc, (abc⟩)":          "closes nothing",
		"omega /- abc":                "not Lean",
		"exact \"abc":                 "not Lean",
		"/-- abc -/ omega":            "doc comment",
		"@[simp] abc":                 "may begin a command",
		"exact `abc":                  "may begin a command",
		"exact s!\"{abc}\"":           "interpolated",
		"sorry":                       "leaves the goal open",
		"native_decide":               "trusts compiled code",
		"":                            "empty",
	} {
		got := confined(script, statement)
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("confined(%q) = %q, want %q", script, got, want)
		}
	}
	for _, test := range []struct{ theorem, before, after, want string }{
		{"theorem t (x : Nat) : x = x", "", "", "example (x : Nat) : x = x"},
		{"lemma t : True", "open Nat\n", "exact h", "example : True"},
		{"@[simp] theorem t : True", "", "", ""},
		{"private theorem t : True", "", "", ""},
		{"theorem t.{u} : True", "", "", ""},
		{"example : True", "", "", ""},
		{"theorem t : True := by simp\ntheorem u : True", "", "", ""},
		{"theorem t : True\ntheorem u : True", "", "", ""},
		{"theorem t : True", "variable (n : Nat)\n", "", ""},
		{"theorem t : True", "/-", "", ""},
		{"theorem t : True", "", "alias x := y", ""},
	} {
		if got := (State{Before: test.before, Theorem: test.theorem, After: test.after}).unnamed(); got != test.want {
			t.Errorf("%+v: %q", test, got)
		}
	}
}

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
		"exact foo /- not closed":                          "not Lean",
		"exact foo s!\"{by run_tac x}\"":                   "runs code",
		"exact foo s!\"{x}\"":                              "",
		"exact lcProof":                                    "lcProof",
	} {
		got := refuse(script)
		if want == "" && got != "" || want != "" && !strings.Contains(got, want) {
			t.Errorf("refuse(%q) = %q, want %q", script, got, want)
		}
	}
}

func TestExitLine(t *testing.T) {
	for text, want := range map[string]int{
		"theorem t : True := trivial\n":                      0,
		"theorem t : True := trivial\n#exit\ntheorem u\n":    2,
		"theorem t : True := trivial#exit":                   1,
		"/- a\n-/ #exit":                                     2,
		"#eval 1\n\n  #exit -- no more":                      3,
		"-- #exit\n/- #exit /- #exit -/ -/":                  0,
		"def s := \"#exit\"":                                 0,
		"def s := '\"'\n#exit\ndef t := \"":                  2, // an open string: any counts
		"#exits":                                             0,
		"theorem t : `exit = `exit := rfl\n/-! `#exit` -/\n": 0,
	} {
		if got := exitLine(text); got != want {
			t.Errorf("exitLine(%q) = %d, want %d", text, got, want)
		}
	}
}

// What stands below `#exit` was not elaborated, whatever the server says of the rest.
func TestExitIsNotClean(t *testing.T) {
	d, err := startFake(t, nil).Open("theorem\n#exit\ntheorem wrong\n")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || r.Outcome != Stopped || !strings.Contains(r.Reason, "`#exit` on line 2") {
		t.Errorf("%+v, %v", r, err)
	}
	if err := d.Change("theorem\n-- #exit\n"); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || !r.Clean() {
		t.Errorf("in a comment: %+v, %v", r, err)
	}
}
