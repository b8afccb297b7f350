package cos

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"cosita/event"
	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/term"
	"cosita/llm"
	"cosita/problem"
)

// A Screener tries a statement on numbers.
type Screener interface {
	Screen(ctx context.Context, s *term.Statement) evidence.Evidence
}

// A Certifier looks for an exact certificate of a statement, and says beside it what numbers
// say: its evidence is everything that is known without Lean.
type Certifier interface {
	Certify(ctx context.Context, s *term.Statement) evidence.Evidence
}

// Prover proves problems. Its zero value has neither numerics, nor Lean, nor a model, and
// says so of every step.
type Prover struct {
	Screener  Screener             // nil: nothing is tried on numbers, unless there is a Certifier
	Certifier Certifier            // asked in the place of Screener; nil: nothing is certified
	Checker   lean.Checker         // nil: no Lean
	Trier     Trier                // of the same Lean; nil: scripts are tried one after the other
	NoLean    string               // why Checker is nil; default "no Lean found"
	Toolchain string               // what the program behind Checker answered to --version; empty where unknown
	Tool      string               // the program that proves, with its version, for the record; may be empty
	Model     llm.Model            // nil: no model
	Observer  event.Observer       // nil: nobody is told
	Repairs   int                  // repair rounds a step; default 1, negative for none
	Save      func(p *Proof) error // called after each step with the proof so far; may be nil
	Clock     func() time.Time     // default time.Now; only events carry it
}

// Prove makes the chain of a problem, tries its states, proves its steps and assembles the
// file. The error is for a problem that cannot be read, a Save that failed, a ctx that ended,
// and evidence that contradicts itself ([evidence.ErrContradiction]), which is a bug; the Proof so far comes with it where there is one. What could not be proved is in
// the Proof.
func (p *Prover) Prove(ctx context.Context, prob *problem.Problem) (*Proof, error) {
	proof, err := begin(prob)
	if err != nil {
		return nil, err
	}
	proof.Tool = p.Tool
	if p.Checker != nil {
		proof.Toolchain = p.Toolchain
	}
	if err := p.screen(ctx, proof, proof.States[0]); err != nil {
		return proof, err
	}
	if e := proof.States[0].Evidence(); e.Verdict == evidence.Refuted {
		proof.Whole = e
		return proof, p.finish(ctx, proof)
	}
	if err := p.extract(ctx, proof, prob); err != nil {
		var stop *stopError
		if !errors.As(err, &stop) {
			proof.Whole = evidence.Unknownf(evidence.CodeFailed, "%v", err)
			return proof, errors.Join(err, p.finish(context.WithoutCancel(ctx), proof))
		}
		g := proof.States[0].Goals[0]
		if tactics(g.Evidence, g.Name) == "" || !mathlib(proof.Header) {
			proof.Whole = proof.openWhole(stop.code, stop.reason)
			return proof, p.finish(ctx, proof)
		}
		// The theorem's own certificate is a chain of one step.
		if proof.States, err = proof.read(prob.File, nil, FromStatement); err != nil {
			return proof, err
		}
	}
	for _, s := range proof.States[1:] {
		if err := p.screen(ctx, proof, s); err != nil {
			return proof, err
		}
	}
	proof.link()
	for _, s := range proof.Steps {
		stepErr := p.step(ctx, proof, s)
		if stepErr != nil {
			proof.Whole = evidence.Unknownf(evidence.CodeFailed, "ended early: %v", stepErr)
		}
		proof.assemble()
		if err := errors.Join(stepErr, p.save(proof)); err != nil {
			return proof, err
		}
	}
	p.whole(ctx, proof)
	return proof, p.finish(ctx, proof)
}

// begin reads the problem's statement and makes State 0 of it.
func begin(prob *problem.Problem) (*Proof, error) {
	parsed, err := term.ParseStatement(prob.Statement.Text)
	if err != nil {
		var bad *term.Error
		if !errors.As(err, &bad) {
			return nil, fmt.Errorf("%s: %w", prob.File, err)
		}
		return nil, &problem.Error{File: prob.File, Line: prob.Statement.LineOf(bad.Offset),
			What: fmt.Sprintf("the statement does not parse, column %d: %s", bad.Column, afterPlace(bad)),
			Fix:  "mend the Lean statement"}
	}
	p := &Proof{Version: ChainVersion, ID: prob.Name(), Problem: strings.TrimSpace(prob.Informal), Theorem: parsed.Name, Header: parsed.Header.Text}
	if p.Theorem == "" {
		return nil, &problem.Error{File: prob.File, Line: prob.Statement.Line, What: "the statement has no name",
			Fix: fmt.Sprintf("write `theorem NAME …` instead of `%s`", parsed.Kind)}
	}
	signature, err := term.Signature(prob.Statement.Text, parsed.Name)
	if err != nil {
		return nil, &problem.Error{File: prob.File, Line: prob.Statement.Line, What: err.Error(), Fix: "give the statement one name of its own"}
	}
	stated := prob.Statement.Text[signature[0].Span.Start:signature[len(signature)-1].Span.End]
	goal := goalOf(parsed)
	p.States = []*State{{
		Origin: FromStatement,
		Goals: []Goal{{Text: goal.String(), Name: p.Theorem, Statement: stated,
			goal: goal, parsed: parsed}},
	}}
	return p, nil
}

// judged is what is known of a statement without Lean.
func (p *Prover) judged(ctx context.Context, s *term.Statement) evidence.Evidence {
	switch {
	case p.Certifier != nil:
		return p.Certifier.Certify(ctx, s)
	case p.Screener != nil:
		return p.Screener.Screen(ctx, s)
	}
	return evidence.Evidence{Reason: "not tried on numbers"}
}

// screen tries each goal of a state on numbers, certifies it where it can, and tells the
// observer. The error is for evidence that contradicts itself.
func (p *Prover) screen(ctx context.Context, proof *Proof, s *State) error {
	var bug error
	for i := range s.Goals {
		g := &s.Goals[i]
		switch {
		case g.Reason != "":
			g.Evidence = evidence.Unknownf(evidence.CodeParse, "%s", g.Reason)
		default:
			g.Evidence = p.judged(ctx, g.parsed)
		}
		if err := g.Evidence.Check(); errors.Is(err, evidence.ErrContradiction) {
			bug = fmt.Errorf("state %d: %w; this is a bug, please report it with the statement: %s", s.Index, err, g.Statement)
		}
	}
	e := s.Evidence()
	p.tell("screen", fmt.Sprintf("state %d", s.Index), &e, map[string]any{"state": s, "header": proof.Header})
	return bug
}

// link makes the steps between neighboring states: which goals are carried over, and which
// goals of the next state a changed goal ends in.
func (proof *Proof) link() {
	proof.Steps = nil
	for i := range len(proof.States) - 1 {
		now, next := proof.States[i], proof.States[i+1]
		step := &Step{Index: i, Evidence: evidence.Unknownf(evidence.CodeFailed, "not tried")}
		taken := map[int]bool{}
		for j := range now.Goals {
			part := Part{Goal: j}
			for k := range next.Goals {
				if !taken[k] && sameGoal(now.Goals[j].goal, next.Goals[k].goal) && len(now.Goals) > 1 {
					taken[k], part.Carried, part.Next = true, true, []int{k}
					break
				}
			}
			step.Parts = append(step.Parts, part)
		}
		var left []int
		for k := range next.Goals {
			if !taken[k] {
				left = append(left, k)
			}
		}
		var changed []*Part
		for j := range step.Parts {
			if !step.Parts[j].Carried {
				changed = append(changed, &step.Parts[j])
			}
		}
		if len(changed) == 1 {
			changed[0].Next = left
		} else if len(left) > 0 {
			for _, c := range changed {
				c.Reason = "unsupported: a step that changes several goals at once"
			}
		}
		proof.Steps = append(proof.Steps, step)
	}
}

// step proves one step, part by part.
func (p *Prover) step(ctx context.Context, proof *Proof, s *Step) error {
	id := fmt.Sprintf("step %d", s.Index)
	p.tell("prove", id, nil, nil)
	now, next := proof.States[s.Index], proof.States[s.Index+1]
	numbers := evidence.Evidence{Reason: "not tried on numbers"}
	for i := range s.Parts {
		part := &s.Parts[i]
		if part.Reason != "" {
			continue
		}
		found, err := p.follow(ctx, proof, s, part)
		if err != nil {
			return err
		}
		if len(s.Parts) == 1 {
			numbers, s.Claim = found.Evidence, found.claim
		}
		if err := p.part(ctx, proof, s, part, found.Script); err != nil {
			s.Evidence = evidence.Unknownf(evidence.CodeFailed, "ended early: %v", err)
			return err
		}
	}
	s.Evidence = stepEvidence(s, now, next, numbers)
	p.tell("prove", id, &s.Evidence, map[string]any{"step": s, "header": proof.Header})
	return ctx.Err()
}

// stepEvidence is what is known of a step: proved by Lean, or what the numbers say of it,
// with the reason why it is open.
func stepEvidence(s *Step, now, next *State, numbers evidence.Evidence) evidence.Evidence {
	for _, state := range []*State{now, next} {
		if state.Evidence().Verdict == evidence.Refuted {
			return evidence.Unknownf(evidence.CodeFailed, "not tried, since state %d is false", state.Index)
		}
	}
	for _, part := range s.Parts {
		if !part.Proved {
			e := numbers
			e.Reason, e.Code = part.Reason, codeOf(part.Reason)
			return e
		}
	}
	return evidence.Evidence{Verdict: evidence.Checked, Lean: evidence.LeanChecked, Script: s.Tactics(),
		Samples: numbers.Samples, Slack: numbers.Slack, Seed: numbers.Seed, Certificate: numbers.Certificate}
}

// noVerdict begins the reason of what was given to Lean and got no answer.
const noVerdict = "no verdict: "

func codeOf(reason string) evidence.Code {
	for _, c := range []struct {
		start string
		code  evidence.Code
	}{
		{"no Lean", evidence.CodeNoLean}, {noVerdict, evidence.CodeNoLean}, {"no model", evidence.CodeNoModel}, {"no recording", evidence.CodeNoRecording},
		{"unsupported", evidence.CodeUnsupported}, {"budget", evidence.CodeBudget}, {"parse", evidence.CodeParse},
		{"refused", evidence.CodeRefused},
	} {
		if strings.HasPrefix(reason, c.start) {
			return c.code
		}
	}
	return evidence.CodeFailed
}

// whole checks the assembled file.
func (p *Prover) whole(ctx context.Context, proof *Proof) {
	proof.assemble()
	var open []string
	for _, i := range proof.Open() {
		open = append(open, fmt.Sprint(i))
	}
	switch {
	case p.Checker == nil:
		proof.Whole = proof.openWhole(evidence.CodeNoLean, p.noLean())
	case len(open) > 0:
		noun := "step " + open[0] + " is"
		if len(open) > 1 {
			noun = "steps " + strings.Join(open, ", ") + " are"
		}
		proof.Whole = proof.openWhole(evidence.CodeFailed, noun+" not proved")
	default:
		report, err := p.Checker.Check(ctx, lean.Source{Name: proof.Theorem + ".lean", Text: proof.File})
		switch {
		case err != nil:
			proof.Whole = proof.openWhole(evidence.CodeBudget, fmt.Sprintf("budget: the check of the whole was interrupted: %v", err))
		case report.Outcome == lean.TimedOut:
			proof.Whole = proof.openWhole(evidence.CodeBudget, "budget: the check of the whole took too long: "+report.Reason)
		case report.Outcome != lean.Finished:
			proof.Whole = proof.openWhole(evidence.CodeNoLean, noVerdict+"the check of the whole did not finish: "+report.Reason)
		case report.Clean():
			proof.Lean = report.Server
			proof.Whole = evidence.Evidence{Verdict: evidence.Checked, Lean: evidence.LeanChecked, Script: proof.File}
			proof.markProved()
		default:
			proof.Lean = report.Server
			proof.Whole = proof.openWhole(evidence.CodeFailed, "the whole file was rejected with: "+firstTrouble(&report, layout{}))
		}
	}
	p.tell("check", "whole", &proof.Whole, nil)
}

// openWhole is what is known of the theorem where Lean has not checked the whole: that it
// is certified, if it is, and why it stays open.
func (proof *Proof) openWhole(code evidence.Code, reason string) evidence.Evidence {
	e := proof.States[0].Evidence()
	if e.Verdict != evidence.Certified && e.Verdict != evidence.Vacuous {
		return evidence.Unknownf(code, "%s", reason)
	}
	e.Code, e.Reason, e.Warnings = code, reason, nil
	return e
}

// markProved notes on the states that the file proves them: with the whole checked, each
// goal's theorem is.
func (proof *Proof) markProved() {
	for _, s := range proof.States {
		for i := range s.Goals {
			e := &s.Goals[i].Evidence
			if e.Verdict != evidence.Refuted && e.Verdict != evidence.Vacuous {
				e.Verdict, e.Lean, e.Reason, e.Code = evidence.Checked, evidence.LeanChecked, "", ""
			}
		}
	}
}

func (p *Prover) finish(ctx context.Context, proof *Proof) error {
	proof.assemble()
	if err := p.save(proof); err != nil {
		return err
	}
	return ctx.Err()
}

func (p *Prover) save(proof *Proof) error {
	if p.Save == nil {
		return nil
	}
	return p.Save(proof)
}

func (p *Prover) noLean() string {
	if p.NoLean != "" {
		return p.NoLean
	}
	return "no Lean found"
}

// tell sends the observer the start of something (e nil) or what became of it.
func (p *Prover) tell(stage, id string, e *evidence.Evidence, data map[string]any) {
	if p.Observer == nil {
		return
	}
	clock := p.Clock
	if clock == nil {
		clock = time.Now
	}
	kind := "done"
	if e == nil {
		kind = "start"
	}
	p.Observer.Observe(event.Event{Version: event.Version, Time: clock(), Stage: stage, ID: id, Kind: kind, Evidence: e, Data: data})
}

// afterPlace is a parser's error without the place, which the problem file gives.
func afterPlace(e *term.Error) string {
	_, text, _ := strings.Cut(e.Error(), ": ")
	return text
}
