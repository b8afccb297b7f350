package certify

import (
	"fmt"
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// omega closes s by Lean's decision procedure where the proof n is one that it finds by
// itself: sums of linear facts about integers, and the cases that omega makes.
func (p *printer) omega(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	b := newBlock()
	if n.Rule == "intro" || n.Rule == "split" || !readable(s.Goal) && !congruence(s.Goal) || !linearProof(s, n, len(facts), b.uses, facts) {
		return block{}, false
	}
	for _, f := range facts {
		a, ok := f.prop.(*elab.Apply)
		if !ok || !b.uses[f.name] || readable(f.prop) {
			continue
		}
		read, ok := p.remainder(a, f.name)
		if !ok {
			return block{}, false
		}
		b.lines = append(b.lines, read.lines...)
	}
	if a := s.Goal.(*elab.Apply); a.Op == elab.Even || a.Op == elab.Odd || a.Op == elab.ModEq {
		b.add("%s", remainderGoal(a))
	}
	b.add("omega")
	return b, true
}

// linearProof reports whether omega finds a proof such as n, and notes which of the first
// facts it uses.
func linearProof(s *verify.Sequent, n *verify.Node, outer int, uses map[string]bool, facts []given) bool {
	use := func(i int) bool {
		if i >= outer {
			return readable(s.Facts[i].Prop) || s.Facts[i].Prop == nil
		}
		uses[facts[i].name] = true
		a, ok := facts[i].prop.(*elab.Apply)
		return ok && (readable(a) || congruence(a))
	}
	switch n.Rule {
	case "contra", "split", "intro", "left", "right":
		if !readable(s.Goal) && !congruence(s.Goal) {
			return false
		}
	case "and", "or":
		if !use(n.At) {
			return false
		}
	case "atom":
		for _, a := range s.Table.Atoms {
			t, ok := a.Term.(*elab.Apply)
			if a.Key == n.With && (!ok || t.Op != elab.Sub && t.Op != elab.Div && t.Op != elab.Min && t.Op != elab.Max || !integerSort(t.T)) {
				return false
			}
		}
	case "branch":
	case "sum", "combination":
		if n.Rule == "combination" && !readable(s.Goal) && !congruence(s.Goal) {
			return false
		}
		for _, t := range n.Sum {
			if len(t.Squares) > 0 || len(t.Facts)+len(t.Atoms) > 1 {
				return false
			}
			if t.By != nil {
				if q, ok := polyOf(s, t.By); !ok || degree(q) > 0 {
					return false
				}
			}
			for _, i := range t.Facts {
				if !use(i) || !linearIntegers(s, s.Facts[i].Poly) {
					return false
				}
			}
		}
		if n.Rule == "combination" {
			a := s.Goal.(*elab.Apply)
			for _, x := range a.Args {
				if q, ok := s.Poly(x); !ok || !linearIntegers(s, q) {
					return false
				}
			}
		}
		return true
	default:
		return false
	}
	subs, err := s.Apply(n)
	if err != nil || len(subs) != len(n.Then) || len(subs) == 0 {
		return false
	}
	for i, sub := range subs {
		if !linearProof(sub, n.Then[i], outer, uses, facts) {
			return false
		}
	}
	return true
}

func integerSort(t elab.Type) bool { return t == elab.Type(elab.Nat) || t == elab.Type(elab.Int) }

func linearIntegers(s *verify.Sequent, q exact.Poly) bool {
	for _, m := range q.Terms() {
		for _, w := range m.Powers {
			if !integerSort(s.Table.Atoms[w.Var].Type) {
				return false
			}
		}
	}
	return degree(q) <= 1
}

// readable reports whether omega understands a proposition.
func readable(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false
	}
	switch a.Op {
	case elab.Eq, elab.Ne, elab.Lt, elab.Le, elab.Gt, elab.Ge:
		return affine(a.Args[0]) && affine(a.Args[1])
	case elab.Dvd:
		return numeral(a.Args[0]) && affine(a.Args[1])
	case elab.And, elab.Or, elab.Not, elab.Iff, elab.Imp:
		for _, x := range a.Args {
			if !readable(x) {
				return false
			}
		}
		return true
	case elab.False:
		return true
	}
	return false
}

// affine reports whether omega reads an integer term as a linear form of its atoms.
func affine(t elab.Term) bool {
	if !integerSort(t.Type()) {
		return false
	}
	a, ok := t.(*elab.Apply)
	if c, cast := t.(*elab.Cast); cast {
		return affine(c.X)
	}
	if !ok {
		return true
	}
	switch a.Op {
	case elab.Add, elab.Sub, elab.Neg, elab.Min, elab.Max:
		for _, x := range a.Args {
			if !affine(x) {
				return false
			}
		}
		return true
	case elab.Mul:
		return numeral(a.Args[0]) && affine(a.Args[1]) || affine(a.Args[0]) && numeral(a.Args[1])
	case elab.Div, elab.Mod:
		return affine(a.Args[0]) && numeral(a.Args[1])
	case elab.Pow:
		return numeral(a)
	}
	return true
}

// numeral reports whether a term is made of literals that omega multiplies out.
func numeral(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Lit:
		return true
	case *elab.Apply:
		switch t.Op {
		case elab.Neg:
			return numeral(t.Args[0])
		case elab.Pow:
			base, ok1 := t.Args[0].(*elab.Lit)
			exponent, ok2 := t.Args[1].(*elab.Lit)
			return ok1 && ok2 && base.Value.IsInt() && exponent.Value.Cmp(big.NewRat(64, 1)) <= 0
		}
	}
	return false
}

// congruence reports whether a fact is about remainders without the sign that omega reads.
func congruence(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false
	}
	switch a.Op {
	case elab.Even, elab.Odd:
		return affine(a.Args[0])
	case elab.ModEq:
		return numeral(a.Args[0]) && affine(a.Args[1]) && affine(a.Args[2])
	case elab.Not:
		return congruence(a.Args[0])
	}
	return false
}

// remainder states a fact about divisibility by remainders, as omega reads it.
func (p *printer) remainder(a *elab.Apply, name string) (block, bool) {
	b := newBlock()
	b.use(name)
	inner, negated := a, false
	if a.Op == elab.Not {
		inner, negated = a.Args[0].(*elab.Apply), true
	}
	namespace := "Nat"
	if inner.Args[0].Type() == elab.Type(elab.Int) {
		namespace = "Int"
	}
	x := inner.Args[len(inner.Args)-1]
	t := x.Type()
	rest := func(n int64) string {
		return elab.Print(compare(elab.Eq, apply(elab.Mod, t, x, lit(2, t)), lit(n, t)))
	}
	h := p.name()
	switch {
	case inner.Op == elab.Dvd:
		return b, true
	case inner.Op == elab.Even && !negated:
		b.add("have %s : %s := %s.even_iff.mp %s", h, rest(0), namespace, name)
	case inner.Op == elab.Even:
		b.add("have %s : %s := %s.not_even_iff.mp %s", h, rest(1), namespace, name)
	case inner.Op == elab.Odd && !negated:
		b.add("have %s : %s := %s.odd_iff.mp %s", h, rest(1), namespace, name)
	case inner.Op == elab.Odd:
		b.add("have %s : %s := %s.not_odd_iff.mp %s", h, rest(0), namespace, name)
	case inner.Op == elab.ModEq && !negated:
		m, x, y := inner.Args[0], inner.Args[1], inner.Args[2]
		b.add("have %s : %s := %s", h, elab.Print(compare(elab.Eq, apply(elab.Mod, t, x, m), apply(elab.Mod, t, y, m))), name)
	default:
		return b, false
	}
	return b, true
}

// remainderGoal brings such a goal to the form that omega reads.
func remainderGoal(a *elab.Apply) string {
	namespace := "Nat"
	if a.Args[0].Type() == elab.Type(elab.Int) {
		namespace = "Int"
	}
	switch a.Op {
	case elab.Even:
		return fmt.Sprintf("refine %s.even_iff.mpr ?_", namespace)
	case elab.Odd:
		return fmt.Sprintf("refine %s.odd_iff.mpr ?_", namespace)
	}
	m, x, y := a.Args[0], a.Args[1], a.Args[2]
	return "show " + elab.Print(compare(elab.Eq, apply(elab.Mod, x.Type(), x, m), apply(elab.Mod, y.Type(), y, m)))
}

// divisibility proves a goal about remainders whose polynomial is a combination of equations.
func (p *printer) divisibility(*verify.Sequent, []verify.Term, []given) (block, bool) {
	return block{}, false
}
