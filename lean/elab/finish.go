package elab

// finish puts the types that were found into the tree, drops casts that turned out to
// change nothing, and reports operations that the types do not have.
func finish(t Term) (Term, *Error) {
	switch t := t.(type) {
	case *Var:
		return &Var{Index: t.Index, Name: t.Name, T: resolve(t.T)}, nil
	case *Lit:
		to, _ := known(t.T)
		if !t.Value.IsInt() && !to.Field() {
			return nil, errorf(IllTyped, "%s has no decimal literals", to)
		}
		return &Lit{Value: t.Value, T: to}, nil
	case *Cast:
		x, err := finish(t.X)
		if err != nil {
			return nil, err
		}
		from, _ := known(x.Type())
		to, _ := known(t.T)
		switch {
		case from == to:
			return x, nil
		case from > to:
			return nil, errorf(IllTyped, "↑%s would cast %s to %s", Print(x), from, to)
		}
		return &Cast{X: x, T: to}, nil
	case *Apply:
		a := &Apply{Op: t.Op, T: resolve(t.T)}
		for _, x := range t.Args {
			y, err := finish(x)
			if err != nil {
				return nil, err
			}
			a.Args = append(a.Args, y)
		}
		return a, instances(a)
	}
	return nil, unsupported("term")
}

// instances reports an operation that the type of its arguments does not have.
func instances(a *Apply) *Error {
	if len(a.Args) == 0 {
		return nil
	}
	s, _ := known(a.Args[0].Type())
	bad := false
	switch a.Op {
	case Neg, Abs:
		bad = s == Nat
	case Inv:
		bad = !s.Field()
	case Mod:
		bad = s.Field()
	case Pow:
		exponent, _ := known(a.Args[1].Type())
		switch exponent {
		case Nat:
		case Int:
			bad = !s.Field()
		case Real:
			if s == Real {
				return unsupported("real exponent")
			}
			bad = true
		default:
			bad = true
		}
		if bad {
			return errorf(IllTyped, "no power of %s with an exponent in %s: %s", s, exponent, Print(a))
		}
	}
	if bad {
		return errorf(IllTyped, "%s has no %s: %s", s, a.Op, Print(a))
	}
	return nil
}
