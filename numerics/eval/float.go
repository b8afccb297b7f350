package eval

import (
	"math"
	"slices"

	"cosita/lean/elab"
)

// Func is a compiled term: its value at a point of floats, NaN where it has none. The point
// holds the values of the variables by slot; a Func may be called from several goroutines.
type Func func(p []float64) float64

// Compile makes a number a function of float64s, for search only: it rounds.
func Compile(t elab.Term) Func {
	f := compile(t)
	if slots := highest(t) + 1; binds(t) {
		// The variables that t binds need slots that the point may not have.
		return func(p []float64) float64 {
			q := make([]float64, max(slots, len(p)))
			copy(q, p)
			return f(q)
		}
	}
	return f
}

func binds(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Cast:
		return binds(t.X)
	case *elab.Call:
		return binds(t.F) || binds(t.Arg)
	case *elab.Lambda:
		return true
	case *elab.Apply:
		return slices.ContainsFunc(t.Args, binds)
	}
	return false
}

func nowhere([]float64) float64 { return math.NaN() }

func compile(t elab.Term) Func {
	switch t := t.(type) {
	case *elab.Var:
		if !numeric(t.T) {
			return nowhere
		}
		i := t.Index
		return func(p []float64) float64 { return p[i] }
	case *elab.Lit:
		if !numeric(t.T) {
			return nowhere
		}
		v, _ := t.Value.Float64()
		return func([]float64) float64 { return v }
	case *elab.Cast:
		if !numeric(t.T) {
			return nowhere
		}
		return compile(t.X)
	case *elab.Call:
		if l, ok := t.F.(*elab.Lambda); ok {
			x, body, i := compile(t.Arg), compile(l.Body), l.Param.Index
			return func(p []float64) float64 { p[i] = x(p); return body(p) }
		}
	case *elab.Apply:
		if numeric(t.T) {
			return compileApply(t)
		}
	}
	return nowhere
}

func compileApply(t *elab.Apply) Func {
	switch t.Op {
	case elab.Pi:
		return func([]float64) float64 { return math.Pi }
	case elab.Sum, elab.Prod:
		return compileSum(t)
	case elab.Ite:
		c, x, y := compileTest(t.Args[0]), compile(t.Args[1]), compile(t.Args[2])
		return func(p []float64) float64 {
			if c(p) {
				return x(p)
			}
			return y(p)
		}
	case elab.Card:
		if s, ok := t.Args[0].(*elab.Apply); ok && s.Op == elab.Filter {
			one := &elab.Lambda{Param: s.Args[1].(*elab.Lambda).Param, Body: lit(1, elab.Nat)}
			return compileSum(&elab.Apply{Op: elab.Sum, Args: []elab.Term{s, one}, T: elab.Nat})
		}
		return nowhere
	}
	switch len(t.Args) {
	case 1:
		return compileUnary(t, compile(t.Args[0]))
	case 2:
		return compileBinary(t, compile(t.Args[0]), compile(t.Args[1]))
	}
	return nowhere
}

var unary = map[elab.Op]func(float64) float64{
	elab.Neg: func(x float64) float64 { return -x }, elab.Abs: math.Abs, elab.Norm: math.Abs,
	elab.Inv:  func(x float64) float64 { return quotient(1, x) },
	elab.Sqrt: func(x float64) float64 { return math.Sqrt(max(x, 0)) },
	elab.Exp:  math.Exp, elab.Log: realLog, elab.Sin: math.Sin, elab.Cos: math.Cos, elab.Tan: floatTan,
	elab.Arcsin: func(x float64) float64 { return math.Asin(max(-1, min(x, 1))) },
	elab.Arccos: func(x float64) float64 { return math.Acos(max(-1, min(x, 1))) },
	elab.Arctan: math.Atan, elab.Sinh: math.Sinh, elab.Cosh: math.Cosh, elab.Tanh: math.Tanh,
	elab.Floor: math.Floor, elab.Ceil: math.Ceil,
	elab.NatFloor: func(x float64) float64 { return max(0, math.Floor(x)) },
	elab.NatCeil:  func(x float64) float64 { return max(0, math.Ceil(x)) },
	elab.Fract:    func(x float64) float64 { return x - math.Floor(x) },
	elab.Round:    func(x float64) float64 { return math.Floor(x + 0.5) },
	elab.ToNNReal: func(x float64) float64 { return max(x, 0) }, elab.ToNat: func(x float64) float64 { return max(x, 0) },
	elab.NatAbs: math.Abs, elab.Succ: func(x float64) float64 { return x + 1 },
	elab.Pred:      func(x float64) float64 { return max(0, x-1) },
	elab.Factorial: func(x float64) float64 { return math.Round(math.Gamma(x + 1)) },
	elab.NatSqrt:   func(x float64) float64 { return math.Floor(math.Sqrt(x)) },
}

func compileUnary(t *elab.Apply, x Func) Func {
	switch t.Op {
	case elab.Neg:
		return func(p []float64) float64 { return -x(p) }
	case elab.Sqrt:
		return func(p []float64) float64 { return math.Sqrt(max(x(p), 0)) }
	}
	if f, ok := unary[t.Op]; ok && numeric(t.Args[0].Type()) {
		return func(p []float64) float64 { return f(x(p)) }
	}
	return nowhere
}

func realLog(x float64) float64 {
	if x == 0 {
		return 0
	}
	return math.Log(math.Abs(x))
}

// floatTan is 0 at odd multiples of π/2, which floats miss by a little.
func floatTan(x float64) float64 {
	if math.Abs(math.Cos(x)) < 1e-15 {
		return 0
	}
	return math.Tan(x)
}

func compileBinary(t *elab.Apply, x, y Func) Func {
	s := scalar(t.T)
	switch t.Op {
	case elab.Add:
		return func(p []float64) float64 { return x(p) + y(p) }
	case elab.Sub:
		switch s {
		case elab.Nat, elab.NNReal:
			return func(p []float64) float64 { return max(0, x(p)-y(p)) }
		case elab.PNat:
			return func(p []float64) float64 { return max(1, x(p)-y(p)) }
		}
		return func(p []float64) float64 { return x(p) - y(p) }
	case elab.Mul, elab.Smul:
		return func(p []float64) float64 { return x(p) * y(p) }
	case elab.Div:
		if s.Field() {
			return func(p []float64) float64 { return quotient(x(p), y(p)) }
		}
		return func(p []float64) float64 { return euclid(x(p), y(p)) }
	case elab.Mod:
		return func(p []float64) float64 { return modulo(x(p), y(p)) }
	case elab.Pow:
		return compilePower(t, x, y)
	case elab.Min:
		return func(p []float64) float64 { return min(x(p), y(p)) }
	case elab.Max:
		return func(p []float64) float64 { return max(x(p), y(p)) }
	case elab.Logb:
		return func(p []float64) float64 { return quotient(realLog(y(p)), realLog(x(p))) }
	case elab.Gcd:
		return func(p []float64) float64 { return floatGcd(x(p), y(p)) }
	case elab.Lcm:
		return func(p []float64) float64 { a, b := x(p), y(p); return quotient(math.Abs(a*b), floatGcd(a, b)) }
	}
	return nowhere
}

// mostMultiplied is the largest exponent for which a power is made by multiplication.
const mostMultiplied = 16

func compilePower(t *elab.Apply, x, y Func) Func {
	if l, ok := strip(t.Args[1]).(*elab.Lit); ok && l.Value.IsInt() && l.Value.Num().IsInt64() {
		switch n := l.Value.Num().Int64(); {
		case n == 2:
			return func(p []float64) float64 { a := x(p); return a * a }
		case n == 3:
			return func(p []float64) float64 { a := x(p); return a * a * a }
		case n == 4:
			return func(p []float64) float64 { a := x(p); a *= a; return a * a }
		case n >= 0 && n <= mostMultiplied:
			return func(p []float64) float64 {
				a, z := x(p), 1.0
				for k := n; k > 0; k >>= 1 {
					if k&1 == 1 {
						z *= a
					}
					a *= a
				}
				return z
			}
		}
	}
	if s := scalar(t.Args[1].Type()); s == elab.Real || s == elab.NNReal {
		return func(p []float64) float64 { return realPower(x(p), y(p)) }
	}
	return func(p []float64) float64 {
		a, n := x(p), y(p)
		if a == 0 && n < 0 {
			return 0
		}
		return math.Pow(a, n)
	}
}

// realPower is rpow.
func realPower(a, b float64) float64 {
	switch {
	case b == 0:
		return 1
	case a == 0:
		return 0
	case a < 0:
		return math.Pow(-a, b) * math.Cos(math.Pi*b)
	}
	return math.Pow(a, b)
}

func quotient(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func euclid(a, b float64) float64 {
	switch {
	case b == 0:
		return 0
	case b > 0:
		return math.Floor(a / b)
	default:
		return math.Ceil(a / b)
	}
}

func modulo(a, b float64) float64 {
	if b == 0 {
		return a
	}
	m := math.Mod(a, b)
	if m < 0 {
		m += math.Abs(b)
	}
	return m
}

func floatGcd(a, b float64) float64 {
	a, b = math.Abs(a), math.Abs(b)
	for b != 0 && !math.IsNaN(b) && !math.IsInf(a, 0) {
		a, b = b, math.Mod(a, b)
	}
	return a
}
