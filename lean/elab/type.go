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

func (s Set) String() string     { return "Set " + inner(s.Elem) }
func (s Finset) String() string  { return "Finset " + inner(s.Elem) }
func (l ListOf) String() string  { return "List " + inner(l.Elem) }
func (p Times) String() string   { return inner(p.A) + " × " + inner(p.B) }
func (e EquivOf) String() string { return inner(e.A) + " ≃ " + inner(e.B) }
func (f Fin) String() string     { return "Fin " + strconv.Itoa(f.N) }
func (z ZMod) String() string    { return "ZMod " + strconv.Itoa(z.N) }

func (f Fun) String() string {
	switch resolve(f.Dom).(type) {
	case Fun, Times, EquivOf:
		return inner(f.Dom) + " → " + f.Cod.String()
	}
	return f.Dom.String() + " → " + f.Cod.String()
}

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

// isNumber reports whether t has numerals.
func isNumber(t Type) bool {
	switch t := resolve(t).(type) {
	case Scalar:
		return t != Prop
	case ZMod, Fin:
		return true
	}
	return false
}

// elemOf is the type of the elements of a set, finset or list.
func elemOf(t Type) (Type, bool) {
	switch t := resolve(t).(type) {
	case Set:
		return t.Elem, true
	case Finset:
		return t.Elem, true
	case ListOf:
		return t.Elem, true
	}
	return nil, false
}
