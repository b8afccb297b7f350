package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cosita/evidence"
)

// Recomputed is one thing that a receipt says, and whether it was found to be so.
type Recomputed struct {
	Name   string `json:"name"`
	Done   bool   `json:"done"` // whether it could be computed again
	OK     bool   `json:"ok"`   // whether that gave the same; true only where Done
	Detail string `json:"detail,omitempty"`
}

// Sources are the files of a receipt; nil where one is not at hand.
type Sources struct{ Statement, File *string }

// Verify computes again what a receipt says: its digest, whether its fields fit together, the
// digests of the two files, and the level of the commands. What Lean found is not among it: for
// that the audit has to be run again. The error is for what is no receipt at all.
func Verify(data []byte, src Sources) (*evidence.Receipt, []Recomputed, error) {
	form, err := Canonical(data)
	if err != nil {
		return nil, nil, err
	}
	var rec evidence.Receipt
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&rec); err != nil {
		return nil, nil, fmt.Errorf("read the receipt: %w", err)
	}
	if rec.Version < 1 || rec.Version > evidence.ReceiptVersion {
		return nil, nil, fmt.Errorf("read the receipt: version %d, known are 1 to %d", rec.Version, evidence.ReceiptVersion)
	}
	all := []Recomputed{check("digest", same(rec.Digest, Digest(string(form)))), check("fields", consistent(&rec))}
	all = append(all, digestOf("statement", rec.Statement, src.Statement), digestOf("file", rec.File, src.File))
	if src.Statement == nil || src.File == nil {
		all = append(all, Recomputed{Name: "commands", Detail: "not computed: it takes both files"})
	} else {
		all = append(all, check("commands", sameCommands(&rec, *src.Statement, *src.File)))
	}
	detail := "not computed: run cosita audit again"
	if !ran(rec.Checkers, "module") {
		detail = "it did not run"
	}
	return &rec, append(all, Recomputed{Name: "module", Detail: detail}), nil
}

func check(name string, err error) Recomputed {
	if err != nil {
		return Recomputed{Name: name, Done: true, Detail: err.Error()}
	}
	return Recomputed{Name: name, Done: true, OK: true}
}

func same(got, want string) error {
	if got != want {
		return fmt.Errorf("it says %s, it is %s", got, want)
	}
	return nil
}

func digestOf(name string, f evidence.ReceiptFile, text *string) Recomputed {
	if text == nil {
		return Recomputed{Name: name, Detail: "not computed: " + f.Name + " is not at hand"}
	}
	return check(name, same(f.Digest, Digest(*text)))
}

// consistent says which fields cannot stand together.
func consistent(rec *evidence.Receipt) error {
	if _, err := time.Parse(time.RFC3339, rec.Time); err != nil {
		return fmt.Errorf("time: %w", err)
	}
	if !slices.Equal(rec.Allowed, Axioms()) {
		return fmt.Errorf("allowed axioms: %s", strings.Join(rec.Allowed, ", "))
	}
	if len(rec.Theorems) == 0 {
		return errors.New("no theorem")
	}
	level := Level(rec.Level)
	if !slices.Contains([]Level{NoLevel, CommandsLevel, ModuleLevel}, level) {
		return fmt.Errorf("no such level: %s", rec.Level)
	}
	if (level == NoLevel) != (len(rec.Findings) > 0 && !ran(rec.Checkers, "module")) || level == ModuleLevel && !ran(rec.Checkers, "module") {
		return fmt.Errorf("the level %s does not fit what ran", rec.Level)
	}
	for i := range rec.Theorems {
		t := &rec.Theorems[i]
		if err := t.Evidence.Check(); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		passed := t.Evidence.Verdict == evidence.Audited
		switch {
		case passed != (t.Evidence.Lean == evidence.LeanAudited) || t.Evidence.Verdict == evidence.Checked || t.Evidence.Lean == evidence.LeanChecked:
			return fmt.Errorf("%s: verdict %s with Lean %s", t.Name, t.Evidence.Verdict, t.Evidence.Lean)
		case passed && t.Axioms == nil:
			return fmt.Errorf("%s: audited without its axioms", t.Name)
		case passed && (!ran(rec.Checkers, "module") || rec.Lean.Version == "" && version(rec.Checkers) == ""):
			return fmt.Errorf("%s: audited without Lean", t.Name)
		case level == ModuleLevel && !passed, passed && level == NoLevel:
			return fmt.Errorf("%s: verdict %s at level %s", t.Name, t.Evidence.Verdict, level)
		}
		for _, axiom := range t.Axioms {
			if passed && !slices.Contains(rec.Allowed, axiom) {
				return fmt.Errorf("%s: audited with the axiom %s", t.Name, axiom)
			}
		}
	}
	return nil
}

func version(checkers []evidence.ReceiptChecker) string {
	for _, c := range checkers {
		if c.Name == "module" {
			return c.Version
		}
	}
	return ""
}

// sameCommands audits the text again.
func sameCommands(rec *evidence.Receipt, statement, file string) error {
	trusted, err := ReadTrusted(statement)
	if err != nil {
		return err
	}
	var names []string
	for _, t := range rec.Theorems {
		names = append(names, t.Name)
	}
	if trusted, err = trusted.Only(names...); err != nil {
		return err
	}
	if err := same(rec.Header, trusted.header()); err != nil {
		return fmt.Errorf("header: %w", err)
	}
	findings := Commands(file, trusted)
	if ran(rec.Checkers, "module") {
		if len(findings) > 0 {
			return fmt.Errorf("it says that they passed, they are refused: %s", findings[0])
		}
		return nil
	}
	if len(findings) != len(rec.Findings) {
		return fmt.Errorf("it has %d findings, there are %d", len(rec.Findings), len(findings))
	}
	for i, f := range findings {
		if g := rec.Findings[i]; f.Rule != g.Rule || f.Line != g.Line {
			return fmt.Errorf("it finds %s in line %d, it is %s in line %d", g.Rule, g.Line, f.Rule, f.Line)
		}
	}
	return nil
}
