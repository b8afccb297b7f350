package exact

import "math/big"

// Interval is the set of real numbers from Lo to Hi, both finite.
type Interval struct{ Lo, Hi *big.Float }

// Sign is the sign of every number in i, and false where they differ.
func (i Interval) Sign() (int, bool) {
	switch {
	case i.Lo.Sign() > 0:
		return 1, true
	case i.Hi.Sign() < 0:
		return -1, true
	case i.Lo.Sign() == 0 && i.Hi.Sign() == 0:
		return 0, true
	}
	return 0, false
}

// below reports whether every number in i is within 2^-bits of zero.
func (i Interval) below(bits int) bool {
	bound := new(big.Float).SetMantExp(big.NewFloat(1), -bits)
	return new(big.Float).Abs(i.Lo).Cmp(bound) < 0 && new(big.Float).Abs(i.Hi).Cmp(bound) < 0
}

// enclosing computes with intervals whose ends have prec bits and are rounded outwards. It
// is bad once a result could not be enclosed: a division by an interval round zero, a number
// out of range. What it returns then means nothing.
type enclosing struct {
	prec uint
	bad  bool
}

func (c *enclosing) fail() Interval {
	c.bad = true
	return Interval{new(big.Float), new(big.Float)}
}

func (c *enclosing) down() *big.Float {
	return new(big.Float).SetPrec(c.prec).SetMode(big.ToNegativeInf)
}
func (c *enclosing) up() *big.Float { return new(big.Float).SetPrec(c.prec).SetMode(big.ToPositiveInf) }

// farthest bounds the exponents of ends, so that no product of two leaves the range of
// big.Float.
const farthest = 1 << 29

func (c *enclosing) finite(lo, hi *big.Float) Interval {
	if c.bad || far(lo) || far(hi) {
		return c.fail()
	}
	return Interval{lo, hi}
}

func far(x *big.Float) bool {
	e := x.MantExp(nil)
	return x.IsInf() || e > farthest || e < -farthest
}

func (c *enclosing) rat(r Rat) Interval {
	v := r.view()
	return c.finite(c.down().SetRat(v), c.up().SetRat(v))
}

// fixed is n/2^scale with an error of at most slack/2^scale.
func (c *enclosing) fixed(n *big.Int, slack int64, scale uint) Interval {
	s := big.NewInt(slack)
	lo := c.down().SetInt(new(big.Int).Sub(n, s))
	hi := c.up().SetInt(new(big.Int).Add(n, s))
	return c.shift(Interval{lo, hi}, -int(scale))
}

func (c *enclosing) shift(x Interval, n int) Interval {
	return c.finite(c.down().SetMantExp(x.Lo, n), c.up().SetMantExp(x.Hi, n))
}

func (c *enclosing) add(x, y Interval) Interval {
	return c.finite(c.down().Add(x.Lo, y.Lo), c.up().Add(x.Hi, y.Hi))
}

func (c *enclosing) sub(x, y Interval) Interval {
	return c.finite(c.down().Sub(x.Lo, y.Hi), c.up().Sub(x.Hi, y.Lo))
}

func (c *enclosing) mul(x, y Interval) Interval {
	var lo, hi *big.Float
	for _, a := range []*big.Float{x.Lo, x.Hi} {
		for _, b := range []*big.Float{y.Lo, y.Hi} {
			d, u := c.down().Mul(a, b), c.up().Mul(a, b)
			if lo == nil || d.Cmp(lo) < 0 {
				lo = d
			}
			if hi == nil || u.Cmp(hi) > 0 {
				hi = u
			}
		}
	}
	return c.finite(lo, hi)
}

func (c *enclosing) inv(x Interval) Interval {
	if s, ok := x.Sign(); !ok || s == 0 {
		return c.fail()
	}
	one := big.NewFloat(1)
	return c.finite(c.down().Quo(one, x.Hi), c.up().Quo(one, x.Lo))
}

// pow is x to the power n ≥ 0.
func (c *enclosing) pow(x Interval, n int) Interval {
	result := c.rat(Int(1))
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = c.mul(result, x)
		}
		if n > 1 {
			x = c.mul(x, x)
		}
	}
	return result
}

// sqrt is the square root of a set of numbers ≥ 0; a lower end that is rounded below zero
// counts as zero.
func (c *enclosing) sqrt(x Interval) Interval {
	if x.Hi.Sign() < 0 {
		return c.fail()
	}
	lo := c.down()
	if x.Lo.Sign() > 0 {
		lo, _ = c.root(x.Lo)
	}
	hi := c.up()
	if x.Hi.Sign() > 0 {
		_, hi = c.root(x.Hi)
	}
	return c.finite(lo, hi)
}

// root encloses the square root of a positive number.
func (c *enclosing) root(x *big.Float) (lo, hi *big.Float) {
	mant := new(big.Float)
	exp := x.MantExp(mant)
	bits := int(max(c.prec, x.MinPrec()))
	shift := 2 * bits // even, and more than twice the precision
	if exp%2 != 0 {
		mant.SetMantExp(mant, 1)
		exp--
	}
	n, _ := mant.SetMantExp(mant, shift).Int(nil)
	n.Sqrt(n)
	lo = c.down().SetInt(n)
	hi = c.up().SetInt(n.Add(n, big.NewInt(1)))
	at := exp/2 - shift/2
	return c.down().SetMantExp(lo, at), c.up().SetMantExp(hi, at)
}
