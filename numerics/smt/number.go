package smt

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

// maxExponent bounds the powers that are written out.
const maxExponent = 64

// number is a term of a number type.
func (e *exporter) number(t elab.Term) string {
	switch t := t.(type) {
	case *elab.Var:
		return e.variable(t)
	case *elab.Lit:
		return literal(t.Value, t.T)
	case *elab.Cast:
		return e.cast(t)
	case *elab.Call:
		return e.call(t)
	case *elab.Apply:
		return e.operation(t)
	}
	fail("%s", elab.Print(t))
	return ""
}

func (e *exporter) variable(v *elab.Var) string {
	name, ok := e.names[v.Index]
	if !ok {
		fail("the variable %s", v.Name)
	}
	return name
}

func (e *exporter) cast(c *elab.Cast) string {
	if l, ok := c.X.(*elab.Lit); ok {
		return literal(l.Value, c.T)
	}
	from, _ := sort(c.X.Type())
	to, _ := sort(c.T)
	switch {
	case from == to && from != "Bool":
		return e.number(c.X)
	case from == "Int" && to == "Real":
		return "(to_real " + e.number(c.X) + ")"
	}
	fail("a cast from %s to %s", c.X.Type(), c.T)
	return ""
}

// call is a function's value. A function into ℕ, ℕ+ or NNReal is one into Int or Real with its
// values cut off below, which gives every such function.
func (e *exporter) call(c *elab.Call) string {
	var args []string
	f := elab.Term(c)
	for {
		c, ok := f.(*elab.Call)
		if !ok {
			break
		}
		args, f = append(args, e.any(c.Arg)), c.F
	}
	slices.Reverse(args)
	return e.applied(f, args, c.T)
}

// applied is f of the arguments, whose value is of type t.
func (e *exporter) applied(f elab.Term, args []string, t elab.Type) string {
	switch f := f.(type) {
	case *elab.Var:
		text := "(" + e.variable(f) + " " + strings.Join(args, " ") + ")"
		switch t {
		case elab.Nat:
			return "(" + e.helper("nat") + " " + text + ")"
		case elab.NNReal:
			return "(" + e.helper("nn") + " " + text + ")"
		case elab.PNat:
			return "(" + e.helper("int.max") + " " + text + " 1)"
		}
		return text
	case *elab.Lambda:
		if len(args) > 0 && len(args[0]) < maxLength/8 {
			// The argument's text stands for the parameter; no name is bound twice.
			e.names[f.Param.Index] = args[0]
			if len(args) == 1 {
				return e.any(f.Body)
			}
			return e.applied(f.Body, args[1:], t)
		}
	case *elab.Apply:
		if f.Op == elab.Comp && len(args) == 1 {
			inner := f.Args[1].Type().(elab.Fun)
			return e.applied(f.Args[0], []string{e.applied(f.Args[1], args, inner.Cod)}, t)
		}
	}
	fail("a function: %s", elab.Print(f))
	return ""
}

// any is a term of a number type or a proposition.
func (e *exporter) any(t elab.Term) string {
	if t.Type() == elab.Prop {
		return e.prop(t)
	}
	return e.number(t)
}

// apply is an operation on its arguments.
func apply(op string, args ...string) string {
	return "(" + op + " " + strings.Join(args, " ") + ")"
}

func (e *exporter) operation(a *elab.Apply) string {
	kind, _ := sort(a.T)
	arg := func(i int) string { return e.number(a.Args[i]) }
	of := func(op string, n int) string {
		args := make([]string, n)
		for i := range args {
			args[i] = arg(i)
		}
		return apply(op, args...)
	}
	lower := strings.ToLower(kind) + "."
	switch a.Op {
	case elab.Add:
		return of("+", 2)
	case elab.Mul:
		return of("*", 2)
	case elab.Smul:
		x, y := arg(0), arg(1)
		if from, _ := sort(a.Args[0].Type()); from == "Int" && kind == "Real" {
			x = "(to_real " + x + ")"
		}
		return "(* " + x + " " + y + ")"
	case elab.Neg:
		return of("-", 1)
	case elab.Sub:
		switch a.T {
		case elab.Nat:
			return of(e.helper("nat.sub"), 2)
		case elab.PNat:
			return of(e.helper("pos.sub"), 2)
		case elab.NNReal:
			return "(" + e.helper("nn") + " " + of("-", 2) + ")"
		}
		return of("-", 2)
	case elab.Div, elab.Mod:
		return e.division(a, kind)
	case elab.Inv:
		if kind != "Real" {
			break
		}
		return "(" + e.helper("real.div") + " 1.0 " + arg(0) + ")"
	case elab.Abs, elab.NatAbs:
		if from, _ := sort(a.Args[0].Type()); from != kind {
			break
		}
		return of(e.helper(lower+"abs"), 1)
	case elab.Min:
		return of(e.helper(lower+"min"), 2)
	case elab.Max:
		return of(e.helper(lower+"max"), 2)
	case elab.Pow:
		return e.power(a)
	case elab.Ite:
		return "(ite " + e.prop(a.Args[0]) + " " + arg(1) + " " + arg(2) + ")"
	case elab.Succ:
		return "(+ " + arg(0) + " 1)"
	case elab.Pred:
		return "(" + e.helper("nat.sub") + " " + arg(0) + " 1)"
	case elab.ToNat:
		return of(e.helper("nat"), 1)
	case elab.Sign:
		return of(e.helper("int.sign"), 1)
	case elab.ToNNReal:
		return of(e.helper("nn"), 1)
	case elab.Sqrt:
		return e.root(arg(0))
	case elab.Floor, elab.Ceil, elab.NatFloor, elab.NatCeil, elab.Fract, elab.Round:
		if from, _ := sort(a.Args[0].Type()); from == "Real" {
			return e.rounded(a.Op, arg(0))
		}
	case elab.Sum, elab.Prod:
		return e.sum(a)
	}
	return e.evaluated(a)
}

// division is that of the type. A divisor that is a numeral other than 0 leaves the query
// linear.
func (e *exporter) division(a *elab.Apply, kind string) string {
	x, y := e.number(a.Args[0]), e.number(a.Args[1])
	plain, total := "div", "int.div"
	switch {
	case a.T == elab.PNat:
		fail("%s in ℕ+", a.Op)
	case a.Op == elab.Mod && kind == "Real":
		fail("%% in %s", a.T)
	case kind == "Real":
		plain, total = "/", "real.div"
	case a.Op == elab.Mod:
		plain, total = "mod", "int.mod"
	}
	if l, ok := a.Args[1].(*elab.Lit); ok && l.Value.Sign() != 0 {
		return "(" + plain + " " + x + " " + y + ")"
	}
	return "(" + e.helper(total) + " " + x + " " + y + ")"
}

// power is a power with a numeral as its exponent, or the square root as a power.
func (e *exporter) power(a *elab.Apply) string {
	n, ok := constant(a.Args[1])
	if !ok {
		fail("^ with a variable exponent")
	}
	if a.T == elab.Real && n.Cmp(big.NewRat(1, 2)) == 0 {
		return e.root(e.number(a.Args[0]))
	}
	if !n.IsInt() || n.Num().CmpAbs(big.NewInt(maxExponent)) > 0 {
		return e.evaluated(a)
	}
	x, k := e.number(a.Args[0]), int(n.Num().Int64())
	one := literal(big.NewRat(1, 1), a.T)
	if k < 0 {
		// (x ^ k)⁻¹, for ℝ also where x is negative.
		return "(" + e.helper("real.div") + " 1.0 " + repeated(x, -k, one) + ")"
	}
	return repeated(x, k, one)
}

// repeated is the product of k copies of x.
func repeated(x string, k int, one string) string {
	switch k {
	case 0:
		return one
	case 1:
		return x
	}
	if strings.Contains(x, "(") && len(x) > 12 {
		return "(let ((base " + x + ")) " + repeated("base", k, one) + ")"
	}
	return "(*" + strings.Repeat(" "+x, k) + ")"
}

// root is √x. Its definition is stated for x itself, and for all numbers where x is bound by
// a quantifier.
func (e *exporter) root(x string) string {
	text := "(" + e.helper("sqrt") + " " + x + ")"
	if e.bound > 0 {
		e.helper("sqrt.all")
		return text
	}
	if !slices.Contains(e.defined, x) {
		e.defined = append(e.defined, x)
		e.pending = append(e.pending, fmt.Sprintf(
			"(assert (and (>= %[1]s 0.0) (ite (>= %[2]s 0.0) (= (* %[1]s %[1]s) %[2]s) (= %[1]s 0.0))))\n", text, x))
	}
	return text
}

func (e *exporter) rounded(op elab.Op, x string) string {
	switch op {
	case elab.Floor:
		return "(to_int " + x + ")"
	case elab.Ceil:
		return "(" + e.helper("ceil") + " " + x + ")"
	case elab.NatFloor:
		return "(" + e.helper("nat") + " (to_int " + x + "))"
	case elab.NatCeil:
		return "(" + e.helper("nat") + " (" + e.helper("ceil") + " " + x + "))"
	case elab.Fract:
		return "(- " + x + " (to_real (to_int " + x + ")))"
	}
	return "(to_int (+ " + x + " (/ 1.0 2.0)))"
}

// evaluated is a term without variables as a numeral.
func (e *exporter) evaluated(a *elab.Apply) string {
	r, ok := constant(a)
	if !ok {
		fail("%s", a.Op)
	}
	return literal(r, a.T)
}

// constant is the value of a term without variables, if it is rational.
func constant(t elab.Term) (*big.Rat, bool) {
	x, err := eval.Number(t, nil)
	if err != nil {
		return nil, false
	}
	r, ok := x.Rat()
	return r.Big(), ok
}
