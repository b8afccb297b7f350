package certify

import (
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
)

// evaluated puts definitions into the goal, which is then evaluated.
func (p *printer) evaluated(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	b := newBlock()
	goal := s.Goal
	var names []string
	ok := n.At == 0
	for _, def := range n.Defs {
		f := facts[def.At]
		b.use(f.name)
		names = append(names, f.name)
		ok = ok && p.defined(&b, f, &goal)
	}
	if tactic, search := ground(goal, true); ok && bound(goal) && !search {
		if len(n.Defs) > 0 {
			b.add("show %s", elab.Print(goal))
		}
		b.lines = append(b.lines, strings.Split(tactic, "\n")...)
		return b, true
	}
	c := newBlock()
	if n.At > 0 {
		names = append(names, facts[n.At-1].name)
		c.add("exfalso")
	} else if len(n.Defs) == 0 {
		for _, f := range facts {
			if f.prop != nil {
				names = append(names, f.name)
			}
		}
	}
	c.use(names...)
	c.search = true
	if len(names) == 0 {
		c.add("first | (norm_num; done) | decide | simp")
		return c, true
	}
	list := joined(names)
	c.add("first | (norm_num [%s]; done) | omega | nlinarith [%s] | simp_all", list, list)
	return c, true
}

// defined replaces what a fact defines, in the context and in the goal.
func (p *printer) defined(b *block, f given, goal *elab.Term) bool {
	switch a, _ := f.prop.(*elab.Apply); {
	case a == nil:
	case a.Op == elab.Eq:
		for i, x := range a.Args {
			if v, ok := x.(*elab.Var); ok {
				b.add("subst %s", f.name)
				*goal = replaced(*goal, v, a.Args[1-i])
				return true
			}
		}
	case a.Op == elab.Forall:
		l, ok := a.Args[0].(*elab.Lambda)
		if !ok {
			break
		}
		eq, ok := l.Body.(*elab.Apply)
		if !ok || eq.Op != elab.Eq {
			break
		}
		call, ok := eq.Args[0].(*elab.Call)
		if !ok {
			break
		}
		v, ok := call.F.(*elab.Var)
		x, isVar := call.Arg.(*elab.Var)
		if !ok || !isVar || x.Index != l.Param.Index {
			break
		}
		h := p.name()
		value := &elab.Lambda{Param: l.Param, Body: eq.Args[1]}
		b.add("have %s : %s = %s := funext %s", h, v.Name, elab.Print(value), f.name)
		b.add("subst %s", h)
		*goal = called(*goal, v, value)
		return true
	}
	return false
}

// called puts the body of f for its calls.
func called(t elab.Term, f *elab.Var, value *elab.Lambda) elab.Term {
	return mapped(t, func(t elab.Term) (elab.Term, bool) {
		c, ok := t.(*elab.Call)
		if !ok {
			return nil, false
		}
		v, ok := c.F.(*elab.Var)
		if !ok || v.Index != f.Index {
			return nil, false
		}
		return replaced(value.Body, value.Param, called(c.Arg, f, value)), true
	})
}

// bound reports whether all variables of a term are bound in it.
func bound(t elab.Term) bool { return len(freeVariables(t, map[int]bool{})) == 0 }

func freeVariables(t elab.Term, inner map[int]bool) []string {
	var out []string
	switch t := t.(type) {
	case *elab.Var:
		if !inner[t.Index] {
			out = append(out, t.Name)
		}
	case *elab.Cast:
		return freeVariables(t.X, inner)
	case *elab.Apply:
		for _, a := range t.Args {
			out = append(out, freeVariables(a, inner)...)
		}
	case *elab.Lambda:
		was := inner[t.Param.Index]
		inner[t.Param.Index] = true
		out = freeVariables(t.Body, inner)
		inner[t.Param.Index] = was
	case *elab.Call:
		return append(freeVariables(t.F, inner), freeVariables(t.Arg, inner)...)
	}
	return out
}
