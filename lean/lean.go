// Package lean checks Lean 4 source through Lean's own language server.
//
//	client, err := lean.Start(ctx, lean.Config{Dir: "workspace"})
//	if err != nil { … } // a *StartError says in one line what was run and what to do
//	defer client.Close()
//
//	report, err := client.Check(ctx, lean.Source{
//		Text:  "theorem t (p : Prop) (h : p) : p := by\n  exact h\n",
//		Goals: []lean.Position{{Line: 1, Character: 2}},
//	})
//	if err != nil { … } // canceled, or wrong use: all else is in the report
//	if report.Clean() { … }
//
// A Client is one server process. Check opens a document that is never on disk, waits for the
// server's word that all messages of this version are sent, asks for the goals, and closes the
// document. For many variants of one text keep a Document: Lean uses again what it elaborated
// of the common prefix.
//
//	doc, err := client.Open(text)
//	report, err = doc.Check(ctx)
//	err = doc.Change(other)
//	report, err = doc.Check(ctx)
//
// Goals come as text, or in their parts: a Session asks Lean's RPC for goals, messages and places
// whose terms know what they consist of, and gives back what the server keeps for it. Either kind
// of goal can be made a theorem of its own, if it can be said so that it means the same.
//
//	session := doc.Session()
//	defer session.Close()
//	state, err := session.Goals(ctx, lean.Position{Line: 1, Character: 2})
//	stated, err := state.Goals[0].Statement("step", "import Mathlib")
//
// A Pool is several servers that keep their imports loaded. It is a Checker as well, and tries
// many tactics on one state at once:
//
//	pool, err := lean.StartPool(ctx, lean.PoolConfig{Client: lean.Config{Dir: "workspace"}})
//	if err != nil { … }
//	defer pool.Close()
//	state := lean.State{
//		Before:  "import Mathlib\n\n",
//		Theorem: "theorem two (n : ℕ) (h : n = 1) : n + 1 = 2",
//	}
//	trials, err := pool.Try(ctx, state, []string{"rfl", "omega", "simp [h]"}, lean.TryOptions{})
//	for _, t := range trials {
//		fmt.Println(t.Script, t.Proved, t.Messages)
//	}
//
// A report is Finished, and then perhaps Clean, only if no message can have been lost. A
// server that dies, hangs or loses a worker is replaced, its documents are opened again, and
// the request is repeated; what fails again is an Outcome with its Reason. That is all a
// success means here: Lean elaborated the text. What the text declares, by which axioms, and
// whether it tampered with Lean, is for package lean/audit to say.
//
// Servers are asked what they can do, and never for their version: those from 2021 on will do.
package lean

import (
	"context"
	"fmt"
	"time"

	"cosita/lean/lsp"
)

// A Checker elaborates Lean source. A time-out or a dead server is in Report.Outcome, whose
// zero value is NotRun; the error is for misuse and a canceled ctx only.
type Checker interface {
	Check(ctx context.Context, src Source) (Report, error)
}

// Source is one Lean file to be checked.
type Source struct {
	Name  string     // file name for messages; need not exist
	Text  string     // the whole file
	Goals []Position // places whose goals are wanted in the report
}

// Position is a place in a text: lines from 0, characters in UTF-16 units from 0.
type Position = lsp.Position

// Range is a half-open range of positions.
type Range = lsp.Range

// Outcome is how a check ended. The zero value is NotRun.
type Outcome uint8

// How a check can end.
const (
	NotRun   Outcome = iota // the check did not run
	Finished                // Lean worked through the whole text that was asked for
	TimedOut                // the deadline struck first
	Died                    // the server or its worker ended, again after it was replaced
	Stopped                 // Lean gave up before the end of the text (an import that is not there, or `#exit`), or its answers do not fit together
)

// Severity of a message, as in the language-server protocol.
type Severity uint8

// The severities.
const (
	Error Severity = iota + 1
	Warning
	Information
	Hint
)

// Message is one diagnostic, with its full range.
type Message struct {
	Severity Severity `json:"severity"`
	Range    Range    `json:"range"`
	Text     string   `json:"text"`
	Tags     []int    `json:"tags,omitempty"`   // Lean's: 1 unsolved goals, 2 goals accomplished
	Silent   bool     `json:"silent,omitempty"` // said for editors only, such as "Goals accomplished!"
}

// GoalsAt is what the server answered at one position.
type GoalsAt struct {
	Position Position
	Tactic   bool   // whether there is a tactic state at all
	Goals    []Goal // empty with Tactic set: no goals left
	Reason   string // why the goals are not known, where the server did not say them; else empty
}

// Report is what a check found.
type Report struct {
	Outcome  Outcome
	Reason   string // one line, when not Finished
	Messages []Message
	Sorry    bool // whether a declaration of the text uses sorry
	Goals    []GoalsAt
	Server   string // the server's name and version as it gave them
	Elapsed  time.Duration
}

// Clean reports whether the text was elaborated to its end without error and without sorry.
func (r *Report) Clean() bool {
	if r.Outcome != Finished || r.Sorry {
		return false
	}
	for _, m := range r.Messages {
		if m.Severity == Error || m.Severity == 0 {
			return false
		}
	}
	return true
}

// String names the outcome.
func (o Outcome) String() string {
	names := [...]string{"not run", "finished", "timed out", "died", "stopped"}
	if int(o) >= len(names) {
		return fmt.Sprintf("outcome %d", o)
	}
	return names[o]
}
