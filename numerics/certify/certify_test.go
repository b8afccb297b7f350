package certify_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics/certify"
)

var planted = flag.Int("n", 200, "planted statements of each kind")

func certified(t testing.TB, text string) evidence.Evidence {
	t.Helper()
	st, err := term.ParseStatement(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	e := certify.Certifier{}.Certify(context.Background(), st)
	if err := e.Check(); err != nil {
		t.Errorf("%s: %v", text, err)
	}
	return e
}

func TestFragments(t *testing.T) {
	for _, c := range []struct{ kind, text string }{
		{"ring", "theorem t (x y : ℝ) : (x + y) ^ 2 = x ^ 2 + 2 * x * y + y ^ 2"},
		{"ground", "theorem t : (2 : ℕ) ^ 10 % 7 = 2"},
		{"linear", "theorem t (x y : ℝ) (h : x + y ≤ 3) (k : x - y ≤ 1) : x ≤ 2"},
		{"linear_combination", "theorem t (x y : ℝ) (h : x + y = 3) (k : x - y = 1) : x = 2"},
		{"linear_combination", "theorem t (x y : ℝ) (h : x + y = 3) (k : x * y = 2) : x ^ 2 + y ^ 2 = 5"},
		{"nonlinear", "theorem t (x y : ℝ) : x ^ 2 + y ^ 2 ≥ 2 * x * y"},
		{"nonlinear", "theorem t (a b : ℝ) (h : 0 < a) (k : 0 < b) : 0 < a * b + a"},
		{"cases", "theorem t (n : ℕ) (h : n < 30) (k : n % 7 = 3) (l : n % 4 = 1) : n = 17"},
		{"linear_combination", "theorem t (f : ℝ → ℝ) (h : ∀ x, f x = 2 * x + 1) (y : ℝ) (k : f y = 7) : y = 3"},
		{"split", "theorem t (x : ℝ) : |x| ≥ x"},
		{"vacuous", "theorem t (x : ℝ) (h : x < 1) (k : x > 2) : x = 7"},
	} {
		e := certified(t, c.text)
		if e.Certificate == nil || e.Certificate.Kind != c.kind {
			t.Errorf("%s: %+v, want %s", c.text, e, c.kind)
		}
	}
}

func TestFalse(t *testing.T) {
	for _, text := range []string{
		"theorem t (n m : ℕ) : n - m + m = n",
		"theorem t (x : ℝ) : x ^ 2 ≥ x",
		"theorem t (x y : ℝ) (h : y ≠ 0) : x / y * y = x + 1",
		"theorem t (x : ℝ) : x / x = 1",
		"theorem t (n : ℕ) : n / 2 * 2 = n",
		"theorem t (x : ℝ) : Real.sqrt x ^ 2 = x",
		"theorem t (a b : ℤ) (h : 2 * a = b) : a < b",
		"theorem t (z : ℂ) : z ^ 2 ≠ -1",
	} {
		if e := certified(t, text); e.Certificate != nil {
			t.Errorf("%s is false and was certified: %s", text, e.Certificate.Kind)
		}
	}
}

// pair is a statement that is true and has a certificate by its making, and a false one.
type pair struct{ truth, lie string }

// planter makes pairs.
type planter struct{ *rand.Rand }

// signed is a coefficient that is not 0.
func (p planter) signed(most int) int {
	n := p.IntN(most) + 1
	if p.IntN(2) == 0 {
		return -n
	}
	return n
}

// combination: two hypotheses add up to the goal. Both hold with equality at a point, where
// the strict goal fails.
func (p planter) combination() pair {
	a, b, c := p.IntN(9)+1, p.IntN(9)+1, p.IntN(9)+1
	k, l := p.IntN(5)+1, p.IntN(5)+1
	text := fmt.Sprintf("theorem t (x y : ℝ) (h : %d * x + y ≤ %d) (k : y - %d * x ≤ %d) : %d * (%d * x + y) + %d * (y - %d * x)",
		a, b, c, a, k, a, l, c)
	return pair{fmt.Sprintf("%s ≤ %d", text, k*b+l*a), fmt.Sprintf("%s < %d", text, k*b+l*a)}
}

// huge is combination with coefficients of some forty digits.
func (p planter) huge() pair {
	big := fmt.Sprintf("%d%s%d", p.IntN(9)+1, strings.Repeat("7", p.IntN(20)+10), p.IntN(1e9))
	text := fmt.Sprintf("theorem t (x y : ℝ) (h : %s * x + y ≤ 1) (k : y - %s * x ≤ 1) : y", big, big)
	return pair{text + " ≤ 1", text + " ≤ 1 - 1 / " + big}
}

// degenerate: many hypotheses meet in one point.
func (p planter) degenerate() pair {
	text := "theorem t (x y z : ℝ)"
	for i := range 7 {
		a, b := p.IntN(5), p.IntN(5)
		text += fmt.Sprintf(" (h%d : %d * (x - 1) + %d * (y - 2) + (z - 3) ≤ 0)", i, a, b)
	}
	return pair{text + " (k : z = 3 + (1 - x) + (2 - y)) (l : x ≥ 1) (m : y ≥ 2) : z ≤ 3", text + " : z < 3"}
}

// congruence: a · n is known modulo m, which fixes n.
func (p planter) congruence() pair {
	m := []int{5, 7, 11, 13, 17}[p.IntN(5)]
	a, r := p.IntN(m-1)+1, p.IntN(m)
	text := fmt.Sprintf("theorem t (n : ℕ) (h : (%d * n + 3) %% %d = %d) : n %% %d = ", a, m, (a*r+3)%m, m)
	return pair{text + fmt.Sprint(r), text + fmt.Sprint((r+1)%m)}
}

// squares: a sum of squares of forms that all vanish at a point, and is not positive there.
func (p planter) squares() pair {
	u, v := p.signed(4), p.signed(4)
	var parts []string
	for range 3 {
		a, b, c := p.signed(3), p.signed(3), p.signed(2)
		parts = append(parts, fmt.Sprintf("%d * (%d * (x - %d) + %d * (y - %d) + %d * (x - %d) * (y - %d)) ^ 2", p.IntN(4)+1, a, u, b, v, c, u, v))
	}
	text := "theorem t (x y : ℝ) : " + strings.ReplaceAll(strings.Join(parts, " + "), "- -", "+ ")
	return pair{text + " ≥ 0", text + " > 0"}
}

// nearly: a polynomial that is positive, or negative at one point, by a small number only.
func (p planter) nearly() pair {
	a := p.IntN(9) + 1
	text := fmt.Sprintf("theorem t (x y : ℝ) : (x ^ 2 - %d * y) ^ 2 + (y - %d) ^ 2", a, a)
	tiny := "1 / 1" + strings.Repeat("0", p.IntN(12)+3)
	return pair{text + " ≥ -(" + tiny + ")", text + " ≥ " + tiny}
}

// defined: a function that is given is evaluated.
func (p planter) defined() pair {
	a, b, x := p.signed(9), p.signed(9), p.signed(9)
	text := fmt.Sprintf("theorem t (f : ℤ → ℤ) (h : ∀ n, f n = %d * n + %d) : f (f (%d)) = ", a, b, x)
	value := a*(a*x+b) + b
	return pair{text + fmt.Sprint(value), text + fmt.Sprint(value+p.signed(3))}
}

// bounded: what integers between two bounds satisfy.
func (p planter) bounded() pair {
	low := p.IntN(20) - 10
	high := low + p.IntN(12) + 1
	text := fmt.Sprintf("theorem t (n : ℤ) (h : %d ≤ n) (k : n ≤ %d) : (n - %d) * (n - %d)", low, high, low, high)
	return pair{text + " ≤ 0", text + " < 0"}
}

// What is planted is certified, but for sums of squares whose rounding fails; what is false
// never is.
func TestPlanted(t *testing.T) {
	p := planter{rand.New(rand.NewPCG(1, 2))}
	kinds := []struct {
		name  string
		make  func() pair
		least int // percent of the true ones that are certified
	}{
		{"combination", p.combination, 95},
		{"huge", p.huge, 95},
		{"degenerate", p.degenerate, 95},
		{"congruence", p.congruence, 95},
		{"defined", p.defined, 95},
		{"bounded", p.bounded, 95},
		{"squares", p.squares, 40},
		{"nearly", p.nearly, 0}, // next to infeasible: only the false ones count
	}
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			each := (*planted + len(kinds) - 1) / len(kinds)
			found := 0
			for range each {
				c := kind.make()
				if e := certified(t, c.truth); e.Certificate != nil {
					found++
				}
				if e := certified(t, c.lie); e.Certificate != nil {
					t.Errorf("%s is false and was certified: %s", c.lie, e.Certificate.Kind)
				}
			}
			t.Logf("%d of %d true ones certified, none of %d false ones", found, each, each)
			if 100*found < kind.least*each {
				t.Errorf("%d of %d true ones certified, want %d %%", found, each, kind.least)
			}
		})
	}
}
