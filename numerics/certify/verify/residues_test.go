package verify

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
)

func opened(t testing.TB, text string) *Sequent {
	t.Helper()
	st, err := term.ParseStatement(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	typed, err := elab.Elaborate(st)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	s, err := Open(typed)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

func TestResidues(t *testing.T) {
	for _, c := range []struct {
		text          string
		modulus, from int64
		accepted      bool
	}{
		{"theorem t (n : ℕ) (h : (2 * n) % 47 = 15) : n % 47 = 31", 47, 1, true},
		{"theorem t (n : ℕ) (h : (2 * n) % 47 = 15) : n % 47 = 30", 47, 1, false},
		{"theorem t (a : ℤ) : a ^ 2 % 4 = 0 ∨ a ^ 2 % 4 = 1", 4, 2, true},
		{"theorem t (a : ℤ) : a ^ 2 % 4 = 0 ∨ a ^ 2 % 4 = 1", 8, 2, false}, // powers of 2 need from ≥ 3
		{"theorem t (a : ℤ) : a ^ 2 % 4 = 0 ∨ a ^ 2 % 4 = 1", 3, 2, false},
		{"theorem t (x y : ℤ) : x ^ 5 ≠ y ^ 2 + 4", 11, 1, true},
		{"theorem t (x y : ℤ) : x ^ 5 ≠ y ^ 2 + 4", 7, 1, false},
		{"theorem t (n : ℕ) (h : 0 < n) : 9 ∣ 10 ^ n - 1", 9, 2, true},
		{"theorem t (n : ℕ) : 9 ∣ 10 ^ n - 2", 9, 2, false},
		{"theorem t (n : ℕ) : 4 ∣ 2 ^ n", 4, 2, false},
		{"theorem t (n : ℕ) (h : 2 ≤ n) : 4 ∣ 2 ^ n", 4, 2, true},
		// The exponent n - 1 has not become periodic where n has.
		{"theorem t (n : ℕ) (h : 2 ≤ n) : 4 ∣ 2 ^ (n - 1)", 4, 2, false},
		{"theorem t (n : ℕ) (h : 3 ≤ n) : 4 ∣ 2 ^ (n - 1)", 4, 3, true},
		{"theorem t (n : ℕ) (h : 0 < n) : 3 ∣ 4 ^ (n - 1) - 1", 3, 2, true},
		{"theorem t (n : ℕ) : 3 ∣ 2 ^ (2 * n + 1) + 1", 3, 1, true},
		{"theorem t (n : ℕ) : 3 ∣ 2 ^ (n * n) + 1", 3, 1, false},
		{"theorem t (n : ℕ) (h : n % 3 = 2) : 2 ≤ n", 3, 3, true},
		{"theorem t (n : ℤ) (h : n % 3 = 2) : 2 ≤ n", 3, 3, false},
		{"theorem t (n : ℕ) (h : n % 3 = 2) : 3 ≤ n", 3, 3, false},
		{"theorem t (n m : ℕ) : (n - m) % 2 = (n + m) % 2", 2, 1, false},
		{"theorem t (n m : ℕ) (h : m ≤ n) : (n - m) % 2 = (n + m) % 2", 2, 1, true},
		{"theorem t (n : ℕ) : n / 2 * 2 = n", 2, 1, false},
		{"theorem t (x : ZMod 4) : x ^ 2 = x", 2, 1, false},
		{"theorem t (x : ℝ) : ∃ y, y ^ 2 = x", 2, 1, false},
		{"theorem t (n : ℕ) : (n : ℝ) ≠ 7", 5, 1, false},
	} {
		_, err := opened(t, c.text).Apply(&Node{Rule: "residues", Modulus: c.modulus, From: c.from})
		if (err == nil) != c.accepted {
			t.Errorf("%s modulo %d from %d: %v", c.text, c.modulus, c.from, err)
		}
	}
}

// grow writes a random integer term in a and b.
func grow(r *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"a", "b", "1", "2", "3", "10"}[r.IntN(6)]
	}
	x, y := grow(r, r.IntN(depth)), grow(r, r.IntN(depth))
	switch r.IntN(7) {
	case 0:
		return fmt.Sprintf("(%s - %s)", x, y)
	case 1, 2:
		return fmt.Sprintf("(%s * %s)", x, y)
	case 3:
		return fmt.Sprintf("(%s ^ (%s : ℕ))", []string{"a", "2", "3", "7"}[r.IntN(4)],
			[]string{"2", "k", "(k + 1)", "(2 * k)", "(k - 1)", "(k * k)"}[r.IntN(6)])
	case 4:
		return fmt.Sprintf("(%s %% %d)", x, r.IntN(5)+1)
	default:
		return fmt.Sprintf("(%s + %s)", x, y)
	}
}

// stated writes a random statement about integers; most are false.
func stated(r *rand.Rand, m int64) string {
	typ := []string{"ℕ", "ℤ"}[r.IntN(2)]
	relation := fmt.Sprintf("%s %% %d = %d", grow(r, 3), m, r.Int64N(m))
	switch r.IntN(6) {
	case 0:
		relation = fmt.Sprintf("%d ∣ %s", m, grow(r, 3))
	case 1:
		relation = fmt.Sprintf("%s ≠ %s", grow(r, 2), grow(r, 2))
	case 2:
		relation = fmt.Sprintf("%s %% %d = %d ∨ Even %s", grow(r, 2), m, r.Int64N(m), grow(r, 2))
	case 3:
		relation = fmt.Sprintf("%d ≤ %s", r.IntN(3), grow(r, 2))
	}
	hyp := fmt.Sprintf("a %% %d = %d", m, r.Int64N(m))
	switch r.IntN(6) {
	case 0, 1:
		hyp = "b ≤ a"
	case 2:
		hyp = fmt.Sprintf("a * b = %d", r.IntN(9))
	}
	return fmt.Sprintf("theorem t (a b : %s) (k : ℕ) (h : %s) : %s", typ, hyp, relation)
}

// What residues and evaluation prove holds at every point of a grid.
func TestAgainstGrid(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	proved := map[string]int{}
	for range 1000 {
		m := int64(r.IntN(11) + 2)
		text := stated(r, m)
		s := opened(t, text)
		found := false
		for _, n := range []*Node{{Rule: "residues", Modulus: m, From: 4}, {Rule: "evaluate"}} {
			if _, err := s.Apply(n); err == nil {
				proved[n.Rule]++
				found = true
			}
		}
		if !found {
			continue
		}
		low := int64(0)
		if s.Typed.Vars[0].Type == elab.Type(elab.Int) {
			low = -9
		}
		for a := low; a < 16; a++ {
			for b := low; b < 9; b++ {
				for k := range int64(7) {
					env := s.env()
					env[0], env[1], env[2] = eval.Int(a), eval.Int(b), eval.Int(k)
					h, err1 := eval.Holds(s.Facts[0].Prop, env)
					g, err2 := eval.Holds(s.Goal, env)
					if err1 == nil && err2 == nil && h && !g {
						t.Fatalf("%s is proved and fails at %d, %d, %d", text, a, b, k)
					}
				}
			}
		}
	}
	t.Logf("%v proved", proved)
	if proved["residues"] < 100 || proved["evaluate"] < 20 {
		t.Errorf("only %v proved", proved)
	}
}
