// Package sos writes polynomials over ℚ as sums of squares, exactly.
//
//	p := … // a² + b² + c² - ab - bc - ca
//	sum, err := sos.Decompose(ctx, p)
//	for _, s := range sum {
//		fmt.Println(s.Coef, s.Poly) // 1 · (a - b/2 - c/2)², 3/4 · (b - c)²
//	}
//
// A polynomial is a sum of squares when it is mᵀQm for a vector m of monomials and a positive
// semidefinite Q (Parrilo, Math. Program. 96, 2003). Q is found by a barrier method in
// floating point, whose analytic center is then rounded to rational numbers within the exact
// solutions of the linear equations for Q (Peyrl and Parrilo, Theor. Comput. Sci. 409,
// 2008). Where p has real zeros every Q is singular: the vectors that Q must send to 0 are
// read off the dual, made rational, and the monomials are replaced by polynomials that vanish
// on them, until the center is definite.
//
// Floating point only proposes. What is returned has been expanded exactly and is equal to
// what was asked for; everything else is [ErrNotFound].
package sos

import (
	"context"
	"errors"
	"fmt"

	"cosita/numerics/exact"
)

// Errors that Decompose and Prove wrap.
var (
	// ErrNotFound says that no certificate of this form was found. There may be none.
	ErrNotFound = errors.New("no sum of squares found")
	// ErrTooLarge says that the problem is larger than what is tried.
	ErrTooLarge = errors.New("too large")
)

// Square is Coef · Poly², with Coef > 0.
type Square struct {
	Coef exact.Rat
	Poly exact.Poly
}

// Sum is a sum of squares.
type Sum []Square

// Poly is the sum multiplied out, and false where it has too many terms.
func (s Sum) Poly() (exact.Poly, bool) {
	var total exact.Poly
	for _, q := range s {
		square, ok := q.Poly.Mul(q.Poly)
		if !ok {
			return exact.Poly{}, false
		}
		total = total.Add(square.Scale(q.Coef))
	}
	return total, true
}

// Problem asks for Target = σ₀ + Σ σⱼ·Nonneg[j] + Σ tₖ·Zero[k] with sums of squares σ and
// polynomials t, which shows that Target ≥ 0 wherever the Nonneg are ≥ 0 and the Zero are 0.
type Problem struct {
	Target  exact.Poly
	Nonneg  []exact.Poly
	Zero    []exact.Poly
	Degree  int // of each product; that of the largest of the polynomials, made even, when 0
	MaxGram int // rows of the largest Gram matrix; 40 when 0
}

// Certificate is a solution of a Problem.
type Certificate struct {
	Sum         Sum          // σ₀
	Weights     []Sum        // σⱼ, one for each of Nonneg
	Multipliers []exact.Poly // tₖ, one for each of Zero
}

// Decompose writes p as a sum of squares. The error wraps ErrNotFound or ErrTooLarge, or is
// ctx's.
func Decompose(ctx context.Context, p exact.Poly) (Sum, error) {
	c, err := Prove(ctx, Problem{Target: p})
	if err != nil {
		return nil, err
	}
	return c.Sum, nil
}

// Prove solves a problem. The error is as that of Decompose.
func Prove(ctx context.Context, p Problem) (*Certificate, error) {
	if len(p.Target.Terms()) == 0 {
		return &Certificate{Weights: make([]Sum, len(p.Nonneg)), Multipliers: make([]exact.Poly, len(p.Zero))}, nil
	}
	blocks, free, err := p.blocks()
	if err != nil {
		return nil, err
	}
	// Each round without a definite solution makes the bases smaller.
	for range 12 {
		sys, err := newSystem(p.Target, blocks, free)
		if err != nil {
			return nil, err
		}
		if c, ok := sys.only(p); ok {
			return c, nil
		}
		center, kernels, err := sys.solve(ctx)
		if err != nil {
			return nil, err
		}
		if center != nil {
			if c, ok := sys.round(center, p); ok {
				return c, nil
			}
			if kernels == nil {
				return nil, fmt.Errorf("%w: no rational point near the solution", ErrNotFound)
			}
		}
		if blocks, err = reduce(blocks, kernels); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: the bases did not settle", ErrNotFound)
}

// check expands the certificate and compares it with the problem.
func (c *Certificate) check(p Problem) error {
	total, ok := c.Sum.Poly()
	if !ok {
		return ErrTooLarge
	}
	add := func(a, b exact.Poly) {
		product, fits := a.Mul(b)
		ok = ok && fits
		total = total.Add(product)
	}
	for j, w := range c.Weights {
		sigma, fits := w.Poly()
		ok = ok && fits
		add(sigma, p.Nonneg[j])
	}
	for k, t := range c.Multipliers {
		add(t, p.Zero[k])
	}
	if !ok {
		return ErrTooLarge
	}
	for _, s := range append([]Sum{c.Sum}, c.Weights...) {
		for _, q := range s {
			if q.Coef.Sign() <= 0 {
				return errors.New("a coefficient is not positive")
			}
		}
	}
	if len(total.Add(p.Target.Scale(exact.Int(-1))).Terms()) > 0 {
		return errors.New("the expansion differs from the target")
	}
	return nil
}
