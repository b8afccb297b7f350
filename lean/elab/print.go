package elab

import (
	"fmt"
	"strings"
)

// Print is t with each cast, numeral type and exponent type written out, in Lean syntax.
func Print(t Term) string {
	var b strings.Builder
	write(&b, t, 0)
	return b.String()
}

// level is the precedence at which an operation is printed, and those its arguments need.
type level struct{ own, left, right int }

var levels = map[Op]level{
	Add: {65, 65, 66}, Sub: {65, 65, 66}, Mul: {70, 70, 71}, Div: {70, 70, 71}, Mod: {70, 70, 71},
	Pow: {80, 81, 80}, Eq: {50, 51, 51}, Ne: {50, 51, 51}, Lt: {50, 51, 51}, Le: {50, 51, 51},
	Gt: {50, 51, 51}, Ge: {50, 51, 51}, Dvd: {50, 51, 51}, And: {35, 36, 35}, Or: {30, 31, 30},
	Imp: {25, 26, 25}, Iff: {20, 21, 21},
}

const atom = 1024

func write(b *strings.Builder, t Term, need int) {
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
	case *Apply:
		own := levels[t.Op].own
		switch t.Op {
		case Neg:
			own = 75
		case Not:
			own = 40
		case Even, Odd, Min, Max:
			own = atom - 1
		case ModEq:
			own = 50
		case Abs, Inv, True, False:
			own = atom
		}
		if own < need {
			b.WriteByte('(')
			defer b.WriteByte(')')
		}
		writeApply(b, t)
	}
}

func writeApply(b *strings.Builder, t *Apply) {
	switch t.Op {
	case True, False:
		b.WriteString(t.Op.String())
	case Neg:
		b.WriteString("-")
		write(b, t.Args[0], 75)
	case Not:
		b.WriteString("¬")
		write(b, t.Args[0], 40)
	case Inv:
		write(b, t.Args[0], atom)
		b.WriteString("⁻¹")
	case Abs:
		b.WriteString("|")
		write(b, t.Args[0], 0)
		b.WriteString("|")
	case Even, Odd, Min, Max:
		b.WriteString(t.Op.String())
		for _, x := range t.Args {
			b.WriteByte(' ')
			write(b, x, atom)
		}
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
	default:
		l := levels[t.Op]
		write(b, t.Args[0], l.left)
		fmt.Fprintf(b, " %s ", t.Op)
		write(b, t.Args[1], l.right)
	}
}
