package eval

import (
	"errors"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// callTerm is the value of `f x`.
func (e *evaluator) callTerm(c *elab.Call, env Env) (Value, error) {
	if err := e.enter(); err != nil {
		return nil, err
	}
	defer func() { e.depth-- }()
	x, err := e.value(c.Arg, env)
	if err != nil {
		return nil, err
	}
	return e.applyTo(c.F, x, env)
}

// applyTo is the value of a function-valued term at x.
func (e *evaluator) applyTo(f elab.Term, x Value, env Env) (Value, error) {
	switch f := f.(type) {
	case *elab.Lambda:
		return e.value(f.Body, env.bind(f.Param.Index, x))
	case *elab.Apply:
		if f.Op == elab.Comp {
			y, err := e.applyTo(f.Args[1], x, env)
			if err != nil {
				return nil, err
			}
			return e.applyTo(f.Args[0], y, env)
		}
	}
	v, err := e.value(f, env)
	if err != nil {
		return nil, err
	}
	return e.call(v, x)
}

// applyNumber is applyTo for a function with numbers as values.
func (e *evaluator) applyNumber(f elab.Term, x Value, env Env) (exact.Real, error) {
	if l, ok := f.(*elab.Lambda); ok {
		return e.number(l.Body, env.bind(l.Param.Index, x))
	}
	v, err := e.applyTo(f, x, env)
	if err != nil {
		return exact.Real{}, err
	}
	n, ok := v.(Num)
	if !ok {
		return exact.Real{}, unsupported("a sum of values that are no numbers")
	}
	return n.Real, nil
}

// call is the value of a function at x.
func (e *evaluator) call(f, x Value) (Value, error) {
	if err := e.enter(); err != nil {
		return nil, err
	}
	defer func() { e.depth-- }()
	g, ok := f.(*Function)
	if eq, isEquiv := f.(*Equiv); isEquiv {
		g, ok = eq.To, eq.To != nil
	}
	if !ok {
		return nil, unsupported("a call of a value that is no function")
	}
	for _, entry := range g.Table {
		same, err := e.equal(entry.At, x)
		if err != nil {
			return nil, err
		}
		if same {
			return entry.Value, nil
		}
	}
	if g.Lambda == nil {
		return nil, undecided("the value of a function outside of its table")
	}
	return e.value(g.Lambda.Body, clone(g.Env).bind(g.Lambda.Param.Index, x))
}

// function is the value of an operation that makes functions.
func (e *evaluator) function(a *elab.Apply, env Env) (Value, error) {
	if a.Op != elab.Comp {
		v, err := e.value(a.Args[0], env)
		if err != nil {
			return nil, err
		}
		eq, ok := v.(*Equiv)
		if !ok {
			return nil, unsupported(a.Op.String())
		}
		f := eq.To
		if a.Op == elab.InvFun {
			f = eq.Inv
		}
		if f == nil {
			return nil, undecided("a function of an equivalence")
		}
		return f, nil
	}
	// g ∘ f is fun x ↦ g (f x), with a slot of its own.
	dom := a.Args[1].Type().(elab.Fun).Dom
	mid := a.Args[1].Type().(elab.Fun).Cod
	cod := a.Args[0].Type().(elab.Fun).Cod
	x := &elab.Var{Index: len(env), Name: "x", T: dom}
	inner := &elab.Call{F: a.Args[1], Arg: x, T: mid}
	return &Function{Lambda: &elab.Lambda{Param: x, Body: &elab.Call{F: a.Args[0], Arg: inner, T: cod}}, Env: clone(env)}, nil
}

// finiteType lists the values of a finite type.
func (e *evaluator) finiteType(t elab.Type) (Finset, bool) {
	switch t := t.(type) {
	case elab.Fin, elab.ZMod:
		n := modulus(t)
		if n > 1<<12 {
			return nil, false
		}
		s := make(Finset, 0, n)
		for k := range n {
			s = append(s, Int(int64(k)))
		}
		return s, true
	case elab.Scalar:
		if t == elab.Prop {
			return Finset{Bool(false), Bool(true)}, true
		}
	case elab.Times:
		a, okA := e.finiteType(t.A)
		b, okB := e.finiteType(t.B)
		if !okA || !okB || len(a)*len(b) > 1<<12 {
			return nil, false
		}
		var s Finset
		for _, x := range a {
			for _, y := range b {
				s = append(s, Pair{x, y})
			}
		}
		return s, true
	}
	return nil, false
}

// equalFunctions compares functions on a finite domain, finds a point where they differ, or
// sees that they are the same polynomial.
func (e *evaluator) equalFunctions(f, g Value, dom elab.Type) (bool, error) {
	points, all := e.finiteType(dom)
	if !all {
		if e.sameFunction(f, g, dom) {
			return true, nil
		}
		points = samples(dom, e.nested)
	}
	var open error
	for _, x := range points {
		y, err := e.call(f, x)
		var z Value
		if err == nil {
			z, err = e.call(g, x)
		}
		same := true
		if err == nil {
			same, err = e.equal(y, z)
		}
		if err == nil && !same {
			return false, nil
		}
		if err != nil {
			open = err
		}
	}
	if all && open == nil {
		return true, nil
	}
	return false, undecided("whether two functions are equal")
}

// functionPredicate decides injectivity and the like on finite domains, and refutes it by
// samples elsewhere.
func (e *evaluator) functionPredicate(a *elab.Apply, env Env) (bool, error) {
	t, ok := a.Args[0].Type().(elab.Fun)
	if !ok {
		return false, unsupported(a.Op.String())
	}
	f, err := e.value(a.Args[0], env)
	if err != nil {
		return false, err
	}
	points, all := e.finiteType(t.Dom)
	if !all {
		points = samples(t.Dom, e.nested)
	}
	values := make([]Value, len(points))
	for i, x := range points {
		if values[i], err = e.call(f, x); err != nil {
			if all {
				return false, err
			}
			values[i] = nil
		}
	}
	if a.Op == elab.Surjective || a.Op == elab.Bijective {
		return e.surjective(a, values, all, env)
	}
	for i, x := range points {
		for j, y := range points {
			if i == j || values[i] == nil || values[j] == nil {
				continue
			}
			broken, err := e.breaks(a.Op, x, y, values[i], values[j])
			if err != nil {
				return false, err
			}
			if broken {
				return false, nil
			}
		}
	}
	if all {
		return true, nil
	}
	return false, undecided(a.Op.String())
}

// surjective decides surjectivity and bijectivity on finite types; elsewhere it is refuted by
// a value that is proved not to be taken.
func (e *evaluator) surjective(a *elab.Apply, values []Value, all bool, env Env) (bool, error) {
	t := a.Args[0].Type().(elab.Fun)
	targets, finite := e.finiteType(t.Cod)
	if !all || !finite {
		slot := freshSlot(env, a)
		x, y := &elab.Var{Index: slot, Name: "x", T: t.Dom}, &elab.Var{Index: slot + 1, Name: "y", T: t.Cod}
		taken := prop(elab.Eq, applied(a.Args[0], x), y)
		e.nested++
		defer func() { e.nested-- }()
		for _, v := range samples(t.Cod, e.nested) {
			found, err := e.exists(x, taken, true, clone(env).bind(y.Index, v))
			if err == nil && !found {
				return false, nil
			}
			if errors.Is(err, ErrTooLarge) && e.left == 0 {
				return false, err
			}
		}
		return false, undecided(a.Op.String())
	}
	b := &builder{e: e, seen: map[string]bool{}}
	for _, v := range values {
		if err := b.add(v); err != nil {
			return false, err
		}
	}
	if a.Op == elab.Bijective && len(b.set) != len(values) {
		return false, nil
	}
	return len(b.set) == len(targets), nil
}

// breaks reports whether two points show that a function is not injective or monotone.
func (e *evaluator) breaks(op elab.Op, x, y, fx, fy Value) (bool, error) {
	if op == elab.Injective {
		same, err := e.equal(fx, fy)
		return same && err == nil, err
	}
	p, okP := x.(Num)
	q, okQ := y.(Num)
	u, okU := fx.(Num)
	v, okV := fy.(Num)
	if !okP || !okQ || !okU || !okV {
		return false, unsupported(op.String())
	}
	before, err := e.compare(p.Real, q.Real)
	if err != nil || before >= 0 {
		return false, err
	}
	c, err := e.compare(u.Real, v.Real)
	switch op {
	case elab.Monotone:
		return c > 0, err
	case elab.StrictMono:
		return c >= 0 && err == nil, err
	case elab.Antitone:
		return c < 0, err
	default:
		return c <= 0 && err == nil, err
	}
}

// pairwise is `List.Pairwise r l`: r x y for all x before y.
func (e *evaluator) pairwise(a *elab.Apply, env Env) (bool, error) {
	l, err := e.listValue(a.Args[1], env)
	if err != nil {
		return false, err
	}
	r, err := e.value(a.Args[0], env)
	if err != nil {
		return false, err
	}
	var open error
	for i, x := range l {
		rx, err := e.call(r, x)
		if err != nil {
			return false, err
		}
		for _, y := range l[i+1:] {
			v, err := e.call(rx, y)
			related, err := truth(v, err)
			if err == nil && !related {
				return false, nil
			}
			if err != nil {
				open = err
			}
		}
	}
	return open == nil, open
}
