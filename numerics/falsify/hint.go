package falsify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// hint notes values that the shape of a hypothesis suggests for variables of ℕ and ℤ: they
// are tried first, and nothing follows from them.
func (p *problem) hint(t elab.Term) {
	a, ok := t.(*elab.Apply)
	if !ok {
		return
	}
	switch a.Op {
	case elab.Dvd:
		if c, ok := p.numeral(a.Args[1]); ok {
			p.suggest(a.Args[0], divisors(c))
		}
		if c, ok := p.numeral(a.Args[0]); ok {
			p.suggest(a.Args[1], multiples(c, exact.Rat{}))
		}
	case elab.Prime:
		p.suggest(a.Args[0], smallPrimes)
	case elab.Eq:
		p.hintEquation(a.Args[0], a.Args[1])
		p.hintEquation(a.Args[1], a.Args[0])
	case elab.ModEq:
		m, okM := p.numeral(a.Args[0])
		c, okC := p.numeral(a.Args[2])
		if okM && okC {
			p.suggest(a.Args[1], multiples(m, c))
		}
	}
}

func (p *problem) hintEquation(l, r elab.Term) {
	a, ok := bare(l).(*elab.Apply)
	if !ok {
		return
	}
	if a.Op == elab.Gcd {
		for _, x := range a.Args {
			if c, ok := p.numeral(x); ok {
				p.suggest(r, divisors(c))
			}
		}
	}
	c, okC := p.numeral(r)
	if !okC {
		return
	}
	switch a.Op {
	case elab.Lcm:
		p.suggest(a.Args[0], divisors(c))
		p.suggest(a.Args[1], divisors(c))
	case elab.Gcd:
		p.suggest(a.Args[0], multiples(c, exact.Rat{}))
		p.suggest(a.Args[1], multiples(c, exact.Rat{}))
	case elab.Mul:
		p.factors(a, divisors(c))
	case elab.Factorial:
		p.suggest(a.Args[0], divisors(exact.Int(720)))
	case elab.Mod:
		if m, ok := p.numeral(a.Args[1]); ok {
			p.suggest(a.Args[0], multiples(m, c))
		}
	}
}

// factors suggests values for the variables of a product.
func (p *problem) factors(a *elab.Apply, values []exact.Rat) {
	for _, x := range a.Args {
		if b, ok := bare(x).(*elab.Apply); ok && b.Op == elab.Mul {
			p.factors(b, values)
			continue
		}
		p.suggest(x, values)
	}
}

// maxHints bounds the values suggested for a variable.
const maxHints = 64

// suggest notes values for a term that is a variable, or one plus a number.
func (p *problem) suggest(t elab.Term, values []exact.Rat) {
	index, offset, ok := p.plusNumber(t)
	if !ok {
		return
	}
	v := &p.vars[index]
	if !v.integral() {
		return
	}
	for _, c := range values {
		c = c.Sub(offset)
		if len(v.hints) < maxHints && !slices.ContainsFunc(v.hints, func(d exact.Rat) bool { return c.Cmp(d) == 0 }) {
			v.hints = append(v.hints, c)
		}
	}
}

// plusNumber takes a variable plus a number apart.
func (p *problem) plusNumber(t elab.Term) (index int, offset exact.Rat, ok bool) {
	if x, ok := bare(t).(*elab.Var); ok {
		return p.indexOf[x.Index], offset, p.indexOf[x.Index] >= 0
	}
	f, ok := p.fraction(t, nil)
	if !ok || f.loose {
		return 0, offset, false
	}
	one := exact.Int(1)
	if c, ok := constantOf(f.den); !ok || c.Cmp(one) != 0 {
		return 0, offset, false
	}
	index = -1
	for _, m := range f.num.Terms() {
		switch {
		case len(m.Powers) == 0:
			offset = m.Coef
		case index < 0 && len(m.Powers) == 1 && m.Powers[0].Exp == 1 && m.Coef.Cmp(one) == 0:
			index = m.Powers[0].Var
		default:
			return 0, offset, false
		}
	}
	return index, offset, index >= 0
}

// multiplied notes that gcd a b * lcm a b = a * b where hypotheses give both.
func (p *problem) multiplied() {
	for _, h := range p.hyps {
		g, value, ok := valueOf(h.prop, elab.Gcd)
		if !ok {
			continue
		}
		for _, k := range p.hyps {
			l, other, ok := valueOf(k.prop, elab.Lcm)
			if !ok || g.T != l.T || !same(g.Args[0], l.Args[0], nil) || !same(g.Args[1], l.Args[1], nil) || g.Args[0].Type() != g.T {
				continue
			}
			product := func(x, y elab.Term) elab.Term {
				return &elab.Apply{Op: elab.Mul, Args: []elab.Term{x, y}, T: g.T}
			}
			p.equate(product(g.Args[0], g.Args[1]), product(value, other))
		}
	}
}

// valueOf takes `op a b = value` apart, whichever side it stands on.
func valueOf(t elab.Term, op elab.Op) (a *elab.Apply, value elab.Term, ok bool) {
	eq, ok := t.(*elab.Apply)
	if !ok || eq.Op != elab.Eq {
		return nil, nil, false
	}
	for i, side := range eq.Args {
		if a, ok := side.(*elab.Apply); ok && a.Op == op {
			return a, eq.Args[1-i], true
		}
	}
	return nil, nil, false
}

// numeral is the value of a term without variables that is a whole number.
func (p *problem) numeral(t elab.Term) (exact.Rat, bool) {
	f, ok := p.fraction(t, nil)
	if !ok {
		return exact.Rat{}, false
	}
	c, ok := f.constant()
	return c, ok && c.IsInt()
}

// powers suggests powers of the primes of the statement's numerals, of both signs, for the
// variables below a logarithm.
func (p *problem) powers() {
	if p.logarithmic == 0 {
		return
	}
	var bases []int64
	for _, prime := range smallPrimes[:5] {
		q, _ := prime.Int64()
		for _, c := range p.constants {
			if n, ok := c.Int64(); ok && n > 1 && n%q == 0 && !slices.Contains(bases, q) {
				bases = append(bases, q)
			}
		}
	}
	bases = bases[:min(len(bases), 3)]
	for i := range p.vars {
		v := &p.vars[i]
		if p.logarithmic&(1<<i) == 0 || !v.number() {
			continue
		}
		for k := int64(-2); k <= 10; k++ {
			for _, q := range bases {
				x := exact.Int(q).Pow(max(k, -k))
				if k < 0 {
					x = exact.Int(1).Quo(x)
				}
				for _, y := range []exact.Rat{x, x.Neg()} {
					if len(v.hints) < maxHints && v.admits(v.value(y)) {
						v.hints = append(v.hints, y)
					}
				}
			}
		}
	}
}

// divisors are those of a whole number, the small ones first; those above a million are left
// out.
func divisors(c exact.Rat) []exact.Rat {
	n, ok := c.Abs().Int64()
	if !ok || n == 0 {
		return nil
	}
	var small, large []exact.Rat
	for d := int64(1); d*d <= n && d <= 1000; d++ {
		if n%d == 0 {
			small = append(small, exact.Int(d))
			if d*d != n {
				large = append(large, exact.Int(n/d))
			}
		}
	}
	slices.Reverse(large)
	return append(small, large...)
}

// multiples are the first numbers that leave the rest c modulo m.
func multiples(m, c exact.Rat) []exact.Rat {
	var all []exact.Rat
	for k := range int64(24) {
		all = append(all, c.Add(m.Mul(exact.Int(k))))
	}
	return all
}

var smallPrimes = func() []exact.Rat {
	var all []exact.Rat
	for n := int64(2); n < 110; n++ {
		prime := true
		for d := int64(2); d*d <= n; d++ {
			prime = prime && n%d != 0
		}
		if prime {
			all = append(all, exact.Int(n))
		}
	}
	return all
}()
