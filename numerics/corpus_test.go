package numerics_test

import (
	"testing"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/numerics"
)

// trueStatements are true in Lean with Mathlib, each by what one would overlook: total
// functions, truncation, casts, extents, empty domains, free initial values.
var trueStatements = []string{
	// sums and products
	"theorem t : ∑ k ∈ Finset.range 5, k = 10",
	"theorem t : ∑ k ∈ Finset.range 3, (k - 1) = 1",
	"theorem t : ∑ k ∈ Finset.range 3, (k - 1) = (1 : ℝ)",
	"theorem t : (∑ k ∈ Finset.range 3, (k - 1) : ℝ) = 0",
	"theorem t : ∑ k ∈ Finset.range 0, k = 0 ∧ ∏ k ∈ Finset.range 0, k = 1",
	"theorem t : ∑ k ∈ Finset.Icc 3 2, k = 0",
	"theorem t : ∑ k ∈ Finset.Icc 1 4, k * 2 + 1 = 21",
	"theorem t : ∑ k ∈ Finset.Icc 1 4, (k * 2 + 1) = 24",
	"theorem t (n : ℕ) : ∑ k ∈ Finset.range (n + 1), (k : ℝ) = n * (n + 1) / 2",
	"theorem t (n : ℕ) : ∑ k ∈ Finset.range (n + 1), k = n * (n + 1) / 2",
	"theorem t : ∏ k ∈ Finset.Icc 1 5, k = 120",
	"theorem t : ∑ k ∈ Finset.filter (fun k => k % 2 = 0) (Finset.range 7), k = 12",
	"theorem t : (Finset.filter (fun k => Even k) (Finset.range 10)).card = 5",
	"theorem t : ∑ i ∈ Finset.range 3, ∑ j ∈ Finset.range i, 1 = 3",
	"theorem t : -∑ k ∈ Finset.range 3, (k : ℤ) = -3",
	// ℕ and ℤ
	"theorem t : Nat.gcd 0 0 = 0 ∧ Nat.lcm 4 0 = 0 ∧ Nat.gcd 12 18 = 6",
	"theorem t : Nat.choose 3 5 = 0 ∧ Nat.choose 5 2 = 10",
	"theorem t : Nat.divisors 0 = ∅",
	"theorem t : (Nat.divisors 12).card = 6 ∧ ∑ d ∈ Nat.divisors 12, d = 28",
	"theorem t : ∑ d ∈ Nat.properDivisors 6, d = 6",
	"theorem t : ¬ Nat.Prime 1 ∧ ¬ Nat.Prime 0 ∧ Nat.Prime 2 ∧ ¬ Nat.Prime 91",
	"theorem t : Nat.sqrt 15 = 3 ∧ Nat.log 2 15 = 3 ∧ Nat.log 1 15 = 0",
	"theorem t : Nat.digits 10 123 = [3, 2, 1]",
	"theorem t : Nat.digits 10 0 = []",
	"theorem t : (Nat.digits 10 1999).sum = 28",
	"theorem t (n : ℕ) (h : n ∈ Nat.digits 10 7) : n = 7",
	"theorem t : Nat.factorial 0 = 1 ∧ Nat.factorial 5 = 120",
	"theorem t : (7 : ℤ) / (-2) = -3 ∧ (-7 : ℤ) / 2 = -4 ∧ (-7 : ℤ) % (-2) = 1",
	"theorem t : (5 : ℤ) / 0 = 0 ∧ (5 : ℤ) % 0 = 5",
	"theorem t (p : ℕ) (h : Nat.Prime p) (h2 : Even p) : p = 2",
	"theorem t (n : ℕ) (h : n ∣ 6) (h2 : 3 < n) : n = 6",
	"theorem t (a b : ℕ) (h : Nat.gcd a b = 1) : Nat.Coprime a b",
	"theorem t (n : ℕ) : Nat.gcd n 0 = n",
	"theorem t : Int.natAbs (-3) = 3 ∧ Int.toNat (-3) = 0",
	// floors, roots, logarithms
	"theorem t : ⌊(7 / 2 : ℝ)⌋ = 3 ∧ ⌈(7 / 2 : ℝ)⌉ = 4 ∧ ⌊(-7 / 2 : ℝ)⌋ = -4",
	"theorem t : ⌊(-1 / 2 : ℝ)⌋₊ = 0 ∧ ⌈(-5 : ℝ)⌉₊ = 0",
	"theorem t (x : ℝ) : (⌊x⌋ : ℝ) ≤ x ∧ x < ⌊x⌋ + 1",
	"theorem t : Real.sqrt (-4) = 0",
	"theorem t : Real.sqrt 4 = 2 ∧ Real.sqrt 8 = 2 * Real.sqrt 2",
	"theorem t (x : ℝ) : Real.sqrt (x ^ 2) = |x|",
	"theorem t (x : ℝ) (h : x ^ 2 = 2) : x = Real.sqrt 2 ∨ x = -Real.sqrt 2",
	"theorem t (x : ℝ) (h : 0 ≤ x) : Real.sqrt x ^ 2 = x",
	"theorem t : Real.log 0 = 0 ∧ Real.log (-1) = 0 ∧ Real.log 1 = 0",
	"theorem t (x : ℝ) : Real.log (-x) = Real.log x",
	"theorem t : Real.logb 2 8 = 3 ∧ Real.logb 1 5 = 0",
	"theorem t : Real.sqrt 2 + Real.sqrt 3 < Real.sqrt 10",
	"theorem t : Real.sqrt (5 + 2 * Real.sqrt 6) = Real.sqrt 2 + Real.sqrt 3",
	"theorem t : Real.exp 1 < 2.7182818285 ∧ 2.7182818284 < Real.exp 1",
	"theorem t : Real.cos (Real.pi / 3) = 1 / 2 ∧ Real.tan (Real.pi / 2) = 0",
	"theorem t (x : ℝ) : Real.sin x ^ 2 + Real.cos x ^ 2 = 1",
	"theorem t : (0 : ℝ) ^ (0 : ℝ) = 1 ∧ (0 : ℝ) ^ (-1 : ℝ) = 0",
	"theorem t : (8 : ℝ) ^ ((1 : ℝ) / 3) = 2 ∧ (8 : ℝ) ^ (1 / 3) = 1",
	"theorem t : (4 : ℝ) ^ (-(1 : ℝ) / 2) = 1 / 2",
	"theorem t (x : ℝ) (h : 0 < x) : x ^ (1 / 2 : ℝ) = Real.sqrt x",
	"theorem t : (2 : ℝ)⁻¹ = 1 / 2 ∧ (0 : ℝ)⁻¹ = 0",
	"theorem t : Irrational (Real.sqrt 2) ∧ ¬ Irrational (Real.sqrt 4)",
	// functions
	"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = 2 * x + 1) : f 3 = 7",
	"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = x ^ 2) : f (1 / 2) = 1 / 4",
	"theorem t (f : ℕ → ℕ) (h : ∀ n, f (n + 1) = f n + 2) (h0 : f 0 = 1) : f 10 = 21",
	"theorem t (f : ℕ → ℕ) (h : ∀ n, f n = n / 2) : f 7 = 3",
	"theorem t (f : ℝ → ℝ) (n : ℕ) (h : ∀ x, f x = x) : f (n / 2) = (n : ℝ) / 2",
	"theorem t (f : ℝ → ℝ) (h : ∀ x ≠ 0, f x = 1 / x) : f 2 = 1 / 2",
	"theorem t (f : ℝ → ℝ) (h : ∀ x y, f (x + y) = f x + f y) : f 0 = 0",
	"theorem t (f : ℕ → ℕ) (h : ∀ x y, f (x + y) = f x + f y) (h1 : f 1 = 3) : f 5 = 15",
	"theorem t (f g : ℝ → ℝ) (hf : ∀ x, f x = x + 1) (hg : ∀ x, g x = f (f x)) : g 0 = 2",
	"theorem t (u : ℕ → ℝ) (h : ∀ n ≥ 2, u (n + 2) = u (n + 1) + u n) (h2 : u 2 = 1) (h3 : u 3 = 1) : u 6 = 5",
	"theorem t (σ : Equiv ℝ ℝ) (h : σ.1 2 = 5) : σ.2 5 = 2",
	"theorem t (f : ℝ → ℝ) (h : Function.Injective f) (h2 : f 1 = f (3 - 2)) : (1 : ℝ) = 3 - 2",
	"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = f (-x)) (h1 : f 3 = 4) : f (-3) = 4",
	"theorem t (f : ℤ → ℤ) (h : ∀ n, f n = if Odd n then n ^ 2 else n ^ 2 - 4 * n - 1) : f (f (f (f (f 4)))) = 1",
	// sets and finsets
	"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ 0 < n ∧ n < 5) : S.card = 4",
	"theorem t (S : Finset ℝ) (h : ∀ x, x ∈ S ↔ x ^ 2 = 4) : ∑ x ∈ S, x = 0",
	"theorem t (S : Finset ℝ) (h : ∀ x : ℝ, x ∈ S ↔ |2 - x| = 3) : ∑ k ∈ S, k = 4",
	"theorem t (S : Finset ℤ) (h : ∀ n : ℤ, n ∈ S ↔ |n - 2| ≤ 5 + 6 / 10) : S.card = 11",
	"theorem t : ({1, 2, 2} : Finset ℕ).card = 2",
	"theorem t : IsLeast {n : ℕ | 0 < n ∧ 3 ∣ n} 3",
	"theorem t : IsGreatest {n : ℕ | n ∣ 12 ∧ n < 12} 6",
	"theorem t (S : Set ℕ) (h : S = {n | n < 0}) : S = ∅",
	"theorem t (x : ℝ) (h : x ∈ Set.Icc (0 : ℝ) 1) : 0 ≤ x * (1 - x)",
	"theorem t (x : ℝ) (h : x ∈ ({1, 2} : Set ℝ)) : x ^ 2 - 3 * x + 2 = 0",
	"theorem t : Finset.Icc 1 3 ⊆ Finset.range 4",
	// quantifiers inside
	"theorem t : ∃ n : ℕ, n ^ 2 = 49",
	"theorem t : ∀ n : ℕ, ∃ m, m > n",
	"theorem t (n : ℕ) (h : ∃ k, n = 2 * k) : Even n",
	"theorem t : ∃! x : ℕ, x ^ 2 = 9",
	"theorem t : ¬ ∃ n : ℕ, n < 0",
	"theorem t (n : ℕ) (h : ∀ d, d ∣ n → d = 1 ∨ d = n) (h1 : 1 < n) : Nat.Prime n",
	"theorem t (x : ℝ) (h : ∀ y : ℝ, x ≤ y ^ 2) : x ≤ 0",
	"theorem t : ∃ x y : ℤ, 3 * x + 5 * y = 1",
	// other number types
	"theorem t : (2 : ZMod 5) * 3 = 1 ∧ (3 : ZMod 5)⁻¹ = 2",
	"theorem t (x : ZMod 7) (h : 2 * x = 3) : x = 5",
	"theorem t (x y : NNReal) : x - y + y ≥ x",
	"theorem t : Complex.I ^ 2 = -1 ∧ Complex.normSq (3 + 4 * Complex.I) = 25",
	"theorem t (z : ℂ) (h : z = 1 + Complex.I) : z ^ 4 = -4",
	"theorem t (z : ℂ) : z.re ^ 2 + z.im ^ 2 = Complex.normSq z",
	"theorem t : ((3 : ℚ) / 6).den = 2 ∧ ((3 : ℚ) / 6).num = 1",
	"theorem t (a : Fin 3) : (a : ℕ) < 3",
	"theorem t (p q : Prop) (h : p → q) (hq : ¬ q) : ¬ p",
}

// falseStatements have a counterexample that Lean's values admit.
var falseStatements = []string{
	"theorem t : ∑ k ∈ Finset.Icc 1 4, k * 2 + 1 = 24",
	"theorem t : ∑ k ∈ Finset.range 3, (k - 1) = (0 : ℝ)",
	"theorem t (n : ℕ) : ∑ k ∈ Finset.range n, k = n * (n + 1) / 2",
	"theorem t (n : ℕ) (h : Nat.Prime n) : Odd n",
	"theorem t (a b : ℕ) : Nat.gcd a b * Nat.lcm a b = a + b",
	"theorem t (x : ℝ) : Real.sqrt (x ^ 2) = x",
	"theorem t (x : ℝ) : Real.sqrt x ^ 2 = x",
	"theorem t (x y : ℝ) : Real.log (x * y) = Real.log x + Real.log y",
	"theorem t (x : ℝ) (h : x ^ 2 = 2) : x = Real.sqrt 2",
	"theorem t (x : ℝ) : x < ⌊x⌋",
	"theorem t (x : ℝ) (h : 0 ≤ x) : x ^ (1 / 2) = Real.sqrt x",
	"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = 2 * x + 1) : f 3 = 8",
	"theorem t (f : ℝ → ℝ) (h : ∀ x ≠ 0, f x = 1 / x) : f 0 = 0",
	"theorem t (u : ℕ → ℝ) (h : ∀ n ≥ 2, u (n + 2) = u (n + 1) + u n) : u 5 = 2",
	"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ 0 < n ∧ n < 5) : S.card = 5",
	"theorem t (S : Finset ℝ) (h : ∀ x, x ∈ S ↔ x ^ 2 = 4) : ∑ x ∈ S, x = 4",
	"theorem t : ∃! x : ℤ, x ^ 2 = 9",
	"theorem t (n : ℕ) (h : ∃ k, n = 2 * k) : Odd n",
	"theorem t : ∃ n : ℕ, n ∣ 7 ∧ 1 < n ∧ n < 7",
	"theorem t (x : ZMod 6) (h : 2 * x = 0) : x = 0",
	"theorem t (z : ℂ) (h : z ^ 2 = -1) : z = Complex.I",
	"theorem t : IsLeast {n : ℕ | 3 ∣ n} 3",
	"theorem t (x : ℝ) (h : x ∈ Set.Icc (0 : ℝ) 1) : x * (1 - x) ≤ 1 / 5",
	"theorem t (a b : ℤ) (h : a ∣ b) : a ≤ b",
	"theorem t (f : ℕ → ℕ) (h : ∀ n, f (n + 1) = f n + 2) : f 10 = 21",
	"theorem t (p q : Prop) (h : p → q) (hp : ¬ p) : ¬ q",
	"theorem t : Nat.digits 10 123 = [1, 2, 3]",
	"theorem t (n : ℕ) : (n - 1) + 1 = n",
	"theorem t : (5 : ℝ) / 0 = 5",
	"theorem t (a b : ℝ) (f : ℝ → ℝ) (h : ∀ x, f x = a * x + b) (h1 : f 1 = 2) : f 2 = 4",
}

// No true statement is refuted, and each false one is.
func TestCorpus(t *testing.T) {
	judge := numerics.Judge{}
	counts := map[string]int{}
	for i, text := range trueStatements {
		st, err := elab.Close(text, "")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		ev := judge.Screen(t.Context(), st)
		counts["true: "+ev.Verdict.String()+" "+string(ev.Code)]++
		if ev.Verdict == evidence.Refuted {
			t.Errorf("statement %d is true and was refuted at %s: %s", i, ev.Witness, text)
		}
		if ev.Verdict == evidence.Unknown {
			t.Logf("%s: %s", text, ev.Reason)
		}
	}
	for _, text := range falseStatements {
		st, err := elab.Close(text, "")
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		ev := judge.Screen(t.Context(), st)
		counts["false: "+ev.Verdict.String()+" "+string(ev.Code)]++
		if ev.Verdict != evidence.Refuted {
			t.Logf("not refuted: %s: %s", text, ev.Reason)
		}
	}
	t.Log(counts)
	if counts["true: consistent "] < 95 || counts["false: refuted "] < 26 {
		t.Errorf("%v, want at least 95 consistent and 26 refuted", counts)
	}
}
