package eval

import (
	"slices"

	"cosita/numerics/exact"
)

// maxRootTrials bounds the fractions that are tried as rational roots.
const maxRootTrials = 1 << 14

// zeros are the real zeros of the polynomial with these coefficients, by exponent; false
// where not all are found. Where only rational ones are asked for, those suffice.
func (e *evaluator) zeros(u []exact.Real, rational bool) ([]exact.Real, bool) {
	for len(u) > 0 {
		s, ok := u[len(u)-1].Sign()
		if !ok {
			return nil, false
		}
		if s != 0 {
			break
		}
		u = u[:len(u)-1]
	}
	if len(u) == 0 {
		return nil, false // every number is a zero
	}
	var found []exact.Real
	if s, ok := u[0].Sign(); ok && s == 0 && len(u) > 1 {
		found = append(found, exact.Real{})
		for len(u) > 1 {
			if s, ok := u[0].Sign(); !ok || s != 0 {
				break
			}
			u = u[1:]
		}
	}
	if len(u) > 3 {
		var ok bool
		if u, ok = e.deflate(u, &found); !ok {
			return nil, false
		}
	}
	more, ok := e.small(u, rational)
	return append(found, more...), ok
}

// small are the zeros of what is left without rational zeros that were found.
func (e *evaluator) small(u []exact.Real, rational bool) ([]exact.Real, bool) {
	switch len(u) {
	case 1:
		return nil, true
	case 2:
		return []exact.Real{u[0].Neg().Quo(u[1])}, true
	case 3:
		return quadratic(u)
	}
	if rational && !slices.ContainsFunc(u, func(a exact.Real) bool { _, ok := a.Rat(); return !ok }) {
		return nil, true // deflate found all
	}
	// A polynomial in x^k.
	k := 0
	for i := 1; i < len(u); i++ {
		s, ok := u[i].Sign()
		if !ok {
			return nil, false
		}
		if s != 0 {
			k = int(gcd64(uint64(i), uint64(k)))
		}
	}
	if k < 2 || (len(u)-1)/k > 2 {
		return nil, false
	}
	var v []exact.Real
	for i := 0; i < len(u); i += k {
		v = append(v, u[i])
	}
	powers, ok := e.small(v, false)
	if !ok {
		return nil, false
	}
	var found []exact.Real
	for _, y := range powers {
		s, ok := y.Sign()
		if !ok {
			return nil, false
		}
		root := exact.Rpow(y.Abs(), exact.FromRat(exact.Frac(1, int64(k))))
		switch {
		case s == 0:
			found = append(found, root)
		case k%2 == 1 && s < 0:
			found = append(found, root.Neg())
		case k%2 == 1:
			found = append(found, root)
		case s > 0:
			found = append(found, root, root.Neg())
		}
	}
	return found, true
}

func quadratic(u []exact.Real) ([]exact.Real, bool) {
	c, b, a := u[0], u[1], u[2]
	d := b.Mul(b).Sub(exact.RealInt(4).Mul(a).Mul(c))
	s, ok := d.Sign()
	if !ok {
		return nil, false
	}
	if s < 0 {
		return nil, true
	}
	root, twice := d.Sqrt(), a.Add(a)
	return []exact.Real{root.Sub(b).Quo(twice), root.Neg().Sub(b).Quo(twice)}, true
}

// deflate divides by x - r for all rational zeros r; the coefficients must be rational.
func (e *evaluator) deflate(u []exact.Real, found *[]exact.Real) ([]exact.Real, bool) {
	coefs := make([]exact.Rat, len(u))
	den := exact.Int(1)
	for i, a := range u {
		r, ok := a.Rat()
		if !ok {
			return u, pure(u)
		}
		coefs[i] = r
		d := exact.FromBigInt(r.Den())
		den = den.Mul(d).Quo(gcd(den, d))
	}
	// A zero in lowest terms p/q has p dividing the constant and q the leading coefficient.
	constant, leading := coefs[0].Mul(den), coefs[len(coefs)-1].Mul(den)
	ps, err := e.divisors(constant.Abs().Num())
	if err != nil {
		return nil, false
	}
	qs, err := e.divisors(leading.Abs().Num())
	if err != nil || len(ps)*len(qs) > maxRootTrials {
		return nil, false
	}
	for _, p := range ps {
		for _, q := range qs {
			if e.spend(2*len(coefs)) != nil {
				return nil, false
			}
			for _, r := range []exact.Rat{p.Quo(q), p.Quo(q).Neg()} {
				for len(coefs) > 1 {
					quotient, rest := divideBy(coefs, r)
					if rest.Sign() != 0 {
						break
					}
					coefs = quotient
					*found = append(*found, exact.FromRat(r))
				}
			}
		}
	}
	left := make([]exact.Real, len(coefs))
	for i, c := range coefs {
		left[i] = exact.FromRat(c)
	}
	return left, true
}

// pure reports whether only the constant and the leading coefficient are not zero in form.
func pure(u []exact.Real) bool {
	for _, a := range u[1 : len(u)-1] {
		if r, ok := a.Rat(); !ok || r.Sign() != 0 {
			return false
		}
	}
	return true
}

// divideBy is u divided by x - r, and the rest.
func divideBy(u []exact.Rat, r exact.Rat) (quotient []exact.Rat, rest exact.Rat) {
	quotient = make([]exact.Rat, len(u)-1)
	carry := exact.Rat{}
	for i := len(u) - 1; i > 0; i-- {
		carry = carry.Mul(r).Add(u[i])
		quotient[i-1] = carry
	}
	return quotient, carry.Mul(r).Add(u[0])
}
