package certify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/certify/sos"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// limits of the sums of squares that are tried.
const (
	maxWeights  = 24
	maxEquation = 6
	maxUnknown  = 6
	maxTries    = 2

	costOfSquares = 400 // pivots that a semidefinite program counts as
)

// weight is a product of inequalities among the facts.
type weight struct {
	facts  []int
	poly   exact.Poly
	strict bool
}

// squares writes what an inequality denies as a sum of squares, times products of the other
// inequalities, plus multiples of the equations; what one that is not strict denies with a
// positive part.
func (w *work) squares(s *verify.Sequent) *verify.Node {
	tries := 0
	var latest []int
	for at := range slices.Backward(s.Facts) {
		latest = append(latest, at)
	}
	if w.wide {
		slices.SortStableFunc(latest, func(i, j int) int { return degree(s.Facts[j].Poly) - degree(s.Facts[i].Poly) })
	}
	for _, at := range latest {
		f := s.Facts[at]
		if f.Rel != verify.Pos && (f.Rel != verify.NonNeg || !w.wide) || degree(f.Poly) > 8 || !ordered(s, f.Poly) {
			continue
		}
		weights, zeros := w.weights(s, at)
		if degree(f.Poly) < 2 && (!w.wide || !slices.ContainsFunc(weights, func(x weight) bool { return degree(x.poly) > 1 })) {
			continue
		}
		atoms := atomsOf([]candidate{{poly: f.Poly}})
		if len(zeros) > maxEquation || len(atoms) > maxUnknown {
			continue
		}
		if tries++; tries > maxTries || w.ctx.Err() != nil {
			return nil
		}
		if f.Rel == verify.Pos {
			if n := w.sumOfSquares(s, at, weights, zeros, nil, exact.Rat{}); n != nil {
				return n
			}
			if !w.wide {
				return nil
			}
			continue
		}
		parts := []weight{{poly: exact.Const(exact.Int(1))}}
		for _, x := range weights {
			if x.strict && len(parts) < 2 {
				parts = append(parts, x)
			}
		}
		for _, part := range parts {
			for _, epsilon := range []exact.Rat{exact.Frac(1, 8), exact.Frac(1, 256)} {
				if n := w.sumOfSquares(s, at, weights, zeros, &part, epsilon); n != nil {
					return n
				}
			}
		}
	}
	return nil
}

// weights are the inequalities but that at a place, their products where the search is wide,
// and the equations.
func (w *work) weights(s *verify.Sequent, at int) (weights []weight, zeros []int) {
	seen := func(p exact.Poly) bool {
		return degree(p) == 0 || slices.ContainsFunc(weights, func(x weight) bool { return equal(x.poly, p) })
	}
	plain := !inverses(s, s.Facts[at].Poly)
	for i, g := range slices.Backward(s.Facts) {
		switch {
		case i == at || !ordered(s, g.Poly) || w.wide && plain && inverses(s, g.Poly):
		case g.Rel == verify.Zero && degree(g.Poly) > 0:
			zeros = append(zeros, i)
		case (g.Rel == verify.NonNeg || g.Rel == verify.Pos) && !seen(g.Poly) && len(weights) < 10:
			weights = append(weights, weight{[]int{i}, g.Poly, g.Rel == verify.Pos})
		}
	}
	if !w.wide {
		return weights, zeros
	}
	single := weights
	last := weights
	for range 2 {
		var next []weight
		for _, x := range last {
			for _, y := range single {
				p, ok := x.poly.Mul(y.poly)
				if !ok || degree(p) > max(degree(s.Facts[at].Poly), 2) || seen(p) || len(weights) >= maxWeights {
					continue
				}
				next = append(next, weight{slices.Concat(x.facts, y.facts), p, x.strict && y.strict})
				weights = append(weights, next[len(next)-1])
			}
		}
		last = next
	}
	return weights, zeros
}

// inverses reports whether an inverse is an atom of p.
func inverses(s *verify.Sequent, p exact.Poly) bool {
	for _, v := range atomsOf([]candidate{{poly: p}}) {
		if a, ok := s.Table.Atoms[v].Term.(*elab.Apply); ok && a.Op == elab.Inv {
			return true
		}
	}
	return false
}

func (w *work) sumOfSquares(s *verify.Sequent, at int, weights []weight, zeros []int, part *weight, epsilon exact.Rat) *verify.Node {
	sum := []verify.Term{{Coef: "1", Facts: []int{at}}}
	problem := sos.Problem{Target: s.Facts[at].Poly.Scale(exact.Int(-1))}
	if part != nil {
		problem.Target = problem.Target.Add(part.poly.Scale(epsilon.Neg()))
		sum = append(sum, verify.Term{Coef: epsilon.String(), Facts: part.facts})
	}
	for _, x := range weights {
		problem.Nonneg = append(problem.Nonneg, x.poly)
	}
	for _, i := range zeros {
		problem.Zero = append(problem.Zero, s.Facts[i].Poly)
	}
	if w.wide {
		if w.pivots -= costOfSquares; w.pivots < 0 {
			return nil
		}
	}
	found, err := sos.Prove(w.ctx, problem)
	if err != nil {
		return nil
	}
	add := func(facts []int, squares sos.Sum) {
		for _, q := range squares {
			sum = append(sum, verify.Term{Coef: q.Coef.String(), Facts: facts, Squares: []verify.Poly{written(s, q.Poly)}})
		}
	}
	add(nil, found.Sum)
	for j, squares := range found.Weights {
		add(weights[j].facts, squares)
	}
	for j, m := range found.Multipliers {
		if len(m.Terms()) > 0 {
			sum = append(sum, verify.Term{Coef: "1", Facts: []int{zeros[j]}, By: written(s, m)})
		}
	}
	return w.leaf(s, &verify.Node{Rule: "sum", Sum: sum})
}

// ordering is the step that says that atoms are being put in order.
const ordering = "order"

// order splits by which of two atoms is larger, where the last inequality stays the same when
// they change places: Schur's inequality is a sum of products only in order. It is false where there is nothing left to split.
func (w *work) order(s *verify.Sequent, depth int, done map[string]bool) (*verify.Node, bool) {
	for _, f := range slices.Backward(s.Facts) {
		atoms := atomsOf([]candidate{{poly: f.Poly}})
		if f.Rel != verify.Pos && f.Rel != verify.NonNeg || degree(f.Poly) < 3 || len(atoms) > 3 || !ordered(s, f.Poly) {
			continue
		}
		for i, a := range atoms {
			for _, b := range atoms[:i] {
				key := "order " + s.Table.Atoms[a].Key + s.Table.Atoms[b].Key
				if done[key] || !equal(exchanged(f.Poly, a, b), f.Poly) {
					continue
				}
				done[key], done[ordering] = true, true
				difference := exact.X(a).Add(exact.X(b).Scale(exact.Int(-1)))
				return w.apply(s, &verify.Node{Rule: "sign", Factors: []verify.Poly{written(s, difference)}}, depth, done), true
			}
		}
		return nil, false
	}
	return nil, false
}

// exchanged is p with two atoms in each other's place.
func exchanged(p exact.Poly, a, b int) exact.Poly {
	var sum exact.Poly
	for _, m := range p.Terms() {
		product := exact.Const(m.Coef)
		for _, w := range m.Powers {
			v := w.Var
			switch v {
			case a:
				v = b
			case b:
				v = a
			}
			x, _ := exact.X(v).Pow(w.Exp)
			product, _ = product.Mul(x)
		}
		sum = sum.Add(product)
	}
	return sum
}
