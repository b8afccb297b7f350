package eval_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// Ground statements that are true in Lean, by the values that Lean and Mathlib give.
func TestTrueInLean(t *testing.T) {
	for _, text := range []string{
		"(7 : ℤ) / (-2) = -3", "(-7 : ℤ) / 2 = -4", "(-7 : ℤ) / (-2) = 4",
		"(-7 : ℤ) % (-2) = 1", "(-7 : ℤ) % 2 = 1", "(5 : ℤ) / 0 = 0", "(-5 : ℤ) % 0 = -5", "5 % 0 = 5",
		"3 - 5 = 0", "3 - 5 = -2", "5 / 2 = 2", "1 / 2 = 0", "(1 / 2 : ℝ) * 2 = 1",
		"(3 : ℝ) / 0 = 0", "(0 : ℝ)⁻¹ = 0", "(0 : ℝ) ^ 0 = 1", "(0 : ℝ) ^ (-1 : ℤ) = 0",
		"(2 : ℝ) ^ (-2 : ℤ) = 1 / 4", "-2 ^ 2 = -4", "(-2) ^ 2 = 4", "2 ^ 3 ^ 2 = 512",
		"(8 : ℝ) ^ (1/3) = 1", "0 ∣ 0", "¬ 0 ∣ 3", "3 ∣ 0", "(-3 : ℤ) ∣ 6", "(2 : ℝ) ∣ 3", "¬ (0 : ℝ) ∣ 3",
		"Even 0", "Odd (-3)", "Even (1 : ℝ)", "Odd (2 : ℚ)", "7 ≡ 2 [MOD 5]", "(-3 : ℤ) ≡ 2 [ZMOD 5]", "7 ≡ 7 [MOD 0]",
		"|(-3 : ℝ)| = 3", "min (2 : ℝ) (1/2) = 1/2", "max 2 3 = 3", "((7 / 2 : ℕ) : ℝ) = 3", "((7 : ℕ) / 2 : ℝ) = 3.5",
		"(-1) ^ 1000000001 = -1", "True ∧ ¬ False", "(False → 1 = 2) ∧ True", "(1 = 2 ↔ 2 = 3) ∨ False",
	} {
		got, err := eval.Holds(goal(t, text), nil)
		if err != nil || !got {
			t.Errorf("%s: %v, %v", text, got, err)
		}
		if m := eval.Margin(goal(t, text))(nil); m < -1e-9 {
			t.Errorf("%s has margin %g", text, m)
		}
	}
}

// Beyond 2^53 the float path rounds, the exact one does not.
func TestExactBeyondFloats(t *testing.T) {
	for _, text := range []string{"2 ^ 100 % 7 = 2", "(10 ^ 40 + 1) - 10 ^ 40 = 1", "(1/3 : ℝ) ^ 90 * 3 ^ 90 = 1"} {
		if ok, err := eval.Holds(goal(t, text), nil); err != nil || !ok {
			t.Errorf("%s: %v, %v", text, ok, err)
		}
	}
}

func TestTooLarge(t *testing.T) {
	for _, text := range []string{
		"2 ^ (10 ^ 9) > 0", "((((2 ^ 1000) ^ 1000) ^ 1000) ^ 1000) > 0", "2 ^ 2 ^ 2 ^ 2 ^ 2 ^ 2 > 0",
		"(1/3 : ℝ) ^ (10 ^ 20) < 1", "(2 : ℝ) ^ (-(10 : ℤ) ^ 30) < 1",
	} {
		if ok, err := eval.Holds(goal(t, text), nil); !errors.Is(err, eval.ErrTooLarge) {
			t.Errorf("%s: %v, %v", text, ok, err)
		}
	}
}

// The float path agrees with the exact one where nothing is near a tie.
func TestCompileAgrees(t *testing.T) {
	for _, text := range []string{
		"(x y : ℝ) : x^3 - 2*x*y / (y^2 + 1) + |x - y| > min x y * max x 2",
		"(x y : ℝ) : x⁻¹ + y / x ≥ -x ^ 2 ∧ (x ≤ y ∨ ¬ x < 1)",
		"(x y : ℤ) : x / y + x % y > y - x ↔ x ≤ y",
		"(x y : ℕ) : x - y + x / (y + 1) ≥ x % 3 → x ≠ y",
	} {
		st, err := elab.Elaborate(parse(t, "theorem t "+text))
		if err != nil {
			t.Fatal(err)
		}
		margin := eval.Margin(st.Goal)
		step := exact.Int(1)
		low := int64(-4)
		switch st.Vars[0].Type {
		case elab.Real:
			step = exact.Frac(1, 3)
		case elab.Nat:
			low = 0
		}
		for i := low; i <= 9; i++ {
			for j := low; j <= 9; j++ {
				p := []exact.Rat{exact.Int(i).Mul(step), exact.Int(j).Mul(step)}
				want, err := eval.Holds(st.Goal, eval.Env{eval.Rational(p[0]), eval.Rational(p[1])})
				if err != nil {
					t.Fatal(err)
				}
				got := margin([]float64{p[0].Float(), p[1].Float()})
				if math.Abs(got) > 1e-9 && (got > 0) != want {
					t.Errorf("%s at %v: margin %g, exactly %v", text, p, got, want)
				}
			}
		}
	}
}

// Points of a polynomial statement in three variables.
func BenchmarkPolynomial(b *testing.B) {
	for _, text := range []string{
		"x^2 + y^2 + z^2 ≥ x*y + y*z + z*x",
		"x^4 + y^4 + z^4 + 3*x*y*z*(x + y + z) - 2*x^3*(y + z) ≥ 7*x^2*y^2 - 5*y^3*z + x*z^5/2",
	} {
		st, err := term.ParseStatement("theorem t (x y z : ℝ) : " + text)
		if err != nil {
			b.Fatal(err)
		}
		typed, err := elab.Elaborate(st)
		if err != nil {
			b.Fatal(err)
		}
		margin, p := eval.Margin(typed.Goal), []float64{1.5, -2.25, 3}
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				margin(p)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "points/s")
		})
	}
}

// An exact evaluation of a small statement.
func BenchmarkHolds(b *testing.B) {
	st, err := term.ParseStatement("theorem t (x y z : ℝ) : x^2 + y^2 + z^2 ≥ x*y + y*z + z*x")
	if err != nil {
		b.Fatal(err)
	}
	typed, err := elab.Elaborate(st)
	if err != nil {
		b.Fatal(err)
	}
	env := eval.Env{eval.Int(3), eval.Rational(exact.Frac(-9, 4)), eval.Int(5)}
	for b.Loop() {
		if ok, err := eval.Holds(typed.Goal, env); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}

func ExampleHolds() {
	st, _ := term.ParseStatement("theorem t (n : ℕ) (x : ℝ) : n - 2 ≤ x")
	typed, _ := elab.Elaborate(st)
	ok, err := eval.Holds(typed.Goal, eval.Env{eval.Int(1), eval.Rational(exact.Frac(-1, 2))})
	fmt.Println(ok, err)
	// Output: true <nil>
}

func goal(t *testing.T, text string) elab.Term {
	t.Helper()
	st, err := elab.Elaborate(parse(t, "theorem t : "+text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return st.Goal
}

func parse(t *testing.T, text string) *term.Statement {
	t.Helper()
	st, err := term.ParseStatement(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return st
}
