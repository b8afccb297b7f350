package lean

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"cosita/lean/leantest"
)

const sessionText = "theorem t (a b : Nat) (h : a = b) : b = a := by\n  exact h.symm\n"

// The answers of a server, with references in either form.
func sessionCalls(form string) map[string]json.RawMessage {
	ref := func(n string) string { return `{"` + form + `":"` + n + `"}` }
	goals := `{"goals":[{"userName":"h","goalPrefix":"⊢ ","mvarId":"m","isInserted":true,"ctx":` + ref("3") + `,
		"type":{"tag":[{"subexprPos":"/","info":` + ref("2") + `,"diffStatus":"willChange"},{"append":[{"text":"b"},{"text":" = a"}]}]},
		"hyps":[{"names":["a","b"],"fvarIds":["x","y"],"type":{"tag":[{"subexprPos":"/","info":` + ref("0") + `},{"text":"Nat"}]}},
			{"names":["inst✝"],"isInstance":true,"isInserted":true,"type":{"tag":[{"info":` + ref("0") + `},{"text":"Add Nat"}]}},
			{"names":["c"],"isRemoved":true,"type":{"text":"Nat"},"val":{"text":"a"}}]}]}`
	return map[string]json.RawMessage{
		"Lean.Widget.getInteractiveGoals 1:2":       json.RawMessage(goals),
		"Lean.Widget.getInteractiveGoals 0:0":       json.RawMessage("null"),
		"Lean.Widget.getInteractiveGoals 1:14":      json.RawMessage(`{"goals":[]}`),
		"Lean.Widget.getInteractiveGoals 9:0":       json.RawMessage(`{"goals":null}`),
		"Lean.Widget.getInteractiveGoals 9:1":       json.RawMessage(`{"goals":[null]}`),
		"Lean.Widget.getInteractiveGoals 9:2":       json.RawMessage(`[7]`),
		"Lean.Widget.getInteractiveGoals 9:3":       json.RawMessage(`{"goals":[{"hyps":[],"type":{"tag":[{"info":{"p":"1","q":2}},{"text":""}]}}]}`),
		"Lean.Widget.getInteractiveTermGoal 1:8":    json.RawMessage(`{"hyps":[],"type":{"text":"b = a"},"term":` + ref("5") + `,"range":{"start":{"line":1,"character":8},"end":{"line":1,"character":14}}}`),
		"Lean.Widget.getInteractiveTermGoal 0:0":    json.RawMessage("null"),
		"Lean.Widget.getInteractiveDiagnostics 0:0": json.RawMessage(`[{"severity":2,"range":` + fakeRange + `,"message":{"append":[{"text":"on "},{"tag":[{"expr":{"tag":[{"info":` + ref("6") + `},{"text":"x"}]}},{"text":""}]},{"tag":[{"goal":{"hyps":[],"type":{"text":"p"}}},{"text":""}]}]}}]`),
		"Lean.Widget.getGoToLocation 1:2":           json.RawMessage(`[{"targetUri":"file:///Nat.lean","targetRange":` + fakeRange + `,"targetSelectionRange":` + fakeRange + `}]`),
	}
}

// startSessions runs a server that has these calls, and returns where it writes down what
// became of sessions.
func startSessions(t *testing.T, script leantest.Script, change func(*Config)) (c *Client, d *Document, lives string) {
	t.Helper()
	lives = filepath.Join(t.TempDir(), "sessions.jsonl")
	script.Sessions = lives
	c = startScript(t, script, change)
	d, err := c.Open(sessionText)
	if err != nil {
		t.Fatal(err)
	}
	return c, d, lives
}

// startScript runs a scripted server.
func startScript(t *testing.T, script leantest.Script, change func(*Config)) *Client {
	t.Helper()
	return startFake(t, func(cfg *Config) {
		cfg.Env = leantest.Env(script.Write(t))
		if change != nil {
			change(cfg)
		}
	})
}

// lived reads what became of the sessions.
func lived(t *testing.T, path string) []leantest.SessionLife {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lives []leantest.SessionLife
	for line := range strings.Lines(string(body)) {
		var l leantest.SessionLife
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		lives = append(lives, l)
	}
	return lives
}

func documents(calls map[string]json.RawMessage) map[string]leantest.Document {
	return map[string]leantest.Document{leantest.Digest(sessionText): {
		Calls: calls, Goals: map[string][]string{"1:2": {"case h\na b : Nat\n⊢ b = a"}},
	}}
}

func TestSession(t *testing.T) {
	for _, form := range []string{"p", "__rpcref"} {
		t.Run(form, func(t *testing.T) {
			c, d, lives := startSessions(t, leantest.Script{Documents: documents(sessionCalls(form))}, nil)
			s := d.Session()
			at, err := s.Goals(t.Context(), Position{Line: 1, Character: 2})
			if err != nil || !at.Tactic || at.Plain || len(at.Goals) != 1 {
				t.Fatalf("%+v, %v", at, err)
			}
			g := at.Goals[0]
			if got := g.Goal().String(); got != "case h\na b : Nat\ninst✝ : Add Nat\nc : Nat := a\n⊢ b = a" {
				t.Errorf("the text of the goal: %q", got)
			}
			if !g.Inserted || g.Removed || g.ID != "m" || g.Target.Tag.Diff != "willChange" || g.Target.Tag.Position != "/" {
				t.Errorf("goal %+v", g)
			}
			if h := g.Hyps; h[0].IDs[1] != "y" || !h[1].Instance || !h[1].Inserted || !h[2].Removed || h[0].Instance {
				t.Errorf("hypotheses %+v", h)
			}
			if places, err := s.Locations(t.Context(), g.Hyps[0].Type.Tag.Info, Definition); err != nil || len(places) != 1 || places[0].URI != "file:///Nat.lean" {
				t.Errorf("locations %+v, %v", places, err)
			}
			if at, err := s.Goals(t.Context(), Position{}); err != nil || at.Tactic {
				t.Errorf("no tactic state: %+v, %v", at, err)
			}
			if at, err := s.Goals(t.Context(), Position{Line: 1, Character: 14}); err != nil || !at.Tactic || len(at.Goals) != 0 {
				t.Errorf("no goals: %+v, %v", at, err)
			}
			tg, err := s.TermGoal(t.Context(), Position{Line: 1, Character: 8})
			if err != nil || tg.Target.String() != "b = a" || tg.Range.End.Character != 14 || tg.Term.IsZero() {
				t.Errorf("term goal %+v, %v", tg, err)
			}
			if tg, err := s.TermGoal(t.Context(), Position{}); err != nil || tg != nil {
				t.Errorf("no term: %+v, %v", tg, err)
			}
			m, err := s.Messages(t.Context(), 0, 0)
			if err != nil || len(m) != 1 || m[0].Text != "on x⊢ p" || m[0].Severity != Warning {
				t.Errorf("messages %+v, %v", m, err)
			}
			s.Release()
			if _, err := s.Locations(t.Context(), g.Context, Definition); !errors.Is(err, ErrStale) {
				t.Errorf("a reference that was given back: %v", err)
			}
			if _, err := s.Goals(t.Context(), Position{Line: 1, Character: 2}); err != nil {
				t.Error(err)
			}
			s.Close()
			s.Close()
			if _, err := s.Goals(t.Context(), Position{}); !errors.Is(err, ErrClosed) {
				t.Errorf("a closed session: %v", err)
			}
			if err := c.Close(); err != nil {
				t.Fatal(err)
			}
			want := []leantest.SessionLife{{URI: d.URI(), Calls: 8, Released: 4 + 1 + 1 + 4, Held: map[string]int{}}}
			if got := lived(t, lives); !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
		})
	}
}

func TestSessionBadAnswers(t *testing.T) {
	_, d, _ := startSessions(t, leantest.Script{Documents: documents(sessionCalls("p"))}, nil)
	s := d.Session()
	defer s.Close()
	for character := range 4 {
		if at, err := s.Goals(t.Context(), Position{Line: 9, Character: character}); err == nil {
			t.Errorf("answer %d: %+v", character, at)
		}
	}
	var any json.RawMessage
	if err := s.Call(t.Context(), Position{}, "No.such.method", struct{}{}, &any); !errors.Is(err, ErrUnsupported) {
		t.Errorf("no such method: %v", err)
	}
}

// A server that forgets a session is asked again on a new one; what the old one gave out is
// stale, though the numbers of its references come again.
func TestSessionForgotten(t *testing.T) {
	here := Position{Line: 1, Character: 2}
	forget := leantest.Fault{Phase: leantest.AtCall, Kind: leantest.Refuse, Code: -32900, Times: 1}
	c, d, lives := startSessions(t, leantest.Script{
		Documents: documents(sessionCalls("p")), Faults: []leantest.Fault{forget},
	}, nil)
	s := d.Session()
	at, err := s.Goals(t.Context(), here)
	if err != nil || len(at.Goals) != 1 {
		t.Fatalf("%+v, %v", at, err)
	}
	old := at.Goals[0].Context
	if err := c.server.process.kill(); err != nil {
		t.Fatal(err)
	}
	if at, err = s.Goals(t.Context(), here); err != nil || len(at.Goals) != 1 {
		t.Fatalf("after the server's death: %+v, %v", at, err)
	}
	if _, err := s.Locations(t.Context(), old, Definition); !errors.Is(err, ErrStale) {
		t.Errorf("a reference of the dead server: %v", err)
	}
	if _, err := s.Locations(t.Context(), at.Goals[0].Context, Definition); err != nil {
		t.Errorf("a reference of the new server: %v", err)
	}
	s.Close()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for _, l := range lived(t, lives) {
		if l.Problem != "" || len(l.Held) != 0 {
			t.Errorf("session %+v", l)
		}
	}

	forget.Times = 0
	_, d, _ = startSessions(t, leantest.Script{Documents: documents(sessionCalls("p")), Faults: []leantest.Fault{forget}}, nil)
	s = d.Session()
	defer s.Close()
	if at, err := s.Goals(t.Context(), here); err == nil {
		t.Errorf("a server that always forgets: %+v", at)
	}
}

// A session is kept alive until it, its document or its client is closed.
func TestSessionKeptAlive(t *testing.T) {
	c, d, lives := startSessions(t, leantest.Script{Documents: documents(sessionCalls("p"))}, func(cfg *Config) {
		cfg.keepAlive = time.Millisecond
	})
	s := d.Session()
	for start := time.Now(); time.Since(start) < 100*time.Millisecond; {
		if _, err := s.Goals(t.Context(), Position{Line: 1, Character: 2}); err != nil {
			t.Fatal(err)
		}
	}
	l := s.now
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if s.now != nil || l.beat.Stop() {
		t.Error("the session outlives its document")
	}
	if d.Session().closed != true {
		t.Error("a session of a closed document is open")
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if got := lived(t, lives); len(got) != 1 || got[0].Beats == 0 || got[0].Problem != "" {
		t.Errorf("%+v", got)
	}
}

// References of an answer that comes after the session's end are given back.
func TestSessionLateAnswer(t *testing.T) {
	c, d, lives := startSessions(t, leantest.Script{Documents: documents(sessionCalls("p")), Delay: 20}, nil)
	s := d.Session()
	if _, err := s.connect(t.Context(), &tries{}); err != nil {
		t.Fatal(err)
	}
	l := s.now
	done := make(chan error)
	go func() {
		_, _, err := s.call(t.Context(), Position{Line: 1, Character: 2}, "Lean.Widget.getInteractiveGoals", d.at(Position{Line: 1, Character: 2}), Ref{})
		done <- err
	}()
	for !c.server.waiting() {
		runtime.Gosched()
	}
	s.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if len(l.held) != 0 {
		t.Errorf("held: %v", l.held)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if got := lived(t, lives); len(got) != 1 || got[0].Released != 4 || len(got[0].Held) != 0 {
		t.Errorf("%+v", got)
	}
}

// A server without sessions is asked for plain goals and messages.
func TestSessionOfPlainServer(t *testing.T) {
	c := startScript(t, leantest.Script{Documents: documents(nil)}, nil)
	d, err := c.Open(sessionText)
	if err != nil {
		t.Fatal(err)
	}
	s := d.Session()
	defer s.Close()
	at, err := s.Goals(t.Context(), Position{Line: 1, Character: 2})
	if err != nil || !at.Plain || len(at.Goals) != 1 || at.Goals[0].Goal().String() != "case h\na b : Nat\n⊢ b = a" {
		t.Errorf("%+v, %v", at, err)
	}
	if tg, err := s.TermGoal(t.Context(), Position{}); err != nil || tg != nil {
		t.Errorf("term goal %+v, %v", tg, err)
	}
	if err := d.Change("other"); err != nil {
		t.Fatal(err)
	}
	if err := d.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m, err := s.Messages(t.Context(), 0, 0); err != nil || len(m) != 1 || !m[0].Plain || m[0].Text != leantest.DefaultUnknown {
		t.Errorf("messages %+v, %v", m, err)
	}
	if m, err := s.Messages(t.Context(), 1, 2); err != nil || len(m) != 0 {
		t.Errorf("messages of another line: %+v, %v", m, err)
	}
	if _, err := s.Locations(context.Background(), Ref{}, Definition); !errors.Is(err, ErrStale) {
		t.Errorf("no reference: %v", err)
	}
}
