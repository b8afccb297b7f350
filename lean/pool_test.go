package lean

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"cosita/lean/leantest"
)

// poolOf starts a pool on servers that follow a script.
func poolOf(t testing.TB, script leantest.Script, change func(*PoolConfig)) *Pool {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cfg := PoolConfig{
		Client: Config{
			Path: exe, Dir: t.TempDir(), Env: leantest.Env(script.Write(t)),
			Silence: time.Second, lookEvery: 20 * time.Millisecond,
		},
		Servers: 2, lookEvery: time.Hour, // tests look themselves
	}
	if change != nil {
		change(&cfg)
	}
	p, err := StartPool(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if s := p.Stats(); s.Queued != 0 || s.Busy != 0 || s.Servers != 0 || s.Asked != answers(s) {
			t.Errorf("after Close: %+v", s)
		}
	})
	return p
}

func answers(s Stats) int {
	n := 0
	for _, of := range s.Answered {
		n += of
	}
	return n
}

// said is a document that has one information, so that its report is told from others'.
func said(word string) leantest.Document {
	return leantest.Document{Messages: []leantest.Message{{Severity: 3, Text: word}}}
}

// numbered are n accepted texts with a header, each with its own message.
func numbered(header string, n int) (texts []string, documents map[string]leantest.Document) {
	documents = map[string]leantest.Document{}
	for i := range n {
		text := fmt.Sprintf("%s\ntheorem t%d : %d = %[2]d := by\n  rfl\n", header, i, i)
		texts = append(texts, text)
		documents[leantest.Digest(text)] = said(fmt.Sprintf("this is %d", i))
	}
	return texts, documents
}

// settled waits until no server works.
func settled(p *Pool) Stats {
	for {
		if s := p.Stats(); s.Busy == 0 && s.Queued == 0 {
			return s
		}
		runtime.Gosched()
	}
}

func TestPoolChecks(t *testing.T) {
	texts, documents := numbered("import A", 20)
	p := poolOf(t, leantest.Script{Documents: documents}, nil)
	var wait sync.WaitGroup
	for round := range 5 {
		for i, text := range texts {
			wait.Go(func() {
				r, err := p.Check(t.Context(), Source{Text: text, Goals: []Position{{Line: 2, Character: 2}}})
				want := fmt.Sprintf("this is %d", i)
				if err != nil || !r.Clean() || len(r.Messages) != 1 || r.Messages[0].Text != want || len(r.Goals) != 1 {
					t.Errorf("round %d, %s: %+v, %v", round, want, r, err)
				}
			})
		}
	}
	wait.Wait()
	s := settled(p)
	if s.Asked != 100 || s.Answered[Finished] != 100 || s.Cold > 2 || s.Warm != 100-s.Cold || s.Servers > 2 {
		t.Errorf("%+v", s)
	}
	if r, err := p.Check(t.Context(), Source{Text: "import A\ntheorem u : False := by\n  rfl\n"}); err != nil || r.Outcome != Finished || r.Clean() {
		t.Errorf("an unknown text: %+v, %v", r, err)
	}
	if _, err := p.Check(t.Context(), Source{Text: "\xff"}); err == nil {
		t.Error("a text that is not UTF-8 is no error")
	}
}

// A pool whose program is no Lean says so when it is started.
func TestPoolOfNoLean(t *testing.T) {
	_, err := StartPool(t.Context(), PoolConfig{Client: Config{Path: "/bin/cat", StartTimeout: 5 * time.Second}})
	if _, ok := errors.AsType[*StartError](err); !ok {
		t.Errorf("%v", err)
	}
}

// Texts of two headers and two projects get servers of their own as long as there are some,
// and take over others' when there are none.
func TestPoolKeys(t *testing.T) {
	a, documents := numbered("import A", 2)
	b, more := numbered("-- two\nimport B", 2)
	maps.Copy(documents, more)
	p := poolOf(t, leantest.Script{Documents: documents}, nil)
	elsewhere, err := p.Lane(LaneConfig{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		checker Checker
		text    string
		cold    int // so far
		servers int
	}{
		{p, a[0], 1, 1}, {p, a[1], 1, 1}, {p, b[0], 2, 2}, {p, a[0], 2, 2}, {p, b[1], 2, 2},
		{elsewhere, b[0], 3, 2}, // in place of the one for A
		{p, b[0], 3, 2}, {elsewhere, b[1], 3, 2}, {p, a[0], 4, 2},
	} {
		if r, err := step.checker.Check(t.Context(), Source{Text: step.text}); err != nil || !r.Clean() {
			t.Fatalf("%q: %+v, %v", step.text, r, err)
		}
		if s := settled(p); s.Cold != step.cold || s.Servers != step.servers {
			t.Errorf("after %q: %d times cold on %d servers, want %d on %d", step.text, s.Cold, s.Servers, step.cold, step.servers)
		}
	}
}

// What happens to a check is its outcome; afterwards the pool works as before.
func TestPoolFaults(t *testing.T) {
	text := "theorem t : 1 = 1 := by\n  rfl\n"
	after := "theorem after : 1 = 1 := by\n  rfl\n"
	digest := leantest.Digest(text)
	for _, test := range []struct {
		name  string
		fault leantest.Fault
		limit time.Duration
		want  Outcome
	}{
		{"crash once", leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Crash, Times: 1}, 0, Finished},
		{"crash always", leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Crash}, 0, Died},
		{"hang once", leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Hang, Times: 1}, 0, Finished},
		{"garbage once", leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Garbage, Times: 1}, 0, Finished},
		{"stall", leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Stall}, 50 * time.Millisecond, TimedOut},
		{"hang with a deadline", leantest.Fault{Phase: leantest.Elaborating, Kind: leantest.Hang}, 50 * time.Millisecond, TimedOut},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.fault.Document = digest
			p := poolOf(t, leantest.Script{
				Documents: map[string]leantest.Document{digest: said("t"), leantest.Digest(after): said("after")},
				Faults:    []leantest.Fault{test.fault},
			}, func(cfg *PoolConfig) { cfg.Servers, cfg.Grace = 1, 100*time.Millisecond })
			ctx := t.Context()
			if test.limit > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, test.limit)
				defer cancel()
			}
			r, err := p.Check(ctx, Source{Text: text})
			if err != nil || r.Outcome != test.want || r.Clean() != (test.want == Finished) || (r.Reason == "") != (test.want == Finished) {
				t.Errorf("%+v, %v", r, err)
			}
			r, err = p.Check(t.Context(), Source{Text: after})
			if err != nil || !r.Clean() || len(r.Messages) != 1 || r.Messages[0].Text != "after" {
				t.Errorf("afterwards: %+v, %v", r, err)
			}
		})
	}
}

// Where a server does not say of which version its messages are, no text takes over another's
// document: what is said late of one would count for the next.
func TestPoolWithoutVersions(t *testing.T) {
	texts, documents := numbered("import A", 3)
	p := poolOf(t, leantest.Script{Documents: documents, NoVersions: true}, func(cfg *PoolConfig) { cfg.Servers = 1 })
	for i, text := range texts {
		r, err := p.Check(t.Context(), Source{Text: text})
		if err != nil || !r.Clean() || r.Messages[0].Text != fmt.Sprintf("this is %d", i) {
			t.Errorf("%+v, %v", r, err)
		}
		settled(p)
		if got := p.slots[0].doc.Text(); got != "import A\n" {
			t.Errorf("the open document has the text %q", got)
		}
	}
}

// stalling is a script for one text that is never done, and its pool's config.
func stalling() (leantest.Script, string) {
	text := "theorem never : 1 = 1 := by\n  rfl\n"
	return leantest.Script{Faults: []leantest.Fault{
		{Phase: leantest.Elaborating, Kind: leantest.Stall, Document: leantest.Digest(text)},
	}}, text
}

// A check that waits can be canceled, and can time out.
func TestPoolQueued(t *testing.T) {
	script, never := stalling()
	p := poolOf(t, script, func(cfg *PoolConfig) { cfg.Servers = 1 })
	running, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		if r, err := p.Check(running, Source{Text: never}); !errors.Is(err, context.Canceled) || r.Outcome != NotRun {
			t.Errorf("the one that ran: %+v, %v", r, err)
		}
	})
	for p.Stats().Busy == 0 {
		runtime.Gosched()
	}
	canceled, cancel := context.WithCancel(t.Context())
	wait.Go(func() {
		if r, err := p.Check(canceled, Source{Text: never}); !errors.Is(err, context.Canceled) || r.Outcome != NotRun {
			t.Errorf("canceled in the queue: %+v, %v", r, err)
		}
	})
	for p.Stats().Queued == 0 {
		runtime.Gosched()
	}
	cancel()
	late, done := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer done()
	if r, err := p.Check(late, Source{Text: never}); err != nil || r.Outcome != TimedOut || r.Clean() {
		t.Errorf("a deadline in the queue: %+v, %v", r, err)
	}
	stop()
	wait.Wait()
	if s := settled(p); s.Canceled != 2 || s.Answered[NotRun] != 2 || s.Answered[TimedOut] != 1 || s.Asked != 3 {
		t.Errorf("%+v", s)
	}
}

// Close answers what runs and what waits.
func TestPoolClose(t *testing.T) {
	script, never := stalling()
	p := poolOf(t, script, func(cfg *PoolConfig) { cfg.Servers = 2 })
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			if r, err := p.Check(t.Context(), Source{Text: never}); !errors.Is(err, ErrClosed) || r.Outcome != NotRun {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	for s := p.Stats(); s.Busy < 2 || s.Queued < 8; s = p.Stats() {
		runtime.Gosched()
	}
	for range 2 {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	wait.Wait()
	if _, err := p.Check(t.Context(), Source{}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestPoolRecycles(t *testing.T) {
	texts, documents := numbered("", 12)
	check := func(p *Pool, texts []string) {
		t.Helper()
		for _, text := range texts {
			if r, err := p.Check(t.Context(), Source{Text: text}); err != nil || !r.Clean() {
				t.Errorf("%+v, %v", r, err)
			}
			settled(p)
		}
	}
	script := leantest.Script{Documents: documents}
	p := poolOf(t, script, func(cfg *PoolConfig) { cfg.Edits = 5 })
	check(p, texts)
	if s := settled(p); s.Recycled["edits"] != 2 || s.Cold != 3 {
		t.Errorf("after 5 edits each: %+v", s)
	}
	p = poolOf(t, script, func(cfg *PoolConfig) { cfg.Age = time.Nanosecond })
	check(p, texts[:3])
	if s := settled(p); s.Recycled["age"] != 3 {
		t.Errorf("each is too old: %+v", s)
	}
	// A text that may run code is the last of its worker.
	p = poolOf(t, script, nil)
	for _, text := range []string{texts[0], "run_cmd pure ()\n", texts[1], "theorem t := by #eval /-", texts[2]} {
		if _, err := p.Check(t.Context(), Source{Text: text}); err != nil {
			t.Error(err)
		}
		settled(p)
	}
	if s := settled(p); s.Discarded != 2 || s.Cold != 3 {
		t.Errorf("after wild texts: %+v", s)
	}
}
