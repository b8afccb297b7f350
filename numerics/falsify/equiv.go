package falsify

import (
	"fmt"
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// pairing is a hypothesis `σ x = y`, or `σ⁻¹ y = x`, about an equivalence σ.
type pairing struct{ x, y elab.Term }

// equivalences makes the variables of type α ≃ β: from `∀ x, σ x = a * x ^ n + b` with odd n
// the map and its inverse; else from the single values that the hypotheses give, since finitely
// many pairs always extend to an equivalence of two number types.
func (p *problem) equivalences() {
	for i := range p.vars {
		t, ok := p.vars[i].typ.(elab.EquivOf)
		if !ok {
			continue
		}
		slot := p.vars[i].slot
		if p.polynomial(i, t) {
			continue
		}
		var pairs []pairing
		for _, h := range p.hyps {
			eq, ok := h.prop.(*elab.Apply)
			if !ok || eq.Op != elab.Eq {
				continue
			}
			for _, sides := range [][2]elab.Term{{eq.Args[0], eq.Args[1]}, {eq.Args[1], eq.Args[0]}} {
				if op, x, ok := through(sides[0], slot); ok && !mentions(x, slot) && !mentions(sides[1], slot) {
					if op == elab.ToFun {
						pairs = append(pairs, pairing{x, sides[1]})
					} else {
						pairs = append(pairs, pairing{sides[1], x})
					}
				}
			}
		}
		r := rule{index: i, make: func(env eval.Env) (eval.Value, error) { return table(pairs, env) }}
		for _, pair := range pairs {
			r.needs |= p.occurring(pair.x) | p.occurring(pair.y)
		}
		p.rules = append(p.rules, r)
	}
}

// through takes `σ x` and `σ⁻¹ x` apart.
func through(t elab.Term, slot int) (op elab.Op, x elab.Term, ok bool) {
	c, ok := t.(*elab.Call)
	if !ok {
		return 0, nil, false
	}
	f, ok := c.F.(*elab.Apply)
	if !ok || f.Op != elab.ToFun && f.Op != elab.InvFun {
		return 0, nil, false
	}
	v, ok := f.Args[0].(*elab.Var)
	return f.Op, c.Arg, ok && v.Index == slot
}

// table is the equivalence known at the pairs only.
func table(pairs []pairing, env eval.Env) (eval.Value, error) {
	e := &eval.Equiv{To: &eval.Function{}, Inv: &eval.Function{}}
	for _, pair := range pairs {
		x, err := eval.Eval(pair.x, env)
		if err != nil {
			return nil, err
		}
		y, err := eval.Eval(pair.y, env)
		if err != nil {
			return nil, err
		}
		known := false
		for i, entry := range e.To.Table {
			sameX, sameY := equal(entry.At, x), equal(e.Inv.Table[i].At, y)
			if sameX != sameY {
				return nil, fmt.Errorf("the pairs are no equivalence: %w", eval.ErrUndecided)
			}
			known = known || sameX
		}
		if !known {
			e.To.Table = append(e.To.Table, eval.Entry{At: x, Value: y})
			e.Inv.Table = append(e.Inv.Table, eval.Entry{At: y, Value: x})
		}
	}
	return e, nil
}

// polynomial makes an equivalence of ℝ or ℚ from `∀ x, σ x = a * x ^ n + b`, n odd; in ℚ n = 1.
func (p *problem) polynomial(index int, t elab.EquivOf) bool {
	if t.A != t.B || t.A != elab.Type(elab.Real) && t.A != elab.Type(elab.Rat) {
		return false
	}
	slot := p.vars[index].slot
	for i := range p.hyps {
		u := takeApart(p.hyps[i].prop)
		eq, ok := u.conclusion.(*elab.Apply)
		if !ok || eq.Op != elab.Eq || len(u.params) != 1 || len(u.guards) > 0 {
			continue
		}
		op, arg, ok := through(eq.Args[0], slot)
		x, isVar := arg.(*elab.Var)
		if !ok || op != elab.ToFun || !isVar || x.Index != u.params[0].Index || mentions(eq.Args[1], slot) {
			continue
		}
		a, b, n, ok := p.monomial(eq.Args[1], x)
		if !ok || n > 1 && t.A != elab.Type(elab.Real) {
			continue
		}
		to := &elab.Lambda{Param: x, Body: eq.Args[1]}
		inverse := &elab.Lambda{Param: x, Body: rootTerm(x, a, b, n, t.A)}
		p.rules = append(p.rules, rule{index: index, needs: p.occurring(to), make: func(env eval.Env) (eval.Value, error) {
			return &eval.Equiv{To: &eval.Function{Lambda: to, Env: env}, Inv: &eval.Function{Lambda: inverse, Env: env}}, nil
		}})
		p.hyps[i].built, p.vars[index].made = true, true
		return true
	}
	return false
}

// monomial is t as a * x ^ n + b with numerals a ≠ 0 and b and odd n.
func (p *problem) monomial(t elab.Term, x *elab.Var) (a, b exact.Rat, n int, ok bool) {
	// A variable that the problem does not have stands for x.
	f, ok := p.fraction(t, scope{x.Index: {num: exact.X(maxVars + 1), den: exact.Const(exact.Int(1))}})
	if !ok || f.loose {
		return a, b, 0, false
	}
	d, ok := constantOf(f.den)
	if !ok || d.Sign() == 0 {
		return a, b, 0, false
	}
	for _, m := range f.num.Terms() {
		switch {
		case len(m.Powers) == 0:
			b = m.Coef.Quo(d)
		case len(m.Powers) == 1 && m.Powers[0].Var == maxVars+1 && n == 0:
			a, n = m.Coef.Quo(d), m.Powers[0].Exp
		default:
			return a, b, 0, false
		}
	}
	return a, b, n, n%2 == 1
}

// rootTerm is the solution z of a * z ^ n + b = x.
func rootTerm(x *elab.Var, a, b exact.Rat, n int, t elab.Type) elab.Term {
	lit := func(c exact.Rat) elab.Term { return &elab.Lit{Value: new(big.Rat).SetFrac(c.Num(), c.Den()), T: t} }
	apply := func(op elab.Op, args ...elab.Term) elab.Term { return &elab.Apply{Op: op, Args: args, T: t} }
	y := apply(elab.Mul, apply(elab.Sub, x, lit(b)), lit(exact.Int(1).Quo(a)))
	if n == 1 {
		return y
	}
	exponent := lit(exact.Frac(1, int64(n)))
	positive := &elab.Apply{Op: elab.Le, Args: []elab.Term{lit(exact.Rat{}), y}, T: elab.Prop}
	return apply(elab.Ite, positive, apply(elab.Pow, y, exponent), apply(elab.Neg, apply(elab.Pow, apply(elab.Neg, y), exponent)))
}
