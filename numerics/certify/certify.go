// Package certify finds exact certificates of statements: trees of case splits whose leaves
// are identities between polynomials, found by an exact simplex method.
//
//	var c certify.Certifier
//	e := c.Certify(ctx, st)
//	fmt.Println(e.Verdict, e.Certificate.Kind, e.Script)
//
// The search applies the rules of package verify and looks for the numbers that these need:
// Farkas multipliers for linear arithmetic, products of facts and squares for nonlinear
// arithmetic (Schmüdgen's form of the Positivstellensatz, with a bounded degree), roots of
// polynomials in one variable, bounds of integers. What it finds is shown only after
// [verify.Check] has accepted it against the statement's text.
package certify

import (
	"context"
	"errors"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/certify/verify"
)

// Certifier looks for certificates. The zero value is ready for use.
type Certifier struct {
	Pivots int // the work allowed, in pivots of the simplex method; 4000 when 0; rules that seldom apply have twice as much
}

// Certify looks for a certificate of st. The verdict is certified, vacuous where the
// hypotheses contradict each other, or unknown.
func (c Certifier) Certify(ctx context.Context, st *term.Statement) evidence.Evidence {
	typed, err := elab.Elaborate(st)
	if err != nil {
		if e, ok := errors.AsType[*elab.Error](err); ok {
			return e.Evidence()
		}
		return evidence.Unknownf(evidence.CodeElaboration, "elaboration: %v", err)
	}
	pivots := c.Pivots
	if pivots == 0 {
		pivots = 4000
	}
	// With its header, which says what its names mean.
	text := st.Header.Text + "\n" + term.PrintStatement(st)
	accepted := func(root *verify.Node, kind string, verdict evidence.Verdict) (evidence.Evidence, bool) {
		e := evidence.Evidence{Verdict: verdict, Certificate: &evidence.Certificate{Kind: kind, Payload: root}}
		return e, verify.Check(text, e.Certificate) == nil
	}
	seq, err := verify.Open(typed)
	if err != nil {
		return evidence.Unknownf(evidence.CodeFailed, "no certificate: %v", err)
	}
	seq.Stop = func() bool { return ctx.Err() != nil }
	// Hypotheses that contradict each other are said to be so, before anything is proved
	// from them.
	goal := seq.Goal
	seq.Goal = &elab.Apply{Op: elab.False, T: elab.Prop}
	w := &work{ctx: ctx, pivots: pivots / 10, nodes: 20}
	if root := w.solve(seq, 4, map[string]bool{}); root != nil {
		if e, ok := accepted(root, "vacuous", evidence.Vacuous); ok {
			e.Script, e.Class = Script(typed, root, true)
			return e
		}
	}
	seq.Goal = goal
	for _, wide := range []bool{false, true} {
		w = &work{ctx: ctx, pivots: pivots, nodes: 200, wide: wide}
		if wide {
			w.pivots *= 2
		}
		if root := w.solve(seq, 12, map[string]bool{}); root != nil {
			if e, ok := accepted(root, verify.Kind(root), evidence.Certified); ok {
				e.Script, e.Class = Script(typed, root, false)
				return e
			}
		}
	}
	if ctx.Err() != nil {
		return evidence.Unknownf(evidence.CodeBudget, "budget: time")
	}
	return evidence.Unknownf(evidence.CodeBudget, "no certificate within budget")
}

// work is what one search may still spend.
type work struct {
	ctx    context.Context
	pivots int
	nodes  int
	wide   bool // whether rules are tried that seldom apply
}
