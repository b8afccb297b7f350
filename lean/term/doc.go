// Package term reads and prints Lean 4's surface language as it stands in statements and
// goals, with Mathlib's notation: the one language of statements in Cosita.
//
//	st, err := term.ParseStatement("theorem t (x : ℝ) (h : 0 < x) : x ^ 2 + 1 > 2 * x - 1")
//	fmt.Println(st.Binders[0].Names, term.Print(st.Goal))
//
// A bare proposition is read by [ParseTerm]. [Print] and [PrintFull] write a tree so that it
// reads as the same tree again ([Equal]); nothing of the source text is kept but spans.
// Parsing takes the first declaration of a text: in a file of several, cut one out with
// [Signature], which works on the tokens of the whole file ([Tokens]) and does not parse.
//
// Precedences are those of Lean's Init/Prelude and Init/Notation and of Mathlib's notation
// files. What the grammar here does not know is an [*Error] that names the place and what
// was expected, never a guessed tree.
package term
