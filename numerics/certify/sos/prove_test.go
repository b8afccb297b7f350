package sos_test

import (
	"errors"
	"flag"
	"math/rand/v2"
	"testing"

	"cosita/numerics/certify/sos"
	"cosita/numerics/exact"
)

var planted = flag.Int("planted", 200, "how many planted sums and planted negatives are tried")

func x(i int) exact.Poly { return exact.X(i) }

func minus(p, q exact.Poly) exact.Poly { return p.Add(q.Scale(exact.Int(-1))) }

func TestProve(t *testing.T) {
	a, b, c := x(0), x(1), x(2)
	schur := times(a, minus(a, b), minus(a, c)).Add(times(b, minus(b, a), minus(b, c))).Add(times(c, minus(c, a), minus(c, b)))
	// 2·(a/(b+c) + b/(c+a) + c/(a+b)) ≥ 3 without its denominators.
	nesbitt := times(a, c.Add(a), a.Add(b)).Add(times(b, b.Add(c), a.Add(b))).Add(times(c, b.Add(c), c.Add(a))).Scale(exact.Int(2)).
		Add(times(b.Add(c), c.Add(a), a.Add(b)).Scale(exact.Int(-3)))
	tests := []struct {
		name string
		p    sos.Problem
	}{
		{"on a line", sos.Problem{Target: minus(exact.Const(exact.Int(1)), times(a, b)), Zero: []exact.Poly{a.Add(b).Add(exact.Const(exact.Int(-2)))}}},
		{"on a circle", sos.Problem{Target: exact.Const(exact.Int(2)).Add(minus(exact.Const(exact.Int(0)), times(a.Add(b), a.Add(b)))),
			Zero: []exact.Poly{norm2.Add(exact.Const(exact.Int(-1)))}}},
		{"in an interval", sos.Problem{Target: times(a, minus(exact.Const(exact.Int(1)), a)),
			Nonneg: []exact.Poly{a, minus(exact.Const(exact.Int(1)), a)}, Degree: 3}},
		{"Schur, a ≥ b ≥ c", sos.Problem{Target: schur,
			Nonneg: []exact.Poly{times(c, minus(a, b), minus(b, c)), times(minus(a, b), minus(b, c)), minus(a, b), minus(b, c), c, times(c, minus(a, c), minus(b, c)), times(a, minus(a, b)), b}}},
		{"Nesbitt", sos.Problem{Target: nesbitt, Nonneg: []exact.Poly{a, b, c}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cert, err := sos.Prove(t.Context(), tt.p)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, cert, tt.p)
		})
	}
}

// holds expands a certificate.
func holds(t *testing.T, c *sos.Certificate, p sos.Problem) {
	t.Helper()
	total, _ := c.Sum.Poly()
	for j, w := range c.Weights {
		sigma, _ := w.Poly()
		total = total.Add(times(sigma, p.Nonneg[j]))
	}
	for k, m := range c.Multipliers {
		total = total.Add(times(m, p.Zero[k]))
	}
	if len(minus(total, p.Target).Terms()) > 0 {
		t.Fatal("the certificate is not the target")
	}
}

// Sums of random squares, many with common real zeros, are found again; taken below their
// value at a point they are not.
func TestPlanted(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 11))
	found, total := 0, *planted
	for range total {
		vars, degree := 1+rng.IntN(3), 1+rng.IntN(2)
		var p exact.Poly
		at := make([]exact.Rat, vars)
		for i := range at {
			at[i] = exact.Int(int64(rng.IntN(5) - 2))
		}
		for range 1 + rng.IntN(4) {
			q := random(rng, vars, degree)
			if rng.IntN(2) == 0 {
				q = q.Add(exact.Const(value(q, at).Neg()))
			}
			square := times(q, q)
			p = p.Add(square.Scale(exact.Frac(1+rng.Int64N(6), 1+rng.Int64N(3))))
		}
		sum, err := sos.Decompose(t.Context(), p)
		if err == nil {
			same(t, sum, p)
			found++
		} else if !errors.Is(err, sos.ErrNotFound) {
			t.Fatal(err)
		}
		below := p.Add(exact.Const(value(p, at).Add(exact.Frac(1, 1+rng.Int64N(1_000_000))).Neg()))
		if sum, err := sos.Decompose(t.Context(), below); !errors.Is(err, sos.ErrNotFound) {
			t.Fatalf("a polynomial that is negative at %v is the sum %v, %v", at, sum, err)
		}
	}
	t.Logf("%d of %d planted sums found", found, total)
	if found*100 < total*90 {
		t.Errorf("%d of %d planted sums found, want 90 %%", found, total)
	}
}

func random(rng *rand.Rand, vars, degree int) exact.Poly {
	var q exact.Poly
	for range 2 + rng.IntN(4) {
		m := exact.Const(exact.Int(int64(rng.IntN(9) - 4)))
		for range rng.IntN(degree + 1) {
			m = times(m, x(rng.IntN(vars)))
		}
		q = q.Add(m)
	}
	return q
}

func value(p exact.Poly, at []exact.Rat) exact.Rat {
	for i, v := range at {
		p, _ = p.Substitute(i, exact.Const(v))
	}
	for _, m := range p.Terms() {
		return m.Coef
	}
	return exact.Rat{}
}

// Bad scales and huge coefficients give an exact sum or none.
func TestScales(t *testing.T) {
	for _, big := range []int64{1e3, 1e6, 1e9, 1e15} {
		p := poly([]int64{1, 2}, []int64{-2 * big, 1}).Add(exact.Const(exact.Int(big).Mul(exact.Int(big))))
		sum, err := sos.Decompose(t.Context(), p)
		if err == nil {
			same(t, sum, p)
		}
		t.Logf("(x - %d)²: %v", big, err)
		if sum, err := sos.Decompose(t.Context(), p.Add(exact.Const(exact.Frac(-1, big)))); err == nil {
			t.Errorf("(x - %d)² - 1/%d is the sum %v", big, big, sum)
		}
	}
}

func TestSame(t *testing.T) {
	p := times(motzkin, norm2)
	first, err := sos.Decompose(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := sos.Decompose(t.Context(), p)
		if err != nil || len(again) != len(first) {
			t.Fatal(err, again)
		}
		for i := range again {
			if again[i].Coef.Cmp(first[i].Coef) != 0 || len(minus(again[i].Poly, first[i].Poly).Terms()) > 0 {
				t.Fatalf("square %d differs", i)
			}
		}
	}
}

func BenchmarkDecompose(b *testing.B) {
	for name, p := range map[string]exact.Poly{
		"quartic": poly([]int64{1, 4}, []int64{1, 0, 4}, []int64{1, 0, 0, 4}, []int64{1}, []int64{-4, 1, 1, 1}),
		"motzkin": times(motzkin, norm2),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := sos.Decompose(b.Context(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
