package term

import (
	"math/big"
	"strings"
	"testing"
	"time"
)

// TestDeepNesting: what is nested a hundred thousand levels deep is an error, whatever nests.
func TestDeepNesting(t *testing.T) {
	n := 100_000
	for name, src := range map[string]string{
		"parentheses":   strings.Repeat("(", n) + "x" + strings.Repeat(")", n),
		"unclosed":      strings.Repeat("(", n),
		"braces":        strings.Repeat("{x : ", n),
		"sets":          strings.Repeat("{(a, b) : p | ", n),
		"tuples":        strings.Repeat("(x, ", n),
		"lists":         strings.Repeat("[x, ", n),
		"bars":          strings.Repeat("f |", n),
		"floors":        strings.Repeat("⌊", n),
		"vectors":       strings.Repeat("![", n),
		"minus":         strings.Repeat("- ", n) + "x",
		"not":           strings.Repeat("¬", n) + "x",
		"left to right": "x" + strings.Repeat(" + x", n),
		"postfixes":     "x" + strings.Repeat("⁻¹", n),
		"fields":        "x" + strings.Repeat(".1", n),
		"pipes":         "x" + strings.Repeat(" |>.f", n),
		"indices":       "x" + strings.Repeat("[x]", n),
		"powers":        strings.Repeat("x ^ ", n) + "x",
		"arrows":        strings.Repeat("p → ", n) + "p",
		"dependent":     strings.Repeat("(x : p) → ", n) + "p",
		"forall":        strings.Repeat("∀ x, ", n) + "p",
		"fun":           strings.Repeat("fun x ↦ ", n) + "p",
		"if":            strings.Repeat("if p then ", n) + "p",
		"let":           strings.Repeat("let x := 1; ", n) + "p",
		"match":         strings.Repeat("match x with | y => ", n) + "p",
		"sums":          strings.Repeat("∑ x ∈ s, ", n) + "p",
		"structures":    strings.Repeat("{ x := ", n),
		"interpolated":  strings.Repeat(`s!"{`, n),
	} {
		if _, err := ParseTerm(src); err == nil || !strings.Contains(err.Error(), "nested too deeply") {
			t.Errorf("%s: %v, want an error about nesting", name, err)
		}
	}
	wide := "f" + strings.Repeat(" x", n)
	if x, err := ParseTerm(wide); err != nil || len(x.(*App).Args) != n {
		t.Errorf("an application to %d arguments: %v", n, err)
	}
}

// TestDeepTrees: what is nested thousands of levels deep is printed as it was read, in time
// that grows no faster than the square of the levels.
func TestDeepTrees(t *testing.T) {
	n := 2_000
	for name, src := range map[string]string{
		"cards":      strings.Repeat("#", n) + "x % x",
		"minus":      strings.Repeat("- ", n) + "x",
		"right":      strings.Repeat("(1 + ", n) + "x" + strings.Repeat(")", n),
		"bars":       strings.Repeat("|(", n) + "x" + strings.Repeat(")|", n),
		"lists":      strings.Repeat("[", n) + "x" + strings.Repeat("]", n),
		"sets":       strings.Repeat("{x | ", n) + "x" + strings.Repeat("}", n),
		"pairs":      strings.Repeat("{(a, b) | 1 = ", n) + "x" + strings.Repeat("}", n),
		"conditions": strings.Repeat("{(a, b) | ((a < ", n) + "x" + strings.Repeat("))}", n),
		"matches":    strings.Repeat("match x with | y => ", n) + "x",
		"integrals":  strings.Repeat("∫ x, ", n) + "x" + strings.Repeat(" ∂μ", n),
		"fields":     "x" + strings.Repeat(".1", n),
		"inverses":   "x" + strings.Repeat("⁻¹ !", n),
		"sections":   strings.Repeat("(· + ", n) + "x" + strings.Repeat(")", n),
	} {
		start := time.Now()
		x, err := ParseTerm(src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		roundTrip(t, x)
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// TestLongTexts: ten megabytes are read or refused in little time.
func TestLongTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: long")
	}
	const size = 10 << 20
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	for _, c := range []struct{ name, src, want string }{
		{"numerals", "f " + fill("1234567890 "), ""},
		{"strings", "f " + fill(`"0123456789" `), ""},
		{"white space", "theorem t : p" + fill(" \n"), ""},
		{"comment", "theorem t /-" + fill("x") + "-/ : p", ""},
		{"comments", "theorem t : p" + fill("/- x -/ -- y\n"), "more than 1000000 tokens"},
		{"proof", "theorem t : p := by" + fill(" simp_all_arith"), ""},
		{"name", fill("x"), ""},
		{"dots", fill("x."), "expected end of text"},
		{"numeral", fill("9"), "more than 100000 digits"},
		{"decimal", fill("9") + ".5", ""},
		{"parentheses", fill("("), "more than 1000000 tokens"},
		{"factorials", fill("!"), "more than 1000000 tokens"},
		{"binders", "theorem t" + fill(" (xxxxxxxxxxxx : ℕ)") + " : p", "more than 1000000 tokens"},
		{"quotes", fill(`"`), "more than 1000000 tokens"},
		{"apostrophes", fill("'"), "more than 1000000 tokens"},
		{"unclosed string", `"` + fill("x"), "a string without its end"},
		{"unclosed comment", "/-" + fill("/-"), "a comment without its end"},
		{"unclosed name", "«" + fill("x"), "a «name without its end"},
		{"raw string", "r" + fill("#"), ""},
		{"raw strings", fill(`r#" `), "a raw string without its end"},
		{"invalid UTF-8", fill("\xff"), "invalid UTF-8"},
		{"cut rune", fill("x ") + "\xe2\x84", "more than 1000000 tokens"},
		{"zero bytes", fill("\x00"), "more than 1000000 tokens"},
	} {
		start := time.Now()
		_, err := ParseStatement(c.src)
		_, termErr := ParseTerm(c.src)
		took := time.Since(start)
		t.Logf("%s: %v: %v, %v", c.name, took, err, termErr)
		if c.want != "" && (termErr == nil || !strings.Contains(termErr.Error(), c.want)) {
			t.Errorf("%s: %.200v, want %s", c.name, termErr, c.want)
		}
		if took > 30*time.Second {
			t.Errorf("%s took %v", c.name, took)
		}
		for _, err := range []error{err, termErr} {
			if err != nil && len(err.Error()) > 500 {
				t.Errorf("%s: a message of %d bytes", c.name, len(err.Error()))
			}
		}
	}
}

func TestHugeNumeral(t *testing.T) {
	src := "1" + strings.Repeat("0", 10_000)
	x, err := ParseTerm(src)
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Int).Exp(big.NewInt(10), big.NewInt(10_000), nil)
	if x.(*Num).Value.Cmp(want) != 0 {
		t.Error("another number than 10^10000")
	}
	if _, err := ParseTerm(strings.Repeat("9", 10_000_000)); err == nil || !strings.Contains(err.Error(), "more than 100000 digits") {
		t.Errorf("10 MB of digits: %v", err)
	}
}
