package sos_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cosita/numerics/certify/sos"
	"cosita/numerics/exact"
)

// poly builds a polynomial from terms {coefficient, exponents…}.
func poly(terms ...[]int64) exact.Poly {
	var p exact.Poly
	for _, t := range terms {
		m := exact.Const(exact.Int(t[0]))
		for i, n := range t[1:] {
			power, _ := exact.X(i).Pow(int(n))
			m, _ = m.Mul(power)
		}
		p = p.Add(m)
	}
	return p
}

func times(ps ...exact.Poly) exact.Poly {
	product := exact.Const(exact.Int(1))
	for _, p := range ps {
		product, _ = product.Mul(p)
	}
	return product
}

var (
	motzkin = poly([]int64{1, 4, 2}, []int64{1, 2, 4}, []int64{1}, []int64{-3, 2, 2})
	// Choi and Lam's form.
	choiLam  = poly([]int64{1, 4, 2}, []int64{1, 0, 4, 2}, []int64{1, 2, 0, 4}, []int64{-3, 2, 2, 2})
	robinson = poly([]int64{1, 6}, []int64{1, 0, 6}, []int64{1, 0, 0, 6}, []int64{3, 2, 2, 2},
		[]int64{-1, 4, 2}, []int64{-1, 4, 0, 2}, []int64{-1, 2, 4}, []int64{-1, 0, 4, 2}, []int64{-1, 2, 0, 4}, []int64{-1, 0, 2, 4})
	norm2 = poly([]int64{1, 2}, []int64{1, 0, 2})
	norm3 = poly([]int64{1, 2}, []int64{1, 0, 2}, []int64{1, 0, 0, 2})
)

func TestDecompose(t *testing.T) {
	lagrange := times(norm3, poly([]int64{1, 0, 0, 0, 2}, []int64{1, 0, 0, 0, 0, 2}, []int64{1, 0, 0, 0, 0, 0, 2}))
	dot := poly([]int64{1, 1, 0, 0, 1}, []int64{1, 0, 1, 0, 0, 1}, []int64{1, 0, 0, 1, 0, 0, 1})
	tests := []struct {
		name string
		p    exact.Poly
	}{
		{"constant", poly([]int64{3})},
		{"square", poly([]int64{1, 2}, []int64{-2, 1, 1}, []int64{1, 0, 2})},
		{"three squares", poly([]int64{1, 2}, []int64{1, 0, 2}, []int64{1, 0, 0, 2}, []int64{-1, 1, 1}, []int64{-1, 0, 1, 1}, []int64{-1, 1, 0, 1})},
		{"quartic AM-GM", poly([]int64{1, 4}, []int64{1, 0, 4}, []int64{1, 0, 0, 4}, []int64{1}, []int64{-4, 1, 1, 1})},
		{"Cauchy-Schwarz in three variables", lagrange.Add(times(dot, dot).Scale(exact.Int(-1)))},
		{"Motzkin times x²+y²", times(motzkin, norm2)},
		{"Motzkin times x²+y²+1", times(motzkin, norm2.Add(poly([]int64{1})))},
		{"Choi-Lam times the norm", times(choiLam, norm3)},
		{"Robinson times the norm", times(robinson, norm3)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			sum, err := sos.Decompose(t.Context(), tt.p)
			if err != nil {
				t.Fatal(err)
			}
			same(t, sum, tt.p)
			t.Logf("%d squares in %v", len(sum), time.Since(start).Round(time.Millisecond))
		})
	}
}

func same(t *testing.T, sum sos.Sum, p exact.Poly) {
	t.Helper()
	total, ok := sum.Poly()
	if !ok || len(total.Add(p.Scale(exact.Int(-1))).Terms()) > 0 {
		t.Fatalf("the sum is not the polynomial: %v", sum)
	}
	for _, s := range sum {
		if s.Coef.Sign() <= 0 {
			t.Fatalf("coefficient %s", s.Coef)
		}
	}
}

func TestNotSums(t *testing.T) {
	for name, p := range map[string]exact.Poly{
		"Motzkin":          motzkin,
		"Choi-Lam":         choiLam,
		"Robinson":         robinson,
		"odd":              poly([]int64{1, 3}),
		"negative":         poly([]int64{-1}),
		"negative far out": poly([]int64{1, 4}, []int64{-1000, 2}, []int64{1}),
		"barely negative":  poly([]int64{1_000_000, 2}, []int64{-2_000_000, 1}, []int64{999_999}),
		"indefinite":       poly([]int64{1, 2}, []int64{3, 1, 1}, []int64{1, 0, 2}),
	} {
		t.Run(name, func(t *testing.T) {
			if sum, err := sos.Decompose(t.Context(), p); !errors.Is(err, sos.ErrNotFound) {
				t.Fatalf("got %v, %v", sum, err)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := sos.Decompose(ctx, motzkin); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}
