package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"cosita/cos"
	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/audit"
	"cosita/numerics/screen"
)

// cli is what every command shares: streams, the flags of the root, and what has happened.
type cli struct {
	in       io.Reader
	out, err io.Writer
	color    bool

	json    bool
	failOn  []evidence.Verdict
	missing bool // --fail-on missing-recording
	started bool // the command line was understood and the command has begun
	failed  bool // a verdict of --fail-on occurred, or an input could not be read
	broken  error
}

func newCLI(in io.Reader, out, err io.Writer) *cli {
	f, ok := out.(*os.File)
	return &cli{in: in, out: out, err: err,
		color: ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// line is one object of --json: the shared fields, then those of some commands.
type line struct {
	ID string `json:"id"`
	evidence.Evidence
	Part      string  `json:"part,omitempty"`
	Title     string  `json:"title,omitempty"`
	Kind      string  `json:"kind,omitempty"`
	Index     *int    `json:"index,omitempty"`
	Tactics   string  `json:"tactics,omitempty"`
	File      string  `json:"file,omitempty"`
	Recorded  bool    `json:"recorded,omitempty"`
	Header    string  `json:"header,omitempty"`
	Statement string  `json:"statement,omitempty"`
	Seconds   float64 `json:"seconds"`

	// Of check-lean.
	Messages    []lean.Message    `json:"messages,omitempty"`
	Sorry       *bool             `json:"sorry,omitempty"`       // where Lean has said
	Server      string            `json:"server,omitempty"`      // what answered
	Digest      string            `json:"digest,omitempty"`      // of the file, SHA-256
	Compared    bool              `json:"compared,omitempty"`    // with the reference check
	Differences []lean.Difference `json:"differences,omitempty"` // from it

	// Of audit.
	Axioms   []string        `json:"axioms,omitempty"`
	Level    audit.Level     `json:"level,omitempty"`
	Findings []audit.Finding `json:"findings,omitempty"`
}

// lineOf is the line of a statement that was screened.
func lineOf(o screen.Outcome) line {
	return line{ID: o.ID, Evidence: o.Evidence, Header: o.Header, Statement: o.Statement, Seconds: o.Elapsed.Seconds()}
}

// emit writes a line with --json, and remembers verdicts that --fail-on names.
func (c *cli) emit(l line) {
	c.note(l.Evidence)
	if c.json {
		c.object(l)
	}
}

// note remembers a verdict that --fail-on names, and evidence that contradicts itself.
func (c *cli) note(e evidence.Evidence) {
	if err := e.Check(); errors.Is(err, evidence.ErrContradiction) && c.broken == nil {
		c.broken = fmt.Errorf("%w; this is a bug of cosita, please report it with the statement", err)
	}
	if slices.Contains(c.failOn, e.Verdict) || c.missing && e.Code == evidence.CodeNoRecording {
		c.failed = true
	}
}

// object writes one JSON object a line.
func (c *cli) object(v any) {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil && c.broken == nil {
		c.broken = fmt.Errorf("write: %w", err)
	}
}

// say prints to people; with --json it is silent.
func (c *cli) say(format string, args ...any) {
	if c.json {
		return
	}
	if _, err := fmt.Fprintf(c.out, format, args...); err != nil && c.broken == nil {
		c.broken = fmt.Errorf("write: %w", err)
	}
}

// hint prints progress and advice to stderr.
func (c *cli) hint(format string, args ...any) { _, _ = fmt.Fprintf(c.err, format, args...) }

var colors = map[evidence.Verdict]string{
	evidence.Refuted: "31", evidence.Vacuous: "35", evidence.Consistent: "36",
	evidence.Certified: "32", evidence.Checked: "32", evidence.Audited: "32;1", evidence.Unknown: "33",
}

// badge is evidence as a short colored text.
func (c *cli) badge(e evidence.Evidence) string {
	return c.paint(colors[e.Verdict], cos.Verdict(e))
}

func (c *cli) bold(s string) string { return c.paint("1", s) }
func (c *cli) dim(s string) string  { return c.paint("2", s) }

func (c *cli) paint(code, s string) string {
	if !c.color || code == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// shifted indents every line of a text.
func shifted(indent, text string) string {
	return indent + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+indent)
}
