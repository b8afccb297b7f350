package certify

import (
	"fmt"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// complexIdentity proves an equation between polynomials in the imaginary unit as a multiple
// of I * I = -1.
func complexIdentity(t elab.Term) (string, bool) {
	a, ok := t.(*elab.Apply)
	if !ok || a.Op != elab.Eq || a.Args[0].Type() != elab.Type(elab.Complex) {
		return "", false
	}
	s, err := verify.Open(&elab.Statement{Goal: t})
	if err != nil {
		return "", false
	}
	l, ok1 := s.Poly(a.Args[0])
	r, ok2 := s.Poly(a.Args[1])
	if !ok1 || !ok2 || len(s.Table.Atoms) != 1 {
		return "", false
	}
	unit, ok := s.Table.Atoms[0].Term.(*elab.Apply)
	if !ok || unit.Op != elab.ImaginaryUnit {
		return "", false
	}
	coefs := make([]exact.Rat, degree(l.Add(r))+degree(r)+degree(l)+3)
	for _, m := range l.Add(r.Scale(exact.Int(-1))).Terms() {
		e := 0
		for _, w := range m.Powers {
			e = w.Exp
		}
		coefs[e] = m.Coef
	}
	// Division by X ^ 2 + 1, from the highest power down.
	var quotient exact.Poly
	for e := len(coefs) - 1; e >= 2; e-- {
		c := coefs[e]
		power, _ := exact.X(0).Pow(e - 2)
		quotient = quotient.Add(power.Scale(c))
		coefs[e], coefs[e-2] = exact.Rat{}, coefs[e-2].Sub(c)
	}
	if coefs[0].Sign() != 0 || coefs[1].Sign() != 0 {
		return "", false
	}
	f := (&printer{}).newLeaf(s, nil)
	f.typ = elab.Complex
	return "linear_combination " + enclosed(f.tree(quotient)) + " * Complex.I_mul_I", true
}

// values proves a proposition with square roots of squares of rationals and with floors and
// ceilings of rationals: each is replaced by its value, the innermost first.
func values(t elab.Term) (string, bool) {
	var lines []string
	for i := 1; i <= 12; i++ {
		x := innermost(t)
		if x == nil {
			break
		}
		number, err := eval.Number(x, nil)
		if err != nil {
			return "", false
		}
		r, ok := number.Rat()
		if !ok || r.Sign() < 0 {
			return "", false
		}
		typ, _ := x.T.(elab.Scalar)
		value := rational(r, typ)
		proof := "Int.floor_eq_iff.mpr ⟨by norm_num, by norm_num⟩"
		switch x.Op {
		case elab.Sqrt:
			square := apply(elab.Pow, elab.Real, value, lit(2, elab.Nat))
			proof = fmt.Sprintf("(congrArg Real.sqrt (by norm_num : %s)).trans (Real.sqrt_sq (by norm_num))",
				elab.Print(compare(elab.Eq, x.Args[0], square)))
		case elab.Ceil:
			proof = "Int.ceil_eq_iff.mpr ⟨by norm_num, by norm_num⟩"
		}
		lines = append(lines, fmt.Sprintf("have value%d : %s := %s", i, elab.Print(compare(elab.Eq, x, value)), proof),
			fmt.Sprintf("rw [value%d]", i))
		t = replaced(t, x, value)
	}
	if len(lines) == 0 {
		return "", false
	}
	// rw closes an equation whose sides have become the same.
	if a, ok := t.(*elab.Apply); ok && a.Op == elab.Eq && elab.Print(a.Args[0]) == elab.Print(a.Args[1]) {
		return strings.Join(lines, "\n"), true
	}
	tactic, search := ground(t, true)
	return strings.Join(append(lines, tactic), "\n"), !search
}

// innermost is a root, a floor or a ceiling in t of a number without any.
func innermost(t elab.Term) *elab.Apply {
	switch t := t.(type) {
	case *elab.Cast:
		return innermost(t.X)
	case *elab.Apply:
		for _, x := range t.Args {
			if r := innermost(x); r != nil {
				return r
			}
		}
		e := extent{numerals: true}
		if t.Op == elab.Sqrt && t.T == elab.Type(elab.Real) || t.Op == elab.Floor || t.Op == elab.Ceil {
			e.look(t.Args[0])
			if e.numerals {
				return t
			}
		}
	}
	return nil
}

// rational is a number that is not negative.
func rational(r exact.Rat, t elab.Scalar) elab.Term {
	return (&leaf{typ: t}).number(r)
}

// extremum proves that a number is the least of a set of numbers in ℕ that the kernel decides.
func extremum(t elab.Term) (string, bool) {
	a, ok := t.(*elab.Apply)
	if !ok || a.Op != elab.IsLeast || a.Args[1].Type() != elab.Type(elab.Nat) {
		return "", false
	}
	set, ok := a.Args[0].(*elab.Apply)
	least, literal := a.Args[1].(*elab.Lit)
	if !ok || !literal || set.Op != elab.SetOf {
		return "", false
	}
	l, ok := set.Args[0].(*elab.Lambda)
	e := extent{decidable: true, open: true}
	if !ok {
		return "", false
	}
	e.look(l.Body)
	if !e.decidable || e.large || len(freeVariables(l.Body, map[int]bool{l.Param.Index: true})) > 0 || least.Value.Cmp(exact.Int(largeRange).Big()) > 0 {
		return "", false
	}
	x := l.Param.Name
	return fmt.Sprintf("refine ⟨(by decide : %s), fun %s member => ?_⟩\nrefine Classical.byContradiction (fun below => ?_)\n"+
		"have none : ∀ %s : ℕ, %s < %s → ¬(%s) := by decide +kernel\nexact none %s (_root_.not_le.mp below) member",
		elab.Print(replaced(l.Body, l.Param, least)), x, x, x, least.Value.RatString(), elab.Print(l.Body), x), true
}
