package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// samples are some values of a type, fewer inside of other searches.
func samples(t elab.Type, nested int) Finset {
	n := int64(12)
	switch {
	case nested > 2:
		n = 2
	case nested == 2:
		n = 3
	case nested == 1:
		n = 6
	}
	var s Finset
	switch t := t.(type) {
	case elab.Scalar:
		switch t {
		case elab.Prop:
			return Finset{Bool(false), Bool(true)}
		case elab.Nat, elab.PNat:
			for k := range n + 1 {
				s = append(s, Int(k))
			}
			if t == elab.PNat {
				s = s[1:]
			}
			return s
		}
		s = append(s, Int(0))
		for k := int64(1); k <= n/2+1; k++ {
			s = append(s, Int(k))
			if t != elab.NNReal {
				s = append(s, Int(-k))
			}
			if t == elab.Rat || t == elab.Real || t == elab.NNReal {
				s = append(s, Rational(exact.Frac(1, k+1)))
			}
			if t == elab.Rat || t == elab.Real {
				s = append(s, Rational(exact.Frac(-2*k-1, 2)))
			}
		}
		if t == elab.Real {
			s = append(s, Num{exact.RealInt(2).Sqrt()})
		}
		if t == elab.Complex {
			i := exact.RealInt(1)
			s = append(s, Complex{Im: i}, Complex{Re: i, Im: i})
		}
	case elab.Fin, elab.ZMod:
		for k := range min(int64(modulus(t)), n+1) {
			s = append(s, Int(k))
		}
	case elab.Times:
		for _, x := range samples(t.A, nested+1) {
			for _, y := range samples(t.B, nested+1) {
				s = append(s, Pair{x, y})
			}
		}
	}
	return s
}

// inhabits reports whether a number is a value of type t.
func (e *evaluator) inhabits(v Value, t elab.Type) (bool, error) {
	if n := modulus(t); n > 0 {
		x, ok := v.(Num)
		if !ok {
			return false, nil
		}
		r, ok := x.Rat()
		return ok && r.IsInt() && r.Sign() >= 0 && r.Cmp(exact.Int(int64(n))) < 0, nil
	}
	s, ok := t.(elab.Scalar)
	if !ok {
		return true, nil
	}
	x, ok := v.(Num)
	if !ok {
		return true, nil
	}
	switch s {
	case elab.Nat, elab.PNat, elab.NNReal:
		c, err := e.compare(x.Real, exact.Real{})
		if err != nil || c < 0 || s == elab.PNat && c == 0 {
			return false, err
		}
	}
	switch s {
	case elab.Nat, elab.PNat, elab.Int, elab.Rat:
		r, ok := x.Rat()
		if !ok {
			// The normal form of a rational number need not be seen to be one.
			if s != elab.Rat {
				z, err := e.floor(x.Real)
				if err != nil {
					return false, err
				}
				c, err := e.compare(z, x.Real)
				return c == 0 && err == nil, err
			}
			irrational, known := x.Irrational()
			if !known {
				return false, undecided("whether a number is rational")
			}
			return !irrational, nil
		}
		return s == elab.Rat || r.IsInt(), nil
	}
	return true, nil
}
