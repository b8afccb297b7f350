package lean

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"cosita/lean/lsp"
)

// State is a theorem that waits for its proof.
type State struct {
	// Before is what stands above the theorem: imports, opens, what it relies on. A `sorry` that
	// is there does not count against a proof.
	Before string
	// Theorem is `theorem NAME (h : P) … : Q`, without `:=`.
	Theorem string
	// After is tactics that follow each script, such as `exact next h`; may be empty.
	After string
}

// indentation of a script below its theorem, in spaces.
const indentation = 2

// Source is the text in which a script, not indented, proves the state.
func (s State) Source(script string) string {
	return s.Before + s.Theorem + " := by\n" + s.body(script)
}

// body is what follows the theorem's `by`.
func (s State) body(script string) string {
	var b strings.Builder
	for _, part := range []string{script, s.After} {
		if strings.TrimSpace(part) == "" {
			continue
		}
		b.WriteString(Indent(part) + "\n")
	}
	return b.String()
}

// Indent moves a script's lines to the right, as they stand below `by`.
func Indent(script string) string {
	lines := strings.Split(script, "\n")
	for i, l := range lines {
		if l != "" {
			lines[i] = strings.Repeat(" ", indentation) + l
		}
	}
	return strings.Join(lines, "\n")
}

// Until says when a Try is over.
type Until uint8

// The ends of a Try.
const (
	All   Until = iota // every script was tried
	First              // some script, whichever came first, proved the state
	// Earliest is when a script proved the state and none before it in the list can any more:
	// its winner does not depend on who was fastest.
	Earliest
)

// TryOptions says how scripts are tried. The zero value tries each in a document of its own.
type TryOptions struct {
	Until Until
	// Limit is how long the elaboration of one script may take, loading imports apart;
	// Config.CheckTimeout if zero.
	Limit time.Duration
	// Batch is how many scripts may stand in one text, each with an `example` of its own; none
	// share if below 2. Only those share that a gate finds unable to reach beyond their own, and
	// what looks like a proof there is checked again alone.
	Batch int
}

// Trial is what came of one script.
type Trial struct {
	Script string
	// Report is that on State.Source(Script). Its Outcome is NotRun, with the reason, for a script
	// that was not needed any more. Of a script that failed in a batch, Elapsed is the batch's.
	Report Report
	Proved bool // Lean worked through it, without error, and without a sorry but those of State.Before
	// Messages are the report's about the theorem and the script, at positions of the script:
	// those about the theorem at its start, those about State.After at its end.
	Messages []Message
	// End is the state at the script's end, at a position of the script.
	End GoalsAt
}

// Try is Lane.Try in a lane of Normal priority.
func (p *Pool) Try(ctx context.Context, state State, scripts []string, opts TryOptions) ([]Trial, error) {
	return p.lane.Try(ctx, state, scripts, opts)
}

// Try tries scripts on one state, on as many servers as are free, and says of each what came of
// it, in the order of the scripts. A deadline of ctx that strikes is the outcome TimedOut of
// those that are not done. An error is ctx's, when it was canceled, or misuse: text that is not
// UTF-8, a closed pool. What is known by then comes with it.
func (l *Lane) Try(ctx context.Context, state State, scripts []string, opts TryOptions) ([]Trial, error) {
	for _, text := range append([]string{state.Before, state.Theorem, state.After}, scripts...) {
		if !utf8.ValidString(text) {
			return nil, errors.New("try: a text is not UTF-8")
		}
	}
	t := &try{lane: l, state: state, opts: opts, trials: make([]Trial, len(scripts)), winner: -1}
	for i, s := range scripts {
		t.trials[i] = Trial{Script: s, Report: Report{Reason: "not tried"}}
	}
	var work sync.WaitGroup
	run := func(which []int, f func(context.Context, []int)) {
		u := t.begin(ctx, which)
		work.Go(func() {
			defer u.cancel(nil)
			f(u.ctx, which)
		})
	}
	shared, alone := t.batches()
	for _, group := range shared {
		run(group, t.batch)
	}
	for _, i := range alone {
		run([]int{i}, t.alone)
	}
	work.Wait()
	if t.err != nil {
		return t.trials, fmt.Errorf("try %d scripts: %w", len(scripts), t.err)
	}
	return t.trials, nil
}

// try is one Try in progress.
type try struct {
	lane  *Lane
	state State
	opts  TryOptions

	mu     sync.Mutex
	trials []Trial // each is set by the one unit that has it
	units  []*unit
	winner int // the script that ended it, -1 for none
	err    error
}

// unit is scripts that are tried by one goroutine.
type unit struct {
	which  []int
	ctx    context.Context
	cancel context.CancelCauseFunc
}

// errNotNeeded is the cause of trials that ended because another script proved the state.
var errNotNeeded = errors.New("another script proves it")

func (t *try) begin(ctx context.Context, which []int) *unit {
	u := &unit{which: which}
	u.ctx, u.cancel = context.WithCancelCause(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.units = append(t.units, u)
	if t.needless(u) {
		u.cancel(errNotNeeded)
	}
	return u
}

// needless reports whether none of a unit's scripts is needed. t.mu is held.
func (t *try) needless(u *unit) bool {
	return t.winner >= 0 && (t.opts.Until == First || u.which[0] > t.winner)
}

// record keeps what came of script i.
func (t *try) record(i int, trial Trial, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	trial.Script = t.trials[i].Script
	switch {
	case errors.Is(err, errNotNeeded):
		trial.Report.Outcome = NotRun
		trial.Report.Reason = fmt.Sprintf("not needed: script %d proves it", t.winner+1)
	case err != nil && t.err == nil:
		t.err = err
	}
	t.trials[i] = trial
	if !trial.Proved || t.opts.Until == All || t.winner >= 0 && (t.opts.Until == First || t.winner < i) {
		return
	}
	t.winner = i
	for _, u := range t.units {
		if t.needless(u) {
			u.cancel(errNotNeeded)
		}
	}
}

// alone checks one script in a text of its own.
func (t *try) alone(ctx context.Context, which []int) {
	i := which[0]
	script := t.trials[i].Script
	p := t.state.placed(script, t.state.Before+t.state.Theorem+" := by\n")
	report, err := t.check(ctx, Source{Text: t.state.Source(script), Goals: []Position{p.end()}})
	trial := p.trial(report)
	trial.Proved = err == nil && t.state.proved(&report)
	t.record(i, trial, err)
}

// check is a check in the lane. Its error is errNotNeeded where that ended it.
func (t *try) check(ctx context.Context, src Source) (Report, error) {
	report, err := t.lane.check(ctx, src, t.opts.Limit)
	if err != nil && errors.Is(context.Cause(ctx), errNotNeeded) {
		err = errNotNeeded
	}
	return report, err
}

// proved reports whether a report on the state's source makes a proof of it.
func (s State) proved(r *Report) bool {
	if r.Outcome != Finished {
		return false
	}
	line, excused := strings.Count(s.Before, "\n"), false
	for _, m := range r.Messages {
		if m.Severity == Error || m.Severity == 0 {
			return false
		}
		if m.Sorry() {
			if m.Range.Start.Line >= line || !strings.Contains(s.Before, "sorry") {
				return false
			}
			excused = true
		}
	}
	return excused || !r.Sorry
}

// place is where a script stands in a text.
type place struct {
	script  string
	theorem int // the theorem's line
	first   int // the script's
	lines   int // how many it has
}

// placed is the place of a script below a text.
func (s State) placed(script, above string) place {
	if strings.TrimSpace(script) == "" {
		script = "" // it is left out
	}
	first := strings.Count(above, "\n")
	p := place{script: script, first: first, theorem: first - strings.Count(s.Theorem+"\n", "\n")}
	if script != "" {
		p.lines = strings.Count(script, "\n") + 1
	}
	return p
}

// end is the place of the script's end in the text.
func (p place) end() Position {
	at := lsp.PositionAt(p.script, len(strings.TrimRight(p.script, " \t\r\n")))
	return Position{Line: at.Line + p.first, Character: at.Character + indentation}
}

// at is the position in the script of one in the text.
func (p place) at(pos Position) Position {
	switch line := pos.Line - p.first; {
	case line < 0:
		return Position{}
	case line >= p.lines:
		return lsp.PositionAt(p.script, len(p.script))
	default:
		return Position{Line: line, Character: max(0, pos.Character-indentation)}
	}
}

// trial is a report seen from the script.
func (p place) trial(r Report) Trial {
	t := Trial{Report: r}
	for _, m := range r.Messages {
		if m.Range.Start.Line >= p.theorem {
			m.Range = Range{Start: p.at(m.Range.Start), End: p.at(m.Range.End)}
			t.Messages = append(t.Messages, m)
		}
	}
	for _, g := range r.Goals {
		g.Position = p.at(g.Position)
		t.End = g
	}
	return t
}
