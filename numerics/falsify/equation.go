package falsify

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// equation is a polynomial that a hypothesis says is 0.
type equation struct {
	poly  exact.Poly
	terms []exact.Monomial
	vars  uint64
	loose bool
}

// maxTerms is the largest number of terms of an equation that is worth solving.
const maxTerms = 64

func (p *problem) newEquation(l, r elab.Term) (equation, bool) {
	return p.equationIn(l, r, nil)
}

func (p *problem) equationIn(l, r elab.Term, in scope) (equation, bool) {
	x, okX := p.fraction(l, in)
	if !okX {
		return equation{}, false
	}
	y, okY := p.fraction(r, in)
	if !okY {
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

// reduce puts the known values in. It reports false where one of them is irrational.
func (e *equation) reduce(p *problem, at *partial) (residue, bool) {
	r := residue{linear: make([]exact.Rat, len(p.vars)), straight: true, powers: make([]exact.Rat, maxDegree+1)}
	for _, m := range e.terms {
		coef, degree, last := m.Coef, 0, 0
		var left uint64
		for _, w := range m.Powers {
			if at.known&(1<<w.Var) != 0 {
				x, ok := at.rational(p, w.Var)
				if !ok {
					return r, false
				}
				coef = coef.Mul(x.Pow(int64(w.Exp)))
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
	return r, true
}
