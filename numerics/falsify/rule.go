package falsify

import (
	"errors"
	"fmt"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// rule gives a variable a value once the variables that it needs are known.
type rule struct {
	index int
	needs uint64
	of    *function // whose parts it needs, where it makes one
	make  func(env eval.Env) (eval.Value, error)
}

// define notes `x = e`, where e does not mention x, as a rule for x.
func (p *problem) define(l, r elab.Term) {
	for range 2 {
		if v, ok := bare(l).(*elab.Var); ok {
			i := p.indexOf[v.Index]
			if needs := p.occurring(r); i >= 0 && needs&(1<<i) == 0 && !p.vars[i].made {
				p.vars[i].derived = !p.vars[i].number()
				p.rules = append(p.rules, rule{index: i, needs: needs, make: func(env eval.Env) (eval.Value, error) {
					return eval.Eval(r, env)
				}})
			}
		}
		if c, ok := bare(l).(*elab.Call); ok {
			p.defineCell(c, r)
		}
		l, r = r, l
	}
}

// defineCell notes `f x = e` as a rule for the hidden variable that f x is.
func (p *problem) defineCell(c *elab.Call, e elab.Term) {
	f, ok := p.fraction(c, nil)
	if !ok {
		return
	}
	terms := f.num.Terms()
	if one, ok := constantOf(f.den); !ok || one.Cmp(exact.Int(1)) != 0 || len(terms) != 1 || len(terms[0].Powers) != 1 {
		return
	}
	i := terms[0].Powers[0].Var
	needs := p.occurring(e)
	if v, _ := application(c); v == nil || mentions(e, v.Index) || terms[0].Coef.Cmp(exact.Int(1)) != 0 || terms[0].Powers[0].Exp != 1 ||
		needs&(1<<i) != 0 || p.vars[i].made {
		return
	}
	p.rules = append(p.rules, rule{index: i, needs: needs, make: func(env eval.Env) (eval.Value, error) {
		return eval.Eval(e, env)
	}})
}

// setRule makes a set or finset that a hypothesis `∀ x, x ∈ S ↔ P x` gives.
func (p *problem) setRule(h *hypothesis) bool {
	u := takeApart(h.prop)
	iff, ok := u.conclusion.(*elab.Apply)
	if !ok || iff.Op != elab.Iff || len(u.params) != 1 || len(u.guards) > 0 {
		return false
	}
	for _, sides := range [][2]elab.Term{{iff.Args[0], iff.Args[1]}, {iff.Args[1], iff.Args[0]}} {
		mem, ok := sides[0].(*elab.Apply)
		if !ok || mem.Op != elab.Mem {
			continue
		}
		x, okX := mem.Args[0].(*elab.Var)
		s, okS := bare(mem.Args[1]).(*elab.Var)
		if !okX || !okS || x.Index != u.params[0].Index || p.indexOf[s.Index] < 0 || mentions(sides[1], s.Index) {
			continue
		}
		i := p.indexOf[s.Index]
		for _, r := range p.rules {
			if r.index == i {
				return false
			}
		}
		where := &elab.Lambda{Param: x, Body: sides[1]}
		r := rule{index: i, needs: p.occurring(sides[1])}
		if _, finite := p.vars[i].typ.(elab.Finset); finite {
			r.make = func(env eval.Env) (eval.Value, error) { return finset(where, env) }
		} else {
			r.make = func(env eval.Env) (eval.Value, error) {
				return &eval.Set{Where: &eval.Function{Lambda: where, Env: env}}, nil
			}
		}
		p.rules = append(p.rules, r)
		h.built, p.vars[i].made = true, true
		return true
	}
	return false
}

// finset is the finite set of all values that satisfy a predicate, if evaluation proves that
// it has found them all.
func finset(where *elab.Lambda, env eval.Env) (eval.Value, error) {
	elements, complete, err := eval.Solve(where, env)
	if err == nil && !complete {
		err = fmt.Errorf("whether the elements that were found are all: %w", eval.ErrUndecided)
	}
	if err != nil {
		return nil, err
	}
	return eval.Finset(elements), nil
}

// maxExtremum bounds the search for the least element of a set.
const maxExtremum = 3000

// extremum notes `IsLeast S u` in ℕ as a rule for u: the first element that is found, which
// the check of the hypothesis has to confirm.
func (p *problem) extremum(a *elab.Apply) {
	v, ok := a.Args[1].(*elab.Var)
	if !ok || v.T != elab.Type(elab.Nat) && v.T != elab.Type(elab.Int) {
		return
	}
	i := p.indexOf[v.Index]
	needs := p.occurring(a.Args[0])
	if i < 0 || needs&(1<<i) != 0 {
		return
	}
	p.rules = append(p.rules, rule{index: i, needs: needs, make: func(env eval.Env) (eval.Value, error) {
		inner := append(eval.Env{}, env...)
		in := &elab.Apply{Op: elab.Mem, Args: []elab.Term{v, a.Args[0]}, T: elab.Prop}
		var found eval.Value
		for n := range int64(maxExtremum) {
			inner[v.Index] = eval.Int(n)
			ok, err := eval.Holds(in, inner)
			switch {
			case err != nil && !errors.Is(err, eval.ErrUndecided):
				return nil, err
			case err == nil && ok:
				found = eval.Int(n)
				if a.Op == elab.IsLeast {
					return found, nil
				}
			}
		}
		if found == nil {
			return nil, fmt.Errorf("no element below %d: %w", maxExtremum, eval.ErrUndecided)
		}
		return found, nil
	}})
}

// maxInstances bounds the instances of one `∀`.
const maxInstances = 40

// instances notes what a `∀` that speaks of functions says at small arguments.
func (p *problem) instances(a *elab.Apply) {
	u := takeApart(a)
	eq, ok := u.conclusion.(*elab.Apply)
	if !ok || eq.Op != elab.Eq || len(u.params) > 3 {
		return
	}
	points := [][]exact.Rat{nil}
	for _, x := range u.params {
		s, ok := x.T.(elab.Scalar)
		if !ok || s == elab.Prop {
			return
		}
		var longer [][]exact.Rat
		for _, n := range []int64{0, 1, 2, 3} {
			for _, at := range points {
				longer = append(longer, append(slices.Clip(at), exact.Int(n)))
			}
		}
		points = longer[:min(len(longer), maxInstances)]
	}
	for _, at := range points {
		if ok, known := p.guarded(clause{params: u.params, guards: u.guards}, at); !ok || !known {
			continue
		}
		in := scope{}
		for i, x := range u.params {
			in[x.Index] = constant(at[i])
		}
		if e, ok := p.equationIn(eq.Args[0], eq.Args[1], in); ok && len(e.terms) > 0 {
			p.equations = append(p.equations, e)
		}
	}
}
