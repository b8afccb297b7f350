package falsify

import (
	"context"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// problem is a typed statement prepared for search. Its variables are those of the statement,
// those that `∃` in hypotheses give, and hidden ones, of which functions are made.
type problem struct {
	statement *elab.Statement
	vars      []variable
	slots     int   // length of the environments
	indexOf   []int // variables by slot; -1 for those that a lambda binds
	hyps      []hypothesis
	goal      elab.Term
	margin    eval.Func // of the goal
	graded    bool      // whether the goal is an inequality, so that the margin means something
	equations []equation
	// rules give a variable its value once those that it is made of are known.
	rules     []rule
	functions map[int]*function // by slot
	constants []exact.Rat       // numerals of the statement and their neighbors
	// logarithmic are the variables that stand below a logarithm.
	logarithmic uint64
	met         map[elab.Op]bool
	surds       []exact.Real    // irrational numbers that are tried for real variables
	special     bool            // whether functions are of a special form: nothing is found to be contradictory
	ctx         context.Context // ends long tables; nil for none
	depth       int             // of nested readings
	tooLarge    error
	unsupported error
	undecided   error
}

// hypothesis is a conjunct of a hypothesis.
type hypothesis struct {
	prop   elab.Term
	vars   uint64 // those that occur
	margin eval.Func
	// built says that a rule makes a variable so that the hypothesis holds.
	built bool
}

// model says how functions that no hypothesis defines are made.
type model uint8

const (
	recursive model = iota // by tables, where the hypotheses are recursions
	affine                 // by x ↦ c * x + d
	eventual               // by constants, except at a few small numbers
	numModels
)

func newProblem(st *elab.Statement, m model) *problem {
	p := &problem{
		statement: st, goal: st.Goal, margin: eval.Margin(st.Goal), graded: inequality(st.Goal), slots: st.Slots,
		indexOf: slices.Repeat([]int{-1}, st.Slots), functions: map[int]*function{}, met: map[elab.Op]bool{},
	}
	for slot, v := range st.Vars {
		p.introduce(v.Name, slot, v.Type)
	}
	for _, h := range st.Hyps {
		p.assume(h.Prop)
	}
	p.note(st.Goal, false)
	p.model(m)
	for i := range p.hyps {
		p.read(&p.hyps[i])
	}
	p.multiplied()
	p.powers()
	for i, r := range p.rules {
		if r.of != nil {
			p.rules[i].needs = p.parts(r.of)
		}
	}
	p.equations = derive(p.equations)
	return p
}

// introduce adds a variable at a slot.
func (p *problem) introduce(name string, slot int, t elab.Type) int {
	for len(p.indexOf) <= slot {
		p.indexOf = append(p.indexOf, -1)
	}
	p.slots = max(p.slots, slot+1)
	p.indexOf[slot] = len(p.vars)
	p.vars = append(p.vars, newVariable(name, slot, t))
	return len(p.vars) - 1
}

// hide adds a variable that the statement does not have.
func (p *problem) hide(name string, t elab.Type) *elab.Var {
	slot := p.slots
	i := p.introduce(name, slot, t)
	p.vars[i].used = true
	return &elab.Var{Index: slot, Name: name, T: t}
}

// assume splits a hypothesis into its conjuncts, those below `∀` and `→` too, and makes the
// variable of an `∃` one to be chosen.
func (p *problem) assume(t elab.Term) {
	a, ok := t.(*elab.Apply)
	if !ok {
		p.conjunct(t)
		return
	}
	switch a.Op {
	case elab.And:
		p.assume(a.Args[0])
		p.assume(a.Args[1])
	case elab.Exists:
		if l, ok := a.Args[0].(*elab.Lambda); ok {
			p.introduce(l.Param.Name, l.Param.Index, l.Param.T)
			p.assume(l.Body)
			return
		}
		p.conjunct(t)
	case elab.Forall, elab.Imp:
		for _, part := range distribute(a) {
			p.conjunct(part)
		}
	default:
		p.conjunct(t)
	}
}

// distribute is `∀ x, P ∧ Q` as `∀ x, P` and `∀ x, Q`, and `P → Q ∧ R` likewise.
func distribute(t elab.Term) []elab.Term {
	a, ok := t.(*elab.Apply)
	if !ok {
		return []elab.Term{t}
	}
	var parts []elab.Term
	switch a.Op {
	case elab.And:
		return append(distribute(a.Args[0]), distribute(a.Args[1])...)
	case elab.Imp:
		for _, q := range distribute(a.Args[1]) {
			parts = append(parts, &elab.Apply{Op: elab.Imp, Args: []elab.Term{a.Args[0], q}, T: elab.Prop})
		}
		return parts
	case elab.Forall:
		l, ok := a.Args[0].(*elab.Lambda)
		if !ok {
			break
		}
		for _, q := range distribute(l.Body) {
			parts = append(parts, &elab.Apply{Op: elab.Forall, Args: []elab.Term{&elab.Lambda{Param: l.Param, Body: q}}, T: elab.Prop})
		}
		return parts
	}
	return []elab.Term{t}
}

func (p *problem) conjunct(t elab.Term) {
	p.note(t, false)
	p.hyps = append(p.hyps, hypothesis{prop: t, margin: eval.Margin(t)})
}

func inequality(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	return ok && a.Op >= elab.Lt && a.Op <= elab.Ge
}

// read takes from a hypothesis what it says directly of variables.
func (p *problem) read(h *hypothesis) {
	h.vars = p.occurring(h.prop)
	p.hint(h.prop)
	a, ok := h.prop.(*elab.Apply)
	if !ok || h.built {
		return
	}
	switch {
	case a.Op == elab.Eq:
		p.equate(a.Args[0], a.Args[1])
	case a.Op.Relation():
		p.bound(a.Op, a.Args[0], a.Args[1])
	case a.Op == elab.Mem:
		p.member(a.Args[0], a.Args[1])
	case a.Op == elab.IsLeast || a.Op == elab.IsGreatest:
		p.extremum(a)
	case a.Op == elab.Forall:
		p.instances(a)
	case a.Op == elab.Or:
		p.alternatives(a)
	}
}

// equate notes `l = r` as definition, equation and inversion.
func (p *problem) equate(l, r elab.Term) {
	p.define(l, r)
	if e, ok := p.newEquation(l, r); ok {
		p.equations = append(p.equations, e)
		return
	}
	before := len(p.vars)
	p.invert(l, r)
	if len(p.vars) == before && p.depth == 0 {
		p.substitute(l, r)
	}
}

// alternatives notes `a = b ∨ c = d` as (a - b) * (c - d) = 0.
func (p *problem) alternatives(a *elab.Apply) {
	product := exact.Const(exact.Int(1))
	loose := false
	for _, side := range disjuncts(a) {
		eq, ok := side.(*elab.Apply)
		if !ok || eq.Op != elab.Eq {
			return
		}
		e, ok := p.newEquation(eq.Args[0], eq.Args[1])
		if !ok {
			return
		}
		if product, ok = product.Mul(e.poly); !ok {
			return
		}
		loose = loose || e.loose
	}
	if e, ok := equationOf(product, loose); ok {
		p.equations = append(p.equations, e)
	}
}

func disjuncts(t elab.Term) []elab.Term {
	if a, ok := t.(*elab.Apply); ok && a.Op == elab.Or {
		return append(disjuncts(a.Args[0]), disjuncts(a.Args[1])...)
	}
	return []elab.Term{t}
}

// bound notes a*x + b ≤ 0 and its like as a bound of x.
func (p *problem) bound(op elab.Op, left, right elab.Term) {
	l, okL := p.fraction(left, nil)
	r, okR := p.fraction(right, nil)
	if !okL || !okR || l.loose || r.loose || op == elab.Ne || left.Type() == elab.Type(elab.Complex) {
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
	below := op == elab.Lt || op == elab.Le
	strict := op == elab.Lt || op == elab.Gt
	p.vars[index].limit(at, below == (slope.Sign() > 0), strict)
}

// member reads membership in an interval as bounds.
func (p *problem) member(x, set elab.Term) {
	if c, ok := set.(*elab.Cast); ok {
		set = c.X
	}
	s, ok := set.(*elab.Apply)
	if !ok {
		return
	}
	switch s.Op {
	case elab.Icc, elab.Ici:
		p.bound(elab.Le, s.Args[0], x)
	case elab.Ioc, elab.Ioo, elab.Ioi:
		p.bound(elab.Lt, s.Args[0], x)
	case elab.Ico:
		p.bound(elab.Le, s.Args[0], x)
	}
	switch s.Op {
	case elab.Icc, elab.Ioc:
		p.bound(elab.Le, x, s.Args[1])
	case elab.Ico, elab.Ioo:
		p.bound(elab.Lt, x, s.Args[1])
	case elab.Iic:
		p.bound(elab.Le, x, s.Args[0])
	case elab.Iio, elab.Range:
		p.bound(elab.Lt, x, s.Args[0])
	}
}

// note collects constants, and which variables occur and where.
func (p *problem) note(t elab.Term, exponent bool) {
	switch t := t.(type) {
	case *elab.Var:
		if i := p.indexOf[t.Index]; i >= 0 {
			p.vars[i].used = true
			p.vars[i].exponent = p.vars[i].exponent || exponent
		}
	case *elab.Lit:
		p.constant(t)
	case *elab.Cast:
		p.note(t.X, exponent)
	case *elab.Lambda:
		p.note(t.Body, exponent)
	case *elab.Call:
		p.note(t.F, exponent)
		p.note(t.Arg, exponent)
	case *elab.Apply:
		p.curious(t.Op)
		if t.Op == elab.Log || t.Op == elab.Logb {
			p.logarithmic |= p.occurring(t)
		}
		for i, x := range t.Args {
			p.note(x, exponent || steep(t.Op, i))
		}
	}
}

// steep reports whether an operation takes long, or gives huge numbers, where its i-th
// argument is large.
func steep(op elab.Op, i int) bool {
	switch op {
	case elab.Pow:
		return i == 1
	case elab.Sum, elab.Prod:
		return i == 0
	case elab.Factorial, elab.Fib, elab.Range, elab.Choose:
		return true
	}
	return false
}

// curious notes real numbers at which an operation is remarkable.
func (p *problem) curious(op elab.Op) {
	if p.met[op] {
		return
	}
	p.met[op] = true
	switch op {
	case elab.Sin, elab.Cos, elab.Tan, elab.Pi:
		if p.met[numTurns] {
			return
		}
		p.met[numTurns] = true
		for _, turn := range []exact.Rat{
			exact.Int(1), exact.Frac(1, 2), exact.Frac(1, 3), exact.Frac(1, 4), exact.Frac(1, 6), exact.Frac(2, 3),
			exact.Frac(3, 4), exact.Int(2), exact.Frac(3, 2), exact.Frac(-1, 2),
		} {
			p.surds = append(p.surds, exact.Pi().Mul(exact.FromRat(turn)))
		}
	case elab.Irrational, elab.Sqrt:
		p.surds = append(p.surds, exact.RealInt(2).Sqrt())
	case elab.Exp, elab.Log:
		p.surds = append(p.surds, exact.Exp(exact.RealInt(1)))
	}
}

// numTurns marks that multiples of π were noted.
const numTurns = elab.Op(255)

// maxConstants bounds the numerals that are tried as values.
const maxConstants = 60

func (p *problem) constant(t *elab.Lit) {
	if t.Value.Num().BitLen() > 64 || len(p.constants) > maxConstants {
		return
	}
	c := exact.FromBig(t.Value)
	one := exact.Int(1)
	for _, x := range []exact.Rat{c, c.Neg(), c.Add(one), c.Sub(one), c.Quo(exact.Int(2)), one.Quo(c)} {
		if !slices.ContainsFunc(p.constants, func(y exact.Rat) bool { return x.Cmp(y) == 0 }) {
			p.constants = append(p.constants, x)
		}
	}
}

// occurring is the set of the problem's variables in a term.
func (p *problem) occurring(t elab.Term) uint64 {
	switch t := t.(type) {
	case *elab.Var:
		if i := p.indexOf[t.Index]; i >= 0 {
			return 1 << i
		}
	case *elab.Cast:
		return p.occurring(t.X)
	case *elab.Lambda:
		return p.occurring(t.Body)
	case *elab.Call:
		return p.occurring(t.F) | p.occurring(t.Arg)
	case *elab.Apply:
		var set uint64
		for _, x := range t.Args {
			set |= p.occurring(x)
		}
		return set
	}
	return 0
}
