package elab

// widens reports whether a value of number type from is cast to number type to.
func widens(from, to Type) bool {
	switch f := from.(type) {
	case Scalar:
		switch to := to.(type) {
		case ZMod:
			return f == Nat || f == Int || f == PNat
		case Scalar:
			switch f {
			case PNat:
				return to != PNat && to != Prop
			case Nat:
				return to != PNat && to != Prop && to != Nat
			case Int, Rat, Real:
				return to > f && to <= Complex
			case NNReal:
				return to == Real || to == Complex
			case Prop, Complex:
			}
		}
	case Fin:
		s, ok := to.(Scalar)
		return ok && (s == Nat || widens(Nat, s))
	}
	return false
}

// castTo is x cast along widens, in the steps that Lean takes.
func castTo(x Term, to Type) Term {
	from, _ := settled(x.Type())
	switch f := from.(type) {
	case Fin:
		x = &Apply{Op: Val, Args: []Term{x}, T: Nat}
		if to == Type(Nat) {
			return x
		}
	case Scalar:
		if f == PNat && to != Type(Nat) {
			x = &Cast{X: x, T: Nat}
		}
		if f == NNReal && to == Type(Complex) {
			x = &Cast{X: x, T: Real}
		}
	}
	return &Cast{X: x, T: to}
}

// coerce makes x a term of type t, or reports the mismatch.
func (e *elaborator) coerce(x Term, t Type) (Term, *Error) {
	if t == nil {
		return x, nil
	}
	if e.same(x.Type(), t) {
		return x, nil
	}
	from, to := resolve(x.Type()), resolve(t)
	if widens(from, to) {
		return castTo(x, to), nil
	}
	switch from := from.(type) {
	case Finset:
		if s, ok := to.(Set); ok && e.unify(from.Elem, s.Elem) {
			return &Cast{X: x, T: to}, nil
		}
	case EquivOf:
		if f, ok := to.(Fun); ok && e.unify(from.A, f.Dom) && e.unify(from.B, f.Cod) {
			return &Apply{Op: ToFun, Args: []Term{x}, T: to}, nil
		}
	}
	return nil, errorf(IllTyped, "%s has type %s where %s is expected", Print(x), from, to)
}

// same reports whether a and b are the same type, and makes them so.
func (e *elaborator) same(a, b Type) bool {
	m := e.mark()
	if e.unify(a, b) {
		return true
	}
	e.undo(m)
	return false
}
