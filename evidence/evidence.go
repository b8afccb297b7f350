// Package evidence holds what is known of a statement, and why: verdicts, witnesses,
// certificates and receipts as plain values with a JSON form. Every other package speaks
// in it; it imports nothing of the house and does no work of its own.
//
// A producer fills in what it found and nothing else; [Evidence.Check] says whether the
// fields contradict each other:
//
//	e := evidence.Evidence{Verdict: evidence.Consistent, Samples: 512, Seed: 1}
//	if err := e.Check(); err != nil { … }
package evidence

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Evidence is what is known of one statement, and why. Its zero value is Unknown and has
// to be given a Reason before it is shown.
type Evidence struct {
	Verdict     Verdict      `json:"verdict"`               // about the statement
	Reason      string       `json:"reason,omitempty"`      // one line; never empty when Unknown
	Code        Code         `json:"code,omitempty"`        // machine-readable class of Reason
	Unsupported []string     `json:"unsupported,omitempty"` // constructs without a meaning here
	Samples     int          `json:"samples,omitempty"`     // points that satisfied the hypotheses
	Slack       *float64     `json:"slack,omitempty"`       // tightest margin seen; nil when none
	Seed        uint64       `json:"seed,string"`
	Lean        Level        `json:"lean"`                  // what Lean did with Script
	Proves      Side         `json:"proves,omitempty"`      // which side Script proves
	Witness     Witness      `json:"witness,omitempty"`     // in the binders' order
	Certificate *Certificate `json:"certificate,omitempty"` // what certify/verify can check again
	Script      string       `json:"script,omitempty"`      // Lean text that proves or disproves
	Class       Class        `json:"class,omitempty"`       // how much of Script is left to search
	Warnings    []Warning    `json:"warnings,omitempty"`    // readings that surprise
}

// Errors that [Evidence.Check] wraps. Contradictory evidence is a bug of what made it.
var (
	ErrIncomplete    = errors.New("incomplete evidence")
	ErrContradiction = errors.New("contradictory evidence")
)

// Unknownf is Evidence with the verdict Unknown and a formatted reason.
func Unknownf(code Code, format string, args ...any) Evidence {
	return Evidence{Code: code, Reason: fmt.Sprintf(format, args...)}
}

// Check reports a field that the verdict needs and that is missing, or fields that cannot
// stand together.
func (e *Evidence) Check() error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s: %s", ErrIncomplete, e.Verdict, fmt.Sprintf(format, args...))
	}
	if e.Slack != nil && (math.IsNaN(*e.Slack) || math.IsInf(*e.Slack, 0)) {
		return fail("slack is not finite")
	}
	switch e.Verdict {
	case Unknown:
		if e.Reason == "" {
			return fail("no reason")
		}
	case Refuted:
		if e.Witness == nil {
			return fail("no witness")
		}
		if e.Certificate != nil && e.Proves == Statement {
			return fmt.Errorf("%w: refuted at %s, and certified by %s", ErrContradiction, e.Witness, e.Certificate.Kind)
		}
		if e.Lean != NotChecked && e.Proves == Statement {
			return fmt.Errorf("%w: refuted at %s, and proved by Lean", ErrContradiction, e.Witness)
		}
	case Consistent:
		if e.Samples < 1 {
			return fail("no sample")
		}
	case Vacuous, Certified:
		if e.Certificate == nil {
			return fail("no certificate")
		}
		if e.Verdict == Vacuous && e.Samples > 0 {
			return fmt.Errorf("%w: the hypotheses hold at %d points, and a certificate says that they contradict each other",
				ErrContradiction, e.Samples)
		}
	case Checked, Audited:
		if e.Lean == NotChecked {
			return fail("Lean has not checked it")
		}
	}
	return nil
}

// Warning is a reading of the statement that a person may not have meant.
type Warning struct {
	Rule string `json:"rule"` // such as "nat-division"
	Text string `json:"text"`
}

// Certificate is a proof object that numerics/certify/verify checks without the code that
// found it.
type Certificate struct {
	Kind    string `json:"kind"` // linear, ring, sos, omega, ground, split …
	Payload any    `json:"payload,omitempty"`
}

// Binding gives one binder of a statement a value.
type Binding struct {
	Name string `json:"name"`
	Type string `json:"type"` // Lean syntax
	// Value is in Lean syntax, and exact. A real number that is only proved to exist is given
	// by a decimal, and by a comment in Lean that says within what of it the number lies.
	Value string `json:"value"`
}

// Witness is a point, one binding for each binder in the binders' order. A non-nil empty
// Witness refutes a statement without binders.
type Witness []Binding

// String is the witness as `x := 1, y := -2`.
func (w Witness) String() string {
	var s strings.Builder
	for i, b := range w {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString(b.Name + " := " + b.Value)
	}
	if s.String() == "" {
		return "no variables"
	}
	return s.String()
}
