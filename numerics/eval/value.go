package eval

import (
	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// Value is the value of a term: [Num], [Complex], [Bool], [Pair], [List], [Finset], [*Set],
// [*Function] or [*Equiv].
type Value interface{ isValue() }

// Num is a value of ℕ, ℤ, ℚ, ℝ, NNReal or ℕ+; of Fin n and ZMod n it is the representative
// from 0 to n-1.
type Num struct{ exact.Real }

// Complex is a complex number.
type Complex struct{ Re, Im exact.Real }

// Bool is a truth value.
type Bool bool

// Pair is a value of a product.
type Pair struct{ First, Second Value }

// List is a list.
type List []Value

// Finset is a finite set given by its elements, each once.
type Finset []Value

// Function is a function: a [elab.Lambda] in an environment, or a table.
type Function struct {
	// Lambda is the function, its free variables being those of Env.
	Lambda *elab.Lambda
	Env    Env
	// Table holds single values, which win over Lambda. Elsewhere the function is not known.
	Table []Entry
}

// Entry is a value of a function at an argument.
type Entry struct{ At, Value Value }

// Set is a set: its elements where they are known to be all, else a predicate.
type Set struct {
	Elems Finset
	// Where is the predicate; its truth values are of type Prop. It is nil where Elems are all.
	Where *Function

	term elab.Term // the set, where it is neither
	env  Env
}

// Equiv is a bijection, given by the function and its inverse.
type Equiv struct{ To, Inv *Function }

func (Num) isValue()       {}
func (Complex) isValue()   {}
func (Bool) isValue()      {}
func (Pair) isValue()      {}
func (List) isValue()      {}
func (Finset) isValue()    {}
func (*Set) isValue()      {}
func (*Function) isValue() {}
func (*Equiv) isValue()    {}

// Env gives each slot of a statement its value; nil where it is not known.
type Env []Value

// Rational is r as a value.
func Rational(r exact.Rat) Value { return Num{exact.FromRat(r)} }

// Int is n as a value.
func Int(n int64) Value { return Rational(exact.Int(n)) }
