package sos

import (
	"fmt"
	"slices"

	"cosita/numerics/exact"
)

// block is the part bᵀQb·weight of a certificate, with a Gram matrix Q over the polynomials b.
type block struct {
	of     int // the index in Nonneg, -1 for σ₀
	weight exact.Poly
	basis  []exact.Poly
}

// freeTerm is a monomial of one of the multipliers of Zero.
type freeTerm struct {
	of       int // the index in Zero
	monomial exact.Poly
	product  exact.Poly // monomial · Zero[of]
}

// exponents is a monomial as a vector over the variables of a problem.
type exponents []int

func (e exponents) degree() int {
	d := 0
	for _, x := range e {
		d += x
	}
	return d
}

func (e exponents) key() string { return fmt.Sprint([]int(e)) }

func (e exponents) plus(f exponents) exponents {
	sum := make(exponents, len(e))
	for i := range e {
		sum[i] = e[i] + f[i]
	}
	return sum
}

// variables are those that occur in the polynomials, sorted.
func variables(ps ...exact.Poly) []int {
	var vars []int
	for _, p := range ps {
		for _, m := range p.Terms() {
			for _, w := range m.Powers {
				if !slices.Contains(vars, w.Var) {
					vars = append(vars, w.Var)
				}
			}
		}
	}
	slices.Sort(vars)
	return vars
}

// support lists the monomials of p as vectors over vars.
func support(p exact.Poly, vars []int) []exponents {
	var all []exponents
	for _, m := range p.Terms() {
		e := make(exponents, len(vars))
		for _, w := range m.Powers {
			e[slices.Index(vars, w.Var)] = w.Exp
		}
		all = append(all, e)
	}
	return all
}

func (e exponents) poly(vars []int) exact.Poly {
	p := exact.Const(exact.Int(1))
	for i, n := range e {
		power, _ := exact.X(vars[i]).Pow(n)
		p, _ = p.Mul(power)
	}
	return p
}

func degreeOf(p exact.Poly) int {
	d := 0
	for _, m := range p.Terms() {
		n := 0
		for _, w := range m.Powers {
			n += w.Exp
		}
		d = max(d, n)
	}
	return d
}

func homogeneous(p exact.Poly) bool {
	degree := degreeOf(p)
	for _, m := range p.Terms() {
		n := 0
		for _, w := range m.Powers {
			n += w.Exp
		}
		if n != degree {
			return false
		}
	}
	return true
}

// maxMonomials bounds the monomials that are looked at for a basis.
const maxMonomials = 3000

// monomials lists those with low ≤ degree ≤ high and exponents up to the caps.
func monomials(caps exponents, low, high int) ([]exponents, bool) {
	var all []exponents
	at := make(exponents, len(caps))
	ok := true
	var visit func(i, left int)
	visit = func(i, left int) {
		if !ok {
			return
		}
		if i == len(caps) {
			if high-left >= low {
				all = append(all, slices.Clone(at))
				ok = len(all) <= maxMonomials
			}
			return
		}
		for n := 0; n <= min(left, caps[i]); n++ {
			at[i] = n
			visit(i+1, left-n)
		}
		at[i] = 0
	}
	visit(0, high)
	return all, ok
}

// blocks lays out the Gram matrices and the free multipliers of a problem.
func (p Problem) blocks() ([]block, []freeTerm, error) {
	limit := p.MaxGram
	if limit <= 0 {
		limit = 40
	}
	vars := variables(slices.Concat([]exact.Poly{p.Target}, p.Nonneg, p.Zero)...)
	parities := newSpan()
	for _, q := range slices.Concat([]exact.Poly{p.Target}, p.Nonneg, p.Zero) {
		for _, e := range support(q, vars) {
			parities.add(e)
		}
	}
	degree := p.Degree
	for _, q := range slices.Concat([]exact.Poly{p.Target}, p.Nonneg, p.Zero) {
		if p.Degree == 0 {
			degree = max(degree, degreeOf(q))
		}
	}
	degree += degree % 2

	form := true // whether all are homogeneous: then so are the σ and t that are needed
	for _, q := range slices.Concat([]exact.Poly{p.Target}, p.Nonneg, p.Zero) {
		form = form && homogeneous(q)
	}
	if form {
		degree = degreeOf(p.Target)
	}
	weights := append([]exact.Poly{exact.Const(exact.Int(1))}, p.Nonneg...)
	var blocks []block
	for j, w := range weights {
		if len(w.Terms()) == 0 {
			continue // the fact 0 ≥ 0 gives nothing
		}
		var basis []exponents
		if len(weights) == 1 && len(p.Zero) == 0 {
			var err error
			if basis, err = half(support(p.Target, vars)); err != nil {
				return nil, nil, err
			}
		} else {
			caps := make(exponents, len(vars))
			for i := range caps {
				caps[i] = degree
			}
			room := degree - degreeOf(w)
			low, high := 0, room/2
			if form {
				low = high
			}
			if room < 0 || form && room%2 != 0 {
				continue
			}
			var ok bool
			if basis, ok = monomials(caps, low, high); !ok {
				return nil, nil, fmt.Errorf("%w: a basis of more than %d monomials", ErrTooLarge, maxMonomials)
			}
		}
		for _, part := range parities.split(basis) {
			if len(part) > limit {
				return nil, nil, fmt.Errorf("%w: a Gram matrix of %d rows", ErrTooLarge, len(part))
			}
			b := block{of: j - 1, weight: w}
			for _, e := range part {
				b.basis = append(b.basis, e.poly(vars))
			}
			blocks = append(blocks, b)
		}
	}
	var free []freeTerm
	for k, z := range p.Zero {
		if degree < degreeOf(z) {
			continue
		}
		caps := make(exponents, len(vars))
		for i := range caps {
			caps[i] = degree
		}
		low := 0
		if form {
			low = degree - degreeOf(z)
		}
		all, ok := monomials(caps, low, degree-degreeOf(z))
		if !ok || len(all) > 400 {
			return nil, nil, fmt.Errorf("%w: a multiplier of many terms", ErrTooLarge)
		}
		for _, e := range all {
			m := e.poly(vars)
			product, ok := m.Mul(z)
			if !ok {
				return nil, nil, ErrTooLarge
			}
			free = append(free, freeTerm{k, m, product})
		}
	}
	return blocks, free, nil
}

// half is the basis for a sum of squares with the given support: monomials within the box
// of half the support, without those whose squares nothing can cancel.
func half(support []exponents) ([]exponents, error) {
	if len(support) == 0 {
		return nil, nil
	}
	caps := make(exponents, len(support[0]))
	low, high := support[0].degree(), 0
	for _, e := range support {
		low, high = min(low, e.degree()), max(high, e.degree())
		for i, n := range e {
			caps[i] = max(caps[i], n)
		}
	}
	if low%2 != 0 || high%2 != 0 {
		return nil, fmt.Errorf("%w: the lowest or highest degree is odd", ErrNotFound)
	}
	for i := range caps {
		caps[i] /= 2
	}
	basis, ok := monomials(caps, low/2, high/2)
	if !ok {
		return nil, fmt.Errorf("%w: a basis of more than %d monomials", ErrTooLarge, maxMonomials)
	}
	present := map[string]bool{}
	for _, e := range support {
		present[e.key()] = true
	}
	// A square that neither the support nor a product of two others meets has coefficient 0.
	for {
		products := map[string]bool{}
		for i, e := range basis {
			for _, f := range basis[:i] {
				products[e.plus(f).key()] = true
			}
		}
		kept := slices.DeleteFunc(slices.Clone(basis), func(e exponents) bool {
			key := e.plus(e).key()
			return !present[key] && !products[key]
		})
		if len(kept) == len(basis) {
			return basis, nil
		}
		basis = kept
	}
}

// span is a space of parity vectors over GF(2), in echelon form. The signs of variables under
// which a problem is the same are those orthogonal to it; monomials in different cosets need
// not meet in a Gram matrix.
type span struct{ rows [][]bool }

func newSpan() *span { return &span{} }

func (s *span) reduce(e exponents) []bool {
	v := make([]bool, len(e))
	for i, n := range e {
		v[i] = n%2 != 0
	}
	for _, row := range s.rows {
		if lead := slices.Index(row, true); v[lead] {
			for i := range v {
				v[i] = v[i] != row[i]
			}
		}
	}
	return v
}

func (s *span) add(e exponents) {
	if v := s.reduce(e); slices.Contains(v, true) {
		lead := slices.Index(v, true)
		for _, row := range s.rows {
			if row[lead] {
				for i := range row {
					row[i] = row[i] != v[i]
				}
			}
		}
		s.rows = append(s.rows, v)
	}
}

// split groups monomials by their coset, in order of appearance.
func (s *span) split(basis []exponents) [][]exponents {
	index := map[string]int{}
	var parts [][]exponents
	for _, e := range basis {
		key := fmt.Sprint(s.reduce(e))
		i, ok := index[key]
		if !ok {
			i = len(parts)
			index[key] = i
			parts = append(parts, nil)
		}
		parts[i] = append(parts[i], e)
	}
	return parts
}
