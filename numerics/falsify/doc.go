// Package falsify looks for counterexamples: points at which every hypothesis of a statement
// holds and its conclusion fails.
//
//	st, err := term.ParseStatement("theorem t (x y : ℝ) (h : x + y = 1) : x * y < 1 / 4")
//	var s falsify.Searcher
//	ev := s.Screen(ctx, st) // refuted at x := 1/2, y := 1/2
//
// Variables may be of any type: functions are made from the clauses, recursions and single
// values that the hypotheses give, sets from their predicates, numbers from grids over small
// and telling values, at random, and by a local search that walks downhill in the
// conclusion's margin. Hypotheses that are equations are solved exactly, so that candidates
// satisfy them. Floating point only proposes.
//
// A refutation is a proof. The witness, as printed, is read back, the statement is elaborated
// afresh, and every hypothesis has to be true and the conclusion false in exact arithmetic,
// a `∀` over an infinite domain by an identity. A point without a closed form is proved to
// exist in a box of intervals, by Krawczyk's test. All else that a search can say is that n
// points satisfied the hypotheses and none broke the conclusion, or that there was none. The
// README has the rules, the method and the figures.
package falsify
