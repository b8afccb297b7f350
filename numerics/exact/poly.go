package exact

import (
	"maps"
	"slices"
)

// MaxTerms bounds the number of terms of a Poly that Mul and Pow make.
const MaxTerms = 256

// Poly is a polynomial in variables numbered from 0. The zero value is 0. Operations leave
// their operands as they are.
type Poly struct{ terms map[string]Monomial }

// Monomial is Coef times the product of its Powers.
type Monomial struct {
	Coef   Rat
	Powers []Power // by rising variable; exponents are positive
}

// Power is a variable to an exponent.
type Power struct{ Var, Exp int }

// Const is the constant polynomial c.
func Const(c Rat) Poly { return Poly{}.plus(Monomial{Coef: c}) }

// X is the polynomial that is variable i.
func X(i int) Poly { return Poly{}.plus(Monomial{Int(1), []Power{{i, 1}}}) }

// plus adds m to p in place and gives p.
func (p Poly) plus(m Monomial) Poly {
	if p.terms == nil {
		p.terms = map[string]Monomial{}
	}
	key := make([]byte, 0, 4*len(m.Powers))
	for _, w := range m.Powers {
		key = append(key, byte(w.Var>>8), byte(w.Var), byte(w.Exp>>8), byte(w.Exp))
	}
	sum := m.Coef
	if old, ok := p.terms[string(key)]; ok {
		sum = sum.Add(old.Coef)
	}
	if sum.Sign() == 0 {
		delete(p.terms, string(key))
		return p
	}
	p.terms[string(key)] = Monomial{sum, m.Powers}
	return p
}

// Terms are the monomials of p in a fixed order.
func (p Poly) Terms() []Monomial {
	keys := slices.Sorted(maps.Keys(p.terms))
	terms := make([]Monomial, len(keys))
	for i, key := range keys {
		terms[i] = p.terms[key]
	}
	return terms
}

// Add is p + q.
func (p Poly) Add(q Poly) Poly {
	sum := Poly{terms: maps.Clone(p.terms)}
	for _, m := range q.terms {
		sum = sum.plus(m)
	}
	return sum
}

// Scale is c * p.
func (p Poly) Scale(c Rat) Poly {
	var scaled Poly
	for _, m := range p.terms {
		scaled = scaled.plus(Monomial{m.Coef.Mul(c), m.Powers})
	}
	return scaled
}

// Mul is p * q, and false where it would have too many terms or too large an exponent.
func (p Poly) Mul(q Poly) (Poly, bool) {
	var product Poly
	for _, a := range p.terms {
		for _, b := range q.terms {
			powers, ok := multiply(a.Powers, b.Powers)
			if !ok {
				return Poly{}, false
			}
			product = product.plus(Monomial{a.Coef.Mul(b.Coef), powers})
		}
		if len(product.terms) > MaxTerms {
			return Poly{}, false
		}
	}
	return product, true
}

// Solve gives q with p = c * (x - q), where x is a variable that does not occur in q: x
// occurs in p once, alone and to the first power. It is false for all other p.
func (p Poly) Solve(x int) (Poly, bool) {
	var slope Rat
	var rest Poly
	for _, m := range p.terms {
		switch at := slices.IndexFunc(m.Powers, func(w Power) bool { return w.Var == x }); {
		case at < 0:
			rest = rest.plus(m)
		case len(m.Powers) > 1 || m.Powers[0].Exp > 1:
			return Poly{}, false
		default:
			slope = m.Coef
		}
	}
	if slope.Sign() == 0 {
		return Poly{}, false
	}
	return rest.Scale(Int(-1).Quo(slope)), true
}

// Substitute is p with q for the variable x, and false as for Mul.
func (p Poly) Substitute(x int, q Poly) (Poly, bool) {
	var result Poly
	for _, m := range p.Terms() {
		exponent := 0
		var others []Power
		for _, w := range m.Powers {
			if w.Var == x {
				exponent = w.Exp
			} else {
				others = append(others, w)
			}
		}
		power, ok := q.Pow(exponent)
		if !ok {
			return Poly{}, false
		}
		product, ok := Poly{}.plus(Monomial{m.Coef, others}).Mul(power)
		if !ok {
			return Poly{}, false
		}
		result = result.Add(product)
	}
	return result, len(result.terms) <= MaxTerms
}

// Pow is p to the power n ≥ 0, and false as for Mul.
func (p Poly) Pow(n int) (Poly, bool) {
	result, ok := Const(Int(1)), true
	for ; n > 0 && ok; n-- {
		result, ok = result.Mul(p)
	}
	return result, ok
}

// multiply merges two products of powers, and fails where an exponent leaves 16 bits.
func multiply(a, b []Power) ([]Power, bool) {
	merged := make([]Power, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Var < b[0].Var:
			merged, a = append(merged, a[0]), a[1:]
		case len(a) == 0 || b[0].Var < a[0].Var:
			merged, b = append(merged, b[0]), b[1:]
		default:
			w := Power{a[0].Var, a[0].Exp + b[0].Exp}
			if w.Exp >= 1<<16 {
				return nil, false
			}
			merged, a, b = append(merged, w), a[1:], b[1:]
		}
	}
	return merged, true
}
