package elab

import "cosita/lean/term"

// setBuilder elaborates `{x | p}`, `{x ∈ s | p}` and `{f x | (x) (h)}`.
func (e *elaborator) setBuilder(t *term.SetBuilder, want Type) (Term, *Error) {
	outer := e.scope
	defer func() { e.scope = outer }()
	elem, ok := elemOf(orProp(want))
	if !ok {
		elem = e.fresh()
	}
	if t.Elem != nil {
		return e.setOfPattern(t, elem)
	}
	bs := singles(t.Binders)
	if len(bs) != 1 || bs[0].Pattern != nil || bs[0].name == "" {
		return nil, unsupported("{… | …}")
	}
	b := bs[0]
	own, isType, err := e.binderType(b)
	if err != nil {
		return nil, err
	}
	if !isType || !e.unify(elem, own) {
		return nil, errorf(IllTyped, "{%s : … | …} where elements of type %s are expected", b.name, resolve(elem))
	}
	v := &Var{Name: b.name, T: elem}
	if b.Rel == "∈" {
		return e.separated(t, v, b.Bound, want)
	}
	e.bind(b.name, v)
	if b.Rel == "" {
		p, err := e.check(t.Pred, Prop)
		return &Apply{Op: SetOf, Args: []Term{&Lambda{Param: v, Body: p}}, T: Set{elem}}, err
	}
	bound := &term.Binary{Op: b.Rel, L: &term.Ident{Name: b.name}, R: b.Bound}
	p, err := e.joined(And, bound, "_", Exists, nil, t.Pred)
	return &Apply{Op: SetOf, Args: []Term{&Lambda{Param: v, Body: p}}, T: Set{elem}}, err
}

func orProp(t Type) Type {
	if t == nil {
		return Prop
	}
	return t
}

// separated elaborates `{x ∈ s | p}`: a finset where one is expected, or where s is one and
// nothing is expected; else a set.
func (e *elaborator) separated(t *term.SetBuilder, v *Var, bound term.Term, want Type) (Term, *Error) {
	s, err := e.elab(bound, nil)
	if err != nil {
		return nil, err
	}
	finset := false
	switch resolveOr(want).(type) {
	case Finset:
		finset = true
	case Set:
	default:
		switch resolve(s.Type()).(type) {
		case Finset:
			finset = true
		case Set:
		default:
			return nil, errorf(Undecided, "whether {%s ∈ … | …} is a set or a finset", v.Name)
		}
	}
	if x, ok := elemOf(s.Type()); ok && !e.unify(x, v.T) {
		return nil, errorf(Undecided, "{%s ∈ … | …} with elements of types %s and %s", v.Name, resolve(x), resolve(v.T))
	}
	if finset {
		if s, err = e.coerce(s, Finset{v.T}); err != nil {
			return nil, err
		}
	}
	e.bind(v.Name, v)
	p, err := e.check(t.Pred, Prop)
	if err != nil {
		return nil, err
	}
	if finset {
		return &Apply{Op: Filter, Args: []Term{s, &Lambda{Param: v, Body: p}}, T: Finset{v.T}}, nil
	}
	in := &Apply{Op: Mem, Args: []Term{v, s}, T: Prop}
	body := &Apply{Op: And, Args: []Term{in, p}, T: Prop}
	return &Apply{Op: SetOf, Args: []Term{&Lambda{Param: v, Body: body}}, T: Set{v.T}}, nil
}

// setOfPattern elaborates `{f x | (x) (h)}`, the set of y with ∃ x, h ∧ f x = y.
func (e *elaborator) setOfPattern(t *term.SetBuilder, elem Type) (Term, *Error) {
	if len(t.Binders) == 0 {
		return nil, unsupported("{(…) | …}")
	}
	name := "y"
	for occurs(t, name) {
		name += "'"
	}
	y := &Var{Name: name, T: elem}
	e.bind(name, y)
	body := &term.Binary{Op: "=", L: t.Elem, R: &term.Ident{Name: name}}
	p, err := e.quantified(Exists, singles(t.Binders), body)
	return &Apply{Op: SetOf, Args: []Term{&Lambda{Param: y, Body: p}}, T: Set{elem}}, err
}

func occurs(t term.Term, name string) bool {
	found := false
	walker{func(t term.Term, _ map[string]bool) {
		if id, ok := t.(*term.Ident); ok && id.Name == name {
			found = true
		}
	}}.term(t, nil)
	return found
}

// setLit elaborates `{a, b}`. Its type is that of the context; its elements are elaborated
// for themselves.
func (e *elaborator) setLit(elems []term.Term, want Type) (Term, *Error) {
	m := e.fresh()
	elem := e.fresh()
	m.elem = elem
	var xs []Term
	for _, t := range elems {
		x, err := e.elab(t, elem)
		if err != nil {
			return nil, err
		}
		if !e.same(x.Type(), elem) {
			return nil, errorf(Undecided, "{…} with elements of types %s and %s", resolve(elem), resolve(x.Type()))
		}
		xs = append(xs, x)
	}
	if !unknown(want) && !e.same(m, want) {
		return nil, errorf(Undecided, "{…} with elements of type %s where %s is expected", resolve(elem), resolve(want))
	}
	return &Apply{Op: Enum, Args: xs, T: m}, nil
}

// membership elaborates `x ∈ s`.
func (e *elaborator) membership(l, r term.Term) (Term, *Error) {
	s, err := e.elab(r, nil)
	if err != nil {
		return nil, err
	}
	elem, ok := elemOf(s.Type())
	if m, lit := resolve(s.Type()).(*meta); lit && m.elem != nil {
		// `x ∈ {a, b}` is the same of a set and a finset.
		if !e.unify(m, Set{m.elem}) {
			return nil, errorf(IllTyped, "membership in %s", Print(s))
		}
		elem, ok = elemOf(m)
	}
	switch {
	case !ok && unknown(s.Type()):
		return nil, postponed("membership in %s", Print(s))
	case !ok:
		return nil, errorf(IllTyped, "membership in %s of type %s", Print(s), resolve(s.Type()))
	}
	x, err := e.elab(l, elem)
	if err != nil {
		return nil, err
	}
	if !e.same(x.Type(), elem) {
		return nil, errorf(Undecided, "%s of type %s ∈ a set of %s", Print(x), resolve(x.Type()), resolve(elem))
	}
	return &Apply{Op: Mem, Args: []Term{x, s}, T: Prop}, nil
}

// inclusion elaborates `s ⊆ t`; a finset beside a set is cast.
func (e *elaborator) inclusion(op Op, l, r term.Term) (Term, *Error) {
	s, err := e.elab(l, nil)
	if err != nil {
		return nil, err
	}
	t, err := e.elab(r, nil)
	if err != nil {
		return nil, err
	}
	s, t, err = e.alike(s, t)
	return &Apply{Op: op, Args: []Term{s, t}, T: Prop}, err
}

// alike makes two collections ones of the same type.
func (e *elaborator) alike(s, t Term) (Term, Term, *Error) {
	var err *Error
	if set, ok := resolve(t.Type()).(Set); ok {
		s, err = e.coerce(s, set)
	} else {
		t, err = e.coerce(t, s.Type())
	}
	return s, t, err
}

// setOperation elaborates `s ∪ t`, `s ∩ t` and `s \ t`.
func (e *elaborator) setOperation(op Op, b *term.Binary, want Type) (Term, *Error) {
	if _, ok := elemOf(orProp(want)); !ok {
		want = nil
	}
	s, err := e.elab(b.L, want)
	if err != nil {
		return nil, err
	}
	t, err := e.elab(b.R, want)
	if err != nil {
		return nil, err
	}
	if want != nil {
		if s, err = e.coerce(s, want); err == nil {
			t, err = e.coerce(t, want)
		}
	} else {
		s, t, err = e.alike(s, t)
	}
	if err != nil {
		return nil, err
	}
	return &Apply{Op: op, Args: []Term{s, t}, T: s.Type()}, nil
}
