package eval_test

import (
	"fmt"
	"math/big"

	. "cosita/lean/elab"
)

// Terms written by hand.

func lit(n int64, t Type) Term { return &Lit{Value: new(big.Rat).SetInt64(n), T: t} }

func nat(n int64) Term { return lit(n, Nat) }
func zed(n int64) Term { return lit(n, Int) }
func re(n int64) Term  { return lit(n, Real) }

func frac(a, b int64) Term { return &Lit{Value: big.NewRat(a, b), T: Real} }

func ap(op Op, t Type, args ...Term) Term { return &Apply{Op: op, Args: args, T: t} }
func prop(op Op, args ...Term) Term       { return ap(op, Prop, args...) }
func eq(a, b Term) Term                   { return prop(Eq, a, b) }
func not(a Term) Term                     { return prop(Not, a) }

// in gives the operation of a's type.
func in(op Op, a Term, more ...Term) Term { return ap(op, a.Type(), append([]Term{a}, more...)...) }

func v(i int, t Type) *Var { return &Var{Index: i, Name: string(rune('a' + i)), T: t} }

func fun(x *Var, body Term) *Lambda { return &Lambda{Param: x, Body: body} }
func all(x *Var, body Term) Term    { return prop(Forall, fun(x, body)) }
func some(x *Var, body Term) Term   { return prop(Exists, fun(x, body)) }
func unique(x *Var, body Term) Term { return prop(ExistsUnique, fun(x, body)) }
func set(x *Var, p Term) Term       { return ap(SetOf, Set{Elem: x.T}, fun(x, p)) }
func cast(x Term, t Type) Term      { return &Cast{X: x, T: t} }

func enum(first Term, more ...Term) Term {
	return ap(Enum, Finset{Elem: first.Type()}, append([]Term{first}, more...)...)
}

func rng(n int64) Term { return ap(Range, Finset{Elem: Nat}, nat(n)) }

func icc(a, b Term) Term { return ap(Icc, Finset{Elem: a.Type()}, a, b) }

func list(xs ...int64) Term {
	args := make([]Term, len(xs))
	for i, x := range xs {
		args[i] = nat(x)
	}
	return ap(List, ListOf{Elem: Nat}, args...)
}

// show writes a term as nested applications.
func show(t Term) string {
	switch t := t.(type) {
	case *Var:
		return fmt.Sprintf("x%d", t.Index)
	case *Lit:
		return t.Value.RatString()
	case *Cast:
		return "(↑" + show(t.X) + ":" + t.T.String() + ")"
	case *Lambda:
		return fmt.Sprintf("λx%d:%s.%s", t.Param.Index, t.Param.T, show(t.Body))
	case *Call:
		return "(" + show(t.F) + " " + show(t.Arg) + ")"
	case *Apply:
		s := "(" + t.Op.String() + ":" + t.T.String()
		for _, x := range t.Args {
			s += " " + show(x)
		}
		return s + ")"
	}
	return "?"
}
