package verify

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

func TestEvaluate(t *testing.T) {
	def := func(at ...int) []Def {
		var out []Def
		for _, i := range at {
			out = append(out, Def{At: i})
		}
		return out
	}
	for _, c := range []struct {
		text     string
		defs     []Def
		accepted bool
	}{
		{"theorem t (x : ℝ) (h : x = 5) : Real.sqrt (x ^ 2 - 9) = 4", def(0), true},
		{"theorem t (x : ℝ) (h : x = 5) : Real.sqrt (x ^ 2 - 9) = 5", def(0), false},
		{"theorem t (x : ℝ) (h : x = 5) : Real.sqrt (x ^ 2 - 9) = 4", def(0, 0), false},
		{"theorem t (x y : ℝ) (h : x = y) : x = 4", def(0), false},
		{"theorem t (x : ℝ) (h : x = x + 1) : x = 4", def(0), false},
		{"theorem t (b : ZMod 11) (h : b = 2⁻¹) : b = 6", def(0), true},
		{"theorem t (f : ℝ → ℝ) (h : ∀ x, f x = x + 1) : f (f 2) = 4", def(0), true},
		{"theorem t (f : ℝ → ℝ) (h : ∀ x, f (x + 1) = x + 1) : f 2 = 3", def(0), false},
		{"theorem t (f : ℝ → ℝ) (h : ∀ x > 0, f x = x + 1) : f (-1) = 0", def(0), false},
		{"theorem t (f : ℝ → ℝ → ℝ) (h : ∀ x y, f x y = x - y) : f 3 1 = 2", def(0), true},
		{"theorem t (f : ℝ → ℝ → ℝ) (h : ∀ x y, f y x = x - y) : f 3 1 = 2", def(0), false},
		{"theorem t (f : ℝ → ℝ → ℝ) (h : ∀ x, f x x = x) : f 3 1 = 3", def(0), false},
		{"theorem t (f : ℕ → ℕ) (h : ∀ n, f n = f n) : f 3 = 0", def(0), false},
		{"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ n ∣ 12) : S.card = 6", def(0), true},
		{"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ n ∣ 0 ∧ n < 5) : S.card = 5", def(0), true},
		{"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S → n ∣ 12) : S.card = 6", def(0), false},
		{"theorem t (S : Finset ℕ) (h : ∀ n, n + 1 ∈ S ↔ n ∣ 12) : S.card = 6", def(0), false},
		{"theorem t (S : Finset ℕ) (h : ∀ n, n ∈ S ↔ n ∈ S ∧ n ∣ 12) : S.card = 6", def(0), false},
		{"theorem t (S T : Finset ℕ) (h : ∀ n, n ∈ S ↔ n ∈ T ∧ n ∣ 12) : S.card = 6", def(0), false},
		{"theorem t (f : ℕ → ℕ) (h₀ : f 0 = 0) (h₁ : f 1 = 1) (h : ∀ n, f (n + 2) = f (n + 1) + f n) : f 30 = 832040",
			[]Def{{At: 0}, {At: 1}, {2, 0, 28}}, true},
		{"theorem t (f : ℕ → ℕ) (h₀ : f 0 = 0) (h₁ : f 1 = 1) (h : ∀ n, f (n + 2) = f (n + 1) + f n) : f 30 = 832041",
			[]Def{{At: 0}, {At: 1}, {2, 0, 28}}, false},
		{"theorem t (f : ℕ → ℕ) (h₀ : f 0 = 0) (h : ∀ n ≥ 3, f (n + 1) = f n + 1) : f 2 = 2",
			[]Def{{At: 0}, {1, 0, 5}}, false},
		{"theorem t (f : ℤ → ℤ) (h₀ : f 0 = 0) (h : ∀ n, f (n - 1) = f n + 1) : f (-3) = 3",
			[]Def{{At: 0}, {1, 0, -3}}, true},
		{"theorem t (x : ℝ) (h : x ^ 2 = 4) (k : 0 < x) : x = 2", nil, true},
		{"theorem t (x : ℝ) (h : x ^ 2 = 4) : x = 2", nil, false},
		{"theorem t (m n : ℕ) (h : m * n = 15) (k : 1 < m) (l : m < n) : m = 3", nil, true},
		{"theorem t (m n : ℤ) (h : m * n = 15) (k : m < n) : m = 3", nil, false},
		{"theorem t (f : ℕ → ℕ) (n : ℕ) (h : f n = 3) : f 2 = 3", def(0), false},
	} {
		s := opened(t, c.text)
		if _, err := s.Apply(&Node{Rule: "evaluate", Defs: c.defs}); (err == nil) != c.accepted {
			t.Errorf("%s by %v: %v", c.text, c.defs, err)
		}
	}
}

// Steps that hold in one type and fail in another, or that a name could mislead.
func TestSteps(t *testing.T) {
	x := Poly{{Coef: "1", Powers: map[string]int{"x : ℕ": 1}}}
	for _, c := range []struct {
		text     string
		node     *Node
		accepted bool
	}{
		// The witness must be of the type: no fraction in ℤ, no negative number in ℕ.
		{"theorem t : ∃ n : ℤ, 2 * n = 1", &Node{Rule: "witness", Factors: []Poly{{{Coef: "1/2"}}}}, false},
		{"theorem t : ∃ n : ℕ, n + 1 = 0", &Node{Rule: "witness", Factors: []Poly{{{Coef: "-1"}}}}, false},
		{"theorem t : ∃ n : ℝ, n + 1 = 0", &Node{Rule: "witness", Factors: []Poly{{{Coef: "-1"}}}}, true},
		{"theorem t (x : ℕ) : ∃ n : ℝ, n = x", &Node{Rule: "witness", Factors: []Poly{x}}, true},
		{"theorem t (x : ℕ) : ∃ n : ZMod 3, n = x", &Node{Rule: "witness", Factors: []Poly{x}}, false},
		// A bound variable is no term of the sequent.
		{"theorem t (f : ℕ → ℕ) (h : ∀ x, f x = 0) : 0 = 0 ∧ ∀ x, f x = 1", &Node{Rule: "instantiate", With: "x : ℕ"}, false},
		// An order of sets or of ℂ is not total, and their negations do not turn round.
		{"theorem t (S T : Set ℕ) (h : S ≠ T) : S ⊂ T", &Node{Rule: "or"}, false},
		{"theorem t (z : ℂ) (h : z ≠ 0) : z = 1", &Node{Rule: "or"}, false},
		{"theorem t (z : ZMod 3) (h : z ≠ 0) : z = 1", &Node{Rule: "or"}, false},
		{"theorem t (z : ℤ) (h : z ≠ 0) : z = 1", &Node{Rule: "or"}, true},
		{"theorem t (z : ℂ) : z ^ 2 ≠ z", &Node{Rule: "atom", With: "z : ℂ"}, false},
		// The product of numbers modulo 4 can be 0 where no factor is.
		{"theorem t (x : ZMod 4) (h : x * x = 0) : x = 0",
			&Node{Rule: "product", Factors: []Poly{{{Coef: "1", Powers: map[string]int{"x : ZMod 4": 1}}}}}, false},
		// An order, and a sum of inequalities, says nothing of ℂ; equations do.
		{"theorem t (z : ℂ) : z = 0", &Node{Rule: "sign", Factors: []Poly{{{Coef: "1", Powers: map[string]int{"z : ℂ": 1}}}}}, false},
		{"theorem t (x : ℝ) : x = 0", &Node{Rule: "sign", Factors: []Poly{{{Coef: "1", Powers: map[string]int{"x : ℝ": 1}}}}}, true},
		{"theorem t (z : ℂ) (h : z = 1) : z = 0", &Node{Rule: "have", Sum: []Term{{Facts: []int{0}, By: Poly{{Coef: "2"}}}}}, true},
		{"theorem t (z : ℂ) (h : z = 1) : z = 0", &Node{Rule: "have", Sum: []Term{{Facts: []int{0}, By: Poly{{Coef: "2"}}}, {}}}, false},
		{"theorem t (z : ℂ) (h : z = 1) : z = 0", &Node{Rule: "have", Sum: []Term{{Facts: []int{0}}}}, false},
		{"theorem t (x : ℝ) (h : x ≠ 1) : x = 0", &Node{Rule: "have", Sum: []Term{{Facts: []int{0}}}}, false},
		{"theorem t (x : ℝ) (h : x ≤ 1) : x = 0", &Node{Rule: "have", Sum: []Term{{Facts: []int{0}, By: Poly{{Coef: "-1"}}}}}, false},
		{"theorem t (x : ℝ) (h : x ≤ 1) : x = 0", &Node{Rule: "have", Sum: []Term{{Coef: "-1", Facts: []int{0}}}}, false},
		{"theorem t (x : ℝ) (h : x ≠ 1) (k : x = 1) : x = 0", &Node{Rule: "nonzero", Sum: []Term{{Facts: []int{1}, By: Poly{{Coef: "1"}}}}}, true},
		{"theorem t (x : ℝ) (h : x ≠ 1) (k : x = 2) : x = 0", &Node{Rule: "nonzero", Sum: []Term{{Facts: []int{1}, By: Poly{{Coef: "1"}}}}}, false},
		{"theorem t (x : ℝ) (h : x < 1) (k : x = 1) : x = 0", &Node{Rule: "nonzero", Sum: []Term{{Facts: []int{1}, By: Poly{{Coef: "1"}}}}}, false},
		{"theorem t (x : ℝ) : x⁻¹ = 0", &Node{Rule: "reciprocal", With: "x⁻¹ : ℝ"}, true},
		{"theorem t (x : ℝ) : x = 0", &Node{Rule: "reciprocal", With: "x : ℝ"}, false},
		{"theorem t (x : ZMod 6) : x⁻¹ = 0", &Node{Rule: "reciprocal", With: "x⁻¹ : ZMod 6"}, false},
		{"theorem t (σ : Equiv ℝ ℝ) : σ.1 (σ.2 2) = 2", &Node{Rule: "inverse", With: "(Equiv.invFun σ) (2 : ℝ) : ℝ"}, true},
		{"theorem t (f : ℝ → ℝ) : f (f 2) = 2", &Node{Rule: "inverse", With: "f (2 : ℝ) : ℝ"}, false},
		{"theorem t (x y : ℝ) (h : x ≤ y) : x = y", &Node{Rule: "rewrite"}, false},
		{"theorem t (f : ℝ → ℝ) (h : f = fun x => x) : f 1 = 1", &Node{Rule: "rewrite"}, false},
	} {
		s := opened(t, c.text)
		if _, err := s.Apply(c.node); (err == nil) != c.accepted {
			t.Errorf("%s by %s: %v", c.text, c.node.Rule, err)
		}
	}
}

// Casts vanish only where they keep sums, products and the order: not through truncation.
func TestCasts(t *testing.T) {
	for _, c := range []struct {
		text     string
		accepted bool
	}{
		{"theorem t (n m : ℕ) : ((n + m : ℕ) : ℝ) = n + m", true},
		{"theorem t (n m : ℕ) : ((n - m : ℕ) : ℝ) = n - m", false},
		{"theorem t (n m : ℕ) : ((n / m : ℕ) : ℝ) = n / m", false},
		{"theorem t (n m : ℤ) : ((n / m : ℤ) : ℚ) = n / m", false},
		{"theorem t (n m : ℤ) : ((n - m : ℤ) : ℚ) = n - m", true},
		{"theorem t (n : ℕ) : ((n % 3 : ℕ) : ℤ) = n % 3", false},
		{"theorem t (n m : ℕ) : n + m - m = n", false},
		{"theorem t (x : ℝ) : x / x = 1", false},
		{"theorem t (x : ℝ) : x / 0 = 0", true},
		{"theorem t (x : ℝ) : (2 * x) / 2 = x", true},
		{"theorem t (n : ℕ) : (2 * n) / 2 = n", false},
		{"theorem t (x : NNReal) : x - x = 0", false},
		{"theorem t (x y : NNReal) : x + y - y = x", false},
		{"theorem t (x : ℕ+) : x - 1 + 1 = x", false},
		{"theorem t (x : ZMod 5) : x + x = 2 * x", false},
		{"theorem t (z : ℂ) : z * z = z ^ 2", true},
		{"theorem t (x : ℝ) : x ^ (2 : ℝ) = x ^ 2", true},
		{"theorem t (x : ℝ) : x ^ (-2 : ℝ) = 1 / (x * x)", true},
		{"theorem t (x : ℝ) : x ^ (1 / 2 : ℝ) * x ^ (1 / 2 : ℝ) = x", false},
		{"theorem t (x : ℝ) : (x⁻¹)⁻¹ = x", true},
		{"theorem t (x y : ℝ) : 1 / (2 * x * y) = y⁻¹ / 2 / x", true},
		{"theorem t (x y : ℝ) : 1 / (x + y) = x⁻¹ + y⁻¹", false},
		{"theorem t (x y : ℝ) : x * y / y = x", false},
		{"theorem t (n : ℕ) : (n : ℝ)⁻¹ * (n : ℝ) = 1", false},
		{"theorem t (z : ℂ) : z ^ (-1 : ℤ) = 1 / z", true},
		{"theorem t (x : ℝ) : x ^ (-1 : ℤ) * x = 1", false},
	} {
		if _, err := opened(t, c.text).Apply(&Node{Rule: "combination"}); (err == nil) != c.accepted {
			t.Errorf("%s: %v", c.text, err)
		}
	}
}

// Two atoms are one only where the terms are the same.
func TestAtomKeys(t *testing.T) {
	s := opened(t, "theorem t (x : ℝ) : x = x")
	real := func(name string, slot int) elab.Term { return &elab.Var{Index: slot, Name: name, T: elab.Real} }
	square := func(slot int, body elab.Term) elab.Term {
		l := &elab.Lambda{Param: &elab.Var{Index: slot, Name: "y", T: elab.Real}, Body: body}
		return &elab.Call{F: l, Arg: real("x", 0), T: elab.Real}
	}
	distinct := []elab.Term{
		real("y", 5), real("y", 6), // printed alike
		square(7, real("y", 7)), square(7, real("y", 5)),
	}
	for i, a := range distinct {
		for j, b := range distinct {
			p, _ := s.Poly(a)
			q, _ := s.Poly(b)
			if same := len(sub(p, q).Terms()) == 0; same != (i == j) {
				t.Errorf("%s and %s (%d, %d): the same atom is %t", elab.Print(a), elab.Print(b), i, j, same)
			}
		}
	}
	if !alike(square(7, real("y", 7)), square(8, real("y", 8))) {
		t.Error("the slot of a bound variable tells terms apart")
	}
}

// What evaluation says without the values of the variables holds whatever they are.
func TestGroundWithoutValues(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	decided := 0
	for range 2000 {
		relation := func() string {
			op := []string{"=", "≤", "<", "≠", "∣"}[r.IntN(5)]
			return fmt.Sprintf("%s %s %s", grow(r, 2), op, grow(r, 2))
		}
		prop := relation()
		switch r.IntN(5) {
		case 0:
			prop = fmt.Sprintf("%s ∨ %s", relation(), relation())
		case 1:
			prop = fmt.Sprintf("(%s) → %s", relation(), relation())
		case 2:
			prop = fmt.Sprintf("∃ c : ℤ, c * c = %s ∨ c ≤ b", grow(r, 2))
		case 3:
			prop = fmt.Sprintf("∀ c : ℤ, 0 ≤ c → c ≤ 3 → c * b ≤ %s", grow(r, 2))
		}
		typ := []string{"ℕ", "ℤ"}[r.IntN(2)]
		if typ == "ℕ" && (prop[0] == 0xe2) {
			typ = "ℤ"
		}
		s := opened(t, fmt.Sprintf("theorem t (a b : %s) (k : ℕ) : %s", typ, prop))
		want, err := eval.Holds(s.Goal, s.env())
		if err != nil {
			continue
		}
		decided++
		low := int64(0)
		if typ == "ℤ" {
			low = -3
		}
		for a := low; a < 4; a++ {
			for b := low; b < 4; b++ {
				for k := range int64(3) {
					env := s.env()
					env[0], env[1], env[2] = eval.Int(a), eval.Int(b), eval.Int(k)
					if got, err := eval.Holds(s.Goal, env); err == nil && got != want {
						t.Fatalf("%s is %t without values and %t at %d, %d, %d", elab.Print(s.Goal), want, got, a, b, k)
					}
				}
			}
		}
	}
	t.Logf("%d decided", decided)
	if decided < 100 {
		t.Errorf("only %d decided", decided)
	}
}
