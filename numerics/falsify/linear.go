package falsify

import (
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// solve brings an equation that is linear in the application with the largest shift into the
// form of a recursion.
func (r *recursion) solve(p *problem, f *function, eq *elab.Apply) bool {
	s, ok := f.cod.(elab.Scalar)
	if !ok || s != elab.Int && !s.Field() || s == elab.NNReal || eq.Args[0].Type() != f.cod {
		return false
	}
	top, found := int64(0), false
	regular := true
	visitCalls(eq, f.slot, func(c *elab.Call) {
		j, cut, ok := r.shiftOf(c.Arg)
		regular = regular && ok && !cut
		if ok && (!found || j > top) {
			top, found = j, true
		}
	})
	if !found || !regular {
		return false
	}
	slope, rest, ok := r.linear(f, top, &elab.Apply{Op: elab.Sub, Args: eq.Args, T: f.cod})
	if !ok || slope.Sign() == 0 || s == elab.Int && slope.Abs().Cmp(exact.Int(1)) != 0 {
		return false
	}
	r.shift = top
	factor := exact.Int(-1).Quo(slope)
	r.body = &elab.Apply{Op: elab.Mul, T: f.cod, Args: []elab.Term{
		&elab.Lit{Value: new(big.Rat).SetFrac(factor.Num(), factor.Den()), T: f.cod}, rest}}
	return r.below(p, f, r.body, nil)
}

// linear is t as slope * f (n + top) + rest, with a constant slope.
func (r *recursion) linear(f *function, top int64, t elab.Term) (slope exact.Rat, rest elab.Term, ok bool) {
	if c, isCall := t.(*elab.Call); isCall {
		if v, args := application(c); v != nil && v.Index == f.slot && len(args) == 1 {
			if j, _, ok := r.shiftOf(args[0]); ok && j == top {
				return exact.Int(1), literal(0, f.cod), true
			}
			return exact.Rat{}, t, true
		}
	}
	if !mentions(t, f.slot) {
		return exact.Rat{}, t, true
	}
	a, isApply := t.(*elab.Apply)
	if !isApply {
		return exact.Rat{}, nil, false
	}
	switch a.Op {
	case elab.Neg:
		slope, rest, ok = r.linear(f, top, a.Args[0])
		return slope.Neg(), &elab.Apply{Op: elab.Neg, Args: []elab.Term{rest}, T: f.cod}, ok
	case elab.Add, elab.Sub:
		s0, r0, ok0 := r.linear(f, top, a.Args[0])
		s1, r1, ok1 := r.linear(f, top, a.Args[1])
		if a.Op == elab.Sub {
			s1 = s1.Neg()
		}
		return s0.Add(s1), &elab.Apply{Op: a.Op, Args: []elab.Term{r0, r1}, T: f.cod}, ok0 && ok1
	case elab.Mul, elab.Div:
		s0, r0, ok0 := r.linear(f, top, a.Args[0])
		s1, r1, ok1 := r.linear(f, top, a.Args[1])
		if !ok0 || !ok1 {
			return exact.Rat{}, nil, false
		}
		if s0.Sign() == 0 && s1.Sign() == 0 {
			return exact.Rat{}, t, true
		}
		c, isLit := a.Args[1].(*elab.Lit)
		if !isLit {
			if c, isLit = a.Args[0].(*elab.Lit); !isLit || a.Op == elab.Div {
				return exact.Rat{}, nil, false
			}
			s0, r0 = s1, r1
		}
		factor := exact.FromBig(c.Value)
		if a.Op == elab.Div {
			factor = exact.Int(1).Quo(factor)
		}
		return s0.Mul(factor), &elab.Apply{Op: a.Op, Args: []elab.Term{r0, c}, T: f.cod}, true
	}
	return exact.Rat{}, nil, false
}
