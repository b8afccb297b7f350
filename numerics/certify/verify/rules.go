package verify

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

func binary(op elab.Op, a, b elab.Term) elab.Term {
	return &elab.Apply{Op: op, Args: []elab.Term{a, b}, T: elab.Prop}
}

// Negate is the negation of a proposition, pushed inwards where the types allow it.
func Negate(t elab.Term) elab.Term {
	a, ok := t.(*elab.Apply)
	if ok {
		switch a.Op {
		case elab.And:
			return binary(elab.Or, Negate(a.Args[0]), Negate(a.Args[1]))
		case elab.Or:
			return binary(elab.And, Negate(a.Args[0]), Negate(a.Args[1]))
		case elab.Imp:
			return binary(elab.And, a.Args[0], Negate(a.Args[1]))
		case elab.Iff:
			return binary(elab.Or, binary(elab.And, a.Args[0], Negate(a.Args[1])), binary(elab.And, Negate(a.Args[0]), a.Args[1]))
		case elab.Not:
			return a.Args[0]
		case elab.True:
			return falsity
		case elab.False:
			return truth
		case elab.Forall, elab.Exists:
			if l, ok := a.Args[0].(*elab.Lambda); ok && len(a.Args) == 1 {
				dual := map[elab.Op]elab.Op{elab.Forall: elab.Exists, elab.Exists: elab.Forall}[a.Op]
				body := &elab.Lambda{Param: l.Param, Body: Negate(l.Body)}
				return &elab.Apply{Op: dual, Args: []elab.Term{body}, T: elab.Prop}
			}
		case elab.Eq:
			return binary(elab.Ne, a.Args[0], a.Args[1])
		case elab.Ne:
			return binary(elab.Eq, a.Args[0], a.Args[1])
		case elab.Lt, elab.Le, elab.Gt, elab.Ge:
			if typ, ok := scalar(a.Args[0]); ok && typ != elab.Complex {
				dual := map[elab.Op]elab.Op{elab.Lt: elab.Ge, elab.Le: elab.Gt, elab.Gt: elab.Le, elab.Ge: elab.Lt}[a.Op]
				return binary(dual, a.Args[0], a.Args[1])
			}
		}
	}
	return &elab.Apply{Op: elab.Not, Args: []elab.Term{t}, T: elab.Prop}
}

// Apply gives the sequents that a rule leaves; none when it closes s.
func (s *Sequent) Apply(n *Node) ([]*Sequent, error) {
	goal, _ := s.Goal.(*elab.Apply)
	is := func(ops ...elab.Op) bool {
		for _, op := range ops {
			if goal != nil && goal.Op == op {
				return true
			}
		}
		return false
	}
	switch n.Rule {
	case "intro":
		switch {
		case is(elab.Imp):
			return []*Sequent{s.towards(goal.Args[1], goal.Args[0])}, nil
		case is(elab.Not):
			return []*Sequent{s.towards(falsity, goal.Args[0])}, nil
		case is(elab.Forall):
			if l, ok := goal.Args[0].(*elab.Lambda); ok {
				f, body := s.fresh(l)
				return []*Sequent{f.towards(body)}, nil
			}
		}
	case "witness":
		if is(elab.Exists) {
			return s.witness(goal, n)
		}
	case "split":
		switch {
		case is(elab.And):
			return []*Sequent{s.towards(goal.Args[0]), s.towards(goal.Args[1])}, nil
		case is(elab.Iff):
			a, b := goal.Args[0], goal.Args[1]
			return []*Sequent{s.towards(binary(elab.Imp, a, b)), s.towards(binary(elab.Imp, b, a))}, nil
		}
	case "left", "right":
		if is(elab.Or) {
			return []*Sequent{s.towards(goal.Args[map[string]int{"left": 0, "right": 1}[n.Rule]])}, nil
		}
	case "contra":
		return []*Sequent{s.towards(falsity, Negate(s.Goal))}, nil
	case "ground":
		return nil, s.ground(n)
	case "cases":
		return nil, s.enumerate(n)
	case "sum":
		return nil, s.sum(n.Sum)
	case "combination":
		return nil, s.combination(n.Sum)
	case "product":
		return s.product(n)
	case "branch":
		return s.branch(n)
	case "nonzero":
		return nil, s.nonzero(n)
	case "reciprocal":
		return s.reciprocal(n.With)
	case "have":
		return s.have(n.Sum)
	case "sign":
		return s.sign(n)
	case "atom":
		return s.atomRule(n.With)
	case "imaginary":
		unit := &elab.Apply{Op: elab.ImaginaryUnit, T: elab.Complex}
		square := &elab.Apply{Op: elab.Mul, Args: []elab.Term{unit, unit}, T: elab.Complex}
		return []*Sequent{s.fork(binary(elab.Eq, square, literal(exact.Int(-1), elab.Complex)))}, nil
	case "rewrite":
		return s.rewrite(n)
	case "inverse":
		return s.inverse(n.With)
	case "evaluate":
		return nil, s.evaluate(n)
	case "residues":
		return nil, s.residues(n)
	case "and", "or", "instantiate":
		return s.onFact(n)
	}
	return nil, reject("rule %q does not fit the goal %s", n.Rule, elab.Print(s.Goal))
}

func (s *Sequent) onFact(n *Node) ([]*Sequent, error) {
	if n.At < 0 || n.At >= len(s.Facts) {
		return nil, reject("there is no fact %d", n.At)
	}
	a, ok := s.Facts[n.At].Prop.(*elab.Apply)
	if !ok {
		return nil, reject("fact %d is no proposition that rule %s takes apart", n.At, n.Rule)
	}
	switch {
	case n.Rule == "instantiate":
		return s.instantiate(a, n)
	case n.Rule == "and" && a.Op == elab.And:
		return []*Sequent{s.fork(a.Args...)}, nil
	case n.Rule == "and" && a.Op == elab.Iff:
		return []*Sequent{s.fork(binary(elab.Imp, a.Args[0], a.Args[1]), binary(elab.Imp, a.Args[1], a.Args[0]))}, nil
	case n.Rule == "and" && a.Op == elab.Not:
		return []*Sequent{s.fork(Negate(a.Args[0]))}, nil
	case n.Rule == "and" && a.Op == elab.Exists:
		if l, ok := a.Args[0].(*elab.Lambda); ok {
			f, body := s.fresh(l)
			return []*Sequent{f.fork(body)}, nil
		}
	case n.Rule == "or" && a.Op == elab.Or:
		return []*Sequent{s.fork(a.Args[0]), s.fork(a.Args[1])}, nil
	case n.Rule == "or" && a.Op == elab.Imp:
		return []*Sequent{s.fork(Negate(a.Args[0])), s.fork(a.Args[1])}, nil
	case n.Rule == "or" && a.Op == elab.Ne:
		if typ, ok := scalar(a.Args[0]); ok && typ != elab.Complex {
			return []*Sequent{s.fork(binary(elab.Lt, a.Args[0], a.Args[1])), s.fork(binary(elab.Gt, a.Args[0], a.Args[1]))}, nil
		}
	}
	return nil, reject("rule %s does not fit the fact %s", n.Rule, elab.Print(a))
}

// product: the factors multiply to a combination of the equations, so one of them is 0.
func (s *Sequent) product(n *Node) ([]*Sequent, error) {
	if len(n.Factors) < 2 || len(n.Factors) > 24 {
		return nil, reject("%d factors", len(n.Factors))
	}
	product := exact.Const(exact.Int(1))
	var subs []*Sequent
	for _, f := range n.Factors {
		p, err := s.poly(f)
		if err != nil {
			return nil, err
		}
		var ok bool
		if product, ok = product.Mul(p); !ok {
			return nil, reject("the factors are too large")
		}
		subs = append(subs, s.fork().with(p, Zero))
	}
	return subs, s.combine(n.Sum, product)
}

// branch: an integer polynomial is at most -1 or at least 0.
func (s *Sequent) branch(n *Node) ([]*Sequent, error) {
	if len(n.Factors) != 1 {
		return nil, reject("a branch without its polynomial")
	}
	p, err := s.poly(n.Factors[0])
	if err != nil {
		return nil, err
	}
	if !s.integral(p) {
		return nil, reject("a branch on what is no integer")
	}
	below := sub(exact.Const(exact.Int(-1)), p)
	return []*Sequent{s.fork().with(below, NonNeg), s.fork().with(p, NonNeg)}, nil
}

// reciprocal splits by whether an inverse p⁻¹ = v, the atom with this key, is that of 0. It
// adds p ≠ 0 and p·v - 1 = 0 in the first case, p = 0 and v = 0 in the second.
func (s *Sequent) reciprocal(key string) ([]*Sequent, error) {
	i, ok := s.number(key)
	if !ok {
		return nil, reject("there is no atom %.80q", key)
	}
	v := exact.X(i)
	a, ok := s.Table.Atoms[i].Term.(*elab.Apply)
	if !ok || a.Op != elab.Inv || !s.Table.Atoms[i].Type.Field() {
		return nil, reject("%s is no inverse", key)
	}
	p, ok := s.Poly(a.Args[0])
	product, fits := p.Mul(v)
	if !ok || !fits {
		return nil, reject("%s is too large", key)
	}
	return []*Sequent{
		s.fork().with(p, NonZero).with(sub(product, exact.Const(exact.Int(1))), Zero),
		s.fork().with(p, Zero).with(v, Zero),
	}, nil
}

// nonzero closes s: the equations make the polynomial 0 that the fact at n.At says is not 0.
func (s *Sequent) nonzero(n *Node) error {
	if n.At < 0 || n.At >= len(s.Facts) || s.Facts[n.At].Rel != NonZero {
		return reject("fact %d is no inequation", n.At)
	}
	return s.combine(n.Sum, s.Facts[n.At].Poly)
}

// sign: a polynomial over ordered types is at least 0 or below 0. It adds p ≥ 0 in the first
// case and -p > 0 in the second.
func (s *Sequent) sign(n *Node) ([]*Sequent, error) {
	if len(n.Factors) != 1 {
		return nil, reject("a sign without its polynomial")
	}
	p, err := s.poly(n.Factors[0])
	if err != nil {
		return nil, err
	}
	if !s.ordered(p) {
		return nil, reject("complex numbers have no order")
	}
	return []*Sequent{s.fork().with(p, NonNeg), s.fork().with(p.Scale(exact.Int(-1)), Pos)}, nil
}

// atomRule gives what defines an atom, case by case.
func (s *Sequent) atomRule(key string) ([]*Sequent, error) {
	i, ok := s.number(key)
	if !ok {
		return nil, reject("there is no atom %s", key)
	}
	a, ok := s.Table.Atoms[i].Term.(*elab.Apply)
	v := exact.X(i)
	if !ok || len(a.Args) == 0 {
		return nil, reject("nothing defines %s", key)
	}
	var p [2]exact.Poly
	for j, x := range a.Args {
		if j < 2 {
			if p[j], ok = s.Poly(x); !ok || !s.ordered(p[j]) {
				return nil, reject("nothing defines %s", key)
			}
		}
	}
	one, minus := exact.Const(exact.Int(1)), exact.Int(-1)
	typ := s.Table.Atoms[i].Type
	switch a.Op {
	case elab.Abs:
		return []*Sequent{
			s.fork().with(p[0], NonNeg).with(sub(v, p[0]), Zero),
			s.fork().with(p[0].Scale(minus), Pos).with(v.Add(p[0]), Zero),
		}, nil
	case elab.Min, elab.Max:
		d := sub(p[0], p[1])
		if a.Op == elab.Min {
			d = d.Scale(minus)
		}
		return []*Sequent{
			s.fork().with(d, NonNeg).with(sub(v, p[0]), Zero),
			s.fork().with(d.Scale(minus), Pos).with(sub(v, p[1]), Zero),
		}, nil
	case elab.Sub:
		if typ == elab.Nat {
			d := sub(p[0], p[1])
			return []*Sequent{
				s.fork().with(d, NonNeg).with(sub(v, d), Zero),
				s.fork().with(d.Scale(minus), Pos).with(v, Zero),
			}, nil
		}
	case elab.Div:
		if c, ok := constant(p[1]); ok && c.Sign() != 0 && (typ == elab.Nat || typ == elab.Int) {
			r := sub(p[0], v.Scale(c))
			return []*Sequent{s.fork().with(r, NonNeg).with(sub(exact.Const(c.Abs()), r), Pos)}, nil
		}
	case elab.Inv:
		if typ == elab.Rat || typ == elab.Real {
			e, ok := p[0].Mul(v)
			if ok {
				e = sub(e, one)
				return []*Sequent{
					s.fork().with(p[0], Pos).with(v, Pos).with(e, Zero),
					s.fork().with(p[0], Zero).with(v, Zero),
					s.fork().with(p[0].Scale(minus), Pos).with(v.Scale(minus), Pos).with(e, Zero),
				}, nil
			}
		}
	case elab.Sqrt:
		if typ == elab.Real {
			square, _ := v.Mul(v)
			return []*Sequent{
				s.fork().with(p[0], NonNeg).with(v, NonNeg).with(sub(square, p[0]), Zero),
				s.fork().with(p[0].Scale(minus), Pos).with(v, Zero),
			}, nil
		}
	case elab.Floor:
		d := sub(p[0], v)
		return []*Sequent{s.fork().with(d, NonNeg).with(sub(one, d), Pos)}, nil
	case elab.Exp:
		if typ == elab.Real {
			return []*Sequent{s.fork().with(v, Pos)}, nil
		}
	case elab.Ceil:
		d := sub(v, p[0])
		return []*Sequent{s.fork().with(d, NonNeg).with(sub(one, d), Pos)}, nil
	}
	return nil, reject("nothing defines %s", key)
}
