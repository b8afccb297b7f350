package falsify

import (
	"math"

	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// infeasible is added to the score of a point that fails a hypothesis.
const infeasible = 1e9

// score is what the local search makes small: the margin of the conclusion, and before that
// the amount by which hypotheses fail. It is in floating point and decides nothing.
func (s *search) score(p eval.Env) float64 {
	f := floats(p)
	var violation float64
	for _, h := range s.hyps {
		if m := h.margin(f); m < 0 {
			violation -= m
		} else if math.IsNaN(m) {
			return math.Inf(1)
		}
	}
	if violation > 1e-9 {
		return infeasible + violation
	}
	m := s.margin(f)
	if math.IsNaN(m) {
		return math.Inf(1)
	}
	return m
}

// descend walks downhill from the best points: one free variable at a time, then two
// together, with steps that shrink while nothing helps.
func (s *search) descend() {
	starts := s.best
	whole := s.limit - s.work
	for i, c := range starts {
		if s.found != nil || s.ctx.Err() != nil {
			return
		}
		s.descendFrom(c, s.work+whole/(len(starts)-i)/2+1)
		whole = s.limit - s.work
	}
}

// finest is the exponent of the smallest step, 2^-finest.
const finest = 24

func (s *search) descendFrom(c start, end int) {
	if len(c.order) == 0 {
		return
	}
	for exponent := -3; exponent <= finest && s.work < end; {
		improved := false
		for _, move := range moves(len(c.order)) {
			if s.work >= end || s.done() {
				return
			}
			s.work++
			next, ok := s.moved(c, move, exponent)
			if ok && next.score < c.score {
				c, improved = next, true
				s.checkExactly(c)
			}
		}
		if !improved {
			exponent++
		}
	}
}

// moves are the directions of a descent along n variables: each up and down, and each pair
// of neighbors together and against each other.
func moves(n int) [][]int {
	var all [][]int
	for i := range n {
		for _, sign := range []int{1, -1} {
			one := make([]int, n)
			one[i] = sign
			all = append(all, one)
			if n > 1 {
				for _, other := range []int{1, -1} {
					two := make([]int, n)
					two[i], two[(i+1)%n] = sign, other
					all = append(all, two)
				}
			}
		}
	}
	return all
}

// moved is the point whose free variables lie a step away from c's, rounded to multiples of
// the step.
func (s *search) moved(c start, move []int, exponent int) (start, bool) {
	step := math.Ldexp(1, -exponent)
	k := 0
	next := s.complete(func(p *partial) int {
		for k < len(c.order) && p.known&(1<<c.order[k]) != 0 {
			k++
		}
		if k == len(c.order) {
			return s.lowest(p)
		}
		return c.order[k]
	}, func(i int, _ *partial) eval.Value {
		x := c.values[s.vars[i].slot]
		if k >= len(c.order) || move[k] == 0 {
			return x
		}
		v := &s.vars[i]
		if !v.number() {
			return x
		}
		h := step
		if v.integral() {
			h = max(1, math.Round(step))
		}
		f := math.Round(float(x)/h)*h + float64(move[k])*h
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return x
		}
		return v.value(v.nearest(exact.FromFloat(f)))
	}, c.values, true)
	if next.values == nil {
		return next, false
	}
	next.score = s.score(next.values)
	return next, true
}

// checkExactly visits a point that floating point holds for promising.
func (s *search) checkExactly(c start) {
	if c.score >= infeasible {
		return
	}
	for _, h := range s.hyps {
		if !s.holds(h, c.values) {
			return
		}
	}
	s.visit(c.values, c.order)
}
