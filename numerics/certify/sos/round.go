package sos

import (
	"math"
	"math/big"

	"cosita/numerics/exact"
)

// values are the unknowns of the system at the barrier's point.
func (s *system) values(b *barrier) []float64 {
	x := make([]float64, s.size)
	u := 0
	for _, p := range b.p {
		for i := range p.SymmetricDim() {
			for j := i; j < p.SymmetricDim(); j++ {
				x[u] = p.At(i, j) * b.scale
				u++
			}
		}
	}
	for j := range s.free {
		x[u+j] = b.u[j] * b.scale
	}
	return x
}

// round makes the unknowns rational: those that the equations leave free are rounded, the
// others follow exactly. The denominators grow until the Gram matrices stay semidefinite.
func (s *system) round(x []float64, p Problem) (*Certificate, bool) {
	denominators := []int64{1, 2, 3, 4, 6, 8, 12, 24, 60, 120, 360, 1000, 10_000, 1_000_000, 1 << 30, 1 << 40}
	for _, d := range denominators {
		exactly := make([]exact.Rat, s.size)
		for u, v := range x {
			exactly[u] = multiple(v, d)
		}
		if c, ok := s.complete(exactly, p); ok {
			return c, true
		}
	}
	return nil, false
}

// only is the certificate of a system that leaves nothing free, such as that of a quadratic
// form.
func (s *system) only(p Problem) (*Certificate, bool) {
	if len(s.rows) < s.size {
		return nil, false
	}
	return s.complete(make([]exact.Rat, s.size), p)
}

// complete gives the pivots the values that the equations demand, and checks what comes out.
func (s *system) complete(x []exact.Rat, p Problem) (*Certificate, bool) {
	for k, r := range s.rows {
		value := r.right
		for u, c := range r.coef {
			if u != s.order[k] {
				value = value.Sub(c.Mul(x[u]))
			}
		}
		x[s.order[k]] = value
	}
	c, ok := s.certificate(x, p)
	return c, ok && c.check(p) == nil
}

// multiple is the multiple of 1/d that is nearest to v.
func multiple(v float64, d int64) exact.Rat {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return exact.Rat{}
	}
	n, _ := new(big.Float).SetFloat64(math.Round(v * float64(d))).Int(nil)
	return exact.FromBigInt(n).Quo(exact.Int(d))
}

// certificate makes sums of squares of semidefinite Gram matrices.
func (s *system) certificate(x []exact.Rat, p Problem) (*Certificate, bool) {
	c := &Certificate{Weights: make([]Sum, len(p.Nonneg)), Multipliers: make([]exact.Poly, len(p.Zero))}
	for j, b := range s.blocks {
		n := len(b.basis)
		gram := make([][]exact.Rat, n)
		for i := range gram {
			gram[i] = make([]exact.Rat, n)
		}
		u := s.first[j]
		for i := range n {
			for k := i; k < n; k++ {
				gram[i][k], gram[k][i] = x[u], x[u]
				u++
			}
		}
		sum, ok := squares(gram, b.basis)
		if !ok {
			return nil, false
		}
		if b.of < 0 {
			c.Sum = append(c.Sum, sum...)
		} else {
			c.Weights[b.of] = append(c.Weights[b.of], sum...)
		}
	}
	for j, f := range s.free {
		c.Multipliers[f.of] = c.Multipliers[f.of].Add(f.monomial.Scale(x[s.size-len(s.free)+j]))
	}
	return c, true
}

// squares is bᵀGb as a sum of squares by G = LDLᵀ, and false unless G is semidefinite.
func squares(g [][]exact.Rat, basis []exact.Poly) (Sum, bool) {
	var sum Sum
	n := len(g)
	for i := range n {
		d := g[i][i]
		if d.Sign() < 0 {
			return nil, false
		}
		if d.Sign() == 0 {
			for k := i + 1; k < n; k++ {
				if g[i][k].Sign() != 0 {
					return nil, false
				}
			}
			continue
		}
		q := basis[i]
		for k := i + 1; k < n; k++ {
			q = q.Add(basis[k].Scale(g[i][k].Quo(d)))
		}
		sum = append(sum, Square{d, q})
		for k := i + 1; k < n; k++ {
			for l := k; l < n; l++ {
				g[k][l] = g[k][l].Sub(g[i][k].Mul(g[i][l]).Quo(d))
				g[l][k] = g[k][l]
			}
		}
	}
	return sum, true
}
