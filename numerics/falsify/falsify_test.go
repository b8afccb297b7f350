package falsify

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
)

func TestRefuted(t *testing.T) {
	for name, c := range map[string]struct{ text, witness string }{
		"no variables":              {"theorem t : 5 / 2 = 3", "no variables"},
		"truncation":                {"theorem t (a b : ℕ) (h : b = a + 3) (h' : a = 4) : a - b = a + b", "a := 4, b := 7"},
		"linear system":             {"theorem t (x y z : ℝ) (h : x + y + z = 6 ∧ x - y = 1) (k : 2 * z = 3) : x = 2", "x := 11/4, y := 7/4, z := 3/2"},
		"quadratic":                 {"theorem t (x : ℝ) (h : 2 * x^2 - 7 * x + 3 = 0) (h' : x < 1) : x = 3", "x := 1/2"},
		"bounded product":           {"theorem t (x y : ℕ) (h : x * y = 120) (k : x < y) (l : 22 ≥ x + y) : x = 12", "x := 10, y := 12"},
		"two quadratics":            {"theorem t (a b : ℝ) (h : b = a^2 + 4*a + 6) (h' : b = 1/2 * a^2 + a + 6) : a = 0", "a := -6, b := 18"},
		"a definition":              {"theorem t (s n : ℕ) (h : s = n / 2) (k : n = 7) : s ≠ 3", "s := 3, n := 7"},
		"narrow, between rationals": {"theorem t (x : ℝ) : (x - 17/13)^2 > 1/10000000", ""},
		"narrow, in two":            {"theorem t (x y : ℝ) (h : x + 2 * y = 5/7) : x^2 + y^2 ≥ 5/49 + 1/1000", ""},
		"∀ and → in the goal":       {"theorem t : ∀ x y : ℤ, x < y → x^2 < y^2", ""},
		"irrational":                {"theorem t (x : ℝ) (h : x^2 = 2) : x = 5", "x := Real.sqrt 2"},
		"irrational, two":           {"theorem t (x y : ℝ) (h : x^2 = 2) (k : y = x^3 + 1) (l : x > 0) : y = 3", ""},
		"a cube root":               {"theorem t (x : ℝ) (h : x^3 = 5) : x^2 = 3", ""},
		"a function":                {"theorem t (f : ℝ → ℝ) (c : ℝ) (h : ∀ x, f x = 2 * x + c) (k : f 3 = 7) : f 0 = 2", "f := fun x ↦ (2 : ℝ) * x + (1 : ℝ), c := 1"},
		"clauses":                   {"theorem t (f : ℝ → ℝ) (h : ∀ x > 0, f x = 1) (k : ∀ x < 0, f x = -1) : f 0 = 0", ""},
		"below a logarithm":         {"theorem t (a b : ℝ) (h : Real.logb 8 a + Real.logb 4 (b^2) = 5) (k : Real.logb 8 b + Real.logb 4 (a^2) = 7) : a * b = 512", ""},
		"exists":                    {"theorem t (c : ℝ) (h : ∃ x, x^2 + c = 0) : c ≤ -1", ""},
		"free values":               {"theorem t (u : ℕ → ℕ) (a : u 0 = 4) (b : u 1 = 7) (h : ∀ n ≥ 2, u (n+2) = (u n + u (n+1)) % 10) : u 2 ≤ 9", ""},
		"two of one name":           {"theorem t (x : ℝ) (h : x = 1) (x : ℕ) : x ≥ 1", "x := 1, x := 0"},
	} {
		t.Run(name, func(t *testing.T) {
			ev := screen(t.Context(), t, Searcher{}, c.text)
			if ev.Verdict != evidence.Refuted {
				t.Fatalf("%s: %s", ev.Verdict, ev.Reason)
			}
			t.Log(ev.Witness)
			if c.witness != "" && ev.Witness.String() != c.witness {
				t.Errorf("witness %s, want %s", ev.Witness, c.witness)
			}
		})
	}
}

func TestConsistent(t *testing.T) {
	ev := screen(t.Context(), t, Searcher{Points: 1000}, "theorem t (x y : ℝ) (h : x + y = 1) : x * y ≤ 1/4 + 1/2")
	if ev.Verdict != evidence.Consistent || ev.Samples < 100 || ev.Slack == nil || *ev.Slack != 0.5 {
		t.Errorf("%+v", ev)
	}
	ev = screen(t.Context(), t, Searcher{Points: 100}, "theorem t (n : ℕ) : n / 2 ≤ n")
	if len(ev.Warnings) != 1 || ev.Warnings[0].Rule != "nat-division" {
		t.Errorf("warnings %v", ev.Warnings)
	}
	ev = screen(t.Context(), t, Searcher{}, "theorem t (x : ℝ) (h : 2 * x = 3) : x = 3 / 2")
	if ev.Verdict != evidence.Consistent || ev.Samples != 1 || ev.Slack != nil {
		t.Errorf("%+v", ev)
	}
}

// What cannot be decided says so, and why.
func TestUnknown(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code evidence.Code
	}{
		"bounds cross":         {"theorem t (x : ℝ) (h : x < 1) (k : 2 * x > 3) : x = 0", evidence.CodePerhapsVacuous},
		"equations contradict": {"theorem t (x y : ℝ) (h : x + y = 1) (k : 2 * y + 2 * x = 3) : x = 0", evidence.CodePerhapsVacuous},
		"half a number":        {"theorem t (n : ℤ) (h : 2 * n = 5) : n = 0", evidence.CodePerhapsVacuous},
		"box exhausted":        {"theorem t (n : ℕ) (h : n < 20) (k : n % 20 = 20 - 21 + 25) : n = 0", evidence.CodePerhapsVacuous},
		"too large":            {"theorem t : 2 ^ (10^9) > 0", evidence.CodeTooLarge},
		"unsupported":          {"theorem t (x : ℝ) : ∫ t in 0..x, t ≥ 0", evidence.CodeUnsupported},
		"ill typed":            {"theorem t (n : ℕ) : -n ≤ 0", evidence.CodeType},
		"unbound":              {"theorem t (x : ℝ) : x = y", evidence.CodeElaboration},
	} {
		t.Run(name, func(t *testing.T) {
			ev := screen(t.Context(), t, Searcher{}, c.text)
			if ev.Verdict != evidence.Unknown || ev.Code != c.code {
				t.Errorf("%s %s: %s, want %s", ev.Verdict, ev.Code, ev.Reason, c.code)
			}
		})
	}
}

func TestDeterministic(t *testing.T) {
	for _, text := range []string{
		"theorem t (x y z : ℝ) (h : x + y + z = 1) : x*y + y*z + z*x ≤ 1/3",
		"theorem t (x y : ℝ) (h : x + 2 * y = 5/7) : x^2 + y^2 ≥ 5/49 + 1/100",
		"theorem t (a b c : ℝ) (h : a * b = c^2 + 1) (k : a^2 = 4 * b) : c = 7",
	} {
		s := Searcher{Points: 3000, Seed: 7}
		first := screen(t.Context(), t, s, text)
		if second := screen(t.Context(), t, s, text); !reflect.DeepEqual(first, second) {
			t.Errorf("%s:\n%+v\n%+v", text, first, second)
		}
		if first.Seed != 7 {
			t.Errorf("seed %d", first.Seed)
		}
	}
}

func TestTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ev := screen(ctx, t, Searcher{}, "theorem t (x y : ℝ) : x^2 + y^2 ≥ 2*x*y")
	if ev.Verdict != evidence.Unknown || ev.Reason != "budget: time" || ev.Code != evidence.CodeBudget {
		t.Errorf("%+v", ev)
	}
}

// The last check rejects every witness that is none.
func TestConfirm(t *testing.T) {
	st := parse(t, "theorem t (n : ℕ) (x : ℝ) (h : x + n = 3) : x < 2")
	good := evidence.Witness{{Name: "n", Type: "ℕ", Value: "1"}, {Name: "x", Type: "ℝ", Value: "2"}}
	if err := confirm(st, good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ n, x, want string }{
		{"1", "5/2", "hypothesis h is false"}, {"2", "1", "conclusion is true"},
		{"1/2", "5/2", "does not fit"}, {"-1", "4", "does not fit"}, {"1", "two", "does not fit"},
	} {
		w := evidence.Witness{{Name: "n", Type: "ℕ", Value: c.n}, {Name: "x", Type: "ℝ", Value: c.x}}
		if err := confirm(st, w); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("n := %s, x := %s: %v, want %s", c.n, c.x, err, c.want)
		}
	}
	if confirm(st, good[:1]) == nil {
		t.Error("half a witness was confirmed")
	}
}

// Long and odd statements neither hang nor panic.
func TestBadInput(t *testing.T) {
	var sum, vars strings.Builder
	for range 300 {
		sum.WriteString(" + x * y")
	}
	for i := range 70 {
		vars.WriteString(" x")
		vars.WriteString(strings.Repeat("'", i))
	}
	for _, text := range []string{
		"theorem t (x y : ℝ) : 0" + sum.String() + " ≥ -1",
		"theorem t (" + vars.String() + " : ℝ) : x = x",
		"theorem t (n : ℕ) : n ^ n ^ n ^ n ≥ 0",
		"theorem t (x : ℝ) (h : (x + 1) ^ 100000 = 1) : x ^ 99999 = 0",
		"theorem t (n : ℕ) (h : n > 10 ^ 40) : n ^ 2 > 10 ^ 80",
		"theorem t (x y z : ℝ) (h : (x + y + z + 1) ^ 60 = 0) : x = y",
	} {
		ev := screen(t.Context(), t, Searcher{Points: 500}, text)
		if err := ev.Check(); err != nil || ev.Verdict == evidence.Certified {
			t.Errorf("%.60s: %v", text, err)
		}
	}
}

func BenchmarkScreen(b *testing.B) {
	st, err := term.ParseStatement("theorem t (x y z : ℝ) : x^2 + y^2 + z^2 ≥ x*y + y*z + z*x")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var s Searcher
		s.Screen(b.Context(), st)
	}
}

func screen(ctx context.Context, t *testing.T, s Searcher, text string) evidence.Evidence {
	t.Helper()
	ev := s.Screen(ctx, parse(t, text))
	if err := ev.Check(); err != nil {
		t.Fatal(err)
	}
	return ev
}

func parse(t *testing.T, text string) *term.Statement {
	t.Helper()
	st, err := term.ParseStatement(text)
	if err != nil {
		t.Fatalf("%.60s: %v", text, err)
	}
	return st
}
