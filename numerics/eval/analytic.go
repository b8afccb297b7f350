package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// analytic is the value of a function of ℚ, ℝ or NNReal.
func (e *evaluator) analytic(a *elab.Apply, x, y exact.Real) (exact.Real, error) {
	switch a.Op {
	case elab.Sqrt:
		return x.Sqrt(), nil
	case elab.Exp:
		return exact.Exp(x), nil
	case elab.Log:
		return exact.Log(x), nil
	case elab.Logb:
		return exact.Log(y).Quo(exact.Log(x)), nil
	case elab.Sin:
		return exact.Sin(x), nil
	case elab.Cos:
		return exact.Cos(x), nil
	case elab.Tan:
		return exact.Tan(x), nil
	case elab.Arcsin:
		return exact.Arcsin(x), nil
	case elab.Arccos:
		return exact.Arccos(x), nil
	case elab.Arctan:
		return exact.Arctan(x), nil
	case elab.Sinh:
		return exact.Sinh(x), nil
	case elab.Cosh:
		return exact.Cosh(x), nil
	case elab.Tanh:
		return exact.Tanh(x), nil
	case elab.ToNNReal:
		return e.larger(x, exact.Real{})
	case elab.Floor:
		return e.floor(x)
	case elab.Ceil:
		z, err := e.floor(x.Neg())
		return z.Neg(), err
	case elab.NatFloor:
		z, err := e.floor(x)
		if err != nil {
			return z, err
		}
		return e.larger(z, exact.Real{})
	case elab.NatCeil:
		z, err := e.floor(x.Neg())
		if err != nil {
			return z, err
		}
		return e.larger(z.Neg(), exact.Real{})
	case elab.Fract:
		z, err := e.floor(x)
		return x.Sub(z), err
	case elab.Round:
		// round x is ⌊x + 1/2⌋: halves are rounded up.
		return e.floor(x.Add(exact.FromRat(exact.Frac(1, 2))))
	}
	return x, unsupported(a.Op.String())
}

func (e *evaluator) larger(x, y exact.Real) (exact.Real, error) {
	c, err := e.compare(x, y)
	if c < 0 {
		return y, err
	}
	return x, err
}

func (e *evaluator) floor(x exact.Real) (exact.Real, error) {
	if err := e.spend(8 * costOfTerm * x.Len()); err != nil {
		return x, err
	}
	r, ok := x.Floor()
	if ok {
		return exact.FromRat(r), nil
	}
	if err := x.Err(); err != nil {
		return x, err
	}
	return x, undecided("the floor of a number")
}
