package certify

import (
	"cosita/lean/elab"
)

// ground is the tactic that decides a proposition which holds (or, as a goal `¬ P`, fails)
// by evaluation; search is false where Lean has a procedure for all that it consists of.
func ground(t elab.Term, holds bool) (tactic string, search bool) {
	if holds {
		for _, special := range []func(elab.Term) (string, bool){complexIdentity, values, extremum} {
			if tactic, ok := special(t); ok {
				return tactic, false
			}
		}
	}
	const tries = "first | (norm_num; done) | decide"
	e := extent{numerals: true, decidable: true}
	e.look(t)
	switch {
	case e.numerals && e.decidable && !e.large && e.tall:
		return "first | (norm_num; done) | decide +kernel", false
	case e.numerals && e.decidable && !e.large:
		return tries, false
	case e.numerals && e.tall:
		// norm_num does not multiply such powers out.
		return tries, true
	case e.numerals && e.factorials:
		return "norm_num [Nat.factorial]", false
	case e.numerals:
		return "norm_num", false
	case e.decidable && !e.large:
		// Not after decide: the recursion limit is no failure that `first` goes on from.
		return "decide +kernel", false
	}
	return tries + " | simp [Finset.sum_range_succ, Finset.prod_range_succ]", true
}

// extent says by which procedures a proposition can be decided.
type extent struct {
	numerals  bool // arithmetic of literals that norm_num evaluates
	decidable bool // propositions about ℕ and ℤ that the kernel evaluates
	large     bool // too many steps for the kernel
	tall      bool // a power that norm_num leaves, unless it is a remainder's
	open      bool // variables stand for literals

	factorials bool
}

const (
	largeRange = 5000 // the elements of a finset
	largePower = 4096 // an exponent that the kernel is not given
	tallPower  = 256  // an exponent above which norm_num leaves a power as it is

	unknownSize = 1 << 40 // of what is no literal
)

func (e *extent) look(t elab.Term) {
	switch t := t.(type) {
	case *elab.Lit:
		typ, scalar := t.T.(elab.Scalar)
		e.numerals = e.numerals && scalar && typ <= elab.Complex
		e.decidable = e.decidable && integerSort(t.T)
		return
	case *elab.Cast:
		e.look(t.X)
		e.decidable = e.decidable && t.T == elab.Type(elab.Int)
		return
	case *elab.Var:
		e.numerals = e.numerals && e.open && integerSort(t.T)
		return
	case *elab.Lambda:
		e.numerals = false
		e.look(t.Body)
		return
	case *elab.Apply:
		e.operation(t)
		if remainderOfPower(t) {
			return
		}
		for _, x := range t.Args {
			e.look(x)
		}
		return
	}
	e.numerals, e.decidable = false, false
}

func (e *extent) operation(a *elab.Apply) {
	literal := func(i int) int64 {
		l, ok := a.Args[i].(*elab.Lit)
		if !ok || !l.Value.IsInt() || !l.Value.Num().IsInt64() {
			return unknownSize
		}
		return l.Value.Num().Int64()
	}
	switch a.Op {
	case elab.Add, elab.Sub, elab.Mul, elab.Div, elab.Mod, elab.Neg, elab.Eq, elab.Ne, elab.Lt, elab.Le, elab.Gt,
		elab.Ge, elab.Dvd, elab.And, elab.Or, elab.Not, elab.Imp, elab.Iff, elab.True, elab.False:
	case elab.Pow:
		if a.Args[1].Type() != elab.Type(elab.Nat) {
			e.numerals, e.decidable = false, false
		}
		n := literal(1)
		e.large = e.large || n > largePower && n != unknownSize
		e.tall = e.tall || n > tallPower && n != unknownSize
	case elab.Gcd, elab.Lcm, elab.Coprime:
	case elab.Inv, elab.Abs:
		e.decidable = false
	case elab.Prime:
		e.decidable = false
	case elab.Min, elab.Max:
	case elab.Even, elab.Odd, elab.ModEq:
		e.numerals = false
	case elab.Factorial:
		e.factorials = true
		n := literal(0)
		e.numerals = e.numerals && n <= 30
		e.large = e.large || n > 200 && n != unknownSize
	case elab.Divisors, elab.ProperDivisors:
		e.numerals = false
		e.large = e.large || literal(0) > largeRange
	case elab.Choose, elab.OfDigits, elab.List, elab.Succ, elab.Pred:
		e.numerals = false
	case elab.Sum, elab.Prod, elab.Card, elab.Filter:
		e.numerals = false
	case elab.Range:
		e.numerals = false
		e.large = e.large || literal(0) > largeRange
	case elab.Icc, elab.Ico, elab.Ioc, elab.Ioo:
		e.numerals = false
		e.large = e.large || literal(1)-literal(0) > largeRange
	default:
		e.numerals, e.decidable = false, false
	}
}

// remainderOfPower reports whether a is `b ^ n % m` of literals, which norm_num evaluates
// without the power.
func remainderOfPower(a *elab.Apply) bool {
	if a.Op != elab.Mod || !integerSort(a.T) {
		return false
	}
	power, ok := a.Args[0].(*elab.Apply)
	if !ok || power.Op != elab.Pow {
		return false
	}
	for _, x := range []elab.Term{power.Args[0], power.Args[1], a.Args[1]} {
		if _, literal := x.(*elab.Lit); !literal {
			return false
		}
	}
	return true
}
