// Package elab gives a parsed statement its exact meaning in Lean 4 with Mathlib: which type
// each numeral has, where a cast stands, which of the operations of one name is meant.
//
//	st, err := term.ParseStatement("theorem t (n : ℕ) (x : ℝ) : x + n / 2 ≥ x")
//	ex, err := elab.Explain(st)
//	fmt.Println(ex.Text) // … : x + (↑n : ℝ) / (2 : ℝ) ≥ x
//
// It follows Lean's binop% elaborator (Lean/Elab/Extra.lean). Binary + - * / % and prefix -
// form one arithmetic tree, of `^` the base only; relations join the trees of both sides;
// leaves are elaborated alone, the largest type among them is found along ℕ → ℤ → ℚ → ℝ, and
// casts are placed on the leaves. An expected type, as in `(n / 2 : ℝ)`, counts as a leaf.
// Types that stay unknown take their default: exponents ℕ, then what is negated ℤ, then
// numerals ℕ. Predicates and functions are ordinary applications, elaborated from left to
// right.
//
// What this rule does not decide, what Lean rejects, and what has no typed form here yet is
// an [*Error] that says which of the three, never a guess. The statements that are understood
// are those over ℕ, ℤ, ℚ and ℝ made of + - * / % ^ ⁻¹ |·| min max, = ≠ < ≤ > ≥ ∣ ≡ Even Odd,
// and ∧ ∨ ¬ → ↔, with `∀` at the front of the goal.
package elab
