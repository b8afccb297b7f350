package elab_test

import (
	"errors"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
)

// The written-out statement is what Lean elaborates, case by case of the binop% rule.
func TestElaborate(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"one type":                   {"(x : ℝ) : x^2 + 1 > 2 * x - 1", "x ^ (2 : ℕ) + (1 : ℝ) > (2 : ℝ) * x - (1 : ℝ)"},
		"cast on the leaves":         {"(n : ℕ) (x : ℝ) : x = (n + 2) - (n + 1)", "x = (↑n : ℝ) + (2 : ℝ) - ((↑n : ℝ) + (1 : ℝ))"},
		"both sides join":            {"(n : ℕ) (z : ℤ) : n - 1 = z", "(↑n : ℤ) - (1 : ℤ) = z"},
		"largest of three":           {"(n : ℕ) (z : ℤ) (q : ℚ) : n + z < q", "(↑n : ℚ) + (↑z : ℚ) < q"},
		"ascription of a quotient":   {"(n : ℕ) : (n / 2 : ℝ) = 1", "(↑n : ℝ) / (2 : ℝ) = (1 : ℝ)"},
		"quotient inside ascription": {"(n : ℕ) : ((n / 2 : ℕ) : ℝ) = 1", "(↑(n / (2 : ℕ)) : ℝ) = (1 : ℝ)"},
		"arrow of a quotient":        {"(n : ℕ) (x : ℝ) : ↑(n / 2) = x", "(↑(n / (2 : ℕ)) : ℝ) = x"},
		"ascribed variable":          {"(n : ℕ) : (n : ℝ) / 2 = 1", "(↑n : ℝ) / (2 : ℝ) = (1 : ℝ)"},
		"ascription of a difference": {"(a b : ℕ) : ((a - b : ℤ) : ℝ) = 0", "(↑((↑a : ℤ) - (↑b : ℤ)) : ℝ) = (0 : ℝ)"},
		"leaf keeps its own type":    {"(a b : ℕ) : ((a - b : ℕ) : ℤ) = a - b", "(↑(a - b) : ℤ) = (↑a : ℤ) - (↑b : ℤ)"},
		"exponent is apart":          {"(x : ℝ) (n : ℕ) : x ^ (n - 1) = x", "x ^ (n - (1 : ℕ)) = x"},
		"fraction in an exponent":    {"(x : ℝ) : x ^ (1/3) = 1", "x ^ ((1 : ℕ) / (3 : ℕ)) = (1 : ℝ)"},
		"base joins":                 {"(n : ℕ) (x : ℝ) : n ^ 2 = x", "(↑n : ℝ) ^ (2 : ℕ) = x"},
		"integer exponent":           {"(x : ℝ) (k : ℤ) : x ^ k = x ^ (-2 : ℤ)", "x ^ k = x ^ (-(2 : ℤ))"},
		"defaults to ℕ":              {": 3 - 5 = 0", "(3 : ℕ) - (5 : ℕ) = (0 : ℕ)"},
		"minus defaults to ℤ":        {": 3 - 5 = -2", "(3 : ℤ) - (5 : ℤ) = -(2 : ℤ)"},
		"quotient of numerals":       {": 1 / 2 = 0", "(1 : ℕ) / (2 : ℕ) = (0 : ℕ)"},
		"minus binds less than ^":    {"(x : ℝ) : -x^2 ≤ 0", "-x ^ (2 : ℕ) ≤ (0 : ℝ)"},
		"negated sum":                {"(x y : ℝ) : -(x + y) = -x - y", "-(x + y) = -x - y"},
		"right nesting":              {"(x y z : ℝ) : x - (y - z) = x / (y * z)", "x - (y - z) = x / (y * z)"},
		"power of a power":           {"(x : ℝ) : (x ^ 2) ^ 3 = x ^ 2 ^ 3", "(x ^ (2 : ℕ)) ^ (3 : ℕ) = x ^ (2 : ℕ) ^ (3 : ℕ)"},
		"↑ takes the tree's type":    {"(n : ℕ) (z : ℤ) : ↑n + 1 = z", "(↑n : ℤ) + (1 : ℤ) = z"},
		"↑ with the context's ℕ":     {"(j : ℕ) : 3 * (7 * ↑j + 3) % 7 = 2", "(3 : ℕ) * ((7 : ℕ) * j + (3 : ℕ)) % (7 : ℕ) = (2 : ℕ)"},
		"divides, left to right":     {"(n : ℕ) : 3 ∣ n ^ 2 - 1", "(3 : ℕ) ∣ n ^ (2 : ℕ) - (1 : ℕ)"},
		"divides casts its right":    {"(z : ℤ) (a b : ℕ) : z ∣ a - b", "z ∣ (↑a : ℤ) - (↑b : ℤ)"},
		"divides, ↑ waits":           {"(p : ℕ) (z : ℤ) : ↑p ∣ z", "(↑p : ℤ) ∣ z"},
		"congruence":                 {"(a b : ℤ) (n : ℕ) : a + n ≡ b [ZMOD 5]", "a + (↑n : ℤ) ≡ b [ZMOD (5 : ℤ)]"},
		"absolute value is a leaf":   {"(z : ℤ) (x : ℝ) : |z - 1| ≤ x", "(↑|z - (1 : ℤ)| : ℝ) ≤ x"},
		"min":                        {"(x : ℝ) : min x 2 ≤ max x 1", "min x (2 : ℝ) ≤ max x (1 : ℝ)"},
		"inverse":                    {"(x : ℝ) : x⁻¹ * 2 = 2 / x", "x⁻¹ * (2 : ℝ) = (2 : ℝ) / x"},
		"parity":                     {"(n : ℕ) : Even (n * 2) ∧ ¬ Odd 4", "Even (n * (2 : ℕ)) ∧ ¬Odd (4 : ℕ)"},
		"decimal in ℝ":               {"(x : ℝ) : x = 2.50", "x = (2.5 : ℝ)"},
		"connectives":                {"(x : ℝ) : x < 0 ∨ 0 < x ↔ ¬(x = 0)", "x < (0 : ℝ) ∨ (0 : ℝ) < x ↔ ¬x = (0 : ℝ)"},
	} {
		t.Run(name, func(t *testing.T) {
			st := parse(t, "theorem t "+c.in)
			typed, err := elab.Elaborate(st)
			if err != nil {
				t.Fatal(err)
			}
			if got := elab.Print(typed.Goal); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			// What is printed means the same.
			again := parse(t, typed.String())
			retyped, err := elab.Elaborate(again)
			if err != nil {
				t.Fatalf("printed statement %s: %v", typed, err)
			}
			if got := elab.Print(retyped.Goal); got != c.want {
				t.Errorf("printed and read again: %s", got)
			}
		})
	}
}

func TestBinders(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"bounded ∀ defaults to ℕ": {"theorem t : ∀ x > 0, x ≥ 1", "theorem t (x : ℕ) (_ : x > (0 : ℕ)) : x ≥ (1 : ℕ)"},
		"type found in the scope": {"theorem t : ∀ a b, a + b = (3 : ℝ) → b = 3 - a",
			"theorem t (a b : ℝ) (_ : a + b = (3 : ℝ)) : b = (3 : ℝ) - a"},
		"one type for each name": {"theorem t : ∀ a b, a > (0 : ℝ) → b > 0 → b ≥ 1",
			"theorem t (a : ℝ) (b : ℕ) (_ : a > (0 : ℝ)) (_ : b > (0 : ℕ)) : b ≥ (1 : ℕ)"},
		"implications": {"theorem t {x y : ℤ} (h : x < y ∧ 0 < x) : x ≠ 1 → y > 1 → 2 < y",
			"theorem t (x y : ℤ) (h : x < y ∧ (0 : ℤ) < x) (_ : x ≠ (1 : ℤ)) (_ : y > (1 : ℤ)) : (2 : ℤ) < y"},
		"shadowing": {"theorem t (x : ℝ) : ∀ x : ℕ, x ≥ 0", "theorem t (x : ℝ) (x : ℕ) : x ≥ (0 : ℕ)"},
	} {
		t.Run(name, func(t *testing.T) {
			ex, err := elab.Explain(parse(t, c.in))
			if err != nil {
				t.Fatal(err)
			}
			if ex.Text != c.want {
				t.Errorf("got  %s\nwant %s", ex.Text, c.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		kind elab.Kind
		text string
	}{
		"minus on ℕ":             {"(n : ℕ) : -n = 0", elab.IllTyped, "ℕ has no -"},
		"inverse on ℤ":           {"(z : ℤ) : z⁻¹ = 0", elab.IllTyped, "ℤ has no ⁻¹"},
		"remainder in ℝ":         {"(x : ℝ) : x % 2 = 0", elab.IllTyped, "ℝ has no %"},
		"real exponent on ℕ":     {"(n : ℕ) (x : ℝ) : n ^ x = n", elab.IllTyped, "no power"},
		"integer exponent on ℤ":  {"(z k : ℤ) : z ^ k = z", elab.IllTyped, "no power"},
		"negative exponent":      {"(x : ℝ) : x ^ (-1) = x", elab.IllTyped, "ℕ has no -"},
		"ascription downwards":   {"(x : ℝ) : (x : ℕ) = 1", elab.IllTyped, "where ℕ is expected"},
		"divides downwards":      {"(n : ℕ) (z : ℤ) : n ∣ z", elab.IllTyped, "where ℕ is expected"},
		"min downwards":          {"(n : ℕ) (x : ℝ) : min n x = x", elab.IllTyped, "where ℕ is expected"},
		"decimal in ℕ":           {"(n : ℕ) : n = 2.5", elab.IllTyped, "decimal"},
		"decimal without a type": {": 2.5 > 1", elab.Undecided, "decimal"},
		"nothing determines":     {": ∀ a b, a = b", elab.Undecided, "nothing determines"},
		"too large":              {"(n : ℕ) : (" + strings.Repeat("Finset.filter (fun x => x.succ > 1 ∧ (", 40) + "Finset.range 3" + strings.Repeat(").card > 1) (Finset.range 3)", 40) + ").card = 0", elab.TooLarge, "too large"},
		"unbound":                {"(x : ℝ) : x = y + z", elab.Unbound, "y"},
		"constructs are listed":  {"(x : ℝ) (f : ℕ → ℝ) : Real.Gamma x = ∑' i, f i", elab.Unsupported, "Real.Gamma, ∑'"},
		"bound of several names": {"(x : ℝ) : ∀ a b > x, a + b > x + x", elab.Unsupported, "several names"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := elab.Elaborate(parse(t, "theorem t "+c.in))
			wantKind(t, err, c.kind)
			if err != nil && !strings.Contains(err.Error(), c.text) {
				t.Errorf("error %q does not name %q", err, c.text)
			}
		})
	}
}

func TestErrorEvidence(t *testing.T) {
	_, err := elab.Elaborate(parse(t, "theorem t (x : ℝ) : Real.Gamma x = ∑' i, Nat.card i"))
	var e *elab.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	ev := e.Evidence()
	if ev.Verdict != evidence.Unknown || ev.Code != evidence.CodeUnsupported || ev.Check() != nil ||
		!strings.HasPrefix(ev.Reason, "unsupported: ") {
		t.Errorf("evidence %+v", ev)
	}
	if got := strings.Join(ev.Unsupported, " "); got != "Nat.card Real.Gamma ∑'" {
		t.Errorf("unsupported: %s", got)
	}
}

func TestRedefinedNotation(t *testing.T) {
	st := parse(t, "theorem t (x : ℝ) : x = x")
	st.Header.Text = "local infix:65 \" + \" => fun a b => a - b\n"
	_, err := elab.Elaborate(st)
	wantKind(t, err, elab.Unsupported)
}

func TestOpenComplex(t *testing.T) {
	_, err := elab.Elaborate(parse(t, "open Complex\ntheorem t (x : ℝ) : abs x = x"))
	wantKind(t, err, elab.Unsupported)
}

func TestWarnings(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want string
	}{
		"none":                 {"(x y : ℝ) : x^2 + y^2 ≥ 2*x*y", ""},
		"ℕ division":           {"(x : ℝ) : x ^ (1/2) = x", "nat-division"},
		"ℕ subtraction":        {"(n : ℕ) : n - 1 < n + 1", "nat-subtraction"},
		"literals in order":    {"(n : ℕ) : 5 - 3 < n + 3", ""},
		"possible zero":        {"(x y : ℝ) : x / y = x * (1 / y)", "division-by-zero division-by-zero"},
		"hypothesis on it":     {"(x y : ℝ) (h : 0 < y ∧ x = 1) : x / y = 1 / y", ""},
		"unused":               {"(x y : ℝ) : x = x", "unused-variable"},
		"ℤ division possible":  {"(a b : ℤ) : a / b * b ≤ a", "nat-division division-by-zero"},
		"ℕ literals":           {": 7 / 2 = 3", "nat-division"},
		"ℤ literals":           {"(a : ℤ) : a = 7 / 2", "nat-division"},
		"ℝ literals":           {"(x : ℝ) : x = 7 / 2", ""},
		"zero remainder":       {"(a b : ℕ) : a % b ≤ a", "division-by-zero"},
		"zero inverse":         {"(x : ℝ) : x⁻¹ = x⁻¹", "division-by-zero"},
		"NNReal subtraction":   {"(x y : NNReal) : x - y ≤ x", "nat-subtraction"},
		"ℤ subtraction":        {"(x y : ℤ) : x - y ≤ x - y", ""},
		"log":                  {"(x : ℝ) : Real.log x = Real.log x", "log-domain"},
		"log of a positive":    {"(x : ℝ) (h : 0 < x) : Real.log x = Real.log (x ^ 2 + 1)", ""},
		"logb":                 {"(x : ℝ) (h : 0 < x) : Real.logb 2 x = Real.logb x 2", ""},
		"logb of any":          {"(x : ℝ) : Real.logb 2 x = 1", "log-domain"},
		"sqrt":                 {"(x : ℝ) : Real.sqrt x = x", "sqrt-domain"},
		"sqrt of a square":     {"(x : ℝ) : Real.sqrt (x ^ 2) = |x|", ""},
		"rpow":                 {"(x : ℝ) : x ^ (1 / 2 : ℝ) = x", "rpow-domain"},
		"rpow of a positive":   {"(x : ℝ) (h : 1 < x) : x ^ (1 / 2 : ℝ) < x", ""},
		"extent of a sum":      {"(n : ℕ) : ∑ k ∈ Finset.range n, k + 1 = n", "sum-extent"},
		"extent of a product":  {"(n : ℕ) : ∏ k ∈ Finset.range n, (k : ℤ) - 1 = n", "sum-extent"},
		"extent in brackets":   {"(n : ℕ) : ∑ k ∈ Finset.range n, (k + 1) = n", ""},
		"unused hypothesis":    {"(x y : ℝ) (h : y > 0) : x = x", "unused-hypothesis"},
		"used through another": {"(x y z : ℝ) (h : y > z) (k : x > y) : x = x", ""},
		"unused below ∑":       {"(n : ℕ) : ∑ k ∈ Finset.range n, 1 = n", "unused-variable"},
		"two variables":        {"(x : ℝ) (h : x = 1) (x : ℝ) : x = x", "unused-hypothesis shadowed-name"},
		"bound again":          {"(x : ℝ) : ∀ y : ℝ, (∃ x, x = y) ∨ x = y", "shadowed-name"},
		"two hypotheses":       {"(x : ℝ) (h : x > 0) (h : x > 1) : x > 1", "shadowed-name"},
		"free value":           {"(u : ℕ → ℕ) (h : ∀ n ≥ 2, u (n + 2) = u n) (k : u 2 = 1) : u 4 = 1", "free-initial-value"},
		"no free value":        {"(u : ℕ → ℕ) (h : ∀ n, u (n + 1) = u n) (k : u 0 = 1) : u 4 = 1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ex, err := elab.Explain(parse(t, "theorem t "+c.in))
			if err != nil {
				t.Fatal(err)
			}
			var rules []string
			for _, w := range ex.Warnings {
				rules = append(rules, w.Rule)
			}
			if got := strings.Join(rules, " "); got != c.want {
				t.Errorf("warnings %v, want %q", ex.Warnings, c.want)
			}
		})
	}
}

// A name that nothing binds is an error here, and a new variable in some Lean.
func TestAutoBound(t *testing.T) {
	_, err := elab.Elaborate(parse(t, "theorem t (x : ℝ) (h : x = y) : x = y"))
	wantKind(t, err, elab.Unbound)
	var e *elab.Error
	errors.As(err, &e)
	if ws := e.Evidence().Warnings; len(ws) != 1 || ws[0].Rule != "auto-bound-name" {
		t.Errorf("warnings %v", ws)
	}
}

func TestClose(t *testing.T) {
	for name, c := range map[string]struct{ in, with, want string }{
		"reals":       {"x^2 + y^2 >= 2*x*y", "", "example (x y : ℝ) : x ^ 2 + y ^ 2 ≥ 2 * x * y"},
		"naturals":    {"n * x = k' + m₁", "", "example (n : ℕ) (x : ℝ) (k' m₁ : ℕ) : n * x = k' + m₁"},
		"with":        {"x * y = n → x > 0", "x n : ℤ, y : ℚ", "example (x : ℤ) (y : ℚ) (n : ℤ) : x * y = n → x > 0"},
		"bound names": {"∀ x : ℝ, x > a", "", "example (a : ℝ) : ∀ x : ℝ, x > a"},
		"functions":   {"|min x 2| ≤ 2 ∨ True", "", "example (x : ℝ) : |min x 2| ≤ 2 ∨ True"},
		"whole":       {"theorem t (q : ℚ) : q = q", "", "theorem t (q : ℚ) : q = q"},
		"none free":   {"1 + 1 = 2", "", "example : 1 + 1 = 2"},
	} {
		t.Run(name, func(t *testing.T) {
			st, err := elab.Close(c.in, c.with)
			if err != nil {
				t.Fatal(err)
			}
			if got := term.PrintStatement(st); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	for _, c := range [][2]string{{"x + ", ""}, {"x = x", "y : ℤ"}, {"x = x", "x :"}, {"theorem t (x : ℝ) : x = x", "x : ℤ"}} {
		if st, err := elab.Close(c[0], c[1]); err == nil {
			t.Errorf("%q with %q gave %s", c[0], c[1], term.PrintStatement(st))
		}
	}
}

func parse(t *testing.T, text string) *term.Statement {
	t.Helper()
	st, err := term.ParseStatement(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return st
}

func wantKind(t *testing.T, err error, kind elab.Kind) {
	t.Helper()
	var e *elab.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want one of kind %d", err, kind)
	}
	if e.Kind != kind {
		t.Errorf("error %v has kind %d, want %d", err, e.Kind, kind)
	}
}
