package falsify

import (
	"math/big"
	"math/bits"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// choose is the choice of variable i among the roots of c[0] + c[1]*x + …; all says that
// there are no others.
func (p *problem) choose(i int, c []exact.Rat) (open *choice, all bool) {
	open = &choice{index: i}
	rest := c[:degreeOf(c)+1]
	for _, x := range roots(rest) {
		open.values = append(open.values, p.vars[i].value(x))
		for len(rest) > 1 && valueAt(rest, x).Sign() == 0 {
			rest = deflated(rest, x)
		}
	}
	coefficients := make([]exact.Real, len(rest))
	for k := range rest {
		coefficients[k] = exact.FromRat(rest[k])
	}
	surds, all := p.irrational(i, coefficients)
	open.values = append(open.values, surds...)
	return open, all
}

func degreeOf(c []exact.Rat) int {
	degree := len(c) - 1
	for degree > 0 && c[degree].Sign() == 0 {
		degree--
	}
	return degree
}

func valueAt(c []exact.Rat, x exact.Rat) exact.Rat {
	var sum exact.Rat
	for _, a := range slices.Backward(c) {
		sum = sum.Mul(x).Add(a)
	}
	return sum
}

// deflated is c divided by X - r, for a root r.
func deflated(c []exact.Rat, r exact.Rat) []exact.Rat {
	q := make([]exact.Rat, len(c)-1)
	var carry exact.Rat
	for k := len(c) - 1; k > 0; k-- {
		carry = carry.Mul(r).Add(c[k])
		q[k-1] = carry
	}
	return q
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
	values, _ := p.irrational(i, c)
	if len(values) == 0 {
		return nil
	}
	return &choice{i, values}
}

// irrational are the roots of a polynomial of degree 1 or 2, or of one with two terms, that
// are of the variable's type; all says that there are no others.
func (p *problem) irrational(i int, c []exact.Real) (values []eval.Value, all bool) {
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
	add := func(re, im exact.Real) {
		if re.Err() != nil || im.Err() != nil {
			return
		}
		switch {
		case v.kind == elab.Complex:
			values = append(values, eval.Complex{Re: re, Im: im})
		case sign(im) != 0:
		default:
			if x, ok := v.converted(eval.Num{Real: re}); ok {
				values = append(values, x)
			}
		}
	}
	zero := exact.RealInt(0)
	switch middle := slices.ContainsFunc(c[min(1, degree):max(degree, 1)], func(x exact.Real) bool { return sign(x) != 0 }); {
	case degree == 0:
		return nil, sign(c[0]) != 0
	case degree == 1:
		add(c[0].Neg().Quo(c[1]), zero)
	case !middle && (degree > 2 || v.kind != elab.Complex):
		powerRoots(c[0].Neg().Quo(c[degree]), degree, v.kind == elab.Complex, add)
	case degree == 2:
		d := c[1].Mul(c[1]).Sub(exact.RealInt(4).Mul(c[0]).Mul(c[2]))
		twice := c[2].Add(c[2])
		re := c[1].Neg().Quo(twice)
		if sign(d) < 0 {
			im := d.Neg().Sqrt().Quo(twice)
			add(re, im)
			add(re, im.Neg())
			break
		}
		half := d.Sqrt().Quo(twice)
		add(re.Add(half), zero)
		if sign(d) != 0 {
			add(re.Sub(half), zero)
		}
	default:
		return nil, false
	}
	return values, true
}

// powerRoots are the solutions of x ^ n = a, the real ones or all.
func powerRoots(a exact.Real, n int, every bool, add func(re, im exact.Real)) {
	s, ok := a.Sign()
	if !ok {
		return
	}
	r := exact.Rpow(a.Abs(), exact.FromRat(exact.Frac(1, int64(n))))
	if n == 2 {
		r = a.Abs().Sqrt()
	}
	for k := range n {
		// The angles are (2k + 0)π/n for a > 0 and (2k + 1)π/n for a < 0.
		turn := exact.Frac(2*int64(k), int64(n))
		if s < 0 {
			turn = exact.Frac(2*int64(k)+1, int64(n))
		}
		angle := exact.Pi().Mul(exact.FromRat(turn))
		onAxis := turn.IsInt()
		if onAxis || every {
			re, im := r.Mul(exact.Cos(angle)), r.Mul(exact.Sin(angle))
			if onAxis {
				im = exact.RealInt(0)
			}
			add(re, im)
		}
		if s == 0 {
			return
		}
	}
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
