package elab

import "cosita/lean/term"

var quantifiers = map[string]Op{"∀": Forall, "Π": Forall, "∃": Exists, "∃!": ExistsUnique}

func (e *elaborator) quant(t *term.Quant, want Type) (Term, *Error) {
	outer := e.scope
	defer func() { e.scope = outer }()
	if t.Kind == "fun" || t.Kind == "λ" {
		return e.fun(singles(t.Binders), t.Body, want)
	}
	op, ok := quantifiers[t.Kind]
	if !ok {
		return nil, unsupported(t.Kind)
	}
	return e.quantified(op, singles(t.Binders), t.Body)
}

// single is a binder of one name.
type single struct {
	term.Binder
	name string
}

func singles(bs []term.Binder) []single {
	var list []single
	for _, b := range bs {
		if len(b.Names) == 0 {
			list = append(list, single{Binder: b})
		}
		for _, name := range b.Names {
			list = append(list, single{b, name})
		}
	}
	return list
}

// quantified elaborates `∀ bs, body` and its like. A bound on a variable is a premise or a
// conjunct; a binder of a proof, as in `∀ (y) (_ : y ≠ 0), p`, is one too.
func (e *elaborator) quantified(op Op, bs []single, body term.Term) (Term, *Error) {
	if len(bs) == 0 {
		return e.check(body, Prop)
	}
	b := bs[0]
	if b.Style == term.Instance || b.Pattern != nil || b.Default != nil || b.name == "" {
		return nil, unsupported("binder " + binderName(b.Binder))
	}
	joint := And
	if op == Forall {
		joint = Imp
	}
	t, isType, err := e.binderType(b)
	if err != nil {
		return nil, err
	}
	if !isType {
		if b.Rel != "" || op == ExistsUnique {
			return nil, unsupported("bounded binder of a proof")
		}
		return e.joined(joint, b.Type, b.name, op, bs[1:], body)
	}
	outer := e.scope
	defer func() { e.scope = outer }()
	v := &Var{Name: b.name, T: t}
	e.bind(b.name, v)
	var inner Term
	if b.Rel == "" {
		inner, err = e.quantified(op, bs[1:], body)
	} else {
		if len(b.Names) > 1 || b.name == "_" {
			return nil, unsupported("bounded binder of several names")
		}
		bound := &term.Binary{Op: b.Rel, L: &term.Ident{Name: b.name}, R: b.Bound}
		inner, err = e.joined(joint, bound, "_", op, bs[1:], body)
	}
	if err != nil {
		return nil, err
	}
	return &Apply{Op: op, Args: []Term{&Lambda{Param: v, Body: inner}}, T: Prop}, nil
}

// joined elaborates a premise or a conjunct before the rest of a quantified proposition.
func (e *elaborator) joined(joint Op, first term.Term, name string, op Op, bs []single, body term.Term) (Term, *Error) {
	var l, r Term
	err := e.inOrder([]func() *Error{
		func() (err *Error) { l, err = e.check(first, Prop); return err },
		func() (err *Error) {
			outer := e.scope
			defer func() { e.scope = outer }()
			e.bind(name, nil)
			r, err = e.quantified(op, bs, body)
			return err
		},
	})
	return &Apply{Op: joint, Args: []Term{l, r}, T: Prop}, err
}

// binderType is the type of the variable of a binder; false if it binds a proof.
func (e *elaborator) binderType(b single) (Type, bool, *Error) {
	if b.Type == nil {
		return e.fresh(), true, nil
	}
	if _, hole := b.Type.(*term.Hole); hole {
		return e.fresh(), true, nil
	}
	t, ok, err := typeOf(b.Type)
	if ok && err == nil && t == Type(Prop) {
		return nil, false, unsupported("Prop")
	}
	return t, ok, err
}

// fun elaborates `fun bs ↦ body`.
func (e *elaborator) fun(bs []single, body term.Term, want Type) (Term, *Error) {
	if len(bs) == 0 {
		return e.check(body, want)
	}
	b := bs[0]
	if b.Style == term.Instance || b.Pattern != nil || b.Default != nil || b.name == "" || b.Rel != "" {
		return nil, unsupported("fun " + binderName(b.Binder))
	}
	t, isType, err := e.binderType(b)
	if err != nil {
		return nil, err
	}
	if !isType {
		return nil, unsupported("fun of a proof")
	}
	var cod Type
	if !unknown(want) {
		f, ok := resolve(want).(Fun)
		if !ok {
			return nil, errorf(IllTyped, "a function where %s is expected", resolve(want))
		}
		if !e.unify(t, f.Dom) {
			return nil, errorf(IllTyped, "fun (%s : %s) where %s is expected", b.name, t, f)
		}
		cod = f.Cod
	}
	outer := e.scope
	defer func() { e.scope = outer }()
	v := &Var{Name: b.name, T: t}
	e.bind(b.name, v)
	inner, err := e.fun(bs[1:], body, cod)
	if err != nil {
		return nil, err
	}
	return &Lambda{Param: v, Body: inner}, nil
}

// big elaborates `∑ x ∈ s, f` and `∏`: the body is elaborated alone, or at the type that
// is expected of the whole.
func (e *elaborator) big(t *term.Big, want Type) (Term, *Error) {
	op, ok := map[string]Op{"∑": Sum, "∏": Prod}[t.Op]
	if !ok {
		return nil, unsupported(t.Op)
	}
	bs := singles(t.Binders)
	if len(bs) == 0 || bs[0].Pattern != nil || bs[0].Style == term.Instance {
		return nil, unsupported(t.Op + " over a pattern")
	}
	b := bs[0]
	if b.Rel != "" && (b.Rel != "∈" || len(b.Names) > 1) || len(bs) > 1 && (t.Cond != nil || b.Rel != "") {
		return nil, unsupported(t.Op + " over several names")
	}
	elem, isType, err := e.binderType(b)
	if err != nil {
		return nil, err
	}
	if !isType {
		return nil, unsupported(t.Op + " over a proof")
	}
	value := want
	if unknown(want) || resolve(want) == Type(Prop) {
		value = e.fresh()
	}
	v := &Var{Name: b.name, T: elem}
	under := func(t func() *Error) func() *Error {
		return func() *Error {
			outer := e.scope
			defer func() { e.scope = outer }()
			e.bind(b.name, v)
			return t()
		}
	}
	var s, p, f Term
	var steps []func() *Error
	if t.Cond != nil {
		steps = append(steps, under(func() (err *Error) { p, err = e.check(t.Cond, Prop); return err }))
	}
	if b.Rel == "∈" {
		steps = append(steps, func() (err *Error) { s, err = e.check(b.Bound, Finset{elem}); return err })
	} else {
		s = &Apply{Op: Univ, T: Finset{elem}}
	}
	steps = append(steps, under(func() (err *Error) {
		if len(bs) > 1 {
			rest := *t
			rest.Binders = t.Binders[1:]
			if len(b.Names) > 1 {
				first := b.Binder
				first.Names = first.Names[1:]
				rest.Binders = append([]term.Binder{first}, rest.Binders...)
			}
			f, err = e.big(&rest, value)
			return err
		}
		f, err = e.check(t.Body, value)
		return err
	}))
	if err := e.inOrder(steps); err != nil {
		return nil, err
	}
	if p != nil {
		// The filter has a variable of its own.
		w := &Var{Name: v.Name, T: v.T}
		filter := &Lambda{Param: w, Body: substitute(p, v, w)}
		s = &Apply{Op: Filter, Args: []Term{s, filter}, T: Finset{elem}}
	}
	return &Apply{Op: op, Args: []Term{s, &Lambda{Param: v, Body: f}}, T: value}, nil
}

// substitute is t with y for the variable x.
func substitute(t Term, x *Var, y Term) Term {
	switch t := t.(type) {
	case *Var:
		if t == x {
			return y
		}
	case *Cast:
		return &Cast{X: substitute(t.X, x, y), T: t.T}
	case *Apply:
		a := &Apply{Op: t.Op, T: t.T}
		for _, arg := range t.Args {
			a.Args = append(a.Args, substitute(arg, x, y))
		}
		return a
	case *Lambda:
		return &Lambda{Param: t.Param, Body: substitute(t.Body, x, y)}
	case *Call:
		return &Call{F: substitute(t.F, x, y), Arg: substitute(t.Arg, x, y), T: t.T}
	}
	return t
}

// section elaborates `(· + 1)`: a function of its dots, in order.
func (e *elaborator) section(t *term.Section, want Type) (Term, *Error) {
	var names []string
	var fill func(t term.Term) term.Term
	fill = func(t term.Term) term.Term {
		switch t := t.(type) {
		case *term.Dot:
			name := "x" + subscript(len(names)+1)
			for _, taken := e.scope.find(name); taken; _, taken = e.scope.find(name) {
				name += "'"
			}
			names = append(names, name)
			return &term.Ident{Name: name}
		case *term.Binary:
			l := fill(t.L)
			return &term.Binary{Op: t.Op, L: l, R: fill(t.R)}
		case *term.Unary:
			return &term.Unary{Op: t.Op, X: fill(t.X)}
		case *term.App:
			a := &term.App{Fn: fill(t.Fn)}
			for _, arg := range t.Args {
				a.Args = append(a.Args, term.Arg{Name: arg.Name, Value: fill(arg.Value)})
			}
			return a
		}
		return t
	}
	body := fill(t.Body)
	if len(names) == 0 || containsDot(body) {
		return nil, unsupported("(· …)")
	}
	return e.quant(&term.Quant{Kind: "fun", Binders: []term.Binder{{Names: names}}, Body: body}, want)
}

func containsDot(t term.Term) bool {
	found := false
	walker{func(t term.Term, _ map[string]bool) {
		if _, dot := t.(*term.Dot); dot {
			found = true
		}
	}}.term(t, nil)
	return found
}

func subscript(n int) string {
	return string([]rune("₀₁₂₃₄₅₆₇₈₉")[n%10])
}
