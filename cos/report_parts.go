package cos

import (
	"errors"
	"fmt"
	"strings"

	"cosita/evidence"
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
	var b strings.Builder
	fmt.Fprintf(&b, "### State %d%s\n\n", s.Index, origin(s.Origin))
	if s.Sentence != "" {
		b.WriteString(s.Sentence + "\n\n")
	}
	if len(s.Goals) == 0 {
		return "" // the end
	}
	for _, g := range s.Goals {
		fmt.Fprintf(&b, "```lean\n%s\n```\n\n%s\n\n", g.Text, goalKnown(g.Evidence))
		for _, w := range g.Evidence.Warnings {
			fmt.Fprintf(&b, "- reading: %s\n\n", w.Text)
		}
	}
	return b.String()
}

// goalKnown says of a goal what numbers and Lean say of it, apart from each other.
func goalKnown(e evidence.Evidence) string {
	tested := ""
	if e.Samples > 0 && e.Verdict != evidence.Refuted {
		tested = fmt.Sprintf("Tested: it holds at %s the hypotheses.", points(e.Samples))
	}
	switch {
	case e.Verdict == evidence.Refuted:
		return "**False** at " + e.Witness.String() + "."
	case e.Verdict == evidence.Checked || e.Verdict == evidence.Audited:
		return strings.TrimSpace("Proved, with the whole file. " + tested)
	case e.Verdict == evidence.Vacuous:
		return "**Vacuous**: its hypotheses contradict each other, " + byCertificate(e) + ". It is true, and says nothing."
	case e.Verdict == evidence.Certified:
		return strings.TrimSpace("Certified " + byCertificate(e) + ". " + tested)
	case tested != "":
		return tested
	}
	return sentence("not tried: " + e.Reason)
}

// byCertificate says what a certificate is worth.
func byCertificate(e evidence.Evidence) string {
	script := "the Lean script was not compiled here"
	if e.Script == "" {
		script = "there is no Lean script of it"
	}
	return fmt.Sprintf("by an exact certificate (%s), checked by code that did not find it; %s", e.Certificate.Kind, script)
}

func points(n int) string {
	if n == 1 {
		return "the one point found that satisfies"
	}
	return fmt.Sprintf("each of the %d points found that satisfy", n)
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
	target := fmt.Sprintf("to state %d", s.Index+1)
	if len(proof.States[s.Index+1].Goals) == 0 {
		target = "to the end"
	}
	fmt.Fprintf(&b, "### Step %d: from state %d %s\n\n", s.Index, s.Index, target)
	if e := s.Evidence; e.Lean != evidence.NotChecked {
		b.WriteString("Proved.\n\n")
	} else {
		fmt.Fprintf(&b, "Not proved: %s.\n\n", stepOpen(s))
		switch e.Verdict {
		case evidence.Certified:
			fmt.Fprintf(&b, "Certified by an exact certificate (%s), checked by code that did not find it; Lean has not checked the step.\n\n", e.Certificate.Kind)
		case evidence.Vacuous:
			fmt.Fprintf(&b, "Certified, but **vacuous**: the hypotheses of state %d contradict each other. Lean has not checked the step.\n\n", s.Index)
		}
		if e.Verdict == evidence.Consistent && len(proof.States[s.Index+1].Goals) > 0 {
			fmt.Fprintf(&b, "Tested: at %s state %d, the new hypotheses of state %d hold, and with its goal the old one.\n\n",
				points(e.Samples), s.Index, s.Index+1)
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
			fmt.Fprintf(&b, "Goal %d is open: %s.\n\n", p.Goal+1, p.Reason)
		}
		b.WriteString(failures(p.Attempts))
	}
	return b.String()
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
		whose := "The model's script"
		switch {
		case a.Origin == FromCertificate:
			whose = "The script"
		case asked > 1:
			whose = "The model's script of the repair round"
		}
		fmt.Fprintf(&b, "%s%s, %s:\n\n```lean\n%s\n```\n\n```text\n%s\n```\n\n",
			whose, origin(a.Origin), outcomes[a.Outcome], a.Tactics, strings.TrimSpace(a.Message))
	}
	return commonFailures(common) + b.String()
}

// commonFailures lists the common tactics that failed, under what came of them.
func commonFailures(attempts []Attempt) string {
	if len(attempts) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("Common tactics that did not prove it:\n\n```lean\n")
	for i, a := range attempts {
		came := a.Outcome + ": " + spaceless(firstLine(a.Message))
		if i == 0 || came != attempts[i-1].Outcome+": "+spaceless(firstLine(attempts[i-1].Message)) {
			b.WriteString("-- " + came + "\n")
		}
		b.WriteString(a.Tactics + "\n")
	}
	return b.String() + "```\n\n"
}

// outcomes are the outcomes of an attempt as a reader is told them.
var outcomes = map[string]string{
	"error": "which Lean does not accept", "refused": "which is not given to Lean", "time-out": "which took too long",
}
