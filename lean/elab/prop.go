package elab

import "cosita/lean/term"

// prop elaborates a proposition.
func (e *elaborator) prop(t term.Term) (Term, *Error) {
	switch t := t.(type) {
	case *term.Binary:
		switch op, ok := binaryOps[t.Op]; {
		case !ok:
		case op.Relation():
			return e.relation(op, t.L, t.R)
		case op == Dvd:
			// An ordinary application: the left side alone, then the right side at its type.
			return e.predicate(Dvd, t.L, t.R)
		case op == And || op == Or || op == Imp || op == Iff:
			l, err := e.prop(t.L)
			if err != nil {
				return nil, err
			}
			r, err := e.prop(t.R)
			if err != nil {
				return nil, err
			}
			return &Apply{Op: op, Args: []Term{l, r}, T: Prop}, nil
		}
	case *term.Unary:
		if t.Op == "¬" {
			x, err := e.prop(t.X)
			if err != nil {
				return nil, err
			}
			return &Apply{Op: Not, Args: []Term{x}, T: Prop}, nil
		}
	case *term.Congruence:
		at, ok := map[string]Scalar{"MOD": Nat, "ZMOD": Int}[t.Kind]
		if !ok {
			break
		}
		xs, err := e.arguments(at, []term.Term{t.N, t.L, t.R})
		if err != nil {
			return nil, err
		}
		return &Apply{Op: ModEq, Args: xs, T: Prop}, nil
	case *term.Ident:
		if _, bound := e.scope[t.Name]; bound {
			return nil, errorf(IllTyped, "%s is a number where a proposition is expected", t.Name)
		}
		switch t.Name {
		case "True":
			return &Apply{Op: True, T: Prop}, nil
		case "False":
			return &Apply{Op: False, T: Prop}, nil
		}
	case *term.App:
		if op, args, ok := e.function(t); ok && op > Eq {
			return e.predicate(op, args...)
		}
	}
	return nil, unsupported(describe(t))
}

// relation joins the trees of both sides into one.
func (e *elaborator) relation(op Op, left, right term.Term) (Term, *Error) {
	l, err := e.tree(left)
	if err != nil {
		return nil, err
	}
	r, err := e.tree(right)
	if err != nil {
		return nil, err
	}
	t := e.join(e.join(nil, l, nil), r, nil)
	if t == nil {
		t = e.fresh()
	}
	return &Apply{Op: op, Args: []Term{e.place(l, t), e.place(r, t)}, T: Prop}, nil
}

func (e *elaborator) predicate(op Op, args ...term.Term) (Term, *Error) {
	xs, err := e.arguments(e.fresh(), args)
	if err != nil {
		return nil, err
	}
	return &Apply{Op: op, Args: xs, T: Prop}, nil
}
