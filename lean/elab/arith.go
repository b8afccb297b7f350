package elab

import "cosita/lean/term"

// tree is an arithmetic tree before its casts are placed: binary + - * / % and prefix -,
// the base of ^, the right side of •; everything else is a leaf, elaborated with no expected
// type.
type tree struct {
	op   Op
	l, r *tree // r is nil for Neg, Pow and Smul
	side Term  // the exponent of Pow, the left side of Smul
	leaf Term  // where l is nil
}

// arithmetic is the operation that t stands for in an arithmetic tree.
func arithmetic(t term.Term) (Op, bool) {
	switch t := t.(type) {
	case *term.Binary:
		op, ok := binaryOps[t.Op]
		return op, ok && (op <= Pow || op == Smul)
	case *term.Unary:
		return Neg, t.Op == "-"
	}
	return 0, false
}

// arith elaborates an arithmetic tree. An expected type that is known counts as a leaf.
func (e *elaborator) arith(t term.Term, want Type) (Term, *Error) {
	n, err := e.tree(t)
	if err != nil {
		return nil, err
	}
	var top Type
	if !unknown(want) {
		top = resolve(want)
		if !isNumber(top) {
			if top == Type(Prop) {
				return nil, errorf(IllTyped, "a number where a proposition is expected")
			}
			return nil, unsupported("arithmetic in " + top.String())
		}
	}
	if top, err = e.join(top, n); err != nil {
		return nil, err
	}
	return e.place(n, top)
}

func (e *elaborator) tree(t term.Term) (*tree, *Error) {
	op, ok := arithmetic(t)
	if !ok {
		leaf, err := e.elab(t, nil)
		return &tree{leaf: leaf}, err
	}
	if u, ok := t.(*term.Unary); ok {
		l, err := e.tree(u.X)
		return &tree{op: Neg, l: l}, err
	}
	b := t.(*term.Binary)
	if op == Smul {
		side, err := e.elab(b.L, nil)
		if err != nil {
			return nil, err
		}
		r, err := e.tree(b.R)
		return &tree{op: Smul, l: r, side: side}, err
	}
	l, err := e.tree(b.L)
	if err != nil {
		return nil, err
	}
	n := &tree{op: op, l: l}
	if op == Pow {
		n.side, err = e.elab(b.R, nil)
		return n, err
	}
	n.r, err = e.tree(b.R)
	return n, err
}

// join is the largest type of the leaves and of so far, from left to right. Leaves of
// unknown type do not take part; nil means that nothing is known.
func (e *elaborator) join(soFar Type, n *tree) (Type, *Error) {
	if n.l != nil {
		soFar, err := e.join(soFar, n.l)
		if err != nil || n.r == nil {
			return soFar, err
		}
		return e.join(soFar, n.r)
	}
	t := resolve(n.leaf.Type())
	switch {
	case unknown(t):
		return soFar, nil
	case soFar == nil || widens(soFar, t):
		_, modular := t.(ZMod)
		if modular && soFar == Type(Int) {
			return nil, errorf(Undecided, "ℤ and %s in one term", t)
		}
		return t, nil
	case soFar == t || widens(t, soFar):
		if _, modular := soFar.(ZMod); modular && t == Type(Int) {
			return nil, errorf(Undecided, "%s and ℤ in one term", soFar)
		}
		return soFar, nil
	case !isNumber(t):
		return t, nil
	case !isNumber(soFar):
		return soFar, nil
	}
	return nil, errorf(Undecided, "%s and %s in one term, neither of which is cast to the other", soFar, t)
}

// place builds the term of n over the type t with the casts on the leaves. A nil t means
// that no leaf has a known type; then the operations wait for one, each for itself.
func (e *elaborator) place(n *tree, t Type) (Term, *Error) {
	if n.l == nil {
		if t == nil {
			return n.leaf, nil
		}
		return e.coerce(n.leaf, t)
	}
	l, err := e.place(n.l, t)
	if err != nil {
		return nil, err
	}
	own := l.Type()
	if t != nil && !isNumber(t) || t == nil && !unknown(own) && !isNumber(own) {
		return nil, unsupported(n.op.String() + " of functions or sets")
	}
	switch n.op {
	case Neg:
		if m, ok := resolve(own).(*meta); ok {
			e.change(m).negated = true
		}
		return &Apply{Op: Neg, Args: []Term{l}, T: own}, nil
	case Pow, Smul:
		if m, ok := resolve(n.side.Type()).(*meta); ok {
			e.change(m).exponent = true
		}
		if n.op == Smul {
			return &Apply{Op: Smul, Args: []Term{n.side, l}, T: own}, nil
		}
		return &Apply{Op: Pow, Args: []Term{l, n.side}, T: own}, nil
	}
	r, err := e.place(n.r, t)
	if err != nil {
		return nil, err
	}
	if t == nil && resolve(own) != resolve(r.Type()) {
		result := e.fresh()
		e.pending = append(e.pending, homogeneous{result, own, r.Type()})
		own = result
	}
	return &Apply{Op: n.op, Args: []Term{l, r}, T: own}, nil
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
	top, err := e.join(nil, l)
	if err == nil {
		top, err = e.join(top, r)
	}
	if err != nil {
		return nil, err
	}
	if top != nil && !isNumber(top) {
		return e.comparison(op, l, r)
	}
	x, err := e.place(l, top)
	if err != nil {
		return nil, err
	}
	y, err := e.place(r, top)
	if err == nil {
		y, err = e.coerce(y, x.Type())
	}
	if err != nil {
		return nil, err
	}
	return &Apply{Op: op, Args: []Term{x, y}, T: Prop}, nil
}

// comparison relates two values that are no numbers.
func (e *elaborator) comparison(op Op, l, r *tree) (Term, *Error) {
	x, err := e.place(l, nil)
	if err != nil {
		return nil, err
	}
	y, err := e.place(r, nil)
	if err != nil {
		return nil, err
	}
	if _, ok := resolve(x.Type()).(Finset); ok {
		if s, ok := resolve(y.Type()).(Set); ok {
			if x, err = e.coerce(x, s); err != nil {
				return nil, err
			}
		}
	}
	if y, err = e.coerce(y, x.Type()); err != nil {
		return nil, err
	}
	return &Apply{Op: op, Args: []Term{x, y}, T: Prop}, nil
}
