package eval

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// equation gives candidates for x from l = r.
func (c *coverage) equation(l, r elab.Term, env Env) (*candidates, error) {
	if found, err := c.direct(l, r, env); found != nil || err != nil {
		return found, err
	}
	if found, err := c.direct(r, l, env); found != nil || err != nil {
		return found, err
	}
	if l.Type() == elab.Type(elab.Complex) && c.x.T == elab.Type(elab.Complex) {
		return c.complexEquation(l, r, env)
	}
	if !numeric(l.Type()) {
		return nil, nil
	}
	g := c.e.ring()
	p, ok := g.difference(&elab.Apply{Op: elab.Eq, Args: []elab.Term{l, r}, T: elab.Prop}, scope{env: env})
	if !ok {
		return nil, nil
	}
	if integral(c.x.T) {
		if found, err := c.divides(g, p); found != nil || err != nil {
			return found, err
		}
	}
	solver := &solver{c: c, g: g, left: 64}
	if !solver.solve(p) {
		return nil, nil
	}
	return &candidates{values: solver.found}, nil
}

// direct is x = r with a known r.
func (c *coverage) direct(l, r elab.Term, env Env) (*candidates, error) {
	v, ok := strip(l).(*elab.Var)
	if !ok || v.Index != c.x.Index || c.open(r, env) {
		return nil, nil
	}
	if l != elab.Term(v) && (!numeric(l.Type()) || !numeric(v.T)) {
		return nil, nil
	}
	if _, ok := c.x.T.(elab.Fun); ok {
		return nil, nil
	}
	x, err := c.e.value(r, env)
	if err != nil {
		return nil, nil
	}
	if s, ok := x.(*Set); ok && !s.known() {
		return nil, nil
	}
	return &candidates{values: Finset{x}}, nil
}

// divides covers an equation of integers all of whose terms but one, the constant, hold x:
// then x divides the constant.
func (c *coverage) divides(g *ring, p exact.Poly) (*candidates, error) {
	x, ok := g.indexOf(c.x)
	if !ok {
		return nil, nil
	}
	constant, den := exact.Rat{}, exact.Int(1)
	for _, m := range p.Terms() {
		d := exact.FromBigInt(m.Coef.Den())
		den = den.Mul(d).Quo(gcd(den, d))
		if len(m.Powers) == 0 {
			constant = m.Coef
			continue
		}
		if !slices.ContainsFunc(m.Powers, func(w exact.Power) bool { return w.Var == x }) {
			return nil, nil
		}
		for _, w := range m.Powers {
			if !g.unknowns[w.Var].integral {
				return nil, nil
			}
		}
	}
	if constant.Sign() == 0 {
		return nil, nil
	}
	return c.divisorsOf(constant.Mul(den))
}

// solver finds the values of x where a polynomial in x and in terms that are no polynomials
// of x may vanish. The terms are eliminated, the outer ones first.
type solver struct {
	c     *coverage
	g     *ring
	found Finset
	left  int // cases
}

// solve adds the candidates of p = 0, and is false where they are not all found.
func (s *solver) solve(p exact.Poly) bool {
	if s.left--; s.left < 0 || s.c.e.spend(len(p.Terms())) != nil {
		return false
	}
	x, ok := s.g.indexOf(s.c.x)
	if !ok {
		return false
	}
	outer := -1
	for _, m := range p.Terms() {
		for _, w := range m.Powers {
			u := s.g.unknowns[w.Var]
			switch {
			case w.Var == x || u.value != nil:
			case u.slot >= 0 || u.args == nil:
				return false // another unknown
			default:
				outer = max(outer, w.Var)
			}
		}
	}
	if outer < 0 {
		return s.roots(p, x)
	}
	return s.eliminate(p, outer)
}

// eliminate goes through the cases of the term that unknown number t stands for.
func (s *solver) eliminate(p exact.Poly, t int) bool {
	u := s.g.unknowns[t]
	arg := u.args[0]
	by := split(p, t)
	switch u.op {
	case elab.Abs, elab.Norm:
		return s.put(p, t, arg) && s.put(p, t, arg.Scale(exact.Int(-1)))
	case elab.Min, elab.Max:
		return s.put(p, t, arg) && s.put(p, t, u.args[1])
	case elab.Sqrt:
		// a + b√t = 0 gives a² = b²t; for t < 0 the root is 0.
		even, odd := exact.Poly{}, exact.Poly{}
		power := exact.Const(exact.Int(1))
		for k := 0; k < len(by); k += 2 {
			term, ok := by[k].Mul(power)
			if !ok {
				return false
			}
			even = even.Add(term)
			if k+1 < len(by) {
				if term, ok = by[k+1].Mul(power); !ok {
					return false
				}
				odd = odd.Add(term)
			}
			if power, ok = power.Mul(arg); !ok {
				return false
			}
		}
		a, okA := even.Mul(even)
		b, okB := odd.Mul(odd)
		b, okC := b.Mul(arg)
		return okA && okB && okC && s.solve(a.Add(b.Scale(exact.Int(-1)))) && s.solve(by[0])
	case elab.Inv, elab.Div:
		// t = a/b: either b = 0, or p is multiplied by a power of b.
		numerator, den := exact.Const(exact.Int(1)), arg
		if u.op == elab.Div {
			numerator, den = arg, u.args[1]
		}
		if !scalar(u.t).Field() {
			return false // division of integers
		}
		total := exact.Poly{}
		for k, q := range by {
			up, okU := numerator.Pow(k)
			down, okD := den.Pow(len(by) - 1 - k)
			term, ok := q.Mul(up)
			if !okU || !okD || !ok {
				return false
			}
			if term, ok = term.Mul(down); !ok {
				return false
			}
			total = total.Add(term)
		}
		return s.solve(total) && s.solve(den)
	case elab.Log, elab.Exp:
		return s.invert(by, u)
	}
	return false
}

// put substitutes q for the unknown t.
func (s *solver) put(p exact.Poly, t int, q exact.Poly) bool {
	r, ok := p.Substitute(t, q)
	return ok && s.solve(r)
}

// split gives the coefficients of p by the exponent of the unknown t.
func split(p exact.Poly, t int) []exact.Poly {
	var by []exact.Poly
	for _, m := range p.Terms() {
		exp := 0
		term := exact.Const(m.Coef)
		for _, w := range m.Powers {
			if w.Var == t {
				exp = w.Exp
				continue
			}
			power, _ := exact.X(w.Var).Pow(w.Exp)
			term, _ = term.Mul(power)
		}
		for len(by) <= exp {
			by = append(by, exact.Poly{})
		}
		by[exp] = by[exp].Add(term)
	}
	return by
}

// invert solves a·log t + b = 0 and a·exp t + b = 0 with numbers a ≠ 0 and b.
func (s *solver) invert(by []exact.Poly, u unknown) bool {
	if len(by) != 2 {
		return false
	}
	b, okB := s.number(by[0])
	a, okA := s.number(by[1])
	if !okA || !okB {
		return false
	}
	if sign, ok := a.Sign(); !ok || sign == 0 {
		return false
	}
	v := b.Quo(a).Neg()
	equals := func(v exact.Real) bool {
		if v.Err() != nil {
			return false
		}
		return s.solve(u.args[0].Add(s.constant(v).Scale(exact.Int(-1))))
	}
	if u.op == elab.Log {
		// |t| is e^v, or t is 0.
		e := exact.Exp(v)
		return equals(e) && equals(e.Neg()) && equals(exact.Real{})
	}
	sign, ok := v.Sign()
	if !ok {
		return false
	}
	return sign <= 0 || equals(exact.Log(v))
}

// constant is a known number as a polynomial.
func (s *solver) constant(v exact.Real) exact.Poly {
	if q, ok := v.Rat(); ok {
		return exact.Const(q)
	}
	return s.g.variable("c"+v.String(), unknown{slot: -1, value: &v})
}

// number is the value of a polynomial in known numbers.
func (s *solver) number(p exact.Poly) (exact.Real, bool) {
	var total exact.Real
	for _, m := range p.Terms() {
		term := exact.FromRat(m.Coef)
		for _, w := range m.Powers {
			u := s.g.unknowns[w.Var]
			if u.value == nil {
				return total, false
			}
			term = term.Mul(u.value.Pow(int64(w.Exp)))
		}
		total = total.Add(term)
	}
	return total, total.Err() == nil
}

// roots adds the zeros of a polynomial in x and known numbers.
func (s *solver) roots(p exact.Poly, x int) bool {
	by := split(p, x)
	coefs := make([]exact.Real, len(by))
	for i, q := range by {
		var ok bool
		if coefs[i], ok = s.number(q); !ok {
			return false
		}
	}
	rational := integral(s.c.x.T) || scalar(s.c.x.T) == elab.Rat
	found, ok := s.c.e.zeros(coefs, rational)
	for _, v := range found {
		s.found = append(s.found, Num{v})
	}
	return ok
}
