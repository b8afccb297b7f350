package sos

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"cosita/numerics/exact"
)

// system is the linear equations for the entries of the Gram matrices and the free terms: one
// equation for each monomial of the products. Its unknowns are the upper triangles of the
// blocks, row by row, then the free terms.
type system struct {
	blocks []block
	free   []freeTerm
	first  []int // the first unknown of each block
	size   int   // number of unknowns
	rows   []row // independent, in reduced echelon form, sorted by lead
	order  []int // the pivot unknown of each row
}

// row is an equation Σ coef·unknown = right.
type row struct {
	coef  map[int]exact.Rat
	right exact.Rat
}

// maxUnknowns bounds the linear algebra.
const maxUnknowns = 6000

func newSystem(target exact.Poly, blocks []block, free []freeTerm) (*system, error) {
	s := &system{blocks: blocks, free: free}
	equations := map[string]*row{}
	var keys []string
	at := func(m exact.Monomial) *row {
		key := fmt.Sprint(m.Powers)
		r, ok := equations[key]
		if !ok {
			r = &row{coef: map[int]exact.Rat{}}
			equations[key] = r
			keys = append(keys, key)
		}
		return r
	}
	for _, m := range target.Terms() {
		at(m).right = m.Coef
	}
	put := func(unknown int, p exact.Poly, times int64) {
		for _, m := range p.Terms() {
			r := at(m)
			r.coef[unknown] = r.coef[unknown].Add(m.Coef.Mul(exact.Int(times)))
		}
	}
	for _, b := range blocks {
		s.first = append(s.first, s.size)
		for i := range b.basis {
			for j := i; j < len(b.basis); j++ {
				product, ok := b.basis[i].Mul(b.basis[j])
				if ok {
					product, ok = product.Mul(b.weight)
				}
				if !ok {
					return nil, fmt.Errorf("%w: a product has too many terms", ErrTooLarge)
				}
				times := int64(2)
				if i == j {
					times = 1
				}
				put(s.size, product, times)
				s.size++
			}
		}
		if s.size > maxUnknowns {
			return nil, fmt.Errorf("%w: more than %d unknowns", ErrTooLarge, maxUnknowns)
		}
	}
	for _, f := range free {
		put(s.size, f.product, 1)
		s.size++
	}
	for _, key := range keys {
		if !s.add(*equations[key]) {
			return nil, fmt.Errorf("%w: the equations for the Gram matrix have no solution", ErrNotFound)
		}
	}
	return s, nil
}

// add brings an equation into the echelon form, and reports whether it can hold.
func (s *system) add(r row) bool {
	for i, known := range s.rows {
		c, ok := r.coef[s.order[i]]
		if ok {
			r.subtract(known, c)
		}
	}
	pivot := -1
	for u := range r.coef {
		// A free term or an off-diagonal entry is the better pivot: it takes the rest of rounding.
		if pivot < 0 || s.rank(u) > s.rank(pivot) || s.rank(u) == s.rank(pivot) && u < pivot {
			pivot = u
		}
	}
	if pivot < 0 {
		return r.right.Sign() == 0
	}
	inverse := exact.Int(1).Quo(r.coef[pivot])
	for u, c := range r.coef {
		r.coef[u] = c.Mul(inverse)
	}
	r.right = r.right.Mul(inverse)
	for i := range s.rows {
		if c, ok := s.rows[i].coef[pivot]; ok {
			s.rows[i].subtract(r, c)
		}
	}
	s.rows = append(s.rows, r)
	s.order = append(s.order, pivot)
	return true
}

func (r *row) subtract(other row, c exact.Rat) {
	for u, x := range other.coef {
		sum := r.coef[u].Sub(c.Mul(x))
		if sum.Sign() == 0 {
			delete(r.coef, u)
		} else {
			r.coef[u] = sum
		}
	}
	r.right = r.right.Sub(c.Mul(other.right))
}

// rank orders unknowns as pivots: free terms, then entries off the diagonal.
func (s *system) rank(u int) int {
	b, i, j := s.entry(u)
	switch {
	case b < 0:
		return 2
	case i != j:
		return 1
	}
	return 0
}

// entry is the block and the place of an unknown; the block is -1 for a free term.
func (s *system) entry(u int) (b, i, j int) {
	for b = len(s.first) - 1; b >= 0; b-- {
		n := len(s.blocks[b].basis)
		if u >= s.first[b] && u < s.first[b]+n*(n+1)/2 {
			u -= s.first[b]
			for i = 0; u >= n-i; i++ {
				u -= n - i
			}
			return b, i, i + u
		}
	}
	return -1, 0, 0
}

// operators are the equations in floating point: for each a symmetric matrix a block, the
// coefficients of the free terms, and the right side. Rows are scaled to norm 1.
type operators struct {
	a [][]*mat.SymDense // by equation, block; nil where zero
	f *mat.Dense        // equations × (free terms + 1); the last column is that of λ
	b []float64
}

func (s *system) operators() operators {
	m := len(s.rows)
	o := operators{f: mat.NewDense(m, len(s.free)+1, nil), b: make([]float64, m)}
	freeFrom := s.size - len(s.free)
	for k, r := range s.rows {
		norm := 0.0
		for _, c := range r.coef {
			norm = max(norm, c.Abs().Float())
		}
		if norm == 0 {
			norm = 1
		}
		parts := make([]*mat.SymDense, len(s.blocks))
		trace := 0.0
		for u, c := range r.coef {
			x := c.Float() / norm
			if u >= freeFrom {
				o.f.Set(k, u-freeFrom, x)
				continue
			}
			b, i, j := s.entry(u)
			if parts[b] == nil {
				parts[b] = mat.NewSymDense(len(s.blocks[b].basis), nil)
			}
			if i == j {
				trace += x
				parts[b].SetSym(i, i, x)
			} else {
				parts[b].SetSym(i, j, x/2)
			}
		}
		o.f.Set(k, len(s.free), trace)
		o.a = append(o.a, parts)
		o.b[k] = r.right.Float() / norm
	}
	return o
}
