package elab

// meta is a type that is not yet known: the type of a numeral, of an untyped binder, of the
// arguments of a polymorphic function. Its flags say which default it takes if nothing
// decides it.
type meta struct {
	ref      Type // what it was unified with; nil while unknown
	elem     Type // of `{a, b}`, a set or a finset: the type of its elements
	exponent bool // an exponent of `^`: ℕ by Monoid.Pow
	negated  bool // an operand of prefix `-`: ℤ
	numeral  bool // a numeral: ℕ
	decimal  bool // a decimal literal: no default that we accept
}

func (m *meta) String() string {
	if t := resolve(m); t != Type(m) {
		return t.String()
	}
	return "?"
}
func (*meta) isType() {}

// resolve follows a meta to what is known of it.
func resolve(t Type) Type {
	for {
		m, ok := t.(*meta)
		if !ok || m.ref == nil {
			return t
		}
		t = m.ref
	}
}

// unknown reports whether nothing is known of t: it is a meta or absent.
func unknown(t Type) bool {
	if t == nil {
		return true
	}
	_, ok := resolve(t).(*meta)
	return ok
}

// settled is t without metas, or false where one is left in it.
func settled(t Type) (Type, bool) {
	two := func(a, b Type, of func(a, b Type) Type) (Type, bool) {
		x, ok := settled(a)
		y, ok2 := settled(b)
		return of(x, y), ok && ok2
	}
	switch t := resolve(t).(type) {
	case *meta:
		return t, false
	case Fun:
		return two(t.Dom, t.Cod, func(a, b Type) Type { return Fun{a, b} })
	case Times:
		return two(t.A, t.B, func(a, b Type) Type { return Times{a, b} })
	case EquivOf:
		return two(t.A, t.B, func(a, b Type) Type { return EquivOf{a, b} })
	case Set:
		return two(t.Elem, Prop, func(a, _ Type) Type { return Set{a} })
	case Finset:
		return two(t.Elem, Prop, func(a, _ Type) Type { return Finset{a} })
	case ListOf:
		return two(t.Elem, Prop, func(a, _ Type) Type { return ListOf{a} })
	default:
		return t, true
	}
}

// occurs reports whether m stands in t.
func (m *meta) occurs(t Type) bool {
	switch t := resolve(t).(type) {
	case *meta:
		return t == m || t.elem != nil && m.occurs(t.elem)
	case Fun:
		return m.occurs(t.Dom) || m.occurs(t.Cod)
	case Times:
		return m.occurs(t.A) || m.occurs(t.B)
	case EquivOf:
		return m.occurs(t.A) || m.occurs(t.B)
	case Set:
		return m.occurs(t.Elem)
	case Finset:
		return m.occurs(t.Elem)
	case ListOf:
		return m.occurs(t.Elem)
	}
	return false
}

// inference is what is known of types while a statement is read. What it learns can be
// taken back to a mark.
type inference struct {
	metas   []*meta
	pending []homogeneous
	trail   []assignment
}

// homogeneous is a use of an operation whose operands have types that are not yet known:
// unless something else decides them, they are the type of the result.
type homogeneous struct{ result, l, r Type }

type assignment struct {
	m   *meta
	old meta
}

type mark struct{ metas, pending, trail int }

func (in *inference) mark() mark { return mark{len(in.metas), len(in.pending), len(in.trail)} }

func (in *inference) undo(to mark) {
	for i := len(in.trail) - 1; i >= to.trail; i-- {
		*in.trail[i].m = in.trail[i].old
	}
	in.trail, in.metas, in.pending = in.trail[:to.trail], in.metas[:to.metas], in.pending[:to.pending]
}

// change is m, noted so that a change of it can be undone.
func (in *inference) change(m *meta) *meta {
	in.trail = append(in.trail, assignment{m, *m})
	return m
}

func (in *inference) fresh() *meta {
	m := &meta{}
	in.metas = append(in.metas, m)
	return m
}

// unify makes a and b the same type and reports whether that is possible.
func (in *inference) unify(a, b Type) bool {
	a, b = resolve(a), resolve(b)
	if a == b {
		return true
	}
	if m, ok := a.(*meta); ok {
		return in.assign(m, b)
	}
	if m, ok := b.(*meta); ok {
		return in.assign(m, a)
	}
	switch a := a.(type) {
	case Fun:
		b, ok := b.(Fun)
		return ok && in.unify(a.Dom, b.Dom) && in.unify(a.Cod, b.Cod)
	case Times:
		b, ok := b.(Times)
		return ok && in.unify(a.A, b.A) && in.unify(a.B, b.B)
	case EquivOf:
		b, ok := b.(EquivOf)
		return ok && in.unify(a.A, b.A) && in.unify(a.B, b.B)
	case Set:
		b, ok := b.(Set)
		return ok && in.unify(a.Elem, b.Elem)
	case Finset:
		b, ok := b.(Finset)
		return ok && in.unify(a.Elem, b.Elem)
	case ListOf:
		b, ok := b.(ListOf)
		return ok && in.unify(a.Elem, b.Elem)
	}
	return false
}

func (in *inference) assign(m *meta, t Type) bool {
	if m.occurs(t) {
		return false
	}
	if n, ok := t.(*meta); ok {
		in.change(n)
		n.exponent = n.exponent || m.exponent
		n.negated = n.negated || m.negated
		n.numeral = n.numeral || m.numeral
		n.decimal = n.decimal || m.decimal
		if m.elem != nil && n.elem != nil && !in.unify(m.elem, n.elem) {
			return false
		}
		if n.elem == nil {
			n.elem = m.elem
		}
		in.change(m).ref = n
		return true
	}
	number := isNumber(t)
	if (m.numeral || m.negated || m.decimal || m.exponent) && !number {
		return false
	}
	if m.elem != nil {
		elem, ok := elemOf(t)
		if _, list := t.(ListOf); !ok || list || !in.unify(m.elem, elem) {
			return false
		}
	}
	in.change(m).ref = t
	return true
}

// settle gives every type that is still unknown its default, by the priorities of Lean's and
// Mathlib's default instances: exponents first, then operations with one type, then what is
// negated, then numerals.
func (in *inference) settle() *Error {
	each := func(flag func(m *meta) bool, to Type) {
		for _, m := range in.metas {
			if m.ref == nil && flag(m) {
				in.assign(m, to)
			}
		}
	}
	each(func(m *meta) bool { return m.exponent }, Nat)
	for _, p := range in.pending {
		if !in.unify(p.result, p.l) || !in.unify(p.result, p.r) {
			return errorf(IllTyped, "an operation on %s and %s", p.l, p.r)
		}
	}
	each(func(m *meta) bool { return m.exponent }, Nat)
	each(func(m *meta) bool { return m.negated && !m.decimal }, Int)
	each(func(m *meta) bool { return m.numeral && !m.decimal }, Nat)
	for _, m := range in.metas {
		switch {
		case m.ref != nil:
		case m.decimal:
			return errorf(Undecided, "a decimal literal without a known type")
		case m.elem != nil:
			return errorf(Undecided, "whether {…} is a set or a finset")
		default:
			return errorf(Undecided, "a type that nothing determines")
		}
	}
	in.metas, in.pending, in.trail = in.metas[:0], in.pending[:0], in.trail[:0]
	return nil
}
