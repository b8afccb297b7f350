// Package eval computes the values of typed terms with Lean's and Mathlib's own conventions:
// ℕ subtraction truncates, x / 0 = 0, division and remainder of integers are Euclidean,
// log x = log |x|, 0 ^ 0 = 1.
//
//	typed, err := elab.Elaborate(st)
//	ok, err := eval.Holds(typed.Goal, eval.Env{eval.Int(3), eval.Rational(exact.Frac(1, 2))})
//
// An [Env] gives each slot of a statement its value: numbers ([Num], [Complex]), truth
// values, pairs, lists, finite sets, sets, functions. [Holds], [Eval] and [Number] are exact:
// a result without an error is proved. What has no value here is [ErrUnsupported]; what is
// not decided, as a search without a proved bound or a comparison that runs out of precision,
// is [ErrUndecided]; what takes too many digits or steps is [ErrTooLarge]. The same term and
// environment always give the same answer: no clock enters.
//
// [Solve] finds all values for which a predicate holds, where they are proved to be all.
// [Lean] prints a value and [Parse] reads it back. [Compile] and [Margin] make closures over
// float64 for search; nothing that they say decides a verdict. What has a meaning here is
// listed in README.md.
package eval
