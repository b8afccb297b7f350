package certify_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics/certify"
	"cosita/numerics/certify/verify"
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

// A combination of random hypotheses is certified; with its bound moved by more than the
// hypotheses' slack it is not.
func TestPlanted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range *planted {
		a, b, c := r.IntN(9)+1, r.IntN(9)+1, r.IntN(9)+1
		p, q := r.IntN(5)+1, r.IntN(5)+1
		hyps := fmt.Sprintf("(x y : ℝ) (h : %d * x + y ≤ %d) (k : y - %d * x ≤ %d)", a, b, c, a)
		goal := fmt.Sprintf("%d * (%d * x + y) + %d * (y - %d * x) ≤ %d", p, a, q, c, p*b+q*a)
		if e := certified(t, "theorem t "+hyps+" : "+goal); e.Verdict != evidence.Certified {
			t.Errorf("%s : %s: %s", hyps, goal, e.Reason)
		}
		// Both hypotheses hold with equality at a point, where the goal then fails.
		goal = fmt.Sprintf("%d * (%d * x + y) + %d * (y - %d * x) < %d", p, a, q, c, p*b+q*a)
		if e := certified(t, "theorem t "+hyps+" : "+goal); e.Certificate != nil {
			t.Errorf("%s : %s is false and was certified", hyps, goal)
		}
	}
}

// Each number of a certificate is altered in turn: the result is rejected, or is another
// proof of a statement that has one.
func TestAltered(t *testing.T) {
	const truth = "theorem t (x y : ℝ) (h : x + y = 3) (k : x * y = 2) : x ^ 2 + y ^ 2 = 5"
	e := certified(t, truth)
	raw, err := json.Marshal(e.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	altered := 0
	for i, b := range raw {
		if b < '0' || b > '9' {
			continue
		}
		changed := append([]byte{}, raw...)
		changed[i] = '0' + (b-'0'+1)%10
		var c evidence.Certificate
		if json.Unmarshal(changed, &c) != nil {
			continue
		}
		altered++
		if err := verify.Check(truth, &c); err == nil {
			t.Errorf("accepted with byte %d altered: %s", i, changed)
		} else if !errors.Is(err, verify.ErrRejected) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	if altered < 5 {
		t.Errorf("only %d numbers in %s", altered, raw)
	}
	if err := verify.Check("theorem t (x y : ℝ) (h : x + y = 3) (k : x * y = 2) : x ^ 2 + y ^ 2 = 6", e.Certificate); err == nil {
		t.Error("the certificate proves another statement too")
	}
}
