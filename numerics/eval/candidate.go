package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// element covers `x ∈ s` for a set that is known by its elements.
func (c *coverage) element(a *elab.Apply, env Env) (*candidates, error) {
	v, ok := a.Args[0].(*elab.Var)
	if !ok || v.Index != c.x.Index || c.open(a.Args[1], env) {
		return nil, nil
	}
	s, err := c.e.value(a.Args[1], env)
	if err != nil {
		return nil, nil
	}
	switch s := s.(type) {
	case Finset:
		return &candidates{values: s}, nil
	case List:
		return &candidates{values: Finset(s)}, nil
	case *Set:
		if s.known() {
			return &candidates{values: s.Elems}, nil
		}
		xs, all, err := c.e.elements(s, c.x.T)
		if err != nil || !all {
			return nil, nil
		}
		return &candidates{values: xs}, nil
	}
	return nil, nil
}

// divisor covers `x ∣ n`, and `t ∣ n` for a product t with the factor x, for n ≠ 0.
func (c *coverage) divisor(a *elab.Apply, env Env) (*candidates, error) {
	if !c.factor(a.Args[0]) || !integral(a.Args[0].Type()) || c.open(a.Args[1], env) {
		return nil, nil
	}
	n, err := c.e.number(a.Args[1], env)
	if err != nil {
		return nil, nil
	}
	r, ok := n.Rat()
	if !ok || r.Sign() == 0 || !r.IsInt() {
		return nil, nil
	}
	return c.divisorsOf(r)
}

// factor reports whether t is a product with the factor x: a multiple of x.
func (c *coverage) factor(t elab.Term) bool {
	switch t := strip(t).(type) {
	case *elab.Var:
		return t.Index == c.x.Index
	case *elab.Apply:
		switch t.Op {
		case elab.Mul:
			return c.factor(t.Args[0]) || c.factor(t.Args[1])
		case elab.Pow:
			n, ok := t.Args[1].(*elab.Lit)
			return ok && n.T == elab.Type(elab.Nat) && n.Value.Sign() > 0 && c.factor(t.Args[0])
		}
	}
	return false
}

// divisorsOf are the integers that divide n ≠ 0, those of x's type at least.
func (c *coverage) divisorsOf(n exact.Rat) (*candidates, error) {
	divisors, err := c.e.divisors(n.Abs().Num())
	if err != nil {
		return nil, nil
	}
	found := &candidates{}
	for _, d := range divisors {
		found.values = append(found.values, Rational(d))
		if scalar(c.x.T) == elab.Int {
			found.values = append(found.values, Rational(d.Neg()))
		}
	}
	return found, nil
}

// strip takes the casts off a term.
func strip(t elab.Term) elab.Term {
	for {
		c, ok := t.(*elab.Cast)
		if !ok {
			return t
		}
		t = c.X
	}
}
