package exact

import (
	"math"
	"math/rand/v2"
	"testing"
)

// functions of one coordinate, in duals and in floats.
var dualFunctions = map[string]struct {
	dual  func(c *Calculus, x Dual) Dual
	float func(x float64) float64
}{
	"polynomial": {func(c *Calculus, x Dual) Dual {
		return c.Sub(c.Pow(x, 5), c.Mul(c.Constant(RealInt(3)), x))
	}, func(x float64) float64 { return math.Pow(x, 5) - 3*x }},
	"quotient": {func(c *Calculus, x Dual) Dual {
		return c.Inv(c.Add(c.Constant(RealInt(1)), c.Pow(x, 2)))
	}, func(x float64) float64 { return 1 / (1 + x*x) }},
	"inverse cube": {func(c *Calculus, x Dual) Dual { return c.Pow(x, -3) }, func(x float64) float64 { return math.Pow(x, -3) }},
	"exp":          {(*Calculus).Exp, math.Exp},
	"log":          {(*Calculus).Log, func(x float64) float64 { return math.Log(math.Abs(x)) }},
	"sin":          {(*Calculus).Sin, math.Sin},
	"cos":          {(*Calculus).Cos, math.Cos},
	"arctan":       {(*Calculus).Arctan, math.Atan},
	"sqrt":         {(*Calculus).Sqrt, func(x float64) float64 { return math.Sqrt(max(x, 0)) }},
	"abs":          {(*Calculus).Abs, math.Abs},
	"tower": {func(c *Calculus, x Dual) Dual { return c.Exp(c.Mul(c.Sin(x), c.Cos(c.Exp(x)))) },
		func(x float64) float64 { return math.Exp(math.Sin(x) * math.Cos(math.Exp(x))) }},
}

// Values and slopes at points of a box lie in what encloses them.
func TestDual(t *testing.T) {
	for name, f := range dualFunctions {
		rng := rand.New(rand.NewPCG(3, 4))
		enclosed := 0
		for range 300 {
			center, radius := rng.Float64()*8-4, math.Exp(-rng.Float64()*12)
			c := NewCalculus(1)
			d := f.dual(c, c.Coordinate(0, FromFloat(center-radius), FromFloat(center+radius)))
			if !c.OK() {
				continue
			}
			enclosed++
			for range 10 {
				x := center + radius*(2*rng.Float64()-1)
				h := min(1e-5, radius/100)
				slope := (f.float(x+h/2) - f.float(x-h/2)) / h
				if !around(d.Value, f.float(x), 1e-12) {
					t.Fatalf("%s at %v is %v, not in [%v, %v]", name, x, f.float(x), d.Value.Lo, d.Value.Hi)
				}
				if inside := math.Abs(x-center) < radius-h; inside && !around(d.Slopes[0], slope, 1e-3) {
					t.Fatalf("%s has slope %v at %v, not in [%v, %v]", name, slope, x, d.Slopes[0].Lo, d.Slopes[0].Hi)
				}
			}
		}
		if enclosed < 100 {
			t.Errorf("%s: %d boxes of 300 have an enclosure", name, enclosed)
		}
	}
}

func around(i Interval, x, slack float64) bool {
	lo, _ := i.Lo.Float64()
	hi, _ := i.Hi.Float64()
	slack *= 1 + math.Abs(x)
	return lo-slack <= x && x <= hi+slack
}

// Where a function is not smooth there is no enclosure.
func TestDualFails(t *testing.T) {
	for name, f := range map[string]func(c *Calculus, x Dual) Dual{
		"inverse": (*Calculus).Inv, "log": (*Calculus).Log, "sqrt": (*Calculus).Sqrt, "abs": (*Calculus).Abs,
		"tan": func(c *Calculus, x Dual) Dual { return c.Inv(c.Sin(x)) },
	} {
		c := NewCalculus(1)
		if f(c, c.Coordinate(0, Frac(-1, 100), Frac(1, 50))); c.OK() {
			t.Errorf("%s round 0 has an enclosure", name)
		}
	}
}

func TestRoot(t *testing.T) {
	one := [][]Rat{{Int(1)}}
	square := func(less Rat) func(c *Calculus, x []Dual) []Dual {
		return func(c *Calculus, x []Dual) []Dual {
			return []Dual{c.Sub(c.Pow(x[0], 2), c.Constant(FromRat(less)))}
		}
	}
	for _, c := range []struct {
		name           string
		f              func(c *Calculus, x []Dual) []Dual
		y              [][]Rat
		center, radius Rat
		want           bool
	}{
		{"√2", square(Int(2)), [][]Rat{{Frac(7, 20)}}, Frac(1414, 1000), Frac(1, 1000), true},
		{"√2, another matrix", square(Int(2)), [][]Rat{{Frac(1, 2)}}, Frac(1414, 1000), Frac(1, 1000), true},
		{"√2, a matrix of the wrong sign", square(Int(2)), [][]Rat{{Frac(-7, 20)}}, Frac(1414, 1000), Frac(1, 1000), false},
		{"√2, no matrix", square(Int(2)), [][]Rat{{{}}}, Frac(1414, 1000), Frac(1, 1000), false},
		{"√2 is not in the box", square(Int(2)), [][]Rat{{Frac(7, 20)}}, Frac(1416, 1000), Frac(1, 1000), false},
		{"a double zero", square(Rat{}), one, Rat{}, Frac(1, 1000), false},
		{"no zero, by little", square(Frac(-1, 1000000000)), one, Rat{}, Frac(1, 1000), false},
		{"too wide a box", square(Int(2)), [][]Rat{{Frac(7, 20)}}, Frac(14, 10), Int(2), false},
	} {
		if got := Root(c.f, c.y, []Rat{c.center}, []Rat{c.radius}); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	// x + y = 3, x * y = 1: x = (3 + √5)/2.
	pair := func(c *Calculus, x []Dual) []Dual {
		return []Dual{c.Sub(c.Add(x[0], x[1]), c.Constant(RealInt(3))), c.Sub(c.Mul(x[0], x[1]), c.Constant(RealInt(1)))}
	}
	inverse := [][]Rat{{Frac(1171, 1000), Frac(-447, 1000)}, {Frac(-171, 1000), Frac(447, 1000)}}
	radius := []Rat{Frac(1, 1000), Frac(1, 1000)}
	if !Root(pair, inverse, []Rat{Frac(2618, 1000), Frac(382, 1000)}, radius) {
		t.Error("the zero of a pair of equations is not found")
	}
	if Root(pair, inverse, []Rat{Frac(2618, 1000), Frac(385, 1000)}, radius) {
		t.Error("a zero is found where there is none")
	}
}
