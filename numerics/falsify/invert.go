package falsify

import (
	"fmt"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// maxInversions bounds the nesting of inversions.
const maxInversions = 6

// invert notes `√e = c`, `log e = c` and their like as equations for e, which are tried and
// whose solutions have to satisfy the hypothesis.
func (p *problem) invert(l, r elab.Term) {
	if p.depth > maxInversions {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	for range 2 {
		if x, y, ok := p.inverted(l, r); ok {
			p.equate(x, y)
		}
		l, r = r, l
	}
}

// inverted is an equation for an argument of the operation at the top of l.
func (p *problem) inverted(l, r elab.Term) (x, y elab.Term, ok bool) {
	a, ok := l.(*elab.Apply)
	if !ok || len(a.Args) == 0 || p.occurring(l) == 0 {
		return nil, nil, false
	}
	t := a.T
	apply := func(op elab.Op, args ...elab.Term) elab.Term { return &elab.Apply{Op: op, Args: args, T: t} }
	constant := func(t elab.Term) bool { return p.occurring(t) == 0 }
	real := t == elab.Type(elab.Real)
	x = a.Args[0]
	switch a.Op {
	case elab.Sqrt:
		if c, ok := p.numeral(r); ok && c.Sign() == 0 {
			// So it is wherever x is not positive.
			p.bound(elab.Le, x, r)
			return nil, nil, false
		}
		return x, apply(elab.Pow, r, literal(2, elab.Nat)), true
	case elab.Log:
		e := apply(elab.Exp, r)
		return x, p.either(e, apply(elab.Neg, e)), true
	case elab.Abs:
		square := func(t elab.Term) elab.Term { return apply(elab.Pow, t, literal(2, elab.Nat)) }
		return square(x), square(r), true
	case elab.Exp:
		return x, apply(elab.Log, r), real
	case elab.Logb:
		if constant(x) {
			e := apply(elab.Pow, x, r)
			return a.Args[1], p.either(e, apply(elab.Neg, e)), true
		}
	case elab.Pow:
		n := a.Args[1]
		switch {
		case !real || n.Type() != elab.Type(elab.Real):
		case constant(x):
			return n, apply(elab.Logb, x, r), true
		case constant(n):
			// For x < 0, x ^ n is |x| ^ n * cos (n * π).
			inverse := apply(elab.Inv, n)
			turn := apply(elab.Cos, apply(elab.Mul, n, &elab.Apply{Op: elab.Pi, T: t}))
			negative := apply(elab.Neg, apply(elab.Pow, apply(elab.Div, r, turn), inverse))
			return x, p.either(apply(elab.Pow, r, inverse), negative), true
		}
	case elab.Add, elab.Sub, elab.Mul, elab.Div:
		return p.isolated(a, r, apply)
	}
	return nil, nil, false
}

// either is x or y, as a hidden variable chooses.
func (p *problem) either(x, y elab.Term) elab.Term {
	if len(p.vars) >= maxVars-2 {
		return x
	}
	v := p.hide("·branch", elab.Nat)
	one := exact.Int(1)
	p.vars[p.indexOf[v.Index]].hi = &one
	first := &elab.Apply{Op: elab.Eq, Args: []elab.Term{v, literal(0, elab.Nat)}, T: elab.Prop}
	return &elab.Apply{Op: elab.Ite, Args: []elab.Term{first, x, y}, T: x.Type()}
}

// isolated takes the side without variables of a sum or product in a field to the right.
func (p *problem) isolated(a *elab.Apply, r elab.Term, apply func(elab.Op, ...elab.Term) elab.Term) (l, right elab.Term, ok bool) {
	if s, ok := a.T.(elab.Scalar); !ok || !s.Field() || s == elab.NNReal {
		return nil, nil, false
	}
	if _, polynomial := p.fraction(a, nil); polynomial {
		return nil, nil, false
	}
	x, y := a.Args[0], a.Args[1]
	undo := map[elab.Op]elab.Op{elab.Add: elab.Sub, elab.Sub: elab.Add, elab.Mul: elab.Div, elab.Div: elab.Mul}[a.Op]
	switch {
	case p.occurring(y) == 0:
		return x, apply(undo, r, y), true
	case p.occurring(x) != 0:
	case a.Op == elab.Add || a.Op == elab.Mul:
		return y, apply(undo, r, x), true
	default:
		return y, apply(a.Op, x, r), true
	}
	return nil, nil, false
}

// substitute makes an equation in which one term that is no polynomial occurs, `√x + 1/√x = 3`,
// an equation for a hidden variable in its place.
func (p *problem) substitute(l, r elab.Term) {
	var found elab.Term
	if !p.onlyAtom(l, &found) || !p.onlyAtom(r, &found) || found == nil || len(p.vars) >= maxVars-4 {
		return
	}
	if _, top := l.(*elab.Apply); top && (same(l, found, nil) || same(r, found, nil)) {
		return
	}
	v := p.hide(fmt.Sprintf("·%d", len(p.vars)), found.Type())
	e, ok := p.newEquation(replaced(l, found, v), replaced(r, found, v))
	if !ok || e.vars&(1<<p.indexOf[v.Index]) == 0 {
		return
	}
	p.equations = append(p.equations, e)
	p.invert(found, v)
}

// onlyAtom finds the one term in t, with variables, that is no polynomial; false where there
// are two.
func (p *problem) onlyAtom(t elab.Term, found *elab.Term) bool {
	if _, ok := p.fraction(t, nil); ok || p.occurring(t) == 0 {
		return true
	}
	switch t := t.(type) {
	case *elab.Cast:
		return p.onlyAtom(t.X, found)
	case *elab.Apply:
		field, ok := t.T.(elab.Scalar)
		switch t.Op {
		case elab.Add, elab.Sub, elab.Mul, elab.Div, elab.Neg, elab.Inv:
			if !ok || !field.Field() || field == elab.NNReal {
				return false
			}
			for _, x := range t.Args {
				if !p.onlyAtom(x, found) {
					return false
				}
			}
			return true
		case elab.Pow:
			if n, ok := t.Args[1].(*elab.Lit); ok && n.T == elab.Type(elab.Nat) {
				return p.onlyAtom(t.Args[0], found)
			}
		}
		if *found == nil {
			*found = t
		}
		return same(*found, t, nil)
	}
	return false
}

// replaced is t with the variable v in place of a term.
func replaced(t, old elab.Term, v *elab.Var) elab.Term {
	if same(t, old, nil) {
		return v
	}
	switch t := t.(type) {
	case *elab.Cast:
		return &elab.Cast{X: replaced(t.X, old, v), T: t.T}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, x := range t.Args {
			args[i] = replaced(x, old, v)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	}
	return t
}
