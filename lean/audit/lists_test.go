package audit

import (
	"slices"
	"strings"
	"testing"

	"cosita/lean/term"
)

const listTrusted = "import Mathlib\n\ntheorem target (n : Nat) : n = n := by sorry\n"

// TestLists uses every refused entry of the lists once, where Lean would read it, and demands
// its rule.
func TestLists(t *testing.T) {
	trusted, err := ReadTrusted(listTrusted)
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	try := func(word, rule, helper, proof string) {
		t.Helper()
		tries++
		src := "import Mathlib\n\n" + helper + "\n\ntheorem target (n : Nat) : n = n := by\n  " + proof + "\n"
		findings := Commands(src, trusted)
		if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Rule == rule }) {
			t.Errorf("%s: %v, want %s", word, findings, rule)
		}
	}
	if findings := Commands(strings.Replace(listTrusted, "sorry", "rfl", 1), trusted); len(findings) > 0 {
		t.Fatalf("the plain file: %v", findings)
	}
	tries = 0
	for _, e := range refusedCommands {
		rule := ruleCommand
		switch {
		case slices.Contains(refusedModifiers, e.word):
			try(e.word, rule, e.word+" def helper : Nat := 1", "rfl")
		default:
			try(e.word, rule, e.word+" helper : Nat := 1", "rfl")
		}
	}
	for rule, list := range refusedWords {
		for _, e := range list {
			use := e.word
			if e.word == "trace" {
				use += ` "text"`
			}
			try(e.word, rule, "", use)
		}
	}
	for _, e := range refusedConstants {
		for _, use := range []string{e.word, "Lean." + e.word, "«" + e.word + "»", "(n)." + e.word} {
			try(use, ruleConstant, "", "exact "+use)
		}
	}
	for _, e := range codeNames {
		try(e.word, ruleCode, "", "exact "+e.word+".x")
	}
	for _, e := range refusedBeginnings {
		try(e.word, ruleCommand, e.word+"thing helper : Nat := 1", "rfl")
	}
	for _, e := range refusedEndings {
		try(e.word, ruleCommand, "thing"+e.word+" helper : Nat := 1", "rfl")
	}
	for _, e := range slices.Concat(configuredTactics, groupingTactics) {
		for _, use := range []string{"(field := helper)", "(zeta := helper)", "(config := .mk true)", "(config := ⟨true⟩)", "(«zeta» := true)"} {
			try(e.word+use, ruleCode, "", "exact id (by "+e.word+" "+use+")")
		}
	}
	for _, e := range configuredTactics {
		try(e.word, ruleCode, "", e.word+" +field")
	}
	for _, e := range allowedSettings {
		for _, value := range []string{"helper", ".helper", "⟨1⟩", "(helper)", "{helper with}", "{zeta := helper}", "fun x => x", "1 + helper", "«true»"} {
			try(e.word+" "+value, ruleCode, "", "simp ("+e.word+" := "+value+")")
		}
	}
	for _, attr := range []string{"instance", "reducible", "macro", "simproc", "norm_num", "to_additive", "implemented_by x", "local instance", "-instance"} {
		try(attr, ruleAttribute, "attribute ["+attr+"] helper", "rfl")
	}
	for class := range coercions {
		try(class, ruleInstance, "structure P where\n  x : Nat\ninstance : "+class+" P Nat := ⟨fun p => p.x⟩", "rfl")
	}
	t.Logf("%d entries tried", tries)
}

// TestListsInUse demands that each allowed entry stands in an honest file of the corpus.
func TestListsInUse(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range samples(t, "honest") {
		tokens, err := term.Tokens(s.text)
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range tokens {
			seen[token.Text] = true
			for _, e := range allowedOptions {
				if strings.HasSuffix(e.word, ".") && strings.HasPrefix(token.Text, e.word) {
					seen[e.word] = true
				}
			}
		}
	}
	for _, e := range slices.Concat(allowedCommands, allowedModifiers, allowedAttributes, allowedOptions, propositionClasses, derivable) {
		if !seen[e.word] {
			t.Errorf("%s is in no honest file", e.word)
		}
		if e.why == "" {
			t.Errorf("%s has no reason", e.word)
		}
	}
}

// TestSpellings demands that a new name is refused where it is the constant behind a notation of
// the statement.
func TestSpellings(t *testing.T) {
	for notation, names := range spellings {
		// The notation need not make sense where it stands: its tokens are compared.
		trusted, err := ReadTrusted("theorem target : P " + notation + " Q := by sorry\n")
		if err != nil {
			t.Errorf("%s: %v", notation, err)
			continue
		}
		for name := range strings.FieldsSeq(names) {
			src := "def A." + name + " := 1\n\ntheorem target : P " + notation + " Q := by trivial\n"
			if findings := Commands(src, trusted); len(findings) == 0 || findings[0].Rule != ruleShadow {
				t.Errorf("%s beside %s: %v", name, notation, findings)
			}
		}
	}
}
