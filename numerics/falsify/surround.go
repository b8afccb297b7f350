package falsify

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/mat"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

const (
	// apart is by how much the conclusion has to fail at a point in floating point for a proof
	// to be tried.
	apart = 1e-7
	// maxBoxes bounds the points at which it is tried.
	maxBoxes = 12
	// maxEquations bounds the equations of a box.
	maxEquations = 6
)

// surround makes a box round f, at which the hypotheses seem to hold and the conclusion to
// fail, that is proved to have a counterexample; nil where it finds none. As many real
// variables as there are equations between real numbers get an interval, those that change
// the equations most; the other real variables get simple values.
func (s *search) surround(f []float64, values eval.Env) *box {
	var equations []eval.Func
	var reals []int // slots
	for slot, v := range s.statement.Vars {
		if v.Type != elab.Type(elab.Real) {
			continue
		}
		reals = append(reals, slot)
	}
	for _, h := range s.statement.Hyps {
		for _, part := range conjuncts(h.Prop) {
			e, ok := realEquation(part)
			if ok && (&box{slots: reals}).mentioned(e) {
				e = inlined(e, values).(*elab.Apply)
				l, r := eval.Compile(e.Args[0]), eval.Compile(e.Args[1])
				equations = append(equations, func(p []float64) float64 { return l(p) - r(p) })
			}
		}
	}
	if len(equations) == 0 || len(equations) > min(len(reals), maxEquations) {
		return nil
	}
	b := &box{slots: s.steepest(equations, f, reals), env: make(eval.Env, len(s.statement.Vars))}
	if b.slots == nil {
		return nil
	}
	copy(b.env, values)
	var moving []int
	for _, slot := range reals {
		b.env[slot] = eval.Rational(simplest(f[slot]))
		f[slot] = float(b.env[slot])
	}
	for _, slot := range b.slots {
		b.env[slot] = nil
		moving = append(moving, s.indexOf[slot])
	}
	s.newton(f, moving, equations)
	for _, radius := range []exact.Rat{exact.Frac(1, 1_000_000), exact.Frac(1, 100_000_000), exact.Frac(1, 10_000)} {
		b.center, b.radius = nil, nil
		for _, slot := range b.slots {
			b.center = append(b.center, decimal(f[slot]))
			b.radius = append(b.radius, radius)
		}
		if b.confirm(s.statement) == nil {
			return b
		}
	}
	return nil
}

// decimal is x with as many decimals as are printed.
func decimal(x float64) exact.Rat {
	r, _ := exact.Parse(strconv.FormatFloat(x, 'f', places, 64))
	return r
}

// steepest chooses as many of the variables as there are equations, by elimination with the
// largest pivots in the slopes at f; nil where the slopes leave no choice.
func (s *search) steepest(equations []eval.Func, f []float64, slots []int) []int {
	slopes := mat.NewDense(len(equations), len(slots), nil)
	for i, e := range equations {
		for j, slot := range slots {
			slopes.Set(i, j, slope(e, f, slot))
		}
	}
	var chosen []int
	for i := range equations {
		row, column, size := -1, -1, 1e-9
		for k := i; k < len(equations); k++ {
			for j := range slots {
				if x := math.Abs(slopes.At(k, j)); x > size && !math.IsInf(x, 0) {
					row, column, size = k, j, x
				}
			}
		}
		if row < 0 {
			return nil
		}
		chosen = append(chosen, slots[column])
		for j := range slots {
			x, y := slopes.At(i, j), slopes.At(row, j)
			slopes.Set(i, j, y)
			slopes.Set(row, j, x)
		}
		for k := i + 1; k < len(equations); k++ {
			factor := slopes.At(k, column) / slopes.At(i, column)
			for j := range slots {
				slopes.Set(k, j, slopes.At(k, j)-factor*slopes.At(i, j))
			}
			slopes.Set(k, column, 0)
		}
	}
	return chosen
}
