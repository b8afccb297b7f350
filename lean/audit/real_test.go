package audit

import (
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/project"
	"cosita/lean/sandbox"
)

// TestRealLean audits with the Lean of this machine, if it has one: an honest file, and files
// that reach Lean because the first level is passed by.
func TestRealLean(t *testing.T) {
	tc, err := project.FindToolchain(t.Context(), project.Search{})
	if err != nil {
		t.Skipf("needs a Lean: %v", err)
	}
	m, err := NewModule(t.Context(), tc, nil, sandbox.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := ReadTrusted(moduleTrusted)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, want string }{
		"honest":         {moduleFileText, ""},
		"axiom":          {"axiom no : False\n\ntheorem a (n : Nat) : n = n := no.elim\n\ntheorem B.b (n : Nat) : n + 0 = n := rfl\n", "depends on no"},
		"hole":           {"theorem a (n : Nat) : n = n := by sorry\n\ntheorem B.b (n : Nat) : n + 0 = n := rfl\n", "depends on sorryAx"},
		"other type":     {"theorem a (n : Nat) : n = n + 0 := rfl\n\ntheorem B.b (n : Nat) : n + 0 = n := rfl\n", "the types differ"},
		"other meaning":  {"instance (priority := high) : HAdd Nat Nat Nat := ⟨fun n _ => n⟩\n\n" + moduleFileText, "the types differ"},
		"left out":       {"theorem B.b (n : Nat) : n + 0 = n := rfl\n", "does not hold it"},
		"does not check": {"theorem a (n : Nat) : n = n := trivial\n", "does not compile"},
	} {
		t.Run(name, func(t *testing.T) {
			compared, err := m.Inspect(t.Context(), trusted, c.file)
			if err != nil {
				t.Fatal(err)
			}
			r := Report{Level: CommandsLevel, Module: compared}
			all := compared.Reason
			for _, theorem := range trusted.Theorems {
				if judged := r.judge(theorem, compared.Theorems); judged.Verdict != evidence.Audited {
					all += judged.Reason
				}
			}
			if c.want == "" && all != "" || !strings.Contains(all, c.want) {
				t.Errorf("%q, want %q", all, c.want)
			}
		})
	}
}
