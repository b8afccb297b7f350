package verify

import "cosita/lean/elab"

// rewrite replaces the left side of the equation at n.At by its right side, in the goal and
// in the propositions of the other facts, each in its place; from right to left where n.With
// is "back".
func (s *Sequent) rewrite(n *Node) ([]*Sequent, error) {
	if n.At < 0 || n.At >= len(s.Facts) {
		return nil, reject("there is no fact %d", n.At)
	}
	a, ok := s.Facts[n.At].Prop.(*elab.Apply)
	if !ok || a.Op != elab.Eq || a.Args[0].Type() != a.Args[1].Type() {
		return nil, reject("fact %d is no equation between terms", n.At)
	}
	x, by := a.Args[0], a.Args[1]
	if n.With == "back" {
		x, by = by, x
	}
	if !s.closed(x) || !s.closed(by) {
		return nil, reject("the equation at %d has bound variables", n.At)
	}
	f := s.towards(replace(s.Goal, x, by))
	for i, fact := range s.Facts {
		if i != n.At && fact.Prop != nil {
			f.Facts[i] = s.fact(replace(fact.Prop, x, by))
		}
	}
	return []*Sequent{f}, nil
}

// inverse adds σ (σ⁻¹ x) = x for the term σ⁻¹ x of the sequent with this key, or
// σ⁻¹ (σ x) = x for σ x.
func (s *Sequent) inverse(key string) ([]*Sequent, error) {
	var out []*Sequent
	s.Walk(func(t elab.Term) {
		c, ok := t.(*elab.Call)
		if !ok || out != nil || !s.closed(c) || Key(c) != key {
			return
		}
		f, ok := c.F.(*elab.Apply)
		if !ok || f.Op != elab.ToFun && f.Op != elab.InvFun {
			return
		}
		eq, ok := f.Args[0].Type().(elab.EquivOf)
		if !ok {
			return
		}
		back := &elab.Apply{Op: elab.InvFun, Args: f.Args, T: elab.Fun{Dom: eq.B, Cod: eq.A}}
		if f.Op == elab.InvFun {
			back = &elab.Apply{Op: elab.ToFun, Args: f.Args, T: elab.Fun{Dom: eq.A, Cod: eq.B}}
		}
		round := &elab.Call{F: back, Arg: c, T: c.Arg.Type()}
		out = []*Sequent{s.fork(binary(elab.Eq, round, c.Arg))}
	})
	if out == nil {
		return nil, reject("no value %.80q of a bijection", key)
	}
	return out, nil
}

// witness proves `∃ x, P x` by a term made from a polynomial.
func (s *Sequent) witness(goal *elab.Apply, n *Node) ([]*Sequent, error) {
	l, ok := goal.Args[0].(*elab.Lambda)
	if !ok {
		return nil, reject("∃ of a function that is not written out")
	}
	x, err := s.TermOf(n.Factors, l.Param.T)
	if err != nil {
		return nil, err
	}
	return []*Sequent{s.towards(substitute(l.Body, l.Param.Index, x))}, nil
}

// Walk visits all terms of the goal and of the facts, arguments first.
func (s *Sequent) Walk(f func(t elab.Term)) {
	visit(s.Goal, f)
	for _, fact := range s.Facts {
		if fact.Prop != nil {
			visit(fact.Prop, f)
		}
	}
}

// visit calls f for each part of t, arguments first.
func visit(t elab.Term, f func(t elab.Term)) {
	switch t := t.(type) {
	case *elab.Cast:
		visit(t.X, f)
	case *elab.Apply:
		for _, x := range t.Args {
			visit(x, f)
		}
	case *elab.Lambda:
		visit(t.Body, f)
	case *elab.Call:
		visit(t.F, f)
		visit(t.Arg, f)
	}
	f(t)
}
