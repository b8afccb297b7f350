package certify

import (
	"fmt"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// candidate is a summand that a certificate may use, and its polynomial.
type candidate struct {
	term  verify.Term
	poly  exact.Poly
	sense sense
}

// limits of the products that are tried.
const (
	maxRows      = 260
	maxMonomials = 150
)

// columns numbers the monomials of candidates.
type columns map[string]int

func (c columns) vector(p exact.Poly) map[int]exact.Rat {
	v := map[int]exact.Rat{}
	for _, m := range p.Terms() {
		key := fmt.Sprint(m.Powers)
		i, ok := c[key]
		if !ok {
			i = len(c)
			c[key] = i
		}
		v[i] = m.Coef
	}
	return v
}

// farkas looks for a combination of the candidates that is 0 although a part is positive.
func (w *work) farkas(cands []candidate) ([]verify.Term, bool) {
	if len(cands) > maxRows {
		cands = cands[:maxRows]
	}
	cols := columns{}
	rows := make([]row, len(cands))
	for i, c := range cands {
		rows[i] = row{cols.vector(c.poly), c.sense}
	}
	if len(cols) > maxMonomials || w.pivots <= 0 {
		return nil, false
	}
	mult, used := refute(w.ctx, rows, len(cols), min(w.pivots, 250))
	w.pivots -= used
	if mult == nil {
		return nil, false
	}
	var sum []verify.Term
	for i, m := range mult {
		if m.Sign() != 0 {
			t := cands[i].term
			t.Coef = m.String()
			sum = append(sum, t)
		}
	}
	return sum, true
}

// linear are the facts themselves, the atoms of ℕ, and 1 > 0.
func linear(s *verify.Sequent) []candidate {
	out := []candidate{{verify.Term{}, exact.Const(exact.Int(1)), strict}}
	used := map[int]bool{}
	for i, f := range s.Facts {
		c := candidate{term: verify.Term{Facts: []int{i}}, poly: f.Poly}
		switch f.Rel {
		case verify.Zero:
			c.term.By, c.sense = one(), zero
		case verify.Pos:
			c.sense = strict
		case verify.NonNeg:
			c.sense = nonNeg
		default:
			continue
		}
		if !ordered(s, f.Poly) {
			continue
		}
		out = append(out, c)
		for _, m := range f.Poly.Terms() {
			for _, p := range m.Powers {
				used[p.Var] = true
			}
		}
	}
	for _, v := range sorted(used) {
		if s.Table.Atoms[v].Type == elab.Nat {
			out = append(out, candidate{verify.Term{Atoms: []string{s.Table.Atoms[v].Key}}, exact.X(v), nonNeg})
		}
	}
	return out
}

func sorted(set map[int]bool) []int {
	var out []int
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

func ordered(s *verify.Sequent, p exact.Poly) bool {
	for _, m := range p.Terms() {
		for _, w := range m.Powers {
			if s.Table.Atoms[w.Var].Type == elab.Complex {
				return false
			}
		}
	}
	return true
}

func one() verify.Poly { return verify.Poly{{Coef: "1"}} }

// written is p as certificates write it.
func written(s *verify.Sequent, p exact.Poly) verify.Poly {
	out := verify.Poly{}
	for _, m := range p.Terms() {
		powers := map[string]int{}
		for _, w := range m.Powers {
			powers[s.Table.Atoms[w.Var].Key] = w.Exp
		}
		out = append(out, verify.Mono{Coef: m.Coef.String(), Powers: powers})
	}
	return out
}

func degree(p exact.Poly) int {
	most := 0
	for _, m := range p.Terms() {
		d := 0
		for _, w := range m.Powers {
			d += w.Exp
		}
		most = max(most, d)
	}
	return most
}

// atomsOf are the atoms of the polynomials.
func atomsOf(cands []candidate) []int {
	used := map[int]bool{}
	for _, c := range cands {
		for _, m := range c.poly.Terms() {
			for _, p := range m.Powers {
				used[p.Var] = true
			}
		}
	}
	return sorted(used)
}

// monomials of the atoms up to a degree, 1 not included.
func monomials(atoms []int, most int) []exact.Poly {
	out, layer := []exact.Poly{}, []exact.Poly{exact.Const(exact.Int(1))}
	last := []int{0}
	for range most {
		var next []exact.Poly
		var nextLast []int
		for k, p := range layer {
			for i := last[k]; i < len(atoms); i++ {
				q, ok := p.Mul(exact.X(atoms[i]))
				if !ok {
					continue
				}
				next, nextLast = append(next, q), append(nextLast, i)
			}
		}
		out = append(out, next...)
		layer, last = next, nextLast
		if len(out) > 60 {
			break
		}
	}
	return out
}

// multiplied are the equations among cands times the monomials, up to a degree.
func multiplied(s *verify.Sequent, cands []candidate, most, upTo int) []candidate {
	var out []candidate
	ms := monomials(atomsOf(cands), most)
	for _, c := range cands {
		if c.sense != zero {
			continue
		}
		for _, m := range ms {
			if degree(m)+degree(c.poly) > upTo {
				continue
			}
			if p, ok := c.poly.Mul(m); ok {
				t := c.term
				t.By = written(s, m)
				out = append(out, candidate{t, p, zero})
			}
		}
	}
	return out
}

// products are the squares of atoms, of their sums and differences and of products of
// two atoms, and the products of two inequalities.
func products(s *verify.Sequent, cands []candidate) []candidate {
	var out []candidate
	atoms := atomsOf(cands)
	var bases []exact.Poly
	for i, a := range atoms {
		x := exact.X(a)
		bases = append(bases, x, x.Add(exact.Const(exact.Int(-1))), x.Add(exact.Const(exact.Int(1))))
		for _, b := range atoms[:i] {
			y := exact.X(b)
			bases = append(bases, x.Add(y.Scale(exact.Int(-1))), x.Add(y))
		}
	}
	if len(bases) > 60 {
		bases = bases[:60]
	}
	for _, c := range cands {
		if c.sense != zero && degree(c.poly) > 0 && degree(c.poly) <= 2 {
			bases = append(bases, c.poly)
		}
	}
	for _, b := range bases {
		if p, ok := b.Mul(b); ok {
			out = append(out, candidate{verify.Term{Squares: []verify.Poly{written(s, b)}}, p, nonNeg})
		}
	}
	for i, c := range cands {
		for _, d := range cands[:i+1] {
			if c.sense == zero || d.sense == zero || degree(c.poly) == 0 || degree(d.poly) == 0 {
				continue
			}
			p, ok := c.poly.Mul(d.poly)
			if !ok || degree(p) > 8 {
				continue
			}
			t := verify.Term{Facts: slices.Concat(c.term.Facts, d.term.Facts), Atoms: slices.Concat(c.term.Atoms, d.term.Atoms)}
			out = append(out, candidate{t, p, min(c.sense, d.sense)})
		}
	}
	return out
}
