package falsify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
)

// Searcher says how hard to look. The zero value is ready for use. The same statement, seed
// and number of points give the same evidence on every machine.
type Searcher struct {
	Points int    // candidates that are tried; 20,000 when 0
	Seed   uint64 // of the random points
}

// DefaultPoints is what a Searcher tries when Points is 0.
const DefaultPoints = 20_000

// maxVariables is the largest number of variables of a statement that is searched.
const maxVariables = 50

// Screen tries st on numbers. The verdict is refuted with a confirmed witness, consistent
// with the number of distinct points, or unknown with the reason; the warnings about the
// statement's reading come with it. When ctx ends first the reason is "budget: time".
func (s *Searcher) Screen(ctx context.Context, st *term.Statement) evidence.Evidence {
	typed, err := elab.Elaborate(st)
	if err != nil {
		if e, ok := errors.AsType[*elab.Error](err); ok {
			return e.Evidence()
		}
		return evidence.Unknownf(evidence.CodeElaboration, "elaboration: %v", err)
	}
	ev := s.screen(ctx, typed)
	ev.Seed = s.Seed
	ev.Warnings = typed.Warnings()
	return ev
}

func (s *Searcher) screen(ctx context.Context, typed *elab.Statement) evidence.Evidence {
	if len(typed.Vars) > maxVariables {
		return evidence.Unknownf(evidence.CodeTooLarge, "too large: %d variables", len(typed.Vars))
	}
	points := s.Points
	if points <= 0 {
		points = DefaultPoints
	}
	var first *search
	var failure evidence.Evidence
	for m := range numModels {
		p := newProblem(typed, m)
		if len(p.vars) > maxVars {
			continue
		}
		search := newSearch(ctx, p, s.Seed)
		search.accepts = func(env eval.Env) bool { return refutation(typed, env, nil, 0).Verdict == evidence.Refuted }
		search.run(points)
		if search.barren() {
			accepts := search.accepts
			search = newSearch(ctx, newProblem(typed, m), s.Seed)
			search.accepts = accepts
			search.run(barrenFactor * points)
		}
		if search.found != nil {
			ev := refutation(typed, search.found, nil, len(search.seen))
			if ev.Verdict == evidence.Refuted {
				return ev
			}
			// Another model may have a counterexample that can be printed.
			failure = ev
			continue
		}
		if first == nil || len(search.seen) > 0 {
			first = search
		}
		// Another model of the functions helps only where this one satisfied nothing.
		if len(p.functions) == 0 || len(search.seen) > 0 || search.hopeless != nil || ctx.Err() != nil {
			break
		}
	}
	if failure.Code != "" {
		return failure
	}
	if first != nil && len(first.seen) <= fewPoints && ctx.Err() == nil && first.contradiction == "" {
		first.near = first.approach()
		if first.found != nil {
			return refutation(typed, first.found, nil, len(first.seen))
		}
		if b := first.near.box; b != nil {
			return refutation(typed, b.env, b, len(first.seen))
		}
	}
	if first == nil {
		return evidence.Unknownf(evidence.CodeTooLarge, "too large: %d variables", len(typed.Vars))
	}
	return first.outcome()
}

// fewPoints is the number of points that satisfy the hypotheses up to which others are looked
// for in floating point.
const fewPoints = 8

// barrenFactor is how much harder whole numbers are searched where no point was found: they
// are cheap, and no equation may lead to them.
const barrenFactor = 10

// barren reports whether a search among whole numbers found no point, without a reason.
func (s *search) barren() bool {
	if len(s.seen) > 0 || s.found != nil || s.hopeless != nil || s.fixed || s.contradiction != "" || s.tooLarge != nil ||
		len(s.functions) > 0 || len(s.vars) == 0 || s.ctx.Err() != nil {
		return false
	}
	return !slices.ContainsFunc(s.vars, func(v variable) bool { return !v.integral() })
}

// refutation turns the point that was found, or the box with a point in it, into evidence, if
// it is confirmed.
func refutation(typed *elab.Statement, found eval.Env, b *box, samples int) evidence.Evidence {
	w, err := witness(typed, found, b)
	if err == nil {
		err = confirm(typed.Source, w)
	}
	if err != nil {
		return evidence.Unknownf(evidence.CodeFailed, "a counterexample was not confirmed: %v", err)
	}
	reason := fmt.Sprintf("every hypothesis holds and the conclusion fails at %s", w)
	if b == nil {
		if text := sides(typed.Goal, found); text != "" {
			reason += ": it reads " + text
		}
	} else {
		reason = fmt.Sprintf("every hypothesis holds and the conclusion fails at a point near %s: it has no closed form here, and exists by Krawczyk's interval test", w)
	}
	return evidence.Evidence{
		Verdict: evidence.Refuted,
		Reason:  reason,
		Samples: samples,
		Witness: w,
	}
}

// sides is a conclusion with the values of its two sides, such as `1 = 0`; "" where it is no
// relation, or a value is too long to read or not written exactly.
func sides(goal elab.Term, at eval.Env) string {
	a, ok := goal.(*elab.Apply)
	if !ok || !a.Op.Relation() {
		return ""
	}
	var texts []string
	for _, side := range a.Args {
		value, err := eval.Eval(side, at)
		if err != nil {
			return ""
		}
		text, ok := eval.Lean(value)
		if !ok || len(text) > 60 || strings.Contains(text, "/-") {
			return ""
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " "+a.Op.String()+" ")
}

// WithinTolerance begins the reason of evidence whose points satisfy the hypotheses in
// floating point only.
const WithinTolerance = "consistent within tolerance"

// outcome is the evidence of a search that found no counterexample.
func (s *search) outcome() evidence.Evidence {
	var ev evidence.Evidence
	switch {
	case s.ctx.Err() != nil && len(s.seen) == 0:
		ev = evidence.Unknownf(evidence.CodeBudget, "budget: time")
	case len(s.seen) > 0:
		ev = evidence.Evidence{
			Verdict: evidence.Consistent,
			Reason:  fmt.Sprintf("no counterexample among %d points that satisfy the hypotheses", len(s.seen)),
		}
		if len(s.seen) == 1 {
			ev.Reason = "it holds at the one point found that satisfies the hypotheses"
		}
		if s.ctx.Err() != nil {
			ev.Reason = "budget: time; " + ev.Reason
		}
	case s.near.points > 0:
		ev = evidence.Evidence{
			Verdict: evidence.Consistent,
			Reason: fmt.Sprintf(WithinTolerance+": no counterexample among %d points that satisfy the equalities up to %.0e in floating point; at none is that proved",
				s.near.points, tolerance),
		}
		if s.near.slack < -1e-6 {
			ev = evidence.Unknownf(evidence.CodeNoPoint, "the conclusion seems to fail by %.3g where the hypotheses hold within %.0e; no point is proved to satisfy them",
				-s.near.slack, tolerance)
		}
	case s.contradiction != "":
		ev = evidence.Unknownf(evidence.CodePerhapsVacuous, "perhaps vacuous: %s", s.contradiction)
	case s.tooLarge != nil:
		ev = evidence.Unknownf(evidence.CodeTooLarge, "too large: %v", s.tooLarge)
	case s.unsupported != nil:
		ev = evidence.Unknownf(evidence.CodeUnsupported, "unsupported: %v", s.unsupported)
		ev.Unsupported = []string{s.unsupported.Error()}
	case s.undecided != nil:
		ev = evidence.Unknownf(evidence.CodeNoPoint, "no point found at which the hypotheses are decided: %v", s.undecided)
	default:
		ev = evidence.Unknownf(evidence.CodeNoPoint, "no point found that satisfies the hypotheses")
	}
	ev.Samples = len(s.seen)
	if ev.Verdict == evidence.Consistent && ev.Samples == 0 {
		ev.Samples = s.near.points
	}
	if s.graded && len(s.seen) > 0 && !math.IsInf(s.slack, 0) && !math.IsNaN(s.slack) {
		slack := s.slack
		ev.Slack = &slack
	}
	return ev
}
