package cos

import (
	"cosita/evidence"
	"cosita/lean"
	"cosita/lean/term"
	"strings"
)

// ChainVersion is the version of the stored form of a Proof.
const ChainVersion = 1

// Origin says where a state or a tactic comes from.
type Origin string

// The origins.
const (
	FromStatement Origin = "statement" // the theorem itself
	FromPerson    Origin = "person"    // the Chain section of the problem file
	FromModel     Origin = "model"     // a live model
	FromRecording Origin = "recording" // a completion recorded beforehand
	FromCommon    Origin = "common"    // the common tactics, no model
	// The script of a certificate that was found here, no model.
	FromCertificate Origin = "certificate"
)

// State is one proof state of a chain.
type State struct {
	Index    int    `json:"index"`
	Goals    []Goal `json:"goals"` // none: No Goals
	Sentence string `json:"sentence,omitempty"`
	Origin   Origin `json:"origin"`
}

// Goal is one goal of a State, with the theorem that states it.
type Goal struct {
	Text      string            `json:"text"`                // Lean's text form
	Name      string            `json:"name"`                // of its theorem in the file
	Statement string            `json:"statement,omitempty"` // the theorem up to `:=`; empty with Reason set
	Reason    string            `json:"reason,omitempty"`    // why it cannot be stated
	Evidence  evidence.Evidence `json:"evidence"`

	goal   lean.Goal
	args   []string        // what `exact Name …` is given
	parsed *term.Statement // nil where lean/term cannot read it
}

// Evidence is the state's evidence as a whole: the first refuted goal's, else the weakest
// goal's; Samples is the least over the goals.
func (s *State) Evidence() evidence.Evidence {
	if len(s.Goals) == 0 {
		return evidence.Evidence{Reason: "no goals: nothing to try"}
	}
	weakest := s.Goals[0].Evidence
	for _, g := range s.Goals[1:] {
		if weakest.Verdict == evidence.Refuted {
			break
		}
		e := g.Evidence
		if e.Verdict == evidence.Refuted || e.Verdict < weakest.Verdict ||
			e.Verdict == weakest.Verdict && e.Samples < weakest.Samples {
			weakest = e
		}
	}
	return weakest
}

// Text is the state in the text form of goals, goals separated by a blank line.
func (s *State) Text() string {
	if len(s.Goals) == 0 {
		return "No Goals"
	}
	var text strings.Builder
	text.WriteString(s.Goals[0].Text)
	for _, g := range s.Goals[1:] {
		text.WriteString("\n\n" + g.Text)
	}
	return text.String()
}

// Step joins state Index to state Index+1.
type Step struct {
	Index    int               `json:"index"`
	Parts    []Part            `json:"parts"`
	Evidence evidence.Evidence `json:"evidence"`
	Claim    string            `json:"claim,omitempty"` // the statement that the evidence's certificate is of
}

// Part proves one goal of a state from goals of the next.
type Part struct {
	Goal     int       `json:"goal"`              // index in the state's goals
	Next     []int     `json:"next,omitempty"`    // the next state's goals that it ends in
	Carried  bool      `json:"carried,omitempty"` // the same goal stands in the next state
	Tactics  string    `json:"tactics,omitempty"` // empty: open, or carried
	Origin   Origin    `json:"origin,omitempty"`
	Proved   bool      `json:"proved"` // Lean has checked it
	Attempts []Attempt `json:"attempts,omitempty"`
	Reason   string    `json:"reason,omitempty"` // why it is open, one line
}

// Attempt is one script that was tried for a Part.
type Attempt struct {
	Tactics string `json:"tactics"`
	Origin  Origin `json:"origin"`
	Outcome string `json:"outcome"`           // "proved", "error", "refused", "time-out", "not run"
	Message string `json:"message,omitempty"` // with the line in the script, from 1, where an error has one
}

// Tactics are the step's scripts, one after another.
func (s *Step) Tactics() string {
	var text string
	for _, p := range s.Parts {
		if p.Tactics == "" {
			continue
		}
		if text != "" {
			text += "\n"
		}
		text += p.Tactics
	}
	return text
}

// Proof is a chain with its steps, and what is known of the whole. It is stored as
// chain.json.
type Proof struct {
	Version int               `json:"version"`
	ID      string            `json:"id"`
	Problem string            `json:"problem,omitempty"` // the informal statement, as Markdown
	Theorem string            `json:"theorem"`           // name of the theorem
	Header  string            `json:"header,omitempty"`  // the commands above the theorem
	States  []*State          `json:"states"`
	Steps   []*Step           `json:"steps"`
	Whole   evidence.Evidence `json:"whole"`
	File    string            `json:"file"`                  // the assembled Lean text
	Lean    string            `json:"lean_server,omitempty"` // what the server calls itself
	// Toolchain is what the Lean program answered to --version; empty where none was asked.
	Toolchain string `json:"lean_version,omitempty"`
	Tool      string `json:"tool,omitempty"`  // the program that made it, with its version
	Calls     []Call `json:"calls,omitempty"` // of models, in order
	Rewrite   string `json:"rewrite,omitempty"`
}

// Call is one use of a model.
type Call struct {
	Purpose  string `json:"purpose"` // "rewrite", "extract", "step 1", "step 1, repair" …
	Digest   string `json:"digest"`
	Model    string `json:"model,omitempty"`
	Prompt   int    `json:"prompt_tokens"`
	Answer   int    `json:"answer_tokens"`
	Recorded bool   `json:"recorded,omitempty"`
	Cached   bool   `json:"cached,omitempty"`
	Error    string `json:"error,omitempty"`
}

// Recorded reports whether a recorded completion stood in for a model anywhere.
func (p *Proof) Recorded() bool {
	for _, c := range p.Calls {
		if c.Recorded {
			return true
		}
	}
	return false
}

// Open lists the indices of the steps that Lean has not checked.
func (p *Proof) Open() []int {
	var open []int
	for _, s := range p.Steps {
		if s.Evidence.Lean == evidence.NotChecked {
			open = append(open, s.Index)
		}
	}
	return open
}
