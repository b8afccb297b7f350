package term

import (
	"errors"
	"math/big"
	"strings"
	"testing"
)

func TestBadTerms(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"(a + )", `1:6: expected a term, found ")"`},
		{"a +", `1:4: expected a term, found end of text`},
		{"x ^ 2 +\n  ∑ k ∈ s k", `2:12: expected ",", found end of text`},
		{"2 ^ -1", `1:5: expected a term, found "-": a negative number needs parentheses here`},
		{"a < b < c", `1:7: "<" after "<": they do not chain, use parentheses or ∧`},
		{"a = b ≡ c [MOD 2]", `1:7: "≡" after "=": they do not chain`},
		{"a ≡ b [MOD 2] = c", `1:15: "=" after "≡": they do not chain`},
		{"p ↔ q ↔ r", `1:7: "↔" after "↔": they do not chain`},
		{"|x | + 1", `1:4: a space before the closing "|"`},
		{"|a - |b||", `"||" is the Boolean or`},
		{"x ⟿ y", `1:3: expected end of text or an operator, found "⟿": unknown notation`},
		{"f ∀ x, p", `1:3: expected end of text or an operator, found "∀"`},
		{"fun x, x", `1:6: expected "=>" or "↦", found ","`},
		{"(a, )", `1:5: expected a term, found ")"`},
		{"f(x)", `1:2: expected end of text or an operator, found "("`},
		{"a ≡ b", `1:6: expected "[MOD", "[ZMOD" or the like, found end of text`},
		{"∀ , p", `1:3: expected a binder, found ","`},
		{"by simp", `1:1: tactic proofs inside terms are not supported`},
		{"a \xff b", `1:3: invalid UTF-8`},
		{"é\n «a", `2:2: a «name without its end`},
		{"x /- y", `1:3: a comment without its end`},
		{"!![1, 2; 3]", `1:1: rows of different lengths in a matrix`},
		{"", `1:1: expected a term, found end of text`},
	} {
		_, err := ParseTerm(c.src)
		if _, ok := errors.AsType[*Error](err); !ok {
			t.Errorf("%q: %v, want an *Error", c.src, err)
		} else if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.src, err, c.want)
		}
	}
}

func TestBadStatements(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"theorem (x : ℕ) : x = x", `1:9: expected a name, found "("`},
		{"theorem t (x : ℕ", `1:17: expected ")", found end of text`},
		{"theorem t (x : ℕ) x = x", `1:19: expected ":", found "x"`},
		{"open Nat hiding sqrt\ntheorem t : p", `1:10: open … hiding is not supported`},
		{"import Mathlib\nlocal notation \"N\" => Nat\ntheorem t : p", `2:1: expected theorem, lemma, example or def, found "local"`},
		{"theorem t : p q) := by sorry", `1:16: expected ":=", an operator or end of text, found ")"`},
	} {
		if _, err := ParseStatement(c.src); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.src, err, c.want)
		}
	}
}

func TestDeepNesting(t *testing.T) {
	n := 100_000
	for name, src := range map[string]string{
		"parentheses":   strings.Repeat("(", n) + "x" + strings.Repeat(")", n),
		"unclosed":      strings.Repeat("(", n),
		"braces":        strings.Repeat("{x : ", n),
		"minus":         strings.Repeat("- ", n) + "x",
		"left to right": "x" + strings.Repeat(" + x", n),
		"postfixes":     "x" + strings.Repeat("⁻¹", n),
		"arrows":        strings.Repeat("p → ", n) + "p",
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
