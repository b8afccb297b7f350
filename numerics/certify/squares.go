package certify

import (
	"slices"

	"cosita/numerics/certify/sos"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// squares writes what the last strict fact denies as a sum of squares, times the other
// inequalities, plus multiples of the equations.
func (w *work) squares(s *verify.Sequent) *verify.Node {
	for at, f := range slices.Backward(s.Facts) {
		if f.Rel != verify.Pos || degree(f.Poly) < 2 || degree(f.Poly) > 8 || !ordered(s, f.Poly) {
			continue
		}
		problem := sos.Problem{Target: f.Poly.Scale(exact.Int(-1))}
		var nonneg, zeros []int
		for i, g := range s.Facts {
			switch {
			case i == at || !ordered(s, g.Poly):
			case g.Rel == verify.NonNeg || g.Rel == verify.Pos:
				nonneg, problem.Nonneg = append(nonneg, i), append(problem.Nonneg, g.Poly)
			case g.Rel == verify.Zero:
				zeros, problem.Zero = append(zeros, i), append(problem.Zero, g.Poly)
			}
		}
		if len(nonneg)+len(zeros) > 8 || len(atomsOf([]candidate{{poly: f.Poly}})) > 6 {
			return nil
		}
		found, err := sos.Prove(w.ctx, problem)
		if err != nil {
			return nil
		}
		sum := []verify.Term{{Coef: "1", Facts: []int{at}}}
		add := func(facts []int, squares sos.Sum) {
			for _, q := range squares {
				sum = append(sum, verify.Term{Coef: q.Coef.String(), Facts: facts, Squares: []verify.Poly{written(s, q.Poly)}})
			}
		}
		add(nil, found.Sum)
		for j, weight := range found.Weights {
			add([]int{nonneg[j]}, weight)
		}
		for j, m := range found.Multipliers {
			if len(m.Terms()) == 0 {
				continue
			}
			sum = append(sum, verify.Term{Coef: "1", Facts: []int{zeros[j]}, By: written(s, m)})
		}
		return w.leaf(s, &verify.Node{Rule: "sum", Sum: sum})
	}
	return nil
}
