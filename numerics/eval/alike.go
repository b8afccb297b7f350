package eval

import "cosita/lean/elab"

// predicate writes `v ∈ s` as a proposition in an environment; false where s has no such form.
func (s *Set) predicate(t elab.Type) (p elab.Term, v *elab.Var, env Env, ok bool) {
	switch {
	case s.known():
		v = &elab.Var{Name: "x", T: t}
		p = prop(elab.False)
		for _, x := range s.Elems {
			n, isNum := x.(Num)
			if !isNum {
				return nil, nil, nil, false
			}
			r, isRat := n.Rat()
			if !isRat || !numeric(t) {
				return nil, nil, nil, false
			}
			p = prop(elab.Or, p, prop(elab.Eq, v, &elab.Lit{Value: r.Big(), T: t}))
		}
		return p, v, nil, true
	case s.Where != nil:
		l := s.Where.Lambda
		if l == nil || len(s.Where.Table) > 0 {
			return nil, nil, nil, false
		}
		v = &elab.Var{Index: freshSlot(s.Where.Env, l), Name: "x", T: t}
		return applied(l, v), v, s.Where.Env, true
	}
	v = &elab.Var{Index: freshSlot(s.env, s.term), Name: "x", T: t}
	p, ok = membership(v, s.term, s.env)
	return p, v, s.env, ok
}

// sameMembers decides whether two sets that are given by predicates are equal: these are the
// same up to the names of bound variables, or `∀ x, x ∈ s ↔ x ∈ u` is decided.
func (e *evaluator) sameMembers(s, u *Set, t elab.Type) (bool, error) {
	p, v, env, okP := s.predicate(t)
	q, w, other, okQ := u.predicate(t)
	if !okP || !okQ {
		return false, undecided("whether two sets are equal")
	}
	// The slots of the second are moved behind those of the first.
	by := max(v.Index+1, highest(p)+1)
	q = substitute(shifted(q, by), w.Index+by, v)
	both := make(Env, by+len(other))
	copy(both, env)
	copy(both[by:], other)
	if err := e.spend(costOfSearch); err != nil {
		return false, err
	}
	equal := func(x, y *elab.Var) bool {
		return x.Index < len(both) && y.Index < len(both) && equalNumbers(both[x.Index], both[y.Index])
	}
	if elab.Same(p, q, map[int]int{v.Index: v.Index}, equal) {
		return true, nil
	}
	e.nested++
	defer func() { e.nested-- }()
	return e.forall(&elab.Lambda{Param: v, Body: prop(elab.Iff, p, q)}, both)
}

// shifted is t with all its slots, free and bound, moved up.
func shifted(t elab.Term, by int) elab.Term {
	switch t := t.(type) {
	case *elab.Var:
		return &elab.Var{Index: t.Index + by, Name: t.Name, T: t.T}
	case *elab.Cast:
		return &elab.Cast{X: shifted(t.X, by), T: t.T}
	case *elab.Call:
		return &elab.Call{F: shifted(t.F, by), Arg: shifted(t.Arg, by), T: t.T}
	case *elab.Lambda:
		param := &elab.Var{Index: t.Param.Index + by, Name: t.Param.Name, T: t.Param.T}
		return &elab.Lambda{Param: param, Body: shifted(t.Body, by)}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, x := range t.Args {
			args[i] = shifted(x, by)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	}
	return t
}

func equalNumbers(a, b Value) bool {
	x, okX := a.(Num)
	y, okY := b.(Num)
	if !okX || !okY || x.Err() != nil || y.Err() != nil {
		return false
	}
	c, ok := x.Cmp(y.Real)
	return ok && c == 0
}
