package cos

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cosita/lean"
	"cosita/lean/audit"
)

// A Trier tries several scripts on one state at once, as a lean.Pool does.
type Trier interface {
	Try(ctx context.Context, state lean.State, scripts []string, opts lean.TryOptions) ([]lean.Trial, error)
}

// refuse says why a script, or text that stands in a theorem, may not be given to Lean; "" where
// it may.
func refuse(text string) string {
	if strings.TrimSpace(text) == "" {
		return "empty script"
	}
	if f := audit.Script(text); f != nil {
		return f.Text
	}
	return ""
}

// try gives one script to Lean, the next state's theorems left sorry above it, and notes
// what came of it. It reports whether the part is proved.
func (p *Prover) try(ctx context.Context, proof *Proof, s *Step, part *Part, tactics string, origin Origin) bool {
	attempt := Attempt{Tactics: tactics, Origin: origin}
	if why := refuse(tactics); why != "" {
		attempt.Outcome, attempt.Message = "refused", why
		part.Attempts = append(part.Attempts, attempt)
		return false
	}
	if p.Checker == nil {
		attempt.Outcome, attempt.Message = "not run", p.noLean()
		part.Attempts = append(part.Attempts, attempt)
		return false
	}
	state, text := proof.stepState(s, part, tactics)
	report, err := p.Checker.Check(ctx, lean.Source{Name: fmt.Sprintf("%s_step%d.lean", proof.Theorem, s.Index), Text: source(state, tactics)})
	return part.note(proof, attempt, &report, err, text)
}

// tryEach tries common tactics until one proves the part, all at once where there is a Trier. It
// takes the first of the list that does, so that the proof is the same either way. It reports
// whether there is no more to try: the part is proved, or nothing can be run.
func (p *Prover) tryEach(ctx context.Context, proof *Proof, s *Step, part *Part, scripts []string) bool {
	refused := func(script string) bool { return refuse(script) != "" }
	if p.Trier == nil || len(scripts) < 2 || slices.ContainsFunc(scripts, refused) {
		return p.tryInTurn(ctx, proof, s, part, scripts)
	}
	state, text := proof.stepState(s, part, scripts[0])
	trials, err := p.Trier.Try(ctx, state, scripts, lean.TryOptions{Until: lean.Earliest})
	if err != nil && ctx.Err() == nil {
		part.note(proof, Attempt{Tactics: scripts[0], Origin: FromCommon}, &lean.Report{}, err, text)
		return part.lost()
	}
	for i := range trials {
		attempt := Attempt{Tactics: trials[i].Script, Origin: FromCommon}
		_, text = proof.stepState(s, part, attempt.Tactics)
		if part.note(proof, attempt, &trials[i].Report, nil, text) || part.lost() {
			return true
		}
		if trials[i].Proved { // and yet it is none here: a sorry of the header's, say
			return p.tryInTurn(ctx, proof, s, part, scripts[i+1:])
		}
	}
	return ctx.Err() != nil
}

func (p *Prover) tryInTurn(ctx context.Context, proof *Proof, s *Step, part *Part, scripts []string) bool {
	for _, tactics := range scripts {
		if p.try(ctx, proof, s, part, tactics, FromCommon) || ctx.Err() != nil || part.lost() {
			return true
		}
	}
	return false
}

// note adds an attempt with what Lean said of it, and reports whether it proves the part.
func (part *Part) note(proof *Proof, attempt Attempt, report *lean.Report, err error, text layout) bool {
	switch {
	case err != nil:
		attempt.Outcome, attempt.Message = "not run", err.Error()
	case report.Outcome == lean.TimedOut:
		attempt.Outcome, attempt.Message = "time-out", report.Reason
	case report.Outcome != lean.Finished:
		attempt.Outcome, attempt.Message = "not run", report.Reason
	default:
		proof.Lean = report.Server
		attempt.Outcome, attempt.Message = "proved", firstTrouble(report, text)
		if attempt.Message != "" {
			attempt.Outcome = "error"
		}
	}
	part.Attempts = append(part.Attempts, attempt)
	if attempt.Outcome != "proved" {
		return false
	}
	part.Tactics, part.Origin, part.Proved, part.Reason = attempt.Tactics, attempt.Origin, true, ""
	return true
}
