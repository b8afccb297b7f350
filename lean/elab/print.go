package elab

import (
	"fmt"
	"strings"
)

// Print is t with each cast, numeral type, exponent type and extent written out, in Lean
// syntax.
func Print(t Term) string {
	var b strings.Builder
	write(&b, t, 0)
	return b.String()
}

// level is the precedence at which an operation is printed, and those its arguments need.
type level struct{ own, left, right int }

var levels = map[Op]level{
	Add: {65, 65, 66}, Sub: {65, 65, 66}, Mul: {70, 70, 71}, Div: {70, 70, 71}, Mod: {70, 70, 71},
	Pow: {80, 81, 80}, Smul: {73, 74, 73}, Eq: {50, 51, 51}, Ne: {50, 51, 51}, Lt: {50, 51, 51},
	Le: {50, 51, 51}, Gt: {50, 51, 51}, Ge: {50, 51, 51}, Dvd: {50, 51, 51}, Mem: {50, 51, 51},
	Subset: {50, 51, 51}, StrictSubset: {50, 51, 51}, And: {35, 36, 35}, Or: {30, 31, 30},
	Imp: {25, 26, 25}, Iff: {20, 21, 21}, Union: {65, 65, 66}, Inter: {70, 70, 71},
	SetDiff: {70, 71, 71}, Product: {82, 83, 82}, Preimage: {80, 80, 81},
}

const (
	atom        = 1024
	application = atom - 1
)

// ownLevel is the precedence at which an operation is printed.
func ownLevel(a *Apply) int {
	if l, ok := levels[a.Op]; ok {
		return l.own
	}
	switch a.Op {
	case Neg:
		return 75
	case Not:
		return 40
	case ModEq:
		return 50
	case Forall, Exists, ExistsUnique, Sum, Prod:
		return 0
	case Image:
		if _, set := a.T.(Set); set {
			return 80
		}
	case Abs, Inv, Compl, True, False, SetOf, Ite, Enum, Univ, Pair, List, Floor, Ceil, NatFloor,
		NatCeil, Norm, Pi, ImaginaryUnit:
		return atom
	}
	return application
}

func write(b *strings.Builder, t Term, need int) {
	enclosed := func(own int, f func()) {
		if own < need {
			b.WriteByte('(')
			defer b.WriteByte(')')
		}
		f()
	}
	switch t := t.(type) {
	case *Var:
		b.WriteString(t.Name)
	case *Lit:
		value := t.Value.RatString()
		if !t.Value.IsInt() {
			digits, _ := t.Value.FloatPrec()
			value = t.Value.FloatString(digits)
		}
		fmt.Fprintf(b, "(%s : %s)", value, t.T)
	case *Cast:
		b.WriteString("(↑")
		write(b, t.X, atom)
		fmt.Fprintf(b, " : %s)", t.T)
	case *Lambda:
		enclosed(0, func() {
			fmt.Fprintf(b, "fun (%s : %s) => ", t.Param.Name, t.Param.T)
			write(b, t.Body, 0)
		})
	case *Call:
		enclosed(application, func() {
			if _, call := t.F.(*Call); call {
				write(b, t.F, application)
			} else {
				write(b, t.F, atom)
			}
			b.WriteByte(' ')
			write(b, t.Arg, atom)
		})
	case *Apply:
		enclosed(ownLevel(t), func() { writeApply(b, t) })
	}
}

var brackets = map[Op][2]string{
	Abs: {"|", "|"}, Floor: {"⌊", "⌋"}, Ceil: {"⌈", "⌉"}, NatFloor: {"⌊", "⌋₊"}, NatCeil: {"⌈", "⌉₊"},
	Norm: {"‖", "‖"},
}

func writeApply(b *strings.Builder, t *Apply) {
	if fence, ok := brackets[t.Op]; ok {
		inner := Print(t.Args[0])
		if strings.HasPrefix(inner, fence[0]) || strings.HasSuffix(inner, fence[1]) {
			inner = "(" + inner + ")"
		}
		b.WriteString(fence[0] + inner + fence[1])
		return
	}
	if l, ok := levels[t.Op]; ok {
		write(b, t.Args[0], l.left)
		fmt.Fprintf(b, " %s ", t.Op)
		write(b, t.Args[1], l.right)
		return
	}
	switch t.Op {
	case Neg:
		var operand strings.Builder
		write(&operand, t.Args[0], 75)
		b.WriteString("-")
		if strings.HasPrefix(operand.String(), "-") {
			b.WriteString(" ") // what follows `--` is a comment
		}
		b.WriteString(operand.String())
	case Not:
		b.WriteString("¬")
		write(b, t.Args[0], 40)
	case Inv, Compl:
		write(b, t.Args[0], atom)
		b.WriteString(t.Op.String())
	case ModEq:
		write(b, t.Args[1], 51)
		b.WriteString(" ≡ ")
		write(b, t.Args[2], 51)
		kind := "MOD"
		if t.Args[0].Type() == Type(Int) {
			kind = "ZMOD"
		}
		fmt.Fprintf(b, " [%s ", kind)
		write(b, t.Args[0], 0)
		b.WriteByte(']')
	case Forall, Exists, ExistsUnique, SetOf, Sum, Prod:
		writeBinder(b, t)
	case Enum:
		b.WriteByte('(')
		writeList(b, "{", t.Args, "}")
		fmt.Fprintf(b, " : %s)", t.T)
	case Univ:
		name := "Set"
		if _, ok := t.T.(Finset); ok {
			name = "Finset"
		}
		fmt.Fprintf(b, "(%s.univ : %s)", name, t.T)
	case Pair:
		writeList(b, "(", t.Args, ")")
	case List:
		if len(t.Args) == 0 {
			fmt.Fprintf(b, "([] : %s)", t.T)
			return
		}
		writeList(b, "[", t.Args, "]")
	case Ite:
		b.WriteString("(if ")
		write(b, t.Args[0], 0)
		b.WriteString(" then ")
		write(b, t.Args[1], 0)
		b.WriteString(" else ")
		write(b, t.Args[2], 0)
		b.WriteByte(')')
	case Filter:
		b.WriteString("Finset.filter ")
		write(b, t.Args[1], atom)
		b.WriteByte(' ')
		write(b, t.Args[0], atom)
	default:
		b.WriteString(libraryName(t))
		for _, x := range t.Args {
			b.WriteByte(' ')
			write(b, x, atom)
		}
	}
}

func writeList(b *strings.Builder, open string, xs []Term, end string) {
	b.WriteString(open)
	for i, x := range xs {
		if i > 0 {
			b.WriteString(", ")
		}
		write(b, x, 0)
	}
	b.WriteString(end)
}

func writeBinder(b *strings.Builder, t *Apply) {
	l, ok := t.Args[len(t.Args)-1].(*Lambda)
	if !ok {
		fmt.Fprintf(b, "%s …", t.Op)
		return
	}
	x := l.Param
	switch t.Op {
	case SetOf:
		fmt.Fprintf(b, "{%s : %s | ", x.Name, x.T)
		write(b, l.Body, 0)
		b.WriteByte('}')
	case Sum, Prod:
		if s, ok := t.Args[0].(*Apply); ok && s.Op == Univ {
			fmt.Fprintf(b, "%s %s : %s, ", t.Op, x.Name, x.T)
		} else {
			fmt.Fprintf(b, "%s %s ∈ ", t.Op, x.Name)
			write(b, t.Args[0], application)
			b.WriteString(", ")
		}
		write(b, l.Body, application)
	default:
		fmt.Fprintf(b, "%s (%s : %s), ", t.Op, x.Name, x.T)
		write(b, l.Body, 0)
	}
}

// libraryName is the full name of an operation on arguments of these types.
func libraryName(t *Apply) string {
	for _, en := range entries() {
		if en.op != t.Op || len(en.params) != len(t.Args) {
			continue
		}
		bound := map[parameter]Type{}
		fits := matches(en.result, t.T, bound)
		for i, p := range en.params {
			fits = fits && matches(p, t.Args[i].Type(), bound)
		}
		if fits {
			return en.name
		}
	}
	if t.Op == Val {
		return former(t.Args[0].Type()) + ".val"
	}
	return t.Op.String()
}
