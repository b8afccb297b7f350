package exact

import (
	"math/big"
	"sync"
)

// The functions of this file work on integers n that stand for n/2^w. Each division and each
// shift loses less than one unit; the number of units that may be lost is counted from above.

// constant is a real number whose leading bits are kept once they were computed.
type constant struct {
	mu      sync.Mutex
	bits    uint
	value   *big.Int
	compute func(w uint) *big.Int // with an error of less than 2^8 units
}

// guard is the number of bits by which a constant is computed more exactly than asked for.
const guard = 16

// fixed is the constant in units of 2^-w, with an error of less than two units.
func (c *constant) fixed(w uint) *big.Int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.value == nil || c.bits < w+guard {
		c.bits = 2*w + guard
		c.value = c.compute(c.bits)
	}
	return new(big.Int).Rsh(c.value, c.bits-w)
}

// machin is the sum of coef·f(1/n), where f is arctan or, for sign 1, artanh.
func machin(w uint, sign int64, parts ...[2]int64) *big.Int {
	const extra = 32
	total := new(big.Int)
	for _, p := range parts {
		n := big.NewInt(p[1])
		square := new(big.Int).Mul(n, n)
		power := new(big.Int).Lsh(big.NewInt(1), w+extra)
		power.Quo(power, n)
		sum := new(big.Int).Set(power)
		for k, s := int64(3), sign; power.Sign() != 0; k, s = k+2, s*sign {
			power.Quo(power, square)
			term := new(big.Int).Quo(power, big.NewInt(k))
			sum.Add(sum, term.Mul(term, big.NewInt(s)))
		}
		total.Add(total, sum.Mul(sum, big.NewInt(p[0])))
	}
	return total.Rsh(total, extra)
}

// π = 16 arctan 1/5 - 4 arctan 1/239 (Machin), log 2 = 18 artanh 1/26 - 2 artanh 1/4801 +
// 8 artanh 1/8749.
var (
	piBits  = &constant{compute: func(w uint) *big.Int { return machin(w, -1, [2]int64{16, 5}, [2]int64{-4, 239}) }}
	ln2Bits = &constant{compute: func(w uint) *big.Int {
		return machin(w, 1, [2]int64{18, 26}, [2]int64{-2, 4801}, [2]int64{8, 8749})
	}}
)

func (c *enclosing) pi() Interval { return c.fixed(piBits.fixed(c.prec), 2, c.prec) }

// toFixed is the floor of x·2^w.
func toFixed(x *big.Float, w uint) *big.Int {
	n, accuracy := new(big.Float).SetMantExp(x, int(w)).Int(nil)
	if accuracy == big.Above {
		n.Sub(n, big.NewInt(1)) // Int rounds towards zero
	}
	return n
}

// mulShift is a·b/2^w.
func mulShift(a, b *big.Int, w uint) *big.Int {
	z := new(big.Int).Mul(a, b)
	return z.Rsh(z, w)
}

// nearest is the integer nearest to a/b.
func nearest(a, b *big.Int) *big.Int {
	twice := new(big.Int).Lsh(a, 1)
	twice.Add(twice, b)
	return twice.Div(twice, new(big.Int).Lsh(b, 1))
}

// largest is the number of bits before the point that arguments may have.
const (
	largestExp  = 24
	largestTrig = 256
)

// exp is monotone: the ends are enclosed.
func (c *enclosing) exp(x Interval) Interval {
	lo, hi := c.expAt(x.Lo), c.expAt(x.Hi)
	return c.finite(lo.Lo, hi.Hi)
}

func (c *enclosing) expAt(x *big.Float) Interval {
	if x.Sign() == 0 {
		return c.rat(Int(1))
	}
	if x.MantExp(nil) > largestExp {
		return c.fail()
	}
	const halvings = 8
	w := c.prec + largestExp + 40
	// x = k log 2 + r with |r| < 0.36; the error of r is below 2|k|+1 < 2^26 units.
	wide := w + largestExp + 4
	ln2 := ln2Bits.fixed(wide)
	k := nearest(toFixed(x, wide), ln2)
	r := toFixed(x, wide)
	r.Sub(r, ln2.Mul(ln2, k))
	r.Rsh(r, wide-w) // now below 2 units
	r.Rsh(r, halvings)
	sum := new(big.Int).Lsh(big.NewInt(1), w)
	term := new(big.Int).Set(sum)
	n := int64(1)
	for ; term.CmpAbs(big.NewInt(1)) > 0; n++ {
		term = mulShift(term, r, w)
		term.Quo(term, big.NewInt(n))
		sum.Add(sum, term)
	}
	// The sum is off by at most 2n+8 units; each squaring of a number below 1.43 gives less
	// than three times as many and one more.
	slack := 2*n + 8
	for range halvings {
		sum = mulShift(sum, sum, w)
		slack = 3*slack + 2
	}
	return c.shift(c.fixed(sum, slack, w), int(k.Int64()))
}

// log is monotone; the argument is positive.
func (c *enclosing) log(x Interval) Interval {
	if x.Lo.Sign() <= 0 {
		return c.fail()
	}
	lo, hi := c.logAt(x.Lo), c.logAt(x.Hi)
	return c.finite(lo.Lo, hi.Hi)
}

func (c *enclosing) logAt(x *big.Float) Interval {
	mant := new(big.Float)
	e := x.MantExp(mant) // 1/2 ≤ mant < 1
	if mant.Cmp(big.NewFloat(0.7)) < 0 {
		mant.SetMantExp(mant, 1)
		e--
	}
	// log x = e log 2 + 2 artanh z with z = (m-1)/(m+1), |z| < 0.18.
	w := c.prec + 64
	m, one := toFixed(mant, w), new(big.Int).Lsh(big.NewInt(1), w)
	z := new(big.Int).Sub(m, one)
	z.Lsh(z, w).Quo(z, m.Add(m, one)) // off by at most 3 units
	square := mulShift(z, z, w)
	sum, power := new(big.Int).Set(z), z
	n := int64(1)
	for ; power.CmpAbs(big.NewInt(1)) > 0; n++ {
		power = mulShift(power, square, w)
		sum.Add(sum, new(big.Int).Quo(power, big.NewInt(2*n+1)))
	}
	sum.Lsh(sum, 1)
	sum.Add(sum, new(big.Int).Mul(ln2Bits.fixed(w), big.NewInt(int64(e))))
	return c.fixed(sum, 2*(3*n+16)+2*int64(max(e, -e)), w)
}

// sincos encloses sine and cosine: their values in the middle, widened by the radius, since
// both change at most as fast as the argument.
func (c *enclosing) sincos(x Interval) (sin, cos Interval) {
	middle := new(big.Float).SetPrec(c.prec+64).Add(x.Lo, x.Hi)
	middle.SetMantExp(middle, -1)
	if middle.MantExp(nil) > largestTrig {
		return c.fail(), c.fail()
	}
	radius := new(big.Float).SetPrec(64).SetMode(big.ToPositiveInf)
	radius.Sub(x.Hi, middle)
	if other := new(big.Float).SetPrec(64).SetMode(big.ToPositiveInf).Sub(middle, x.Lo); other.Cmp(radius) > 0 {
		radius = other
	}
	around := Interval{new(big.Float).Neg(radius), radius}
	w := c.prec + 32
	wide := w + largestTrig + 8
	half := piBits.fixed(wide)
	half.Rsh(half, 1)
	r := toFixed(middle, wide)
	k := nearest(r, half)
	r.Sub(r, half.Mul(half, k))
	r.Rsh(r, wide-w) // below 2 units, |r| < 0.79
	s, t, slack := taylorSincos(r, w)
	switch new(big.Int).And(k, big.NewInt(3)).Int64() {
	case 1:
		s, t = t, s.Neg(s)
	case 2:
		s, t = s.Neg(s), t.Neg(t)
	case 3:
		s, t = t.Neg(t), s
	}
	return c.unit(c.add(c.fixed(s, slack, w), around)), c.unit(c.add(c.fixed(t, slack, w), around))
}

// taylorSincos is sine and cosine of |r| < 1, off by at most slack units.
func taylorSincos(r *big.Int, w uint) (sin, cos *big.Int, slack int64) {
	term := new(big.Int).Lsh(big.NewInt(1), w)
	cos, sin = new(big.Int).Set(term), new(big.Int)
	n := int64(1)
	for ; term.CmpAbs(big.NewInt(1)) > 0; n++ {
		term = mulShift(term, r, w)
		term.Quo(term, big.NewInt(n))
		switch n % 4 {
		case 1:
			sin.Add(sin, term)
		case 2:
			cos.Sub(cos, term)
		case 3:
			sin.Sub(sin, term)
		default:
			cos.Add(cos, term)
		}
	}
	return sin, cos, 3*n + 16
}

// unit cuts x to [-1, 1].
func (c *enclosing) unit(x Interval) Interval {
	one := big.NewFloat(1)
	if x.Hi.Cmp(one) > 0 {
		x.Hi = c.up().Set(one)
	}
	if minus := big.NewFloat(-1); x.Lo.Cmp(minus) < 0 {
		x.Lo = c.down().Set(minus)
	}
	if x.Lo.Cmp(x.Hi) > 0 {
		return c.fail()
	}
	return x
}

// arctan is monotone.
func (c *enclosing) arctan(x Interval) Interval {
	lo, hi := c.arctanAt(x.Lo), c.arctanAt(x.Hi)
	return c.finite(lo.Lo, hi.Hi)
}

func (c *enclosing) arctanAt(x *big.Float) Interval {
	w := c.prec + 40
	one := new(big.Int).Lsh(big.NewInt(1), w)
	var t *big.Int
	inverse := new(big.Float).Abs(x).Cmp(big.NewFloat(1)) > 0
	if inverse {
		// arctan x = ±π/2 - arctan 1/x. The quotient is off by at most 2 units.
		q := new(big.Float).SetPrec(w+8).Quo(big.NewFloat(1), x)
		t = toFixed(q, w)
	} else {
		t = toFixed(x, w)
	}
	// arctan t = 2 arctan t/(1+√(1+t²)). The map halves errors and adds at most 4 units.
	const halvings = 3
	for range halvings {
		root := mulShift(t, t, w)
		root.Add(root, one).Lsh(root, w).Sqrt(root)
		t = new(big.Int).Quo(t.Lsh(t, w), root.Add(root, one))
	}
	square := mulShift(t, t, w)
	sum, power := new(big.Int).Set(t), t
	n := int64(1)
	for ; power.CmpAbs(big.NewInt(1)) > 0; n++ {
		power = mulShift(power, square, w)
		term := new(big.Int).Quo(power, big.NewInt(2*n+1))
		if n%2 == 1 {
			term.Neg(term)
		}
		sum.Add(sum, term)
	}
	result := c.fixed(sum.Lsh(sum, halvings), (4*n+32)<<halvings, w)
	if !inverse {
		return result
	}
	quarter := c.shift(c.pi(), -1)
	if x.Sign() < 0 {
		quarter = Interval{new(big.Float).Neg(quarter.Hi), new(big.Float).Neg(quarter.Lo)}
	}
	return c.sub(quarter, result)
}

// arcsin is monotone; arguments outside of [-1, 1] are cut.
func (c *enclosing) arcsin(x Interval) Interval {
	lo, hi := c.arcsinAt(x.Lo), c.arcsinAt(x.Hi)
	return c.finite(lo.Lo, hi.Hi)
}

func (c *enclosing) arcsinAt(x *big.Float) Interval {
	at := c.unit(Interval{x, x})
	if c.bad || x.Cmp(big.NewFloat(1)) >= 0 || x.Cmp(big.NewFloat(-1)) <= 0 {
		quarter := c.shift(c.pi(), -1)
		if x.Sign() < 0 {
			quarter = Interval{new(big.Float).Neg(quarter.Hi), new(big.Float).Neg(quarter.Lo)}
		}
		return quarter
	}
	one := c.rat(Int(1))
	rest := c.mul(c.sub(one, at), c.add(one, at))
	return c.arctan(c.mul(at, c.inv(c.sqrt(rest))))
}
