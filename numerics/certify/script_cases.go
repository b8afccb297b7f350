package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// enumerated proves the bounds of the variables, states what is to be seen at all points
// between them as a proposition that the kernel evaluates, and applies it.
func (p *printer) enumerated(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	b := newBlock()
	bounds := map[string][2]string{}
	for _, x := range n.Bounds {
		v, ok := variable(s, x.Name)
		if !ok {
			return block{}, false
		}
		low, high := p.name(), p.name()
		bounds[x.Name] = [2]string{low, high}
		if v.T != elab.Type(elab.Nat) || x.Low > 0 {
			below, ok := p.bound(s, x.Below, facts, compare(elab.Le, lit(x.Low, v.T), v), compare(elab.Lt, v, lit(x.Low, v.T)), low)
			if !ok {
				return block{}, false
			}
			b.then(below)
		}
		above, ok := p.bound(s, x.Above, facts, compare(elab.Le, v, lit(x.High, v.T)), compare(elab.Lt, lit(x.High, v.T), v), high)
		if !ok {
			return block{}, false
		}
		b.then(above)
	}
	needed, all, covered := p.excluding(s, n.Bounds, facts)
	statement, points := "", int64(1)
	var arguments []string
	e := extent{decidable: true}
	for _, x := range n.Bounds {
		v, _ := variable(s, x.Name)
		points *= x.High - x.Low + 1
		if v.T == elab.Type(elab.Nat) {
			statement += fmt.Sprintf("∀ %s : ℕ, %s < %d → ", x.Name, x.Name, x.High+1)
			arguments = append(arguments, x.Name, "(by omega)")
			continue
		}
		statement += fmt.Sprintf("∀ %s ∈ Finset.Icc (%d : ℤ) (%d : ℤ), ", x.Name, x.Low, x.High)
		arguments = append(arguments, x.Name, fmt.Sprintf("(Finset.mem_Icc.mpr ⟨%s, %s⟩)", bounds[x.Name][0], bounds[x.Name][1]))
	}
	for _, x := range n.Bounds {
		// The bounds of ℕ from below keep points out of the statement that need no look.
		if v, _ := variable(s, x.Name); v.T == elab.Type(elab.Nat) && x.Low > 0 {
			statement += fmt.Sprintf("%d ≤ %s → ", x.Low, x.Name)
			arguments = append(arguments, bounds[x.Name][0])
		}
	}
	for _, f := range needed {
		statement += "(" + elab.Print(f.prop) + ") → "
		arguments = append(arguments, f.name)
		b.use(f.name)
		e.look(f.prop)
	}
	e.look(s.Goal)
	if all && e.decidable && !e.large && closed(s.Goal, n.Bounds) {
		key := p.name()
		tactic := "decide +kernel"
		if points <= 16 {
			tactic = "decide"
		}
		b.add("have %s : %s(%s) := by %s", key, statement, elab.Print(s.Goal), tactic)
		b.add("exact %s %s", key, strings.Join(arguments, " "))
		return b, true
	}
	// Points that norm_num sees to be excluded, one after the other.
	literal := extent{numerals: true, open: true}
	literal.look(s.Goal)
	for _, f := range needed {
		literal.look(f.prop)
		covered = covered && closed(f.prop, n.Bounds)
	}
	var closers []string
	for _, f := range needed {
		closers = append(closers, fmt.Sprintf("exact absurd %s (by norm_num)", f.name))
	}
	closers = append(closers, "(norm_num; done)", "omega", "simp_all")
	closing := "first | " + strings.Join(closers, " | ")
	for _, x := range slices.Backward(n.Bounds) {
		closing = fmt.Sprintf("interval_cases %s <;> (%s)", x.Name, closing)
	}
	b.add("%s", closing)
	b.search = !covered || !literal.numerals || !closed(s.Goal, n.Bounds)
	return b, true
}

func variable(s *verify.Sequent, name string) (*elab.Var, bool) {
	for _, v := range s.Variables() {
		if v.Name == name {
			return v, true
		}
	}
	return nil, false
}

// bound proves a bound from the sum that refutes its negation.
func (p *printer) bound(s *verify.Sequent, sum []verify.Term, facts []given, claim, negation elab.Term, name string) (block, bool) {
	a := negation.(*elab.Apply)
	x, ok1 := s.Poly(a.Args[0])
	y, ok2 := s.Poly(a.Args[1])
	if !ok1 || !ok2 {
		return block{}, false
	}
	sub := *s
	sub.Goal = falsity
	sub.Facts = append(slices.Clone(s.Facts), verify.Fact{Prop: negation, Rel: verify.NonNeg,
		Poly: y.Add(x.Scale(exact.Int(-1))).Add(exact.Const(exact.Int(-1)))})
	h, not := p.name(), p.name()
	inner, ok := p.node(&sub, &verify.Node{Rule: "sum", Sum: sum}, append(slices.Clone(facts), given{h, negation}))
	if !ok {
		return block{}, false
	}
	b := newBlock(fmt.Sprintf("have %s : %s := by", name, elab.Print(claim)))
	if len(inner.lines) == 1 && inner.lines[0] == "omega" {
		b.lines[0] += " omega"
		b.joined(inner)
		return b, true
	}
	b.add("  refine Classical.byContradiction (fun %s => ?_)", not)
	b.add("  have %s : %s := _root_.not_le.mp %s", h, elab.Print(negation), not)
	b.lines = append(b.lines, indented(inner.lines)...)
	b.joined(inner)
	return b, true
}

// closed reports whether a term speaks of no variables but those that are enumerated.
func closed(t elab.Term, bounds []verify.Bounds) bool {
	switch t := t.(type) {
	case *elab.Var:
		return slices.ContainsFunc(bounds, func(b verify.Bounds) bool { return b.Name == t.Name })
	case *elab.Cast:
		return closed(t.X, bounds)
	case *elab.Apply:
		for _, x := range t.Args {
			if !closed(x, bounds) {
				return false
			}
		}
		return true
	case *elab.Lit:
		return true
	case *elab.Lambda:
		return closed(t.Body, append(slices.Clone(bounds), verify.Bounds{Name: t.Param.Name}))
	}
	return false
}

// excluding are facts that fail, one at least, at each point where the goal does not hold.
// The kernel decides them all, or not; and they cover all points, or not.
func (p *printer) excluding(s *verify.Sequent, bounds []verify.Bounds, facts []given) (chosen []given, decidable, covered bool) {
	var usable, other []given
	// Parts come before the conjunctions that they are taken from.
	for _, f := range slices.Backward(facts) {
		e := extent{decidable: true}
		if f.prop != nil {
			e.look(f.prop)
		}
		switch {
		case f.prop == nil:
		case e.decidable && !e.large && closed(f.prop, bounds):
			usable = append(usable, f)
		default:
			other = append(other, f)
		}
	}
	names, all := map[string]bool{}, true
	covered = true
	env := make(eval.Env, s.Typed.Slots+len(s.Fresh))
	fails := func(f given) bool {
		holds, err := eval.Holds(f.prop, env)
		return err == nil && !holds
	}
	var visit func(rest []verify.Bounds)
	visit = func(rest []verify.Bounds) {
		if len(rest) > 0 {
			v, _ := variable(s, rest[0].Name)
			for x := rest[0].Low; x <= rest[0].High; x++ {
				env[v.Index] = eval.Int(x)
				visit(rest[1:])
			}
			return
		}
		if holds, err := eval.Holds(s.Goal, env); err == nil && holds {
			return
		}
		for _, f := range facts {
			if names[f.name] && fails(f) {
				return
			}
		}
		for _, f := range slices.Concat(usable, other) {
			if fails(f) {
				names[f.name] = true
				all = all && slices.Contains(usable, f)
				return
			}
		}
		all, covered = false, false
	}
	visit(bounds)
	for _, f := range facts {
		if names[f.name] {
			chosen = append(chosen, f)
		}
	}
	return chosen, all, covered
}
