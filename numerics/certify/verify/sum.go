package verify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

const maxLiteral = 4096

func number(text string) (exact.Rat, error) {
	if text == "" {
		return exact.Int(1), nil
	}
	r, ok := exact.Rat{}, false
	if len(text) <= maxLiteral {
		r, ok = exact.Parse(text)
	}
	if !ok {
		return r, reject("%.40q is no number", text)
	}
	return r, nil
}

// poly reads a polynomial of a certificate.
func (s *Sequent) poly(p Poly) (exact.Poly, error) {
	var sum exact.Poly
	if len(p) > exact.MaxTerms {
		return sum, reject("a polynomial of %d terms", len(p))
	}
	for _, m := range p {
		c, err := number(m.Coef)
		if err != nil {
			return sum, err
		}
		product := exact.Const(c)
		keys := make([]string, 0, len(m.Powers))
		for key := range m.Powers {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			i, ok := s.number(key)
			e := m.Powers[key]
			if !ok || e < 0 || e > maxExponent {
				return sum, reject("no power %d of %.80q here", e, key)
			}
			power, ok1 := exact.X(i).Pow(e)
			var ok2 bool
			if product, ok2 = product.Mul(power); !ok1 || !ok2 {
				return sum, reject("a polynomial that is too large")
			}
		}
		sum = sum.Add(product)
	}
	return sum, nil
}

// number is the number of the atom with this key; what the goal speaks of, and variables,
// become atoms where they are none.
func (s *Sequent) number(key string) (int, bool) {
	if i, ok := s.Table.index[key]; ok {
		return i, true
	}
	s.relation(s.Goal)
	for _, v := range s.Variables() {
		if _, ok := scalar(v); ok && Key(v) == key {
			s.Poly(v)
		}
	}
	i, ok := s.Table.index[key]
	return i, ok
}

// sum closes s whatever its goal: what the facts make non-negative adds up to a constant
// that is negative, or is 0 although a part of it is positive.
func (s *Sequent) sum(terms []Term) error {
	total, rel, err := s.total(terms)
	if err != nil {
		return err
	}
	c, ok := constant(total)
	if !ok || c.Sign() > 0 || c.Sign() == 0 && rel != Pos {
		return reject("the sum is no contradiction")
	}
	return nil
}

// have adds what terms add up to as a fact: = 0 where all are equations, > 0 where one is
// positive, else ≥ 0. For integers it is tightened like any fact, which makes it a cut.
func (s *Sequent) have(terms []Term) ([]*Sequent, error) {
	total, rel, err := s.total(terms)
	if err != nil {
		return nil, err
	}
	return []*Sequent{s.fork().with(total, rel)}, nil
}

// total is the sum of terms, and whether it is positive, non-negative or 0. The sum of no
// terms is 0.
func (s *Sequent) total(terms []Term) (exact.Poly, Rel, error) {
	var total exact.Poly
	rel := Zero
	for _, t := range terms {
		p, of, err := s.term(t)
		if err != nil {
			return total, None, err
		}
		total = total.Add(p)
		if of != Zero && rel != Pos {
			rel = of
		}
	}
	// An order says nothing of complex numbers, equations do.
	if rel != Zero && !s.ordered(total) {
		return total, None, reject("complex numbers have no order")
	}
	return total, rel, nil
}

// term is one summand and whether it is positive, non-negative or 0.
func (s *Sequent) term(t Term) (exact.Poly, Rel, error) {
	coef, err := number(t.Coef)
	if err != nil {
		return exact.Poly{}, None, err
	}
	for _, f := range t.Facts {
		if f < 0 || f >= len(s.Facts) {
			return exact.Poly{}, None, reject("there is no fact %d", f)
		}
	}
	if t.By != nil {
		if len(t.Facts) != 1 || s.Facts[t.Facts[0]].Rel != Zero || len(t.Atoms)+len(t.Squares) > 0 {
			return exact.Poly{}, None, reject("a multiplier of what is no equation")
		}
		q, err := s.poly(t.By)
		if err != nil {
			return exact.Poly{}, None, err
		}
		p, ok := q.Mul(s.Facts[t.Facts[0]].Poly)
		if !ok {
			return exact.Poly{}, None, reject("a product that is too large")
		}
		return p.Scale(coef), Zero, nil
	}
	if coef.Sign() < 0 {
		return exact.Poly{}, None, reject("a negative multiplier")
	}
	p, rel := exact.Const(coef), Pos
	if coef.Sign() == 0 {
		rel = NonNeg
	}
	times := func(q exact.Poly) error {
		var ok bool
		if !s.ordered(q) {
			return reject("complex numbers have no order")
		}
		if p, ok = p.Mul(q); !ok {
			return reject("a product that is too large")
		}
		return nil
	}
	for _, f := range t.Facts {
		fact := s.Facts[f]
		if fact.Rel != Pos && fact.Rel != NonNeg {
			return p, rel, reject("fact %d is no inequality", f)
		}
		if fact.Rel == NonNeg {
			rel = NonNeg
		}
		if err := times(fact.Poly); err != nil {
			return p, rel, err
		}
	}
	for _, key := range t.Atoms {
		i, ok := s.Table.index[key]
		if !ok || s.Table.Atoms[i].Type != elab.Nat {
			return p, rel, reject("no atom of ℕ: %.80q", key)
		}
		rel = NonNeg
		if err := times(exact.X(i)); err != nil {
			return p, rel, err
		}
	}
	for _, text := range t.Squares {
		rel = NonNeg
		q, err := s.poly(text)
		if err != nil {
			return p, rel, err
		}
		if err := times(q); err != nil {
			return p, rel, err
		}
		if err := times(q); err != nil {
			return p, rel, err
		}
	}
	return p, rel, nil
}

// combination: the goal is an equation, and a combination of those among the facts.
func (s *Sequent) combination(terms []Term) error {
	p, rel, ok := s.relation(s.Goal)
	if !ok || rel != Zero {
		return reject("the goal %s is no equation", elab.Print(s.Goal))
	}
	return s.combine(terms, p)
}

func (s *Sequent) combine(terms []Term, want exact.Poly) error {
	for _, t := range terms {
		p, rel, err := s.term(t)
		if err != nil {
			return err
		}
		if rel != Zero {
			return reject("a multiplier of what is no equation")
		}
		want = sub(want, p)
	}
	if c, ok := constant(want); !ok || c.Sign() != 0 {
		return reject("the two sides are different polynomials")
	}
	return nil
}
