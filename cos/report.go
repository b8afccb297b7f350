package cos

import (
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
)

// Report is the proof as Markdown for a reader who has nothing else: which steps are
// proved, which are only tried, and what is missing.
func (proof *Proof) Report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", proof.ID)
	if proof.Problem != "" {
		b.WriteString(quoted(proof.Problem) + "\n\n")
	}
	fmt.Fprintf(&b, "**%s**\n\n%s\n\n", headline(proof), next(proof))
	if proof.Recorded() {
		b.WriteString("Completions of this run were **recorded beforehand**; no live model answered them. They are marked *recorded* below.\n\n")
	}
	if w := proof.Whole; w.Certificate != nil && w.Script != "" && w.Lean == evidence.NotChecked {
		fmt.Fprintf(&b, "The script made from the certificate, not compiled here:\n\n```lean\n%s\n```\n\n", strings.TrimSpace(w.Script))
	}
	b.WriteString("## What stands and what does not\n\n")
	b.WriteString(summary(proof))
	b.WriteString("\n## The states\n\n")
	for _, s := range proof.States {
		b.WriteString(stateSection(s))
	}
	if len(proof.Steps) > 0 {
		b.WriteString("## The steps\n\nStep k proves state k from state k+1; all steps together prove state 0, the theorem.\n\n")
		for _, s := range proof.Steps {
			b.WriteString(stepSection(proof, s))
		}
	}
	fmt.Fprintf(&b, "## %s\n\n```lean\n%s```\n", fileTitle(proof), proof.File)
	b.WriteString(calls(proof))
	b.WriteString("\n## Words\n\n" + legend)
	return b.String()
}

const legend = `| word | means |
| --- | --- |
| proved | of a step: the checker accepts the script that proves its state from the next one. Of the theorem: the checker accepts the whole file, without sorry |
| certified | an exact certificate was found and checked by code that did not find it; Lean has not checked it |
| vacuous | certified that the hypotheses contradict each other: true, and useless |
| tested | tried on numbers at the points that were found, and it held at each: no proof |
| false | an exact counterexample, which is given |
| open | tried, and no script was accepted |
| not tried, not checked | for the reason that is given |
| recorded | from an answer that was prepared beforehand, by whomever; no live model was asked |
| common tactics | scripts that are built in and need no model |
`

// headline says what came of the whole.
func headline(proof *Proof) string {
	w := proof.Whole
	switch w.Verdict {
	case evidence.Refuted:
		return "Refuted: the statement is false. Counterexample: " + w.Witness.String() + "."
	case evidence.Checked:
		return fmt.Sprintf("Proved: %s accepts the whole file, without sorry.", server(proof))
	}
	if s := falseState(proof); s != nil {
		return fmt.Sprintf("Not proved: the outline is wrong. State %d is false at %s. That does not refute the theorem.",
			s.Index, s.Evidence().Witness)
	}
	switch w.Verdict {
	case evidence.Certified:
		return fmt.Sprintf("Certified: the theorem has a proof %s. Not checked: %s. %s", byCertificate(w), w.Reason, scripts(proof))
	case evidence.Vacuous:
		return fmt.Sprintf("Vacuous: the hypotheses of the theorem contradict each other, %s. Not checked: %s. %s",
			byCertificate(w), w.Reason, scripts(proof))
	}
	if w.Code == evidence.CodeNoLean {
		return "Not checked: " + strings.TrimPrefix(w.Reason, "no Lean: ") + ". " + scripts(proof)
	}
	return "Not proved. " + sentence(w.Reason)
}

// scripts counts the steps that have a script.
func scripts(proof *Proof) string {
	have := 0
	for _, s := range proof.Steps {
		if s.Tactics() != "" {
			have++
		}
	}
	if len(proof.Steps) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s a script; none is checked.", have, has(len(proof.Steps), "step"))
}

func has(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " has"
	}
	return fmt.Sprintf("%d %ss have", n, noun)
}

// next is what a person can do now.
func next(proof *Proof) string {
	w := proof.Whole
	text := ""
	switch s := falseState(proof); {
	case w.Verdict == evidence.Refuted:
		text = "mend the statement; with the counterexample one sees what is missing."
	case w.Verdict == evidence.Checked:
		text = "read the theorem once more: does it say what the problem says? The file is not audited: the axioms that it uses have not been listed."
	case w.Verdict == evidence.Vacuous:
		text = "mend the hypotheses; no object satisfies them all."
	case s != nil:
		text = fmt.Sprintf("rewrite state %d, in a section `Chain` of the problem file, and run again.", s.Index)
	case w.Code == evidence.CodeNoLean:
		text = "`cosita doctor` says how to get Lean; then run the same command again."
	case w.Code == evidence.CodeNoModel || w.Code == evidence.CodeNoRecording:
		text = "name a model (`cosita config` shows how), or write the states yourself in a section `Chain` of the problem file."
	default:
		if open := proof.Open(); len(open) > 0 {
			text = fmt.Sprintf("put a proof of step %d in the place of its `sorry`, or write a state between %d and %d into the section `Chain` of the problem file and run again.",
				open[0], open[0], open[0]+1)
		} else {
			text = "read what Lean says of the whole file, below."
		}
	}
	return "Next: " + text
}

// falseState is the first state that numbers refute; nil when there is none.
func falseState(proof *Proof) *State {
	for _, s := range proof.States {
		if s.Evidence().Verdict == evidence.Refuted {
			return s
		}
	}
	return nil
}

// server is the name of what checked.
func server(proof *Proof) string {
	if proof.Lean == "" {
		return "Lean"
	}
	return fmt.Sprintf("the server that calls itself %q", proof.Lean)
}

func summary(proof *Proof) string {
	var b strings.Builder
	var proved, tested, certified, vacuous, steps []string
	for _, s := range proof.Steps {
		if s.Evidence.Lean != evidence.NotChecked {
			proved = append(proved, fmt.Sprint(s.Index))
		}
	}
	for _, s := range proof.States {
		switch s.Evidence().Verdict {
		case evidence.Certified:
			certified = append(certified, fmt.Sprint(s.Index))
		case evidence.Vacuous:
			vacuous = append(vacuous, fmt.Sprint(s.Index))
		}
		if e := s.Evidence(); e.Verdict == evidence.Consistent && !slices.Contains(provedOutright(proof), fmt.Sprint(s.Index)) {
			tested = append(tested, fmt.Sprintf("%d at %s", s.Index, plural(e.Samples, "point")))
		}
	}
	if len(proved) > 0 {
		fmt.Fprintf(&b, "- Proved, by %s: %s\n", server(proof), list("step", proved))
	} else if len(proof.Steps) > 0 {
		b.WriteString("- No step is proved.\n")
	}
	if outright := provedOutright(proof); len(outright) > 0 && proof.Whole.Verdict != evidence.Checked {
		fmt.Fprintf(&b, "- So far this proves: %s\n", list("state", outright))
	}
	for _, s := range proof.Steps {
		if v := s.Evidence.Verdict; v == evidence.Certified || v == evidence.Vacuous {
			steps = append(steps, fmt.Sprint(s.Index))
		}
	}
	if len(certified) > 0 {
		fmt.Fprintf(&b, "- Certified: %s\n", list("state", certified))
	}
	if len(steps) > 0 {
		fmt.Fprintf(&b, "- Certified: %s\n", list("step", steps))
	}
	if len(vacuous) > 0 {
		fmt.Fprintf(&b, "- Vacuous, its hypotheses contradict each other: %s\n", list("state", vacuous))
	}
	if s := falseState(proof); s != nil {
		fmt.Fprintf(&b, "- False: state %d, at %s\n", s.Index, s.Evidence().Witness)
	}
	for _, s := range proof.Steps {
		if s.Evidence.Lean == evidence.NotChecked {
			fmt.Fprintf(&b, "- Not proved: step %d, %s\n", s.Index, stepOpen(s))
		}
	}
	if len(tested) > 0 {
		fmt.Fprintf(&b, "- Tested only: %s\n", list("state", tested))
	}
	return b.String()
}

// provedOutright are the states from which proved steps lead to the end.
func provedOutright(proof *Proof) []string {
	var states []string
	for _, s := range slices.Backward(proof.Steps) {
		if s.Evidence.Lean == evidence.NotChecked {
			break
		}
		states = append(states, fmt.Sprint(s.Index))
	}
	slices.Reverse(states)
	return states
}

func list(noun string, items []string) string {
	if len(items) > 1 {
		noun += "s"
	}
	return noun + " " + strings.Join(items, ", ")
}

// stepOpen is why a step is not proved.
func stepOpen(s *Step) string {
	text := s.Evidence.Reason
	if text == "" {
		text = "no reason is known"
	}
	if s.Tactics() != "" {
		text += "; a script stands in the file, not checked"
	}
	return text
}

func fileTitle(proof *Proof) string {
	sorries, unchecked := 0, 0
	for _, s := range proof.Steps {
		for _, p := range s.Parts {
			switch {
			case p.Carried || p.Proved:
			case p.Tactics == "":
				sorries++
			default:
				unchecked++
			}
		}
	}
	if len(proof.Steps) == 0 {
		sorries = 1
	}
	var parts []string
	if sorries > 0 {
		parts = append(parts, fmt.Sprintf("incomplete, %d sorry", sorries))
	}
	if unchecked > 0 {
		parts = append(parts, fmt.Sprintf("%s not checked", plural(unchecked, "script")))
	}
	if len(parts) == 0 {
		return "The Lean file"
	}
	return "The Lean file (" + strings.Join(parts, "; ") + ")"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func calls(proof *Proof) string {
	if len(proof.Calls) == 0 {
		return ""
	}
	var b strings.Builder
	counted := slices.ContainsFunc(proof.Calls, func(c Call) bool { return c.Prompt+c.Answer > 0 })
	b.WriteString("\n## Model calls\n\n| for | model | answered |")
	if counted {
		b.WriteString(" tokens of prompt + answer |")
	}
	b.WriteString("\n| --- | --- | --- |")
	if counted {
		b.WriteString(" --- |")
	}
	b.WriteString("\n")
	for _, c := range proof.Calls {
		fmt.Fprintf(&b, "| %s | %s | %s |", c.Purpose, c.Model, answered(c))
		if counted {
			fmt.Fprintf(&b, " %d + %d |", c.Prompt, c.Answer)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func answered(c Call) string {
	switch {
	case c.Error != "":
		return c.Error
	case c.Recorded:
		return "recorded"
	case c.Cached:
		return "from the cache"
	}
	return "live"
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func quoted(text string) string {
	return "> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> ")
}
