package falsify

import (
	"cmp"
	"math"
	"slices"

	"cosita/numerics/eval"
)

// random tries one random point.
func (s *search) random() {
	loose, order := s.rng.IntN(4) > 0, s.rng.IntN(4)
	c := s.complete(func(p *partial) int {
		var left []int
		for i := range s.vars {
			if p.known&(1<<i) == 0 && !s.vars[i].made && !s.vars[i].derived {
				left = append(left, i)
			}
		}
		switch {
		case len(left) == 0:
			return s.lowest(p)
		case order == 0:
			return left[0]
		case order == 1:
			return left[len(left)-1]
		}
		return left[s.rng.IntN(len(left))]
	}, func(i int, p *partial) eval.Value {
		return s.sample(i, s.constants, p)
	}, nil, loose)
	if c.values != nil {
		s.try(c)
	}
}

// try checks the hypotheses at a point and visits it if they hold; otherwise it may become
// the start of a descent.
func (s *search) try(c start) {
	for _, h := range s.hyps {
		if !s.holds(h, c.values) {
			if len(s.seen) == 0 {
				s.remember(start{c.values, c.order, s.score(c.values)})
			}
			return
		}
	}
	s.visit(c.values, c.order)
}

// complete makes a point: pick names the next free variable, value gives it a value, the
// equations give the others. Of several roots the one nearest to near is taken, a random one
// without near. The values are nil where the equations cannot be met.
func (s *search) complete(pick func(*partial) int, value func(int, *partial) eval.Value, near eval.Env, loose bool) start {
	at := s.empty()
	var order []int
	for {
		before := at.known
		open, ok := s.solve(&at, loose)
		if !ok || !s.admitted(&at, before) {
			return start{order: order}
		}
		if s.lowest(&at) < 0 {
			return start{values: at.env, order: order}
		}
		if open != nil {
			s.admissible(open)
			if len(open.values) == 0 {
				return start{order: order}
			}
			s.set(&at, open.index, s.root(open, near))
			continue
		}
		i := pick(&at)
		x := value(i, &at)
		if x == nil {
			return start{order: order}
		}
		order = append(order, i)
		s.set(&at, i, x)
	}
}

// admissible drops the values of a choice that the variable's type and bounds exclude.
func (s *search) admissible(c *choice) {
	c.values = slices.DeleteFunc(c.values, func(x eval.Value) bool { return !s.vars[c.index].admits(x) })
}

func (s *search) root(c *choice, near eval.Env) eval.Value {
	if near == nil {
		return c.values[s.rng.IntN(len(c.values))]
	}
	old := float(near[s.vars[c.index].slot])
	return slices.MinFunc(c.values, func(a, b eval.Value) int {
		return cmp.Compare(math.Abs(float(a)-old), math.Abs(float(b)-old))
	})
}

// float is the number that a value is, NaN where it is none.
func float(v eval.Value) float64 {
	switch v := v.(type) {
	case eval.Num:
		return v.Float()
	case eval.Complex:
		return v.Re.Float()
	}
	return math.NaN()
}
