// Package numerics judges statements by numbers: it screens them for counterexamples and
// merges what its parts find into one Evidence.
//
//	st, err := term.ParseStatement("theorem t (x y : ℝ) : x ^ 2 + y ^ 2 ≥ 2 * x * y")
//	var judge numerics.Judge
//	ev := judge.Screen(ctx, st)
//	fmt.Println(ev.Verdict, ev.Reason)
package numerics
