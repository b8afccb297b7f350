package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"cosita/evidence"
	"cosita/lean/sandbox"
	"cosita/lean/term"
)

// Circumstances are what a receipt holds besides the audit's own result.
type Circumstances struct {
	StatementName, FileName string // without folders
	Time                    time.Time
	Elapsed                 time.Duration
	Program                 string // the version of this program
	Lean                    evidence.ReceiptLean
	Arguments               []string // of Lean
	Limits                  sandbox.Limits
	Models                  []evidence.ReceiptModelCall
}

// Receipt makes the receipt of a report, with its digest.
func (r *Report) Receipt(trusted *Trusted, file string, c Circumstances) (*evidence.Receipt, error) {
	rec := &evidence.Receipt{
		Version:   evidence.ReceiptVersion,
		Time:      c.Time.UTC().Format(time.RFC3339),
		Statement: evidence.ReceiptFile{Name: c.StatementName, Digest: Digest(trusted.Text)},
		File:      evidence.ReceiptFile{Name: c.FileName, Digest: Digest(file)},
		Header:    trusted.header(),
		Level:     string(r.Level),
		Allowed:   Axioms(),
		Lean:      c.Lean,
		Options:   append(slices.Clone(c.Arguments), options(file)...),
		Models:    c.Models,
		Machine:   evidence.ReceiptMachine{OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU()},
		Millis:    c.Elapsed.Milliseconds(),
	}
	rec.Lean.Closure = r.Module.Closure
	for _, t := range r.Theorems {
		rec.Theorems = append(rec.Theorems, evidence.ReceiptTheorem{Name: t.Name, Evidence: t.Evidence, Axioms: t.Axioms})
	}
	for _, f := range r.Findings {
		rec.Findings = append(rec.Findings, evidence.ReceiptFinding(f))
	}
	rec.Checkers = r.checkers(c.Program)
	if ran(rec.Checkers, "module") {
		for _, l := range c.Limits {
			rec.Limits = append(rec.Limits, evidence.ReceiptLimit(l))
		}
	}
	digest, err := receiptDigest(rec)
	if err != nil {
		return nil, err
	}
	rec.Digest = digest
	return rec, nil
}

func (r *Report) checkers(program string) []evidence.ReceiptChecker {
	commands := evidence.ReceiptChecker{Name: "commands", Version: program, Ran: true, Outcome: "passed"}
	module := evidence.ReceiptChecker{Name: "module", Version: r.Module.Version}
	switch {
	case r.Level == NoLevel:
		commands.Outcome = "refused"
		module.Outcome = "the commands are refused"
	case r.Level == ModuleLevel:
		module.Ran, module.Outcome = true, "passed"
	case r.Refused():
		module.Ran, module.Outcome = true, "refused"
	case r.Module.Reason != "":
		module.Outcome = r.Module.Reason
	default:
		module.Outcome = "no Lean"
	}
	replay := evidence.ReceiptChecker{Name: "replay", Outcome: "not run; cosita audit --export writes what leanprover/comparator needs"}
	return []evidence.ReceiptChecker{commands, module, replay}
}

func ran(checkers []evidence.ReceiptChecker, name string) bool {
	return slices.ContainsFunc(checkers, func(c evidence.ReceiptChecker) bool { return c.Name == name && c.Ran })
}

// header is the trusted file's imports.
func (t *Trusted) header() string {
	var lines []string
	for _, name := range t.file.imports {
		lines = append(lines, "import "+name)
	}
	return strings.Join(lines, "\n")
}

// options are the set_option texts of a file.
func options(src string) []string {
	t := read(src)
	var all []string
	for i, token := range t.tokens {
		if token.Kind == term.Name && token.Text == "set_option" && i+2 < len(t.tokens) {
			all = append(all, t.even(i, i+3))
		}
	}
	return all
}

// Canonical is the canonical form of a receipt's JSON: keys sorted, no white space, nothing
// escaped that need not be, numbers as they are written, and no digest.
func Canonical(data []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value map[string]any
	if err := dec.Decode(&value); err != nil {
		return nil, fmt.Errorf("read the receipt: %w", err)
	}
	if dec.More() {
		return nil, errors.New("read the receipt: text after its end")
	}
	delete(value, "digest")
	var b bytes.Buffer
	if err := canonical(&b, value); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func canonical(b *bytes.Buffer, value any) error {
	switch v := value.(type) {
	case map[string]any:
		b.WriteByte('{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := canonical(b, key); err != nil {
				return err
			}
			b.WriteByte(':')
			if err := canonical(b, v[key]); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	case []any:
		b.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := canonical(b, element); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("write the receipt: %w", err)
	}
	b.Truncate(b.Len() - 1) // the encoder's line feed
	return nil
}

func receiptDigest(rec *evidence.Receipt) (string, error) {
	data, err := json.Marshal(rec)
	if err != nil {
		return "", fmt.Errorf("write the receipt: %w", err)
	}
	form, err := Canonical(data)
	if err != nil {
		return "", err
	}
	return Digest(string(form)), nil
}
