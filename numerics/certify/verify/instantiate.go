package verify

import (
	"slices"
	"strconv"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// instantiate adds what a fact `∀ x, P x`, or `f = fun x ↦ b`, says of a term: one that a
// function of the sequent is applied to, by its key, or one made from a polynomial.
func (s *Sequent) instantiate(a *elab.Apply, n *Node) ([]*Sequent, error) {
	l, ok := a.Args[len(a.Args)-1].(*elab.Lambda)
	if !ok || a.Op != elab.Forall && a.Op != elab.Eq {
		return nil, reject("%s says nothing of all terms", elab.Print(a))
	}
	var found elab.Term
	if len(n.Factors) > 0 {
		var err error
		if found, err = s.TermOf(n.Factors, l.Param.T); err != nil {
			return nil, err
		}
	}
	for _, arg := range s.Arguments() {
		if found == nil && Key(arg) == n.With {
			found = arg
		}
	}
	switch {
	case found == nil || found.Type() != l.Param.T:
		return nil, reject("no argument %.80q", n.With)
	case a.Op == elab.Forall:
		return []*Sequent{s.fork(substitute(l.Body, l.Param.Index, found))}, nil
	}
	call := &elab.Call{F: a.Args[0], Arg: found, T: l.Body.Type()}
	return []*Sequent{s.fork(binary(elab.Eq, call, substitute(l.Body, l.Param.Index, found)))}, nil
}

// TermOf is the one polynomial as a term of type t: ℕ, where no coefficient may be negative,
// ℤ, ℚ, ℝ or ℂ. Atoms of smaller types are cast.
func (s *Sequent) TermOf(ps []Poly, t elab.Type) (elab.Term, error) {
	typ, ok := t.(elab.Scalar)
	if !ok || typ < elab.Nat || typ > elab.Complex || len(ps) != 1 {
		return nil, reject("no term of type %s is made from %d polynomials", t, len(ps))
	}
	p, err := s.poly(ps[0])
	if err != nil {
		return nil, err
	}
	var sum elab.Term
	for _, m := range p.Terms() {
		if !typ.Field() && !m.Coef.IsInt() || typ == elab.Nat && m.Coef.Sign() < 0 {
			return nil, reject("a coefficient %s in %s", m.Coef, typ)
		}
		product := literal(m.Coef, typ)
		for _, w := range m.Powers {
			a := s.Table.Atoms[w.Var]
			if a.Type > typ || !s.closed(a.Term) {
				return nil, reject("%s in a term of type %s", a.Key, typ)
			}
			x := a.Term
			if a.Type != typ {
				x = &elab.Cast{X: x, T: typ}
			}
			for range w.Exp {
				product = &elab.Apply{Op: elab.Mul, Args: []elab.Term{product, x}, T: typ}
			}
		}
		if sum == nil {
			sum = product
		} else {
			sum = &elab.Apply{Op: elab.Add, Args: []elab.Term{sum, product}, T: typ}
		}
	}
	if sum == nil {
		sum = literal(exact.Rat{}, typ)
	}
	return sum, nil
}

// literal is a number as Lean writes it: numerals, a minus, a fraction.
func literal(c exact.Rat, typ elab.Scalar) elab.Term {
	lit := func(r exact.Rat) elab.Term { return &elab.Lit{Value: r.Big(), T: typ} }
	num := lit(exact.FromBigInt(c.Num()).Abs())
	if !c.IsInt() {
		num = &elab.Apply{Op: elab.Div, Args: []elab.Term{num, lit(exact.FromBigInt(c.Den()))}, T: typ}
	}
	if c.Sign() < 0 {
		num = &elab.Apply{Op: elab.Neg, Args: []elab.Term{num}, T: typ}
	}
	return num
}

// fresh is s with a variable of its own in place of that of a lambda, and the body.
func (s *Sequent) fresh(l *elab.Lambda) (*Sequent, elab.Term) {
	taken := map[string]bool{}
	for _, v := range s.Typed.Vars {
		taken[v.Name] = true
	}
	for _, v := range s.Fresh {
		taken[v.Name] = true
	}
	name := l.Param.Name
	for i := 1; taken[name]; i++ {
		name = l.Param.Name + "_" + strconv.Itoa(i)
	}
	x := &elab.Var{Index: s.Typed.Slots + len(s.Fresh), Name: name, T: l.Param.T}
	f := s.fork()
	f.Fresh = append(slices.Clone(s.Fresh), x)
	return f, substitute(l.Body, l.Param.Index, x)
}

// Variables are those of the statement and those that rules have introduced.
func (s *Sequent) Variables() []*elab.Var {
	var out []*elab.Var
	for i, v := range s.Typed.Vars {
		out = append(out, &elab.Var{Index: i, Name: v.Name, T: v.Type})
	}
	return append(out, s.Fresh...)
}

func (s *Sequent) env() eval.Env { return make(eval.Env, s.Typed.Slots+len(s.Fresh)) }

// Key names a term: its printed form and its type.
func Key(t elab.Term) string { return elab.Print(t) + " : " + t.Type().String() }

// Arguments are the closed terms that functions are applied to.
func (s *Sequent) Arguments() []elab.Term {
	var out []elab.Term
	seen := map[string]bool{}
	s.Walk(func(t elab.Term) {
		if c, ok := t.(*elab.Call); ok {
			if key := Key(c.Arg); !seen[key] && s.closed(c.Arg) {
				seen[key] = true
				out = append(out, c.Arg)
			}
		}
	})
	return out
}

// closed reports whether t has no variable of a lambda, its own included.
func (s *Sequent) closed(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Var:
		return t.Index < len(s.Typed.Vars) || t.Index >= s.Typed.Slots
	case *elab.Cast:
		return s.closed(t.X)
	case *elab.Apply:
		for _, x := range t.Args {
			if !s.closed(x) {
				return false
			}
		}
	case *elab.Lambda:
		return false
	case *elab.Call:
		return s.closed(t.F) && s.closed(t.Arg)
	}
	return true
}

// substitute puts x, which has no bound variables, for the variable of a slot.
func substitute(t elab.Term, slot int, x elab.Term) elab.Term {
	switch t := t.(type) {
	case *elab.Var:
		if t.Index == slot {
			return x
		}
	case *elab.Cast:
		return &elab.Cast{X: substitute(t.X, slot, x), T: t.T}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, y := range t.Args {
			args[i] = substitute(y, slot, x)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	case *elab.Lambda:
		return &elab.Lambda{Param: t.Param, Body: substitute(t.Body, slot, x)}
	case *elab.Call:
		return &elab.Call{F: substitute(t.F, slot, x), Arg: substitute(t.Arg, slot, x), T: t.T}
	}
	return t
}
