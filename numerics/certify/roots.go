package certify

import (
	"fmt"
	"slices"

	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// roots splits an equation at the rational roots of a polynomial in one atom, or at an atom
// that divides it: one of the facts, or one that follows from them by elimination.
func (w *work) roots(s *verify.Sequent, depth int, done map[string]bool) *verify.Node {
	split := func(p exact.Poly, sum []verify.Term) *verify.Node {
		factors := factor(p)
		if len(factors) < 2 || known(s, factors) {
			return nil
		}
		n := &verify.Node{Rule: "product", Sum: sum}
		for _, f := range factors {
			n.Factors = append(n.Factors, written(s, f))
		}
		return w.apply(s, n, depth, done)
	}
	for i, f := range s.Facts {
		if f.Rel != verify.Zero || degree(f.Poly) < 2 {
			continue
		}
		if n := split(f.Poly, []verify.Term{{Facts: []int{i}, By: one()}}); n != nil {
			return n
		}
	}
	if !w.wide {
		return nil
	}
	for _, x := range atomsOf(equations(s)) {
		p, sum, ok := w.eliminated(s, x)
		if !ok || done[fmt.Sprint("eliminate ", x, p.Terms())] {
			continue
		}
		done[fmt.Sprint("eliminate ", x, p.Terms())] = true
		if n := split(p, sum); n != nil {
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

// factor splits linear factors with rational roots off a polynomial in one atom, or in a
// power of it, and else an atom that divides it; the product of the factors is p.
func factor(p exact.Poly) []exact.Poly {
	atoms := atomsOf([]candidate{{poly: p}})
	if len(atoms) != 1 {
		return content(p, atoms)
	}
	step := 0
	for _, m := range p.Terms() {
		if len(m.Powers) > 0 {
			a, b := m.Powers[0].Exp, step
			for b != 0 {
				a, b = b, a%b
			}
			step = a
		}
	}
	if step == 0 {
		return nil
	}
	if out := linearFactors(p, atoms[0], step); len(out) > 1 {
		return out
	}
	return linearFactors(p, atoms[0], 1)
}

// linearFactors splits factors xˢ - r off a polynomial in x, for rational r.
func linearFactors(p exact.Poly, atom, step int) []exact.Poly {
	coefs := make([]exact.Rat, degree(p)/step+1)
	for _, m := range p.Terms() {
		d := 0
		for _, w := range m.Powers {
			d += w.Exp
		}
		coefs[d/step] = m.Coef
	}
	x, _ := exact.X(atom).Pow(step)
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
				if r.Sign() == 0 {
					out = append(out, slices.Repeat([]exact.Poly{exact.X(atom)}, step)...)
					continue
				}
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

// content splits off the first atom that divides p.
func content(p exact.Poly, atoms []int) []exact.Poly {
	for _, x := range atoms {
		var rest exact.Poly
		divides := true
		for _, m := range p.Terms() {
			product := exact.Const(m.Coef)
			found := false
			for _, w := range m.Powers {
				e := w.Exp
				if w.Var == x {
					e, found = e-1, true
				}
				power, _ := exact.X(w.Var).Pow(e)
				product, _ = product.Mul(power)
			}
			divides = divides && found
			rest = rest.Add(product)
		}
		if divides {
			return []exact.Poly{exact.X(x), rest}
		}
	}
	return nil
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
