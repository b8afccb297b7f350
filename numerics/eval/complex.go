package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// complex is the value of a term of type ℂ.
func (e *evaluator) complex(t elab.Term, env Env) (Complex, error) {
	if err := e.enter(); err != nil {
		return Complex{}, err
	}
	defer func() { e.depth-- }()
	switch t := t.(type) {
	case *elab.Lit:
		return Complex{Re: exact.FromRat(exact.FromBig(t.Value))}, nil
	case *elab.Cast:
		x, err := e.number(t.X, env)
		return Complex{Re: x}, err
	case *elab.Var:
		v, err := variable(t, env)
		if err != nil {
			return Complex{}, err
		}
		return toComplex(v)
	case *elab.Call:
		v, err := e.callTerm(t, env)
		if err != nil {
			return Complex{}, err
		}
		return toComplex(v)
	case *elab.Apply:
		z, err := e.applyComplex(t, env)
		if err != nil {
			return z, err
		}
		for _, x := range []exact.Real{z.Re, z.Im} {
			if err := x.Err(); err != nil {
				return z, err
			}
		}
		return z, nil
	}
	return Complex{}, unsupported("a complex number made otherwise")
}

func toComplex(v Value) (Complex, error) {
	switch v := v.(type) {
	case Complex:
		return v, nil
	case Num:
		return Complex{Re: v.Real}, nil
	}
	return Complex{}, unsupported("a value of ℂ that is no number")
}

func (e *evaluator) applyComplex(a *elab.Apply, env Env) (Complex, error) {
	switch a.Op {
	case elab.ImaginaryUnit:
		return Complex{Im: exact.RealInt(1)}, nil
	case elab.Sum, elab.Prod:
		return e.sumComplex(a, env)
	case elab.ListSum, elab.ListProd:
		return Complex{}, unsupported(a.Op.String() + " of complex numbers")
	case elab.Ite, elab.Fst, elab.Snd:
		pick := e.ite
		if a.Op != elab.Ite {
			pick = e.projection
		}
		v, err := pick(a, env)
		if err != nil {
			return Complex{}, err
		}
		return toComplex(v)
	}
	if len(a.Args) == 0 {
		return Complex{}, unsupported(a.Op.String())
	}
	z, err := e.complexArg(a.Args[0], env)
	if err != nil {
		return z, err
	}
	switch a.Op {
	case elab.Neg:
		return Complex{z.Re.Neg(), z.Im.Neg()}, nil
	case elab.Conj:
		return Complex{z.Re, z.Im.Neg()}, nil
	case elab.Inv:
		return z.inv(), nil
	case elab.Exp:
		r := exact.Exp(z.Re)
		return Complex{r.Mul(exact.Cos(z.Im)), r.Mul(exact.Sin(z.Im))}, nil
	case elab.Cos:
		return Complex{exact.Cos(z.Re).Mul(exact.Cosh(z.Im)), exact.Sin(z.Re).Mul(exact.Sinh(z.Im)).Neg()}, nil
	case elab.Sin:
		return Complex{exact.Sin(z.Re).Mul(exact.Cosh(z.Im)), exact.Cos(z.Re).Mul(exact.Sinh(z.Im))}, nil
	case elab.Pow:
		return e.powComplex(a, z, env)
	}
	if len(a.Args) != 2 {
		return z, unsupported(a.Op.String() + " in ℂ")
	}
	w, err := e.complexArg(a.Args[1], env)
	if err != nil {
		return w, err
	}
	switch a.Op {
	case elab.Add:
		return z.add(w), nil
	case elab.Sub:
		return Complex{z.Re.Sub(w.Re), z.Im.Sub(w.Im)}, nil
	case elab.Mul, elab.Smul:
		return z.mul(w), nil
	case elab.Div:
		return z.mul(w.inv()), nil
	}
	return z, unsupported(a.Op.String() + " in ℂ")
}

// complexArg is an argument, which of a scalar action may be real.
func (e *evaluator) complexArg(t elab.Term, env Env) (Complex, error) {
	if t.Type() == elab.Type(elab.Complex) {
		return e.complex(t, env)
	}
	x, err := e.number(t, env)
	return Complex{Re: x}, err
}

func (z Complex) add(w Complex) Complex { return Complex{z.Re.Add(w.Re), z.Im.Add(w.Im)} }

func (z Complex) mul(w Complex) Complex {
	return Complex{z.Re.Mul(w.Re).Sub(z.Im.Mul(w.Im)), z.Re.Mul(w.Im).Add(z.Im.Mul(w.Re))}
}

// inv is 1/z, and 0 for z = 0.
func (z Complex) inv() Complex {
	n := z.normSq()
	return Complex{z.Re.Quo(n), z.Im.Neg().Quo(n)}
}

func (z Complex) normSq() exact.Real { return z.Re.Mul(z.Re).Add(z.Im.Mul(z.Im)) }

// maxComplexPow bounds the exponents of complex powers.
const maxComplexPow = 1 << 14

// powComplex is z^y for an integer y, or for a complex y that is one.
func (e *evaluator) powComplex(a *elab.Apply, z Complex, env Env) (Complex, error) {
	var y exact.Real
	if a.Args[1].Type() == elab.Type(elab.Complex) {
		w, err := e.complex(a.Args[1], env)
		if err != nil {
			return w, err
		}
		if c, err := e.compare(w.Im, exact.Real{}); err != nil || c != 0 {
			return w, unsupported("a power with a complex exponent")
		}
		y = w.Re
	} else {
		var err error
		if y, err = e.number(a.Args[1], env); err != nil {
			return z, err
		}
	}
	r, ok := y.Rat()
	if !ok || !r.IsInt() {
		return z, unsupported("a power of a complex number with a fractional exponent")
	}
	n, ok := r.Int64()
	if !ok || n > maxComplexPow || n < -maxComplexPow {
		return z, ErrTooLarge
	}
	if n < 0 {
		z, n = z.inv(), -n
	}
	result := Complex{Re: exact.RealInt(1)}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result.mul(z)
		}
		if n > 1 {
			z = z.mul(z)
		}
		if err := e.spend(1); err != nil {
			return z, err
		}
		if result.Re.Err() != nil || result.Im.Err() != nil || z.Re.Err() != nil || z.Im.Err() != nil {
			return z, ErrTooLarge
		}
	}
	return result, nil
}

// complexPart is a real function of a complex number.
func (e *evaluator) complexPart(a *elab.Apply, env Env) (exact.Real, error) {
	z, err := e.complex(a.Args[0], env)
	if err != nil {
		return exact.Real{}, err
	}
	switch a.Op {
	case elab.Re:
		return z.Re, nil
	case elab.Im:
		return z.Im, nil
	case elab.NormSq:
		return z.normSq(), nil
	default:
		return z.normSq().Sqrt(), nil
	}
}

func (e *evaluator) sumComplex(a *elab.Apply, env Env) (Complex, error) {
	total := Complex{}
	if a.Op == elab.Prod {
		total.Re = exact.RealInt(1)
	}
	f := a.Args[1]
	err := e.each(a.Args[0], env, func(x Value) error {
		v, err := e.applyTo(f, x, env)
		if err != nil {
			return err
		}
		z, err := toComplex(v)
		if err != nil {
			return err
		}
		if a.Op == elab.Sum {
			total = total.add(z)
		} else {
			total = total.mul(z)
		}
		for _, x := range []exact.Real{total.Re, total.Im} {
			if err := x.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	return total, err
}
