package falsify

import (
	"fmt"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
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
