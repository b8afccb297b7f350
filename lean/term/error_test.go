package term

import (
	"errors"
	"testing"
)

// wrong is a text and the whole message that says what is wrong with it.
type wrong struct{ src, message string }

var wrongTerms = []wrong{
	{"", `1:1: expected a term, found end of text`},
	{"(a + )", `1:6: expected a term, found ")"`},
	{"a +", `1:4: expected a term, found end of text`},
	{"a + * b", `1:5: expected a term, found "*"`},
	{"x ^ 2 +\n  ∑ k ∈ s k", `2:12: expected ",", found end of text`},
	{"2 ^ -1", `1:5: expected a term, found "-": a negative number needs parentheses here`},
	{"a < b < c", `1:7: "<" after "<": they do not chain, use parentheses or ∧`},
	{"a = b ≡ c [MOD 2]", `1:7: "≡" after "=": they do not chain, use parentheses or ∧`},
	{"a ≡ b [MOD 2] = c", `1:15: "=" after "≡": they do not chain, use parentheses or ∧`},
	{"p ↔ q ↔ r", `1:7: "↔" after "↔": they do not chain, use parentheses or ∧`},
	{"|x | + 1", `1:4: a space before the closing "|" of an absolute value`},
	{"| x|", `1:1: expected a term, found "|"`},
	{"‖ x‖", `1:2: a space after the opening "‖" of a norm`},
	{"|a - |b||", `1:10: expected a term, found end of text: "||" is the Boolean or; write |(|x|)| for nested absolute values`},
	{"x ⟿ y", `1:3: expected end of text or an operator, found "⟿": unknown notation`},
	{"f ∀ x, p", `1:3: expected end of text or an operator, found "∀": such an argument needs parentheses`},
	{"fun x, x", `1:6: expected "=>" or "↦", found ","`},
	{"(a, )", `1:5: expected a term, found ")"`},
	{"f(x)", `1:2: expected end of text or an operator, found "(": an argument needs white space before it`},
	{"a ≡ b", `1:6: expected "[MOD", "[ZMOD" or the like, found end of text`},
	{"∀ , p", `1:3: expected a binder, found ","`},
	{"∀ x p", `1:6: expected ",", found end of text`},
	{"∃! x y, p", `1:1: ∃! with several variables`},
	{"∃ x in s, p", `1:3: "in" is not supported here; write ∈`},
	{"∀ (x ∈ s), p", `1:3: a bound in parentheses; write it without them, or ∀ᵉ or ∃ᵉ`},
	{"E →A[R] F", `1:3: the notation →A[ is not supported`},
	{"f =o[l] g", `1:3: the notation =o[ is not supported`},
	{"letI x := 1; x", `1:1: "letI" is not supported in terms`},
	{"∀ᶠ x y in f, p", `1:4: more than "x in f" or "x : T in f" is not supported here`},
	{"∀ᶠ x, p", `1:5: expected "in", found ","`},
	{"{ x := 1, x.y }", `1:15: expected ":=", found "}"`},
	{"a[i]'h", `1:5: x[i]' is not supported`},
	{"r →r s", `1:3: →r may be one notation; put white space after the arrow`},
	{"f ∘L g", `1:3: expected end of text or an operator, found "∘L"`},
	{"by simp", `1:1: tactic proofs inside terms are not supported`},
	{"f by simp", `1:3: expected end of text or an operator, found "by": tactic proofs inside terms are not supported`},
	{"do x", `1:1: "do" is not supported in terms`},
	{"show p by simp", `1:8: tactic proofs inside terms are not supported`},
	{"show p", `1:7: expected "from", found end of text`},
	{"a \xff b", `1:3: invalid UTF-8`},
	{"é\n «a", `2:2: a «name without its end`},
	{"x /- y", `1:3: a comment without its end`},
	{"\"abc", `1:1: a string without its end`},
	{"!![1, 2; 3]", `1:1: rows of different lengths in a matrix`},
	{"n ! - 1", `1:3: "!" before "-" reads as the Boolean not; write (n)! for a factorial`},
	{"n ! k", `1:3: "!" before "k" reads as the Boolean not; write (n)! for a factorial`},
	{"f !b", `1:3: "!" before "b" reads as the Boolean not; write (n)! for a factorial`},
	{"{(a, b) | a < b}", `1:11: what follows the bar reads as a binder; give the type: {(a, b) : T | p}`},
	{"{(a, b) | (x : ℝ) (h : p)}", `1:11: what follows the bar reads as a binder; give the type: {(a, b) : T | p}`},
	{"∑ i j, f i", `1:3: several variables of ∑ need parentheses each`},
	{"∑ i ∈ s f i", `1:12: expected ",", found end of text`},
	{"⋃ x in s, f x", `1:3: "in" is not supported here; write ∈`},
	{"∫ x ∈ s, f x", `1:3: the domain of an integral is written with "in"`},
	{"∫ x in 0.., f", `1:11: expected a term, found ","`},
	{"if p then a", `1:12: expected "else", found end of text`},
	{"let x = 3; x", `1:7: expected ":=", found "="`},
	{"let x := 3 x", `1:13: expected ";" or a new line, found end of text`},
	{"match n with 0 => 1", `1:14: expected "|", found "0"`},
	{"⌊x⌉", `1:3: expected the end of "⌊", found "⌉"`},
	{"⟪x⟫", `1:3: expected ",", found "⟫"`},
	{"(x : ℝ", `1:7: expected ")", found end of text`},
	{"[1, 2", `1:6: expected "," or "]", found end of text`},
	{"{x // }", `1:7: expected a term, found "}"`},
	{"{ x := 1, 2 }", `1:11: expected a field, found "2"`},
	{"x.", `1:2: expected end of text or an operator, found "."`},
	{"f.{} x", `1:4: expected a universe level, found "}"`},
	{"a ⊈ b", `1:3: expected end of text or an operator, found "⊈": unknown notation`},
	{"a ∤ b", `1:3: expected end of text or an operator, found "∤": unknown notation`},
	{"𝓝[s] x", `1:2: the notation 𝓝[s] x is not supported`},
	{"?m.1", `1:3: expected an operator, found ".1"`},
	{"x ∈", `1:4: expected a term, found end of text`},
	{"h : p", `1:3: expected end of text or an operator, found ":"`},
	{"x := 3", `1:3: expected end of text or an operator, found ":="`},
	{"a , b", `1:3: expected end of text or an operator, found ","`},
	{"1.5.2", `1:4: expected end of text or an operator, found "."`},
	{"'a'", `1:1: characters are not supported in terms`},
	{"s!\"{x}\"", `1:1: interpolated strings are not supported in terms`},
	{"theorem t : p", `1:1: expected a term, found "theorem"`},
	{"⋯", `1:1: expected a term, found "⋯": a server shows ⋯ for what it left out`},
	{"‹p›", `1:1: expected a term, found "‹": ‹p› is not supported`},
	{"f ..", `1:3: expected end of text or an operator, found ".."`},
	{"x <- y", `1:3: expected end of text or an operator, found "<-": "<-" is one token; write "< -"`},
	{"[inst : C]", `1:11: expected "→", found end of text`},
	{"{x : ℕ}", `1:8: expected "→", found end of text`},
	{"p ∧", `1:4: expected a term, found end of text`},
	{"p ∧ ∧ q", `1:5: expected a term, found "∧"`},
	{"Type (u", `1:8: expected a universe level, found end of text`},
	{"@", `1:2: expected a term, found end of text`},
	{"fun => x", `1:5: expected a binder, found "=>"`},
	{"fun (x + 1) ↦ x", `1:5: no pattern that a binder can take apart`},
	{"(a b) : c", `1:7: expected end of text or an operator, found ":"`},
	{"√", `1:2: expected a term, found end of text`},
	{"x⁻¹y", `1:4: expected end of text or an operator, found "y": an argument needs white space before it`},
	{"ℝ ≥ 0 → ", `1:9: expected a term, found end of text`},
	{"∃ x, ", `1:6: expected a term, found end of text`},
	{"end", `1:1: expected a term, found "end"`},
	{"a b then", `1:5: expected end of text or an operator, found "then"`},
	{"x |>. f", `1:7: expected a field, found "f"`},
	{"λ x y => ", `1:10: expected a term, found end of text`},
}

var wrongStatements = []wrong{
	{"theorem (x : ℕ) : x = x", `1:9: expected a name, found "("`},
	{"theorem t (x : ℕ", `1:17: expected ")", found end of text`},
	{"theorem t (x : ℕ) x = x", `1:19: expected ":", found "x"`},
	{"open Nat hiding sqrt\ntheorem t : p", `1:10: open … hiding is not supported`},
	{"import Mathlib\nlocal notation \"N\" => Nat\ntheorem t : p", `2:1: expected theorem, lemma, example or def, found "local"`},
	{"theorem t : p q) := by sorry", `1:16: expected ":=", an operator or end of text, found ")"`},
	{"x = x", `1:1: expected theorem, lemma, example or def, found "x"`},
	{"", `1:1: expected theorem, lemma, example or def, found end of text`},
	{"theorem t", `1:10: expected ":", found end of text`},
	{"theorem t :", `1:12: expected a term, found end of text`},
	{"theorem t : := by simp", `1:13: expected a term, found ":="`},
	{"lemma t (h : a < b < c) : p", `1:20: "<" after "<": they do not chain, use parentheses or ∧`},
	{"theorem t {x : ℕ] : p", `1:17: expected "}", found "]"`},
	{"theorem t.{u : p", `1:14: expected "}", found ":"`},
	{"theorem t (x y) z : p", `1:17: expected ":", found "z"`},
	{"theorem t x : p", `1:11: expected ":", found "x"`},
	{"@[simp theorem t : p", `1:21: expected "]", found end of text`},
	{"theorem by : p", `1:9: expected a name, found "by": tactic proofs inside terms are not supported`},
	{"axiom t : p", `1:1: expected theorem, lemma, example or def, found "axiom"`},
	{"variable\ntheorem t : p", `2:1: expected a binder, found "theorem"`},
	{"open in theorem t : p", `1:6: expected a name, found "in"`},
	{"theorem t : p\ntheorem u : q", `2:1: expected ":=", an operator or end of text, found "theorem"`},
	{"#check x", `1:1: expected theorem, lemma, example or def, found "#"`},
}

func TestErrors(t *testing.T) {
	check := func(src, want string, err error) {
		t.Helper()
		if e, ok := errors.AsType[*Error](err); !ok {
			t.Errorf("%q: %v, want an *Error", src, err)
		} else if e.Error() != want {
			t.Errorf("%q: %v, want %s", src, e, want)
		}
	}
	for _, c := range wrongTerms {
		_, err := ParseTerm(c.src)
		check(c.src, c.message, err)
	}
	for _, c := range wrongStatements {
		_, err := ParseStatement(c.src)
		check(c.src, c.message, err)
	}
}
