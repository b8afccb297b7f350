package certify_test

import "testing"

// Classical inequalities, by explicit sums of squares.
func TestSquares(t *testing.T) {
	for _, text := range []string{
		"theorem t (x y z : ℝ) : x ^ 4 + y ^ 4 + z ^ 4 + 1 ≥ 4 * x * y * z",
		"theorem t (a b c x y z : ℝ) : (a * x + b * y + c * z) ^ 2 ≤ (a ^ 2 + b ^ 2 + c ^ 2) * (x ^ 2 + y ^ 2 + z ^ 2)",
		"theorem t (x y : ℝ) : x ^ 4 - 3 * x ^ 3 * y + 3 * x ^ 2 * y ^ 2 - 3 * x * y ^ 3 + 3 * y ^ 4 ≥ 0",
		"theorem t (x y : ℝ) : x ^ 2 + y ^ 2 + 1 > x + y - x * y",
		"theorem t (a b c : ℝ) (h : 0 < a ∧ 0 < b ∧ 0 < c) : a / (b + c) + b / (c + a) + c / (a + b) ≥ 3 / 2",
		"theorem t (a b c : ℝ) (h : 0 ≤ a ∧ 0 ≤ b ∧ 0 ≤ c) : a * (a - b) * (a - c) + b * (b - a) * (b - c) + c * (c - a) * (c - b) ≥ 0",
		"theorem t (x y : ℝ) : (x ^ 2 + y ^ 2 + 1) * (x ^ 4 * y ^ 2 + x ^ 2 * y ^ 4 + 1 - 3 * x ^ 2 * y ^ 2) ≥ 0",
	} {
		if e := certified(t, text); e.Certificate == nil || e.Certificate.Kind != "nonlinear" {
			t.Errorf("%s: %s", text, e.Reason)
		}
	}
}
