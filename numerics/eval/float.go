package eval

import (
	"math"

	"cosita/lean/elab"
)

// Func is a compiled term: its value at a point of floats, NaN where it has none.
type Func func(p []float64) float64

// Compile makes a number a function of float64s, for search only: it rounds.
func Compile(t elab.Term) Func {
	switch t := t.(type) {
	case *elab.Var:
		i := t.Index
		return func(p []float64) float64 { return p[i] }
	case *elab.Lit:
		v, _ := t.Value.Float64()
		return func([]float64) float64 { return v }
	case *elab.Cast:
		return Compile(t.X)
	case *elab.Apply:
		switch len(t.Args) {
		case 1:
			return compileUnary(t, Compile(t.Args[0]))
		case 2:
			return compileBinary(t, Compile(t.Args[0]), Compile(t.Args[1]))
		}
	}
	return nowhere
}

func nowhere([]float64) float64 { return math.NaN() }

func compileUnary(t *elab.Apply, x Func) Func {
	switch t.Op {
	case elab.Neg:
		return func(p []float64) float64 { return -x(p) }
	case elab.Abs:
		return func(p []float64) float64 { return math.Abs(x(p)) }
	case elab.Inv:
		return func(p []float64) float64 { return quotient(1, x(p)) }
	}
	return nowhere
}

func compileBinary(t *elab.Apply, x, y Func) Func {
	s, _ := t.T.(elab.Scalar)
	switch t.Op {
	case elab.Add:
		return func(p []float64) float64 { return x(p) + y(p) }
	case elab.Sub:
		if s == elab.Nat {
			return func(p []float64) float64 { return max(0, x(p)-y(p)) }
		}
		return func(p []float64) float64 { return x(p) - y(p) }
	case elab.Mul:
		return func(p []float64) float64 { return x(p) * y(p) }
	case elab.Div:
		if s.Field() {
			return func(p []float64) float64 { return quotient(x(p), y(p)) }
		}
		return func(p []float64) float64 { return euclid(x(p), y(p)) }
	case elab.Mod:
		return func(p []float64) float64 {
			a, b := x(p), y(p)
			return a - b*euclid(a, b)
		}
	case elab.Pow:
		if l, ok := t.Args[1].(*elab.Lit); ok && l.Value.IsInt() && l.Value.Num().IsInt64() && l.Value.Num().Int64() == 2 {
			return func(p []float64) float64 { a := x(p); return a * a }
		}
		return func(p []float64) float64 {
			a, n := x(p), y(p)
			if a == 0 && n < 0 {
				return 0
			}
			return math.Pow(a, n)
		}
	case elab.Min:
		return func(p []float64) float64 { return min(x(p), y(p)) }
	case elab.Max:
		return func(p []float64) float64 { return max(x(p), y(p)) }
	}
	return nowhere
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

// Margin makes a proposition a function that says by how much it holds: positive where it
// holds with room, negative where it fails, near 0 where rounding hides which.
func Margin(t elab.Term) Func {
	a, ok := t.(*elab.Apply)
	if !ok {
		return nowhere
	}
	switch a.Op {
	case elab.True:
		return func([]float64) float64 { return 1 }
	case elab.False:
		return func([]float64) float64 { return -1 }
	case elab.Not:
		x := Margin(a.Args[0])
		return func(p []float64) float64 { return -x(p) }
	case elab.And, elab.Or, elab.Imp, elab.Iff:
		return compileConnective(a.Op, Margin(a.Args[0]), Margin(a.Args[1]))
	}
	if !a.Op.Relation() {
		return func(p []float64) float64 { return 0 }
	}
	x, y := Compile(a.Args[0]), Compile(a.Args[1])
	switch a.Op {
	case elab.Lt, elab.Le:
		return func(p []float64) float64 { return y(p) - x(p) }
	case elab.Gt, elab.Ge:
		return func(p []float64) float64 { return x(p) - y(p) }
	case elab.Eq:
		return func(p []float64) float64 { return -math.Abs(x(p) - y(p)) }
	default:
		return func(p []float64) float64 { return math.Abs(x(p) - y(p)) }
	}
}

func compileConnective(op elab.Op, x, y Func) Func {
	switch op {
	case elab.And:
		return func(p []float64) float64 { return min(x(p), y(p)) }
	case elab.Or:
		return func(p []float64) float64 { return max(x(p), y(p)) }
	case elab.Imp:
		return func(p []float64) float64 { return max(-x(p), y(p)) }
	default:
		return func(p []float64) float64 {
			a, b := x(p), y(p)
			return min(max(-a, b), max(a, -b))
		}
	}
}
