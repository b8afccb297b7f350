package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cosita/evidence"
)

// Level is how far an audit came. Each level holds all that the one before it does.
type Level string

// The levels.
const (
	NoLevel       Level = "none"     // refused, or not to be read
	CommandsLevel Level = "commands" // the text holds allowed commands and the trusted statements
	ModuleLevel   Level = "module"   // and the compiled modules agree, with allowed axioms only
)

// Axioms are those that a proof may depend on: the ones that all of Mathlib does.
func Axioms() []string { return []string{"propext", "Classical.choice", "Quot.sound"} }

// Theorem is what is known of one trusted theorem.
type Theorem struct {
	Name string
	evidence.Evidence
	Level  Level    // how far it came; an audited theorem may stand beside a refused one
	Axioms []string // those that the proof depends on; nil where they were not collected
}

// Report is what an audit found.
type Report struct {
	Level    Level
	Findings []Finding // why the file is refused
	Theorems []Theorem
	Module   Compared // what the second level found; empty where it did not run
}

// Refused reports whether the file is refused.
func (r *Report) Refused() bool { return len(r.Findings) > 0 }

// An Inspector is the second level: it has Lean compile a statement and a file apart and compares
// what is in the compiled modules. What becomes of Lean is in Compared; the error is for
// misuse and a canceled ctx only.
type Inspector interface {
	Inspect(ctx context.Context, trusted *Trusted, file string) (Compared, error)
}

// Auditor audits files against trusted statements.
type Auditor struct {
	Inspector Inspector // nil where there is no Lean
	NoLean    string    // why there is none; "no Lean found" if empty
}

// Audit audits a file. A file that is refused, or that nothing could be found out about, is in
// the report; the error is for a canceled ctx.
func (a *Auditor) Audit(ctx context.Context, trusted *Trusted, file string) (Report, error) {
	r := Report{Level: NoLevel, Findings: Commands(file, trusted)}
	if r.Refused() {
		r.all(trusted, evidence.Unknownf(evidence.CodeRefused, "refused: %s", r.Findings[0]))
		return r, nil
	}
	r.Level = CommandsLevel
	if a.Inspector == nil {
		reason := a.NoLean
		if reason == "" {
			reason = "no Lean found"
		}
		r.all(trusted, evidence.Unknownf(evidence.CodeNoLean, "%s; the commands are allowed and the statements are there", reason))
		return r, nil
	}
	compared, err := a.Inspector.Inspect(ctx, trusted, file)
	if err != nil {
		return r, err
	}
	r.Module = compared
	if compared.Reason != "" {
		r.all(trusted, evidence.Unknownf(compared.Code, "%s", compared.Reason))
		return r, nil
	}
	r.Level = ModuleLevel
	for _, name := range trusted.Theorems {
		r.Theorems = append(r.Theorems, r.judge(name, compared.Theorems))
	}
	if r.Refused() {
		r.Level = CommandsLevel
	}
	return r, nil
}

func (r *Report) all(trusted *Trusted, e evidence.Evidence) {
	for _, name := range trusted.Theorems {
		r.Theorems = append(r.Theorems, Theorem{Name: name, Evidence: e, Level: r.Level})
	}
}

// The rules of the second level.
const (
	ruleType  = "type"  // the compiled statement is not the trusted one
	ruleAxiom = "axiom" // an axiom that is not allowed
)

// judge weighs what the second level says of one theorem. What it does not speak of, or
// speaks of twice, is not audited.
func (r *Report) judge(name string, all []ComparedTheorem) Theorem {
	t := Theorem{Name: name, Level: CommandsLevel}
	refuse := func(rule, format string, args ...any) Theorem {
		f := Finding{rule, 0, name + ": " + fmt.Sprintf(format, args...)}
		r.Findings = append(r.Findings, f)
		t.Evidence = evidence.Unknownf(evidence.CodeRefused, "refused: %s", f)
		return t
	}
	var found []ComparedTheorem
	for _, c := range all {
		if c.Name == name {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return refuse(ruleType, "the comparison speaks of it %d times", len(found))
	}
	t.Axioms = found[0].Axioms
	if !found[0].Same {
		return refuse(ruleType, "%s", strings.Join(strings.Fields(found[0].Why), " "))
	}
	for _, axiom := range found[0].Axioms {
		if !slices.Contains(Axioms(), axiom) {
			return refuse(ruleAxiom, "it depends on %s", axiom)
		}
	}
	if t.Axioms == nil {
		return refuse(ruleAxiom, "its axioms are not known")
	}
	t.Evidence, t.Level = evidence.Evidence{Verdict: evidence.Audited, Lean: evidence.LeanAudited}, ModuleLevel
	return t
}

// ErrNoName is returned by [Trusted.Only] for a name that the trusted file does not ask for.
var ErrNoName = errors.New("no theorem to be proved")

// Only keeps some of the theorems that are to be proved; the others need not be in the file.
func (t *Trusted) Only(names ...string) (*Trusted, error) {
	only := *t
	only.Theorems = nil
	for _, name := range names {
		if !slices.Contains(t.Theorems, name) {
			return nil, fmt.Errorf("%w of the name %s; there are %s", ErrNoName, name, strings.Join(t.Theorems, ", "))
		}
		only.Theorems = append(only.Theorems, name)
	}
	return &only, nil
}
