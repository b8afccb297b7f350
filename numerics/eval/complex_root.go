package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// maxComplexDegree bounds the polynomials over ℂ that are written out.
const maxComplexDegree = 8

// complexScope is an environment with the polynomials of the parameters that were passed.
type complexScope struct {
	env    Env
	params map[int][]Complex
}

// complexEquation covers l = r over ℂ where the difference is a polynomial in x of degree 1
// or 2.
func (c *coverage) complexEquation(l, r elab.Term, env Env) (*candidates, error) {
	s := complexScope{env, map[int][]Complex{c.x.Index: {{}, {Re: exact.RealInt(1)}}}}
	p, okP := c.complexPoly(l, s)
	q, okQ := c.complexPoly(r, s)
	if !okP || !okQ {
		return nil, nil
	}
	p = addPolys(p, scalePoly(q, Complex{Re: exact.RealInt(-1)}))
	for len(p) > 0 {
		zero, err := c.e.equal(p[len(p)-1], Complex{})
		if err != nil {
			return nil, nil
		}
		if !zero {
			break
		}
		p = p[:len(p)-1]
	}
	switch len(p) {
	case 1:
		return &candidates{}, nil
	case 2:
		return &candidates{values: Finset{p[0].neg().mul(p[1].inv())}}, nil
	case 3:
		// z = (-b ± √(b² - 4ac))/2a
		d := p[1].mul(p[1]).add(p[0].mul(p[2]).mul(Complex{Re: exact.RealInt(-4)}))
		root, ok := d.sqrt()
		if !ok {
			return nil, nil
		}
		half := p[2].add(p[2]).inv()
		return &candidates{values: Finset{root.add(p[1].neg()).mul(half), root.neg().add(p[1].neg()).mul(half)}}, nil
	}
	return nil, nil
}

func (z Complex) neg() Complex { return Complex{z.Re.Neg(), z.Im.Neg()} }

// sqrt is a square root of z = u + vi: √((|z|+u)/2) ± i√((|z|-u)/2) with the sign of v.
func (z Complex) sqrt() (Complex, bool) {
	norm := z.normSq().Sqrt()
	half := exact.FromRat(exact.Frac(1, 2))
	re, im := norm.Add(z.Re).Mul(half).Sqrt(), norm.Sub(z.Re).Mul(half).Sqrt()
	s, ok := z.Im.Sign()
	if s < 0 {
		im = im.Neg()
	}
	return Complex{re, im}, ok && re.Err() == nil && im.Err() == nil
}

// complexPoly gives the coefficients of t as a polynomial in x, by exponent.
func (c *coverage) complexPoly(t elab.Term, s complexScope) ([]Complex, bool) {
	if c.e.enter() != nil {
		return nil, false
	}
	defer func() { c.e.depth-- }()
	if v, ok := t.(*elab.Var); ok {
		if p, ok := s.params[v.Index]; ok {
			return p, true
		}
	}
	if !c.mentions(t, s) {
		z, err := c.e.complexArg(t, s.env)
		return []Complex{z}, err == nil
	}
	switch t := t.(type) {
	case *elab.Call:
		p, ok := c.complexPoly(t.Arg, s)
		if !ok {
			return nil, false
		}
		switch f := t.F.(type) {
		case *elab.Lambda:
			return c.complexBody(f, p, s)
		case *elab.Var:
			if f.Index < len(s.env) {
				if g, ok := s.env[f.Index].(*Function); ok && g.Lambda != nil && len(g.Table) == 0 && c.e.ring().closed(g) {
					return c.complexBody(g.Lambda, p, complexScope{env: g.Env})
				}
			}
		}
	case *elab.Apply:
		return c.complexOperation(t, s)
	}
	return nil, false
}

// mentions reports whether t depends on x or on any other unknown.
func (c *coverage) mentions(t elab.Term, s complexScope) bool {
	params := map[int]exact.Poly{}
	for i := range s.params {
		params[i] = exact.Poly{}
	}
	return c.e.ring().open(t, scope{s.env, params})
}

func (c *coverage) complexBody(l *elab.Lambda, p []Complex, s complexScope) ([]Complex, bool) {
	params := map[int][]Complex{l.Param.Index: p}
	for i, q := range s.params {
		if i != l.Param.Index {
			params[i] = q
		}
	}
	return c.complexPoly(l.Body, complexScope{clone(s.env), params})
}

func (c *coverage) complexOperation(a *elab.Apply, s complexScope) ([]Complex, bool) {
	if a.T != elab.Type(elab.Complex) || len(a.Args) == 0 {
		return nil, false
	}
	switch a.Op {
	case elab.Add, elab.Sub, elab.Mul, elab.Smul, elab.Neg, elab.Pow, elab.Div:
	default:
		return nil, false
	}
	p, ok := c.complexPoly(a.Args[0], s)
	if !ok {
		return nil, false
	}
	if a.Op == elab.Neg {
		return scalePoly(p, Complex{Re: exact.RealInt(-1)}), true
	}
	if a.Op == elab.Pow {
		if c.mentions(a.Args[1], s) || scalar(a.Args[1].Type()) != elab.Nat {
			return nil, false
		}
		x, err := c.e.number(a.Args[1], s.env)
		r, _ := x.Rat()
		n, small := r.Int64()
		if err != nil || !small || n*int64(len(p)) > maxComplexDegree*2 {
			return nil, false
		}
		power := []Complex{{Re: exact.RealInt(1)}}
		for range n {
			power = mulPolys(power, p)
		}
		return power, len(power) <= maxComplexDegree+1
	}
	q, ok := c.complexPoly(a.Args[1], s)
	if !ok {
		return nil, false
	}
	switch a.Op {
	case elab.Add:
		return addPolys(p, q), true
	case elab.Sub:
		return addPolys(p, scalePoly(q, Complex{Re: exact.RealInt(-1)})), true
	case elab.Div:
		if len(q) != 1 {
			return nil, false
		}
		return scalePoly(p, q[0].inv()), true
	}
	product := mulPolys(p, q)
	return product, len(product) <= maxComplexDegree+1
}

func addPolys(p, q []Complex) []Complex {
	sum := make([]Complex, max(len(p), len(q)))
	copy(sum, p)
	for i, z := range q {
		sum[i] = sum[i].add(z)
	}
	return sum
}

func scalePoly(p []Complex, c Complex) []Complex {
	scaled := make([]Complex, len(p))
	for i, z := range p {
		scaled[i] = z.mul(c)
	}
	return scaled
}

func mulPolys(p, q []Complex) []Complex {
	product := make([]Complex, max(0, len(p)+len(q)-1))
	for i, z := range p {
		for j, w := range q {
			product[i+j] = product[i+j].add(z.mul(w))
		}
	}
	return product
}
