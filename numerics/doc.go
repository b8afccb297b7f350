// Package numerics judges statements without Lean: it screens them for counterexamples, looks
// for exact certificates, and merges what these parts find into one Evidence.
//
//	st, err := term.ParseStatement("theorem t (x y : ℝ) : x ^ 2 + y ^ 2 ≥ 2 * x * y")
//	var judge numerics.Judge
//	ev := judge.Certify(ctx, st)
//	fmt.Println(ev.Verdict, ev.Reason)
package numerics
