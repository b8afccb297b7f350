package certify

import (
	"maps"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// solve looks for a proof of s with at most depth rules in a row; nil where it finds none.
// The steps that are done are those that led to s.
func (w *work) solve(s *verify.Sequent, depth int, done map[string]bool) *verify.Node {
	if w.nodes--; w.nodes < 0 || depth < 0 || w.ctx.Err() != nil {
		return nil
	}
	if goal, ok := s.Goal.(*elab.Apply); ok {
		switch goal.Op {
		case elab.And, elab.Iff:
			return w.apply(s, &verify.Node{Rule: "split"}, depth, done)
		case elab.Imp, elab.Not, elab.Forall:
			return w.apply(s, &verify.Node{Rule: "intro"}, depth, done)
		}
	}
	if n := w.leaf(s, &verify.Node{Rule: "ground"}); n != nil {
		return n
	}
	if w.wide {
		if n := w.evaluate(s); n != nil {
			return n
		}
		if n := w.residues(s); n != nil {
			return n
		}
	}
	return w.saturated(s, depth, done)
}

// leaf is n where it closes s.
func (w *work) leaf(s *verify.Sequent, n *verify.Node) *verify.Node {
	if subs, err := s.Apply(n); err != nil || len(subs) > 0 {
		return nil
	}
	return n
}

// apply uses a rule and solves what it leaves.
func (w *work) apply(s *verify.Sequent, n *verify.Node, depth int, done map[string]bool) *verify.Node {
	subs, err := s.Apply(n)
	if err != nil {
		return nil
	}
	for _, sub := range subs {
		child := w.solve(sub, depth-1, maps.Clone(done))
		if child == nil {
			return nil
		}
		n.Then = append(n.Then, child)
	}
	return n
}

// saturated takes facts apart and instantiates them as far as that goes with one case open,
// then closes s. A step with several cases comes with the proofs of all but one.
func (w *work) saturated(s *verify.Sequent, depth int, done map[string]bool) *verify.Node {
	if len(s.Facts) > 60 {
		return nil
	}
	step := func(key string, n *verify.Node) (*verify.Node, bool) {
		if done[key] {
			return nil, false
		}
		done[key] = true
		subs, err := s.Apply(n)
		if len(n.Then) == 0 {
			n.Then = []*verify.Node{nil}
		}
		open := slices.Index(n.Then, nil)
		if err != nil || len(subs) != len(n.Then) || open < 0 {
			return nil, false
		}
		if n.Then[open] = w.saturated(subs[open], depth, done); n.Then[open] == nil {
			return nil, true
		}
		return n, true
	}
	for i, f := range s.Facts {
		a, ok := f.Prop.(*elab.Apply)
		if !ok {
			continue
		}
		key := verify.Key(a)
		switch a.Op {
		case elab.And, elab.Iff, elab.Not, elab.Exists:
			if n, ok := step("and "+key, &verify.Node{Rule: "and", At: i}); ok {
				return n
			}
		case elab.Forall, elab.Eq:
			if _, ok := a.Args[len(a.Args)-1].(*elab.Lambda); !ok || len(done) > 40 {
				continue
			}
			var taken map[string]bool
			if w.wide && a.Op == elab.Forall {
				taken = argumentsOf(s, a)
			}
			for _, arg := range s.Arguments() {
				with := verify.Key(arg)
				if taken != nil && !taken[with] {
					continue
				}
				if n, ok := step("at "+with+" "+key, &verify.Node{Rule: "instantiate", At: i, With: with}); ok {
					return n
				}
			}
		}
	}
	if w.wide {
		for _, try := range []func(*verify.Sequent, stepper) (*verify.Node, bool){w.rewritten, w.cleared} {
			if n, ok := try(s, step); ok {
				return n
			}
		}
	}
	// The goal's atoms are known from here on.
	if _, ok := s.Goal.(*elab.Apply); ok {
		for i := 0; i < len(s.Table.Atoms) && i < 30; i++ {
			a, ok := s.Table.Atoms[i].Term.(*elab.Apply)
			if ok && single(a) {
				key := s.Table.Atoms[i].Key
				if n, ok := step("atom "+key, &verify.Node{Rule: "atom", With: key}); ok {
					return n
				}
			}
		}
	}
	return w.close(s, depth, done)
}

// argumentsOf are the keys of the terms to which the sequent applies a function that a speaks
// of.
func argumentsOf(s *verify.Sequent, a *elab.Apply) map[string]bool {
	heads := map[string]bool{}
	visit(a, func(t elab.Term) {
		if c, ok := t.(*elab.Call); ok {
			heads[verify.Key(c.F)] = true
		}
	})
	out := map[string]bool{}
	s.Walk(func(t elab.Term) {
		if c, ok := t.(*elab.Call); ok && heads[verify.Key(c.F)] {
			out[verify.Key(c.Arg)] = true
		}
	})
	return out
}

// single reports whether what defines an atom leaves one case.
func single(a *elab.Apply) bool {
	switch a.Op {
	case elab.Div:
		return a.T == elab.Type(elab.Nat) || a.T == elab.Type(elab.Int)
	case elab.Floor, elab.Ceil, elab.Exp:
		return true
	}
	return false
}

// close tries the provers in the order of their cost, then the cases.
func (w *work) close(s *verify.Sequent, depth int, done map[string]bool) *verify.Node {
	for i, f := range s.Facts {
		if f.Prop == nil {
			continue
		}
		if n := w.leaf(s, &verify.Node{Rule: "ground", At: i + 1}); n != nil {
			return n
		}
	}
	goal, _ := s.Goal.(*elab.Apply)
	if goal != nil && goal.Op == elab.Eq {
		if n := w.equation(s, goal); n != nil {
			return n
		}
	}
	if n := w.contradiction(s, 0); n != nil {
		return n
	}
	if goal != nil && goal.Op != elab.False {
		if goal.Op == elab.Exists && w.wide {
			if n := w.witness(s, goal, done); n != nil {
				return n
			}
		}
		if goal.Op == elab.Or {
			for _, rule := range []string{"left", "right"} {
				short := &work{ctx: w.ctx, pivots: min(w.pivots, 200), nodes: 6}
				if n := short.apply(s, &verify.Node{Rule: rule}, 2, done); n != nil {
					return n
				}
			}
		}
		if n := w.enumerate(s); n != nil {
			return n
		}
		return w.apply(s, &verify.Node{Rule: "contra"}, depth, done)
	}
	if n := w.enumerate(s); n != nil {
		return n
	}
	if n := w.cases(s, depth, done); n != nil {
		return n
	}
	if done[ordering] {
		if n, ok := w.order(s, depth, done); ok {
			return n
		}
	}
	for level := 1; level <= 2; level++ {
		if n := w.contradiction(s, level); n != nil {
			return n
		}
	}
	if n := w.roots(s, depth, done); n != nil {
		return n
	}
	if n := w.squares(s); n != nil || !w.wide {
		return n
	}
	n, _ := w.order(s, depth, done)
	return n
}

// contradiction looks for a sum of the facts, of products where level is 1, of products with
// multiples of the equations where it is 2.
func (w *work) contradiction(s *verify.Sequent, level int) *verify.Node {
	cands := linear(s)
	if level > 0 {
		more := multiplied(s, cands, level, 4+level)
		more = append(more, products(s, cands)...)
		cands = append(cands, more...)
	}
	if sum, ok := w.farkas(cands); ok {
		return w.leaf(s, &verify.Node{Rule: "sum", Sum: sum})
	}
	return nil
}

// equation writes the goal as a combination of the equations among the facts.
func (w *work) equation(s *verify.Sequent, goal *elab.Apply) *verify.Node {
	if n := w.leaf(s, &verify.Node{Rule: "combination"}); n != nil {
		return n
	}
	l, ok1 := s.Poly(goal.Args[0])
	r, ok2 := s.Poly(goal.Args[1])
	if !ok1 || !ok2 {
		return nil
	}
	target := l.Add(r.Scale(exact.Int(-1)))
	if sum, ok := w.combined(s, target, 4); ok {
		if n := w.leaf(s, &verify.Node{Rule: "combination", Sum: sum}); n != nil {
			return n
		}
	}
	if !w.wide {
		return nil
	}
	if n := w.fraction(s, target); n != nil {
		return n
	}
	return w.divided(s, target)
}

// combined writes a polynomial as a combination of the equations among the facts, with
// multipliers of a degree below most.
func (w *work) combined(s *verify.Sequent, target exact.Poly, most int) ([]verify.Term, bool) {
	var equations []candidate
	for i, f := range s.Facts {
		if f.Rel == verify.Zero {
			equations = append(equations, candidate{verify.Term{Facts: []int{i}, By: one()}, f.Poly, zero})
		}
	}
	if len(equations) == 0 {
		return nil, len(target.Terms()) == 0
	}
	upTo := max(degree(target), 2) + 1
	for by := range min(most, upTo) {
		cands := append([]candidate{{poly: target, sense: strict}}, equations...)
		cands = append(cands, multiplied(s, equations, by, upTo)...)
		sum, ok := w.farkas(cands)
		if !ok || len(sum) == 0 || sum[0].Facts != nil {
			continue
		}
		scale, _ := exact.Parse(sum[0].Coef)
		sum = sum[1:]
		for i := range sum {
			c, _ := exact.Parse(sum[i].Coef)
			sum[i].Coef = c.Quo(scale).Neg().String()
		}
		return sum, true
	}
	return nil, false
}

// cases splits a disjunction, an inequation or an atom. One that was split is not split
// again: its branches hold facts that a second split would repeat.
func (w *work) cases(s *verify.Sequent, depth int, done map[string]bool) *verify.Node {
	for i, f := range s.Facts {
		a, ok := f.Prop.(*elab.Apply)
		if !ok || a.Op != elab.Or && a.Op != elab.Ne && a.Op != elab.Imp || s.Follows(i) {
			continue
		}
		return w.apply(s, &verify.Node{Rule: "or", At: i}, depth, done)
	}
	for i := 0; i < len(s.Table.Atoms) && i < 30; i++ {
		key := s.Table.Atoms[i].Key
		subs, err := s.Apply(&verify.Node{Rule: "atom", With: key})
		if err != nil || len(subs) < 2 || s.Has(subs) || done["reciprocal "+key] {
			continue
		}
		return w.apply(s, &verify.Node{Rule: "atom", With: key}, depth, done)
	}
	return nil
}

// enumerate tries all values of integers whose bounds follow linearly.
func (w *work) enumerate(s *verify.Sequent) *verify.Node {
	var bounds []verify.Bounds
	points := int64(1)
	for i, v := range s.Typed.Vars {
		if v.Type != elab.Type(elab.Nat) && v.Type != elab.Type(elab.Int) {
			continue
		}
		x, _ := s.Poly(&elab.Var{Index: i, Name: v.Name, T: v.Type})
		b := verify.Bounds{Name: v.Name}
		var ok bool
		if b.Low, b.Below, ok = w.bound(s, x, 1); !ok {
			continue
		}
		if b.High, b.Above, ok = w.bound(s, x.Scale(exact.Int(-1)), -1); !ok {
			continue
		}
		if points*max(b.High-b.Low+1, 1) > 20000 {
			continue
		}
		points *= max(b.High-b.Low+1, 1)
		bounds = append(bounds, b)
	}
	if len(bounds) == 0 {
		return nil
	}
	return w.leaf(s, &verify.Node{Rule: "cases", Bounds: bounds})
}

// bound is the largest of some numbers that is a linear lower bound of x, found by doubling
// and halving, as a value of sign · x.
func (w *work) bound(s *verify.Sequent, x exact.Poly, sign int64) (int64, []verify.Term, bool) {
	base := linear(s)
	var best []verify.Term
	holds := func(b int64) bool { // x ≥ b
		negation := exact.Const(exact.Int(b - 1)).Add(x.Scale(exact.Int(-1)))
		c := candidate{verify.Term{Facts: []int{len(s.Facts)}}, negation, nonNeg}
		sum, ok := w.farkas(append(slices.Clip(base), c))
		if ok {
			best = sum
		}
		return ok
	}
	low := int64(-16384)
	if holds(0) {
		low = 0
	} else if !holds(low) {
		return 0, nil, false
	}
	for step := int64(16384); step > 0; step /= 2 {
		if low+step <= 16384 && holds(low+step) {
			low += step
		}
	}
	return sign * low, best, true
}
