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
	if proof.Tool != "" {
		fmt.Fprintf(&b, "Written by %s.\n\n", proof.Tool)
	}
	if proof.Problem != "" {
		b.WriteString(quoted(proof.Problem) + "\n\n")
	}
	known := headline(proof)
	fmt.Fprintf(&b, "**%s**\n\nNext: %s\n\n", known, next(proof))
	if proof.Recorded() {
		b.WriteString("The model's answers in this run were **recorded beforehand**; no live model was asked.\n\n")
	}
	table := summary(proof)
	b.WriteString("## What is known\n\n" + table)
	b.WriteString(scriptOfWhole(proof))
	b.WriteString("\n## The states\n\n")
	for _, s := range proof.States {
		b.WriteString(stateSection(s))
	}
	if len(proof.Steps) > 0 {
		b.WriteString("## The steps\n\nA step proves its state from the next one, and the last step proves its state outright; all together prove state 0, the theorem.\n\n")
		for _, s := range proof.Steps {
			b.WriteString(stepSection(proof, s))
		}
	}
	fmt.Fprintf(&b, "## %s\n\n```lean\n%s```\n", fileTitle(proof), proof.File)
	b.WriteString(calls(proof))
	b.WriteString(words(known + table))
	return b.String()
}

// headline says what came of the whole.
func headline(proof *Proof) string {
	w := proof.Whole
	switch w.Verdict {
	case evidence.Refuted:
		return "Refuted: the statement is false. Counterexample: " + w.Witness.String() + "."
	case evidence.Checked:
		return fmt.Sprintf("Proved: %s accepts the whole file, without sorry.", checker(proof))
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
		return sentence("not checked: "+w.Reason) + " " + scripts(proof)
	}
	return "Not proved. " + sentence(w.Reason)
}

// byCertificate says what the theorem's certificate is worth.
func byCertificate(e evidence.Evidence) string {
	script := "the Lean script was not compiled here"
	if e.Script == "" {
		script = "there is no Lean script of it"
	}
	return fmt.Sprintf("by an exact certificate (%s), checked by code that did not find it; %s", kind(e.Certificate), script)
}

// scripts counts the steps that have a script.
func scripts(proof *Proof) string {
	have, accepted := 0, 0
	for _, s := range proof.Steps {
		if s.Tactics() != "" {
			have++
		}
		if s.Evidence.Lean != evidence.NotChecked {
			accepted++
		}
	}
	switch {
	case len(proof.Steps) == 0:
		return ""
	case accepted > 0:
		return fmt.Sprintf("%d of %s are proved.", accepted, plural(len(proof.Steps), "step"))
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
	switch s := falseState(proof); {
	case w.Verdict == evidence.Refuted:
		if warnings := proof.States[0].Evidence().Warnings; len(warnings) > 0 {
			return "add a hypothesis that excludes the counterexample, or mend how the statement reads: " + warnings[0].Text + "."
		}
		return "add a hypothesis that excludes the counterexample, or weaken the conclusion."
	case w.Verdict == evidence.Checked:
		return "read the theorem once more: does it say what the problem says? The file is not audited: the axioms that it uses have not been listed."
	case w.Verdict == evidence.Vacuous:
		return "mend the hypotheses; no object satisfies them all."
	case s != nil:
		return fmt.Sprintf("rewrite state %d, in a section `Chain` of the problem file, and run again.", s.Index)
	case strings.HasPrefix(w.Reason, noVerdict):
		return "run again; `cosita doctor` says whether Lean works."
	case w.Code == evidence.CodeNoLean:
		return "`cosita doctor` says how to get Lean; then run the same command again."
	case w.Code == evidence.CodeNoModel || w.Code == evidence.CodeNoRecording:
		return nameModel
	}
	open := proof.Open()
	if len(open) == 0 {
		return "mend the line that the message names, in the Lean file below."
	}
	return nextForStep(proof, proof.Steps[open[0]])
}

const nameModel = "name a model (`cosita config` shows how), or write the states yourself in a section `Chain` of the problem file."

// nextForStep is what a person can do about a step that is not proved.
func nextForStep(proof *Proof, s *Step) string {
	by := fmt.Sprintf("put a proof of step %d in the place of its `sorry`", s.Index)
	if s.Index+1 < len(proof.Steps) {
		by += fmt.Sprintf(", or write a state between %d and %d into the section `Chain` of the problem file and run again.", s.Index, s.Index+1)
	} else {
		by += fmt.Sprintf(", or write a state below state %d into the section `Chain` of the problem file and run again.", s.Index)
	}
	for _, p := range s.Parts {
		if p.Proved {
			continue
		}
		if p.word() == noVerdictWord {
			return fmt.Sprintf("Lean gave no verdict on step %d (%s): run again with more time for a check (`lean.deadline`), or %s", s.Index, reason(p), by)
		}
		if c := codeOf(p.Reason); c == evidence.CodeNoModel || c == evidence.CodeNoRecording {
			return fmt.Sprintf("the common tactics do not prove step %d: name a model (`cosita config` shows how), or %s", s.Index, by)
		}
		for _, a := range slices.Backward(p.Attempts) {
			if a.Outcome == "error" {
				return fmt.Sprintf("the last script of step %d was rejected with “%s”: %s", s.Index, spaceless(firstLine(a.Message)), by)
			}
		}
	}
	return by
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

// checker names what judged the scripts: Lean, where a program answered as Lean does.
func checker(proof *Proof) string {
	switch {
	case proof.Toolchain != "" && proof.Lean != "":
		return fmt.Sprintf("%s, whose server calls itself %q,", proof.Toolchain, proof.Lean)
	case proof.Toolchain != "":
		return proof.Toolchain
	case proof.Lean != "":
		return fmt.Sprintf("a server that calls itself %q (which Lean it is, and of which version, is unknown)", proof.Lean)
	}
	return "a server without a name, of unknown version,"
}

// scriptOfWhole shows the Lean script of the theorem that nothing has compiled: one made from
// the certificate, or the proof of the negation.
func scriptOfWhole(proof *Proof) string {
	w, title := proof.Whole, ""
	switch {
	case w.Script == "" || w.Lean != evidence.NotChecked:
		return ""
	case w.Verdict == evidence.Refuted && w.Proves == evidence.Negation:
		title = "A Lean proof of the negation, not compiled here:"
	case w.Certificate != nil && w.Verdict != evidence.Refuted:
		title = "The theorem's own Lean script, made from its certificate and not compiled here:"
	default:
		return ""
	}
	return fmt.Sprintf("\n%s\n\n```lean\n%s\n```\n", title, strings.TrimSpace(w.Script))
}

func fileTitle(proof *Proof) string {
	if proof.Whole.Verdict == evidence.Refuted {
		return "The Lean file: the statement, which is false"
	}
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
