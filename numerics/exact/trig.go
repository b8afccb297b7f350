package exact

// turn is a pair of cosine and sine.
type turn struct{ cos, sin Real }

// then is the turn by the sum of the angles.
func (t turn) then(u turn) turn {
	return turn{
		t.cos.Mul(u.cos).Sub(t.sin.Mul(u.sin)),
		t.sin.Mul(u.cos).Add(t.cos.Mul(u.sin)),
	}
}

func (t turn) back() turn { return turn{t.cos, t.sin.Neg()} }

// times is the turn by n times the angle.
func (t turn) times(n int64) turn {
	result := turn{cos: RealInt(1)}
	if n < 0 {
		n, t = -n, t.back()
	}
	for range n {
		result = result.then(t)
	}
	return result
}

// Cos is cos x.
func Cos(x Real) Real { return turnBy(x).cos }

// Sin is sin x.
func Sin(x Real) Real { return turnBy(x).sin }

// Tan is sin x/cos x, and 0 for cos x = 0.
func Tan(x Real) Real {
	t := turnBy(x)
	return t.sin.Quo(t.cos)
}

// turnBy gives cosine and sine of x, term by term of x.
func turnBy(x Real) turn {
	if bad, ok := broken(x); ok {
		return turn{bad, bad}
	}
	result := turn{cos: RealInt(1)}
	terms := x.terms()
	if len(terms) > mostTerms {
		// The terms but that of π together.
		var rest []summand
		for _, t := range terms {
			if a, ok := t.mono.lone(); ok && a.op == opPi {
				result = result.then(t.turn())
			} else {
				rest = append(rest, t)
			}
		}
		angle := fromTerms(rest)
		return result.then(turn{newAtom(opCos, 0, angle).real(), newAtom(opSin, 0, angle).real()})
	}
	for _, t := range terms {
		result = result.then(t.turn())
	}
	return result
}

// Bounds on the multiples of an angle, and on the sums of angles, that are expanded.
const (
	mostTimes = 6
	mostTerms = 3
)

func (t summand) turn() turn {
	n, small := Int(1), false
	if num := FromBigInt(t.coef.Num()); num.Abs().Cmp(Int(mostTimes)) <= 0 {
		n, small = num, true
	}
	times, _ := n.Int64()
	if a, ok := t.mono.lone(); ok {
		if a.op == opPi {
			return turnPi(t.coef)
		}
		if small && t.coef.IsInt() {
			switch a.op {
			case opArctan:
				// cos = 1/√(1+x²), sin = x cos.
				cos := RealInt(1).Add(a.arg.Mul(a.arg)).Sqrt().Inv()
				return turn{cos, a.arg.Mul(cos)}.times(times)
			case opArcsin:
				return turn{RealInt(1).Sub(a.arg.Mul(a.arg)).Sqrt(), a.arg}.times(times)
			}
		}
	}
	angle := FromRat(t.coef).Mul(t.mono.real())
	if !small {
		if t.coef.Sign() < 0 {
			return turn{newAtom(opCos, 0, angle.Neg()).real(), newAtom(opSin, 0, angle.Neg()).real().Neg()}
		}
		return turn{newAtom(opCos, 0, angle).real(), newAtom(opSin, 0, angle).real()}
	}
	angle = angle.scale(Int(1).Quo(n))
	return turn{newAtom(opCos, 0, angle).real(), newAtom(opSin, 0, angle).real()}.times(times)
}

// turnPi is the turn by qπ.
func turnPi(q Rat) turn {
	q = q.Sub(floor(q.Mul(Frac(1, 2))).Mul(Int(2))) // 0 ≤ q < 2
	if q.Cmp(Int(1)) > 0 {
		return turnPi(Int(2).Sub(q)).back()
	}
	if q.Cmp(Frac(1, 2)) > 0 {
		t := turnPi(Int(1).Sub(q))
		return turn{t.cos.Neg(), t.sin}
	}
	return turn{cosPi(q), cosPi(Frac(1, 2).Sub(q))}
}

// cosPi is cos qπ for 0 ≤ q ≤ 1/2.
func cosPi(q Rat) Real {
	for _, known := range cosines {
		if q.Cmp(known.q) == 0 {
			return known.cos
		}
	}
	return newAtom(opCosPi, 0, FromRat(q)).real()
}

func surd(q Rat, n int64) Real { return rationalPower(Int(n), Frac(1, 2)).scale(q) }

// cosines of the multiples of π/12, π/10 between 0 and π/2 that are sums of square roots.
var cosines = []struct {
	q   Rat
	cos Real
}{
	{Int(0), RealInt(1)},
	{Frac(1, 12), surd(Frac(1, 4), 6).Add(surd(Frac(1, 4), 2))},
	{Frac(1, 6), surd(Frac(1, 2), 3)},
	{Frac(1, 5), surd(Frac(1, 4), 5).Add(FromRat(Frac(1, 4)))},
	{Frac(1, 4), surd(Frac(1, 2), 2)},
	{Frac(1, 3), FromRat(Frac(1, 2))},
	{Frac(2, 5), surd(Frac(1, 4), 5).Sub(FromRat(Frac(1, 4)))},
	{Frac(5, 12), surd(Frac(1, 4), 6).Sub(surd(Frac(1, 4), 2))},
	{Frac(1, 2), Real{}},
}

// Arcsin is the angle between -π/2 and π/2 with the sine x; x is cut to [-1, 1].
func Arcsin(x Real) Real {
	s, ok := x.Sign()
	if !ok {
		return failed(x.undecided())
	}
	if s < 0 {
		return Arcsin(x.Neg()).Neg()
	}
	if c, ok := x.Cmp(RealInt(1)); !ok {
		return failed(x.undecided())
	} else if c >= 0 {
		return Pi().scale(Frac(1, 2))
	}
	key := x.key()
	for _, known := range cosines {
		if known.cos.key() == key {
			return Pi().scale(Frac(1, 2).Sub(known.q))
		}
	}
	return newAtom(opArcsin, 0, x).real()
}

// Arccos is π/2 - arcsin x.
func Arccos(x Real) Real { return Pi().scale(Frac(1, 2)).Sub(Arcsin(x)) }

// Arctan is the angle between -π/2 and π/2 with the tangent x.
func Arctan(x Real) Real {
	s, ok := x.Sign()
	if !ok {
		return failed(x.undecided())
	}
	switch {
	case s < 0:
		return Arctan(x.Neg()).Neg()
	case s == 0:
		return Real{}
	}
	key := x.key()
	for _, known := range cosines {
		sine := cosPi(Frac(1, 2).Sub(known.q))
		if known.cos.key() != "0" && sine.Quo(known.cos).key() == key {
			return Pi().scale(known.q)
		}
	}
	return newAtom(opArctan, 0, x).real()
}
