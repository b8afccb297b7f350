package audit

import (
	"strings"
	"testing"
	"time"
)

// TestLongTexts reads a text of 20 kB of what could take long, alone and behind a theorem.
func TestLongTexts(t *testing.T) {
	trusted, err := ReadTrusted("theorem target (n : Nat) : n = n := by sorry\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []string{
		"(config ", "(config := {", "linarith (", "open A in ", "open A\n", "@[simp] ", "@[", "variable (x : Nat) in ", "variable (x : Nat)\n",
		"section\n", "namespace a.b\n", "section\nend\n", "theorem a : b := c\n", "def x := 1\n", "instance : A B := c\n", "structure S where\n  x : Nat\n",
		"/-", "-/", "-- a\n", "s!\"{", "s!\"a\" ", "«", "«a» ", "\"", "\"a\" ", "| theorem ", "set_option maxRecDepth 1 in ", "deriving Repr ", "where ",
		"attribute [simp] a\n", "import A\n", "end\n", "#s ", ". ", "(", ")", "{", "(open A in x) ", "theorem target (n : Nat) : n = n := rfl\n", "a.b.c ", "'", "x' ",
	} {
		text := strings.Repeat(piece, 20_000/len(piece))
		for _, src := range []string{text, "theorem target (n : Nat) : n = n := by\n  " + text} {
			start := time.Now()
			Commands(src, trusted)
			_, _ = ReadTrusted(src)
			Script(src)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%q: %v", piece, took)
			} else if took > time.Second {
				t.Logf("%q: %v", piece, took)
			}
		}
	}
}
