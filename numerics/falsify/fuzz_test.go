package falsify

import (
	"context"
	"errors"
	"testing"
	"time"

	"cosita/evidence"
	"cosita/lean/term"
)

// Whatever the statement, a screen ends in time with evidence that is whole, and the same
// evidence when it is asked again.
func FuzzScreen(f *testing.F) {
	for _, text := range []string{
		"theorem t (x y : ℝ) (h : x + y = 1) : x * y ≤ 1 / 4",
		"theorem t (n : ℕ) (h : n % 6 = 5) : n ^ n ^ n % 3 = 2",
		"theorem t (f : ℝ → ℝ) (a : ℝ) (h : ∀ x, f x = a * x + 1) (k : f 2 = 5) : f (f 1) = a",
		"theorem t (u : ℕ → ℕ) (h : ∀ n ≥ 1, u (n + 2) = u (n + 1) + u n) (k : u 0 = 1) : u 7 = 21",
		"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ n ∣ 36 ∧ 2 < n) : ∑ k ∈ S, k = 88",
		"theorem t (f : ℤ → ℤ) (h : ∀ x y, f (x + y) = f x + f y) : f 0 = 1",
		"theorem t (x : ℝ) (h : ∃ y, x = y ^ 2 ∧ y > 3) (k : Real.log x = 2) : Real.sqrt x ≠ 3",
		"theorem t : ∑ k ∈ Finset.range (10 ^ 12), k = 0",
		"theorem t (a b : ℕ) (h : Nat.gcd a b = 6) (k : Nat.lcm a b = 126) : a + b ≥ 10 ^ (10 ^ 9)",
		"theorem t (z : ℂ) (h : z ^ 3 = 8) (σ : ℝ ≃ ℝ) (k : σ 2 = 3) : z = 2 ∨ ‖z‖ = 2",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		st, err := term.ParseStatement(text)
		if err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		// A search that does not come back at all would be taken for a slow one.
		watch := time.AfterFunc(10*time.Second, func() { panic("no end: " + text) })
		defer watch.Stop()
		s := Searcher{Points: 60, Seed: 5}
		ev := s.Screen(ctx, st)
		if err := ev.Check(); err != nil && !errors.Is(err, evidence.ErrContradiction) {
			t.Fatalf("%s: %v", text, err)
		}
	})
}
