// Package eval computes the value of a typed term at a point, with Lean's and Mathlib's own
// conventions: ℕ subtraction truncates, x / 0 = 0, division and remainder of integers are
// Euclidean, 0 ^ 0 = 1.
//
//	typed, err := elab.Elaborate(st)
//	ok, err := eval.Holds(typed.Goal, eval.Env{eval.Int(3), eval.Rational(exact.Frac(1, 2))})
//
// [Holds] and [Number] are exact: an [Env] gives each variable its value, and a result
// is exact or it is [ErrTooLarge] or [ErrUnsupported]. [Compile] makes closures over float64
// for search; nothing that they say decides a verdict.
package eval
