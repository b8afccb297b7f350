package elab

import (
	"math/big"

	"cosita/lean/term"
)

// Term is a node of the typed tree: every type is known and every cast is a node. The kinds
// are the pointer types of this file.
type Term interface {
	// Type is the type of the term.
	Type() Type
}

// Var is a variable, bound by the statement or by a [Lambda] above it. Index is its slot: the
// variables of Statement.Vars have the slots 0, 1, …, those of lambdas the slots after them,
// each its own, so that one slice of Statement.Slots values is an environment.
type Var struct {
	Index int
	Name  string
	T     Type
}

// Lit is a numeral, or a decimal literal of a field.
type Lit struct {
	Value *big.Rat
	T     Type
}

// Cast is `(↑X : T)`: to a larger number type, from a ℕ or ℤ to a [ZMod] or [Fin], from a
// finset to a set.
type Cast struct {
	X Term
	T Type
}

// Apply is an operation on its arguments, whose types say which of the operations of that
// name it is: Div of ℕ arguments rounds down, Sub of ℕ arguments truncates. Operations that
// bind have a [Lambda] as their last argument: `∑ k ∈ s, f k` is Sum s (λ k, f k).
type Apply struct {
	Op   Op
	Args []Term
	T    Type
}

// Lambda is `fun x ↦ body`, of type x's type → body's type.
type Lambda struct {
	Param *Var
	Body  Term
}

// Call is a function-valued term F applied to one argument; `f x y` is Call(Call(f, x), y).
type Call struct {
	F, Arg Term
	T      Type
}

// Type is the variable's type.
func (v *Var) Type() Type { return v.T }

// Type is the numeral's type.
func (l *Lit) Type() Type { return l.T }

// Type is the type that is cast to.
func (c *Cast) Type() Type { return c.T }

// Type is the type of the result.
func (a *Apply) Type() Type { return a.T }

// Type is the type of the function.
func (l *Lambda) Type() Type { return Fun{l.Param.T, l.Body.Type()} }

// Type is the type of the function's values.
func (c *Call) Type() Type { return c.T }

// Variable is a variable of a statement.
type Variable struct {
	Name  string
	Type  Type
	shown string // the name in the printed statement, where a later variable hides Name
}

// Hypothesis is an assumption of a statement; Name is empty where it has none.
type Hypothesis struct {
	Name string
	Prop Term
}

// Statement is a statement with every type known. The variables are those of the binders
// and of the `∀` at the front of the goal; the left sides of the implications there are
// hypotheses. Slots is the number of variables, those of lambdas included.
type Statement struct {
	Source *term.Statement
	Vars   []Variable
	Hyps   []Hypothesis
	Goal   Term
	Slots  int
}
