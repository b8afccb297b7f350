package smt_test

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"cosita/lean/elab"
	"cosita/numerics/smt"
)

func export(t *testing.T, text string) (string, error) {
	t.Helper()
	st, err := elab.Close(text, "")
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	typed, err := elab.Elaborate(st)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return smt.Export(typed)
}

// Lean's values where mathematics has none, functions, sets and quantifiers: z3 and cvc5 say
// of each what holds in Lean.
func TestAnswers(t *testing.T) {
	tests := []answerTest{
		{"theorem t (x : ℝ) : x / 0 = 0", smt.Unsat},
		{"theorem t (x y : ℝ) : x / y * y = x", smt.Sat},
		{"theorem t (a : ℤ) : a / 0 = 0 ∧ a % 0 = a", smt.Unsat},
		{"theorem t : (7 : ℤ) / (-2) = -3 ∧ (-7 : ℤ) / 2 = -4 ∧ (-7 : ℤ) % (-2) = 1", smt.Unsat},
		{"theorem t (n m : ℕ) : n - m + m = n", smt.Sat},
		{"theorem t (n m : ℕ) (h : m ≤ n) : n - m + m = n", smt.Unsat},
		{"theorem t (n : ℕ) : (n : ℤ) ≥ 0", smt.Unsat},
		{"theorem t (n : ℕ) : n / 2 * 2 + n % 2 = n", smt.Unsat},
		{"theorem t (x : ℝ) : Real.sqrt x ≥ 0", smt.Unsat},
		{"theorem t : Real.sqrt (-4) = 0 ∧ Real.sqrt 4 = 2 ∧ (4 : ℝ) ^ (1 / 2 : ℝ) = 2", smt.Unsat},
		{"theorem t (x : ℝ) : |x| = max x (-x)", smt.Unsat},
		{"theorem t (x : ℝ) : (⌊x⌋ : ℝ) ≤ x ∧ x < ⌊x⌋ + 1 ∧ (⌈x⌉ : ℝ) ≥ x", smt.Unsat},
		{"theorem t : ⌊(-1 / 2 : ℝ)⌋₊ = 0 ∧ ⌊(-7 / 2 : ℝ)⌋ = -4", smt.Unsat},
		{"theorem t (n : ℕ) (h : 6 ∣ n) : 3 ∣ n ∧ Even n", smt.Unsat},
		{"theorem t (a : ℤ) (h : 0 ∣ a) : a = 0", smt.Unsat},
		{"theorem t (n : ℕ) (h : n ≡ 3 [MOD 5]) : n % 5 = 3", smt.Unsat},
		{"theorem t (x : ℝ) : x ^ 0 = 1 ∧ x ^ (-1 : ℤ) = 1 / x", smt.Unsat},
		{"theorem t (x : ℝ) (h : x ≠ 0) : x⁻¹ * x = 1", smt.Unsat},
		{"theorem t (x y : NNReal) : x - y + y ≥ x", smt.Unsat},
		{"theorem t (a : ℕ+) : a ≥ 1", smt.Unsat},
		{"theorem t : ∑ k ∈ Finset.range 5, k = 10 ∧ ∏ k ∈ Finset.Icc 1 5, k = 120", smt.Unsat},
		{"theorem t (x : ℝ) : ∑ k ∈ Finset.range 3, k * x = 3 * x", smt.Unsat},
		{"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = 2 * x + 1) : f 3 = 7", smt.Unsat},
		{"theorem t (f : ℝ → ℝ) (h : f = fun x => 2 * x) : f 3 = 6", smt.Unsat},
		{"theorem t (f : ℕ → ℕ) (h : f 0 < 1) : f 0 = 0", smt.Unsat},
		{"theorem t (f : ℕ → ℕ) (h : ∀ n, f (n + 1) = f n + 2) (h0 : f 0 = 1) : f 2 = 5", smt.Unsat},
		{"theorem t : ∃ n : ℕ, n < 10 ∧ n * n = 49", smt.Unsat},
		{"theorem t : ∀ n ∈ Finset.Icc 1 9, n * n < 82", smt.Unsat},
		{"theorem t : ∀ n ∈ Finset.Icc 1 9, n * n < 81", smt.Sat},
		{"theorem t (n : ℤ) (h : ∃ k, n = 2 * k) : n % 2 = 0", smt.Unsat},
		{"theorem t (x : ℝ) (h : x ∈ Set.Ioc (1 : ℝ) 2 \\ {2}) : 1 < x ∧ x < 2", smt.Unsat},
		{"theorem t (S : Set ℝ) (h : S = {x | x < 3}) : (2 : ℝ) ∈ S", smt.Unsat},
		{"theorem t : IsLeast {n : ℕ | 3 < n} 4", smt.Unsat},
		{"theorem t (x : ℝ) (n : ℕ) (h : x = n) : (if x < 0 then 1 else 2) = 2", smt.Unsat},
		{"theorem t : Nat.choose 5 2 = 10 ∧ Nat.Prime 7", smt.Unsat},
	}
	for _, s := range smt.Solvers {
		t.Run(s.Name, func(t *testing.T) {
			if _, err := exec.LookPath(s.Name); err != nil {
				t.Skipf("%s is not on this machine", s.Name)
			}
			answers(t, s, tests)
		})
	}
}

type answerTest struct {
	text string
	want smt.Result
}

// answers compares what a solver says with what holds. It may be undecided of a few.
func answers(t *testing.T, s smt.Solver, tests []answerTest) {
	undecided := 0
	for _, tt := range tests {
		query, err := export(t, tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		a, err := smt.Run(t.Context(), s, query, 20*time.Second)
		if err != nil || a.Result != tt.want && (a.Result == smt.Sat || a.Result == smt.Unsat) {
			t.Errorf("%s says %s, %v of %s, want %s\n%s", s.Name, a.Result, err, tt.text, tt.want, query)
		} else if a.Result != tt.want {
			t.Logf("%s says %s of %s", s.Name, a.Result, tt.text)
			undecided++
		}
	}
	if undecided > 4 {
		t.Errorf("%d of %d undecided", undecided, len(tests))
	}
}

func TestUnsupported(t *testing.T) {
	for text, want := range map[string]string{
		"theorem t (x : ℝ) : Real.exp x > 0":                        "Real.exp",
		"theorem t (z : ℂ) : z = z":                                 "ℂ",
		"theorem t (n : ℕ) : 2 ^ n > 0":                             "^ with a variable exponent",
		"theorem t (x : ZMod 7) : x = x":                            "ZMod 7",
		"theorem t : ∃ x : ℚ, x ^ 2 = 2":                            "a quantifier over ℚ",
		"theorem t (n : ℕ) : ∑ k ∈ Finset.range n, k ≥ 0":           "∑ over a set with variables",
		"theorem t (n : ℕ) (h : Nat.Prime n) : n > 1":               "Nat.Prime",
		"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ n < 5) : 3 ∈ S": "Finset ℕ",
		"theorem t (a b : ℕ) : Nat.gcd a b = Nat.gcd b a":           "gcd",
	} {
		_, err := export(t, text)
		if u, ok := errors.AsType[*smt.Unsupported](err); !ok || !strings.Contains(u.Name, want) {
			t.Errorf("%s: %v, want unsupported: %s", text, err, want)
		}
	}
}

// A solver that is not there, a query that is none, and a context that has ended are errors.
func TestRunErrors(t *testing.T) {
	if _, err := smt.Run(t.Context(), smt.Solver{Name: "no-such-solver"}, "", time.Second); !errors.Is(err, smt.ErrNoSolver) {
		t.Error(err)
	}
	if _, err := exec.LookPath("z3"); err != nil {
		t.Skip("z3 is not on this machine")
	}
	if _, err := smt.Run(t.Context(), smt.Z3, "(assert x)(check-sat)", time.Second); !errors.Is(err, smt.ErrRejected) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := smt.Run(ctx, smt.Z3, "(check-sat)", time.Second); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
