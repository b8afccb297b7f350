package elab

import (
	"math/big"

	"cosita/lean/term"
)

// scalarOf maps the spellings of the scalars.
var scalarOf = map[string]Scalar{
	"ℕ": Nat, "Nat": Nat, "ℤ": Int, "Int": Int, "ℚ": Rat, "Rat": Rat, "ℝ": Real, "Real": Real,
	"ℂ": Complex, "Complex": Complex, "NNReal": NNReal, "ℝ≥0": NNReal, "ℕ+": PNat, "PNat": PNat,
}

var typeFormers = map[string]int{"Set": 1, "Finset": 1, "List": 1, "Equiv": 2, "Prod": 2, "Fin": 1, "ZMod": 1}

// typeOf reads a type. It is false for a term that is no type; the error is for a type that
// has no form here.
func typeOf(t term.Term) (Type, bool, *Error) {
	switch t := t.(type) {
	case *term.Ident:
		s, ok := scalarOf[t.Name]
		return s, ok, nil
	case *term.Sort:
		if t.Kind == "Prop" {
			return Prop, true, nil
		}
		return nil, true, unsupported(t.Kind)
	case *term.Binary:
		if t.Op != "→" && t.Op != "×" && t.Op != "≃" {
			return nil, false, nil
		}
		a, ok, err := typeOf(t.L)
		if !ok || err != nil {
			return nil, ok, err
		}
		b, ok, err := typeOf(t.R)
		if !ok || err != nil {
			return nil, ok, err
		}
		switch t.Op {
		case "→":
			if a == Type(Prop) {
				return nil, false, nil
			}
			return Fun{a, b}, true, nil
		case "×":
			return Times{a, b}, true, nil
		default:
			return EquivOf{a, b}, true, nil
		}
	case *term.App:
		return typeFormer(t)
	}
	return nil, false, nil
}

func typeFormer(t *term.App) (Type, bool, *Error) {
	id, ok := t.Fn.(*term.Ident)
	if !ok {
		return nil, false, nil
	}
	n, ok := typeFormers[id.Name]
	if !ok {
		return nil, false, nil
	}
	if len(t.Args) != n {
		return nil, true, unsupported(id.Name)
	}
	if id.Name == "Fin" || id.Name == "ZMod" {
		v, ok := constant(t.Args[0].Value)
		if !ok || v.Sign() <= 0 || !v.IsInt64() || v.Int64() > 1<<31-1 {
			return nil, true, unsupported(id.Name + " of no positive numeral")
		}
		if id.Name == "Fin" {
			return Fin{int(v.Int64())}, true, nil
		}
		return ZMod{int(v.Int64())}, true, nil
	}
	var args []Type
	for _, a := range t.Args {
		x, ok, err := typeOf(a.Value)
		if err != nil {
			return nil, true, err
		}
		if !ok {
			return nil, true, unsupported(id.Name + " " + describe(a.Value))
		}
		args = append(args, x)
	}
	switch id.Name {
	case "Set":
		return Set{args[0]}, true, nil
	case "Finset":
		return Finset{args[0]}, true, nil
	case "List":
		return ListOf{args[0]}, true, nil
	case "Equiv":
		return EquivOf{args[0], args[1]}, true, nil
	default:
		return Times{args[0], args[1]}, true, nil
	}
}

// constant is the value of a small closed term of natural numbers.
func constant(t term.Term) (*big.Int, bool) {
	switch t := t.(type) {
	case *term.Num:
		return t.Value, t.Value.BitLen() < 64
	case *term.Binary:
		l, ok := constant(t.L)
		r, ok2 := constant(t.R)
		if !ok || !ok2 {
			return nil, false
		}
		switch t.Op {
		case "+":
			return new(big.Int).Add(l, r), true
		case "*":
			return new(big.Int).Mul(l, r), true
		case "^":
			if r.BitLen() > 6 {
				return nil, false
			}
			v := new(big.Int).Exp(l, r, nil)
			return v, v.BitLen() < 64
		}
	}
	return nil, false
}
