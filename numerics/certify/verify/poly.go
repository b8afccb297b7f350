package verify

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

const (
	maxExponent = 24
	maxBits     = 8192
)

// scalar is the number type of t, if polynomials over ℚ speak of it.
func scalar(t elab.Term) (elab.Scalar, bool) {
	s, ok := t.Type().(elab.Scalar)
	return s, ok && s >= elab.Nat && s <= elab.Complex
}

func constant(p exact.Poly) (exact.Rat, bool) {
	switch terms := p.Terms(); {
	case len(terms) == 0:
		return exact.Rat{}, true
	case len(terms) == 1 && len(terms[0].Powers) == 0:
		return terms[0].Coef, true
	}
	return exact.Rat{}, false
}

func sub(p, q exact.Poly) exact.Poly { return p.Add(q.Scale(exact.Int(-1))) }

// Poly is the normal form of a number.
func (s *Sequent) Poly(t elab.Term) (exact.Poly, bool) {
	typ, ok := scalar(t)
	if !ok {
		return exact.Poly{}, false
	}
	switch t := t.(type) {
	case *elab.Lit:
		return exact.Const(exact.FromBig(t.Value)), true
	case *elab.Cast:
		return s.Poly(t.X)
	case *elab.Apply:
		return s.operation(t, typ)
	}
	return s.Table.atom(t, typ), true
}

func (s *Sequent) operation(t *elab.Apply, typ elab.Scalar) (exact.Poly, bool) {
	var p [2]exact.Poly
	switch t.Op {
	case elab.Add, elab.Sub, elab.Mul, elab.Div, elab.Mod, elab.Pow, elab.Neg, elab.Inv:
		for i, x := range t.Args {
			var ok bool
			if p[i], ok = s.Poly(x); !ok {
				return exact.Poly{}, false
			}
		}
	default:
		return s.Table.atom(t, typ), true
	}
	c, second := constant(p[1])
	d, first := constant(p[0])
	switch t.Op {
	case elab.Add:
		return p[0].Add(p[1]), true
	case elab.Neg:
		return p[0].Scale(exact.Int(-1)), true
	case elab.Mul:
		return p[0].Mul(p[1])
	case elab.Sub:
		if typ != elab.Nat {
			return sub(p[0], p[1]), true
		}
		if first && second {
			if d.Cmp(c) <= 0 {
				return exact.Poly{}, true
			}
			return exact.Const(d.Sub(c)), true
		}
	case elab.Inv:
		if typ.Field() {
			return s.inverted(t.Args[0], p[0], typ)
		}
	case elab.Div:
		switch {
		case typ.Field() && second:
			return p[0].Scale(exact.Int(1).Quo(c)), true
		case typ.Field():
			if q, ok := s.inverted(t.Args[1], p[1], typ); ok {
				return p[0].Mul(q)
			}
			return exact.Poly{}, false
		case first && second:
			q, _ := exact.DivMod(d, c)
			return exact.Const(q), true
		}
	case elab.Mod:
		switch {
		case typ != elab.Nat && typ != elab.Int:
		case first && second:
			_, r := exact.DivMod(d, c)
			return exact.Const(r), true
		case second && c.Sign() != 0:
			quotient := &elab.Apply{Op: elab.Div, Args: t.Args, T: t.T}
			return sub(p[0], s.Table.atom(quotient, typ).Scale(c)), true
		}
	case elab.Pow:
		et, _ := scalar(t.Args[1])
		n, ok := c.Int64()
		if second && ok && et == elab.Nat && n >= 0 {
			if first && n <= maxBits && int64(d.BitLen())*n <= maxBits {
				return exact.Const(d.Pow(n)), true
			}
			if n <= maxExponent {
				return p[0].Pow(int(n))
			}
		}
		// A power with an exponent in ℤ, or one in ℝ that is an integer, is that of the field.
		if second && ok && typ.Field() && (et == elab.Int || et == elab.Real && typ == elab.Real) && n >= -maxExponent && n <= maxExponent {
			if n >= 0 {
				return p[0].Pow(int(n))
			}
			if q, ok := s.inverted(t.Args[0], p[0], typ); ok {
				return q.Pow(int(-n))
			}
		}
	}
	return s.Table.atom(t, typ), true
}

// inverted is the inverse of t, whose normal form is p: of a monomial that of its factors,
// 0⁻¹ being 0; else an atom.
func (s *Sequent) inverted(t elab.Term, p exact.Poly, typ elab.Scalar) (exact.Poly, bool) {
	terms := p.Terms()
	if len(terms) == 0 {
		return exact.Poly{}, true
	}
	if len(terms) > 1 {
		return s.Table.atom(&elab.Apply{Op: elab.Inv, Args: []elab.Term{t}, T: typ}, typ), true
	}
	product := exact.Const(exact.Int(1).Quo(terms[0].Coef))
	for _, w := range terms[0].Powers {
		a := s.Table.Atoms[w.Var]
		x := a.Term
		var inverse exact.Poly
		if i, ok := x.(*elab.Apply); ok && i.Op == elab.Inv && a.Type.Field() {
			if inverse, ok = s.Poly(i.Args[0]); !ok {
				return exact.Poly{}, false
			}
		} else {
			if a.Type != typ {
				x = &elab.Cast{X: x, T: typ}
			}
			inverse = s.Table.atom(&elab.Apply{Op: elab.Inv, Args: []elab.Term{x}, T: typ}, typ)
		}
		power, ok1 := inverse.Pow(w.Exp)
		var ok2 bool
		if product, ok2 = product.Mul(power); !ok1 || !ok2 {
			return exact.Poly{}, false
		}
	}
	return product, true
}

// relation is a proposition as a polynomial relation.
func (s *Sequent) relation(t elab.Term) (exact.Poly, Rel, bool) {
	a, ok := t.(*elab.Apply)
	if !ok {
		return exact.Poly{}, None, false
	}
	switch a.Op {
	case elab.Eq, elab.Ne, elab.Lt, elab.Le, elab.Gt, elab.Ge:
		typ, ok := scalar(a.Args[0])
		equation := a.Op == elab.Eq || a.Op == elab.Ne
		if !ok || typ == elab.Complex && !equation {
			return exact.Poly{}, None, false
		}
		l, ok1 := s.Poly(a.Args[0])
		r, ok2 := s.Poly(a.Args[1])
		rel := map[elab.Op]Rel{elab.Eq: Zero, elab.Ne: NonZero, elab.Lt: Pos, elab.Gt: Pos, elab.Le: NonNeg, elab.Ge: NonNeg}[a.Op]
		if a.Op == elab.Lt || a.Op == elab.Le {
			l, r = r, l
		}
		return sub(l, r), rel, ok1 && ok2
	case elab.Even, elab.Odd, elab.Dvd, elab.ModEq:
		p, ok := s.residue(a)
		return p, Zero, ok
	case elab.Not:
		if inner, is := a.Args[0].(*elab.Apply); is && (inner.Op == elab.Even || inner.Op == elab.Odd || inner.Op == elab.Dvd) {
			// The remainder is not 0, so it is at least 1.
			p, ok := s.residue(inner)
			if inner.Op == elab.Odd {
				return p.Scale(exact.Int(-1)), Pos, ok
			}
			return p, Pos, ok
		}
	}
	return exact.Poly{}, None, false
}

// residue is the polynomial that is 0 exactly when a divisibility by a literal holds. It is
// the remainder for Even and Dvd, and 1 less for Odd.
func (s *Sequent) residue(a *elab.Apply) (exact.Poly, bool) {
	two := exact.Int(2)
	switch a.Op {
	case elab.Even:
		return s.remainder(a.Args[0], two)
	case elab.Odd:
		p, ok := s.remainder(a.Args[0], two)
		return p.Add(exact.Const(exact.Int(-1))), ok
	case elab.Dvd:
		if p, ok := s.Poly(a.Args[0]); ok {
			if c, ok := constant(p); ok && c.Sign() != 0 {
				return s.remainder(a.Args[1], c)
			}
		}
	case elab.ModEq:
		if p, ok := s.Poly(a.Args[0]); ok {
			if c, ok := constant(p); ok && c.Sign() != 0 {
				l, ok1 := s.remainder(a.Args[1], c)
				r, ok2 := s.remainder(a.Args[2], c)
				return sub(l, r), ok1 && ok2
			}
		}
	}
	return exact.Poly{}, false
}

// remainder is x % c, for an integer x and a literal c that is not 0.
func (s *Sequent) remainder(x elab.Term, c exact.Rat) (exact.Poly, bool) {
	typ, ok := scalar(x)
	if !ok || typ != elab.Nat && typ != elab.Int {
		return exact.Poly{}, false
	}
	lit := &elab.Lit{Value: c.Big(), T: typ}
	return s.Poly(&elab.Apply{Op: elab.Mod, Args: []elab.Term{x, lit}, T: typ})
}
