package cos

import (
	"context"
	"fmt"
	"strings"

	"cosita/evidence"
	"cosita/lean"
	"cosita/problem"
)

// stopError ends a proof early for a reason that is an outcome, not a misuse.
type stopError struct {
	code   evidence.Code
	reason string
}

func (e *stopError) Error() string { return e.reason }

// extract gives the proof its states: those that the person wrote, else those that a model
// makes of the informal proof, after rewriting it.
func (p *Prover) extract(ctx context.Context, proof *Proof, prob *problem.Problem) error {
	if len(prob.Chain) > 0 {
		states, err := proof.read(prob.File, prob.Chain, FromPerson)
		if err != nil {
			return err
		}
		proof.States = states
		return nil
	}
	switch {
	case strings.TrimSpace(prob.Proof) == "":
		return &stopError{evidence.CodeFailed, "no proof: write a section Proof, or the states in a section Chain"}
	case p.Model == nil:
		return &stopError{evidence.CodeNoModel, "no model to extract the states; write them in a section Chain, or name a model"}
	}
	statement := withHeader(proof.Header, proof.States[0].Goals[0].Statement)
	reply, _, err := p.complete(ctx, proof, "rewrite", rewriteRequest(statement, prob.Informal, prob.Proof))
	if err != nil {
		return stopped(ctx, "rewrite", err)
	}
	proof.Rewrite = strings.TrimSpace(reply.Text)
	req := extractRequest(statement, proof.States[0].Text(), proof.Rewrite)
	purpose := "extract"
	for round := 0; ; round++ {
		reply, origin, err := p.complete(ctx, proof, purpose, req)
		if err != nil {
			return stopped(ctx, purpose, err)
		}
		states, bad := proof.readAnswer(reply.Text, origin)
		if bad == nil {
			proof.States = states
			return nil
		}
		if round > 0 {
			return &stopError{evidence.CodeFailed, "the model gave no usable chain: " + bad.Error()}
		}
		req, purpose = extractAgain(req, reply.Text, bad.Error()), "extract, repair"
	}
}

func stopped(ctx context.Context, purpose string, err error) error {
	if failure := modelFailure(ctx, purpose, err); failure != nil {
		return failure
	}
	reason := modelReason(err)
	return &stopError{codeOf(reason), reason}
}

// readAnswer reads a model's chain; a state that has no theorem makes it unusable.
func (proof *Proof) readAnswer(answer string, origin Origin) ([]*State, error) {
	chain, err := problem.ParseChain([]byte(answer))
	if err != nil {
		return nil, err
	}
	if len(chain) == 0 {
		return nil, fmt.Errorf("it holds no state: no fenced block marked lean")
	}
	states, err := proof.read("the answer", chain, origin)
	if err != nil {
		return nil, err
	}
	for _, s := range states[1:] {
		for _, g := range s.Goals {
			if g.Statement == "" || g.parsed == nil {
				return nil, fmt.Errorf("state %d: %s", s.Index, g.Reason)
			}
		}
	}
	return states, nil
}

// read makes states of the blocks of a chain, between State 0 and No Goals.
func (proof *Proof) read(file string, chain []problem.State, origin Origin) ([]*State, error) {
	states := []*State{proof.States[0]}
	for i, block := range chain {
		goals, err := lean.ParseGoals(block.Text)
		if err != nil {
			return nil, &problem.Error{File: file, Line: block.Line, What: "state " + fmt.Sprint(i+1) + ": " + err.Error(),
				Fix: "write hypotheses `h : P`, one a line, then `⊢ G`"}
		}
		s := &State{Index: i + 1, Origin: origin, Sentence: sentenceOf(block.Note)}
		for j, goal := range goals {
			name := fmt.Sprintf("%s_state%d", proof.Theorem, s.Index)
			if len(goals) > 1 {
				name += fmt.Sprintf("_%d", j+1)
			}
			g := Goal{Text: goal.String(), goal: goal}
			g.state(name, proof.Header)
			s.Goals = append(s.Goals, g)
		}
		states = append(states, s)
	}
	return append(states, &State{Index: len(states), Origin: FromStatement}), nil
}

// sentenceOf is the prose of a note, without the headings that a model puts there.
func sentenceOf(note string) string {
	var lines []string
	for line := range strings.SplitSeq(note, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			lines = append(lines, line)
		}
	}
	return spaceless(strings.Join(lines, "\n"))
}
