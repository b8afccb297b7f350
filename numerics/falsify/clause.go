package falsify

import (
	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// clause is a hypothesis `∀ x y, guards → f x y = body`, in which x and y are different
// variables and the body does not mention f.
type clause struct {
	params []*elab.Var // by argument
	guards []elab.Term
	body   elab.Term
}

// universal is a term `∀ x y, guards → conclusion` taken apart.
type universal struct {
	params     []*elab.Var
	guards     []elab.Term
	conclusion elab.Term
}

func takeApart(t elab.Term) universal {
	var u universal
	for {
		a, ok := t.(*elab.Apply)
		if !ok {
			break
		}
		if l, isLambda := lastLambda(a); a.Op == elab.Forall && isLambda {
			u.params = append(u.params, l.Param)
			t = l.Body
			continue
		}
		if a.Op != elab.Imp {
			break
		}
		u.guards = append(u.guards, conjuncts(a.Args[0])...)
		t = a.Args[1]
	}
	u.conclusion = t
	return u
}

func lastLambda(a *elab.Apply) (*elab.Lambda, bool) {
	if len(a.Args) == 0 {
		return nil, false
	}
	l, ok := a.Args[len(a.Args)-1].(*elab.Lambda)
	return l, ok
}

func conjuncts(t elab.Term) []elab.Term {
	if a, ok := t.(*elab.Apply); ok && a.Op == elab.And {
		return append(conjuncts(a.Args[0]), conjuncts(a.Args[1])...)
	}
	return []elab.Term{t}
}

// application is a variable applied to arguments.
func application(t elab.Term) (f *elab.Var, args []elab.Term) {
	for {
		switch c := t.(type) {
		case *elab.Call:
			args = append([]elab.Term{c.Arg}, args...)
			t = c.F
			continue
		case *elab.Apply:
			if c.Op == elab.ToFun || c.Op == elab.InvFun {
				return nil, nil
			}
		case *elab.Var:
			return c, args
		}
		return nil, nil
	}
}

// mentions reports whether the variable at a slot occurs in t.
func mentions(t elab.Term, slot int) bool {
	switch t := t.(type) {
	case *elab.Var:
		return t.Index == slot
	case *elab.Cast:
		return mentions(t.X, slot)
	case *elab.Lambda:
		return mentions(t.Body, slot)
	case *elab.Call:
		return mentions(t.F, slot) || mentions(t.Arg, slot)
	case *elab.Apply:
		for _, x := range t.Args {
			if mentions(x, slot) {
				return true
			}
		}
	}
	return false
}

// clauseOf reads a clause for one of the problem's functions.
func (p *problem) clauseOf(t elab.Term) (*function, clause, bool) {
	u := takeApart(t)
	eq, ok := u.conclusion.(*elab.Apply)
	if !ok || eq.Op != elab.Eq && eq.Op != elab.Iff || len(u.params) == 0 {
		return nil, clause{}, false
	}
	for _, sides := range [][2]elab.Term{{eq.Args[0], eq.Args[1]}, {eq.Args[1], eq.Args[0]}} {
		v, args := application(sides[0])
		if v == nil || len(args) != len(u.params) || mentions(sides[1], v.Index) {
			continue
		}
		f := p.functions[v.Index]
		if f == nil || len(args) != len(f.doms) || anyMentions(u.guards, v.Index) {
			continue
		}
		if !distinct(args, u.params) {
			if c, ok := p.shifted(f, u, args, sides[1]); ok {
				return f, c, true
			}
			continue
		}
		c := clause{guards: u.guards, body: sides[1]}
		for _, x := range args {
			c.params = append(c.params, x.(*elab.Var))
		}
		return f, c, true
	}
	return nil, clause{}, false
}

// shifted is the clause for `∀ x, f (a * x + b) = body` in a field: f x is the body at the x
// for which a * x + b is x.
func (p *problem) shifted(f *function, u universal, args []elab.Term, body elab.Term) (clause, bool) {
	if len(args) != 1 || len(u.params) != 1 || len(u.guards) > 0 {
		return clause{}, false
	}
	x := u.params[0]
	s, ok := x.T.(elab.Scalar)
	if !ok || !s.Field() || s == elab.NNReal {
		return clause{}, false
	}
	a, b, n, ok := p.monomial(args[0], x)
	if !ok || n != 1 {
		return clause{}, false
	}
	y := &elab.Var{Index: p.slots, Name: x.Name, T: x.T}
	p.slots++
	p.indexOf = append(p.indexOf, -1)
	at := renamed(rootTerm(x, a, b, 1, x.T), map[int]*elab.Var{x.Index: y})
	whole := &elab.Call{F: &elab.Lambda{Param: x, Body: body}, Arg: at, T: f.cod}
	return clause{params: []*elab.Var{y}, body: whole}, true
}

func anyMentions(ts []elab.Term, slot int) bool {
	for _, t := range ts {
		if mentions(t, slot) {
			return true
		}
	}
	return false
}

// distinct reports whether the arguments are the parameters, each once.
func distinct(args []elab.Term, params []*elab.Var) bool {
	seen := map[int]bool{}
	for _, x := range args {
		v, ok := x.(*elab.Var)
		if !ok || seen[v.Index] {
			return false
		}
		seen[v.Index] = true
	}
	for _, v := range params {
		if !seen[v.Index] {
			return false
		}
	}
	return true
}

// span is an interval of numbers; nil ends are infinite.
type span struct {
	lo, hi             *exact.Rat
	loStrict, hiStrict bool
}

// guardSpan is the set of values of the parameter that satisfy the guards, if they are bounds
// by numerals; other guards on it are given back as rest.
func (p *problem) guardSpan(x *elab.Var, guards []elab.Term) (s span, rest []elab.Term) {
	for _, g := range guards {
		if !s.narrow(p, x, g) {
			rest = append(rest, g)
		}
	}
	return s, rest
}

func (s *span) narrow(p *problem, x *elab.Var, g elab.Term) bool {
	a, ok := g.(*elab.Apply)
	if !ok || a.Op != elab.Eq && (a.Op < elab.Lt || a.Op > elab.Ge) {
		return false
	}
	l, r, op := a.Args[0], a.Args[1], a.Op
	if v, ok := bare(l).(*elab.Var); !ok || v.Index != x.Index {
		l, r, op = r, l, converse[op]
	}
	v, ok := bare(l).(*elab.Var)
	if !ok || v.Index != x.Index {
		return false
	}
	f, ok := p.fraction(r, nil)
	if !ok {
		return false
	}
	c, ok := f.constant()
	if !ok {
		return false
	}
	if op == elab.Eq {
		*s = span{lo: &c, hi: &c}
		return true
	}
	switch op {
	case elab.Lt, elab.Le:
		strict := op == elab.Lt
		if s.hi == nil || c.Cmp(*s.hi) < 0 || c.Cmp(*s.hi) == 0 && strict {
			s.hi, s.hiStrict = &c, strict
		}
	default:
		strict := op == elab.Gt
		if s.lo == nil || c.Cmp(*s.lo) > 0 || c.Cmp(*s.lo) == 0 && strict {
			s.lo, s.loStrict = &c, strict
		}
	}
	return true
}

var converse = map[elab.Op]elab.Op{elab.Eq: elab.Eq, elab.Lt: elab.Gt, elab.Le: elab.Ge, elab.Gt: elab.Lt, elab.Ge: elab.Le}

// bare is t without casts.
func bare(t elab.Term) elab.Term {
	for {
		c, ok := t.(*elab.Cast)
		if !ok {
			return t
		}
		t = c.X
	}
}

// before reports whether every number of s is less than every number of t.
func (s span) before(t span) bool {
	if s.hi == nil || t.lo == nil {
		return false
	}
	c := s.hi.Cmp(*t.lo)
	return c < 0 || c == 0 && (s.hiStrict || t.loStrict)
}

// disjoint reports whether no arguments satisfy the guards of both clauses; false where that
// is not plain.
func (p *problem) disjoint(c, d clause) bool {
	for i, x := range c.params {
		s, _ := p.guardSpan(x, c.guards)
		t, _ := p.guardSpan(d.params[i], d.guards)
		if s.before(t) || t.before(s) {
			return true
		}
		for _, g := range c.guards {
			for _, h := range d.guards {
				if opposite(g, x.Index, h, d.params[i].Index) {
					return true
				}
			}
		}
	}
	return false
}

// opposite reports whether one of the guards is the negation of the other, the parameters
// being the same.
func opposite(g elab.Term, x int, h elab.Term, y int) bool {
	pair := map[int]int{x: y}
	a, okA := g.(*elab.Apply)
	b, okB := h.(*elab.Apply)
	if !okA || !okB {
		return false
	}
	switch {
	case a.Op == elab.Not:
		return same(a.Args[0], h, pair)
	case b.Op == elab.Not:
		return same(g, b.Args[0], pair)
	case a.Op == elab.Even && b.Op == elab.Odd, a.Op == elab.Odd && b.Op == elab.Even:
		s, ok := a.Args[0].Type().(elab.Scalar)
		return ok && !s.Field() && same(a.Args[0], b.Args[0], pair)
	case a.Op == elab.Eq && b.Op == elab.Ne, a.Op == elab.Ne && b.Op == elab.Eq:
		return same(a.Args[0], b.Args[0], pair) && same(a.Args[1], b.Args[1], pair)
	}
	return false
}

// same reports whether two terms are the same up to the slots that pair maps.
func same(a, b elab.Term, pair map[int]int) bool {
	return elab.Same(a, b, pair, func(x, y *elab.Var) bool { return x.Index == y.Index })
}

// guarded reports whether the guards hold at constant arguments.
func (p *problem) guarded(c clause, args []exact.Rat) (bool, bool) {
	env := make(eval.Env, p.slots)
	for i, x := range c.params {
		env[x.Index] = eval.Rational(args[i])
	}
	for _, g := range c.guards {
		ok, err := eval.Holds(g, env)
		if err != nil {
			return false, false
		}
		if !ok {
			return false, true
		}
	}
	return true, true
}
