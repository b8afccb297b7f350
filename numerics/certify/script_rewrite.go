package certify

import (
	"fmt"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
)

// rewritten replaces one side of an equation by the other, in the goal and in the facts that
// are used. What is replaced is written out as a motive.
func (p *printer) rewritten(s, sub *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	fact := facts[n.At]
	eq := fact.prop.(*elab.Apply)
	x, h, back := eq.Args[0], fact.name, fact.name+".symm"
	if n.With == "back" {
		x, h, back = eq.Args[1], back, h
	}
	y := &elab.Var{Index: -1, Name: p.name(), T: x.Type()}
	motive := func(t elab.Term) string {
		return fmt.Sprintf("(motive := fun (%s : %s) => %s)", y.Name, y.T, elab.Print(replaced(t, x, y)))
	}
	after := make([]given, len(facts))
	var changed []given
	var proofs []string
	for i, f := range facts {
		after[i] = f
		if f.prop == nil || i == n.At || sub.Facts[i].Prop == nil || elab.Print(sub.Facts[i].Prop) == elab.Print(f.prop) {
			continue
		}
		after[i] = given{p.name(), sub.Facts[i].Prop}
		changed = append(changed, after[i])
		proofs = append(proofs, fmt.Sprintf("Eq.subst %s %s %s", motive(f.prop), h, f.name))
	}
	child, ok := p.node(sub, n.Then[0], after)
	if !ok {
		return block{}, false
	}
	b := newBlock()
	if elab.Print(sub.Goal) != elab.Print(s.Goal) {
		b.add("refine Eq.subst %s %s ?_", motive(s.Goal), back)
		b.add("show %s", elab.Print(sub.Goal))
		b.use(fact.name)
	}
	for i, f := range facts {
		if child.uses[after[i].name] && after[i].name != f.name {
			b.use(f.name, fact.name)
		}
	}
	b.then(haves("", changed, proofs, child))
	return b, true
}

// replaced puts y for x in t.
func replaced(t, x, y elab.Term) elab.Term {
	w, variable := x.(*elab.Var)
	return mapped(t, func(t elab.Term) (elab.Term, bool) {
		if variable {
			v, ok := t.(*elab.Var)
			return y, ok && v.Index == w.Index
		}
		return y, t.Type() == x.Type() && elab.Print(t) == elab.Print(x)
	})
}

// mapped is t with what f gives for its parts, the outermost first.
func mapped(t elab.Term, f func(t elab.Term) (elab.Term, bool)) elab.Term {
	if y, ok := f(t); ok {
		return y
	}
	switch t := t.(type) {
	case *elab.Cast:
		return &elab.Cast{X: mapped(t.X, f), T: t.T}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, a := range t.Args {
			args[i] = mapped(a, f)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	case *elab.Lambda:
		return &elab.Lambda{Param: t.Param, Body: mapped(t.Body, f)}
	case *elab.Call:
		return &elab.Call{F: mapped(t.F, f), Arg: mapped(t.Arg, f), T: t.T}
	}
	return t
}
