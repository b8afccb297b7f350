// Package falsify looks for counterexamples: points at which every hypothesis of a statement
// holds and its conclusion fails.
//
//	st, err := term.ParseStatement("theorem t (x y : ℝ) (h : x + y = 1) : x * y < 1 / 4")
//	var s falsify.Searcher
//	ev := s.Screen(ctx, st) // refuted at x := 1/2, y := 1/2
//
// Candidates come from grids over small and special values, from random points, and from a
// local search that walks downhill in the conclusion's margin. Hypotheses that are equations
// are solved exactly for the variables in which they are linear, alone or as a system, so
// that candidates satisfy them. Floating point only proposes.
//
// A refutation is a proof. The witness, as printed, is read back, the statement is elaborated
// afresh, and every hypothesis has to be true and the conclusion false in exact rational
// arithmetic; real variables get rational values. All else that a search can say is that n
// points satisfied the hypotheses and none broke the conclusion, or that there was none.
package falsify
