// Package cos turns an informal proof into a chain of proof states and proves the steps
// between them, after Chain of States (arXiv 2512.10317).
//
// State 0 is the theorem and the last state has no goals. Each state's goals are stated as
// theorems of their own, and step i proves the theorem of state i from those of state i+1:
//
//	p := cos.Prover{Certifier: judge, Checker: pool, Trier: pool, Model: model}
//	proof, err := p.Prove(ctx, problem)
//	fmt.Println(proof.Whole.Verdict, proof.File)
//
// So a step can be checked alone, with the next state's theorems left `sorry` above it, by
// exactly the text that later stands in the assembled file; and a step that stays open is
// one marked `sorry` there. What numbers and certificates say of a state and a step is kept
// beside what Lean says; the script of a certificate is the first that Lean is given.
package cos
