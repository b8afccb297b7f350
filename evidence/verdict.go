package evidence

import "fmt"

// Verdict is what is known of a statement. The zero value is Unknown.
type Verdict uint8

// The one scale of verdicts.
const (
	Unknown    Verdict = iota // none of the others; the reason says why
	Refuted                   // an exact or interval-verified counterexample
	Vacuous                   // the hypotheses contradict each other, certified
	Consistent                // tried on n ≥ 1 points that satisfy the hypotheses, none fails
	Certified                 // an exact certificate, checked by code that did not find it
	Checked                   // Lean elaborated it without sorry
	Audited                   // checked, statement locked, axioms allowed, no forbidden command
)

var verdictNames = [...]string{"unknown", "refuted", "vacuous", "consistent", "certified", "checked", "audited"}

// Level is what Lean did with a script. The zero value is NotChecked.
type Level uint8

// The levels, from nothing to everything.
const (
	NotChecked  Level = iota // no Lean, or it did not finish
	LeanChecked              // elaborated without error and without sorry
	LeanAudited              // and the audit passed
)

var levelNames = [...]string{"none", "checked", "audited"}

// Side is the side of a statement that a script proves.
type Side uint8

// The two sides.
const (
	Statement Side = iota
	Negation
)

var sideNames = [...]string{"statement", "negation"}

// Class says how much of a script is left for Lean to find.
type Class string

// The classes.
const (
	Explicit Class = "explicit" // identities, listed products, witnesses, decisions: nothing to search
	Search   Class = "search"   // a tactic has to find a proof, and may not
)

// Code classes the reason of evidence that has one; the list is closed.
type Code string

// The codes.
const (
	CodeParse          Code = "parse"
	CodeType           Code = "type"
	CodeElaboration    Code = "elaboration"
	CodeUnsupported    Code = "unsupported"
	CodeTooLarge       Code = "too-large"
	CodeBudget         Code = "budget"
	CodeNoPoint        Code = "no-point"
	CodePerhapsVacuous Code = "perhaps-vacuous"
	CodeNoLean         Code = "no-lean"
	CodeNoModel        Code = "no-model"
	CodeNoRecording    Code = "no-recording"
	CodeRefused        Code = "refused"
	CodeFailed         Code = "failed"
)

func (v Verdict) String() string { return name(verdictNames[:], int(v)) }
func (l Level) String() string   { return name(levelNames[:], int(l)) }
func (s Side) String() string    { return name(sideNames[:], int(s)) }

// MarshalText gives the verdict's name.
func (v Verdict) MarshalText() ([]byte, error) { return marshal(verdictNames[:], int(v)) }

// MarshalText gives the level's name.
func (l Level) MarshalText() ([]byte, error) { return marshal(levelNames[:], int(l)) }

// MarshalText gives the side's name.
func (s Side) MarshalText() ([]byte, error) { return marshal(sideNames[:], int(s)) }

// UnmarshalText reads a verdict's name.
func (v *Verdict) UnmarshalText(text []byte) error {
	return unmarshal(v, verdictNames[:], "verdict", text)
}

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(text []byte) error { return unmarshal(l, levelNames[:], "level", text) }

// UnmarshalText reads a side's name.
func (s *Side) UnmarshalText(text []byte) error { return unmarshal(s, sideNames[:], "side", text) }

// ParseVerdict reads a verdict's name.
func ParseVerdict(text string) (Verdict, error) {
	var v Verdict
	err := v.UnmarshalText([]byte(text))
	return v, err
}

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("invalid(%d)", i)
}

func marshal(names []string, i int) ([]byte, error) {
	if i >= len(names) {
		return nil, fmt.Errorf("evidence: invalid value %d", i)
	}
	return []byte(names[i]), nil
}

func unmarshal[T ~uint8](dst *T, names []string, what string, text []byte) error {
	for i, n := range names {
		if n == string(text) {
			*dst = T(i)
			return nil
		}
	}
	return fmt.Errorf("evidence: %q is not a %s (one of %v)", text, what, names)
}
