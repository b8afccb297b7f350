package screen_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics/screen"
)

const library = `import Mathlib
open Real /- comment
theorem hidden : False -/
/-- A doc comment. -/
theorem one (x : ℝ) : x ≤ x := by
  -- theorem inside : 1 = 2
  simp

section
open Nat
variable (k : ℕ)
@[simp] lemma two : k ≤ k := le_rfl
end

def Even (n : ℕ) := n = 1
@[simp]
theorem three (n : ℕ) : Even n := by
  sorry
example : 1 = 1 := rfl
private theorem four : 2 = 2 := rfl
local notation "ℕ" => Int
theorem five (n : ℕ) : 0 ≤ n := by sorry
`

func TestReadLean(t *testing.T) {
	path := filepath.Join(t.TempDir(), "Mine.lean")
	if err := os.WriteFile(path, []byte(library), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := screen.Read(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		text := r.ID
		if r.Refusal != "" {
			text += " refused: " + r.Refusal
		} else if _, err := screen.Parse(r); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
		got = append(got, text)
	}
	want := []string{"one", "two", "three refused: the file's own Even", "Mine.lean:19", "four",
		"five refused: `local` above the statement"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if h := rows[1].Header; !strings.Contains(h, "open Nat") || !strings.Contains(h, "variable (k : ℕ)") {
		t.Errorf("header of two: %q", h)
	}
	if h := rows[3].Header; strings.Contains(h, "open Nat") {
		t.Errorf("the section is closed, header %q", h)
	}
}

func TestReadJSONL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.jsonl")
	text := `{"id": "a", "header": "open Nat", "statement": "theorem a : 3 ! = 6"}
{"name": "a", "formal_statement": "theorem b : 1 = 1 := by sorry"}

{"lean4_code": "theorem c : 1 = 1 := by sorry"}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := screen.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	if want := []string{"a", "a#2", "rows.jsonl:4"}; !slices.Equal(ids, want) {
		t.Errorf("ids %q, want %q", ids, want)
	}
	if err := os.WriteFile(path, []byte(`{"id": "a"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := screen.Read(path); err == nil || !strings.Contains(err.Error(), "rows.jsonl:1: no statement") {
		t.Errorf("a row without a statement: %v", err)
	}
	if _, err := screen.Read(t.TempDir()); !errors.Is(err, screen.ErrNoRows) {
		t.Errorf("an empty folder: %v", err)
	}
}

// named answers with the name of the statement; gate, where there is one, lets it.
type named struct{ gate chan struct{} }

func (n named) Screen(ctx context.Context, st *term.Statement) evidence.Evidence {
	if n.gate != nil && st.Name != "t0" {
		select {
		case <-n.gate:
		case <-ctx.Done():
		}
	}
	return evidence.Unknownf(evidence.CodeNoPoint, "%s", st.Name)
}

func rows(n int) []screen.Row {
	var rows []screen.Row
	for i := range n {
		rows = append(rows, screen.Row{ID: fmt.Sprint(i), Text: fmt.Sprintf("theorem t%d : 1 = 1", i)})
	}
	return rows
}

func TestAllKeepsTheOrder(t *testing.T) {
	run := screen.Run{Screener: named{}, Workers: 4}
	next := 0
	err := run.All(t.Context(), rows(100), func(o screen.Outcome) error {
		if want := fmt.Sprintf("t%d", next); o.Evidence.Reason != want {
			t.Errorf("outcome %d is %s", next, o.Evidence.Reason)
		}
		if o.Elapsed <= 0 {
			t.Errorf("outcome %d took %v", next, o.Elapsed)
		}
		next++
		return nil
	})
	if err != nil || next != 100 {
		t.Errorf("%d outcomes, %v", next, err)
	}
}

// What was interrupted has no outcome; what was finished has one.
func TestAllStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	run := screen.Run{Screener: named{gate: make(chan struct{})}, Workers: 2}
	var done []string
	err := run.All(ctx, rows(10), func(o screen.Outcome) error {
		done = append(done, o.ID)
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || !slices.Equal(done, []string{"0"}) {
		t.Errorf("%v, %v", done, err)
	}
}

func TestAllEndsWithTheError(t *testing.T) {
	full := errors.New("disk full")
	run := screen.Run{Screener: named{}, Workers: 3}
	count := 0
	err := run.All(t.Context(), rows(50), func(screen.Outcome) error {
		count++
		return full
	})
	if !errors.Is(err, full) || count != 1 {
		t.Errorf("%d calls, %v", count, err)
	}
}

func ExampleSummary() {
	var s screen.Summary
	s.Add(screen.Outcome{Evidence: evidence.Evidence{Verdict: evidence.Consistent, Samples: 3}})
	s.Add(screen.Outcome{Evidence: evidence.Unknownf(evidence.CodeParse, "parse: …")})
	fmt.Print(s.String())
	// Output:
	//      1  unknown
	//      1    parse
	//      1  consistent
	//      2  in all
}
