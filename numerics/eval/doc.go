// Package eval computes the value of a typed term at a point, with Lean's and Mathlib's own
// conventions: ℕ subtraction truncates, x / 0 = 0, division and remainder of integers are
// Euclidean, 0 ^ 0 = 1.
//
//	typed, err := elab.Elaborate(st)
//	ok, err := eval.Holds(typed.Goal, eval.Point{exact.Int(3), exact.Frac(1, 2)})
//
// [Holds] and [Number] are exact: a point gives each variable a rational number, and a result
// is exact or it is [ErrTooLarge] or [ErrUnsupported]. [Compile] makes closures over float64
// for search; nothing that they say decides a verdict.
package eval
