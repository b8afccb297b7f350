package falsify

import (
	"fmt"
	"maps"
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// recursion is a hypothesis `∀ n, guards → u (n + shift) = body` about a function of ℕ, in
// which the body takes u at smaller arguments only. It has a solution whatever the values
// are that it does not give, and those stay free.
type recursion struct {
	n      *elab.Var
	shift  int64
	guards []elab.Term
	body   elab.Term
	last   int64               // the table ends here
	memo   map[int64]fraction  // values in terms of the problem's variables
	free   map[int64]*elab.Var // values that it does not give
	window int64               // how far below n + shift the body reaches
}

// maxTable bounds the tables of recursions, maxFree the values that stay free in them.
const (
	maxTable = 2600
	minTable = 24
	maxFree  = 8
)

// recur reads a hypothesis as a recursion.
func (p *problem) recur(h *hypothesis) {
	u := takeApart(h.prop)
	eq, ok := u.conclusion.(*elab.Apply)
	if !ok || eq.Op != elab.Eq || len(u.params) != 1 || u.params[0].T != elab.Type(elab.Nat) {
		return
	}
	n := u.params[0]
	for _, v := range p.vars {
		slot, f := v.slot, p.functions[v.slot]
		if f == nil || len(f.doms) != 1 || f.doms[0] != elab.Type(elab.Nat) || f.recursion != nil || len(f.clauses) > 0 ||
			!mentions(eq, slot) || anyMentions(u.guards, slot) {
			continue
		}
		r := &recursion{n: n, guards: u.guards, memo: map[int64]fraction{}, free: map[int64]*elab.Var{}}
		if !r.read(p, f, eq) || !r.plan(p, f) {
			continue
		}
		f.recursion = r
		h.built, p.vars[f.index].made = true, true
		return
	}
}

// read finds the application of f on top, and the body that gives it.
func (r *recursion) read(p *problem, f *function, eq *elab.Apply) bool {
	for _, sides := range [][2]elab.Term{{eq.Args[0], eq.Args[1]}, {eq.Args[1], eq.Args[0]}} {
		v, args := application(sides[0])
		if v == nil || v.Index != f.slot || len(args) != 1 {
			continue
		}
		shift, cut, ok := r.shiftOf(args[0])
		if !ok || cut {
			continue
		}
		r.shift, r.body = shift, sides[1]
		if r.below(p, f, sides[1], nil) {
			return true
		}
	}
	return r.solve(p, f, eq)
}

// shiftOf is j where t is n + j; cut says that it is 0 where that is negative.
func (r *recursion) shiftOf(t elab.Term) (j int64, cut, ok bool) {
	switch t := t.(type) {
	case *elab.Var:
		return 0, false, t.Index == r.n.Index
	case *elab.Apply:
		if t.Op == elab.Succ {
			j, cut, ok := r.shiftOf(t.Args[0])
			return j + 1, cut, ok && !cut
		}
		if t.Op != elab.Add && t.Op != elab.Sub {
			return 0, false, false
		}
		x, y := t.Args[0], t.Args[1]
		if _, left := x.(*elab.Lit); left && t.Op == elab.Add {
			x, y = y, x
		}
		l, isLit := y.(*elab.Lit)
		if !isLit || !l.Value.IsInt() || !l.Value.Num().IsInt64() || l.Value.Num().Int64() > 1000 {
			return 0, false, false
		}
		j, cut, ok := r.shiftOf(x)
		k := l.Value.Num().Int64()
		if t.Op == elab.Sub {
			return j - k, cut || k > j, ok && !cut
		}
		return j + k, cut, ok && !cut
	}
	return 0, false, false
}

// below reports whether f is taken only at arguments less than n + shift. limits are those of
// bound variables: less than n + limit.
func (r *recursion) below(p *problem, f *function, t elab.Term, limits map[int]int64) bool {
	if v, args := application(t); v != nil && v.Index == f.slot {
		if len(args) != 1 {
			return false
		}
		if x, ok := args[0].(*elab.Var); ok {
			if limit, bound := limits[x.Index]; bound {
				return limit <= r.shift
			}
		}
		j, cut, ok := r.shiftOf(args[0])
		return ok && j < r.shift && (!cut || r.shift >= 1 || r.positive(p))
	}
	switch t := t.(type) {
	case *elab.Var:
		return t.Index != f.slot
	case *elab.Cast:
		return r.below(p, f, t.X, limits)
	case *elab.Call:
		return r.below(p, f, t.F, limits) && r.below(p, f, t.Arg, limits)
	case *elab.Lambda:
		return r.below(p, f, t.Body, limits)
	case *elab.Apply:
		if l, ok := lastLambda(t); ok && (t.Op == elab.Sum || t.Op == elab.Prod) {
			if s, ok := t.Args[0].(*elab.Apply); ok && s.Op == elab.Range {
				if j, cut, ok := r.shiftOf(s.Args[0]); ok && !cut {
					inner := map[int]int64{l.Param.Index: j}
					maps.Copy(inner, limits)
					return r.below(p, f, l.Body, inner)
				}
			}
		}
		for _, x := range t.Args {
			if !r.below(p, f, x, limits) {
				return false
			}
		}
	}
	return true
}

// positive reports whether the guards keep n from being 0.
func (r *recursion) positive(p *problem) bool {
	s, _ := p.guardSpan(r.n, r.guards)
	return s.lo != nil && (s.lo.Sign() > 0 || s.lo.Sign() == 0 && s.loStrict)
}

// reach finds how far back the body looks, and which of the free values it may take.
func (r *recursion) reach(p *problem, f *function) {
	r.window = maxTable
	far, regular, calls := int64(0), true, 0
	visitCalls(r.body, f.slot, func(c *elab.Call) {
		j, _, ok := r.shiftOf(c.Arg)
		far, regular, calls = max(far, r.shift-j), regular && ok, calls+1
	})
	if !regular || calls != occurrences(r.body, f.slot) {
		return
	}
	r.window = far
	needed := map[int64]bool{}
	for m := r.shift; m <= r.last; m++ {
		if given, _ := r.gives(p, m); !given {
			continue
		}
		for k := m - far; k < m; k++ {
			needed[max(k, 0)] = true
		}
	}
	named := func(c *elab.Call) {
		if x, ok := p.fraction(c.Arg, nil); ok {
			if k, constant := x.constant(); constant {
				n, _ := k.Int64()
				needed[n] = true
				return
			}
		}
		for m := range r.free {
			needed[m] = true
		}
	}
	for _, h := range p.hyps {
		if !h.built {
			visitCalls(h.prop, f.slot, named)
		}
	}
	visitCalls(p.goal, f.slot, named)
	for m, v := range r.free {
		p.vars[p.indexOf[v.Index]].used = needed[m]
	}
}

// visitCalls shows the applications of the function at a slot.
func visitCalls(t elab.Term, slot int, visit func(*elab.Call)) {
	switch t := t.(type) {
	case *elab.Cast:
		visitCalls(t.X, slot, visit)
	case *elab.Lambda:
		visitCalls(t.Body, slot, visit)
	case *elab.Call:
		if v, ok := t.F.(*elab.Var); ok && v.Index == slot {
			visit(t)
		}
		visitCalls(t.F, slot, visit)
		visitCalls(t.Arg, slot, visit)
	case *elab.Apply:
		for _, x := range t.Args {
			visitCalls(x, slot, visit)
		}
	}
}

func literal(n int64, t elab.Type) elab.Term { return &elab.Lit{Value: big.NewRat(n, 1), T: t} }

// plan decides how long the table is, and makes variables of the values that stay free.
func (r *recursion) plan(p *problem, f *function) bool {
	r.last = minTable
	for _, c := range p.constants {
		if n, ok := c.Int64(); ok && n > r.last && n < maxTable {
			r.last = n
		}
	}
	r.last += r.shift + 2
	var free []int64
	for m := int64(0); m <= r.last; m++ {
		given, known := r.gives(p, m)
		switch {
		case !known:
			return false
		case !given:
			free = append(free, m)
		}
		if len(free) > maxFree {
			return false
		}
	}
	if len(p.vars)+len(free) > maxVars {
		return false
	}
	for _, m := range free {
		v := p.hide(fmt.Sprintf("%s(%d)", f.name, m), f.cod)
		r.free[m] = v
		p.suggest(v, moduli(r.body))
	}
	return true
}

// moduli are multiples of the numerals by which a term takes remainders.
func moduli(t elab.Term) []exact.Rat {
	var all []exact.Rat
	switch t := t.(type) {
	case *elab.Cast:
		return moduli(t.X)
	case *elab.Apply:
		if l, ok := last(t.Args).(*elab.Lit); ok && t.Op == elab.Mod {
			m := exact.FromBig(l.Value)
			for _, k := range []int64{0, 1, 10, 1000, 10000} {
				all = append(all, m.Mul(exact.Int(k)))
			}
		}
		for _, x := range t.Args {
			all = append(all, moduli(x)...)
		}
	}
	return all
}

func last(ts []elab.Term) elab.Term {
	if len(ts) == 0 {
		return nil
	}
	return ts[len(ts)-1]
}

// settle writes the tables of recursions that end in a constant as functions: a constant but
// for some exceptions.
func (p *problem) settle(env eval.Env) {
	for slot, f := range p.functions {
		v, ok := env[slot].(*eval.Function)
		if f.recursion == nil || !ok || v.Lambda != nil || len(v.Table) < minTable {
			continue
		}
		end := v.Table[len(v.Table)-1].Value
		k := len(v.Table)
		for k > 0 && equal(v.Table[k-1].Value, end) {
			k--
		}
		n, ok := rational(end)
		if !ok || k > minTable/2 {
			continue
		}
		constant := &elab.Lit{Value: new(big.Rat).SetFrac(n.Num(), n.Den()), T: f.cod}
		x := &elab.Var{Index: p.slots, Name: "n", T: elab.Nat}
		env[slot] = &eval.Function{Lambda: &elab.Lambda{Param: x, Body: constant}, Env: env, Table: v.Table[:k]}
	}
}

// gives reports whether the recursion gives u m, and whether that is known.
func (r *recursion) gives(p *problem, m int64) (given, known bool) {
	if m < r.shift {
		return false, true
	}
	return p.guarded(clause{params: []*elab.Var{r.n}, guards: r.guards}, []exact.Rat{exact.Int(m - r.shift)})
}

// symbolic is u at m in terms of the problem's variables.
func (r *recursion) symbolic(p *problem, f *function, at exact.Rat) (fraction, bool) {
	m, ok := at.Int64()
	if !ok || m < 0 || m > r.last {
		return fraction{}, false
	}
	for k := int64(len(r.memo)); k <= m; k++ {
		var value fraction
		if v, free := r.free[k]; free {
			value, ok = p.fraction(v, nil)
		} else {
			value, ok = p.fraction(r.body, scope{r.n.Index: constant(exact.Int(k - r.shift))})
		}
		if !ok || len(value.num.Terms()) > maxTerms || len(value.den.Terms()) > maxTerms {
			return fraction{}, false
		}
		r.memo[k] = value
	}
	return r.memo[m], true
}

// rule fills the table.
func (r *recursion) rule(p *problem, f *function) rule {
	out := rule{index: f.index, needs: p.occurring(r.body) &^ (1 << f.index)}
	for _, v := range r.free {
		out.needs |= p.occurring(v)
	}
	out.make = func(env eval.Env) (eval.Value, error) {
		table, recent := &eval.Function{}, &eval.Function{}
		inner := append(eval.Env{}, env...)
		inner[f.slot] = recent
		for m := int64(0); m <= r.last; m++ {
			if p.ctx != nil && p.ctx.Err() != nil {
				return nil, p.ctx.Err()
			}
			recent.Table = table.Table[max(0, m-r.window):]
			var value eval.Value
			var err error
			if v, free := r.free[m]; free {
				value = env[v.Index]
			} else {
				inner[r.n.Index] = eval.Int(m - r.shift)
				value, err = eval.Eval(r.body, inner)
			}
			if err != nil {
				if m > minTable {
					break
				}
				return nil, err
			}
			table.Table = append(table.Table, eval.Entry{At: eval.Int(m), Value: value})
		}
		return table, nil
	}
	return out
}
