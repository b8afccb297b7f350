package cos

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
	"cosita/lean"
)

// Verdict is a verdict as a short text for people.
func Verdict(e evidence.Evidence) string {
	text := e.Verdict.String()
	switch {
	case e.Verdict == evidence.Consistent:
		text += fmt.Sprintf(" (%d)", e.Samples)
	case e.Verdict == evidence.Certified && e.Certificate != nil:
		text += " (" + e.Certificate.Kind + ")"
	case e.Verdict == evidence.Vacuous:
		text += " (the hypotheses contradict each other)"
	}
	if err := e.Check(); errors.Is(err, evidence.ErrContradiction) {
		return err.Error()
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
	if len(s.Goals) == 0 {
		return "" // the end
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### State %d%s\n\n", s.Index, origin(s.Origin))
	if s.Sentence != "" {
		b.WriteString(s.Sentence + "\n\n")
	}
	for _, g := range s.Goals {
		fmt.Fprintf(&b, "```lean\n%s\n```\n\n%s\n\n", g.Text, goalKnown(&g))
		for _, w := range g.Evidence.Warnings {
			fmt.Fprintf(&b, "- reading: %s\n\n", w.Text)
		}
	}
	return b.String()
}

// goalKnown says of a goal what numbers and Lean say of it, apart from each other.
func goalKnown(g *Goal) string {
	e := g.Evidence
	tested := ""
	switch {
	case tolerant(e):
		return sentence(e.Reason)
	case e.Samples > 0 && e.Verdict != evidence.Refuted:
		tested = fmt.Sprintf("Tested: it holds at %s.", points(g.goal, e.Samples))
	}
	switch {
	case e.Verdict == evidence.Refuted:
		return "**False** at " + e.Witness.String() + ". In exact arithmetic: " + e.Reason + "."
	case e.Verdict == evidence.Checked || e.Verdict == evidence.Audited:
		return strings.TrimSpace("Proved, with the whole file. " + tested)
	case e.Verdict == evidence.Vacuous:
		return "**Vacuous**: its hypotheses contradict each other, by an exact certificate (" + kind(e.Certificate) + "). It is true, and says nothing."
	case e.Verdict == evidence.Certified:
		return strings.TrimSpace("Certified (" + kind(e.Certificate) + "). " + tested)
	case tested != "":
		return tested
	}
	return sentence("unknown: " + e.Reason)
}

// points names the points at which a goal was tried.
func points(g lean.Goal, n int) string {
	which := "that were tried"
	if hypotheses(g) {
		which = "found that satisfy the hypotheses"
	}
	if n == 1 {
		return "the one point " + strings.Replace(strings.Replace(which, "were", "was", 1), "satisfy", "satisfies", 1)
	}
	return fmt.Sprintf("each of the %d points %s", n, which)
}

// hypotheses reports whether a goal has any, as far as can be told: all but variables for numbers
// count.
func hypotheses(g lean.Goal) bool {
	return slices.ContainsFunc(g.Hyps, func(h lean.Hyp) bool {
		return !slices.Contains([]string{"ℝ", "ℚ", "ℤ", "ℕ", "ℂ"}, spaceless(h.Type))
	})
}

func origin(o Origin) string {
	switch o {
	case FromStatement:
		return " (the theorem)"
	case FromPerson:
		return " (written by a person)"
	case FromModel:
		return " (from a model)"
	case FromRecording:
		return " (recorded)"
	case FromCommon:
		return " (common tactics)"
	case FromCertificate:
		return " (made from a certificate)"
	}
	return ""
}

func stepSection(proof *Proof, s *Step) string {
	var b strings.Builder
	next := proof.States[s.Index+1]
	fmt.Fprintf(&b, "### Step %d: state %d %s\n\n", s.Index, s.Index, startsFrom(proof, s))
	switch e := s.Evidence; {
	case proved(s):
		b.WriteString("Proved.\n\n")
	default:
		if sameReason(proof) == "" {
			b.WriteString(sentence(s.word()+": "+strings.TrimPrefix(strings.TrimPrefix(e.Reason, noVerdict), "not tried, ")) + "\n\n")
		}
		switch {
		case e.Verdict == evidence.Certified:
			fmt.Fprintf(&b, "Certified (%s).\n\n", kind(e.Certificate))
		case e.Verdict == evidence.Vacuous:
			fmt.Fprintf(&b, "**Vacuous**: the hypotheses of state %d contradict each other, by an exact certificate (%s).\n\n", s.Index, kind(e.Certificate))
		case e.Verdict == evidence.Consistent && len(next.Goals) > 0:
			fmt.Fprintf(&b, "Tested: at %s of state %d, the new hypotheses of state %d hold, and with its goal the old one.\n\n",
				points(proof.States[s.Index].Goals[0].goal, e.Samples), s.Index, s.Index+1)
		}
	}
	for _, p := range s.Parts {
		switch {
		case p.Carried:
			fmt.Fprintf(&b, "Goal %d is carried over.\n\n", p.Goal+1)
		case p.Tactics != "":
			how := "Script, not checked"
			if p.Proved {
				how = "Script"
			}
			fmt.Fprintf(&b, "%s%s:\n\n```lean\n%s\n```\n\n", how, origin(p.Origin), p.Tactics)
		case len(s.Parts) > 1 && p.Reason != "":
			fmt.Fprintf(&b, "Goal %d, %s: %s.\n\n", p.Goal+1, p.word(), reason(p))
		}
		b.WriteString(failures(p.Attempts))
	}
	return b.String()
}

// reason is why a part is not proved, without the words that word says.
func reason(p Part) string { return strings.TrimPrefix(p.Reason, noVerdict) }

// cameOf is what came of an attempt that proved nothing, in words for a reader.
func cameOf(a Attempt) string {
	text := spaceless(firstLine(a.Message))
	switch a.Outcome {
	case "error":
		return "rejected with: " + text
	case "refused":
		return "not given to Lean: " + text
	}
	return noVerdict + text
}

// failures shows each script that did not work once, with what came of it: the common
// tactics in one block, those of a model each in full.
func failures(attempts []Attempt) string {
	var common []Attempt
	var b strings.Builder
	asked := 0
	for _, a := range attempts {
		if a.Origin == FromModel || a.Origin == FromRecording {
			asked++
		}
		if a.Outcome == "proved" || a.Outcome == "not run" {
			continue
		}
		if a.Origin == FromCommon {
			common = append(common, a)
			continue
		}
		whose := "A script"
		if asked > 1 {
			whose = "A script of the repair round"
		}
		fmt.Fprintf(&b, "%s%s, %s", whose, origin(a.Origin), cameOf(a))
		fmt.Fprintf(&b, "\n\n```lean\n%s\n```\n\n", a.Tactics)
		if message := strings.TrimSpace(a.Message); strings.Contains(message, "\n") {
			fmt.Fprintf(&b, "In full:\n\n```text\n%s\n```\n\n", message)
		}
	}
	return commonFailures(common) + b.String()
}

// commonFailures lists the common tactics that failed, under what came of them.
func commonFailures(attempts []Attempt) string {
	var reasons []string
	scripts := map[string][]string{}
	for _, a := range attempts {
		came := cameOf(a)
		if scripts[came] == nil {
			reasons = append(reasons, came)
		}
		scripts[came] = append(scripts[came], a.Tactics)
	}
	var b strings.Builder
	for _, came := range reasons {
		fmt.Fprintf(&b, "Common tactics, each %s\n\n```lean\n%s\n```\n\n", came, strings.Join(scripts[came], "\n"))
	}
	return b.String()
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
	b.WriteString("\n## Model calls\n\n| for | answered by |")
	if counted {
		b.WriteString(" tokens of prompt + answer |")
	}
	b.WriteString("\n| --- | --- |")
	if counted {
		b.WriteString(" --- |")
	}
	b.WriteString("\n")
	for _, c := range proof.Calls {
		fmt.Fprintf(&b, "| %s | %s |", c.Purpose, answered(c))
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
		return "nobody: " + c.Error
	case c.Recorded:
		return "recorded"
	case c.Cached:
		return c.Model + ", from the cache"
	}
	return c.Model + ", live"
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
