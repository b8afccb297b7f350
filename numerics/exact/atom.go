package exact

import "strconv"

// op says which number an atom is.
type op uint8

const (
	opPi     op = iota
	opLog       // log x for x > 0, not a product
	opRoot      // the n-th root of x > 0
	opInv       // 1/x for a sum x ≠ 0
	opSin       // sin x
	opCos       // cos x
	opCosPi     // cos(x·π) for a rational 0 < x < 1/2
	opArctan    // arctan x
	opArcsin    // arcsin x for |x| < 1
)

var opNames = [...]string{"pi", "log", "root", "inv", "sin", "cos", "cospi", "arctan", "arcsin"}

// atom is a number that is not written as a sum or product of simpler ones. It has a
// negative exponent only where it is known not to be zero.
type atom struct {
	op  op
	n   int // of a root
	arg Real
	key string
}

var piAtom = &atom{op: opPi, key: "pi"}

func newAtom(o op, n int, x Real) *atom {
	key := opNames[o]
	if o == opRoot {
		key += strconv.Itoa(n)
	}
	return &atom{o, n, x, key + "(" + x.key() + ")"}
}

func (a *atom) real() Real {
	if len(a.key) > maxKey {
		return failed(ErrTooLarge)
	}
	return newProduct(nil, []atomPower{{a, 1}}, Real{}).real()
}

// lone is the atom that the product is, if it is one to the power 1.
func (p *product) lone() (*atom, bool) {
	if len(p.atoms) == 1 && p.atoms[0].exp == 1 && len(p.roots) == 0 && p.exp.sum == nil && p.exp.rat.Sign() == 0 {
		return p.atoms[0].atom, true
	}
	return nil, false
}

// reduce writes a^e as factor·a^rest, for normal forms.
func (a *atom) reduce(e int) (rest int, factor Real) {
	switch {
	case a.op == opRoot:
		rest = ((e % a.n) + a.n) % a.n
		if rest != e {
			return rest, a.arg.Pow(int64((e - rest) / a.n))
		}
	case a.op == opInv && e < 0:
		return 0, a.arg.Pow(int64(-e))
	case a.op == opSin && e >= 2:
		cos := newAtom(opCos, 0, a.arg).real()
		return e % 2, RealInt(1).Sub(cos.Mul(cos)).Pow(int64(e / 2))
	}
	return e, RealInt(1)
}

// algebraic reports whether a is known to be algebraic.
func (a *atom) algebraic() bool {
	switch a.op {
	case opRoot, opInv:
		return a.arg.algebraic()
	case opCosPi:
		return true
	}
	return false
}

func (x Real) algebraic() bool {
	if x.sum == nil {
		return true
	}
	for _, t := range x.sum.terms {
		if t.mono.exp.sum != nil || t.mono.exp.rat.Sign() != 0 {
			return false
		}
		for _, a := range t.mono.atoms {
			if !a.atom.algebraic() {
				return false
			}
		}
	}
	return true
}

func (c *enclosing) real(x Real) Interval {
	if x.Err() != nil {
		return c.fail()
	}
	if x.sum == nil {
		return c.rat(x.rat)
	}
	total := c.rat(Rat{})
	for _, t := range x.sum.terms {
		total = c.add(total, c.mul(c.rat(t.coef), c.product(t.mono)))
	}
	return total
}

func (c *enclosing) product(p *product) Interval {
	result := c.rat(Int(1))
	for _, r := range p.roots {
		base := c.rat(FromBigInt(r.base))
		if r.exp.Cmp(Frac(1, 2)) == 0 {
			result = c.mul(result, c.sqrt(base))
		} else {
			result = c.mul(result, c.exp(c.mul(c.rat(r.exp), c.log(base))))
		}
	}
	for _, a := range p.atoms {
		value := c.atom(a.atom)
		if a.exp < 0 {
			value = c.inv(value)
		}
		result = c.mul(result, c.pow(value, max(a.exp, -a.exp)))
	}
	if p.exp.sum != nil || p.exp.rat.Sign() != 0 {
		result = c.mul(result, c.exp(c.real(p.exp)))
	}
	return result
}

func (c *enclosing) atom(a *atom) Interval {
	if c.bad {
		return c.fail()
	}
	if a.op == opPi {
		return c.pi()
	}
	x := c.real(a.arg)
	if c.bad {
		return c.fail()
	}
	switch a.op {
	case opLog:
		return c.log(x)
	case opRoot:
		if a.n == 2 {
			return c.sqrt(x)
		}
		return c.exp(c.mul(c.rat(Frac(1, int64(a.n))), c.log(x)))
	case opInv:
		return c.inv(x)
	case opSin, opCos, opCosPi:
		if a.op == opCosPi {
			x = c.mul(x, c.pi())
		}
		sin, cos := c.sincos(x)
		if a.op == opSin {
			return sin
		}
		return cos
	case opArctan:
		return c.arctan(x)
	default:
		return c.arcsin(x)
	}
}

// Interval encloses x; its ends have about so many bits. It is false where x carries an
// error or cannot be enclosed at that precision.
func (x Real) Interval(prec uint) (Interval, bool) {
	c := &enclosing{prec: prec}
	iv := c.real(x)
	return iv, !c.bad
}

// Float is a float64 near x, NaN where none is found.
func (x Real) Float() float64 {
	if x.sum == nil {
		return x.rat.Float()
	}
	for prec := uint(96); prec <= 1024; prec *= 2 {
		iv, ok := x.Interval(prec)
		if !ok {
			continue
		}
		lo, _ := iv.Lo.Float64()
		hi, _ := iv.Hi.Float64()
		if hi-lo <= 1e-15*max(hi, -lo) || prec == 1024 {
			return lo/2 + hi/2
		}
	}
	return nan
}
