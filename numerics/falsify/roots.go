package falsify

import (
	"math/big"
	"math/bits"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// choose is the choice of variable i among the roots of c[0] + c[1]*x + ….
func (p *problem) choose(i int, c []exact.Rat) *choice {
	open := &choice{index: i}
	for _, x := range roots(c) {
		open.values = append(open.values, p.vars[i].value(x))
	}
	if len(open.values) == 0 {
		coefficients := make([]exact.Real, len(c))
		for k := range c {
			coefficients[k] = exact.FromRat(c[k])
		}
		open.values = p.irrational(i, coefficients)
	}
	return open
}

// complete reports whether choose finds all roots there are: those of a polynomial of degree
// at most 2.
func (p *problem) complete(c []exact.Rat) bool {
	return !slices.ContainsFunc(c[min(3, len(c)):], func(x exact.Rat) bool { return x.Sign() != 0 })
}

// surd solves an equation in one unknown variable in which known values are irrational.
func (p *problem) surd(e *equation, at *partial) *choice {
	unknown := e.vars &^ at.known
	if bits.OnesCount64(unknown) != 1 {
		return nil
	}
	i := bits.TrailingZeros64(unknown)
	c := make([]exact.Real, maxDegree+1)
	for _, m := range e.terms {
		coef, degree := exact.FromRat(m.Coef), 0
		for _, w := range m.Powers {
			if w.Var == i {
				degree = w.Exp
				continue
			}
			x, ok := at.value(p, w.Var).(eval.Num)
			if !ok {
				return nil
			}
			coef = coef.Mul(x.Pow(int64(w.Exp)))
		}
		if degree > maxDegree {
			return nil
		}
		c[degree] = c[degree].Add(coef)
	}
	values := p.irrational(i, c)
	if len(values) == 0 {
		return nil
	}
	return &choice{i, values}
}

// irrational are the real roots of a polynomial of degree 1 or 2, or of one with two terms.
// Roots of the variable's type only.
func (p *problem) irrational(i int, c []exact.Real) []eval.Value {
	v := &p.vars[i]
	sign := func(x exact.Real) int {
		s, ok := x.Sign()
		if !ok {
			return 0
		}
		return s
	}
	degree := len(c) - 1
	for degree > 0 && sign(c[degree]) == 0 {
		degree--
	}
	var found []exact.Real
	switch middle := slices.ContainsFunc(c[min(1, degree):max(degree, 1)], func(x exact.Real) bool { return sign(x) != 0 }); {
	case degree == 0:
		return nil
	case degree == 1:
		found = []exact.Real{c[0].Neg().Quo(c[1])}
	case !middle:
		found = powerRoots(c[0].Neg().Quo(c[degree]), degree)
	case degree == 2:
		d := c[1].Mul(c[1]).Sub(exact.RealInt(4).Mul(c[0]).Mul(c[2]))
		if sign(d) < 0 {
			return nil
		}
		s, twice := d.Sqrt(), c[2].Add(c[2])
		found = []exact.Real{s.Sub(c[1]).Quo(twice), s.Neg().Sub(c[1]).Quo(twice)}
	}
	var values []eval.Value
	for _, x := range found {
		if x.Err() != nil {
			continue
		}
		if r, ok := x.Rat(); ok {
			values = append(values, v.value(r))
		} else if v.kind == elab.Real || v.kind == elab.NNReal {
			values = append(values, eval.Num{Real: x})
		}
	}
	return values
}

// powerRoots are the real solutions of x ^ n = a.
func powerRoots(a exact.Real, n int) []exact.Real {
	s, ok := a.Sign()
	exponent := exact.FromRat(exact.Frac(1, int64(n)))
	switch {
	case !ok:
		return nil
	case s == 0:
		return []exact.Real{a}
	case s > 0 && n == 2:
		return []exact.Real{a.Sqrt(), a.Sqrt().Neg()}
	case s > 0 && n%2 == 0:
		x := exact.Rpow(a, exponent)
		return []exact.Real{x, x.Neg()}
	case s > 0:
		return []exact.Real{exact.Rpow(a, exponent)}
	case n%2 == 1:
		return []exact.Real{exact.Rpow(a.Neg(), exponent).Neg()}
	}
	return nil
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
