package exact

import (
	"math/big"
	"slices"
)

// largestDivisor bounds the primes that are split off when an integer is taken apart.
const largestDivisor = 1 << 12

// factor is a divisor with its exponent.
type factor struct {
	base *big.Int
	exp  int64
}

// takeApart writes n > 0 as a product of powers of coprime integers: its small primes, and
// the rest as a power with the largest exponent that is found.
func takeApart(n *big.Int) []factor {
	var factors []factor
	n = new(big.Int).Set(n)
	if n.BitLen() > 4096 {
		return []factor{perfect(n)}
	}
	q, r, d := new(big.Int), new(big.Int), new(big.Int)
	for p := int64(2); p < largestDivisor; p += 1 + p&1 {
		if n.IsInt64() && p*p > n.Int64() {
			break
		}
		d.SetInt64(p)
		e := int64(0)
		for {
			if q.QuoRem(n, d, r); r.Sign() != 0 {
				break
			}
			n, q = q, n
			e++
		}
		if e > 0 {
			factors = append(factors, factor{big.NewInt(p), e})
		}
	}
	if n.Cmp(big.NewInt(1)) > 0 {
		factors = append(factors, perfect(n))
	}
	return factors
}

// perfect writes n without small primes as a power, with the largest exponent for numbers of
// up to 4096 bits.
func perfect(n *big.Int) factor {
	if n.BitLen() > 4096 {
		if s := new(big.Int).Sqrt(n); new(big.Int).Mul(s, s).Cmp(n) == 0 {
			return factor{s, 2}
		}
		return factor{n, 1}
	}
	exp := int64(1)
	for k := 2; 12*k <= n.BitLen(); k++ {
		for 12*k <= n.BitLen() {
			s, ok := integerRoot(n, k)
			if !ok {
				break
			}
			n, exp = s, exp*int64(k)
		}
	}
	return factor{n, exp}
}

// integerRoot is the k-th root of n > 0 if it is an integer (Newton from above).
func integerRoot(n *big.Int, k int) (*big.Int, bool) {
	x := new(big.Int).Lsh(big.NewInt(1), uint((n.BitLen()+k-1)/k))
	power := big.NewInt(int64(k - 1))
	for {
		// y = ((k-1)x + n/x^(k-1))/k
		y := new(big.Int).Exp(x, power, nil)
		y.Quo(n, y).Add(y, new(big.Int).Mul(x, power)).Quo(y, big.NewInt(int64(k)))
		if y.Cmp(x) >= 0 {
			break
		}
		x = y
	}
	return x, new(big.Int).Exp(x, big.NewInt(int64(k)), nil).Cmp(n) == 0
}

// parts are the factors of r > 0, those of the denominator with negative exponents.
func parts(r Rat) []factor {
	factors := takeApart(r.Num())
	for _, f := range takeApart(r.Den()) {
		factors = append(factors, factor{f.base, -f.exp})
	}
	slices.SortFunc(factors, func(a, b factor) int { return a.base.Cmp(b.base) })
	return factors
}

// rationalPower is r^q for r > 0.
func rationalPower(r, q Rat) Real {
	if n, ok := q.Int64(); ok {
		return FromRat(r).Pow(n)
	}
	coef := RealInt(1)
	var roots []rootPower
	for _, f := range parts(r) {
		e := q.Mul(Int(f.exp))
		whole := floor(e)
		n, ok := whole.Int64()
		if !ok {
			return failed(ErrTooLarge)
		}
		coef = coef.Mul(FromRat(FromBigInt(f.base)).Pow(n))
		if rest := e.Sub(whole); rest.Sign() != 0 {
			roots = append(roots, rootPower{f.base, rest})
		}
	}
	if bad, ok := broken(coef); ok {
		return bad
	}
	return newProduct(roots, nil, Real{}).real().scale(coef.rat)
}

// Sqrt is the square root of x, and 0 for x < 0.
func (x Real) Sqrt() Real {
	s, ok := x.Sign()
	switch {
	case !ok:
		return failed(x.undecided())
	case s <= 0:
		return Real{}
	}
	return x.power(Frac(1, 2))
}

// power is x^q for x > 0.
func (x Real) power(q Rat) Real {
	if n, ok := q.Int64(); ok {
		return x.Pow(n)
	}
	if x.sum == nil {
		return rationalPower(x.rat, q)
	}
	if len(x.sum.terms) == 1 {
		return x.sum.terms[0].power(q)
	}
	if q.Cmp(Frac(1, 2)) == 0 {
		if y, ok := x.denest(); ok {
			return y
		}
	}
	n, okN := q.Num().Int64(), q.Num().IsInt64()
	d, okD := q.Den().Int64(), q.Den().IsInt64()
	if !okN || !okD || d > 1<<10 {
		return failed(ErrTooLarge)
	}
	c := x.sum.terms[0].coef.Abs()
	root := newAtom(opRoot, int(d), x.scale(Int(1).Quo(c))).real()
	return root.Pow(n).Mul(rationalPower(c, q))
}

// power is t^q for t > 0.
func (t summand) power(q Rat) Real {
	coef, result := t.coef, RealInt(1)
	for _, a := range t.mono.atoms {
		value := a.atom.real()
		s, ok := value.Sign()
		if !ok {
			return failed(value.undecided())
		}
		if s < 0 {
			value = value.Neg()
			if a.exp%2 != 0 {
				coef = coef.Neg()
			}
		}
		e := q.Mul(Int(int64(a.exp)))
		n, okN := e.Num().Int64(), e.Num().IsInt64()
		d, okD := e.Den().Int64(), e.Den().IsInt64()
		switch {
		case !okN || !okD || d > 1<<10:
			return failed(ErrTooLarge)
		case d == 1:
			result = result.Mul(value.Pow(n))
		case a.atom.op == opRoot || a.atom.op == opInv:
			// Roots of roots and of inverses are powers of what stands below.
			below, n := a.atom.arg, Frac(1, int64(a.atom.n))
			if a.atom.op == opInv {
				below, n = below.Abs(), Int(-1)
			}
			result = result.Mul(below.power(e.Mul(n)))
		default:
			result = result.Mul(newAtom(opRoot, int(d), value).real().Pow(n))
		}
	}
	for _, r := range t.mono.roots {
		result = result.Mul(rationalPower(FromBigInt(r.base), r.exp.Mul(q)))
	}
	return result.Mul(rationalPower(coef, q)).Mul(Exp(t.mono.exp.scale(q)))
}

// denest is the square root of a + √b where it is √c ± √d with rationals c and d.
func (x Real) denest() (Real, bool) {
	terms := x.sum.terms
	if len(terms) != 2 || terms[0].mono.key != "" {
		return Real{}, false
	}
	a, b := terms[0].coef, FromRat(terms[1].coef).Mul(terms[1].mono.real())
	square := b.Mul(b)
	if square.sum != nil || square.Err() != nil {
		return Real{}, false
	}
	// √(a ± √b) = √((a+e)/2) ± √((a-e)/2) with e² = a² - b.
	e := FromRat(a.Mul(a).Sub(square.rat))
	if e.rat.Sign() < 0 {
		return Real{}, false
	}
	e = e.Sqrt()
	if e.sum != nil {
		return Real{}, false
	}
	half := Frac(1, 2)
	c, d := a.Add(e.rat).Mul(half), a.Sub(e.rat).Mul(half)
	if c.Sign() < 0 || d.Sign() < 0 {
		return Real{}, false
	}
	first, second := FromRat(c).Sqrt(), FromRat(d).Sqrt()
	if terms[1].coef.Sign() < 0 {
		second = second.Neg()
	}
	return first.Add(second), true
}

// Irrational reports whether x is irrational, and false for ok where that is not decided.
// Decided are rationals, sums of roots of coprime integers (Besicovitch, 1940), and a
// rational plus a multiple of π, of a logarithm of an integer or of e to a rational power.
func (x Real) Irrational() (irrational, ok bool) {
	if x.Err() != nil {
		return false, false
	}
	if x.sum == nil {
		return false, true
	}
	var bases []*big.Int
	rest := 0
	for _, t := range x.sum.terms {
		m := t.mono
		exponential := m.exp.sum != nil || m.exp.rat.Sign() != 0
		switch {
		case m.key == "":
		case len(m.atoms) == 0 && !exponential:
			for _, r := range m.roots {
				bases = append(bases, r.base)
			}
		default:
			rest++
		}
	}
	if rest == 0 {
		return true, coprime(bases)
	}
	constant := 0
	if x.sum.terms[0].mono.key == "" {
		constant = 1
	}
	if rest > 1 || len(bases) > 0 || len(x.sum.terms) != constant+1 {
		return false, false
	}
	m := x.sum.terms[constant].mono
	if len(m.roots) == 0 && len(m.atoms) == 0 && m.exp.sum == nil {
		return true, true
	}
	a, ok := m.lone()
	if !ok {
		return false, false
	}
	return true, a.op == opPi || a.op == opLog && a.arg.sum == nil
}

// coprime reports whether different integers of the list have no common factor.
func coprime(bases []*big.Int) bool {
	for i, a := range bases {
		if a.BitLen() > 4096 {
			return false // perhaps a power
		}
		for _, b := range bases[:i] {
			if a.Cmp(b) != 0 && new(big.Int).GCD(nil, nil, a, b).Cmp(big.NewInt(1)) != 0 {
				return false
			}
		}
	}
	return true
}
