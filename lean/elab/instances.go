package elab

// instances reports an operation that the type of its arguments does not have.
func instances(a *Apply) *Error {
	if len(a.Args) == 0 {
		if f, ok := a.T.(Finset); ok && a.Op == Univ && !finiteType(f.Elem) {
			return errorf(IllTyped, "nothing says that %s is finite", f.Elem)
		}
		return nil
	}
	t := a.Args[0].Type()
	s, scalar := t.(Scalar)
	_, modular := t.(ZMod)
	number := isNumber(t)
	ok := true
	switch a.Op {
	case Add, Mul:
		ok = number
	case Sub:
		ok = number
	case Div:
		ok = scalar && number && s != PNat || !scalar && number && !modular
	case Mod:
		ok = scalar && (s == Nat || s == Int) || !scalar && number && !modular
	case Neg:
		ok = number && (!scalar || s != Nat && s != NNReal && s != PNat)
	case Abs:
		ok = scalar && (s == Int || s == Rat || s == Real)
	case Inv:
		ok = scalar && s.Field() || modular
	case Min, Max, Lt, Gt:
		ok = ordered(t) || a.Op != Min && a.Op != Max && collection(t)
	case Le, Ge:
		ok = ordered(t) || collection(t)
	case Pow:
		return power(a)
	case Smul:
		ok = t == a.T || t != Type(PNat) && widens(t, a.T)
	case Dvd, Squarefree, IsSquare, Even:
		ok = number
	case Odd:
		ok = number && t != Type(PNat)
	case Floor, Ceil, Fract, Round:
		ok = scalar && (s == Rat || s == Real)
	case NatFloor, NatCeil:
		ok = scalar && (s == Rat || s == Real || s == NNReal)
	case Norm:
		ok = scalar && (s == Real || s == Complex)
	case Sum, Prod:
		ok = isNumber(a.T) && (a.T != Type(PNat) || a.Op == Prod)
	case ListSum, ListProd, OfDigits:
		ok = isNumber(a.T) && a.T != Type(PNat)
	case Icc, Ico, Ioc, Ioo, Ici, Ioi, Iic, Iio:
		ok = interval(a, t)
	case Union, Inter, SetDiff:
		ok = collection(t)
	case IsLeast, IsGreatest, IsLUB, IsGLB, SSup, SInf:
		elem, _ := elemOf(t)
		ok = ordered(elem)
	case Monotone, StrictMono, Antitone, StrictAnti:
		f, isFun := t.(Fun)
		ok = isFun && ordered(f.Dom) && ordered(f.Cod)
	}
	if !ok {
		return errorf(IllTyped, "%s has no %s: %s", t, a.Op, Print(a))
	}
	return nil
}

func ordered(t Type) bool {
	switch t := t.(type) {
	case Scalar:
		return t != Prop && t != Complex
	case Fin:
		return true
	}
	return false
}

func collection(t Type) bool {
	switch t.(type) {
	case Set, Finset:
		return true
	}
	return false
}

func finiteType(t Type) bool {
	switch t := t.(type) {
	case Fin, ZMod:
		return true
	case Times:
		return finiteType(t.A) && finiteType(t.B)
	}
	return false
}

// interval reports whether there is the interval a of values of type t.
func interval(a *Apply, t Type) bool {
	if _, set := a.T.(Set); set {
		return ordered(t)
	}
	s, scalar := t.(Scalar)
	switch {
	case !scalar:
		return ordered(t)
	case a.Op == Ici || a.Op == Ioi:
		return false
	case a.Op == Iic || a.Op == Iio:
		return s == Nat || s == PNat
	}
	return s == Nat || s == Int || s == PNat
}

// power reports a power that the types do not have.
func power(a *Apply) *Error {
	base, exponent := a.Args[0].Type(), a.Args[1].Type()
	s, scalar := base.(Scalar)
	ok := false
	switch exponent {
	case Nat:
		ok = isNumber(base)
	case Int:
		ok = scalar && s.Field()
	case Real:
		ok = base == Type(Real) || base == Type(NNReal)
	case Complex:
		ok = base == Type(Complex)
	}
	if !ok {
		return errorf(IllTyped, "no power of %s with an exponent in %s: %s", base, exponent, Print(a))
	}
	return nil
}
