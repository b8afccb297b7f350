package certify

import (
	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// witness tries small numbers, and simple polynomials in one of the variables, for the x of a
// goal `∃ x, P x`.
func (w *work) witness(s *verify.Sequent, goal *elab.Apply, done map[string]bool) *verify.Node {
	l, ok := goal.Args[0].(*elab.Lambda)
	if !ok {
		return nil
	}
	typ, ok := l.Param.T.(elab.Scalar)
	if !ok || typ < elab.Nat || typ > elab.Complex {
		return nil
	}
	var candidates []exact.Poly
	for _, c := range []int64{0, 1, 2, 3, -1, 4, 5, -2, 6, 7, 8, 9, 10} {
		candidates = append(candidates, exact.Const(exact.Int(c)))
	}
	for _, v := range s.Variables() {
		x, ok := s.Poly(v)
		if !ok || v.T.(elab.Scalar) > typ {
			continue
		}
		for _, c := range []int64{0, 1, 2, -1} {
			candidates = append(candidates, x.Add(exact.Const(exact.Int(c))))
		}
		square, _ := x.Mul(x)
		candidates = append(candidates, x.Scale(exact.Int(2)), x.Scale(exact.Frac(1, 2)), square, square.Add(x))
	}
	for _, p := range candidates {
		short := &work{ctx: w.ctx, pivots: min(w.pivots, 100), nodes: 8, wide: w.wide}
		n := short.apply(s, &verify.Node{Rule: "witness", Factors: []verify.Poly{written(s, p)}}, 4, done)
		w.pivots -= 10
		if n != nil || w.pivots < 0 || w.ctx.Err() != nil {
			return n
		}
	}
	return nil
}
