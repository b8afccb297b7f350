package falsify

import (
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// fraction is num/den. It is loose when it equals the term only where no divisor is 0.
type fraction struct {
	num, den exact.Poly
	loose    bool
}

// fractionOf is a number as a quotient of polynomials over ℚ in the statement's variables.
// Where t is an operation that no polynomial gives (rounding, truncation, |x|) there is none.
func fractionOf(t elab.Term) (fraction, bool) {
	one := exact.Const(exact.Int(1))
	switch t := t.(type) {
	case *elab.Var:
		return fraction{num: exact.X(t.Index), den: one}, true
	case *elab.Lit:
		if t.Value.Num().BitLen() > eval.MaxBits {
			return fraction{}, false
		}
		return fraction{num: exact.Const(exact.FromBig(t.Value)), den: one}, true
	case *elab.Cast:
		return fractionOf(t.X)
	case *elab.Apply:
		return fractionOfApply(t)
	}
	return fraction{}, false
}

func fractionOfApply(t *elab.Apply) (fraction, bool) {
	s, ok := t.T.(elab.Scalar)
	if !ok || len(t.Args) == 0 {
		return fraction{}, false
	}
	x, ok := fractionOf(t.Args[0])
	if !ok {
		return fraction{}, false
	}
	if t.Op == elab.Pow {
		l, ok := t.Args[1].(*elab.Lit)
		if !ok || !l.Value.IsInt() || !l.Value.Num().IsInt64() || l.Value.Num().Int64() > 64 {
			return fraction{}, false
		}
		n := int(l.Value.Num().Int64())
		num, ok := x.num.Pow(n)
		den, ok2 := x.den.Pow(n)
		return fraction{num, den, x.loose}, ok && ok2
	}
	var y fraction
	if len(t.Args) == 2 {
		if y, ok = fractionOf(t.Args[1]); !ok {
			return fraction{}, false
		}
	}
	switch {
	case t.Op == elab.Neg:
		return fraction{x.num.Scale(exact.Int(-1)), x.den, x.loose}, true
	case t.Op == elab.Add:
		return x.add(y)
	case t.Op == elab.Sub && s != elab.Nat:
		return x.add(fraction{y.num.Scale(exact.Int(-1)), y.den, y.loose})
	case t.Op == elab.Mul:
		return x.mul(y)
	case t.Op == elab.Div && s.Field():
		inverse, ok := y.inverse()
		if !ok {
			return fraction{}, false
		}
		return x.mul(inverse)
	case t.Op == elab.Inv:
		return x.inverse()
	}
	return fraction{}, false
}

func (f fraction) add(g fraction) (fraction, bool) {
	a, ok1 := f.num.Mul(g.den)
	b, ok2 := g.num.Mul(f.den)
	den, ok3 := f.den.Mul(g.den)
	return fraction{a.Add(b), den, f.loose || g.loose}, ok1 && ok2 && ok3
}

func (f fraction) mul(g fraction) (fraction, bool) {
	num, ok1 := f.num.Mul(g.num)
	den, ok2 := f.den.Mul(g.den)
	return fraction{num, den, f.loose || g.loose}, ok1 && ok2
}

// inverse is 1/f, exact where f is a constant other than 0; a polynomial numerator may
// vanish at points, and then the result is loose.
func (f fraction) inverse() (fraction, bool) {
	terms := f.num.Terms()
	if len(terms) == 0 {
		return fraction{}, false
	}
	if len(terms) == 1 && len(terms[0].Powers) == 0 {
		return fraction{f.den.Scale(exact.Int(1).Quo(terms[0].Coef)), exact.Const(exact.Int(1)), f.loose}, true
	}
	return fraction{f.den, f.num, true}, true
}

// equation is a polynomial that a hypothesis says is 0.
type equation struct {
	poly  exact.Poly
	terms []exact.Monomial
	vars  uint64
	loose bool
}

// maxTerms is the largest number of terms of an equation that is worth solving.
const maxTerms = 64

func newEquation(l, r elab.Term) (equation, bool) {
	x, okX := fractionOf(l)
	y, okY := fractionOf(r)
	if !okX || !okY {
		return equation{}, false
	}
	a, ok1 := x.num.Mul(y.den)
	b, ok2 := y.num.Mul(x.den)
	if !ok1 || !ok2 {
		return equation{}, false
	}
	return equationOf(a.Add(b.Scale(exact.Int(-1))), x.loose || y.loose)
}

func equationOf(p exact.Poly, loose bool) (equation, bool) {
	e := equation{poly: p, terms: p.Terms(), loose: loose}
	if len(e.terms) > maxTerms {
		return e, false
	}
	for _, m := range e.terms {
		for _, w := range m.Powers {
			e.vars |= 1 << w.Var
		}
	}
	return e, true
}

// maxDerived bounds the equations that are derived from those of the statement.
const maxDerived = 16

// derive adds equations that follow: one that gives a variable as a polynomial of others is
// put into the rest, which may leave an equation in one variable.
func derive(given []equation) []equation {
	all, work := given, given
	for range 4 {
		x, q, from := pivot(work)
		if from < 0 {
			return all
		}
		var next []equation
		for i, e := range work {
			if i == from {
				continue
			}
			if e.vars&(1<<x) == 0 {
				next = append(next, e)
				continue
			}
			p, ok := e.poly.Substitute(x, q)
			if !ok {
				continue
			}
			f, ok := equationOf(p, e.loose || work[from].loose)
			if ok && len(all) < len(given)+maxDerived {
				next, all = append(next, f), append(all, f)
			}
		}
		work = next
	}
	return all
}

// pivot is the shortest equation that gives a variable, which occurs elsewhere, as a
// polynomial of others.
func pivot(work []equation) (x int, q exact.Poly, from int) {
	from = -1
	for i, e := range work {
		if from >= 0 && len(e.terms) >= len(work[from].terms) {
			continue
		}
		for v := range maxVariables {
			if e.vars&(1<<v) == 0 {
				continue
			}
			elsewhere := false
			for j, f := range work {
				elsewhere = elsewhere || j != i && f.vars&(1<<v) != 0
			}
			if p, ok := e.poly.Solve(v); ok && elsewhere {
				x, q, from = v, p, i
				break
			}
		}
	}
	return x, q, from
}

// definition is a hypothesis `x = e` without x in e.
type definition struct {
	index int
	body  elab.Term
	vars  uint64
}

func newDefinition(l, r elab.Term) (definition, bool) {
	for range 2 {
		x := l
		for {
			c, ok := x.(*elab.Cast)
			if !ok {
				break
			}
			x = c.X
		}
		if v, ok := x.(*elab.Var); ok {
			if vars := occurring(r); vars&(1<<v.Index) == 0 {
				return definition{v.Index, r, vars}, true
			}
		}
		l, r = r, l
	}
	return definition{}, false
}

// residue is an equation after the known variables are put in.
type residue struct {
	constant exact.Rat
	linear   []exact.Rat // by variable
	unknown  uint64      // variables that are left
	straight bool        // whether nothing but the linear part is left
	powers   []exact.Rat // where one variable is left: coefficients by exponent
}

// maxDegree is the highest degree in which an equation in one variable is solved.
const maxDegree = 8

func (e *equation) reduce(p *partial) residue {
	r := residue{linear: make([]exact.Rat, len(p.values)), straight: true, powers: make([]exact.Rat, maxDegree+1)}
	for _, m := range e.terms {
		coef, degree, last := m.Coef, 0, 0
		var left uint64
		for _, w := range m.Powers {
			if p.known&(1<<w.Var) != 0 {
				coef = coef.Mul(p.values[w.Var].Pow(int64(w.Exp)))
			} else {
				degree, last, left = degree+w.Exp, w.Var, left|1<<w.Var
			}
		}
		if coef.Sign() == 0 {
			continue
		}
		r.unknown |= left
		switch degree {
		case 0:
			r.constant = r.constant.Add(coef)
		case 1:
			r.linear[last] = r.linear[last].Add(coef)
		default:
			r.straight = false
		}
		if degree <= maxDegree {
			r.powers[degree] = r.powers[degree].Add(coef)
		} else {
			r.powers = r.powers[:0]
		}
		if len(r.powers) == 0 {
			r.straight = false
		}
	}
	return r
}

// roots are the rational roots of c[0] + c[1]*x + …: all of them up to degree 2, beyond
// that those among small integers and halves.
func roots(c []exact.Rat) []exact.Rat {
	degree := len(c) - 1
	for degree > 0 && c[degree].Sign() == 0 {
		degree--
	}
	switch degree {
	case 0:
		return nil
	case 1:
		return []exact.Rat{c[0].Neg().Quo(c[1])}
	case 2:
		d := c[1].Mul(c[1]).Sub(exact.Int(4).Mul(c[0]).Mul(c[2]))
		s, ok := squareRoot(d)
		if !ok {
			return nil
		}
		twice := c[2].Add(c[2])
		first := c[1].Neg().Add(s).Quo(twice)
		if s.Sign() == 0 {
			return []exact.Rat{first}
		}
		return []exact.Rat{first, c[1].Neg().Sub(s).Quo(twice)}
	}
	var found []exact.Rat
	if c[0].Sign() == 0 {
		// x = 0 and the roots of the rest.
		found = []exact.Rat{{}}
		for _, x := range roots(c[1:]) {
			if x.Sign() != 0 {
				found = append(found, x)
			}
		}
		return found
	}
	for n := int64(-120); n <= 120; n++ {
		x, sum := exact.Frac(n, 2), exact.Rat{}
		for i := degree; i >= 0; i-- {
			sum = sum.Mul(x).Add(c[i])
		}
		if sum.Sign() == 0 {
			found = append(found, x)
		}
	}
	return found
}

// squareRoot is the root of a rational square.
func squareRoot(x exact.Rat) (exact.Rat, bool) {
	if x.Sign() < 0 {
		return exact.Rat{}, false
	}
	num, den := x.Num(), x.Den()
	a, b := new(big.Int).Sqrt(num), new(big.Int).Sqrt(den)
	if new(big.Int).Mul(a, a).Cmp(num) != 0 || new(big.Int).Mul(b, b).Cmp(den) != 0 {
		return exact.Rat{}, false
	}
	return exact.FromBigInt(a).Quo(exact.FromBigInt(b)), true
}
