package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
)

// node is the tactics for n before s. Steps whose facts are not used are left out; false
// where a step has no Lean form here.
func (p *printer) node(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	subs, err := s.Apply(n)
	if err != nil || len(subs) != len(n.Then) {
		return block{}, false
	}
	if b, ok := p.omega(s, n, facts); ok {
		return b, true
	}
	if len(subs) == 0 {
		return p.leaf(s, n, facts)
	}
	if n.Rule == "rewrite" {
		return p.rewritten(s, subs[0], n, facts)
	}
	switch n.Rule {
	case "have":
		return p.added(s, subs[0], n, facts)
	case "atom", "product", "branch", "sign", "reciprocal":
		return p.cases(s, subs, n, facts)
	}
	added := make([][]given, len(subs))
	children := make([]block, len(subs))
	for i, sub := range subs {
		for _, f := range sub.Facts[len(s.Facts):] {
			added[i] = append(added[i], given{p.name(), f.Prop})
		}
		var ok bool
		if children[i], ok = p.node(sub, n.Then[i], slices.Concat(facts, added[i])); !ok {
			return block{}, false
		}
	}
	b := newBlock()
	switch n.Rule {
	case "split":
		b.add("constructor")
	case "left", "right":
		b.add("%s", n.Rule)
		b.then(children[0])
		return b, true
	case "intro":
		name := ""
		if len(added[0]) > 0 {
			name = added[0][0].name
		} else {
			name = subs[0].Fresh[len(s.Fresh)].Name
		}
		b.add("intro %s", name)
		b.then(children[0])
		return b, true
	case "witness":
		l := s.Goal.(*elab.Apply).Args[0].(*elab.Lambda)
		x, err := s.TermOf(n.Factors, l.Param.T)
		b.add("refine ⟨%s, ?_⟩", elab.Print(x))
		b.then(children[0])
		return b, err == nil
	case "imaginary":
		return haves("", added[0], []string{"Complex.I_mul_I"}, children[0]), true
	case "inverse":
		return inverted(added[0], children[0])
	case "contra":
		return p.contra(s.Goal, added[0][0], children[0])
	case "and":
		if len(subs[0].Fresh) > len(s.Fresh) {
			b.use(facts[n.At].name)
			b.add("refine Exists.elim %s (fun %s %s => ?_)", facts[n.At].name, subs[0].Fresh[len(s.Fresh)].Name, added[0][0].name)
			b.then(children[0])
			return b, true
		}
		return p.apart(facts[n.At], added[0], children[0])
	case "instantiate":
		return instantiated(s, n, facts[n.At], added[0][0], children[0])
	case "or":
		for i, c := range children {
			if !c.usesAny(added[i]) {
				return c, true
			}
		}
		return p.or(facts[n.At], added, children)
	default:
		return block{}, false
	}
	for _, c := range children {
		b.bullet(c)
	}
	return b, true
}

// contra assumes the negation of the goal, in the form that verify.Negate gives it.
func (p *printer) contra(goal elab.Term, negation given, child block) (block, bool) {
	b := newBlock()
	a, _ := goal.(*elab.Apply)
	switch {
	case a != nil && a.Op == elab.False:
		return child, !child.uses[negation.name]
	case a != nil && (a.Op == elab.Ne || a.Op == elab.Not):
		b.add("intro %s", negation.name)
	case a != nil && !child.uses[negation.name]:
		b.add("exfalso")
	default:
		h := p.name()
		b.add("refine Classical.byContradiction (fun %s => ?_)", h)
		b.add("have %s : %s := %s", negation.name, elab.Print(negation.prop), p.negated(goal, h))
	}
	b.then(child)
	return b, true
}

// apart takes a conjunction, an equivalence or a negation apart.
func (p *printer) apart(fact given, parts []given, child block) (block, bool) {
	a := fact.prop.(*elab.Apply)
	proofs := []string{fact.name + ".1", fact.name + ".2"}
	if a.Op == elab.Not {
		proofs = []string{p.negated(a.Args[0], fact.name)}
	}
	return haves(fact.name, parts, proofs, child), true
}

// haves states those of the facts that child uses, with their proofs, before it.
func haves(from string, facts []given, proofs []string, child block) block {
	b := newBlock()
	for i, f := range facts {
		if child.uses[f.name] {
			b.add("have %s : %s := %s", f.name, elab.Print(f.prop), proofs[i])
			if from != "" {
				b.use(from)
			}
		}
	}
	b.then(child)
	return b
}

// inverted states that a bijection undoes its inverse.
func inverted(facts []given, child block) (block, bool) {
	round, ok := facts[0].prop.(*elab.Apply).Args[0].(*elab.Call)
	if !ok {
		return block{}, false
	}
	f := round.F.(*elab.Apply)
	law := ".left_inv "
	if f.Op == elab.ToFun {
		law = ".right_inv "
	}
	x := facts[0].prop.(*elab.Apply).Args[1]
	return haves("", facts, []string{elab.Print(f.Args[0]) + law + enclosed(x)}, child), true
}

func instantiated(s *verify.Sequent, n *verify.Node, fact, instance given, child block) (block, bool) {
	from := fact.name
	a := fact.prop.(*elab.Apply)
	if a.Op == elab.Eq {
		from = "congrFun " + from
	}
	if l, ok := a.Args[len(a.Args)-1].(*elab.Lambda); ok && len(n.Factors) > 0 {
		x, err := s.TermOf(n.Factors, l.Param.T)
		if err != nil {
			return block{}, false
		}
		return haves(fact.name, []given{instance}, []string{from + " " + enclosed(x)}, child), true
	}
	for _, arg := range s.Arguments() {
		if verify.Key(arg) != n.With {
			continue
		}
		proof := fmt.Sprintf("%s (%s)", from, elab.Print(arg))
		return haves(fact.name, []given{instance}, []string{proof}, child), true
	}
	return block{}, false
}

// or splits a disjunction, an inequation or an implication.
func (p *printer) or(fact given, added [][]given, children []block) (block, bool) {
	b := newBlock()
	b.use(fact.name)
	l, r := added[0][0].name, added[1][0].name
	a := fact.prop.(*elab.Apply)
	switch a.Op {
	case elab.Or:
		b.add("refine Or.elim %s (fun %s => ?_) (fun %s => ?_)", fact.name, l, r)
	case elab.Ne:
		b.add("refine Or.elim (_root_.lt_or_gt_of_ne %s) (fun %s => ?_) (fun %s => ?_)", fact.name, l, r)
	case elab.Imp:
		yes, no := p.name(), p.name()
		b.add("refine Or.elim (Classical.em (%s)) (fun %s => ?_) (fun %s => ?_)", elab.Print(a.Args[0]), yes, no)
		b.bullet(haves("", added[1], []string{fact.name + " " + yes}, children[1]))
		b.bullet(haves("", added[0], []string{p.negated(a.Args[0], no)}, children[0]))
		return b, true
	}
	for _, c := range children {
		b.bullet(c)
	}
	return b, true
}

// leaf is the tactic that closes s.
func (p *printer) leaf(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	goal, _ := s.Goal.(*elab.Apply)
	b := newBlock()
	switch n.Rule {
	case "ground":
		if n.At > 0 {
			f := facts[n.At-1]
			tactic, search := ground(f.prop, false)
			b.add("exact absurd %s (by %s)", f.name, tactic)
			b.use(f.name)
			b.search = search
			return b, true
		}
		tactic, search := ground(s.Goal, true)
		b.lines = append(b.lines, strings.Split(tactic, "\n")...)
		b.search = search
		return b, true
	case "cases":
		return p.enumerated(s, n, facts)
	case "nonzero":
		return p.nonzero(s, n, facts)
	case "residues":
		return p.residues(s, n, facts)
	case "evaluate":
		return p.evaluated(s, n, facts)
	case "combination":
		return p.combination(s, n.Sum, facts)
	case "sum":
		if goal == nil || goal.Op != elab.False {
			b.add("exfalso")
		}
		sum, ok := p.sum(s, n.Sum, facts)
		b.then(sum)
		return b, ok
	}
	return block{}, false
}

// typeText is a type ascription for a numeral.
func typed(text string, t elab.Scalar) string { return "(" + text + " : " + t.String() + ")" }

func joined(parts []string) string { return strings.Join(parts, ", ") }
