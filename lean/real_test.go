package lean

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// realLean is a Lean to test with. Only its core library is used.
func realLean(t *testing.T) string {
	t.Helper()
	path := os.Getenv("COSITA_LEAN")
	if path == "" {
		path, _ = exec.LookPath("lean")
	}
	if path == "" {
		t.Skip("skipped: no Lean")
	}
	return path
}

func TestRealLean(t *testing.T) {
	c, err := Start(t.Context(), Config{Path: realLean(t), Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	r, err := c.Check(t.Context(), Source{
		Text:  "theorem t (p q : Prop) (hp : p) (hq : q) : p ∧ q := by\n  apply And.intro\n  exact hp\n  exact hq\n",
		Goals: []Position{{Line: 1, Character: 2}, {Line: 2, Character: 2}, {Line: 3, Character: 10}},
	})
	if err != nil || !r.Clean() {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, want := range []int{1, 2, 0} {
		if at := r.Goals[i]; !at.Tactic || len(at.Goals) != want {
			t.Errorf("at %v: %+v, want %d goals", at.Position, at, want)
		}
	}
	if got := r.Goals[0].Goals[0].Target; got != "p ∧ q" {
		t.Errorf("the target is %q", got)
	}

	d, err := c.Open("theorem u (n : Nat) : n = n + 1 := by\n  rfl\n")
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || r.Outcome != Finished || r.Clean() || r.Sorry {
		t.Errorf("a false theorem: %+v, %v", r, err)
	}
	if err := d.Edit(Edit{Range: Range{Start: Position{Line: 1, Character: 2}, End: Position{Line: 1, Character: 5}}, Text: "exact sorry"}); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || r.Outcome != Finished || !r.Sorry || hasError(r.Messages) {
		t.Errorf("sorry: %+v, %v", r, err)
	}
	if err := d.Change("import Not.There\n"); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || r.Clean() || !hasError(r.Messages) {
		t.Errorf("a bad import: %+v, %v", r, err)
	}
	if err := d.Change("theorem v : True := trivial\n"); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Check(t.Context()); err != nil || !r.Clean() {
		t.Errorf("after the import: %+v, %v", r, err)
	}
	if h, err := d.Hover(t.Context(), Position{Character: 22}); err != nil || h == nil || !strings.Contains(h.Text, "trivial") {
		t.Errorf("hover: %+v, %v", h, err)
	}

	t.Run("session", func(t *testing.T) { testRealSession(t, c) })
}

// testRealSession asks the same goal plainly and in its parts, and states it again.
func testRealSession(t *testing.T, c *Client) {
	const text = "theorem w (a b : Nat) (h : a = b) (p : Nat → Prop) (_ : p a) : p b ∧ a = b := by\n  constructor\n  · exact h ▸ ‹p a›\n  · exact h\n"
	printed, lines := PrintFaithfully(text)
	d, err := c.Open(printed)
	if err != nil {
		t.Fatal(err)
	}
	s := d.Session()
	defer s.Close()
	for line := 1; line < 4; line++ {
		p := Position{Line: line + lines, Character: 2}
		plain, err := d.PlainGoal(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		at, err := s.Goals(t.Context(), p)
		if err != nil || len(at.Goals) != len(plain.Goals) || len(plain.Goals) == 0 {
			t.Fatalf("%+v, %v; plain %+v", at, err, plain)
		}
		if at.Plain {
			t.Skip("skipped from here: this server has no structured goals")
		}
		for i := range at.Goals {
			if got, want := at.Goals[i].Goal().String(), plain.Goals[i].String(); got != want {
				t.Errorf("goal %q, plain %q", got, want)
			}
			stated, err := at.Goals[i].Statement("again", "")
			if err != nil {
				t.Errorf("%v: %v", plain.Goals[i], err)
				continue
			}
			r, err := c.Check(t.Context(), Source{Text: stated.Text + " := by\n  sorry\n"})
			if err != nil || r.Outcome != Finished || hasError(r.Messages) {
				t.Errorf("%s: %+v, %v", stated.Text, r, err)
			}
		}
		if places, err := s.Locations(t.Context(), at.Goals[0].Hyps[0].Type.Tag.Info, Definition); err != nil || len(places) == 0 {
			t.Errorf("places of Nat: %+v, %v", places, err)
		}
	}
}
