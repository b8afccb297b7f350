package falsify

import (
	"strings"
	"testing"

	"cosita/evidence"
)

// Counterexamples that have no closed form here are proved to exist.
func TestBox(t *testing.T) {
	for _, text := range []string{
		"theorem t (x : ℝ) (h : x ^ 3 - 3 * x + 1 = 0) : x > 0",
		"theorem t (x : ℝ) (h : x ^ 5 + x = 1) (k : 0 < x) : x < 1 / 2",
		"theorem t (x : ℝ) (h : Real.cos x = x) : x > 1 ∨ x < 0",
		"theorem t (x : ℝ) (n : ℕ) (h : x + Real.exp x = n) (k : n = 2) : x > 1 ∧ n = 2",
		"theorem t (x y : ℝ) (h : x ^ 3 + y ^ 3 = 4) (k : x ^ 2 * y = 1) : x + y > 2",
		"theorem t (x y : ℝ) (h : Real.sin x + y = 1 ∧ x = Real.exp y) : x ≤ 1",
		"theorem t (x : ℝ) (f : ℝ → ℝ) (hf : ∀ x, f x = x ^ 5 - x) (h : f x = 1) : x < 1",
		"theorem t (x : ℝ) (h : x * (x ^ 5 + x - 1) = 0) : x = 0",
		"theorem t (x : ℝ) (h : Real.log x + Real.sqrt x = 2) : x > 3",
	} {
		ev := screen(t.Context(), t, Searcher{Points: 600}, text)
		if ev.Verdict != evidence.Refuted || !strings.Contains(ev.Witness.String(), within) || !strings.Contains(ev.Reason, "Krawczyk") {
			t.Errorf("%s: %s, %s", text, ev.Verdict, ev.Reason)
		}
	}
}

// What holds at the zero, however closely, is not refuted.
func TestBoxTrue(t *testing.T) {
	for _, text := range []string{
		"theorem t (x : ℝ) (h : x ^ 5 + x = 1) : x < 0.75487766624669276005",
		"theorem t (x : ℝ) (h : x ^ 5 + x = 1) : x > 0.7548776662466927600",
		"theorem t (x : ℝ) (h : x ^ 5 + x = 1) : x ^ 3 + x ^ 2 = 1",
		"theorem t (x : ℝ) (h : Real.cos x = x) : Real.sin x ^ 2 = 1 - x ^ 2",
		"theorem t (x : ℝ) (h : (x ^ 5 + x - 1) ^ 2 + 1 / 10 ^ 30 = 0) : x = 0",
		"theorem t (x : ℝ) (h : x ^ 4 + 1 / 10 ^ 12 = 2 * x ^ 2 / 10 ^ 6) (k : x > 1 / 1000) : x = 0",
		"theorem t (x : ℝ) (h : Real.exp x = 0) : x = 0",
		"theorem t (x : ℝ) (h : 1 / x = 0) : x = 0",
	} {
		if ev := screen(t.Context(), t, Searcher{Points: 600}, text); ev.Verdict == evidence.Refuted {
			t.Errorf("%s is true and was refuted at %s", text, ev.Witness)
		}
	}
}

// The last check rejects a box in which nothing is proved.
func TestConfirmBox(t *testing.T) {
	const theorem = "theorem t (x y : ℝ) (h : x ^ 5 + x = 1) (k : y = 2) : x < 1 / 2"
	for _, c := range []struct{ text, x, y, want string }{
		{theorem, "0.754877 /- within 0.0001 -/", "2. /- within 0.001 -/", ""},
		{theorem, "0.754877 /- within 0.0001 -/", "2", ""},
		{theorem, "0.754877 /- within 0.0001 -/", "3", "hypothesis k is false"},
		{theorem, "0.754 /- within 0.0001 -/", "2. /- within 0.001 -/", "no zero"},
		{theorem, "0.754877", "2. /- within 0.001 -/", "hypothesis h is false"},
		{theorem, "0.754877 /- within -0.0001 -/", "2. /- within 0.001 -/", "hypothesis h is false"},
		{strings.Replace(theorem, "1 / 2", "1", 1), "0.754877 /- within 0.0001 -/", "2. /- within 0.001 -/", "conclusion is true"},
		{strings.Replace(theorem, "1 / 2", "0.75488", 1), "0.754877 /- within 0.0001 -/", "2. /- within 0.001 -/", "conclusion: not proved"},
		{strings.Replace(theorem, "(k", "(l : x < 0.7549) (k", 1), "0.754877 /- within 0.0001 -/", "2. /- within 0.001 -/", "hypothesis l"},
		{strings.Replace(theorem, "(k", "(l : x ^ 2 = 1) (k", 1), "0.754877 /- within 0.0001 -/", "2. /- within 0.001 -/", "3 equations"},
	} {
		w := evidence.Witness{{Name: "x", Type: "ℝ", Value: c.x}, {Name: "y", Type: "ℝ", Value: c.y}}
		err := confirm(parse(t, c.text), w)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s at %s: %v, want %s", c.text, w, err, c.want)
		}
	}
}
