package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// limits are bounds of the integer x that a conjunct proves.
func (c *coverage) limits(q conjunct) (lo, hi *exact.Rat) {
	a, ok := q.p.(*elab.Apply)
	if !ok || len(a.Args) != 2 || !numeric(a.Args[0].Type()) || !c.free(q.p, q.env) {
		return nil, nil
	}
	r := c.e.ring()
	s := scope{env: q.env}
	if a.Op == elab.Dvd {
		// From t ∣ n and n ≠ 0 follows |t| ≤ |n|.
		if !q.want || !integral(a.Args[0].Type()) || r.open(a.Args[1], s) {
			return nil, nil
		}
		n, err := c.e.number(a.Args[1], q.env)
		m, rational := n.Rat()
		t, ok := r.poly(a.Args[0], s)
		if err != nil || !rational || m.Sign() == 0 || !ok {
			return nil, nil
		}
		bound := exact.Const(m.Abs().Neg())
		return c.both(r, t.Add(bound), t.Scale(exact.Int(-1)).Add(bound))
	}
	op := a.Op
	if !q.want {
		switch op {
		case elab.Lt:
			op = elab.Ge
		case elab.Le:
			op = elab.Gt
		case elab.Gt:
			op = elab.Le
		case elab.Ge:
			op = elab.Lt
		case elab.Ne:
			op = elab.Eq
		default:
			return nil, nil
		}
	}
	p, ok := r.difference(a, s)
	if !ok {
		return nil, nil
	}
	negative := p.Scale(exact.Int(-1))
	switch op {
	case elab.Lt, elab.Le:
		return c.atMost(r, p)
	case elab.Gt, elab.Ge:
		return c.atMost(r, negative)
	case elab.Eq:
		return c.both(r, p, negative)
	}
	return nil, nil
}

// both joins the bounds of p ≤ 0 and q ≤ 0.
func (c *coverage) both(r *ring, p, q exact.Poly) (lo, hi *exact.Rat) {
	lo, hi = c.atMost(r, p)
	lo2, hi2 := c.atMost(r, q)
	if lo == nil || lo2 != nil && lo2.Cmp(*lo) > 0 {
		lo = lo2
	}
	if hi == nil || hi2 != nil && hi2.Cmp(*hi) < 0 {
		hi = hi2
	}
	return lo, hi
}

// atMost are the bounds of x that p ≤ 0 gives. Terms with other unknowns are dropped where
// they are not negative.
func (c *coverage) atMost(r *ring, p exact.Poly) (lo, hi *exact.Rat) {
	for _, m := range p.Terms() {
		q, ok := r.absolute(m)
		if !ok || c.e.spend(costOfSearch) != nil {
			continue
		}
		// q ≤ |q| and -q ≤ |q|.
		rest := p.Add(exact.X(m.Powers[0].Var).Scale(m.Coef.Neg()))
		return c.both(r, rest.Add(q.Scale(m.Coef)), rest.Add(q.Scale(m.Coef.Neg())))
	}
	p = r.lowered(p)
	if q, ok := r.squared(p); ok {
		return c.atMost(r, q)
	}
	x, ok := r.indexOf(c.x)
	if !ok {
		return nil, nil
	}
	var u []exact.Rat // coefficients by exponent
	for _, m := range p.Terms() {
		if bound := c.growth(r, p, m, x); bound != nil {
			hi = bound
		}
	}
	for _, m := range p.Terms() {
		switch {
		case len(m.Powers) == 0:
			u = set(u, 0, m.Coef)
		case len(m.Powers) == 1 && m.Powers[0].Var == x:
			u = set(u, m.Powers[0].Exp, m.Coef)
		case !r.neverNegative(m):
			return nil, hi
		}
	}
	if bound := c.upper(u); bound != nil && (hi == nil || bound.Cmp(*hi) < 0) {
		hi = bound
	}
	mirrored := make([]exact.Rat, len(u))
	for i, a := range u {
		if i%2 == 1 {
			a = a.Neg()
		}
		mirrored[i] = a
	}
	if lo = c.upper(mirrored); lo != nil {
		*lo = lo.Neg()
	}
	return lo, hi
}

// absolute reports whether a monomial is a positive multiple of |q|.
func (r *ring) absolute(m exact.Monomial) (q exact.Poly, ok bool) {
	if len(m.Powers) != 1 || m.Powers[0].Exp != 1 || m.Coef.Sign() <= 0 {
		return exact.Poly{}, false
	}
	u := r.unknowns[m.Powers[0].Var]
	if u.op != elab.Abs || len(u.args) != 1 || nonnegative(u.t) {
		return exact.Poly{}, false
	}
	return u.args[0], true
}

// squared is q - t² for p = c * (√q - t) with c > 0 and t ≥ 0: where p ≤ 0 it is ≤ 0, also
// where q is negative, of which Lean's root is 0.
func (r *ring) squared(p exact.Poly) (q exact.Poly, ok bool) {
	var factor, constant exact.Rat
	for _, m := range p.Terms() {
		switch {
		case len(m.Powers) == 0:
			constant = m.Coef
		case factor.Sign() != 0 || len(m.Powers) != 1 || m.Powers[0].Exp != 1 || m.Coef.Sign() < 0:
			return q, false
		default:
			u := r.unknowns[m.Powers[0].Var]
			if u.op != elab.Sqrt || len(u.args) != 1 {
				return q, false
			}
			factor, q = m.Coef, u.args[0]
		}
	}
	if factor.Sign() == 0 || constant.Sign() > 0 {
		return q, false
	}
	t := constant.Quo(factor)
	return q.Add(exact.Const(t.Mul(t).Neg())), true
}

// lowered is p with rational numbers that are no larger for multiples of known irrational
// numbers.
func (r *ring) lowered(p exact.Poly) exact.Poly {
	for _, m := range p.Terms() {
		if len(m.Powers) != 1 || m.Powers[0].Exp != 1 || r.unknowns[m.Powers[0].Var].value == nil {
			continue
		}
		i, ok := r.unknowns[m.Powers[0].Var].value.Interval(64)
		end := i.Lo
		if m.Coef.Sign() < 0 {
			end = i.Hi
		}
		if !ok || end.MantExp(nil) > MaxBits || end.MantExp(nil) < -MaxBits {
			continue
		}
		bound, _ := end.Rat(nil)
		p = p.Add(exact.X(m.Powers[0].Var).Scale(m.Coef.Neg())).Add(exact.Const(exact.FromBig(bound).Mul(m.Coef)))
	}
	return p
}

// growth is the bound of x from c·b^x + rest ≤ 0 or c·x! + rest ≤ 0, where c > 0, b ≥ 2 and
// no term of the rest but the constant is negative.
func (c *coverage) growth(r *ring, p exact.Poly, m exact.Monomial, x int) *exact.Rat {
	if len(m.Powers) != 1 || m.Powers[0].Exp != 1 || m.Coef.Sign() < 0 {
		return nil
	}
	u := r.unknowns[m.Powers[0].Var]
	if len(u.args) == 0 || text(u.args[len(u.args)-1]) != text(exact.X(x)) {
		return nil
	}
	constant := exact.Rat{}
	for _, other := range p.Terms() {
		switch {
		case len(other.Powers) == 0:
			constant = other.Coef
		case !r.neverNegative(other):
			return nil
		}
	}
	base := exact.Int(2)
	switch u.op {
	case elab.Pow:
		var ok bool
		if base, ok = constantOf(u.args[0]); !ok || base.Cmp(exact.Int(2)) < 0 || !base.IsInt() {
			return nil
		}
	case elab.Factorial:
	default:
		return nil
	}
	// The power or factorial is positive and at most this.
	most, _ := exact.FromRat(constant.Neg().Quo(m.Coef)).Floor()
	bound := exact.Int(-1)
	switch {
	case most.Sign() <= 0:
	case u.op == elab.Pow:
		bound = natLog(base, most)
	default:
		bound = exact.Int(1)
		for power := exact.Int(1); power.Cmp(most) <= 0; power = power.Mul(bound) {
			bound = bound.Add(exact.Int(1))
		}
	}
	return &bound
}

func set(u []exact.Rat, i int, a exact.Rat) []exact.Rat {
	for len(u) <= i {
		u = append(u, exact.Rat{})
	}
	u[i] = a
	return u
}

// indexOf is the variable of r that stands for x.
func (r *ring) indexOf(x *elab.Var) (int, bool) {
	for i, u := range r.unknowns {
		if u.slot == x.Index {
			return i, true
		}
	}
	return 0, false
}

// upper is an integer above which u is positive.
func (c *coverage) upper(u []exact.Rat) *exact.Rat {
	d := len(u) - 1
	if d < 1 || u[d].Sign() < 0 {
		return nil
	}
	if d == 1 {
		at, _ := exact.FromRat(u[0].Neg().Quo(u[1])).Floor()
		return &at
	}
	// u(h + t) has no negative coefficient, so that u is positive for t > 0; this stays so
	// for larger h. The negative side is searched too.
	step := exact.Int(1)
	high := exact.Int(0)
	for !growing(u, high) {
		if c.e.spend(1+d*d) != nil || step.BitLen() > 4096 {
			return nil
		}
		step = step.Add(step)
		high = step
	}
	low := high.Sub(exact.Int(1))
	for back := exact.Int(1); growing(u, low); back = back.Add(back) {
		if c.e.spend(1+d*d) != nil || back.BitLen() > 4096 {
			return nil
		}
		high, low = low, low.Sub(back)
	}
	for {
		middle, _ := exact.DivMod(low.Add(high), exact.Int(2))
		if middle.Cmp(low) <= 0 {
			break
		}
		if c.e.spend(1+d*d) != nil {
			return nil
		}
		if growing(u, middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return &high
}

// growing reports whether u(h + t) has no negative coefficient and is not constant.
func growing(u []exact.Rat, h exact.Rat) bool {
	shifted := append([]exact.Rat(nil), u...)
	for i := range shifted {
		for j := len(shifted) - 2; j >= i; j-- {
			shifted[j] = shifted[j].Add(shifted[j+1].Mul(h))
		}
		if shifted[i].Sign() < 0 {
			return false
		}
	}
	return true
}
