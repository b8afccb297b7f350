package elab

import (
	"math/big"
	"slices"

	"cosita/lean/term"
)

// tree is an arithmetic tree before its casts are placed: binary + - * / % and prefix -,
// the base of ^; everything else is a leaf, elaborated with no expected type.
type tree struct {
	op       Op
	l, r     *tree // r is nil for Neg and Pow
	exponent Term  // of Pow
	leaf     Term  // where l is nil
}

// number elaborates a number. An expected type that is known counts as a leaf of the tree.
func (e *elaborator) number(t term.Term, expected Type) (Term, *Error) {
	var x Term
	if arithmetic(t) {
		n, err := e.tree(t)
		if err != nil {
			return nil, err
		}
		x = e.place(n, e.join(nil, n, expected))
	} else {
		var err *Error
		if x, err = e.leaf(t, expected); err != nil {
			return nil, err
		}
	}
	if expected == nil {
		return x, nil
	}
	return e.coerce(x, expected)
}

func arithmetic(t term.Term) bool {
	switch t := t.(type) {
	case *term.Binary:
		op, ok := binaryOps[t.Op]
		return ok && op <= Pow
	case *term.Unary:
		return t.Op == "-"
	}
	return false
}

func (e *elaborator) tree(t term.Term) (*tree, *Error) {
	if !arithmetic(t) {
		leaf, err := e.leaf(t, nil)
		return &tree{leaf: leaf}, err
	}
	if u, ok := t.(*term.Unary); ok {
		l, err := e.tree(u.X)
		return &tree{op: Neg, l: l}, err
	}
	b := t.(*term.Binary)
	l, err := e.tree(b.L)
	if err != nil {
		return nil, err
	}
	n := &tree{op: binaryOps[b.Op], l: l}
	if n.op == Pow {
		n.exponent, err = e.number(b.R, nil)
		if err == nil {
			if m, ok := resolve(n.exponent.Type()).(*meta); ok {
				m.exponent = true
			}
		}
		return n, err
	}
	n.r, err = e.tree(b.R)
	return n, err
}

// join is the largest type of the leaves, of expected and of so far. Leaves of unknown
// type do not take part; where nothing is known they all become one unknown type.
func (e *elaborator) join(soFar Type, n *tree, expected Type) Type {
	result := soFar
	if s, ok := known(expected); ok {
		result = larger(result, s)
	}
	var visit func(n *tree)
	visit = func(n *tree) {
		if n == nil {
			return
		}
		if n.l == nil {
			if s, ok := known(n.leaf.Type()); ok {
				result = larger(result, s)
			}
			return
		}
		visit(n.l)
		visit(n.r)
	}
	visit(n)
	return result
}

func larger(a Type, b Scalar) Type {
	if s, ok := a.(Scalar); ok && s >= b {
		return s
	}
	return b
}

// place builds the term of n over the type t with the casts on the leaves. A nil t means
// that no leaf has a known type.
func (e *elaborator) place(n *tree, t Type) Term {
	if t == nil {
		t = e.fresh()
	}
	switch {
	case n.l == nil:
		return castTo(n.leaf, t)
	case n.op == Neg:
		if m, ok := resolve(t).(*meta); ok {
			m.negated = true
		}
		return &Apply{Op: Neg, Args: []Term{e.place(n.l, t)}, T: t}
	case n.op == Pow:
		return &Apply{Op: Pow, Args: []Term{e.place(n.l, t), n.exponent}, T: t}
	default:
		return &Apply{Op: n.op, Args: []Term{e.place(n.l, t), e.place(n.r, t)}, T: t}
	}
}

// castTo makes x a term of type t, which is x's type or larger, or unknown on one side.
func castTo(x Term, t Type) Term {
	if unify(x.Type(), t) {
		return x
	}
	return &Cast{X: x, T: resolve(t)}
}

// coerce makes x a term of type t, or reports the mismatch.
func (e *elaborator) coerce(x Term, t Type) (Term, *Error) {
	from, okFrom := known(x.Type())
	to, okTo := known(t)
	if okFrom && okTo && (from == Prop) != (to == Prop) || okFrom && okTo && from > to {
		return nil, errorf(IllTyped, "%s has type %s where %s is expected", Print(x), from, to)
	}
	return castTo(x, t), nil
}

func (e *elaborator) leaf(t term.Term, expected Type) (Term, *Error) {
	switch t := t.(type) {
	case *term.Ident:
		i, ok := e.scope[t.Name]
		if !ok {
			return nil, errorf(Unbound, "%s", t.Name)
		}
		return &Var{Index: i, Name: t.Name, T: e.types[i]}, nil
	case *term.Num:
		m := e.fresh()
		m.numeral = true
		return &Lit{Value: new(big.Rat).SetInt(t.Value), T: m}, nil
	case *term.Scientific:
		m := e.fresh()
		m.decimal = true
		v, err := decimal(t.Text)
		return &Lit{Value: v, T: m}, err
	case *term.Ascription:
		s, ok := typeOf(t.Type)
		if !ok {
			return nil, unsupported(describe(t))
		}
		return e.number(t.X, s)
	case *term.Unary:
		if t.Op != "↑" {
			break
		}
		x, err := e.number(t.X, nil)
		if err != nil {
			return nil, err
		}
		if _, ok := known(x.Type()); !ok {
			return nil, errorf(Undecided, "↑%s of unknown type", Print(x))
		}
		to := expected
		if to == nil {
			to = e.fresh()
		}
		return &Cast{X: x, T: to}, nil
	case *term.Bracket:
		if t.Kind == "|" {
			return e.application(Abs, []term.Term{t.X}, expected)
		}
	case *term.Postfix:
		if t.Op == "⁻¹" {
			return e.application(Inv, []term.Term{t.X}, expected)
		}
	case *term.App:
		op, args, ok := e.function(t)
		if ok && op < Eq {
			return e.application(op, args, expected)
		}
	}
	return nil, unsupported(describe(t))
}

// function is the operation that an application names, with its arguments.
func (e *elaborator) function(t *term.App) (Op, []term.Term, bool) {
	id, ok := t.Fn.(*term.Ident)
	if !ok {
		return 0, nil, false
	}
	if _, bound := e.scope[id.Name]; bound {
		return 0, nil, false
	}
	op, ok := functions[id.Name]
	if !ok || len(t.Args) != arity(op) {
		return 0, nil, false
	}
	var args []term.Term
	for _, a := range t.Args {
		if a.Name != "" {
			return 0, nil, false
		}
		args = append(args, a.Value)
	}
	return op, args, true
}

func arity(op Op) int {
	if op == Min || op == Max {
		return 2
	}
	return 1
}

// application elaborates the arguments from left to right; an expected type is the type of
// them all. Where an argument would round or truncate in a smaller type of its own, it is
// left undecided which of the two comes first.
func (e *elaborator) application(op Op, args []term.Term, expected Type) (Term, *Error) {
	var t Type = e.fresh()
	s, given := known(expected)
	if given {
		t = s
	}
	xs, err := e.arguments(t, args)
	if err != nil {
		return nil, err
	}
	if given {
		for i, a := range args {
			if !arithmetic(a) {
				continue
			}
			alone, err := e.number(a, nil)
			if err != nil {
				return nil, err
			}
			if own, ok := known(alone.Type()); ok && own != s && rounds(alone) {
				return nil, errorf(Undecided, "whether %s is cast before or after it is computed", Print(xs[i]))
			}
		}
	}
	return &Apply{Op: op, Args: xs, T: t}, nil
}

// arguments elaborates the arguments of a function of type t → … → t.
func (e *elaborator) arguments(t Type, args []term.Term) ([]Term, *Error) {
	xs := make([]Term, len(args))
	for i, a := range args {
		x, err := e.number(a, t)
		if err != nil {
			return nil, err
		}
		xs[i] = x
	}
	return xs, nil
}

// rounds reports whether casting the operands of x instead of x can change its value.
func rounds(x Term) bool {
	a, ok := x.(*Apply)
	if !ok {
		return false
	}
	switch a.Op {
	case Sub, Div, Mod, Inv:
		return true
	}
	return slices.ContainsFunc(a.Args, rounds)
}

// maxDecimalExponent keeps 1e1000000000 from becoming a number.
const maxDecimalExponent = 10_000

func decimal(text string) (*big.Rat, *Error) {
	v, ok := parseDecimal(text)
	if !ok {
		return nil, errorf(Undecided, "the decimal literal %s", text)
	}
	return v, nil
}
