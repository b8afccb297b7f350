package falsify

import (
	"math"
	"math/rand/v2"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// maxExponent bounds the values tried for a variable that stands in an exponent.
const maxExponent = 200

// grid is at most n values of the variable, the most telling first; all says that they are
// all the values that there are.
func (v *variable) grid(n int, constants []exact.Rat) (values []eval.Value, all bool) {
	if !v.number() {
		return v.choices[:min(len(v.choices), n)], v.all && len(v.choices) <= n
	}
	if !v.used {
		return []eval.Value{v.value(v.nearest(exact.Int(0)))}, false
	}
	seen := map[string]bool{}
	add := func(x exact.Rat) {
		if value := v.value(x); len(values) < n && v.admits(value) && !seen[x.String()] {
			seen[x.String()] = true
			values = append(values, value)
			if v.kind == elab.Complex && x.Sign() != 0 {
				values = append(values, eval.Complex{Im: exact.FromRat(x)}, eval.Complex{Re: exact.FromRat(x), Im: exact.RealInt(1)})
			}
		}
	}
	if size, ok := v.size(); ok && size <= n {
		for i := range size {
			add(v.lo.Add(exact.Int(int64(i))))
		}
		return values, true
	}
	for _, b := range []*exact.Rat{v.lo, v.hi} {
		if b != nil {
			add(*b)
		}
	}
	for _, h := range v.hints {
		add(h)
	}
	for i := int64(0); i <= 2; i++ {
		add(exact.Int(i))
		add(exact.Int(-i))
	}
	if !v.integral() {
		v.fractions(add)
	}
	for _, c := range constants {
		if v.exponent && c.Abs().Cmp(exact.Int(maxExponent)) > 0 {
			continue
		}
		add(c)
	}
	v.sweep(n, add)
	return values, false
}

// withSurds puts the irrational numbers that are worth a try behind the first values.
func (s *search) withSurds(i int, values []eval.Value) []eval.Value {
	v := &s.vars[i]
	if v.kind != elab.Real || !v.used || len(s.surds) == 0 {
		return values
	}
	var more []eval.Value
	for _, x := range s.surds {
		if n := (eval.Num{Real: x}); v.admits(n) {
			more = append(more, n)
		}
	}
	at := min(len(values), 4)
	return slices.Concat(values[:at], more, values[at:])
}

// fractions adds points inside the bounds and simple fractions.
func (v *variable) fractions(add func(exact.Rat)) {
	if v.lo != nil && v.hi != nil {
		width := v.hi.Sub(*v.lo)
		for _, d := range []int64{2, 4, 3, 10, 8} {
			for k := int64(1); k < d; k++ {
				add(v.lo.Add(width.Mul(exact.Frac(k, d))))
			}
		}
	}
	for _, b := range []*exact.Rat{v.lo, v.hi} {
		if b == nil {
			continue
		}
		for _, step := range []exact.Rat{exact.Int(1), exact.Frac(1, 2), exact.Frac(1, 10), exact.Frac(1, 1000)} {
			add(b.Add(step))
			add(b.Sub(step))
		}
	}
	for d := int64(2); d <= 3; d++ {
		for k := int64(1); k <= 2*d; k++ {
			add(exact.Frac(k, d))
			add(exact.Frac(-k, d))
		}
	}
}

// sweep adds whole numbers, and for fields quarters, outwards from the bounds or from 0.
func (v *variable) sweep(n int, add func(exact.Rat)) {
	start, step, both := exact.Int(0), exact.Int(1), true
	switch {
	case v.lo != nil:
		start, both = *v.lo, false
	case v.hi != nil:
		start, step, both = *v.hi, exact.Int(-1), false
	}
	limit := 2 * n
	if v.exponent {
		limit = min(limit, maxExponent)
	}
	for i := range limit {
		delta := step.Mul(exact.Int(int64(i)))
		if !v.integral() {
			delta = delta.Mul(exact.Frac(1, 4))
		}
		add(start.Add(delta))
		if both {
			add(start.Sub(delta))
		}
	}
}

// sample is a random value of variable i; nil where there is none.
func (s *search) sample(i int, constants []exact.Rat, at *partial) eval.Value {
	v := &s.vars[i]
	if !v.number() {
		if len(v.choices) == 0 {
			return nil
		}
		return v.choices[s.rng.IntN(len(v.choices))]
	}
	if j := s.rng.IntN(len(s.vars)); s.rng.IntN(10) == 0 && at.known&(1<<j) != 0 && s.vars[j].number() {
		// The value of another variable: many statements are tight where variables agree.
		if x, ok := v.converted(at.value(s.problem, j)); ok {
			return x
		}
	}
	if v.kind == elab.Real && len(s.surds) > 0 && s.rng.IntN(12) == 0 {
		if n := (eval.Num{Real: s.surds[s.rng.IntN(len(s.surds))]}); v.admits(n) {
			return n
		}
	}
	x := v.random(s.rng, constants)
	if v.kind == elab.Complex && s.rng.IntN(2) == 0 {
		return eval.Complex{Re: exact.FromRat(x), Im: exact.FromRat(v.random(s.rng, constants))}
	}
	return v.value(x)
}

// random is a random rational value of the variable.
func (v *variable) random(rng *rand.Rand, constants []exact.Rat) exact.Rat {
	if !v.used {
		return v.nearest(exact.Int(0))
	}
	if len(v.hints) > 0 && rng.IntN(2) == 0 {
		if c := v.hints[rng.IntN(len(v.hints))]; v.admits(v.value(c)) {
			return c
		}
	}
	if rng.IntN(20) == 0 && len(constants) > 0 {
		c := constants[rng.IntN(len(constants))]
		if v.admits(v.value(c)) && (!v.exponent || c.Abs().Cmp(exact.Int(maxExponent)) <= 0) {
			return c
		}
	}
	reach := math.Exp(rng.Float64() * math.Log(1000))
	if v.exponent {
		reach = math.Exp(rng.Float64() * math.Log(40))
	}
	if v.integral() {
		return v.randomInteger(rng, int64(reach)+1)
	}
	denominators := [...]int64{1, 1, 2, 3, 4, 5, 7, 10, 12, 100}
	d := denominators[rng.IntN(len(denominators))]
	if v.lo != nil && v.hi != nil {
		if rng.IntN(4) > 0 || v.hi.Sub(*v.lo).Cmp(exact.Int(20)) < 0 {
			parts := []int64{2, 3, 4, 6, 10, 100, 1000}[rng.IntN(7)]
			return v.lo.Add(v.hi.Sub(*v.lo).Mul(exact.Frac(rng.Int64N(parts+1), parts)))
		}
	}
	x := exact.Frac(rng.Int64N(int64(reach*float64(d))+1), d)
	switch {
	case v.lo != nil:
		return v.nearest(v.lo.Add(x))
	case v.hi != nil:
		return v.nearest(v.hi.Sub(x))
	case rng.IntN(2) == 0:
		return x.Neg()
	}
	return x
}

func (v *variable) randomInteger(rng *rand.Rand, reach int64) exact.Rat {
	if size, ok := v.size(); ok && size > 0 {
		return v.lo.Add(exact.Int(rng.Int64N(int64(size))))
	}
	x := exact.Int(rng.Int64N(reach + 1))
	switch {
	case v.lo != nil:
		return v.lo.Add(x)
	case v.hi != nil:
		return v.hi.Sub(x)
	case rng.IntN(2) == 0:
		return x.Neg()
	}
	return x
}

// nearest moves x into the bounds.
func (v *variable) nearest(x exact.Rat) exact.Rat {
	if v.lo != nil && x.Cmp(*v.lo) < 0 {
		x = *v.lo
	}
	if v.hi != nil && x.Cmp(*v.hi) > 0 {
		x = *v.hi
	}
	return x
}
