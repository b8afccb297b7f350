package lean

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"cosita/lean/leantest"
)

var tryState = State{
	Before:  "import A\n\ntheorem stub (n : Nat) : n = n := by\n  sorry\n\n",
	Theorem: "theorem t (x : Nat)\n    (h : x = 1) :\n    x + 0 = 1",
	After:   "exact stub",
}

// stubWarning is what Lean says of the sorry above tryState's theorem.
var stubWarning = leantest.Message{Severity: 2, Start: [2]int{2, 8}, End: [2]int{2, 12}, Text: "declaration uses 'sorry'"}

func failure(line, character int, text string) leantest.Message {
	return leantest.Message{Severity: 1, Start: [2]int{line, character}, End: [2]int{line, character + 2}, Text: text}
}

func TestStateSource(t *testing.T) {
	want := tryState.Before + tryState.Theorem + " := by\n  simp\n  · omega\n\n  exact stub\n"
	if got := tryState.Source("simp\n· omega\n"); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := (State{Theorem: "theorem t : True"}).Source("  "); got != "theorem t : True := by\n" {
		t.Errorf("%q", got)
	}
}

// What Lean says of a script comes back at the script's own positions, in UTF-16.
func TestTry(t *testing.T) {
	source := func(script string) string { return leantest.Digest(tryState.Source(script)) }
	script := leantest.Script{Documents: map[string]leantest.Document{
		source("omega"): {Goals: map[string][]string{"8:7": {"x : Nat\n⊢ x = 1"}}},
		source("have : 𝔸 := by\n  simp"): {Messages: []leantest.Message{
			failure(8, 14, "in the script's first line"), failure(9, 4, "in its second"),
			failure(10, 2, "what follows it"), failure(6, 4, "in the theorem"),
			{Severity: 3, Start: [2]int{0, 0}, End: [2]int{0, 6}, Text: "above"},
		}},
		source("trivial"):     {Messages: []leantest.Message{{Severity: 2, Start: [2]int{5, 8}, End: [2]int{5, 9}, Text: "declaration uses `sorry`"}}},
		source("exact oddly"): {Messages: []leantest.Message{{Severity: 2, Text: "x"}}},
	}}
	p := poolOf(t, script, nil)
	scripts := []string{"omega", "have : 𝔸 := by\n  simp", "trivial", "unknown", "exact oddly"}
	trials, err := p.Try(t.Context(), tryState, scripts, TryOptions{})
	if err != nil || len(trials) != len(scripts) {
		t.Fatal(trials, err)
	}
	for i, want := range []bool{true, false, false, false, true} {
		trial := trials[i]
		if trial.Script != scripts[i] || trial.Proved != want || trial.Report.Outcome != Finished || trial.Report.Elapsed <= 0 {
			t.Errorf("%+v", trial)
		}
	}
	if end := trials[0].End; !end.Tactic || len(end.Goals) != 1 || end.Position != (Position{Character: 5}) {
		t.Errorf("the end of the first: %+v", end)
	}
	var got []string
	for _, m := range trials[1].Messages {
		got = append(got, fmt.Sprintf("%d:%d %s", m.Range.Start.Line, m.Range.Start.Character, m.Text))
	}
	want := []string{"0:0 in the theorem", "0:12 in the script's first line", "1:2 in its second", "1:6 what follows it"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if len(trials[0].Messages) != 0 || len(trials[0].Report.Messages) != 1 {
		t.Errorf("the stub's sorry is no message about the script: %+v", trials[0])
	}
	if _, err := p.Try(t.Context(), tryState, []string{"\xff"}, TryOptions{}); err == nil {
		t.Error("a script that is not UTF-8 is no error")
	}
}

// A sorry above the theorem is the caller's only where the caller wrote one.
func TestProved(t *testing.T) {
	sorry := Message{Severity: Warning, Text: "declaration uses 'sorry'", Range: Range{Start: Position{Line: 2}}}
	below := sorry
	below.Range.Start.Line = 5
	for _, test := range []struct {
		name   string
		state  State
		report Report
		want   bool
	}{
		{"clean", tryState, Report{Outcome: Finished}, true},
		{"not run", tryState, Report{}, false},
		{"timed out", tryState, Report{Outcome: TimedOut}, false},
		{"the stub's", tryState, Report{Outcome: Finished, Sorry: true, Messages: []Message{sorry}}, true},
		{"the theorem's", tryState, Report{Outcome: Finished, Sorry: true, Messages: []Message{sorry, below}}, false},
		{"nobody's", tryState, Report{Outcome: Finished, Sorry: true}, false},
		{"above without one", State{Before: "\n\n\n\n", Theorem: "theorem t : True"}, Report{Outcome: Finished, Sorry: true, Messages: []Message{sorry}}, false},
		{"of no weight", tryState, Report{Outcome: Finished, Messages: []Message{{Text: "?"}}}, false},
	} {
		if got := test.state.proved(&test.report); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

// tryStalls are scripts of which some never end and the others prove the state.
func tryStalls(t *testing.T, servers int, scripts []string, proves ...int) *Pool {
	script := leantest.Script{Documents: map[string]leantest.Document{}}
	for _, i := range proves {
		script.Documents[leantest.Digest(tryState.Source(scripts[i]))] = leantest.Document{}
	}
	for _, s := range scripts {
		if digest := leantest.Digest(tryState.Source(s)); strings.HasPrefix(s, "never") {
			script.Faults = append(script.Faults, leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Stall, Document: digest})
		}
	}
	return poolOf(t, script, func(cfg *PoolConfig) { cfg.Servers = servers })
}

func outcomes(trials []Trial) string {
	var b strings.Builder
	for _, trial := range trials {
		switch {
		case trial.Proved:
			b.WriteString("p")
		case trial.Report.Outcome == Finished:
			b.WriteString("f")
		case trial.Report.Outcome == NotRun:
			b.WriteString("-")
		case trial.Report.Outcome == TimedOut:
			b.WriteString("t")
		default:
			b.WriteString("?")
		}
	}
	return b.String()
}

func TestTryUntil(t *testing.T) {
	scripts := []string{"never1", "never2", "proves", "never3"}
	p := tryStalls(t, 4, scripts, 2)
	trials, err := p.Try(t.Context(), tryState, scripts, TryOptions{Until: First})
	if err != nil || outcomes(trials) != "--p-" || !strings.Contains(trials[0].Report.Reason, "script 3") {
		t.Errorf("the first: %s, %v, %+v", outcomes(trials), err, trials[0])
	}
	// Those before the one that proves it are waited for, those after it are not.
	trials, err = p.Try(t.Context(), tryState, scripts, TryOptions{Until: Earliest, Limit: time.Second})
	if err != nil || outcomes(trials[:3]) != "ttp" {
		t.Errorf("the earliest: %s, %v", outcomes(trials), err)
	}
	late, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	trials, err = p.Try(late, tryState, scripts, TryOptions{})
	if err != nil || outcomes(trials) != "ttpt" {
		t.Errorf("a deadline: %s, %v", outcomes(trials), err)
	}
	settled(p)
	canceled, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		trials, err := p.Try(canceled, tryState, scripts[:2], TryOptions{})
		if !errors.Is(err, context.Canceled) || outcomes(trials) != "--" {
			t.Errorf("canceled: %s, %v", outcomes(trials), err)
		}
	})
	for p.Stats().Busy < 2 {
		runtime.Gosched()
	}
	stop()
	wait.Wait()
}

// The winner of Earliest is the same however the servers hurry.
func TestTryEarliestIsSteady(t *testing.T) {
	var scripts []string
	for i := range 20 {
		scripts = append(scripts, fmt.Sprintf("s%d", i))
	}
	p := tryStalls(t, 4, scripts, 3, 4, 7, 19)
	for range 20 {
		trials, err := p.Try(t.Context(), tryState, scripts, TryOptions{Until: Earliest})
		if err != nil || outcomes(trials)[:4] != "fffp" {
			t.Fatalf("%s, %v", outcomes(trials), err)
		}
	}
}

// batchText is the text in which scripts share a document.
func batchText(scripts ...string) string {
	text := tryState.Before
	for _, s := range scripts {
		text += "example (x : Nat)\n    (h : x = 1) :\n    x + 0 = 1 := by\n  " + s + "\n  exact stub\n\nsection\nend\n\n"
	}
	return text
}

// Scripts that share a text: what fails there has failed, at its own positions; what does not is
// a proof only where it is one alone.
func TestTryBatch(t *testing.T) {
	state := tryState
	state.After = "exact h"
	batch := func(scripts ...string) string {
		return leantest.Digest(strings.ReplaceAll(batchText(scripts...), "exact stub", "exact h"))
	}
	alone := func(script string) string { return leantest.Digest(state.Source(script)) }
	seen := t.TempDir() + "/seen.jsonl"
	p := poolOf(t, leantest.Script{Seen: seen, Documents: map[string]leantest.Document{
		// Nine lines each, from line 5 on; the script on the fourth of them.
		batch("omega", "ring", "linarith"): {
			Messages: []leantest.Message{stubWarning, failure(8, 2, "omega fails"), failure(5+9+6, 0, "unexpected token 'section'")},
			Goals:    map[string][]string{"8:7": {"x : Nat\n⊢ x = 1"}},
		},
		alone("linarith"):    {},
		alone("foo_bar"):     {},
		batch("simp", "rfl"): {},
		alone("simp"):        {},
	}}, nil)
	scripts := []string{"omega", "ring", "linarith", "foo_bar", "simp", "rfl"}
	trials, err := p.Try(t.Context(), state, scripts, TryOptions{Batch: 3})
	if err != nil || outcomes(trials) != "ffpppf" {
		t.Fatalf("%s, %v", outcomes(trials), err)
	}
	omega := trials[0]
	if len(omega.Messages) != 1 || omega.Messages[0].Range.Start != (Position{}) || len(omega.Report.Messages) != 2 ||
		omega.Report.Messages[1].Range.Start != (Position{Line: 8, Character: 2}) || !omega.End.Tactic || omega.End.Position != (Position{Character: 5}) {
		t.Errorf("%+v", omega)
	}
	if ring := trials[1]; len(ring.Messages) != 1 || !strings.Contains(ring.Messages[0].Text, "unexpected token") {
		t.Errorf("what ends too early is its own fault: %+v", ring)
	}
	if s := p.Stats(); s.Asked != 6 {
		t.Errorf("%d checks, want two batches, three to confirm, one that may not share", s.Asked)
	}
	// Without an answer for the batch, each stands alone.
	p = poolOf(t, leantest.Script{
		Documents: map[string]leantest.Document{alone("omega"): {}},
		Faults:    []leantest.Fault{{Phase: leantest.Elaborating, Kind: leantest.Crash, Document: batch("omega", "ring")}},
	}, nil)
	trials, err = p.Try(t.Context(), state, []string{"omega", "ring"}, TryOptions{Batch: 2})
	if err != nil || outcomes(trials) != "pf" {
		t.Errorf("after a crash: %s, %v", outcomes(trials), err)
	}
	// Something is wrong above them all: no verdict of the batch counts.
	p = poolOf(t, leantest.Script{Documents: map[string]leantest.Document{
		batch("omega", "ring"): {Messages: []leantest.Message{failure(2, 0, "above")}},
		alone("ring"):          {},
	}}, nil)
	trials, err = p.Try(t.Context(), state, []string{"omega", "ring"}, TryOptions{Batch: 2})
	if err != nil || outcomes(trials) != "fp" {
		t.Errorf("with an error above: %s, %v", outcomes(trials), err)
	}
}

// A script that may run code, or leaves its theorem, changes no other's verdict: its worker is not
// used again, and what is after it is checked as if it had not been.
func TestTryKeepsScriptsApart(t *testing.T) {
	state := State{Theorem: "theorem t : 1 = 1"}
	evil := []string{"rfl\nrun_cmd pure ()", "rfl\n\ninitialize pure ()", "exact (by run_tac pure ())", "rfl /-", "rfl\nend"}
	script := leantest.Script{Documents: map[string]leantest.Document{leantest.Digest(state.Source("rfl")): {}}}
	p := poolOf(t, script, func(cfg *PoolConfig) { cfg.Servers = 1 })
	for _, e := range evil {
		trials, err := p.Try(t.Context(), state, []string{e, "rfl", e}, TryOptions{Batch: 8})
		if err != nil || outcomes(trials) != "fpf" {
			t.Errorf("%q: %s, %v", e, outcomes(trials), err)
		}
	}
	if s := settled(p); s.Discarded != 6 {
		t.Errorf("%d workers were ended, want one for each that may run code", s.Discarded)
	}
}
