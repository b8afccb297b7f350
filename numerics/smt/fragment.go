package smt

import (
	"strings"

	"cosita/lean/elab"
)

// Fragment names the fragment of arithmetic that a statement is in: "ground", "linear ℝ",
// "nonlinear ℝ", "linear ℤ and ℕ", "nonlinear ℤ and ℕ", either of "ℝ with ℤ or ℕ", or
// "functions, sets, quantifiers". ℚ and NNReal count as ℝ, ℕ+ as ℕ.
func Fragment(st *elab.Statement) string {
	f := fragment{linear: true}
	for _, v := range st.Vars {
		f.of(v.Type)
	}
	for _, h := range st.Hyps {
		f.walk(h.Prop)
	}
	f.walk(st.Goal)
	if f.higher {
		return "functions, sets, quantifiers"
	}
	var words []string
	if !f.linear {
		words = append(words, "nonlinear")
	} else {
		words = append(words, "linear")
	}
	switch {
	case len(st.Vars) == 0:
		return "ground"
	case f.reals && f.integers:
		words = append(words, "ℝ with ℤ or ℕ")
	case f.integers:
		words = append(words, "ℤ and ℕ")
	default:
		words = append(words, "ℝ")
	}
	return strings.Join(words, " ")
}

type fragment struct{ linear, reals, integers, higher bool }

func (f *fragment) of(t elab.Type) {
	switch t {
	case elab.Nat, elab.Int, elab.PNat:
		f.integers = true
	case elab.Real, elab.Rat, elab.NNReal:
		f.reals = true
	case elab.Prop:
	default:
		f.higher = true
	}
}

// walk looks for what is not linear, and reports whether t has variables.
func (f *fragment) walk(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Var:
		return true
	case *elab.Cast:
		return f.walk(t.X)
	case *elab.Lambda:
		f.higher = true
		return f.walk(t.Body)
	case *elab.Call:
		f.higher = true
		f.walk(t.F)
		return f.walk(t.Arg)
	case *elab.Apply:
		open := make([]bool, len(t.Args))
		any := false
		for i, x := range t.Args {
			open[i] = f.walk(x)
			any = any || open[i]
		}
		switch t.Op {
		case elab.Mul, elab.Smul:
			f.linear = f.linear && (!open[0] || !open[1])
		case elab.Div, elab.Mod:
			f.linear = f.linear && !open[1]
		case elab.Dvd, elab.ModEq:
			f.linear = f.linear && !open[0]
		case elab.Pow, elab.Sqrt, elab.Inv:
			f.linear = f.linear && !any
		}
		return any
	}
	return false
}
