package eval

import (
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// number is the value of a term of a number type other than ℂ, or of Fin n or ZMod n.
func (e *evaluator) number(t elab.Term, env Env) (exact.Real, error) {
	if err := e.enter(); err != nil {
		return exact.Real{}, err
	}
	defer func() { e.depth-- }()
	switch t := t.(type) {
	case *elab.Var:
		v, err := variable(t, env)
		if err != nil {
			return exact.Real{}, err
		}
		return real(v, t.T)
	case *elab.Lit:
		if t.Value.Num().BitLen() > MaxBits || t.Value.Denom().BitLen() > MaxBits {
			return exact.Real{}, ErrTooLarge
		}
		return wrap(exact.FromRat(exact.FromBig(t.Value)), t.T)
	case *elab.Cast:
		x, err := e.number(t.X, env)
		if err != nil {
			return x, err
		}
		return wrap(x, t.T)
	case *elab.Call:
		v, err := e.callTerm(t, env)
		if err != nil {
			return exact.Real{}, err
		}
		return real(v, t.T)
	case *elab.Apply:
		x, err := e.apply(t, env)
		if err != nil {
			return x, err
		}
		if r, ok := x.Rat(); ok && !long(r) {
			return x, nil
		}
		if err := x.Err(); err != nil {
			return x, err
		}
		if r, ok := x.Rat(); ok {
			return x, e.spend(1 + r.BitLen()/1024)
		}
		return x, e.spend(costOfTerm * x.Len())
	}
	return exact.Real{}, unsupported("a number made otherwise")
}

// long reports whether r has more than 64 bits.
func long(r exact.Rat) bool { return r.BitLen() > 64 }

func real(v Value, t elab.Type) (exact.Real, error) {
	n, ok := v.(Num)
	if !ok {
		return exact.Real{}, unsupported("a value of type " + t.String() + " that is no number")
	}
	return n.Real, nil
}

// wrap takes an integer modulo n in Fin n and ZMod n.
func wrap(x exact.Real, t elab.Type) (exact.Real, error) {
	n := modulus(t)
	if n == 0 {
		return x, nil
	}
	r, ok := x.Rat()
	if !ok || !r.IsInt() {
		return x, unsupported("a fraction in " + t.String())
	}
	_, m := exact.DivMod(r, exact.Int(int64(n)))
	return exact.FromRat(m), nil
}

// modulus is n of Fin n and ZMod n, else 0.
func modulus(t elab.Type) int {
	switch t := t.(type) {
	case elab.Fin:
		return t.N
	case elab.ZMod:
		return t.N
	}
	return 0
}

func scalar(t elab.Type) elab.Scalar {
	s, ok := t.(elab.Scalar)
	if !ok {
		return elab.Prop
	}
	return s
}

// apply is the value of an operation with a number as its value.
func (e *evaluator) apply(a *elab.Apply, env Env) (exact.Real, error) {
	switch a.Op {
	case elab.Sum, elab.Prod:
		return e.sum(a, env)
	case elab.Ite:
		v, err := e.ite(a, env)
		if err != nil {
			return exact.Real{}, err
		}
		return real(v, a.T)
	case elab.Fst, elab.Snd:
		v, err := e.projection(a, env)
		if err != nil {
			return exact.Real{}, err
		}
		return real(v, a.T)
	case elab.Card, elab.NCard, elab.SSup, elab.SInf, elab.ListSum, elab.ListProd, elab.Length,
		elab.OfDigits:
		return e.reduction(a, env)
	case elab.Re, elab.Im, elab.NormSq, elab.Norm, elab.Abs:
		if len(a.Args) == 1 && a.Args[0].Type() == elab.Type(elab.Complex) {
			return e.complexPart(a, env)
		}
	case elab.Pi:
		return exact.Pi(), nil
	}
	var xs [2]exact.Real
	if len(a.Args) == 0 || len(a.Args) > len(xs) {
		return exact.Real{}, unsupported(a.Op.String())
	}
	for i, arg := range a.Args {
		switch s := arg.Type().(type) {
		case elab.Scalar:
			if s == elab.Prop || s == elab.Complex {
				return exact.Real{}, unsupported(a.Op.String() + " of " + s.String())
			}
		case elab.Fin, elab.ZMod:
		default:
			return exact.Real{}, unsupported(a.Op.String() + " of " + arg.Type().String())
		}
		var err error
		if xs[i], err = e.number(arg, env); err != nil {
			if i == 0 && a.Op == elab.Mod && integral(a.T) && e.tooLarge(err) {
				rs, err := e.modulo(a.Args[1], env, arg)
				if err != nil {
					return exact.Real{}, err
				}
				return exact.FromRat(rs[0]), nil
			}
			return exact.Real{}, err
		}
	}
	x, y := xs[0], xs[1]
	if modulus(a.T) > 0 && a.Op <= elab.Smul {
		return modular(a, x, y)
	}
	switch a.Op {
	case elab.Add:
		return x.Add(y), nil
	case elab.Mul, elab.Smul:
		return x.Mul(y), nil
	case elab.Sub:
		return e.truncate(x.Sub(y), a.T)
	case elab.Neg:
		return x.Neg(), nil
	case elab.Div, elab.Mod:
		return divide(a, x, y)
	case elab.Inv:
		if !scalar(a.T).Field() {
			return x, unsupported("⁻¹ in " + a.T.String())
		}
		return x.Inv(), nil
	case elab.Abs, elab.Norm:
		return x.Abs(), nil
	case elab.Min, elab.Max:
		c, err := e.compare(x, y)
		if (c > 0) == (a.Op == elab.Min) {
			x = y
		}
		return x, err
	case elab.Pow:
		return power(a, x, y)
	}
	if a.Op >= elab.Factorial && a.Op <= elab.Den {
		return e.integer(a, x, y)
	}
	return e.analytic(a, x, y)
}

// What an operation on irrational numbers costs, by the number of terms, and a comparison
// that runs out of precision.
const (
	costOfTerm      = 8
	costOfUndecided = 1 << 15
)

// compare is the order of two numbers.
func (e *evaluator) compare(x, y exact.Real) (int, error) {
	_, okX := x.Rat()
	_, okY := y.Rat()
	if !okX || !okY {
		if err := e.spend(8 * costOfTerm * (x.Len() + y.Len())); err != nil {
			return 0, err
		}
	}
	c, ok := x.Cmp(y)
	if ok {
		return c, nil
	}
	if err := e.spend(costOfUndecided); err != nil {
		return 0, err
	}
	for _, z := range []exact.Real{x, y, x.Sub(y)} {
		if err := z.Err(); err != nil {
			return 0, err
		}
	}
	return 0, undecided("the order of two numbers")
}

// truncate is a difference: below 0 it is 0 in ℕ and NNReal, below 1 it is 1 in ℕ+.
func (e *evaluator) truncate(x exact.Real, t elab.Type) (exact.Real, error) {
	low := int64(0)
	switch scalar(t) {
	case elab.PNat:
		low = 1
	case elab.Nat, elab.NNReal:
	default:
		return x, nil
	}
	c, err := e.compare(x, exact.RealInt(low))
	if c < 0 {
		x = exact.RealInt(low)
	}
	return x, err
}

func divide(a *elab.Apply, x, y exact.Real) (exact.Real, error) {
	s := scalar(a.T)
	if s.Field() {
		if a.Op == elab.Mod {
			return x, unsupported("% in " + s.String())
		}
		return x.Quo(y), nil
	}
	p, okP := x.Rat()
	q, okQ := y.Rat()
	if !okP || !okQ || s == elab.PNat {
		return x, unsupported(a.Op.String() + " in " + a.T.String())
	}
	quotient, rest := exact.DivMod(p, q)
	if a.Op == elab.Mod {
		return exact.FromRat(rest), nil
	}
	return exact.FromRat(quotient), nil
}

// power is x ^ y. The exponent is an integer, or both are of one field.
func power(a *elab.Apply, x, y exact.Real) (exact.Real, error) {
	if s := scalar(a.Args[1].Type()); s != elab.Nat && s != elab.Int && s != elab.PNat {
		if s != elab.Real && s != elab.NNReal {
			return x, unsupported("an exponent of type " + a.Args[1].Type().String())
		}
		return exact.Rpow(x, y), nil
	}
	n, ok := y.Rat()
	if !ok {
		return x, unsupported("an exponent that is no integer")
	}
	k, ok := n.Int64()
	if r, rational := x.Rat(); !ok && rational && r.IsInt() && r.BitLen() <= 1 {
		// 0, 1 and -1 have powers of any size: that of the exponent's sign and parity.
		_, parity := exact.DivMod(n, exact.Int(2))
		k, _ = parity.Int64()
		k = (2 + k) * int64(n.Sign())
	} else if !ok {
		return x, ErrTooLarge
	}
	return x.Pow(k), nil
}

// modular is an operation of Fin n or ZMod n.
func modular(a *elab.Apply, x, y exact.Real) (exact.Real, error) {
	n := int64(modulus(a.T))
	m := exact.Int(n)
	p, _ := x.Rat()
	q, _ := y.Rat()
	_, isFin := a.T.(elab.Fin)
	var z exact.Rat
	switch a.Op {
	case elab.Add:
		z = p.Add(q)
	case elab.Sub:
		z = p.Sub(q)
	case elab.Mul:
		z = p.Mul(q)
	case elab.Smul:
		// The scalar is a natural number or an integer.
		z = p.Mul(q)
	case elab.Neg:
		z = p.Neg()
	case elab.Pow:
		if q.Sign() < 0 {
			return x, unsupported("a negative exponent in " + a.T.String())
		}
		z = exact.FromBigInt(new(big.Int).Exp(p.Num(), q.Num(), big.NewInt(n)))
	case elab.Inv:
		if isFin {
			return x, unsupported("⁻¹ in " + a.T.String())
		}
		z = modularInverse(p, n)
	case elab.Div, elab.Mod:
		switch {
		case isFin && a.Op == elab.Div:
			z, _ = exact.DivMod(p, q)
		case isFin:
			_, z = exact.DivMod(p, q)
		case a.Op == elab.Div:
			z = p.Mul(modularInverse(q, n))
		default:
			return x, unsupported("% in " + a.T.String())
		}
	case elab.Min, elab.Max:
		if !isFin {
			return x, unsupported("an order of " + a.T.String())
		}
		if z = p; (p.Cmp(q) > 0) == (a.Op == elab.Min) {
			z = q
		}
	default:
		return x, unsupported(a.Op.String() + " in " + a.T.String())
	}
	_, z = exact.DivMod(z, m)
	return exact.FromRat(z), nil
}

// modularInverse is ZMod's inverse: Bézout's coefficient of Nat.gcdA, so that a·a⁻¹ = gcd a n.
func modularInverse(a exact.Rat, n int64) exact.Rat {
	x, _ := a.Int64()
	r, s, r2, s2 := x, int64(1), n, int64(0)
	for r != 0 {
		q := r2 / r
		r, s, r2, s2 = r2-q*r, s2-q*s, r, s
	}
	return exact.Int(s2)
}
