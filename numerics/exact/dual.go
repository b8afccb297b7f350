package exact

import "math/big"

// Dual encloses a function on a box and its slopes there: every value that the function takes
// on the box is in Value, and every value of its partial derivative by the i-th coordinate is
// in Slopes[i].
type Dual struct {
	Value  Interval
	Slopes []Interval
}

// Calculus computes with duals in a number of coordinates, rounding outwards. A function that
// has no continuous slopes somewhere on the box, or that could not be enclosed, makes it bad:
// what it gives from then on means nothing.
type Calculus struct {
	enclosing
	coordinates int
}

// dualBits is the precision of the ends of intervals.
const dualBits = 96

// NewCalculus is a calculus in n coordinates.
func NewCalculus(n int) *Calculus {
	return &Calculus{enclosing{prec: dualBits}, n}
}

// OK reports whether everything that was computed so far is an enclosure.
func (c *Calculus) OK() bool { return !c.bad }

// Fail makes c bad.
func (c *Calculus) Fail() Dual {
	return Dual{c.fail(), c.still()}
}

func (c *Calculus) still() []Interval {
	slopes := make([]Interval, c.coordinates)
	for i := range slopes {
		slopes[i] = Interval{new(big.Float), new(big.Float)}
	}
	return slopes
}

// Constant is the function x everywhere.
func (c *Calculus) Constant(x Real) Dual { return Dual{c.real(x), c.still()} }

// Coordinate is the i-th coordinate, which goes from lo to hi.
func (c *Calculus) Coordinate(i int, lo, hi Rat) Dual {
	d := Dual{Interval{c.rat(lo).Lo, c.rat(hi).Hi}, c.still()}
	d.Slopes[i] = c.rat(Int(1))
	return d
}

// chain is a function with the values v whose slopes are those of x times outer.
func (c *Calculus) chain(v, outer Interval, x Dual) Dual {
	d := Dual{v, make([]Interval, c.coordinates)}
	for i, s := range x.Slopes {
		d.Slopes[i] = c.mul(outer, s)
	}
	return d
}

func (c *Calculus) negative(x Interval) Interval { return c.sub(c.rat(Rat{}), x) }

// Neg is -x.
func (c *Calculus) Neg(x Dual) Dual { return c.chain(c.negative(x.Value), c.rat(Int(-1)), x) }

// Add is x + y.
func (c *Calculus) Add(x, y Dual) Dual {
	d := Dual{c.add(x.Value, y.Value), make([]Interval, c.coordinates)}
	for i := range d.Slopes {
		d.Slopes[i] = c.add(x.Slopes[i], y.Slopes[i])
	}
	return d
}

// Sub is x - y.
func (c *Calculus) Sub(x, y Dual) Dual { return c.Add(x, c.Neg(y)) }

// Mul is x * y.
func (c *Calculus) Mul(x, y Dual) Dual {
	d := Dual{c.mul(x.Value, y.Value), make([]Interval, c.coordinates)}
	for i := range d.Slopes {
		d.Slopes[i] = c.add(c.mul(x.Slopes[i], y.Value), c.mul(x.Value, y.Slopes[i]))
	}
	return d
}

// Inv is 1/x where x is nowhere 0.
func (c *Calculus) Inv(x Dual) Dual {
	v := c.inv(x.Value)
	return c.chain(v, c.negative(c.mul(v, v)), x)
}

// Pow is x ^ n.
func (c *Calculus) Pow(x Dual, n int) Dual {
	if n < 0 {
		return c.Inv(c.Pow(x, -n))
	}
	if n == 0 {
		return c.Constant(RealInt(1))
	}
	outer := c.mul(c.rat(Int(int64(n))), c.pow(x.Value, n-1))
	return c.chain(c.pow(x.Value, n), outer, x)
}

// Exp is e ^ x.
func (c *Calculus) Exp(x Dual) Dual {
	v := c.exp(x.Value)
	return c.chain(v, v, x)
}

// Log is log |x| where x is nowhere 0.
func (c *Calculus) Log(x Dual) Dual {
	if s, ok := x.Value.Sign(); ok && s < 0 {
		x = c.Neg(x)
	}
	return c.chain(c.log(x.Value), c.inv(x.Value), x)
}

// Sqrt is the square root of x where x is positive, and 0 where it is negative.
func (c *Calculus) Sqrt(x Dual) Dual {
	switch s, ok := x.Value.Sign(); {
	case ok && s < 0:
		return c.Constant(Real{})
	case !ok || s == 0:
		return c.Fail()
	}
	v := c.sqrt(x.Value)
	return c.chain(v, c.inv(c.mul(c.rat(Int(2)), v)), x)
}

// Sin is sin x.
func (c *Calculus) Sin(x Dual) Dual {
	sin, cos := c.sincos(x.Value)
	return c.chain(sin, cos, x)
}

// Cos is cos x.
func (c *Calculus) Cos(x Dual) Dual {
	sin, cos := c.sincos(x.Value)
	return c.chain(cos, c.negative(sin), x)
}

// Arctan is arctan x.
func (c *Calculus) Arctan(x Dual) Dual {
	outer := c.inv(c.add(c.rat(Int(1)), c.mul(x.Value, x.Value)))
	return c.chain(c.arctan(x.Value), outer, x)
}

// Abs is |x| where x is nowhere 0.
func (c *Calculus) Abs(x Dual) Dual {
	switch s, ok := x.Value.Sign(); {
	case !ok || s == 0:
		return c.Fail()
	case s < 0:
		return c.Neg(x)
	}
	return x
}

// Root reports whether the functions that f gives have a common zero in the box round center
// whose half widths are radius: Krawczyk's test (R. Krawczyk, Computing 4, 1969). With any
// matrix y, the map x ↦ x - y f(x) takes the box into center - y f(center) + (1 - y f')(box -
// center), f' the enclosed slopes. Where that lies in the box there is a fixed point, by
// Brouwer, and it is a zero of f since y is regular: 1 - y f' has norm less than 1.
// f is called with coordinates, first the center's, then those of the box.
func Root(f func(c *Calculus, x []Dual) []Dual, y [][]Rat, center, radius []Rat) bool {
	n := len(center)
	c := NewCalculus(n)
	at, box := make([]Dual, n), make([]Dual, n)
	for i := range n {
		at[i] = c.Coordinate(i, center[i], center[i])
		box[i] = c.Coordinate(i, center[i].Sub(radius[i]), center[i].Add(radius[i]))
	}
	values, slopes := f(c, at), f(c, box)
	if !c.OK() || len(values) != n || len(slopes) != n {
		return false
	}
	one := c.rat(Int(1))
	for i := range n {
		// The i-th row of 1 - y f', its norm, and the i-th side of the image of the box.
		norm, side := c.rat(Rat{}), c.rat(Rat{})
		for j := range n {
			entry := c.rat(Rat{})
			if i == j {
				entry = one
			}
			for k := range n {
				entry = c.sub(entry, c.mul(c.rat(y[i][k]), slopes[k].Slopes[j]))
			}
			largest := magnitudeOf(entry)
			norm = c.add(norm, largest)
			side = c.add(side, c.mul(largest, c.rat(radius[j])))
			side = c.add(side, magnitudeOf(c.mul(c.rat(y[i][j]), values[j].Value)))
		}
		if c.bad || norm.Hi.Cmp(one.Lo) >= 0 || side.Hi.Cmp(c.rat(radius[i]).Lo) > 0 {
			return false
		}
	}
	return c.OK()
}

// magnitudeOf is the largest absolute value of a number in x.
func magnitudeOf(x Interval) Interval {
	lo, hi := new(big.Float).Abs(x.Lo), new(big.Float).Abs(x.Hi)
	if lo.Cmp(hi) > 0 {
		hi = lo
	}
	return Interval{hi, hi}
}
