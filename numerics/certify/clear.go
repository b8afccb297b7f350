package certify

import (
	"fmt"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// divided proves that target is 0: times numbers that are not 0, it is a combination of the
// equations.
func (w *work) divided(s *verify.Sequent, target exact.Poly) *verify.Node {
	var by []exact.Poly
	all := exact.Const(exact.Int(1))
	for _, f := range s.Facts {
		if (f.Rel == verify.NonZero || f.Rel == verify.Pos) && degree(f.Poly) > 0 && degree(f.Poly) < 4 && len(by) < 8 {
			by = append(by, f.Poly)
			if p, ok := all.Mul(f.Poly); ok && degree(p) <= 4 && f.Rel == verify.NonZero {
				all = p
			}
		}
	}
	if degree(all) > 1 {
		by = append(by, all)
	}
	for _, d := range by {
		product, ok := target.Mul(d)
		if !ok || degree(product) > 8 {
			continue
		}
		if sum, ok := w.combined(s, product, 3); ok {
			if n := w.product(s, []exact.Poly{d, target}, sum); n != nil {
				return n
			}
		}
	}
	return nil
}

// product closes s by factors whose product is a combination of the equations, and of which
// all but the last are not 0; the last is the goal's difference.
func (w *work) product(s *verify.Sequent, factors []exact.Poly, sum []verify.Term) *verify.Node {
	n := &verify.Node{Rule: "product", Sum: sum}
	for _, f := range factors {
		n.Factors = append(n.Factors, written(s, f))
	}
	subs, err := s.Apply(n)
	if err != nil {
		return nil
	}
	last := len(subs) - 1
	for _, sub := range subs[:last] {
		zero := w.vanishing(sub)
		if zero == nil {
			return nil
		}
		n.Then = append(n.Then, zero)
	}
	same := w.leaf(subs[last], &verify.Node{Rule: "combination", Sum: []verify.Term{{Facts: []int{len(s.Facts)}, By: one()}}})
	if same == nil {
		return nil
	}
	n.Then = append(n.Then, same)
	return n
}

// fraction proves that target is 0 after multiplication by the denominators of its inverses.
func (w *work) fraction(s *verify.Sequent, target exact.Poly) *verify.Node {
	rest := target
	var factors []exact.Poly
	var sum []verify.Term
	var multipliers []exact.Poly
	for v := range s.Table.Atoms {
		k := degreeIn(rest, v)
		inverse, ok := s.Table.Atoms[v].Term.(*elab.Apply)
		if k == 0 || !ok || inverse.Op != elab.Inv {
			continue
		}
		p, ok := s.Poly(inverse.Args[0])
		definition, _, _ := definitionOf(s, v, p)
		power, ok1 := p.Pow(k)
		by, ok2 := reduction(rest, v, p, k)
		if !ok || definition < 0 || !ok1 || !ok2 {
			return nil
		}
		pv, _ := p.Mul(exact.X(v))
		ok = true
		times := func(a, b exact.Poly) exact.Poly {
			product, fits := a.Mul(b)
			ok = ok && fits
			return product
		}
		rest = times(rest, power).Add(times(by, exact.Const(exact.Int(1)).Add(pv.Scale(exact.Int(-1)))))
		for i := range multipliers {
			multipliers[i] = times(multipliers[i], power)
		}
		if !ok || len(factors)+k > 20 {
			return nil
		}
		multipliers = append(multipliers, by)
		sum = append(sum, verify.Term{Facts: []int{definition}})
		factors = append(factors, slices.Repeat([]exact.Poly{p}, k)...)
	}
	if len(factors) == 0 {
		return nil
	}
	for i := range sum {
		sum[i].By = written(s, multipliers[i])
	}
	if len(rest.Terms()) > 0 {
		more, ok := w.combined(s, rest, 3)
		if !ok {
			return nil
		}
		sum = append(sum, more...)
	}
	return w.product(s, append(factors, target), sum)
}

// vanishing refutes equations by an inequation, or by inequalities.
func (w *work) vanishing(s *verify.Sequent) *verify.Node {
	for i, f := range s.Facts {
		if f.Rel == verify.NonZero {
			if sum, ok := w.combined(s, f.Poly, 2); ok {
				if n := w.leaf(s, &verify.Node{Rule: "nonzero", At: i, Sum: sum}); n != nil {
					return n
				}
			}
		}
	}
	for level := range 2 {
		if n := w.contradiction(s, level); n != nil {
			return n
		}
	}
	return nil
}

// stepper is how a rule with one open case is applied.
type stepper func(key string, n *verify.Node) (*verify.Node, bool)

// cleared gives inverses their equations where the sign of the denominator is seen, and
// multiplies the facts with inverses by the denominators.
func (w *work) cleared(s *verify.Sequent, step stepper) (*verify.Node, bool) {
	for v := range s.Table.Atoms {
		a := s.Table.Atoms[v]
		inverse, ok := a.Term.(*elab.Apply)
		if !ok || inverse.Op != elab.Inv || !occurs(s, v) {
			continue
		}
		if n, ok := w.signed(s, a.Key, step); ok {
			return n, true
		}
		p, ok := s.Poly(inverse.Args[0])
		if !ok {
			continue
		}
		if n, ok := w.multiplied(s, v, p, step); ok {
			return n, true
		}
	}
	return nil, false
}

// occurs reports whether an atom is in a fact, or in a goal that is an equation.
func occurs(s *verify.Sequent, v int) bool {
	for _, f := range s.Facts {
		if degreeIn(f.Poly, v) > 0 {
			return true
		}
	}
	goal, ok := s.Goal.(*elab.Apply)
	if !ok || goal.Op != elab.Eq {
		return false
	}
	l, _ := s.Poly(goal.Args[0])
	r, _ := s.Poly(goal.Args[1])
	return degreeIn(l, v)+degreeIn(r, v) > 0
}

// signed takes the one case of an inverse that is not refuted at once.
func (w *work) signed(s *verify.Sequent, key string, step stepper) (*verify.Node, bool) {
	n := &verify.Node{Rule: "reciprocal", With: key}
	subs, err := s.Apply(n)
	if err != nil || s.Has(subs) {
		return nil, false
	}
	open := 0
	for _, sub := range subs {
		n.Then = append(n.Then, w.vanishing(sub))
		if n.Then[len(n.Then)-1] == nil {
			open++
		}
	}
	if open != 1 {
		return nil, false
	}
	return step("reciprocal "+key, n)
}

// multiplied replaces the inverse v of p in a fact F by the fact F·pᵏ, reduced by p·v = 1.
func (w *work) multiplied(s *verify.Sequent, v int, p exact.Poly, step stepper) (*verify.Node, bool) {
	definition, positive, sign := definitionOf(s, v, p)
	if definition < 0 {
		return nil, false
	}
	if positive < 0 {
		if n, ok := w.positive(s, p, step); ok {
			return n, true
		}
	}
	for i, f := range s.Facts {
		k := degreeIn(f.Poly, v)
		if i == definition || k == 0 || k > 3 || f.Rel == verify.None || f.Rel == verify.NonZero || f.Rel != verify.Zero && positive < 0 || degree(f.Poly) > 8 {
			continue
		}
		power, ok := p.Pow(k)
		by, ok2 := reduction(f.Poly, v, p, k)
		if !ok || !ok2 {
			continue
		}
		first := verify.Term{Facts: []int{i}, By: written(s, power)}
		if f.Rel != verify.Zero {
			first = verify.Term{Facts: append([]int{i}, slices.Repeat([]int{positive}, k)...)}
			by = by.Scale(sign.Pow(int64(k)))
		}
		n := &verify.Node{Rule: "have", Sum: []verify.Term{first, {Facts: []int{definition}, By: written(s, by.Scale(exact.Int(-1)))}}}
		if n, ok := step(fmt.Sprint("clear ", f.Poly.Terms()), n); ok {
			return n, true
		}
	}
	return nil, false
}

// definitionOf finds p·v - 1 = 0 among the facts, and p > 0 or -p > 0 with its sign; -1 where
// there is none.
func definitionOf(s *verify.Sequent, v int, p exact.Poly) (definition, positive int, sign exact.Rat) {
	definition, positive, sign = -1, -1, exact.Int(1)
	pv, ok := p.Mul(exact.X(v))
	if !ok {
		return
	}
	for i, f := range s.Facts {
		switch {
		case f.Rel == verify.Zero && equal(f.Poly, pv.Add(exact.Const(exact.Int(-1)))):
			definition = i
		case f.Rel == verify.Pos && equal(f.Poly, p):
			positive = i
		case f.Rel == verify.Pos && equal(f.Poly, p.Scale(exact.Int(-1))):
			positive, sign = i, exact.Int(-1)
		}
	}
	return
}

// positive adds p > 0 or -p > 0 where the facts add up to it.
func (w *work) positive(s *verify.Sequent, p exact.Poly, step stepper) (*verify.Node, bool) {
	for _, c := range []int64{1, -1} {
		q := p.Scale(exact.Int(c))
		cands := append(linear(s), candidate{verify.Term{Facts: []int{len(s.Facts)}}, q.Scale(exact.Int(-1)), nonNeg})
		sum, ok := w.farkas(cands)
		if !ok {
			continue
		}
		// The sum is 0 = -c·q + …; without its term for q the rest is c·q.
		scale := exact.Rat{}
		var rest []verify.Term
		for _, t := range sum {
			if len(t.Facts) == 1 && t.Facts[0] == len(s.Facts) {
				scale, _ = exact.Parse(t.Coef)
				continue
			}
			rest = append(rest, t)
		}
		if scale.Sign() <= 0 {
			continue
		}
		for i := range rest {
			r, _ := exact.Parse(rest[i].Coef)
			rest[i].Coef = r.Quo(scale).String()
		}
		if n, ok := step(fmt.Sprint("positive ", q.Terms()), &verify.Node{Rule: "have", Sum: rest}); ok {
			return n, true
		}
	}
	return nil, false
}

func equal(p, q exact.Poly) bool { return len(p.Add(q.Scale(exact.Int(-1))).Terms()) == 0 }

func degreeIn(p exact.Poly, v int) int {
	most := 0
	for _, m := range p.Terms() {
		for _, w := range m.Powers {
			if w.Var == v {
				most = max(most, w.Exp)
			}
		}
	}
	return most
}

// reduction is the multiplier b with f·pᵏ - b·(p·v - 1) free of v: for f = Σ cⱼvʲ it is
// Σ cⱼ pᵏ⁻ʲ (1 + pv + … + (pv)ʲ⁻¹).
func reduction(f exact.Poly, v int, p exact.Poly, k int) (exact.Poly, bool) {
	var sum exact.Poly
	pv, ok := p.Mul(exact.X(v))
	for _, m := range f.Terms() {
		j := 0
		rest := exact.Const(m.Coef)
		for _, w := range m.Powers {
			if w.Var == v {
				j = w.Exp
				continue
			}
			x, _ := exact.X(w.Var).Pow(w.Exp)
			var fits bool
			rest, fits = rest.Mul(x)
			ok = ok && fits
		}
		series, term := exact.Poly{}, exact.Const(exact.Int(1))
		for range j {
			series = series.Add(term)
			var fits bool
			term, fits = term.Mul(pv)
			ok = ok && fits
		}
		power, fits1 := p.Pow(k - j)
		rest, fits2 := rest.Mul(power)
		product, fits3 := rest.Mul(series)
		ok = ok && fits1 && fits2 && fits3
		sum = sum.Add(product)
	}
	return sum, ok
}
