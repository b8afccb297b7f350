package elab

import (
	"math/big"

	"cosita/lean/term"
)

// Term is a node of the typed tree: every type is known and every cast is a node.
type Term interface {
	// Type is the type of the term.
	Type() Type
}

// Var is a variable of the statement, by its position in Statement.Vars.
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

// Cast is `(↑X : T)`, always to a larger number type.
type Cast struct {
	X Term
	T Type
}

// Apply is an operation on its arguments, whose types say which of the operations of that
// name it is: Div of ℕ arguments rounds down, Sub of ℕ arguments truncates.
type Apply struct {
	Op   Op
	Args []Term
	T    Type
}

// Type is the variable's type.
func (v *Var) Type() Type { return v.T }

// Type is the numeral's type.
func (l *Lit) Type() Type { return l.T }

// Type is the type that is cast to.
func (c *Cast) Type() Type { return c.T }

// Type is the type of the result.
func (a *Apply) Type() Type { return a.T }

// Op is an operation, relation or connective.
type Op uint8

// The operations.
const (
	Add Op = iota
	Sub
	Mul
	Div
	Mod
	Pow
	Neg
	Inv
	Abs
	Min
	Max
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Dvd
	ModEq // ModEq n a b is `a ≡ b [MOD n]`, or ZMOD
	Even
	Odd
	And
	Or
	Not
	Imp
	Iff
	True
	False
)

var opNames = [...]string{
	"+", "-", "*", "/", "%", "^", "-", "⁻¹", "|·|", "min", "max", "=", "≠", "<", "≤", ">", "≥",
	"∣", "≡", "Even", "Odd", "∧", "∨", "¬", "→", "↔", "True", "False",
}

func (o Op) String() string { return opNames[o] }

// Relation reports whether o compares two numbers.
func (o Op) Relation() bool { return o >= Eq && o <= Ge }

var binaryOps = map[string]Op{
	"+": Add, "-": Sub, "*": Mul, "/": Div, "%": Mod, "^": Pow, "=": Eq, "≠": Ne, "<": Lt,
	"≤": Le, ">": Gt, "≥": Ge, "∣": Dvd, "∧": And, "∨": Or, "→": Imp, "↔": Iff,
}

var functions = map[string]Op{"min": Min, "max": Max, "abs": Abs, "Even": Even, "Odd": Odd}

// Variable is a variable of a statement.
type Variable struct {
	Name string
	Type Scalar
}

// Hypothesis is an assumption of a statement; Name is empty where it has none.
type Hypothesis struct {
	Name string
	Prop Term
}

// Statement is a statement with every type known. The variables are those of the binders
// and of the `∀` at the front of the goal; the left sides of the implications there are
// hypotheses.
type Statement struct {
	Source *term.Statement
	Vars   []Variable
	Hyps   []Hypothesis
	Goal   Term
}
