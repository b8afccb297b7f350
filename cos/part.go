package cos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/term"
	"cosita/llm"
)

// part proves one goal of a step: the script of a certificate first, if there is one, then
// common tactics, the model, and repair rounds with Lean's error. Without Lean the script
// stands in the file as it is, and no model is asked. The error is only ctx's.
func (p *Prover) part(ctx context.Context, proof *Proof, s *Step, part *Part, certified string) error {
	now, next := proof.States[s.Index], proof.States[s.Index+1]
	for _, state := range []*State{now, next} {
		if state.Evidence().Verdict == evidence.Refuted {
			part.Reason = fmt.Sprintf("not tried, since state %d is false", state.Index)
			return nil
		}
		for _, g := range state.Goals {
			if g.Statement == "" {
				part.Reason = fmt.Sprintf("state %d has no theorem: %s", state.Index, g.Reason)
				return nil
			}
		}
	}
	if part.Carried {
		if !p.try(ctx, proof, s, part, "skip", FromCommon) {
			last := part.Attempts[len(part.Attempts)-1]
			part.Reason = p.open(cameOf(last))
		}
		return ctx.Err()
	}
	if certified != "" && mathlib(proof.Header) {
		if p.try(ctx, proof, s, part, certified, FromCertificate) || ctx.Err() != nil {
			return ctx.Err()
		}
		if part.lost() {
			part.Tactics, part.Origin, part.Reason = certified, FromCertificate, p.open(part.Reason)
			return nil
		}
	}
	goal := now.Goals[part.Goal].goal
	var after []lean.Goal
	for _, k := range part.Next {
		after = append(after, next.Goals[k].goal)
	}
	if p.Checker != nil && len(after) <= 1 {
		var target *lean.Goal
		if len(after) == 1 {
			target = &after[0]
		}
		if p.tryEach(ctx, proof, s, part, commonTactics(goal, target, mathlib(proof.Header))) {
			return ctx.Err()
		}
	}
	if p.Model == nil {
		part.Reason = p.open("no model")
		return nil
	}
	return p.askModel(ctx, proof, s, part, tacticsRequest(proof.Header, goal, after))
}

// open is why a part stays open: the want of Lean before every other reason.
func (p *Prover) open(reason string) string {
	if p.Checker == nil {
		return p.noLean()
	}
	return reason
}

// askModel asks for tactics, and again with Lean's error as often as Repairs says.
func (p *Prover) askModel(ctx context.Context, proof *Proof, s *Step, part *Part, req llm.Request) error {
	repairs := p.Repairs
	if repairs == 0 {
		repairs = 1
	}
	purpose := fmt.Sprintf("step %d", s.Index)
	if len(s.Parts) > 1 {
		purpose += fmt.Sprintf(", goal %d", part.Goal+1)
	}
	for round := 0; ; round++ {
		reply, origin, err := p.complete(ctx, proof, purpose, req)
		if err != nil {
			part.Reason = p.open(modelReason(err))
			return modelFailure(ctx, purpose, err)
		}
		if p.try(ctx, proof, s, part, script(reply.Text), origin) || ctx.Err() != nil {
			return ctx.Err()
		}
		if p.Checker != nil && part.lost() {
			return nil
		}
		last := part.Attempts[len(part.Attempts)-1]
		if p.Checker == nil {
			if last.Outcome == "not run" {
				part.Tactics, part.Origin = last.Tactics, origin
			}
			part.Reason = p.noLean()
			return nil
		}
		if round >= repairs {
			part.Reason = "no script was accepted; the last one: " + cameOf(last)
			return nil
		}
		req = tacticsAgain(req, reply.Text, last.Message)
		purpose = fmt.Sprintf("step %d, repair", s.Index)
	}
}

// lost reports whether the last attempt could not run, which says nothing of its tactics;
// the part then stays open for that reason.
func (part *Part) lost() bool {
	last := part.Attempts[len(part.Attempts)-1]
	if last.Outcome != "not run" {
		return false
	}
	part.Reason = noVerdict + firstLine(last.Message)
	return true
}

// layout says what stands where in the text of one part: the theorems that were left sorry on
// purpose, and the script; script is nil for a whole file.
type layout struct {
	stubs  []lineRange
	script *lineRange
}

// place is a line as the reader of the script finds it.
func (l layout) place(line int) string {
	switch {
	case l.script == nil:
		return fmt.Sprintf("line %d of the file", line+1)
	case line < l.script.first:
		return "above the script"
	case line > l.script.last:
		return "after the script"
	}
	return fmt.Sprintf("line %d", line-l.script.first+1)
}

// firstTrouble is the first message of a finished report that keeps it from being a proof:
// an error, or a sorry outside the stubs, with its place. With nothing wrong it is "".
func firstTrouble(report *lean.Report, text layout) string {
	if report.Outcome != lean.Finished {
		return report.Reason
	}
	sorries := 0
	for _, m := range report.Messages {
		line := m.Range.Start.Line
		if m.Severity == lean.Error || m.Severity == 0 {
			return text.place(line) + ": " + m.Text
		}
		if !m.Sorry() {
			continue
		}
		if !slices.ContainsFunc(text.stubs, func(r lineRange) bool { return r.first <= line && line <= r.last }) {
			return text.place(line) + ": " + m.Text
		}
		sorries++
	}
	if report.Sorry && sorries == 0 {
		return "uses sorry"
	}
	return ""
}

// complete asks the model and keeps the call.
func (p *Prover) complete(ctx context.Context, proof *Proof, purpose string, req llm.Request) (llm.Reply, Origin, error) {
	p.tell("model", purpose, nil, nil)
	reply, err := p.Model.Complete(ctx, req, nil)
	call := Call{Purpose: purpose, Digest: req.Digest(), Model: reply.Model, Recorded: reply.Recorded, Cached: reply.Cached,
		Prompt: reply.Usage.PromptTokens, Answer: reply.Usage.CompletionTokens}
	if err != nil {
		call.Error = modelReason(err)
	}
	proof.Calls = append(proof.Calls, call)
	origin := FromModel
	if reply.Recorded {
		origin = FromRecording
	}
	return reply, origin, err
}

// modelFailure is the error that ends a run: ctx's, or that of an endpoint which does not
// answer as it should. A spent budget and a missing recording are outcomes instead.
func modelFailure(ctx context.Context, purpose string, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, llm.ErrBudget), errors.Is(err, llm.ErrNoRecording):
		return nil
	}
	return fmt.Errorf("ask the model (%s): %w", purpose, err)
}

// modelReason is a model's error as a reason.
func modelReason(err error) string {
	var missing *llm.NoRecordingError
	switch {
	case errors.As(err, &missing):
		return "no recording"
	case errors.Is(err, llm.ErrBudget):
		return "budget: " + err.Error()
	}
	return "no model: " + err.Error()
}

func mathlib(header string) bool {
	parsed, err := term.ParseStatement(withHeader(header, "theorem t : True"))
	if err != nil {
		return strings.Contains(header, "Mathlib")
	}
	for _, i := range parsed.Header.Imports {
		if i == "Mathlib" || strings.HasPrefix(i, "Mathlib.") {
			return true
		}
	}
	return false
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
