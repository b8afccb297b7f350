package cos

import (
	"fmt"
	"strings"

	"cosita/lean"
	"cosita/llm"
)

// The prompts hold nothing that depends on clock, path or machine: a request's digest is
// the same everywhere, so that recordings and caches are found again.

const rewriteSystem = `You prepare informal proofs for formalization in Lean 4 with Mathlib.
Rewrite the proof so that it can be followed step by step:
- drop text that proves nothing;
- use the names of the formal statement;
- replace "similarly", "obviously" and the like by the steps they stand for;
- say what is assumed in a contradiction or an induction;
- where Lean has a simpler route to the same conclusion, take it.
Answer with the rewritten proof only.`

const extractSystem = `You turn an informal proof into a chain of Lean 4 proof states.
State 0 is the theorem, and the last state has no goals; give the states in between, in order.
A state lists its hypotheses, one "name : type" a line, variables first, then one line "⊢ goal".
Keep the hypotheses that later states need; give every new fact a name; do not use let-values,
metavariables or inaccessible names. A state need not match a sentence of the proof; add what is missing.
For each state answer with a heading "### State k", one sentence that says what was done, and one
fenced block that is marked lean and holds the state. Separate several goals by a blank line.`

const tacticsSystem = `You write Lean 4 tactics that lead from one proof state to the next.
Your tactics run on the first state and must leave exactly the goals of the next state: the same
hypothesis names and the same targets. If the next state is "No Goals", they must close the goal.
Use few tactics and no sorry. Answer with one fenced block that is marked lean and holds only tactics.`

func chat(system, user string) llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: "system", Content: system}, {Role: "user", Content: user}}}
}

func rewriteRequest(statement, informal, proof string) llm.Request {
	return chat(rewriteSystem, fmt.Sprintf("Theorem, informally:\n%s\n\nFormal statement:\n```lean\n%s\n```\n\nProof:\n%s",
		informal, statement, proof))
}

func extractRequest(statement, state0, proof string) llm.Request {
	return chat(extractSystem, fmt.Sprintf("Formal statement:\n```lean\n%s\n```\n\nState 0:\n```lean\n%s\n```\n\nProof:\n%s",
		statement, state0, proof))
}

// extractAgain answers an unreadable chain with what was wrong.
func extractAgain(first llm.Request, answer, problem string) llm.Request {
	return again(first, answer, "That chain cannot be used: "+problem+"\nGive the whole chain again, corrected.")
}

func tacticsRequest(header string, now lean.Goal, next []lean.Goal) llm.Request {
	after := "No Goals"
	if len(next) > 0 {
		var texts []string
		for _, g := range next {
			texts = append(texts, g.String())
		}
		after = strings.Join(texts, "\n\n")
	}
	return chat(tacticsSystem, fmt.Sprintf("Header:\n```lean\n%s\n```\n\nState:\n```lean\n%s\n```\n\nNext state:\n```lean\n%s\n```",
		strings.TrimSpace(header), now.String(), after))
}

// tacticsAgain asks for new tactics with Lean's error (Error Tactic Regeneration).
func tacticsAgain(first llm.Request, answer, message string) llm.Request {
	return again(first, answer, "Lean answers:\n```\n"+message+
		"\n```\nSay in one sentence what went wrong, then give the whole script again in one fenced lean block.")
}

func again(first llm.Request, answer, user string) llm.Request {
	next := first
	next.Messages = append(append([]llm.Message{}, first.Messages...),
		llm.Message{Role: "assistant", Content: answer},
		llm.Message{Role: "user", Content: user})
	return next
}

// script is the last fenced block of an answer, or the whole answer where it has none.
func script(answer string) string {
	var block []string
	var last string
	open, any := false, false
	for line := range strings.SplitSeq(strings.ReplaceAll(answer, "\r\n", "\n"), "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			if open {
				last, any = strings.Join(block, "\n"), true
			}
			open, block = !open, nil
		case open:
			block = append(block, line)
		}
	}
	if !any {
		last = answer
	}
	return dedent(strings.Trim(last, "\n"))
}

// dedent takes off the common indentation, and a leading `by`.
func dedent(text string) string {
	lines := strings.Split(strings.TrimRight(text, " \n"), "\n")
	if strings.TrimSpace(lines[0]) == "by" {
		lines = lines[1:]
	}
	margin := -1
	for _, l := range lines {
		if t := strings.TrimLeft(l, " "); t != "" && (margin < 0 || len(l)-len(t) < margin) {
			margin = len(l) - len(t)
		}
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(l[min(max(margin, 0), len(l)):], " ")
	}
	return strings.Join(lines, "\n")
}
