package certify

import (
	"fmt"
	"slices"

	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// limits of an elimination.
const (
	maxEliminated = 80
	maxEliminands = 60
)

// equations are those among the facts, with multiplier 1.
func equations(s *verify.Sequent) []candidate {
	var out []candidate
	for i, f := range s.Facts {
		if f.Rel == verify.Zero && degree(f.Poly) > 0 {
			out = append(out, candidate{verify.Term{Facts: []int{i}, By: one()}, f.Poly, zero})
		}
	}
	return out
}

// eliminated is a polynomial in the atom x alone that follows from the equations, as the sum
// of terms: found among their multiples by monomials, by Gauss's elimination of all other
// monomials.
func (w *work) eliminated(s *verify.Sequent, x int) (exact.Poly, []verify.Term, bool) {
	base := equations(s)
	if len(base) < 2 || len(base) > 20 {
		return exact.Poly{}, nil, false
	}
	for by := range 3 {
		cands := append(slices.Clip(base), multiplied(s, base, by, 4)...)
		if len(cands) > maxEliminated {
			return exact.Poly{}, nil, false
		}
		if w.pivots -= len(cands); w.pivots < 0 {
			return exact.Poly{}, nil, false
		}
		if p, sum, ok := reduceTo(x, cands); ok {
			return p, sum, true
		}
	}
	return exact.Poly{}, nil, false
}

// line is a combination of candidates: its value and its multipliers.
type line struct {
	poly exact.Poly
	by   []exact.Rat
}

func (l line) minus(m line, c exact.Rat) line {
	out := line{l.poly.Add(m.poly.Scale(c.Neg())), make([]exact.Rat, len(l.by))}
	for i := range out.by {
		out.by[i] = l.by[i].Sub(c.Mul(m.by[i]))
	}
	return out
}

func reduceTo(x int, cands []candidate) (exact.Poly, []verify.Term, bool) {
	lines := make([]line, len(cands))
	for i, c := range cands {
		lines[i] = line{c.poly, make([]exact.Rat, len(cands))}
		lines[i].by[i] = exact.Int(1)
	}
	steps := 0
	for i := range lines {
		lead, ok := other(lines[i].poly, x)
		if !ok {
			continue
		}
		if steps++; steps > maxEliminands {
			break
		}
		key := fmt.Sprint(lead.Powers)
		for j := range lines {
			if c, ok := coefficient(lines[j].poly, key); ok && j != i {
				if c.BitLen() > maxCoefBits {
					return exact.Poly{}, nil, false
				}
				lines[j] = lines[j].minus(lines[i], c.Quo(lead.Coef))
			}
		}
	}
	best := -1
	for i, l := range lines {
		if _, mixed := other(l.poly, x); mixed || degree(l.poly) == 0 {
			continue
		}
		if best < 0 || degree(l.poly) < degree(lines[best].poly) {
			best = i
		}
	}
	if best < 0 {
		return exact.Poly{}, nil, false
	}
	var sum []verify.Term
	for i, c := range lines[best].by {
		if c.Sign() != 0 {
			t := cands[i].term
			t.Coef = c.String()
			sum = append(sum, t)
		}
	}
	return lines[best].poly, sum, true
}

// other is a monomial of p that is no power of x.
func other(p exact.Poly, x int) (exact.Monomial, bool) {
	for _, m := range p.Terms() {
		for _, w := range m.Powers {
			if w.Var != x {
				return m, true
			}
		}
	}
	return exact.Monomial{}, false
}

func coefficient(p exact.Poly, key string) (exact.Rat, bool) {
	for _, m := range p.Terms() {
		if fmt.Sprint(m.Powers) == key {
			return m.Coef, true
		}
	}
	return exact.Rat{}, false
}
