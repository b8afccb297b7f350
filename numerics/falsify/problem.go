package falsify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// problem is a typed statement prepared for search.
type problem struct {
	vars      []variable
	hyps      []hypothesis
	goal      elab.Term
	margin    eval.Func // of the goal
	graded    bool      // whether the goal is an inequality, so that the margin means something
	equations []equation
	// definitions give a variable once those of their bodies are known.
	definitions []definition
	constants   []exact.Rat // numerals of the statement and their neighbors
}

// variable is what the hypotheses say of a variable directly.
type variable struct {
	name     string
	kind     elab.Scalar
	lo, hi   *exact.Rat // bounds, where a hypothesis gives one
	used     bool
	exponent bool // whether it stands in an exponent
}

func (v *variable) integral() bool { return v.kind == elab.Nat || v.kind == elab.Int }

// admits reports whether x is a value of the type and within the bounds.
func (v *variable) admits(x exact.Rat) bool {
	return inhabits(x, v.kind) && (v.lo == nil || x.Cmp(*v.lo) >= 0) && (v.hi == nil || x.Cmp(*v.hi) <= 0)
}

// size is the number of values within the bounds, if that is known and small.
func (v *variable) size() (int, bool) {
	if !v.integral() || v.lo == nil || v.hi == nil {
		return 0, false
	}
	n, ok := v.hi.Sub(*v.lo).Int64()
	if !ok || n > 1<<30 {
		return 0, false
	}
	return int(max(n+1, 0)), true
}

// hypothesis is a conjunct of a hypothesis.
type hypothesis struct {
	prop   elab.Term
	vars   uint64 // those that occur
	margin eval.Func
}

func newProblem(st *elab.Statement) *problem {
	p := &problem{goal: st.Goal, margin: eval.Margin(st.Goal), graded: inequality(st.Goal)}
	for _, v := range st.Vars {
		kind, _ := v.Type.(elab.Scalar)
		p.vars = append(p.vars, variable{name: v.Name, kind: kind})
		if kind == elab.Nat {
			zero := exact.Int(0)
			p.vars[len(p.vars)-1].lo = &zero
		}
	}
	seen := map[string]bool{}
	for _, h := range st.Hyps {
		for _, c := range conjuncts(h.Prop) {
			if text := elab.Print(c); !seen[text] {
				seen[text] = true
				p.add(c)
			}
		}
	}
	p.equations = derive(p.equations)
	p.note(st.Goal, false)
	return p
}

func conjuncts(t elab.Term) []elab.Term {
	if a, ok := t.(*elab.Apply); ok && a.Op == elab.And {
		return append(conjuncts(a.Args[0]), conjuncts(a.Args[1])...)
	}
	return []elab.Term{t}
}

func inequality(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	return ok && a.Op >= elab.Lt && a.Op <= elab.Ge
}

func (p *problem) add(t elab.Term) {
	p.note(t, false)
	p.hyps = append(p.hyps, hypothesis{prop: t, vars: occurring(t), margin: eval.Margin(t)})
	a, ok := t.(*elab.Apply)
	if !ok || !a.Op.Relation() {
		return
	}
	if a.Op == elab.Eq {
		if d, ok := newDefinition(a.Args[0], a.Args[1]); ok {
			p.definitions = append(p.definitions, d)
		}
		if e, ok := newEquation(a.Args[0], a.Args[1]); ok {
			p.equations = append(p.equations, e)
		}
		return
	}
	p.bound(a)
}

// bound notes a*x + b ≤ 0 and its like as a bound of x.
func (p *problem) bound(a *elab.Apply) {
	l, okL := fractionOf(a.Args[0])
	r, okR := fractionOf(a.Args[1])
	if !okL || !okR || l.loose || r.loose {
		return
	}
	var slope, offset exact.Rat
	index := -1
	difference := l.num.Add(r.num.Scale(exact.Int(-1)))
	for _, m := range difference.Terms() {
		switch {
		case len(m.Powers) == 0:
			offset = m.Coef
		case index < 0 && len(m.Powers) == 1 && m.Powers[0].Exp == 1:
			index, slope = m.Powers[0].Var, m.Coef
		default:
			return
		}
	}
	if index < 0 {
		return
	}
	at := offset.Neg().Quo(slope)
	below := a.Op == elab.Lt || a.Op == elab.Le
	if a.Op == elab.Ne {
		return
	}
	strict := a.Op == elab.Lt || a.Op == elab.Gt
	p.vars[index].limit(at, below == (slope.Sign() > 0), strict)
}

// limit tightens a bound: x ≤ at, or x ≥ at. Bounds of integers are rounded inwards.
func (v *variable) limit(at exact.Rat, upper, strict bool) {
	if v.integral() {
		floor, _ := exact.DivMod(exact.FromBigInt(at.Num()), exact.FromBigInt(at.Den()))
		switch {
		case upper && strict && at.IsInt():
			at = floor.Sub(exact.Int(1))
		case upper:
			at = floor
		case strict || !at.IsInt():
			at = floor.Add(exact.Int(1))
		}
	}
	if upper {
		if v.hi == nil || at.Cmp(*v.hi) < 0 {
			v.hi = &at
		}
	} else if v.lo == nil || at.Cmp(*v.lo) > 0 {
		v.lo = &at
	}
}

// note collects constants, and which variables occur and where.
func (p *problem) note(t elab.Term, exponent bool) {
	switch t := t.(type) {
	case *elab.Var:
		p.vars[t.Index].used = true
		if exponent {
			p.vars[t.Index].exponent = true
		}
	case *elab.Lit:
		if t.Value.Num().BitLen() > 64 {
			return
		}
		c := exact.FromBig(t.Value)
		one := exact.Int(1)
		for _, x := range []exact.Rat{c, c.Neg(), c.Add(one), c.Sub(one), c.Quo(exact.Int(2)), one.Quo(c)} {
			if !slices.ContainsFunc(p.constants, func(y exact.Rat) bool { return x.Cmp(y) == 0 }) {
				p.constants = append(p.constants, x)
			}
		}
	case *elab.Cast:
		p.note(t.X, exponent)
	case *elab.Apply:
		for i, x := range t.Args {
			p.note(x, exponent || t.Op == elab.Pow && i == 1)
		}
	}
}

func occurring(t elab.Term) uint64 {
	switch t := t.(type) {
	case *elab.Var:
		return 1 << t.Index
	case *elab.Cast:
		return occurring(t.X)
	case *elab.Apply:
		var set uint64
		for _, x := range t.Args {
			set |= occurring(x)
		}
		return set
	}
	return 0
}
