package mutate_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"cosita/lean/term"
	"cosita/numerics/mutate"
)

func parse(tb testing.TB, text string) *term.Statement {
	tb.Helper()
	st, err := term.ParseStatement(text)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return st
}

func TestAll(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"theorem t (x : ℝ) (h : 0 < x) : x ≥ 0", []string{
			"relation: theorem t (x : ℝ) (h : 0 ≤ x) : x ≥ 0",
			"relation: theorem t (x : ℝ) (h : 0 ≥ x) : x ≥ 0",
			"relation: theorem t (x : ℝ) (h : 0 < x) : x > 0",
			"relation: theorem t (x : ℝ) (h : 0 < x) : x < 0",
			"numeral: theorem t (x : ℝ) (h : 1 < x) : x ≥ 0",
			"numeral: theorem t (x : ℝ) (h : 0 < x) : x ≥ 1",
			"hypothesis: theorem t (x : ℝ) : x ≥ 0",
		}},
		{"theorem t : ∀ n : ℕ, Even n ∨ Odd n", []string{
			"quantifier: theorem t : ∃ n : ℕ, Even n ∨ Odd n",
			"connective: theorem t : ∀ n : ℕ, Even n ∧ Odd n",
			"type: theorem t : ∀ n : ℤ, Even n ∨ Odd n",
		}},
		{"theorem t (u : ℕ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u (n + 1)", []string{
			"relation: theorem t (u : ℕ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) = u (n + 1)",
			"numeral: theorem t (u : ℕ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u (n + 2)",
			"numeral: theorem t (u : ℕ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u (n + 0)",
			"type: theorem t (u : ℤ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u (n + 1)",
			"type: theorem t (u : ℕ → ℤ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u (n + 1)",
			"type: theorem t (u : ℕ → ℕ) (n : ℤ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u (n + 1)",
			"index: theorem t (u : ℕ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range (n + 1), u (k + n) ≠ u (n + 1)",
			"index: theorem t (u : ℕ → ℕ) (n : ℕ) : ∑ k ∈ Finset.range n, u (k + n) ≠ u n",
		}},
		{"theorem t (a b : ℤ) (h : 0 < a ∧ b ∣ a) : ∀ c > 0, c * b ∣ c * a", nil},
	} {
		st := parse(t, c.text)
		before := term.PrintStatement(st)
		var got []string
		for _, m := range mutate.All(st) {
			got = append(got, m.Rule+": "+m.Text)
			if !slices.Contains(mutate.Rules, m.Rule) {
				t.Errorf("rule %q", m.Rule)
			}
		}
		if c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%q\nwant\n%q", c.text, got, c.want)
		}
		if after := term.PrintStatement(st); after != before {
			t.Errorf("the statement was changed: %s", after)
		}
		if len(got) < 3 {
			t.Errorf("%s: %q", c.text, got)
		}
	}
}

func TestSample(t *testing.T) {
	st := parse(t, "theorem t (a b c : ℕ) (h : a + b = 3) (k : b < 5 * c) : a ≤ 7 ∨ c ≥ 2")
	first := mutate.Sample(st, 5, 3)
	if second := mutate.Sample(st, 5, 3); !reflect.DeepEqual(first, second) || len(first) != 5 {
		t.Errorf("%d and %d variants", len(first), len(second))
	}
	if other := mutate.Sample(st, 5, 4); reflect.DeepEqual(first, other) {
		t.Error("another seed gave the same sample")
	}
	if all := mutate.Sample(st, 0, 3); len(all) != len(mutate.All(st)) {
		t.Errorf("%d variants", len(all))
	}
}

func ExampleAll() {
	st, _ := term.ParseStatement("theorem t (n : ℕ) : n < n + 2")
	for _, m := range mutate.All(st) {
		fmt.Println(m.Rule, "|", m.Text)
	}
	// Output:
	// relation | theorem t (n : ℕ) : n ≤ n + 2
	// relation | theorem t (n : ℕ) : n ≥ n + 2
	// numeral | theorem t (n : ℕ) : n < n + 3
	// numeral | theorem t (n : ℕ) : n < n + 1
	// type | theorem t (n : ℤ) : n < n + 2
}
