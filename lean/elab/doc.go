// Package elab gives a parsed statement its exact meaning in Lean 4 with Mathlib: which type
// each numeral has, where a cast stands, which of the operations of one name is meant.
//
//	st, err := term.ParseStatement("theorem t (n : ℕ) (x : ℝ) : x + n / 2 ≥ x")
//	ex, err := elab.Explain(st)
//	fmt.Println(ex.Text) // … : x + (↑n : ℝ) / (2 : ℝ) ≥ x
//
// It follows Lean's binop% elaborator (Lean/Elab/Extra.lean). Binary + - * / % and prefix -
// form one arithmetic tree, of `^` the base only and of `•` the right side; relations join the
// trees of both sides; leaves are elaborated alone, the largest type among them is found along
// ℕ → ℤ → ℚ → ℝ → ℂ, ℕ → NNReal → ℝ and ℕ+ → ℕ, and casts are placed on the leaves. An
// expected type, as in `(n / 2 : ℝ)` and in the argument of a function, counts as a leaf.
//
// All else is application, elaborated from left to right: a table of signatures gives each
// function of the library its type, and types that are not known yet unify. A binder without
// a type takes it from its scope. A term that needs a type which only later arguments make
// known, as the body of `Finset.filter (fun x ↦ x.Prime) s`, waits for them. What stays
// unknown takes its default: exponents ℕ, then operations one type, then what is negated ℤ,
// then numerals ℕ. A bare name that open namespaces give several meanings has the one whose
// types fit.
//
// What this rule does not decide, what Lean rejects, and what has no typed form here is an
// [*Error] that says which of the three, never a guess.
package elab
