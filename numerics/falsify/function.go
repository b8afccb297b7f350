package falsify

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// function says how the values of a variable of function type are made.
type function struct {
	index, slot int
	name        string
	doms        []elab.Type
	cod         elab.Type
	clauses     []clause
	recursion   *recursion
	// lambda is the function where it is made of hidden variables, cells apart.
	lambda *elab.Lambda
	cells  []cell
	// quantified says that a hypothesis that no rule satisfies speaks of all its values.
	quantified bool
	// exceptions says that cells hold besides the lambda all the same.
	exceptions bool
}

// cell is a single value of a function: a hidden variable.
type cell struct {
	key  string
	args []elab.Term
	v    *elab.Var
}

// maxVars bounds the variables of a problem, hidden ones included.
const maxVars = 60

// model finds the functions, the hypotheses that define them, and the forms of the others.
func (p *problem) model(m model) {
	for i := range p.vars {
		v := &p.vars[i]
		f := &function{index: i, slot: v.slot, name: v.name, cod: v.typ}
		for fun, ok := f.cod.(elab.Fun); ok; fun, ok = f.cod.(elab.Fun) {
			f.doms, f.cod = append(f.doms, fun.Dom), fun.Cod
		}
		if len(f.doms) > 0 {
			p.functions[v.slot] = f
		}
	}
	p.clauses()
	p.equivalences()
	for i := range p.hyps {
		if !p.hyps[i].built && !p.setRule(&p.hyps[i]) && m == recursive {
			p.recur(&p.hyps[i])
		}
	}
	for _, f := range p.functions {
		if f.recursion != nil {
			f.recursion.reach(p, f)
		}
	}
	slots := make([]int, 0, len(p.functions))
	for slot := range p.functions {
		slots = append(slots, slot)
	}
	slices.Sort(slots)
	for _, h := range p.hyps {
		if u := takeApart(h.prop); !h.built && len(u.params) > 0 {
			for _, slot := range slots {
				f := p.functions[slot]
				f.quantified = f.quantified || mentions(h.prop, slot)
			}
		}
	}
	for _, slot := range slots {
		f := p.functions[slot]
		f.exceptions = m == eventual && len(f.doms) == 1 && f.doms[0] == elab.Type(elab.Nat)
		p.shape(f)
	}
	for _, h := range p.hyps {
		if !h.built {
			p.findCells(h.prop, nil)
		}
	}
	p.findCells(p.goal, nil)
	for _, slot := range slots {
		p.functionRule(p.functions[slot])
	}
}

// clauses gives each function the clauses that define it, as far as they exclude each other.
func (p *problem) clauses() {
	for i := range p.hyps {
		f, c, ok := p.clauseOf(p.hyps[i].prop)
		if !ok {
			continue
		}
		for _, d := range f.clauses {
			ok = ok && p.disjoint(c, d)
		}
		if ok {
			f.clauses = append(f.clauses, c)
			p.hyps[i].built, p.vars[f.index].made = true, true
		}
	}
}

// shape gives a function that has no clause for every argument its form there.
func (p *problem) shape(f *function) {
	if f.recursion != nil || len(f.clauses) == 1 && len(f.clauses[0].guards) == 0 {
		return
	}
	hidden := newVariable("", 0, f.cod)
	if !hidden.number() && len(hidden.choices) == 0 || len(p.vars) >= maxVars-4 {
		return
	}
	params := make([]*elab.Var, len(f.doms))
	for i, dom := range f.doms {
		params[i] = &elab.Var{Index: p.slots, Name: "x", T: dom}
		if i > 0 {
			params[i].Name = fmt.Sprintf("x%d", i)
		}
		p.slots++
		p.indexOf = append(p.indexOf, -1)
	}
	p.special = true
	body := elab.Term(p.hide(f.name+"·0", f.cod))
	for _, x := range params {
		if arg, ok := embed(x, hidden.kind); ok && hidden.number() && f.quantified && !f.exceptions && len(f.clauses) == 0 {
			slope := p.hide(f.name+"·1", f.cod)
			product := &elab.Apply{Op: elab.Mul, Args: []elab.Term{slope, arg}, T: f.cod}
			body = &elab.Apply{Op: elab.Add, Args: []elab.Term{product, body}, T: f.cod}
		}
	}
	f.lambda = lambda(params, body)
}

func lambda(params []*elab.Var, body elab.Term) *elab.Lambda {
	for i := len(params) - 1; i > 0; i-- {
		body = &elab.Lambda{Param: params[i], Body: body}
	}
	return &elab.Lambda{Param: params[0], Body: body}
}

// embed is a variable cast to a number type, where there is such a cast.
func embed(x *elab.Var, cod elab.Scalar) (elab.Term, bool) {
	dom, ok := x.T.(elab.Scalar)
	switch {
	case !ok || dom == elab.Prop:
		return nil, false
	case dom == cod:
		return x, true
	case dom < cod && dom <= elab.Real && cod <= elab.Complex, dom == elab.Nat && cod == elab.NNReal:
		return &elab.Cast{X: x, T: cod}, true
	}
	return nil, false
}

// smallCells are the arguments whose values are kept apart for a function of ℕ that is
// applied to a bound variable.
const smallCells = 4

// findCells makes cells of the applications in t, below the given bound variables.
func (p *problem) findCells(t elab.Term, bound []int) {
	if v, args := application(t); v != nil && len(args) > 0 {
		if f := p.functions[v.Index]; f != nil && f.lambda != nil && (!f.quantified || f.exceptions) && len(args) == len(f.doms) {
			free := true
			for _, x := range args {
				p.findCells(x, bound)
				free = free && !slices.ContainsFunc(bound, func(slot int) bool { return mentions(x, slot) })
			}
			switch {
			case free:
				p.cell(f, args)
			case len(f.doms) == 1 && f.doms[0] == elab.Type(elab.Nat):
				for k := range int64(smallCells) {
					p.cell(f, []elab.Term{&elab.Lit{Value: big.NewRat(k, 1), T: elab.Nat}})
				}
			}
			return
		}
	}
	switch t := t.(type) {
	case *elab.Cast:
		p.findCells(t.X, bound)
	case *elab.Lambda:
		p.findCells(t.Body, append(slices.Clip(bound), t.Param.Index))
	case *elab.Call:
		p.findCells(t.F, bound)
		p.findCells(t.Arg, bound)
	case *elab.Apply:
		for _, x := range t.Args {
			p.findCells(x, bound)
		}
	}
}

// cell is the hidden variable for f at the arguments.
func (p *problem) cell(f *function, args []elab.Term) (*elab.Var, bool) {
	var b strings.Builder
	for _, x := range args {
		k, ok := p.keyOf(x)
		if !ok {
			return nil, false
		}
		b.WriteString(k + ";")
	}
	key := b.String()
	for _, c := range f.cells {
		if c.key == key {
			return c.v, true
		}
	}
	if len(p.vars) >= maxVars {
		return nil, false
	}
	// A clause may give the value.
	for _, c := range f.clauses {
		values, ok := p.numerals(args)
		if !ok {
			return nil, false
		}
		if holds, known := p.guarded(c, values); holds || !known {
			return nil, false
		}
	}
	v := p.hide(fmt.Sprintf("%s(%s)", f.name, key), f.cod)
	f.cells = append(f.cells, cell{key, args, v})
	return v, true
}

// keyOf is the same for arguments that are the same polynomial.
func (p *problem) keyOf(t elab.Term) (string, bool) {
	if f, ok := p.fraction(t, nil); ok {
		if d, ok := constantOf(f.den); ok && d.Sign() != 0 {
			return fmt.Sprint(f.num.Scale(exact.Int(1).Quo(d)).Terms()), true
		}
	}
	if t.Type() == nil {
		return "", false
	}
	return fmt.Sprintf("%p", t), true
}

func (p *problem) numerals(args []elab.Term) ([]exact.Rat, bool) {
	values := make([]exact.Rat, len(args))
	for i, x := range args {
		f, ok := p.fraction(x, nil)
		if !ok {
			return nil, false
		}
		if values[i], ok = f.constant(); !ok {
			return nil, false
		}
	}
	return values, true
}

// maxDepth bounds functions within functions.
const maxDepth = 40

// call is the value of a function as a fraction.
func (p *problem) call(t *elab.Call, in scope) (fraction, bool) {
	if l, ok := t.F.(*elab.Lambda); ok {
		x, ok := p.fraction(t.Arg, in)
		if !ok {
			return fraction{}, false
		}
		return p.fraction(l.Body, in.with(l.Param.Index, x))
	}
	v, args := application(t)
	if v == nil {
		return fraction{}, false
	}
	f := p.functions[v.Index]
	if f == nil || len(args) != len(f.doms) || p.depth > maxDepth {
		return fraction{}, false
	}
	p.depth++
	defer func() { p.depth-- }()
	values := make([]fraction, len(args))
	for i, x := range args {
		var ok bool
		if values[i], ok = p.fraction(x, in); !ok {
			if in == nil && f.lambda != nil && (!f.quantified || f.exceptions) {
				return p.cellValue(f, args)
			}
			return fraction{}, false
		}
	}
	if f.recursion != nil {
		if c, ok := values[0].constant(); ok {
			return f.recursion.symbolic(p, f, c)
		}
		return fraction{}, false
	}
	if c, ok := p.clauseAt(f, values); ok {
		inner := scope{}
		for i, x := range c.params {
			inner[x.Index] = values[i]
		}
		return p.fraction(c.body, inner)
	}
	if f.lambda == nil {
		return fraction{}, false
	}
	if f.quantified && !f.exceptions && len(f.clauses) == 0 {
		inner, body := scope{}, elab.Term(f.lambda)
		for i := range values {
			l := body.(*elab.Lambda)
			inner[l.Param.Index], body = values[i], l.Body
		}
		return p.fraction(body, inner)
	}
	if in != nil {
		literals := make([]elab.Term, len(args))
		for i, x := range values {
			c, ok := x.constant()
			if !ok {
				return fraction{}, false
			}
			literals[i] = &elab.Lit{Value: new(big.Rat).SetFrac(c.Num(), c.Den()), T: f.doms[i]}
		}
		args = literals
	}
	return p.cellValue(f, args)
}

func (p *problem) cellValue(f *function, args []elab.Term) (fraction, bool) {
	v, ok := p.cell(f, args)
	if !ok {
		return fraction{}, false
	}
	return p.fraction(v, nil)
}

// clauseAt is the clause that gives f's value at the arguments.
func (p *problem) clauseAt(f *function, values []fraction) (clause, bool) {
	args := make([]exact.Rat, len(values))
	constants := true
	for i, x := range values {
		c, ok := x.constant()
		args[i], constants = c, constants && ok
	}
	for _, c := range f.clauses {
		if len(c.guards) == 0 {
			return c, true
		}
		if !constants {
			return clause{}, false
		}
		if holds, known := p.guarded(c, args); holds {
			return c, true
		} else if !known {
			return clause{}, false
		}
	}
	return clause{}, false
}

// functionRule makes the function's value.
func (p *problem) functionRule(f *function) {
	switch {
	case f.recursion != nil:
		p.rules = append(p.rules, f.recursion.rule(p, f))
		return
	case len(f.clauses) > 0:
		params := f.clauses[0].params
		var body elab.Term
		if f.lambda != nil {
			body = hiddenBody(f.lambda, len(f.doms))
		}
		for _, c := range slices.Backward(f.clauses) {
			body = branch(params, c, body)
		}
		f.lambda = lambda(params, body)
	case f.lambda == nil, p.equated(f):
		return
	}
	p.vars[f.index].derived = true
	p.rules = append(p.rules, rule{index: f.index, of: f, make: f.value})
}

// parts are the variables that a function is made of.
func (p *problem) parts(f *function) uint64 {
	set := p.occurring(f.lambda)
	for _, c := range f.cells {
		set |= p.occurring(c.v)
		for _, x := range c.args {
			set |= p.occurring(x)
		}
	}
	return set
}

// equated reports whether a hypothesis says what the function as a whole is.
func (p *problem) equated(f *function) bool {
	return slices.ContainsFunc(p.hyps, func(h hypothesis) bool {
		eq, ok := h.prop.(*elab.Apply)
		if !ok || eq.Op != elab.Eq {
			return false
		}
		l, okL := eq.Args[0].(*elab.Var)
		r, okR := eq.Args[1].(*elab.Var)
		return okL && l.Index == f.slot || okR && r.Index == f.slot
	})
}

// value is the function at a point where what it is made of is known.
func (f *function) value(env eval.Env) (eval.Value, error) {
	v := &eval.Function{Lambda: f.lambda, Env: env}
	if len(f.doms) > 1 {
		return v, nil
	}
	for _, c := range f.cells {
		at, err := eval.Eval(c.args[0], env)
		if err != nil {
			return nil, err
		}
		value := env[c.v.Index]
		for _, e := range v.Table {
			if equal(e.At, at) && !equal(e.Value, value) {
				return nil, fmt.Errorf("two values at one argument: %w", eval.ErrUndecided)
			}
		}
		v.Table = append(v.Table, eval.Entry{At: at, Value: value})
	}
	return v, nil
}

// hiddenBody is what n lambdas bind.
func hiddenBody(l *elab.Lambda, n int) elab.Term {
	var t elab.Term = l
	for range n {
		t = t.(*elab.Lambda).Body
	}
	return t
}

// branch is `if guards then the clause's body else rest`, in the given parameters.
func branch(params []*elab.Var, c clause, rest elab.Term) elab.Term {
	rename := map[int]*elab.Var{}
	for i, x := range c.params {
		rename[x.Index] = params[i]
	}
	body := renamed(c.body, rename)
	if len(c.guards) == 0 || rest == nil {
		return body
	}
	var when elab.Term
	for _, g := range c.guards {
		g = renamed(g, rename)
		if when == nil {
			when = g
		} else {
			when = &elab.Apply{Op: elab.And, Args: []elab.Term{when, g}, T: elab.Prop}
		}
	}
	return &elab.Apply{Op: elab.Ite, Args: []elab.Term{when, body, rest}, T: body.Type()}
}

// renamed is t with variables replaced, by slot.
func renamed(t elab.Term, by map[int]*elab.Var) elab.Term {
	switch t := t.(type) {
	case *elab.Var:
		if v, ok := by[t.Index]; ok {
			return v
		}
	case *elab.Cast:
		return &elab.Cast{X: renamed(t.X, by), T: t.T}
	case *elab.Lambda:
		return &elab.Lambda{Param: t.Param, Body: renamed(t.Body, by)}
	case *elab.Call:
		return &elab.Call{F: renamed(t.F, by), Arg: renamed(t.Arg, by), T: t.T}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, x := range t.Args {
			args[i] = renamed(x, by)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	}
	return t
}
