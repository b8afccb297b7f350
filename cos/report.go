package cos

import (
	"fmt"
	"strings"

	"cosita/evidence"
)

// Report is the proof as Markdown for a reader who has nothing else: which steps are
// proved, which are only tried, and what is missing.
func (proof *Proof) Report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", proof.ID)
	fmt.Fprintf(&b, "**%s**\n\n", headline(proof))
	if proof.Recorded() {
		b.WriteString("> Completions of this run were **recorded beforehand**; no live model answered them. They are marked *recorded* below.\n\n")
	}
	if proof.Lean != "" {
		fmt.Fprintf(&b, "Checks were made by a server that calls itself %q.\n\n", proof.Lean)
	}
	b.WriteString("## What stands and what does not\n\n")
	b.WriteString(summary(proof))
	b.WriteString("\n## The states, tried on numbers\n\n")
	b.WriteString("*consistent (n)* means: n points satisfy the hypotheses and none breaks the goal. That is a test, not a proof.\n\n")
	for _, s := range proof.States {
		b.WriteString(stateSection(s))
	}
	if len(proof.Steps) > 0 {
		b.WriteString("## The steps\n\n")
		for _, s := range proof.Steps {
			b.WriteString(stepSection(proof, s))
		}
	}
	b.WriteString("## The Lean file\n\n```lean\n" + proof.File + "```\n")
	if len(proof.Calls) > 0 {
		b.WriteString("\n## Model calls\n\n| for | model | tokens of prompt + answer | answered |\n| --- | --- | --- | --- |\n")
		for _, c := range proof.Calls {
			tokens := fmt.Sprintf("%d + %d", c.Prompt, c.Answer)
			if c.Prompt == 0 && c.Answer == 0 {
				tokens = "not counted"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c.Purpose, c.Model, tokens, answered(c))
		}
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

func headline(proof *Proof) string {
	w := proof.Whole
	switch w.Verdict {
	case evidence.Refuted:
		return "Refuted: the statement is false. Counterexample: " + w.Witness.String() + "."
	case evidence.Checked:
		return fmt.Sprintf("Checked: Lean accepts the whole file, without sorry. (The server calls itself %q. The file has not been audited: nobody compared axioms or definitions.)", proof.Lean)
	}
	for _, s := range proof.States {
		if e := s.Evidence(); e.Verdict == evidence.Refuted {
			return fmt.Sprintf("Not proved: the outline is wrong. State %d is false at %s; the theorem itself is not refuted. Rewrite that state.",
				s.Index, e.Witness)
		}
	}
	return "Not proved. " + sentence(w.Reason)
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func summary(proof *Proof) string {
	var proved, open []string
	for _, s := range proof.Steps {
		if s.Evidence.Lean != evidence.NotChecked {
			proved = append(proved, fmt.Sprint(s.Index))
		} else {
			open = append(open, fmt.Sprint(s.Index))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "- Proved (Lean has checked them): %s\n", steps(proved))
	fmt.Fprintf(&b, "- Not proved: %s\n", steps(open))
	for _, s := range proof.Steps {
		if s.Evidence.Lean != evidence.NotChecked {
			continue
		}
		fmt.Fprintf(&b, "  - step %d: %s\n", s.Index, stepOpen(s))
	}
	for _, s := range proof.States {
		if e := s.Evidence(); e.Verdict == evidence.Refuted {
			fmt.Fprintf(&b, "- State %d is false: %s\n", s.Index, e.Witness)
		}
	}
	return b.String()
}

func steps(list []string) string {
	switch len(list) {
	case 0:
		return "none"
	case 1:
		return "step " + list[0]
	}
	return "steps " + strings.Join(list, ", ")
}

func stepOpen(s *Step) string {
	text := s.Evidence.Reason
	if text == "" {
		text = "open"
	}
	if s.Tactics() != "" {
		text += "; a script stands in the file, not checked"
	}
	return text
}

// Verdict is a verdict as a short text for people.
func Verdict(e evidence.Evidence) string {
	text := e.Verdict.String()
	if e.Verdict == evidence.Consistent {
		text += fmt.Sprintf(" (%d)", e.Samples)
	}
	switch {
	case e.Verdict == evidence.Refuted:
		text += " at " + e.Witness.String()
	case e.Verdict == evidence.Unknown:
		text += ": " + e.Reason
	case e.Reason != "" && e.Code != "":
		text += "; open: " + e.Reason
	}
	return text
}

func stateSection(s *State) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### State %d%s\n\n", s.Index, origin(s.Origin))
	if s.Sentence != "" {
		b.WriteString(s.Sentence + "\n\n")
	}
	if len(s.Goals) == 0 {
		return b.String() + "No goals.\n\n"
	}
	for _, g := range s.Goals {
		fmt.Fprintf(&b, "```lean\n%s\n```\n\n%s\n\n", g.Text, Verdict(g.Evidence))
		for _, w := range g.Evidence.Warnings {
			fmt.Fprintf(&b, "- reading: %s\n\n", w.Text)
		}
	}
	return b.String()
}

func origin(o Origin) string {
	switch o {
	case FromPerson:
		return " (written by a person)"
	case FromModel:
		return " (from a model)"
	case FromRecording:
		return " (recorded)"
	case FromCommon:
		return " (common tactics)"
	}
	return ""
}

func stepSection(proof *Proof, s *Step) string {
	var b strings.Builder
	target := fmt.Sprintf("state %d", s.Index+1)
	if len(proof.States[s.Index+1].Goals) == 0 {
		target = "no goals"
	}
	fmt.Fprintf(&b, "### Step %d: state %d to %s\n\n", s.Index, s.Index, target)
	b.WriteString(Verdict(s.Evidence) + "\n\n")
	for _, p := range s.Parts {
		switch {
		case p.Carried:
			fmt.Fprintf(&b, "Goal %d is carried over.\n\n", p.Goal+1)
		case p.Tactics != "":
			how := "not checked"
			if p.Proved {
				how = "proved"
			}
			fmt.Fprintf(&b, "%s%s:\n\n```lean\n%s\n```\n\n", how, origin(p.Origin), p.Tactics)
		default:
			b.WriteString("Open.\n\n")
		}
		if n := len(p.Attempts); n > 0 {
			fmt.Fprintf(&b, "%s\n\n", tried(p.Attempts))
		}
	}
	return b.String()
}

// tried counts the attempts by outcome and shows the last that failed with a model.
func tried(attempts []Attempt) string {
	count := map[string]int{}
	var order []string
	var last *Attempt
	for i, a := range attempts {
		if count[a.Outcome] == 0 {
			order = append(order, a.Outcome)
		}
		count[a.Outcome]++
		if a.Outcome != "proved" && a.Outcome != "not run" && a.Origin != FromCommon {
			last = &attempts[i]
		}
	}
	var parts []string
	for _, o := range order {
		parts = append(parts, fmt.Sprintf("%d %s", count[o], o))
	}
	text := "Scripts tried: " + strings.Join(parts, ", ") + "."
	if last != nil {
		text += fmt.Sprintf(" The model's `%s` failed: %s", spaceless(last.Tactics), spaceless(last.Message))
	}
	return text
}
