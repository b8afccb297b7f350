package elab

import "strconv"

// Type is a type. Two types are the same exactly when they are ==.
type Type interface {
	// String is the type in Lean syntax.
	String() string
	isType()
}

// Scalar is a type without parameters.
type Scalar uint8

// The scalars. Those from Nat to Real stand in the order of their coercions: a value of one
// is cast to each that follows. ℝ is cast to ℂ; ℕ to NNReal and that to ℝ; ℕ+ to ℕ.
const (
	Prop Scalar = iota
	Nat
	Int
	Rat
	Real
	Complex
	NNReal
	PNat
)

var scalarNames = [...]string{"Prop", "ℕ", "ℤ", "ℚ", "ℝ", "ℂ", "NNReal", "ℕ+"}

func (s Scalar) String() string { return scalarNames[s] }
func (Scalar) isType()          {}

// Field reports whether division is the field's own in s; in NNReal it is that of ℝ.
func (s Scalar) Field() bool { return s == Rat || s == Real || s == Complex || s == NNReal }

// Fun is the type Dom → Cod.
type Fun struct{ Dom, Cod Type }

// Set is the type Set Elem.
type Set struct{ Elem Type }

// Finset is the type Finset Elem.
type Finset struct{ Elem Type }

// ListOf is the type List Elem.
type ListOf struct{ Elem Type }

// Times is the type A × B.
type Times struct{ A, B Type }

// EquivOf is the type A ≃ B.
type EquivOf struct{ A, B Type }

// Fin is the type Fin N.
type Fin struct{ N int }

// ZMod is the type ZMod N; ZMod 0 is not formed.
type ZMod struct{ N int }

func (f Fun) String() string     { return inner(f.Dom) + " → " + f.Cod.String() }
func (s Set) String() string     { return "Set " + inner(s.Elem) }
func (s Finset) String() string  { return "Finset " + inner(s.Elem) }
func (l ListOf) String() string  { return "List " + inner(l.Elem) }
func (p Times) String() string   { return inner(p.A) + " × " + inner(p.B) }
func (e EquivOf) String() string { return inner(e.A) + " ≃ " + inner(e.B) }
func (f Fin) String() string     { return "Fin " + strconv.Itoa(f.N) }
func (z ZMod) String() string    { return "ZMod " + strconv.Itoa(z.N) }

func (Fun) isType()     {}
func (Set) isType()     {}
func (Finset) isType()  {}
func (ListOf) isType()  {}
func (Times) isType()   {}
func (EquivOf) isType() {}
func (Fin) isType()     {}
func (ZMod) isType()    {}

// inner is a type as an argument of another.
func inner(t Type) string {
	if s, ok := resolve(t).(Scalar); ok {
		return s.String()
	}
	return "(" + t.String() + ")"
}

// scalarOf maps the spellings of the number types.
var scalarOf = map[string]Scalar{
	"ℕ": Nat, "Nat": Nat, "ℤ": Int, "Int": Int, "ℚ": Rat, "Rat": Rat, "ℝ": Real, "Real": Real,
}

// meta is a type that is not yet known: the type of a numeral, of an untyped binder, of the
// arguments of a polymorphic function. Its flags say which default it takes if nothing
// decides it.
type meta struct {
	ref      Type // what it was unified with; nil while unknown
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

// known is the scalar that t is, if it is known.
func known(t Type) (Scalar, bool) {
	if t == nil {
		return 0, false
	}
	s, ok := resolve(t).(Scalar)
	return s, ok
}

// unify makes a and b the same type and reports whether that is possible.
func unify(a, b Type) bool {
	a, b = resolve(a), resolve(b)
	if a == b {
		return true
	}
	m, ok := a.(*meta)
	if !ok {
		m, ok = b.(*meta)
		if !ok {
			return false
		}
		b = a
	}
	if n, ok := b.(*meta); ok {
		n.exponent = n.exponent || m.exponent
		n.negated = n.negated || m.negated
		n.numeral = n.numeral || m.numeral
		n.decimal = n.decimal || m.decimal
	}
	m.ref = b
	return true
}

// settle gives m its default, by the priorities of Lean's and Mathlib's default instances.
func (m *meta) settle() *Error {
	if m.ref != nil {
		return nil
	}
	switch {
	case m.decimal:
		return errorf(Undecided, "a decimal literal without a known type")
	case m.exponent:
		m.ref = Nat
	case m.negated:
		m.ref = Int
	case m.numeral:
		m.ref = Nat
	default:
		return errorf(Undecided, "a type that nothing determines")
	}
	return nil
}
