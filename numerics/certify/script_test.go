package certify_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/certify"
	"cosita/numerics/certify/verify"
)

var update = flag.Bool("update", false, "rewrite the golden scripts")

// Each file of the archive is a statement, and below the line its script, which a person has
// read as Lean would.
func TestScripts(t *testing.T) {
	path := filepath.Join("testdata", "scripts.txtar")
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const line = "----\n"
	for i, f := range archive.Files {
		text, want, _ := strings.Cut(string(f.Data), line)
		e := certified(t, strings.TrimSpace(text))
		if e.Certificate == nil {
			t.Errorf("%s: %s", f.Name, e.Reason)
			continue
		}
		readable(t, f.Name, e.Script)
		class, _, _ := strings.Cut(f.Name, "/")
		if string(e.Class) != class {
			t.Errorf("%s: its class is %s", f.Name, e.Class)
		}
		if e.Script != want {
			if !*update {
				t.Errorf("%s: the script is\n%s", f.Name, e.Script)
			}
			archive.Files[i].Data = []byte(text + line + e.Script)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	propositions = regexp.MustCompile(`(?:have|obtain) [^:]* : (.*) := |^ *show (.*)$`)
	terms        = regexp.MustCompile(`(?:linear_combination|exact|refine) (.*)$|linarith only (\[.*\])$`)
	introduced   = regexp.MustCompile(`^c+\d+$`)
)

// readable checks what can be checked of a script without Lean: it is a statement and tokens
// with balanced brackets, what it states are terms, and every name that it makes is
// introduced before it is used.
func readable(t *testing.T, id, script string) {
	t.Helper()
	if _, err := term.ParseStatement(script); err != nil {
		t.Errorf("%s: the script does not parse: %v", id, err)
		return
	}
	tokens, err := term.Tokens(script)
	if err != nil {
		t.Errorf("%s: %v", id, err)
		return
	}
	var open []string
	pairs := map[string]string{")": "(", "]": "[", "⟩": "⟨", "}": "{"}
	known := map[string]bool{}
	statement, _, _ := strings.Cut(script, ":= by")
	for i, k := range tokens {
		switch k.Text {
		case "(", "[", "[MOD", "[ZMOD", "⟨", "{":
			open = append(open, strings.TrimRight(k.Text, "MODZ"))
		case ")", "]", "⟩", "}":
			if len(open) == 0 || open[len(open)-1] != pairs[k.Text] {
				t.Errorf("%s: unbalanced brackets before %.40q", id, script[k.Span.Start:])
				return
			}
			open = open[:len(open)-1]
		}
		if !introduced.MatchString(k.Text) || k.Span.Start < len(statement) {
			continue
		}
		before := tokens[i-1].Text
		binds := []string{"have", "with", "|", "fun", "intro", "by_contra", "⟨", ",", "∃"}
		if before == "(" || i > 1 && tokens[i-2].Text == "fun" {
			before = tokens[i-2].Text // fun (c1 : ℝ), fun x c1
		}
		if !known[k.Text] && !slices.Contains(binds, before) && !introduced.MatchString(before) {
			t.Errorf("%s: %s is used and not introduced: %.60q", id, k.Text, script[k.Span.Start:])
		}
		known[k.Text] = true
	}
	if len(open) > 0 {
		t.Errorf("%s: unclosed brackets", id)
	}
	for line := range strings.Lines(script[len(statement):]) {
		for _, m := range append(propositions.FindAllStringSubmatch(line, -1), terms.FindAllStringSubmatch(line, -1)...) {
			text := strings.TrimSpace(m[1] + m[2])
			if strings.Contains(text, "by ") || strings.Contains(text, ":= ") {
				continue
			}
			if _, err := term.ParseTerm(text); err != nil {
				t.Errorf("%s: %q is no term: %v", id, text, err)
			}
		}
	}
}

func TestDisproof(t *testing.T) {
	binding := func(name, typ, value string) evidence.Binding {
		return evidence.Binding{Name: name, Type: typ, Value: value}
	}
	const (
		decide = "(by first | (norm_num; done) | decide)"
		norm   = "(by norm_num)"
	)
	for _, c := range []struct {
		text    string
		witness evidence.Witness
		want    string // below the header; empty for none
	}{
		{"theorem t (n m : ℕ) : n - m + m = n", evidence.Witness{binding("n", "ℕ", "0"), binding("m", "ℕ", "1")},
			"theorem t_false : ¬∀ (n m : ℕ), n - m + m = n := by\n  intro statement\n  exact absurd (statement ((0 : ℕ)) ((1 : ℕ))) " + decide + "\n"},
		{"theorem t (x : ℝ) (h : 0 < x) : x ^ 2 ≥ x", evidence.Witness{binding("x", "ℝ", "1/2")},
			"theorem t_false : ¬∀ (x : ℝ) (h : 0 < x), x ^ 2 ≥ x := by\n  intro statement\n  exact absurd (statement ((1 : ℝ) / (2 : ℝ)) " + norm + ") " + norm + "\n"},
		{"theorem t : ∀ x > 0, x * (1 : ℝ) > 1", evidence.Witness{binding("x", "ℝ", "1")},
			"theorem t_false : ¬∀ x > 0, x * (1 : ℝ) > 1 := by\n  intro statement\n  exact absurd (statement ((1 : ℝ)) " + norm + ") " + norm + "\n"},
		{"example {n : ℤ} (h : n % 2 = 1) : n % 4 = 1", evidence.Witness{binding("n", "ℤ", "-1")},
			"theorem statement_false : ¬∀ (n : ℤ) (h : n % 2 = 1), n % 4 = 1 := by\n  intro statement\n  exact absurd (statement (-(1 : ℤ)) " + decide + ") " + decide + "\n"},
		{"theorem t : 2 + 2 = 5", evidence.Witness{},
			"theorem t_false : ¬2 + 2 = 5 := by\n  intro statement\n  exact absurd (statement) " + decide + "\n"},
		// The point does not refute the statement.
		{"theorem t (x : ℝ) (h : 0 < x) : x ^ 2 ≥ x", evidence.Witness{binding("x", "ℝ", "2")}, ""},
		{"theorem t (x : ℝ) (h : 0 < x) : x ^ 2 ≥ x", evidence.Witness{binding("x", "ℝ", "-1/2")}, ""},
		// No literals, or nothing that is decided by evaluating literals.
		{"theorem t (x : ℝ) : x ^ 2 ≠ 2", evidence.Witness{binding("x", "ℝ", "√2")}, ""},
		{"theorem t (f : ℝ → ℝ) : f 1 = 1", evidence.Witness{binding("f", "ℝ → ℝ", "fun x ↦ (0 : ℝ)")}, ""},
		{"theorem t (x : ℝ) : Real.sin x = 0", evidence.Witness{binding("x", "ℝ", "1")}, ""},
		{"theorem t (n : ℕ) : ∃ k, n = 2 * k", evidence.Witness{binding("n", "ℕ", "1")}, ""},
	} {
		st, err := term.ParseStatement(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got := certify.Disproof(st, c.witness)
		if want := "import Mathlib\n\n" + c.want; got != want && (got != "" || c.want != "") {
			t.Errorf("%s at %s:\n%s", c.text, c.witness, got)
		}
		if got != "" {
			readable(t, c.text, got)
		}
	}
}

func TestCoreScript(t *testing.T) {
	for _, c := range []struct {
		text  string
		class evidence.Class
		want  string
	}{
		{"theorem t (n m : ℕ) (h : n < m) : n + 1 ≤ m", evidence.Explicit,
			"theorem t (n m : Nat) (h : n < m) : n + 1 ≤ m := by\n  omega\n"},
		{"theorem t : ∀ n : ℕ, n % 5 = 3 → 2 * n % 5 = 1", evidence.Explicit,
			"theorem t : ∀ n : Nat, n % 5 = 3 → 2 * n % 5 = 1 := by\n  intro n hyp0\n  omega\n"},
		{"theorem t : (2 : ℤ) ^ 10 = 1024", evidence.Explicit,
			"theorem t : (2 : Int) ^ 10 = 1024 := by\n  decide\n"},
		{"theorem t (a b : ℤ) : (a + b) ^ 2 = a ^ 2 + 2 * a * b + b ^ 2", evidence.Search,
			"theorem t (a b : Int) : (a + b) ^ 2 = a ^ 2 + 2 * a * b + b ^ 2 := by\n  grind\n"},
		{"theorem t (x : ℝ) : x = x", "", ""},
		{"theorem t (n : ℕ) (h : Even n) (k : n < 2) : n = 0", "", ""},
	} {
		e := certified(t, c.text)
		st, err := term.ParseStatement(c.text)
		if err != nil || e.Certificate == nil {
			t.Fatalf("%s: %v, %s", c.text, err, e.Reason)
		}
		typed, err := elab.Elaborate(st)
		if err != nil {
			t.Fatal(err)
		}
		got, class := certify.CoreScript(typed, e.Certificate.Payload.(*verify.Node))
		if got != c.want || class != c.class {
			t.Errorf("%s: %s\n%s", c.text, class, got)
		}
	}
}
