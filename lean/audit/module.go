package audit

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"cosita/evidence"
	"cosita/lean"
)

// program is our Lean program; a line that runs it is added below.
//
//go:embed program.lean
var program string

// Compared is what the second level found. Where Reason is not empty it found nothing.
type Compared struct {
	Reason   string        // why there is no comparison, in one line
	Code     evidence.Code // what kind of reason that is
	Version  string        // of the Lean that compared
	Closure  string        // digest of the compiled modules that may be imported, before and after
	Theorems []ComparedTheorem
	Elapsed  time.Duration
}

// ComparedTheorem is what our program says of one theorem.
type ComparedTheorem struct {
	Name   string   `json:"name"`
	Same   bool     `json:"same"` // the same type in both modules, and what it mentions is the same
	Why    string   `json:"why"`  // where it is not
	Axioms []string `json:"axioms"`
}

// A Confiner starts programs with limits round them, as sandbox.Policy does.
type Confiner interface {
	Command(ctx context.Context, name string, args ...string) (*exec.Cmd, error)
}

// Module is the second level of an audit. The trusted file is compiled alone in a folder of its
// own, then the submitted one in another, confined; then a program that holds no word of either
// reads the two compiled modules as data. Its answer counts only if it is the one message
// of the line that runs it and holds a number that was drawn for it.
type Module struct {
	Checker lean.Checker // runs our program: a lean.Reference of the workspace
	Command []string     // compiles a file: lean by its path, and arguments
	Env     []string     // added to its environment, as "NAME=value"
	Dir     string       // the Lake workspace; the working folder if empty
	Modules []string     // folders of compiled modules that may be imported; compared before and after

	// Confine makes the confinement of a compilation that may write to a folder.
	Confine func(write string) Confiner

	Timeout time.Duration // for one compilation; 10 min if zero
}

var _ Inspector = (*Module)(nil)

// moduleFile is the name of both files, so that names made from it are the same in both.
const moduleFile = "Statement"

// Inspect compiles both files and compares them.
func (m *Module) Inspect(ctx context.Context, trusted *Trusted, file string) (c Compared, err error) {
	start := time.Now()
	defer func() { c.Elapsed = time.Since(start) }()
	dir, err := os.MkdirTemp("", "cosita-audit-")
	if err != nil {
		return c, fmt.Errorf("make a folder for the audit: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return c, fmt.Errorf("make a folder for the audit: %w", err)
	}
	no := func(code evidence.Code, format string, args ...any) (Compared, error) {
		if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
			return Compared{}, fmt.Errorf("audit: %w", ctx.Err())
		}
		return Compared{Code: code, Reason: spaceless(fmt.Sprintf(format, args...))}, nil
	}
	before, err := digestModules(m.Modules)
	if err != nil {
		return no(evidence.CodeFailed, "read the compiled modules: %v", err)
	}
	trustedModule, said, err := m.compile(ctx, filepath.Join(dir, "trusted"), trusted.Text)
	if err != nil {
		return no(code(err), "the trusted file does not compile: %v: %s", err, said)
	}
	statement, err := digestFile(trustedModule)
	if err != nil {
		return no(evidence.CodeFailed, "read the trusted module: %v", err)
	}
	submittedModule, said, err := m.compile(ctx, filepath.Join(dir, "submitted"), file)
	if err != nil {
		return no(code(err), "the file does not compile: %v: %s", err, said)
	}
	after, err := digestModules(m.Modules)
	if err != nil {
		return no(evidence.CodeFailed, "read the compiled modules: %v", err)
	}
	if still, err := digestFile(trustedModule); err != nil || still != statement || after != before {
		return no(evidence.CodeRefused, "refused: tampering: compiled modules are not what they were before the file was compiled")
	}
	c, err = m.compare(ctx, trusted, trustedModule, submittedModule)
	c.Closure = before
	return c, err
}

var errTime = errors.New("budget: time")

func code(err error) evidence.Code {
	if errors.Is(err, errTime) {
		return evidence.CodeBudget
	}
	return evidence.CodeFailed
}

// compile compiles a text in a new folder. said is the beginning of what Lean printed.
func (m *Module) compile(ctx context.Context, dir, text string) (olean, said string, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", "", fmt.Errorf("make a folder: %w", err)
	}
	source := filepath.Join(dir, moduleFile+".lean")
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		return "", "", fmt.Errorf("write a file: %w", err)
	}
	olean = filepath.Join(dir, moduleFile+".olean")
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(m.Timeout, 10*time.Minute))
	defer cancel()
	args := append(append([]string{}, m.Command[1:]...), "--root="+dir, "-o", olean, source)
	cmd, err := m.Confine(dir).Command(ctx, m.Command[0], args...)
	if err != nil {
		return "", "", fmt.Errorf("confine Lean: %w", err)
	}
	cmd.Env = append(cmd.Env, m.Env...)
	out := &head{}
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = m.Dir, out, out, time.Second
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", out.String(), errTime
	case err != nil:
		return "", out.String(), fmt.Errorf("lean: %w", err)
	}
	if _, err := os.Stat(olean); err != nil {
		return "", out.String(), errors.New("lean made no module")
	}
	return olean, out.String(), nil
}

// head keeps the beginning of what is written to it.
type head struct{ bytes.Buffer }

func (h *head) Write(p []byte) (int, error) {
	const limit = 2000
	h.Buffer.Write(p[:min(len(p), max(0, limit-h.Len()))])
	return len(p), nil
}

var _ io.Writer = (*head)(nil)

// compare runs our program.
func (m *Module) compare(ctx context.Context, trusted *Trusted, trustedModule, submittedModule string) (Compared, error) {
	nonce := rand.Text()
	text := program + fmt.Sprintf("#eval Cosita.audit %q %s %s [%s]\n", nonce, leanString(trustedModule), leanString(submittedModule), leanNames(trusted.Theorems))
	report, err := m.Checker.Check(ctx, lean.Source{Name: "Compare.lean", Text: text})
	if err != nil {
		return Compared{}, fmt.Errorf("compare: %w", err)
	}
	switch {
	case report.Outcome == lean.TimedOut:
		return Compared{Code: evidence.CodeBudget, Reason: cmp.Or(report.Reason, errTime.Error())}, nil
	case !report.Clean():
		return Compared{Code: evidence.CodeFailed, Reason: "the comparison failed: " + firstError(&report)}, nil
	}
	c, err := readAnswer(&report, nonce, strings.Count(program, "\n"))
	if err != nil {
		return Compared{Code: evidence.CodeFailed, Reason: spaceless("the comparison failed: " + err.Error())}, nil
	}
	return c, nil
}

// readAnswer takes our program's answer from a report: the only message, of the line that
// runs the program, with its number.
func readAnswer(report *lean.Report, nonce string, line int) (Compared, error) {
	var answers []lean.Message
	for _, msg := range report.Messages {
		if !msg.Silent {
			answers = append(answers, msg)
		}
	}
	if len(answers) != 1 {
		return Compared{}, fmt.Errorf("%d messages where one was expected", len(answers))
	}
	msg := answers[0]
	if msg.Severity != lean.Information || msg.Range.Start.Line != line {
		return Compared{}, fmt.Errorf("a message that is not its answer: line %d: %s", msg.Range.Start.Line+1, shortened(msg.Text))
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(msg.Text), nonce+" ")
	if !ok {
		return Compared{}, fmt.Errorf("an answer without its number: %s", shortened(msg.Text))
	}
	var answer struct {
		Nonce    string            `json:"nonce"`
		Version  string            `json:"version"`
		Theorems []ComparedTheorem `json:"theorems"`
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&answer); err != nil {
		return Compared{}, fmt.Errorf("read the answer: %w", err)
	}
	if dec.More() || answer.Nonce != nonce {
		return Compared{}, fmt.Errorf("an answer that is not its own: %s", shortened(msg.Text))
	}
	return Compared{Version: answer.Version, Theorems: answer.Theorems}, nil
}

func firstError(report *lean.Report) string {
	if report.Reason != "" {
		return spaceless(report.Reason)
	}
	for _, m := range report.Messages {
		if m.Severity == lean.Error {
			return shortened(m.Text)
		}
	}
	return "it is not clean"
}

func spaceless(s string) string { return strings.Join(strings.Fields(s), " ") }

func shortened(s string) string {
	s = spaceless(s)
	if runes := []rune(s); len(runes) > 200 {
		s = string(runes[:200]) + "…"
	}
	return s
}

// leanString is a text as a Lean string.
func leanString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}

// leanNames are names built from strings, so that none is looked up or resolved.
func leanNames(names []string) string {
	var all []string
	for _, name := range names {
		expr := "Lean.Name.anonymous"
		for part := range strings.SplitSeq(name, ".") {
			expr = fmt.Sprintf("(Lean.Name.str %s %s)", expr, leanString(part))
		}
		all = append(all, expr)
	}
	return strings.Join(all, ", ")
}
