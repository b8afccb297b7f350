package certify

import (
	"fmt"
	"slices"

	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// roots splits an equation in one atom at its rational roots, or one that an atom divides.
func (w *work) roots(s *verify.Sequent, depth int, done map[string]bool) *verify.Node {
	for i, f := range s.Facts {
		if f.Rel != verify.Zero || degree(f.Poly) < 2 {
			continue
		}
		factors := factor(f.Poly)
		if len(factors) < 2 || known(s, factors) {
			continue
		}
		n := &verify.Node{Rule: "product", Sum: []verify.Term{{Facts: []int{i}, By: one()}}}
		for _, p := range factors {
			n.Factors = append(n.Factors, written(s, p))
		}
		if n := w.apply(s, n, depth, done); n != nil {
			return n
		}
	}
	return nil
}

// known reports whether one of the factors is a fact already.
func known(s *verify.Sequent, factors []exact.Poly) bool {
	for _, f := range s.Facts {
		for _, p := range factors {
			if f.Rel == verify.Zero && fmt.Sprint(f.Poly.Terms()) == fmt.Sprint(p.Terms()) {
				return true
			}
		}
	}
	return false
}

// factor splits linear factors with rational roots off a polynomial in one atom; the product
// of the factors is p.
func factor(p exact.Poly) []exact.Poly {
	atoms := atomsOf([]candidate{{poly: p}})
	if len(atoms) != 1 {
		return nil
	}
	coefs := make([]exact.Rat, degree(p)+1)
	for _, m := range p.Terms() {
		d := 0
		for _, w := range m.Powers {
			d += w.Exp
		}
		coefs[d] = m.Coef
	}
	x := exact.X(atoms[0])
	var out []exact.Poly
	for num := int64(-200); num <= 200; num++ {
		for den := int64(1); den <= 12; den++ {
			r := exact.Frac(num, den)
			if r.Den().Int64() != den {
				continue
			}
			for len(coefs) > 1 {
				quotient, rest := divide(coefs, r)
				if rest.Sign() != 0 {
					break
				}
				coefs = quotient
				out = append(out, x.Add(exact.Const(r.Neg())))
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	if len(coefs) == 1 {
		out[0] = out[0].Scale(coefs[0])
		return out
	}
	var rest exact.Poly
	power := exact.Const(exact.Int(1))
	for _, c := range coefs {
		rest = rest.Add(power.Scale(c))
		power, _ = power.Mul(x)
	}
	return append(out, rest)
}

// divide is Horner's division by x - r.
func divide(coefs []exact.Rat, r exact.Rat) (quotient []exact.Rat, rest exact.Rat) {
	quotient = make([]exact.Rat, len(coefs)-1)
	for i, c := range slices.Backward(coefs) {
		rest = rest.Mul(r).Add(c)
		if i > 0 {
			quotient[i-1] = rest
		}
	}
	return quotient, rest
}
