package exact

// Pi is π.
func Pi() Real { return piAtom.real() }

// Log is Lean's Real.log: log |x|, and 0 for x = 0.
func Log(x Real) Real {
	s, ok := x.Sign()
	if !ok {
		return failed(x.undecided())
	}
	if s == 0 {
		return Real{}
	}
	if s < 0 {
		x = x.Neg()
	}
	if x.sum == nil {
		return logRat(x.rat)
	}
	terms := x.sum.terms
	c := terms[0].coef
	if len(terms) > 1 {
		c = c.Abs()
		rest := x.scale(Int(1).Quo(c))
		return logRat(c).Add(newAtom(opLog, 0, rest).real())
	}
	mono := terms[0].mono
	result := mono.exp.Add(logRat(c.Abs()))
	for _, r := range mono.roots {
		result = result.Add(logRat(FromBigInt(r.base)).scale(r.exp))
	}
	for _, a := range mono.atoms {
		result = result.Add(a.atom.log().scale(Int(int64(a.exp))))
	}
	return result
}

// log is log |a|.
func (a *atom) log() Real {
	switch a.op {
	case opRoot:
		return Log(a.arg).scale(Frac(1, int64(a.n)))
	case opInv:
		return Log(a.arg).Neg()
	}
	value := a.real()
	s, ok := value.Sign()
	if !ok {
		return failed(value.undecided())
	}
	if s < 0 {
		value = value.Neg()
	}
	return newAtom(opLog, 0, value).real()
}

// logRat is the logarithm of r > 0 by those of its factors.
func logRat(r Rat) Real {
	var sum Real
	for _, f := range parts(r) {
		sum = sum.Add(newAtom(opLog, 0, FromRat(FromBigInt(f.base))).real().scale(Int(f.exp)))
	}
	return sum
}

// Exp is e^x. Multiples of logarithms in x become powers: e^(2 log 3 + 1) is 9e.
func Exp(x Real) Real {
	if bad, ok := broken(x); ok {
		return bad
	}
	result := RealInt(1)
	var rest []summand
	for _, t := range x.terms() {
		a, ok := t.mono.lone()
		if !ok || a.op != opLog {
			rest = append(rest, t)
			continue
		}
		result = result.Mul(a.arg.power(t.coef))
	}
	exponent := fromTerms(rest)
	if exponent.sum == nil && exponent.rat.Sign() == 0 {
		return result
	}
	if exponent.Err() != nil {
		return exponent
	}
	return result.Mul(newProduct(nil, nil, exponent).real())
}

// Rpow is Lean's x^y: for x < 0 it is e^(y log |x|)·cos(πy); 0^0 = 1 and else 0^y = 0.
func Rpow(x, y Real) Real {
	if bad, ok := broken(x, y); ok {
		return bad
	}
	if y.sum == nil {
		if n, ok := y.rat.Int64(); ok {
			return x.Pow(n)
		}
	}
	sx, okX := x.Sign()
	sy, okY := y.Sign()
	switch {
	case okY && sy == 0:
		return RealInt(1)
	case !okX || !okY:
		return failed(ErrUndecided)
	case sx == 0:
		return Real{}
	case sx < 0:
		return Rpow(x.Neg(), y).Mul(Cos(y.Mul(Pi())))
	case y.sum == nil:
		return x.power(y.rat)
	}
	return Exp(y.Mul(Log(x)))
}

// Sinh is (e^x - e^-x)/2.
func Sinh(x Real) Real { return Exp(x).Sub(Exp(x.Neg())).scale(Frac(1, 2)) }

// Cosh is (e^x + e^-x)/2.
func Cosh(x Real) Real { return Exp(x).Add(Exp(x.Neg())).scale(Frac(1, 2)) }

// Tanh is sinh x/cosh x.
func Tanh(x Real) Real { return Sinh(x).Quo(Cosh(x)) }
