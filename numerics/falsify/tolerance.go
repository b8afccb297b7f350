package falsify

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// tolerance is how far an equality may be off, relative to the numbers in it, at a point that
// is said to satisfy the hypotheses within tolerance.
const tolerance = 1e-9

// near is what is known of points at which the equalities among the hypotheses hold in
// floating point only. Such points refute nothing.
type near struct {
	points int
	slack  float64 // of the conclusion, the smallest
	box    *box    // a set of points in which there is proved to be a counterexample
}

// maxNewton bounds the iterations from one start, newtonStarts the starts.
const (
	maxNewton    = 40
	newtonStarts = 60
)

// farAway bounds the values: beyond it a small difference says little.
const farAway = 1e6

// approach looks for points that satisfy the hypotheses within tolerance: Gauss-Newton steps
// on the equalities, from random points, in the real variables.
func (s *search) approach() near {
	found := near{slack: math.Inf(1)}
	if !slices.ContainsFunc(s.hyps, residual) {
		return found
	}
	var reals, numbers []int
	for i, v := range s.vars {
		if v.kind == elab.Real || v.kind == elab.NNReal {
			reals = append(reals, i)
		}
		if v.number() && v.kind != elab.Complex {
			numbers = append(numbers, i)
		}
	}
	boxes := 0
	for k := range newtonStarts {
		if s.found != nil || s.ctx.Err() != nil {
			break
		}
		moving := reals
		if k%2 == 1 {
			moving = numbers
		}
		c := s.complete(s.lowest, func(i int, at *partial) eval.Value { return s.sample(i, s.constants, at) }, nil, true)
		if c.values == nil || k%4 >= 2 {
			c.values = s.unsolved()
		}
		if c.values == nil {
			continue
		}
		residuals := s.residuals(c.values)
		f := floats(c.values)
		s.newton(f, moving, residuals)
		s.rounded(f)
		if m, ok := s.within(f, residuals); ok && k%2 == 0 {
			found.points++
			if !math.IsNaN(m) {
				found.slack = min(found.slack, m)
			}
			if m < -apart && boxes < maxBoxes {
				boxes++
				if found.box = s.surround(f, c.values); found.box != nil {
					return found
				}
			}
		}
	}
	return found
}

// residual reports whether a hypothesis is an equation between numbers to be approached.
func residual(h hypothesis) bool {
	a, ok := h.prop.(*elab.Apply)
	return ok && a.Op == elab.Eq && !h.built && numeric(a.Args[0])
}

// residuals are the differences of the sides of the equations, relative to these; the
// functions have the values of env.
func (s *search) residuals(env eval.Env) []eval.Func {
	var all []eval.Func
	for _, h := range s.hyps {
		if !residual(h) {
			continue
		}
		a := inlined(h.prop, env).(*elab.Apply)
		l, r := eval.Compile(a.Args[0]), eval.Compile(a.Args[1])
		all = append(all, func(p []float64) float64 {
			x, y := l(p), r(p)
			return (x - y) / (1 + math.Abs(x) + math.Abs(y))
		})
	}
	return all
}

// inlined is t with the lambdas that env gives its functions put in, where that can be done.
func inlined(t elab.Term, env eval.Env) elab.Term {
	in := &inliner{env: env, fresh: map[int]int{}}
	for slot, v := range env {
		if _, function := v.(*eval.Function); !function {
			in.fresh[slot] = slot
		}
	}
	if u, ok := in.term(t, nil); ok {
		return u
	}
	return t
}

// rounded tries the simple numbers next to f, exactly; the equations give what they can.
func (s *search) rounded(f []float64) {
	c := s.complete(s.lowest, func(i int, at *partial) eval.Value {
		v := &s.vars[i]
		x := f[v.slot]
		switch {
		case !v.number() || v.kind == elab.Complex || math.IsNaN(x) || math.Abs(x) > 1e15:
			return s.sample(i, nil, at)
		case v.integral():
			return v.value(v.nearest(exact.FromFloat(math.Round(x))))
		}
		return v.value(v.nearest(simplest(x)))
	}, nil, true)
	if c.values != nil {
		s.work++
		s.try(c)
	}
}

// simplest is a fraction with a small denominator that is x up to rounding errors; where there
// is none it is x.
func simplest(x float64) exact.Rat {
	for d := 1.0; d <= 120; d++ {
		if n := math.Round(x * d); math.Abs(x-n/d) < 1e-9*(1+math.Abs(x)) {
			return exact.FromFloat(n).Quo(exact.FromFloat(d))
		}
	}
	return exact.FromFloat(x)
}

func numeric(t elab.Term) bool {
	s, ok := t.Type().(elab.Scalar)
	return ok && s != elab.Prop && s != elab.Complex
}

// unsolved is a random point that need not satisfy the equations.
func (s *search) unsolved() eval.Env {
	at := s.empty()
	for i := range s.vars {
		if s.vars[i].made || s.vars[i].derived {
			continue
		}
		x := s.sample(i, s.constants, &at)
		if x == nil {
			return nil
		}
		s.set(&at, i, x)
	}
	s.follow(&at)
	return at.env
}

// newton moves the real variables of f towards a common zero of the residuals.
func (s *search) newton(f []float64, reals []int, residuals []eval.Func) {
	m, n := len(residuals), len(reals)
	if n == 0 {
		return
	}
	values := func() (*mat.VecDense, float64) {
		r := mat.NewVecDense(m, nil)
		for k, residual := range residuals {
			r.SetVec(k, residual(f))
		}
		return r, mat.Norm(r, 2)
	}
	r, size := values()
	damping := 1e-3
	for range maxNewton {
		if size < 1e-14 || math.IsNaN(size) {
			return
		}
		jacobian := mat.NewDense(m, n, nil)
		for k, i := range reals {
			slot := s.vars[i].slot
			for j, residual := range residuals {
				jacobian.Set(j, k, slope(residual, f, slot))
			}
		}
		step, ok := damped(jacobian, r, damping)
		if !ok {
			return
		}
		old := make([]float64, n)
		for k, i := range reals {
			old[k] = f[s.vars[i].slot]
			f[s.vars[i].slot] -= step.AtVec(k)
		}
		if next, smaller := values(); smaller < size {
			r, size, damping = next, smaller, damping/5
			continue
		}
		for k, i := range reals {
			f[s.vars[i].slot] = old[k]
		}
		if damping *= 8; damping > 1e8 {
			return
		}
	}
}

// slope is about the partial derivative of f at p by the variable in a slot.
func slope(f eval.Func, p []float64, slot int) float64 {
	x := p[slot]
	h := 1e-7 * (1 + math.Abs(x))
	p[slot] = x + h
	up := f(p)
	p[slot] = x - h
	down := f(p)
	p[slot] = x
	return (up - down) / (2 * h)
}

// damped solves (JᵀJ + damping·I) x = Jᵀr, a step of Levenberg and Marquardt.
func damped(j *mat.Dense, r *mat.VecDense, damping float64) (*mat.VecDense, bool) {
	_, n := j.Dims()
	var normal mat.Dense
	normal.Mul(j.T(), j)
	for k := range n {
		normal.Set(k, k, normal.At(k, k)+damping)
	}
	var right, x mat.VecDense
	right.MulVec(j.T(), r)
	if err := x.SolveVec(&normal, &right); err != nil {
		return nil, false
	}
	for k := range n {
		if math.IsNaN(x.AtVec(k)) || math.IsInf(x.AtVec(k), 0) {
			return nil, false
		}
	}
	return &x, true
}

// within reports whether every hypothesis holds at f, equalities within tolerance, and gives
// the margin of the conclusion.
func (s *search) within(f []float64, residuals []eval.Func) (float64, bool) {
	for _, residual := range residuals {
		if !(math.Abs(residual(f)) < tolerance) {
			return 0, false
		}
	}
	for i := range s.vars {
		v := &s.vars[i]
		if math.Abs(f[v.slot]) > farAway {
			return 0, false
		}
		if v.number() && v.kind != elab.Complex && !v.admits(v.value(exact.FromFloat(f[v.slot]))) {
			return 0, false
		}
	}
	for _, h := range s.hyps {
		if a, ok := h.prop.(*elab.Apply); ok && a.Op == elab.Eq && numeric(a.Args[0]) || h.built {
			continue
		}
		if m := h.margin(f); !measurable(h.prop) || !(m > least(h.prop)) {
			return 0, false
		}
	}
	if !measurable(s.goal) {
		return math.NaN(), true
	}
	return s.margin(f), true
}

// least is the smallest margin that counts as satisfied within tolerance: strict relations
// and ≠ have to hold with room.
func least(t elab.Term) float64 {
	if a, ok := t.(*elab.Apply); ok && (a.Op == elab.Le || a.Op == elab.Ge) {
		return -tolerance
	}
	return 1e-6
}

// measurable reports whether the margin of a proposition says whether it holds: it is made of
// relations between numbers.
func measurable(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false
	}
	switch a.Op {
	case elab.And, elab.Or, elab.Not, elab.Imp, elab.Iff:
		for _, x := range a.Args {
			if !measurable(x) {
				return false
			}
		}
		return true
	}
	return a.Op.Relation() && numeric(a.Args[0])
}
