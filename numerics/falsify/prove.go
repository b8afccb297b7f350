package falsify

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// holds is the truth value of a proposition, decided by evaluation or, for a `∀` over an
// infinite domain, by putting the known values in: it holds where both sides of its
// conclusion become the same polynomial, or the same term. Samples that agree prove nothing.
func holds(t elab.Term, env eval.Env) (bool, error) {
	ok, err := eval.Holds(t, env)
	if err == nil || errors.Is(err, eval.ErrTooLarge) {
		return ok, err
	}
	if identity(t, env) || tail(t, env) {
		return true, nil
	}
	return false, err
}

// identity reports whether t is `∀ x …, guards → l = r` with sides that are the same for all
// x, guards or not.
func identity(t elab.Term, env eval.Env) bool {
	u := takeApart(t)
	if len(u.params) == 0 {
		return false
	}
	for _, part := range conjuncts(u.conclusion) {
		a, ok := part.(*elab.Apply)
		if !ok || a.Op != elab.Eq && a.Op != elab.Iff && a.Op != elab.Le && a.Op != elab.Ge {
			return false
		}
		in := &inliner{env: env, fresh: map[int]int{}}
		for _, x := range u.params {
			in.fresh[x.Index] = x.Index
		}
		for _, g := range u.guards {
			if g, ok := in.term(g, nil); ok {
				in.guards = append(in.guards, g)
			}
		}
		l, okL := in.term(a.Args[0], nil)
		r, okR := in.term(a.Args[1], nil)
		if !okL || !okR {
			return false
		}
		if !same(l, r, nil) && !sameFraction(l, r) && !decided(a, l, r) {
			return false
		}
	}
	return true
}

// ground reports whether a term has no variables.
func ground(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Lit:
		return true
	case *elab.Cast:
		return ground(t.X)
	case *elab.Apply:
		for _, x := range t.Args {
			if !ground(x) {
				return false
			}
		}
		return true
	}
	return false
}

// decided evaluates the relation a between terms without variables.
func decided(a *elab.Apply, l, r elab.Term) bool {
	if !ground(l) || !ground(r) {
		return false
	}
	ok, err := eval.Holds(&elab.Apply{Op: a.Op, Args: []elab.Term{l, r}, T: elab.Prop}, nil)
	return ok && err == nil
}

// inliner puts the values of an environment into a term and applies lambdas.
type inliner struct {
	env   eval.Env
	fresh map[int]int // variables that stay, by slot
	// guards hold: they choose the branch of an `if`.
	guards []elab.Term
	depth  int
}

// maxInlined bounds the nesting of applications.
const maxInlined = 30

func (in *inliner) term(t elab.Term, bound map[int]elab.Term) (elab.Term, bool) {
	switch t := t.(type) {
	case *elab.Var:
		if x, ok := bound[t.Index]; ok {
			return x, true
		}
		if _, ok := in.fresh[t.Index]; ok {
			return t, true
		}
		return in.value(t)
	case *elab.Lit:
		return t, true
	case *elab.Cast:
		x, ok := in.term(t.X, bound)
		if l, isLit := x.(*elab.Lit); ok && isLit {
			if numeral(l.T) && numeral(t.T) {
				return &elab.Lit{Value: l.Value, T: t.T}, true
			}
		}
		return &elab.Cast{X: x, T: t.T}, ok
	case *elab.Lambda:
		in.fresh[t.Param.Index] = t.Param.Index
		outer := in.guards
		in.guards = slices.DeleteFunc(slices.Clone(outer), func(g elab.Term) bool { return mentions(g, t.Param.Index) })
		body, ok := in.term(t.Body, without(bound, t.Param.Index))
		in.guards = outer
		return &elab.Lambda{Param: t.Param, Body: body}, ok
	case *elab.Call:
		return in.call(t, bound)
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, x := range t.Args {
			var ok bool
			if args[i], ok = in.term(x, bound); !ok {
				return nil, false
			}
		}
		if t.Op == elab.Ite {
			switch {
			case in.implied(args[0]):
				return args[1], true
			case in.excluded(args[0]):
				return args[2], true
			case same(args[1], args[2], nil):
				return args[1], true
			}
		}
		if l, ok := args0(args); ok && t.Op == elab.Neg && numeral(t.T) {
			return &elab.Lit{Value: new(big.Rat).Neg(l.Value), T: t.T}, true
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}, true
	}
	return nil, false
}

// implied reports whether each conjunct of a condition is one of the guards, or one that
// evaluates to true.
func (in *inliner) implied(condition elab.Term) bool {
	for _, c := range conjuncts(condition) {
		known := false
		for _, g := range in.guards {
			known = known || same(g, c, nil)
		}
		if !known {
			ok, err := eval.Holds(c, nil)
			known = ground(c) && err == nil && ok
		}
		if !known {
			return false
		}
	}
	return true
}

// excluded reports whether a conjunct of a condition contradicts the guards plainly.
func (in *inliner) excluded(condition elab.Term) bool {
	p := &problem{}
	for _, c := range conjuncts(condition) {
		if ground(c) {
			if ok, err := eval.Holds(c, nil); err == nil && !ok {
				return true
			}
		}
		for _, g := range in.guards {
			if opposite(g, -1, c, -1) {
				return true
			}
		}
		for slot := range in.fresh {
			var s, t span
			x := &elab.Var{Index: slot}
			narrowed := false
			for _, g := range in.guards {
				narrowed = s.narrow(p, x, g) || narrowed
			}
			if narrowed && t.narrow(p, x, c) && (s.before(t) || t.before(s)) {
				return true
			}
		}
	}
	return false
}

// numeral reports whether the literals of a type are the rational numbers that they show.
func numeral(t elab.Type) bool {
	s, ok := t.(elab.Scalar)
	return ok && s != elab.Prop
}

func args0(args []elab.Term) (*elab.Lit, bool) {
	if len(args) != 1 {
		return nil, false
	}
	l, ok := args[0].(*elab.Lit)
	return l, ok
}

func without(bound map[int]elab.Term, slot int) map[int]elab.Term {
	if _, ok := bound[slot]; !ok {
		return bound
	}
	rest := map[int]elab.Term{}
	for k, v := range bound {
		if k != slot {
			rest[k] = v
		}
	}
	return rest
}

// value is a known variable as a term.
func (in *inliner) value(v *elab.Var) (elab.Term, bool) {
	if v.Index >= len(in.env) {
		return nil, false
	}
	switch x := in.env[v.Index].(type) {
	case eval.Num:
		r, ok := x.Rat()
		if s, isScalar := v.T.(elab.Scalar); !ok || !isScalar || s == elab.Complex {
			return nil, false
		}
		return &elab.Lit{Value: new(big.Rat).SetFrac(r.Num(), r.Den()), T: v.T}, true
	case eval.Complex:
		r, ok := rational(x)
		return &elab.Lit{Value: new(big.Rat).SetFrac(r.Num(), r.Den()), T: v.T}, ok
	case *eval.Function:
		if x.Lambda == nil || len(x.Table) > 0 {
			return nil, false
		}
		// Without the guards: its parameter is not yet the argument.
		inner := &inliner{env: x.Env, fresh: in.fresh, depth: in.depth + 1}
		if inner.depth > maxInlined {
			return nil, false
		}
		return inner.term(x.Lambda, nil)
	}
	return nil, false
}

func (in *inliner) call(t *elab.Call, bound map[int]elab.Term) (elab.Term, bool) {
	f, ok := in.term(t.F, bound)
	if !ok {
		return nil, false
	}
	x, ok := in.term(t.Arg, bound)
	if !ok {
		return nil, false
	}
	l, ok := f.(*elab.Lambda)
	if !ok {
		return &elab.Call{F: f, Arg: x, T: t.T}, true
	}
	if in.depth > maxInlined {
		return nil, false
	}
	if captures(l.Body, x) {
		return nil, false
	}
	in.depth++
	defer func() { in.depth-- }()
	in.fresh[l.Param.Index] = l.Param.Index
	return in.term(l.Body, map[int]elab.Term{l.Param.Index: x})
}

// captures reports whether a lambda inside body binds a variable of x.
func captures(body, x elab.Term) bool {
	switch t := body.(type) {
	case *elab.Lambda:
		return mentions(x, t.Param.Index) || captures(t.Body, x)
	case *elab.Cast:
		return captures(t.X, x)
	case *elab.Call:
		return captures(t.F, x) || captures(t.Arg, x)
	case *elab.Apply:
		for _, y := range t.Args {
			if captures(y, x) {
				return true
			}
		}
	}
	return false
}

// sameFraction reports whether two terms are the same polynomial in their variables.
func sameFraction(l, r elab.Term) bool {
	p := &problem{functions: map[int]*function{}}
	for _, t := range []elab.Term{l, r} {
		if !p.open(t) {
			return false
		}
	}
	x, okX := p.fraction(l, nil)
	y, okY := p.fraction(r, nil)
	if !okX || !okY || x.loose || y.loose {
		return false
	}
	a, ok1 := x.num.Mul(y.den)
	b, ok2 := y.num.Mul(x.den)
	return ok1 && ok2 && len(a.Add(b.Scale(exact.Int(-1))).Terms()) == 0
}

// open introduces the variables of a term.
func (p *problem) open(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Var:
		if t.Index >= len(p.indexOf) || p.indexOf[t.Index] < 0 {
			if len(p.vars) >= maxVars {
				return false
			}
			for len(p.indexOf) <= t.Index {
				p.indexOf = append(p.indexOf, -1)
			}
			p.introduce(fmt.Sprint(t.Index), t.Index, t.T)
		}
	case *elab.Cast:
		return p.open(t.X)
	case *elab.Apply:
		for _, x := range t.Args {
			if !p.open(x) {
				return false
			}
		}
	case *elab.Lambda, *elab.Call:
		return false
	}
	return true
}
