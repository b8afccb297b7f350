package elab

// sign is what is known of the sign of a term by its form and by hypotheses on single
// variables: a set of facts, of which positive is both.
type sign uint8

const (
	nonzero sign = 1 << iota
	nonnegative
	positive = nonzero | nonnegative
	anySign  = sign(0)
)

func (s sign) is(fact sign) bool { return s&fact == fact }

// signs are those of the variables, by slot.
type signs struct {
	outer int // the number of the statement's own variables
	of    map[int]sign
}

// assume notes what a hypothesis says of the sign of a variable.
func (s *signs) assume(t Term) { s.note(t, 0) }

// assumeInside does so for the variables bound inside the statement only: what is said of
// the others holds in one place.
func (s *signs) assumeInside(t Term) { s.note(t, s.outer) }

func (s *signs) note(t Term, from int) {
	a, ok := t.(*Apply)
	if !ok {
		return
	}
	if a.Op == And {
		s.note(a.Args[0], from)
		s.note(a.Args[1], from)
		return
	}
	if !a.Op.Relation() {
		return
	}
	l, r := a.Args[0], a.Args[1]
	op := a.Op
	if _, ok := l.(*Var); !ok {
		l, r = r, l
		op = flipped[op]
	}
	v, ok := l.(*Var)
	if !ok || v.Index < from {
		return
	}
	bound := s.sign(r)
	known := anySign
	switch {
	case op == Ne && isZero(r):
		known = nonzero
	case op == Gt && bound.is(nonnegative), op == Ge && bound == positive:
		known = positive
	case op == Ge && bound.is(nonnegative):
		known = nonnegative
	case op == Eq:
		known = bound
	}
	s.of[v.Index] |= known
}

func isZero(t Term) bool {
	l, ok := t.(*Lit)
	return ok && l.Value.Sign() == 0
}

var flipped = map[Op]Op{Eq: Eq, Ne: Ne, Lt: Gt, Le: Ge, Gt: Lt, Ge: Le}

// sign is what is known of the sign of t.
func (s *signs) sign(t Term) sign {
	least := anySign
	if k, ok := t.Type().(Scalar); ok {
		switch k {
		case Nat, NNReal:
			least = nonnegative
		case PNat:
			least = positive
		}
	}
	return least | s.byForm(t)
}

func (s *signs) byForm(t Term) sign {
	switch t := t.(type) {
	case *Lit:
		if t.Value.Sign() > 0 {
			return positive
		}
		return nonnegative
	case *Var:
		return s.of[t.Index]
	case *Cast:
		return s.sign(t.X)
	case *Apply:
		return s.ofApply(t)
	}
	return anySign
}

func (s *signs) ofApply(t *Apply) sign {
	if t.Op == Neg {
		return s.sign(t.Args[0]) & nonzero
	}
	switch t.Op {
	case Exp, Pi, Factorial, Succ:
		return positive
	case Sqrt:
		if s.sign(t.Args[0]) == positive {
			return positive
		}
		return nonnegative
	case Abs, Norm, NormSq:
		return nonnegative | s.sign(t.Args[0])&nonzero
	case Inv:
		return s.sign(t.Args[0])
	case Pow:
		base := s.sign(t.Args[0])
		if l, ok := t.Args[1].(*Lit); ok && l.Value.IsInt() && l.Value.Num().Bit(0) == 0 {
			return base | nonnegative
		}
		return base
	case Add:
		l, r := s.sign(t.Args[0]), s.sign(t.Args[1])
		if l.is(nonnegative) && r.is(nonnegative) {
			return l | r
		}
	case Mul, Div:
		both := s.sign(t.Args[0]) & s.sign(t.Args[1])
		if t.Op == Div && (t.T == Type(Nat) || t.T == Type(Int)) {
			return both & nonnegative
		}
		return both
	case Min, Max:
		return s.sign(t.Args[0]) & s.sign(t.Args[1])
	case Sum:
		if l, ok := t.Args[1].(*Lambda); ok && s.sign(l.Body).is(nonnegative) {
			return nonnegative
		}
	}
	return anySign
}

// mayVanish reports whether nothing as simple as a numeral or a hypothesis on the variable
// keeps t from being 0.
func (s *signs) mayVanish(t Term) bool { return !s.sign(t).is(nonzero) }
