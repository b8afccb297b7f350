package certify

import (
	"fmt"

	"cosita/lean/elab"
)

// negated is a term of type verify.Negate(prop), from a proof h of ¬ prop.
func (p *printer) negated(prop elab.Term, h string) string {
	a, ok := prop.(*elab.Apply)
	if !ok {
		return h
	}
	switch a.Op {
	case elab.Not:
		return "Classical.byContradiction " + h
	case elab.Ne:
		x := p.name()
		return fmt.Sprintf("Classical.byContradiction (fun %s => %s %s)", x, h, x)
	case elab.Le, elab.Ge:
		if isOrdered(a.Args[0].Type()) {
			return "_root_.not_le.mp " + h
		}
	case elab.Lt, elab.Gt:
		if isOrdered(a.Args[0].Type()) {
			return "_root_.not_lt.mp " + h
		}
	case elab.Or:
		l, r := p.name(), p.name()
		return fmt.Sprintf("⟨%s, %s⟩",
			p.negated(a.Args[0], fmt.Sprintf("(fun %s => %s (Or.inl %s))", l, h, l)),
			p.negated(a.Args[1], fmt.Sprintf("(fun %s => %s (Or.inr %s))", r, h, r)))
	case elab.And:
		l, r, n := p.name(), p.name(), p.name()
		return fmt.Sprintf("Or.elim (Classical.em (%s)) (fun %s => Or.inr (%s)) (fun %s => Or.inl (%s))", elab.Print(a.Args[0]),
			l, p.negated(a.Args[1], fmt.Sprintf("(fun %s => %s ⟨%s, %s⟩)", r, h, l, r)),
			n, p.negated(a.Args[0], n))
	case elab.Imp:
		l, r, n := p.name(), p.name(), p.name()
		return fmt.Sprintf("⟨Classical.byContradiction (fun %s => %s (fun %s => absurd %s %s)), %s⟩", n, h, l, l, n,
			p.negated(a.Args[1], fmt.Sprintf("(fun %s => %s (fun _ => %s))", r, h, r)))
	case elab.Iff:
		l, r, n, m := p.name(), p.name(), p.name(), p.name()
		return fmt.Sprintf("Or.elim (Classical.em (%s)) (fun %s => Or.inl ⟨%s, %s⟩) (fun %s => Or.inr ⟨%s, %s⟩)", elab.Print(a.Args[0]),
			l, l, p.negated(a.Args[1], fmt.Sprintf("(fun %s => %s ⟨fun _ => %s, fun _ => %s⟩)", r, h, r, l)),
			n, p.negated(a.Args[0], n),
			fmt.Sprintf("Classical.byContradiction (fun %s => %s ⟨fun %s => absurd %s %s, fun %s => absurd %s %s⟩)", m, h, l, l, n, r, r, m))
	case elab.True:
		return h + " trivial"
	case elab.False:
		return "trivial"
	case elab.Forall, elab.Exists:
		l, ok := a.Args[0].(*elab.Lambda)
		if !ok {
			return h
		}
		x, q := p.name(), p.name()
		if a.Op == elab.Exists {
			return fmt.Sprintf("fun %s => %s", l.Param.Name, p.negated(l.Body, fmt.Sprintf("(fun %s => %s ⟨%s, %s⟩)", q, h, l.Param.Name, q)))
		}
		return fmt.Sprintf("Exists.elim (Classical.not_forall.mp %s) (fun %s %s => ⟨%s, %s⟩)", h, l.Param.Name, x, l.Param.Name, p.negated(l.Body, x))
	}
	return h
}

func isOrdered(t elab.Type) bool {
	s, ok := t.(elab.Scalar)
	return ok && s >= elab.Nat && s <= elab.Real
}
