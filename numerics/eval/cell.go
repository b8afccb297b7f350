package eval

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// maxCellDegree bounds the polynomial whose zeros cut the line into cells.
const maxCellDegree = 40

// A cutter decides propositions about one real number that are made of polynomial equations
// and inequalities over ℚ: all polynomials have constant signs on the cells between their
// zeros, and at each zero.
type cutter struct {
	e     *evaluator
	x     *elab.Var
	polys [][]exact.Rat // by exponent, not constant
}

// formula is a truth value for given signs of the polynomials.
type formula func(signs []int) bool

// cells reports whether the proposition has the wanted truth value on some open cell, and at
// how many zeros; ok is false where it is no combination of polynomials.
func (e *evaluator) cells(x *elab.Var, p elab.Term, want bool, env Env) (open bool, zeros int, ok bool) {
	if x.T != elab.Type(elab.Real) {
		return false, 0, false
	}
	c := &cutter{e: e, x: x}
	f, ok := c.formula(p, clone(env).bind(x.Index, nil))
	if !ok {
		return false, 0, false
	}
	all := []exact.Rat{exact.Int(1)}
	for _, q := range c.polys {
		if all = timesPoly(all, q); len(all) > maxCellDegree+1 {
			return false, 0, false
		}
	}
	roots, ok := c.isolate(squarefreePart(all))
	if !ok {
		return false, 0, false
	}
	signs := make([]int, len(c.polys))
	at := func(t exact.Rat) bool {
		for i, q := range c.polys {
			signs[i] = valueAt(q, t).Sign()
		}
		return f(signs) == want
	}
	last := exact.Rat{}
	for i, r := range roots {
		if i == 0 {
			last = r.lo.Sub(exact.Int(2))
		}
		if at(last.Add(r.lo).Mul(exact.Frac(1, 2))) {
			open = true
		}
		for k, q := range c.polys {
			signs[k] = r.sign(q)
		}
		if f(signs) == want {
			zeros++
		}
		last = r.hi
	}
	if at(last.Add(exact.Int(1))) {
		open = true
	}
	return open, zeros, true
}

// formula takes a proposition apart.
func (c *cutter) formula(p elab.Term, env Env) (formula, bool) {
	if c.e.spend(4) != nil {
		return nil, false
	}
	if !occurs(c.x.Index, p) {
		value, err := c.e.holds(p, env)
		return func([]int) bool { return value }, err == nil
	}
	a, ok := p.(*elab.Apply)
	if !ok {
		return nil, false
	}
	switch a.Op {
	case elab.Mem:
		q, ok := membership(a.Args[0], a.Args[1], env)
		if !ok {
			return nil, false
		}
		return c.formula(q, env)
	case elab.Not, elab.And, elab.Or, elab.Imp, elab.Iff:
		var fs [2]formula
		for i, q := range a.Args {
			if fs[i], ok = c.formula(q, env); !ok {
				return nil, false
			}
		}
		l, r := fs[0], fs[1]
		switch a.Op {
		case elab.Not:
			return func(s []int) bool { return !l(s) }, true
		case elab.And:
			return func(s []int) bool { return l(s) && r(s) }, true
		case elab.Or:
			return func(s []int) bool { return l(s) || r(s) }, true
		case elab.Imp:
			return func(s []int) bool { return !l(s) || r(s) }, true
		}
		return func(s []int) bool { return l(s) == r(s) }, true
	}
	if !a.Op.Relation() || !numeric(a.Args[0].Type()) {
		return nil, false
	}
	i, ok := c.polynomial(a, env)
	if !ok {
		return nil, false
	}
	switch a.Op {
	case elab.Eq:
		return func(s []int) bool { return s[i] == 0 }, true
	case elab.Ne:
		return func(s []int) bool { return s[i] != 0 }, true
	case elab.Lt:
		return func(s []int) bool { return s[i] < 0 }, true
	case elab.Le:
		return func(s []int) bool { return s[i] <= 0 }, true
	case elab.Gt:
		return func(s []int) bool { return s[i] > 0 }, true
	default:
		return func(s []int) bool { return s[i] >= 0 }, true
	}
}

// polynomial is the number of the polynomial l - r.
func (c *cutter) polynomial(a *elab.Apply, env Env) (int, bool) {
	r := c.e.ring()
	p, ok := r.difference(a, scope{env: env})
	if !ok {
		return 0, false
	}
	var q []exact.Rat
	for _, m := range p.Terms() {
		switch {
		case len(m.Powers) == 0:
			q = set(q, 0, m.Coef)
		case len(m.Powers) == 1 && r.unknowns[m.Powers[0].Var].slot == c.x.Index:
			q = set(q, m.Powers[0].Exp, m.Coef)
		default:
			return 0, false
		}
	}
	if q == nil {
		q = []exact.Rat{{}}
	}
	c.polys = append(c.polys, q)
	return len(c.polys) - 1, true
}

// zero is a zero of a polynomial: lo = hi, or the only one of s between lo and hi.
type zero struct {
	lo, hi exact.Rat
	s      []exact.Rat // without zeros in ℚ that are known; nil for lo = hi
}

// sign is the sign at the zero of one of the polynomials that s was made of.
func (z zero) sign(q []exact.Rat) int {
	if z.s == nil {
		return valueAt(q, z.lo).Sign()
	}
	if g := gcdPoly(z.s, q); len(g) > 1 && valueAt(g, z.lo).Sign()*valueAt(g, z.hi).Sign() < 0 {
		return 0
	}
	// All zeros of q are zeros of s or known: q has none between lo and hi.
	return valueAt(q, z.lo.Add(z.hi).Mul(exact.Frac(1, 2))).Sign()
}

// isolate gives the real zeros of a squarefree polynomial in order, with space between them
// (Sturm's theorem and bisection). A zero in ℚ that is hit is divided off.
func (c *cutter) isolate(s []exact.Rat) ([]zero, bool) {
	var points []exact.Rat
	for {
		intervals, hit, ok := c.bisect(s)
		if !ok {
			return nil, false
		}
		if hit != nil {
			points = append(points, *hit)
			s, _ = divideBy(s, *hit)
			continue
		}
		roots := intervals
		for _, p := range points {
			roots = append(roots, zero{lo: p, hi: p})
		}
		again, ok := c.separate(roots)
		if !ok {
			return nil, false
		}
		if again == nil {
			return roots, true
		}
		points = append(points, *again)
		s, _ = divideBy(s, *again)
	}
}

// separate sorts the zeros and narrows them until there is space between them; a zero in ℚ
// that is hit is given back.
func (c *cutter) separate(roots []zero) (hit *exact.Rat, ok bool) {
	for {
		slices.SortFunc(roots, func(a, b zero) int { return a.lo.Add(a.hi).Cmp(b.lo.Add(b.hi)) })
		i := 1
		for i < len(roots) && roots[i-1].hi.Cmp(roots[i].lo) < 0 {
			i++
		}
		if i >= len(roots) {
			return nil, true
		}
		for j := range roots {
			z := &roots[j]
			if z.s == nil {
				continue
			}
			if c.e.spend(len(z.s)) != nil {
				return nil, false
			}
			middle := z.lo.Add(z.hi).Mul(exact.Frac(1, 2))
			switch v := valueAt(z.s, middle).Sign(); v {
			case 0:
				return &middle, true
			case valueAt(z.s, z.lo).Sign():
				z.lo = middle
			default:
				z.hi = middle
			}
		}
	}
}

// bisect gives intervals with one zero each, or a rational zero that it hit.
func (c *cutter) bisect(s []exact.Rat) (found []zero, hit *exact.Rat, ok bool) {
	if len(s) < 2 {
		return nil, nil, true
	}
	chain := sturm(s)
	bound := exact.Int(1)
	for _, a := range s[:len(s)-1] {
		bound = bound.Add(a.Quo(s[len(s)-1]).Abs())
	}
	type span struct{ lo, hi exact.Rat }
	todo := []span{{bound.Neg(), bound}}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c.e.spend(len(s)*len(s)) != nil {
			return nil, nil, false
		}
		switch n := changes(chain, i.lo) - changes(chain, i.hi); n {
		case 0:
		case 1:
			found = append(found, zero{i.lo, i.hi, s})
		default:
			middle := i.lo.Add(i.hi).Mul(exact.Frac(1, 2))
			if valueAt(s, middle).Sign() == 0 {
				return nil, &middle, true
			}
			todo = append(todo, span{i.lo, middle}, span{middle, i.hi})
		}
	}
	return found, nil, true
}

// changes counts the changes of sign of the chain at t.
func changes(chain [][]exact.Rat, t exact.Rat) int {
	n, last := 0, 0
	for _, p := range chain {
		s := valueAt(p, t).Sign()
		if s != 0 && s == -last {
			n++
		}
		if s != 0 {
			last = s
		}
	}
	return n
}

// sturm is the chain s, s', and the negated remainders.
func sturm(s []exact.Rat) [][]exact.Rat {
	chain := [][]exact.Rat{s, derivative(s)}
	for {
		n := len(chain)
		rest := remainderPoly(chain[n-2], chain[n-1])
		if len(rest) == 0 {
			return chain
		}
		for i, a := range rest {
			rest[i] = a.Neg()
		}
		chain = append(chain, rest)
	}
}

func valueAt(p []exact.Rat, t exact.Rat) exact.Rat {
	total := exact.Rat{}
	for _, a := range slices.Backward(p) {
		total = total.Mul(t).Add(a)
	}
	return total
}

func derivative(p []exact.Rat) []exact.Rat {
	var d []exact.Rat
	for i, a := range p {
		if i > 0 {
			d = append(d, a.Mul(exact.Int(int64(i))))
		}
	}
	return d
}

func trim(p []exact.Rat) []exact.Rat {
	for len(p) > 0 && p[len(p)-1].Sign() == 0 {
		p = p[:len(p)-1]
	}
	return p
}

// timesPoly is p·q; constants, 0 too, count as 1, since they have no zeros that cut.
func timesPoly(p, q []exact.Rat) []exact.Rat {
	if q = trim(q); len(q) < 2 {
		return p
	}
	product := make([]exact.Rat, len(p)+len(q)-1)
	for i, a := range p {
		for j, b := range q {
			product[i+j] = product[i+j].Add(a.Mul(b))
		}
	}
	return product
}

// remainderPoly is the rest of p divided by q ≠ 0.
func remainderPoly(p, q []exact.Rat) []exact.Rat {
	p = trim(slices.Clone(p))
	for len(p) >= len(q) {
		factor := p[len(p)-1].Quo(q[len(q)-1])
		shift := len(p) - len(q)
		for i, a := range q {
			p[shift+i] = p[shift+i].Sub(a.Mul(factor))
		}
		p = trim(p[:len(p)-1])
	}
	return p
}

// gcdPoly is the greatest common divisor with leading coefficient 1.
func gcdPoly(p, q []exact.Rat) []exact.Rat {
	p, q = trim(p), trim(q)
	for len(q) > 0 {
		p, q = q, remainderPoly(p, q)
	}
	monic := make([]exact.Rat, len(p))
	for i, a := range p {
		monic[i] = a.Quo(p[len(p)-1])
	}
	return monic
}

// squarefreePart has the zeros of p ≠ 0, each once.
func squarefreePart(p []exact.Rat) []exact.Rat {
	if len(p) < 2 {
		return p
	}
	g := gcdPoly(p, derivative(p))
	quotient := make([]exact.Rat, len(p)-len(g)+1)
	rest := slices.Clone(p)
	for i := len(quotient) - 1; i >= 0; i-- {
		quotient[i] = rest[i+len(g)-1]
		for j, a := range g {
			rest[i+j] = rest[i+j].Sub(a.Mul(quotient[i]))
		}
	}
	return quotient
}
