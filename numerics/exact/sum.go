package exact

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// maxTerms bounds the terms of a sum, and maxKey the length of the key of a term.
const (
	maxTerms = 256
	maxKey   = 1 << 14
)

// sum is a sum of terms with different products, by rising key; or an error.
type sum struct {
	terms []summand
	err   error
}

// summand is coef times a product.
type summand struct {
	coef Rat
	mono *product
}

// merge is the sum of two sums of sorted terms.
func merge(a, b []summand) Real {
	terms := make([]summand, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].mono.key, b[0].mono.key); {
		case c < 0:
			terms, a = append(terms, a[0]), a[1:]
		case c > 0:
			terms, b = append(terms, b[0]), b[1:]
		default:
			if coef := a[0].coef.Add(b[0].coef); coef.Sign() != 0 {
				terms = append(terms, summand{coef, a[0].mono})
			}
			a, b = a[1:], b[1:]
		}
	}
	return fromTerms(append(append(terms, a...), b...))
}

// fromTerms is the number with these sorted terms.
func fromTerms(terms []summand) Real {
	switch {
	case len(terms) == 0:
		return Real{}
	case len(terms) == 1 && terms[0].mono.key == "":
		return Real{rat: terms[0].coef}
	case len(terms) > maxTerms:
		return failed(ErrTooLarge)
	}
	for _, t := range terms {
		if len(t.mono.key) > maxKey || t.coef.big != nil && t.coef.BitLen() > MaxBits {
			return failed(ErrTooLarge)
		}
	}
	return Real{sum: &sum{terms: terms}}
}

// proportion is q with a = q·b, if there is one.
func proportion(a, b []summand) (Rat, bool) {
	if len(a) != len(b) || len(a) == 0 {
		return Rat{}, false
	}
	q := a[0].coef.Quo(b[0].coef)
	for i := range a {
		if a[i].mono.key != b[i].mono.key || a[i].coef.Cmp(b[i].coef.Mul(q)) != 0 {
			return Rat{}, false
		}
	}
	return q, true
}

// key writes x so that the same text is the same number.
func (x Real) key() string {
	if x.sum == nil {
		return x.rat.String()
	}
	var b strings.Builder
	for _, t := range x.sum.terms {
		b.WriteString(t.coef.String())
		b.WriteString(t.mono.key)
		b.WriteByte(';')
	}
	return b.String()
}

// product is a product of powers of integers with exponents between 0 and 1, of powers of
// atoms, and of one exponential. The key determines it.
type product struct {
	key   string
	roots []rootPower // by rising base
	atoms []atomPower // by rising key
	exp   Real        // the exponent of the exponential
}

type rootPower struct {
	base *big.Int
	exp  Rat
}

type atomPower struct {
	atom *atom
	exp  int
}

var unit = &product{}

func newProduct(roots []rootPower, atoms []atomPower, exp Real) *product {
	var b strings.Builder
	for _, r := range roots {
		b.WriteString("*" + r.base.String() + "^" + r.exp.String())
	}
	for _, a := range atoms {
		b.WriteString("*" + a.atom.key + "^" + Int(int64(a.exp)).String())
	}
	if exp.sum != nil || exp.rat.Sign() != 0 {
		b.WriteString("*exp(" + exp.key() + ")")
	}
	return &product{b.String(), roots, atoms, exp}
}

func (p *product) real() Real { return fromTerms([]summand{{Int(1), p}}) }

// times is p·q in normal form.
func (p *product) times(q *product) Real {
	if p == unit {
		return q.real()
	}
	coef := Int(1)
	roots := slices.Clone(p.roots)
	for _, r := range q.roots {
		i, found := slices.BinarySearchFunc(roots, r, func(a, b rootPower) int { return a.base.Cmp(b.base) })
		if !found {
			roots = slices.Insert(roots, i, r)
			continue
		}
		e := roots[i].exp.Add(r.exp)
		if e.Cmp(Int(1)) >= 0 {
			e = e.Sub(Int(1))
			coef = coef.Mul(FromBigInt(r.base))
		}
		if e.Sign() == 0 {
			roots = slices.Delete(roots, i, i+1)
		} else {
			roots[i] = rootPower{r.base, e}
		}
	}
	exponent := p.exp.Add(q.exp)
	if bad, ok := broken(exponent); ok {
		return bad
	}
	atoms := slices.Clone(p.atoms)
	rest := RealInt(1)
	for _, a := range q.atoms {
		i, found := slices.BinarySearchFunc(atoms, a, func(a, b atomPower) int { return cmp.Compare(a.atom.key, b.atom.key) })
		if !found {
			atoms = slices.Insert(atoms, i, a)
			continue
		}
		e, factor := a.atom.reduce(atoms[i].exp + a.exp)
		rest = rest.Mul(factor)
		if e == 0 {
			atoms = slices.Delete(atoms, i, i+1)
		} else {
			atoms[i].exp = e
		}
	}
	result := newProduct(roots, atoms, exponent).real().scale(coef)
	if rest.sum != nil || rest.rat.Cmp(Int(1)) != 0 {
		result = result.Mul(rest)
	}
	return result
}

// inverse is 1/p; p is not zero.
func (p *product) inverse() Real {
	coef := Int(1)
	var roots []rootPower
	for _, r := range p.roots {
		roots = append(roots, rootPower{r.base, Int(1).Sub(r.exp)})
		coef = coef.Quo(FromBigInt(r.base))
	}
	rest := RealInt(1)
	for _, a := range p.atoms {
		e, factor := a.atom.reduce(-a.exp)
		rest = rest.Mul(factor)
		if e != 0 {
			rest = rest.Mul(newProduct(nil, []atomPower{{a.atom, e}}, Real{}).real())
		}
	}
	return newProduct(roots, nil, p.exp.Neg()).real().scale(coef).Mul(rest)
}

// rationalize is 1/x where x is made of rationals and square roots of integers, two terms at
// least: (a + b√p)⁻¹ = (a - b√p)(a² - pb²)⁻¹.
func (x Real) rationalize() (Real, bool) {
	half := Frac(1, 2)
	var base *big.Int
	for _, t := range x.sum.terms {
		if len(t.mono.atoms) > 0 || t.mono.exp.sum != nil || t.mono.exp.rat.Sign() != 0 {
			return Real{}, false
		}
		for _, r := range t.mono.roots {
			if r.exp.Cmp(half) != 0 {
				return Real{}, false
			}
			if base == nil {
				base = r.base
			}
		}
	}
	var conjugate []summand
	for _, t := range x.sum.terms {
		if slices.ContainsFunc(t.mono.roots, func(r rootPower) bool { return r.base.Cmp(base) == 0 }) {
			t.coef = t.coef.Neg()
		}
		conjugate = append(conjugate, t)
	}
	y := fromTerms(conjugate)
	norm := x.Mul(y)
	if norm.Err() != nil || norm.sum == nil && norm.rat.Sign() == 0 {
		return Real{}, false
	}
	if norm.sum == nil {
		return y.scale(Int(1).Quo(norm.rat)), true
	}
	// x is not zero, so neither is its norm unless a conjugate is, which Sign decides.
	if s, ok := norm.Sign(); !ok || s == 0 {
		return Real{}, false
	}
	return y.Mul(norm.inverse()), true
}
