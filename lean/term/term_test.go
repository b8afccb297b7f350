package term

import (
	"strings"
	"testing"
)

// precedences are thought through from the precedences in Lean's Init/Prelude and
// Init/Notation and in Mathlib's notation files: full parentheses on the right.
var precedences = []struct{ name, src, full string }{
	{"sum and product", "a + b * c", "a + (b * c)"},
	{"left to right minus", "a - b - c", "(a - b) - c"},
	{"minus plus", "a - b + c", "(a - b) + c"},
	{"left to right division", "a / b * c", "(a / b) * c"},
	{"mod binds as times", "a * b % c", "(a * b) % c"},
	{"mod after plus", "a + b % c", "a + (b % c)"},
	{"power to the right", "a ^ b ^ c", "a ^ (b ^ c)"},
	{"power before times", "2 * x ^ 2", "2 * (x ^ 2)"},
	{"minus of a power", "-x ^ 2", "-(x ^ 2)"},
	{"minus of a power, tight", "-x^2", "-(x ^ 2)"},
	{"minus before times", "-x * y", "(-x) * y"},
	{"minus before smul", "-x • y", "(-x) • y"},
	{"minus after times", "a * -b", "a * (-b)"},
	{"minus after plus", "a + -b", "a + (-b)"},
	{"minus as operand of minus", "a - -b", "a - (-b)"},
	{"minus is no argument", "f -x", "f - x"},
	{"smul before times on the left", "a • b * c", "(a • b) * c"},
	{"smul before times on the right", "a * b • c", "a * (b • c)"},
	{"smul to the right", "a • b • c", "a • (b • c)"},
	{"power before smul", "a • b ^ 2", "a • (b ^ 2)"},
	{"inverse in a power", "x⁻¹ ^ 2", "(x⁻¹) ^ 2"},
	{"inverse of an argument", "f x⁻¹", "f (x⁻¹)"},
	{"inverse under minus", "-x⁻¹", "-(x⁻¹)"},
	{"inverse of an application", "(f x)⁻¹", "(f x)⁻¹"},
	{"factorial in a quotient", "n ! / k !", "(n !) / (k !)"},
	{"factorial of an argument", "f x !", "f (x !)"},
	{"factorial under the arrow", "↑3!", "↑(3 !)"},
	{"factorial name", "n! + 1", "n! + 1"},
	{"factorial of a parenthesis", "(n + 1)!", "(n + 1) !"},
	{"arrow takes an atom", "↑f x", "(↑f) x"},
	{"arrow of an application", "↑(f x)", "↑(f x)"},
	{"application before plus", "f x + g y", "(f x) + (g y)"},
	{"application before power", "f x ^ 2", "(f x) ^ 2"},
	{"several arguments", "f x (y + 1) z.1", "f x (y + 1) z.1"},
	{"divides after plus", "a ∣ b + c", "a ∣ (b + c)"},
	{"relation under and", "a < b ∧ c = d", "(a < b) ∧ (c = d)"},
	{"and before or", "p ∧ q ∨ r", "(p ∧ q) ∨ r"},
	{"and on the right of or", "p ∨ q ∧ r", "p ∨ (q ∧ r)"},
	{"and to the right", "p ∧ q ∧ r", "p ∧ (q ∧ r)"},
	{"or to the right", "p ∨ q ∨ r", "p ∨ (q ∨ r)"},
	{"arrow to the right", "p → q → r", "p → (q → r)"},
	{"arrow under iff", "p → q ↔ r", "(p → q) ↔ r"},
	{"iff and arrow on the right", "p ↔ q → r", "p ↔ (q → r)"},
	{"or before arrow", "p ∨ q → r", "(p ∨ q) → r"},
	{"not takes a relation", "¬a = b", "¬(a = b)"},
	{"not ends before and", "¬p ∧ q", "(¬p) ∧ q"},
	{"not ends before an arrow", "¬p → q", "(¬p) → q"},
	{"not of a divides", "¬ 3 ∣ B", "¬(3 ∣ B)"},
	{"forall reaches far", "∀ x, p ∧ q → r", "∀ x, (p ∧ q) → r"},
	{"forall on the right", "p ∧ ∀ x, q ∨ r", "p ∧ (∀ x, q ∨ r)"},
	{"exists bounded", "∃ x > 0, x < 1 ∧ p", "∃ x > 0, (x < 1) ∧ p"},
	{"inverse and factorial", "x⁻¹ !", "(x⁻¹) !"},
	{"minus of a factorial", "-n !", "-(n !)"},
	{"power of a power of a minus", "(-x) ^ 2 ^ n", "(-x) ^ (2 ^ n)"},
	{"complement", "sᶜ ∩ t", "(sᶜ) ∩ t"},
	{"complement of an argument", "f sᶜ", "f (sᶜ)"},
	{"shift and plus", "a + b <<< c", "a + (b <<< c)"},
	{"smul of a minus", "a • -b", "a • (-b)"},
	{"sum in a comparison", "3 < ∑ k ∈ s, k + 1", "3 < ((∑ k ∈ s, k) + 1)"},
	{"ascription is no binder before times", "(x : ℝ) * y → p", "((x : ℝ) * y) → p"},
	{"arrows of types", "ℕ → ℕ → Prop", "ℕ → (ℕ → Prop)"},
	{"integral takes times", "∫ x in 0..1, x * 2 + 1", "∫ x in 0..1, ((x * 2) + 1)"},
	{"family union", "⋃ i, s i ∩ t", "⋃ i, ((s i) ∩ t)"},
	{"equivalence under and", "p ∧ (q ↔ r)", "p ∧ (q ↔ r)"},
	{"exists after arrow", "p → ∃ x, q ∧ r", "p → (∃ x, q ∧ r)"},
	{"exists unique", "∃! x : ℕ, x = 1", "∃! x : ℕ, x = 1"},
	{"not of a forall", "¬∀ x, p ∧ q", "¬(∀ x, p ∧ q)"},
	{"fun reaches far", "f fun x => x + 1", "f (fun x ↦ x + 1)"},
	{"sum takes times", "∑ x ∈ s, a * x", "∑ x ∈ s, (a * x)"},
	{"sum stops before plus", "∑ x ∈ s, x + 1", "(∑ x ∈ s, x) + 1"},
	{"sum stops before equals", "∑ x ∈ s, x ^ 2 = 3", "(∑ x ∈ s, (x ^ 2)) = 3"},
	{"sum on the right of times", "2 * ∑ x ∈ s, x * y", "2 * (∑ x ∈ s, (x * y))"},
	{"sum after divides", "5∣∑ k ∈ s, k * 2", "5 ∣ (∑ k ∈ s, (k * 2))"},
	{"sum of a sum", "∑ i ∈ s, ∑ j ∈ t, i * j", "∑ i ∈ s, (∑ j ∈ t, (i * j))"},
	{"sum minus sum", "∑ k ∈ s, k - ∑ k ∈ t, k", "(∑ k ∈ s, k) - (∑ k ∈ t, k)"},
	{"sum of a minus", "∑ k ∈ s, -k", "∑ k ∈ s, (-k)"},
	{"product before mod", "∏ k ∈ s, k % 10", "∏ k ∈ s, (k % 10)"},
	{"supremum takes plus", "⨆ i, f i + 1", "⨆ i, ((f i) + 1)"},
	{"supremum stops before le", "⨆ i, f i ≤ a", "(⨆ i, (f i)) ≤ a"},
	{"union and intersection", "a ∪ b ∩ c", "a ∪ (b ∩ c)"},
	{"membership of a union", "x ∈ a ∪ b", "x ∈ (a ∪ b)"},
	{"set difference", "x ∈ a \\ b", "x ∈ (a \\ b)"},
	{"composition before power", "f ∘ g ^ 2", "(f ∘ g) ^ 2"},
	{"composition to the right", "f ∘ g ∘ h", "f ∘ (g ∘ h)"},
	{"preimage", "f ⁻¹' {0} = s", "(f ⁻¹' {0}) = s"},
	{"image in equation", "s = f '' t", "s = (f '' t)"},
	{"set product before preimage", "f '' s ×ˢ t", "f '' (s ×ˢ t)"},
	{"sqrt before power", "√x ^ 2", "(√x) ^ 2"},
	{"sqrt takes an atom", "√f x + 1", "((√f) x) + 1"},
	{"sqrt as argument", "f √x y", "f (√x) y"},
	{"matrix times vector", "A * B *ᵥ v", "A * (B *ᵥ v)"},
	{"dot product", "v ⬝ᵥ w + 1", "(v ⬝ᵥ w) + 1"},
	{"transpose", "Aᵀ * B", "(Aᵀ) * B"},
	{"congruence takes plus", "a + 1 ≡ b * c [ZMOD n]", "(a + 1) ≡ (b * c) [ZMOD n]"},
	{"congruence under and", "a ≡ b [MOD n] ∧ p", "(a ≡ b [MOD n]) ∧ p"},
	{"absolute value", "|x - y| + |z|", "|x - y| + |z|"},
	{"absolute value as argument", "f |x| y", "f |x| y"},
	{"floor as argument", "f ⌊x / 2⌋", "f ⌊x / 2⌋"},
	{"floor under the arrow", "↑⌊x⌋ * y", "(↑⌊x⌋) * y"},
	{"type ascription", "(x + 1 : ℝ) / 2", "(x + 1 : ℝ) / 2"},
	{"product of types under arrow", "ℕ × ℕ → ℝ", "(ℕ × ℕ) → ℝ"},
	{"dependent arrow", "(n : ℕ) → p n → q", "(n : ℕ) → (p n) → q"},
	{"if in a sum", "1 + if p then a else b + 1", "1 + (if p then a else b + 1)"},
	{"cons and append", "a :: l ++ m", "(a :: l) ++ m"},
	{"lattice", "a ⊔ b ⊓ c", "a ⊔ (b ⊓ c)"},
	{"section", "(· + 1)", "(· + 1)"},
	{"field of a parenthesis", "(f x).foo y", "(f x).foo y"},
	{"pipe", "f <| g x + 1", "f <| ((g x) + 1)"},
}

func TestPrecedence(t *testing.T) {
	for _, c := range precedences {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseTerm(c.src)
			if err != nil {
				t.Fatal(err)
			}
			if full := PrintFull(got); full != c.full {
				t.Errorf("%s: %s, want %s", c.src, full, c.full)
			}
			roundTrip(t, got)
		})
	}
}

func roundTrip(t *testing.T, x Term) {
	t.Helper()
	for _, text := range []string{Print(x), PrintFull(x)} {
		again, err := ParseTerm(text)
		if err != nil {
			if strings.Contains(err.Error(), "nested too deeply") {
				continue // full parentheses nest deeper than the tree
			}
			t.Fatalf("%v\nprinted: %s", err, text)
		}
		if !Equal(x, again) {
			t.Fatalf("another tree after printing: %s\nthen:    %s\nthen:    %s", text, Print(again), PrintFull(again))
		}
	}
}
