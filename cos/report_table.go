package cos

import (
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
)

// summary is the table of what is known of each state and step, and what is the same for many
// of them once below it.
func summary(proof *Proof) string {
	var b strings.Builder
	b.WriteString("| | known | text |\n| --- | --- | --- |\n")
	certified := false
	for _, s := range proof.States {
		if len(s.Goals) == 0 {
			continue
		}
		e := s.Evidence()
		certified = certified || e.Certificate != nil
		fmt.Fprintf(&b, "| state %d | %s | %s |\n", s.Index, stateKnown(e), origins[s.Origin])
	}
	for _, s := range proof.Steps {
		certified = certified || s.Evidence.Certificate != nil
		fmt.Fprintf(&b, "| step %d: state %d %s | %s | %s |\n", s.Index, s.Index, startsFrom(proof, s), stepKnown(s), stepOrigin(s))
	}
	b.WriteString("\n")
	if reason := sameReason(proof); reason != "" {
		b.WriteString(sentence("no step was given to Lean: "+reason) + "\n")
	}
	if slices.ContainsFunc(proof.Steps, proved) && proof.Whole.Verdict != evidence.Checked {
		fmt.Fprintf(&b, "The proved steps were accepted by %s.\n", strings.TrimSuffix(checker(proof), ","))
		if outright := provedOutright(proof); len(outright) > 0 {
			fmt.Fprintf(&b, "Proved without a gap: %s.\n", list("state", outright))
		}
	}
	if certified {
		b.WriteString("Certificates were checked in exact arithmetic by code that did not find them; `cosita certificate verify chain.json` checks them again, without Lean. Lean scripts made from them are marked so; what the table does not call proved has not been compiled.\n")
	}
	return b.String()
}

func proved(s *Step) bool { return s.Evidence.Lean != evidence.NotChecked }

// startsFrom says what a step starts from.
func startsFrom(proof *Proof, s *Step) string {
	if len(proof.States[s.Index+1].Goals) == 0 {
		return "outright"
	}
	return fmt.Sprintf("from state %d", s.Index+1)
}

// stateKnown is what is known of a state, in the words of the table.
func stateKnown(e evidence.Evidence) string {
	points := ""
	switch {
	case e.Verdict == evidence.Refuted:
		return "false"
	case tolerant(e):
		return "tested within rounding"
	case e.Samples > 0:
		points = "tested at " + plural(e.Samples, "point")
	}
	switch e.Verdict {
	case evidence.Checked, evidence.Audited:
		return joinedWords("proved", points)
	case evidence.Certified:
		return joinedWords("certified", points)
	case evidence.Vacuous:
		return "vacuous"
	}
	if points == "" {
		return "unknown"
	}
	return points
}

// stepKnown is what is known of a step: Lean's part first, then what numbers say.
func stepKnown(s *Step) string {
	if proved(s) {
		return "proved"
	}
	e := s.Evidence
	beside := ""
	switch e.Verdict {
	case evidence.Certified:
		beside = "certified"
	case evidence.Vacuous:
		beside = "vacuous"
	case evidence.Consistent:
		beside = "tested at " + plural(e.Samples, "point")
	}
	return joinedWords(s.word(), beside)
}

func joinedWords(a, b string) string { return strings.Trim(a+"; "+b, "; ") }

// tolerant reports whether the points of the evidence satisfy the hypotheses in floating point
// only, as its reason says.
func tolerant(e evidence.Evidence) bool {
	return e.Verdict == evidence.Consistent && strings.Contains(e.Reason, "within tolerance")
}

// What is known of the script of a step that is not proved.
const (
	openWord      = "open"
	noVerdictWord = "no verdict"
	notTriedWord  = "not tried"
)

// word says how far the scripts of a step that is not proved have come.
func (s *Step) word() string {
	word := notTriedWord
	for _, p := range s.Parts {
		switch w := p.word(); {
		case p.Proved:
		case w == openWord:
			return w
		case w == noVerdictWord:
			word = w
		}
	}
	return word
}

// word says of a part that is not proved whether Lean was asked, and answered.
func (part *Part) word() string {
	tried := func(outcome string) bool {
		return slices.ContainsFunc(part.Attempts, func(a Attempt) bool { return a.Outcome == outcome })
	}
	switch {
	case strings.HasPrefix(part.Reason, noVerdict):
		return noVerdictWord
	case codeOf(part.Reason) == evidence.CodeNoLean:
		return notTriedWord
	case tried("error") || tried("refused"):
		return openWord
	case tried("time-out"):
		return noVerdictWord
	}
	return notTriedWord
}

// sameReason is why no step was tried, where all have the same reason; else "".
func sameReason(proof *Proof) string {
	same := ""
	for _, s := range proof.Steps {
		if proved(s) || s.word() != notTriedWord || same != "" && s.Evidence.Reason != same {
			return ""
		}
		same = s.Evidence.Reason
	}
	return same
}

// provedOutright are the states from which proved steps lead to the end.
func provedOutright(proof *Proof) []string {
	var states []string
	for _, s := range slices.Backward(proof.Steps) {
		if !proved(s) {
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

// origins are where a text comes from, in the words of the table.
var origins = map[Origin]string{
	FromStatement: "the theorem", FromPerson: "a person", FromModel: "live model", FromRecording: "recorded",
	FromCommon: "common tactics", FromCertificate: "certificate",
}

func stepOrigin(s *Step) string {
	var from []string
	for _, p := range s.Parts {
		if text := origins[p.Origin]; text != "" && !slices.Contains(from, text) {
			from = append(from, text)
		}
	}
	return strings.Join(from, ", ")
}

// meanings are the words of the report that have a meaning of their own.
var meanings = []struct{ word, means string }{
	{"proved", "of a step: the script that proves its state from the next one was accepted by the Lean that is named. Of the theorem and the states: the whole file was, without sorry"},
	{"certified", "an exact certificate was found, and checked by code that did not find it; Lean has not checked it"},
	{"vacuous", "certified that the hypotheses contradict each other: true, and useless"},
	{"tested", "tried on numbers, and it held at each point; no proof"},
	{"within rounding", "the points satisfy the hypotheses in floating point only"},
	{"false", "there is an exact counterexample, which is given"},
	{"unknown", "nothing is known, for the reason that is given"},
	{openWord, "scripts were tried, and none was accepted"},
	{noVerdictWord, "a script was given to Lean, which did not answer: it took too long, or ended"},
	{notTriedWord, "no script was given to Lean, for the reason that is given"},
	{"recorded", "from an answer that was recorded beforehand, by whomever; no live model was asked"},
	{"common tactics", "scripts that are built in and need no model"},
	{"certificate", "of a script: it was made from a certificate, without a model"},
}

// words is the table of those words that a text uses.
func words(text string) string {
	text = strings.ToLower(text)
	var b strings.Builder
	for _, m := range meanings {
		if strings.Contains(text, m.word) {
			fmt.Fprintf(&b, "| %s | %s |\n", m.word, m.means)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n## Words\n\n| word | means |\n| --- | --- |\n" + b.String()
}

// kinds say what the certificates of a kind are.
var kinds = map[string]string{
	"ring":               "an identity of polynomials",
	"ground":             "a computation with numbers",
	"evaluation":         "an exact evaluation",
	"linear":             "multiples of the hypotheses and squares, added up",
	"linear_combination": "the hypotheses times polynomials, added up",
	"cases":              "finitely many values, one by one",
	"residues":           "all remainders of a modulus, one by one",
	"split":              "a distinction of cases",
	"omega":              "linear inequalities between integers, with cases",
	"nonlinear":          "products of hypotheses, and squares, added up",
}

// kind is a certificate's kind, with what that is.
func kind(c *evidence.Certificate) string {
	if text := kinds[c.Kind]; text != "" {
		return c.Kind + ": " + text
	}
	return c.Kind
}
