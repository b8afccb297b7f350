package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// maxCandidates bounds the values that a search goes through.
const maxCandidates = 1 << 17

// costOfSearch is what setting up a search costs, in steps.
const costOfSearch = 64

// cover gives values of x that are proved to hold all those for which the proposition has
// the wanted truth value, whatever the other unknowns are; some may be too many. Where no
// bound is found it is incomplete, and the values are some near to what limits x.
func (e *evaluator) cover(x *elab.Var, p elab.Term, want bool, env Env) (values Finset, complete bool, err error) {
	if err := e.spend(costOfSearch); err != nil {
		return nil, false, err
	}
	if all, ok := e.finiteType(x.T); ok {
		return all, true, e.spend(len(all))
	}
	env = clone(env).bind(x.Index, nil)
	if t, ok := x.T.(elab.Times); ok {
		return e.coverPair(x, t, p, want, env)
	}
	c := &coverage{e: e, x: x}
	found, err := c.search(p, want, env)
	if err != nil {
		return nil, false, err
	}
	if found == nil {
		near, _, err := e.admit(&candidates{values: c.near()}, x.T)
		return near, false, err
	}
	return e.admit(found, x.T)
}

// admit drops the values that are not of type t and those that occur twice.
func (e *evaluator) admit(found *candidates, t elab.Type) (Finset, bool, error) {
	b := &builder{e: e, seen: map[string]bool{}}
	complete := true
	add := func(v Value) error {
		in, err := e.inhabits(v, t)
		if err != nil {
			complete = false
			return nil
		}
		if !in {
			return nil
		}
		if err := b.add(v); err != nil {
			// Not told apart from another: keeping it does no harm.
			b.set = append(b.set, v)
		}
		return nil
	}
	if found.lo != nil {
		if n, ok := found.hi.Sub(*found.lo).Int64(); !ok || n > maxCandidates {
			return nil, false, nil
		}
		err := e.span(*found.lo, *found.hi, func(v Value) error {
			b.set = append(b.set, v)
			return nil
		})
		return b.set, err == nil, err
	}
	err := e.all(found.values, add)
	return b.set, complete, err
}

// coverPair covers a pair by its components, each with the other unknown.
func (e *evaluator) coverPair(x *elab.Var, t elab.Times, p elab.Term, want bool, env Env) (Finset, bool, error) {
	slot := freshSlot(env, p)
	a := &elab.Var{Index: slot, Name: x.Name + ".1", T: t.A}
	b := &elab.Var{Index: slot + 1, Name: x.Name + ".2", T: t.B}
	pair := &elab.Apply{Op: elab.Pair, Args: []elab.Term{a, b}, T: t}
	q := substitute(p, x.Index, pair)
	env = env.bind(a.Index, nil).bind(b.Index, nil)
	first, all, err := e.cover(a, q, want, env)
	if err != nil || !all {
		return nil, false, err
	}
	var pairs Finset
	for _, u := range first {
		second, all, err := e.cover(b, q, want, env.bind(a.Index, u))
		if err != nil || !all {
			return nil, false, err
		}
		if len(pairs)+len(second) > maxCandidates {
			return nil, false, nil
		}
		for _, v := range second {
			pairs = append(pairs, Pair{u, v})
		}
	}
	return pairs, true, e.spend(len(pairs))
}

// candidates are values, or the integers from lo to hi.
type candidates struct {
	values Finset
	lo, hi *exact.Rat
}

// size is the number of candidates.
func (c *candidates) size() int64 {
	if c.lo == nil {
		return int64(len(c.values))
	}
	n, ok := c.hi.Sub(*c.lo).Int64()
	if !ok {
		return 1 << 62
	}
	return max(n+1, 0)
}

// coverage is a search for candidates of x. The unknowns are x and all slots that are nil.
type coverage struct {
	e      *evaluator
	x      *elab.Var
	lo, hi *exact.Rat // the last limits that were found
}

// near are values close to the limits.
func (c *coverage) near() Finset {
	var s Finset
	add := func(at *exact.Rat, steps ...exact.Rat) {
		if at == nil {
			return
		}
		for _, step := range steps {
			s = append(s, Rational(at.Add(step)))
		}
	}
	add(c.lo, exact.Int(0), exact.Int(1), exact.Int(2), exact.Int(10), exact.Frac(1, 2))
	add(c.hi, exact.Int(0), exact.Int(-1), exact.Int(-2), exact.Int(-10), exact.Frac(-1, 2))
	if c.lo != nil && c.hi != nil {
		add(c.lo, c.hi.Sub(*c.lo).Quo(exact.Int(2)))
	}
	return s
}

// search gives candidates, nil where none are known to be enough.
func (c *coverage) search(p elab.Term, want bool, env Env) (*candidates, error) {
	var parts []conjunct
	c.conjuncts(p, want, env, &parts)
	var best *candidates
	better := func(found *candidates) {
		if found != nil && (best == nil || found.size() < best.size()) {
			best = found
		}
	}
	var lo, hi *exact.Rat
	if nonnegative(c.x.T) && integral(c.x.T) {
		lo = new(exact.Rat)
		if scalar(c.x.T) == elab.PNat {
			*lo = exact.Int(1)
		}
	}
	for _, q := range parts {
		if err := c.e.spend(1); err != nil {
			return nil, err
		}
		found, err := c.single(q)
		if err != nil {
			return nil, err
		}
		better(found)
		if numeric(c.x.T) {
			l, h := c.limits(q)
			if l != nil && (lo == nil || l.Cmp(*lo) > 0) {
				lo = l
			}
			if h != nil && (hi == nil || h.Cmp(*hi) < 0) {
				hi = h
			}
		}
	}
	c.lo, c.hi = lo, hi
	if lo != nil && hi != nil && integral(c.x.T) {
		better(&candidates{lo: lo, hi: hi})
	}
	return best, nil
}

// conjunct is a proposition with the truth value that it has to have.
type conjunct struct {
	p    elab.Term
	want bool
	env  Env
}

// conjuncts takes apart what has to hold.
func (c *coverage) conjuncts(p elab.Term, want bool, env Env, parts *[]conjunct) {
	a, ok := p.(*elab.Apply)
	if !ok {
		if call, isCall := p.(*elab.Call); isCall {
			if l, isLambda := call.F.(*elab.Lambda); isLambda {
				c.conjuncts(applied(l, call.Arg), want, env, parts)
			}
		}
		return
	}
	switch {
	case a.Op == elab.Not:
		c.conjuncts(a.Args[0], !want, env, parts)
	case a.Op == elab.And && want, a.Op == elab.Or && !want:
		c.conjuncts(a.Args[0], want, env, parts)
		c.conjuncts(a.Args[1], want, env, parts)
	case a.Op == elab.Imp && !want:
		c.conjuncts(a.Args[0], true, env, parts)
		c.conjuncts(a.Args[1], false, env, parts)
	case (a.Op == elab.Exists || a.Op == elab.ExistsUnique) && want, a.Op == elab.Forall && !want:
		if l, ok := a.Args[0].(*elab.Lambda); ok {
			c.conjuncts(l.Body, want, clone(env).bind(l.Param.Index, nil), parts)
		}
	case a.Op == elab.Mem:
		if q, ok := c.memberOf(a, env); ok {
			c.conjuncts(q, want, env, parts)
			return
		}
		*parts = append(*parts, conjunct{p, want, env})
	case a.Op == elab.Eq && want && isPair(a.Args[0]) && isPair(a.Args[1]):
		u, v := a.Args[0].(*elab.Apply), a.Args[1].(*elab.Apply)
		c.conjuncts(prop(elab.Eq, u.Args[0], v.Args[0]), true, env, parts)
		c.conjuncts(prop(elab.Eq, u.Args[1], v.Args[1]), true, env, parts)
	default:
		*parts = append(*parts, conjunct{p, want, env})
	}
}

func isPair(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	return ok && a.Op == elab.Pair
}

// memberOf is membership without ∈; a set that is a value is looked into.
func (c *coverage) memberOf(a *elab.Apply, env Env) (elab.Term, bool) {
	if v, ok := a.Args[1].(*elab.Var); ok && v.Index < len(env) && env[v.Index] != nil {
		return nil, false
	}
	return membership(a.Args[0], a.Args[1], env)
}

// single gives candidates from one conjunct.
func (c *coverage) single(q conjunct) (*candidates, error) {
	a, ok := q.p.(*elab.Apply)
	if !ok || !c.free(q.p, q.env) {
		return c.closed(q)
	}
	switch a.Op {
	case elab.And, elab.Or, elab.Imp, elab.Iff, elab.Ite:
		return c.cases(a, q)
	case elab.Eq, elab.Ne:
		if (a.Op == elab.Eq) != q.want {
			return nil, nil
		}
		if a.Args[0].Type() == elab.Type(elab.Prop) {
			return c.cases(&elab.Apply{Op: elab.Iff, Args: a.Args, T: elab.Prop}, conjunct{q.p, true, q.env})
		}
		return c.equation(a.Args[0], a.Args[1], q.env)
	case elab.Mem:
		if !q.want {
			return nil, nil
		}
		return c.element(a, q.env)
	case elab.Dvd:
		if !q.want {
			return nil, nil
		}
		return c.divisor(a, q.env)
	case elab.Exists, elab.ExistsUnique, elab.Forall:
		return c.instances(a, q)
	}
	return nil, nil
}

// closed is a conjunct without x: where it cannot hold there is no candidate at all.
func (c *coverage) closed(q conjunct) (*candidates, error) {
	if c.open(q.p, q.env) {
		return nil, nil
	}
	got, err := c.e.holds(q.p, q.env)
	if err == nil && got != q.want {
		return &candidates{}, nil
	}
	if c.e.left == 0 {
		return nil, err
	}
	return nil, nil
}

func (c *coverage) free(t elab.Term, env Env) bool { return occurs(c.x.Index, t) }

// open reports whether any unknown occurs in t.
func (c *coverage) open(t elab.Term, env Env) bool {
	return c.e.ring().open(t, scope{env: env})
}

// cases covers a disjunction by the candidates of its sides.
func (c *coverage) cases(a *elab.Apply, q conjunct) (*candidates, error) {
	type side []conjunct
	l, r := a.Args[0], a.Args[1]
	var sides []side
	switch a.Op {
	case elab.And: // not both
		sides = []side{{{l, false, q.env}}, {{r, false, q.env}}}
	case elab.Or:
		sides = []side{{{l, true, q.env}}, {{r, true, q.env}}}
	case elab.Imp:
		sides = []side{{{l, false, q.env}}, {{r, true, q.env}}}
	case elab.Iff:
		sides = []side{{{l, true, q.env}, {r, q.want, q.env}}, {{l, false, q.env}, {r, !q.want, q.env}}}
	default:
		sides = []side{{{l, true, q.env}, {r, q.want, q.env}}, {{l, false, q.env}, {a.Args[2], q.want, q.env}}}
	}
	union := &candidates{}
	for _, s := range sides {
		var best *candidates
		p, want := s[0].p, s[0].want
		if len(s) == 2 {
			p, want = prop(elab.And, signed(s[0]), signed(s[1])), true
		}
		best, err := c.search(p, want, q.env)
		if err != nil || best == nil {
			return nil, err
		}
		if union.size()+best.size() > maxCandidates {
			return nil, nil
		}
		if best.lo != nil {
			err := c.e.span(*best.lo, *best.hi, func(v Value) error {
				union.values = append(union.values, v)
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		union.values = append(union.values, best.values...)
	}
	return union, nil
}

func signed(q conjunct) elab.Term {
	if q.want {
		return q.p
	}
	return prop(elab.Not, q.p)
}

// instances covers `∀ y, …` by what it says of single values of y.
func (c *coverage) instances(a *elab.Apply, q conjunct) (*candidates, error) {
	if (a.Op == elab.Forall) != q.want || a.Op == elab.ExistsUnique {
		return nil, nil
	}
	l, ok := a.Args[0].(*elab.Lambda)
	if !ok {
		return nil, nil
	}
	for _, y := range samples(l.Param.T, 2) {
		found, err := c.search(l.Body, q.want, clone(q.env).bind(l.Param.Index, y))
		if err != nil || found != nil {
			return found, err
		}
	}
	return nil, nil
}
