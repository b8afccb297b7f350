package cos

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/term"
)

// claim is a statement that a step needs: with a proof of it, `lead := by` and the proof
// are a tactic of the step.
type claim struct {
	goal lean.Goal
	lead string // empty: the proof itself is the step
}

// claims are the statements that lead from a goal to the next: each new hypothesis from the
// old ones, and the old target from the new one.
func claims(now, next lean.Goal) []claim {
	var all []claim
	hyps := append([]lean.Hyp{}, now.Hyps...)
	for _, h := range newHyps(now, next) {
		for _, name := range h.Names {
			goal := lean.Goal{Hyps: append([]lean.Hyp{}, hyps...), Target: h.Type}
			all = append(all, claim{goal, "have " + name + " : " + spaceless(h.Type) + " := by"})
			hyps = append(hyps, lean.Hyp{Names: []string{name}, Type: h.Type})
		}
	}
	if canonical(now.Target) != canonical(next.Target) {
		hyps = append(hyps, lean.Hyp{Names: []string{"hnext"}, Type: next.Target})
		all = append(all, claim{lean.Goal{Hyps: hyps, Target: now.Target}, "suffices hnext : " + spaceless(next.Target) + " by"})
	}
	return all
}

// joined is one goal that says what all the claims say.
func joined(all []claim) lean.Goal {
	first := all[0].goal
	var parts []string
	for _, c := range all {
		var chain []string
		for _, h := range c.goal.Hyps[len(first.Hyps):] {
			chain = append(chain, "("+spaceless(h.Type)+")")
		}
		chain = append(chain, "("+spaceless(c.goal.Target)+")")
		parts = append(parts, "("+strings.Join(chain, " → ")+")")
	}
	return lean.Goal{Hyps: first.Hyps, Target: strings.Join(parts, " ∧ ")}
}

// followed is what is known without Lean of a part of a step. Script holds tactics, where
// every claim has a certificate with a script.
type followed struct {
	evidence.Evidence
	claim string // the statement that the certificate is of
}

// follow says whether a part follows at each point by itself, or by certificates. Points
// where it does not are no refutation of the step, which may generalize, split or argue by
// contradiction. The error is for evidence that contradicts itself.
func (p *Prover) follow(ctx context.Context, proof *Proof, s *Step, part *Part) (followed, error) {
	none := followed{Evidence: evidence.Evidence{Reason: "not tried on numbers"}}
	now, next := proof.States[s.Index], proof.States[s.Index+1]
	switch {
	case p.Screener == nil && p.Certifier == nil, part.Carried, len(part.Next) > 1:
		return none, nil
	case now.Evidence().Verdict == evidence.Refuted, next.Evidence().Verdict == evidence.Refuted:
		return none, nil
	case len(part.Next) == 0:
		goal := now.Goals[part.Goal]
		if !holds(goal.Evidence) {
			return none, nil
		}
		return followed{known(goal.Evidence, tactics(goal.Evidence, goal.Name)), goal.Statement}, nil
	}
	all := claims(now.Goals[part.Goal].goal, next.Goals[part.Next[0]].goal)
	if len(all) == 0 {
		return none, nil
	}
	ask := func(goal lean.Goal) (evidence.Evidence, string, error) {
		g := Goal{Text: goal.String(), goal: goal}
		if g.state(claimName, proof.Header); g.parsed == nil {
			return none.Evidence, "", nil
		}
		e := p.judged(ctx, g.parsed)
		if err := e.Check(); errors.Is(err, evidence.ErrContradiction) {
			return e, "", fmt.Errorf("step %d: %w; this is a bug, please report it with the statement: %s", s.Index, err, g.Statement)
		}
		return e, g.Statement, nil
	}
	var script strings.Builder
	var found followed
	complete := true
	for i, c := range all {
		e, statement, err := ask(c.goal)
		if err != nil || !holds(e) {
			return none, err
		}
		body := tactics(e, claimName)
		complete = complete && body != ""
		fmt.Fprintf(&script, "%s\n%s\n", c.lead, lean.Indent(body))
		if i == 0 || e.Verdict == evidence.Consistent && (found.Verdict != evidence.Consistent || e.Samples < found.Samples) {
			found = followed{known(e, ""), statement}
		}
	}
	if len(all) > 1 && found.Verdict != evidence.Consistent {
		// One certificate of them all.
		e, statement, err := ask(joined(all))
		if err != nil || !holds(e) {
			return none, err
		}
		found = followed{known(e, ""), statement}
	}
	if found.Certificate == nil {
		found.claim = ""
	}
	if complete {
		found.Script = strings.TrimSpace(script.String())
	}
	return found, nil
}

// claimName is the name of the theorem of a claim.
const claimName = "step"

// holds reports whether numbers or a certificate speak for a statement. Points that satisfy
// its hypotheses in floating point only do not.
func holds(e evidence.Evidence) bool {
	return e.Verdict == evidence.Consistent && !tolerant(e) || e.Verdict == evidence.Certified || e.Verdict == evidence.Vacuous
}

// known is the part of a statement's evidence that a step keeps.
func known(e evidence.Evidence, script string) evidence.Evidence {
	return evidence.Evidence{Verdict: e.Verdict, Samples: e.Samples, Slack: e.Slack, Seed: e.Seed,
		Certificate: e.Certificate, Script: script}
}

// tactics are the tactics of a certificate's script, which proves the theorem of that name;
// empty where there is none.
func tactics(e evidence.Evidence, name string) string {
	if e.Certificate == nil || e.Script == "" {
		return ""
	}
	signature, err := term.Signature(e.Script, name)
	if err != nil {
		return ""
	}
	body, ok := strings.CutPrefix(strings.TrimSpace(e.Script[signature[len(signature)-1].Span.End:]), ":= by\n")
	if !ok {
		return ""
	}
	return unindent(body)
}

// unindent takes two spaces from the front of each line.
func unindent(text string) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(lines, "\n")
}
