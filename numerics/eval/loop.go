package eval

import (
	"math"

	"cosita/lean/elab"
)

// maxLoop bounds the terms of a sum of floats.
const maxLoop = 1 << 16

// loop calls f with the elements of a finset of numbers, and is false where it has none here.
type loop func(p []float64, f func(x float64)) bool

// compileSum is a sum or product over a range, an interval or a list of numbers, perhaps
// filtered.
func compileSum(t *elab.Apply) Func {
	l, ok := t.Args[1].(*elab.Lambda)
	if !ok || !numeric(l.Param.T) {
		return nowhere
	}
	run := compileLoop(t.Args[0])
	body, slot := compile(l.Body), l.Param.Index
	return func(p []float64) float64 {
		total := 0.0
		if t.Op == elab.Prod {
			total = 1
		}
		ok := run(p, func(x float64) {
			p[slot] = x
			if t.Op == elab.Sum {
				total += body(p)
			} else {
				total *= body(p)
			}
		})
		if !ok {
			return math.NaN()
		}
		return total
	}
}

func noLoop([]float64, func(float64)) bool { return false }

func compileLoop(t elab.Term) loop {
	a, ok := t.(*elab.Apply)
	if !ok {
		return noLoop
	}
	switch a.Op {
	case elab.Range, elab.Icc, elab.Ico, elab.Ioc, elab.Ioo, elab.Iic, elab.Iio:
		if !integral(elem(a.T)) {
			return noLoop
		}
		lo := func([]float64) float64 { return 0 }
		if scalar(elem(a.T)) == elab.PNat {
			lo = func([]float64) float64 { return 1 }
		}
		hi := compile(a.Args[len(a.Args)-1])
		if len(a.Args) == 2 {
			lo = compile(a.Args[0])
		}
		first, last := 0.0, 0.0
		switch a.Op {
		case elab.Ioc, elab.Ioo:
			first = 1
		}
		switch a.Op {
		case elab.Range, elab.Ico, elab.Ioo, elab.Iio:
			last = -1
		}
		return func(p []float64, f func(float64)) bool {
			from, to := lo(p)+first, hi(p)+last
			if !(to-from < maxLoop) { // NaN too
				return false
			}
			for x := from; x <= to; x++ {
				f(x)
			}
			return true
		}
	case elab.Filter:
		l, ok := a.Args[1].(*elab.Lambda)
		if !ok {
			return noLoop
		}
		inner, test, slot := compileLoop(a.Args[0]), compileTest(l.Body), l.Param.Index
		return func(p []float64, f func(float64)) bool {
			return inner(p, func(x float64) {
				if p[slot] = x; test(p) {
					f(x)
				}
			})
		}
	case elab.Divisors:
		n := compile(a.Args[0])
		return func(p []float64, f func(float64)) bool {
			m := n(p)
			if !(m < maxLoop) {
				return false
			}
			for d := 1.0; d <= m; d++ {
				if math.Mod(m, d) == 0 {
					f(d)
				}
			}
			return true
		}
	}
	return noLoop
}

// compileTest is the truth value of a proposition on floats.
func compileTest(t elab.Term) func(p []float64) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return func([]float64) bool { return false }
	}
	switch a.Op {
	case elab.Not, elab.And, elab.Or, elab.Imp, elab.Iff:
		x := compileTest(a.Args[0])
		if a.Op == elab.Not {
			return func(p []float64) bool { return !x(p) }
		}
		y := compileTest(a.Args[1])
		switch a.Op {
		case elab.And:
			return func(p []float64) bool { return x(p) && y(p) }
		case elab.Or:
			return func(p []float64) bool { return x(p) || y(p) }
		case elab.Imp:
			return func(p []float64) bool { return !x(p) || y(p) }
		default:
			return func(p []float64) bool { return x(p) == y(p) }
		}
	case elab.Le, elab.Ge, elab.Eq:
		m := margin(t)
		return func(p []float64) bool { return m(p) >= 0 }
	}
	m := margin(t)
	return func(p []float64) bool { return m(p) > 0 }
}

// Margin makes a proposition a function that says by how much it holds: positive where it
// holds with room, negative where it fails, near 0 where rounding hides which, 0 where it is
// not known.
func Margin(t elab.Term) Func {
	f := margin(t)
	if slots := highest(t) + 1; binds(t) {
		return func(p []float64) float64 {
			q := make([]float64, max(slots, len(p)))
			copy(q, p)
			return f(q)
		}
	}
	return f
}

func unknownMargin([]float64) float64 { return 0 }

func margin(t elab.Term) Func {
	a, ok := t.(*elab.Apply)
	if !ok {
		return unknownMargin
	}
	switch a.Op {
	case elab.True:
		return func([]float64) float64 { return 1 }
	case elab.False:
		return func([]float64) float64 { return -1 }
	case elab.Not:
		x := margin(a.Args[0])
		return func(p []float64) float64 { return -x(p) }
	case elab.And, elab.Or, elab.Imp, elab.Iff:
		return compileConnective(a.Op, margin(a.Args[0]), margin(a.Args[1]))
	case elab.Mem:
		if p, ok := membership(a.Args[0], a.Args[1], nil); ok && elem(a.Args[1].Type()) == a.Args[0].Type() && !binds(p) {
			return margin(p)
		}
		return unknownMargin
	case elab.Dvd, elab.ModEq, elab.Even, elab.Odd:
		return compileDivisibility(a)
	}
	if !a.Op.Relation() || !numeric(a.Args[0].Type()) {
		return unknownMargin
	}
	x, y := compile(a.Args[0]), compile(a.Args[1])
	switch a.Op {
	case elab.Lt, elab.Le:
		return func(p []float64) float64 { return y(p) - x(p) }
	case elab.Gt, elab.Ge:
		return func(p []float64) float64 { return x(p) - y(p) }
	case elab.Eq:
		return func(p []float64) float64 { return -math.Abs(x(p) - y(p)) }
	default:
		return func(p []float64) float64 { return math.Abs(x(p) - y(p)) }
	}
}

func compileConnective(op elab.Op, x, y Func) Func {
	switch op {
	case elab.And:
		return func(p []float64) float64 { return min(x(p), y(p)) }
	case elab.Or:
		return func(p []float64) float64 { return max(x(p), y(p)) }
	case elab.Imp:
		return func(p []float64) float64 { return max(-x(p), y(p)) }
	default:
		return func(p []float64) float64 {
			a, b := x(p), y(p)
			return min(max(-a, b), max(a, -b))
		}
	}
}

// compileDivisibility is 1 or -1 for integers that floats hold exactly, else 0.
func compileDivisibility(a *elab.Apply) Func {
	for _, t := range a.Args {
		if !integral(t.Type()) {
			return unknownMargin
		}
	}
	x := compile(a.Args[0])
	sign := func(holds bool, sizes ...float64) float64 {
		for _, s := range sizes {
			if !(math.Abs(s) < 1<<53) {
				return 0
			}
		}
		if holds {
			return 1
		}
		return -1
	}
	switch a.Op {
	case elab.Even:
		return func(p []float64) float64 { n := x(p); return sign(modulo(n, 2) == 0, n) }
	case elab.Odd:
		return func(p []float64) float64 { n := x(p); return sign(modulo(n, 2) == 1, n) }
	}
	y := compile(a.Args[1])
	if a.Op == elab.Dvd {
		return func(p []float64) float64 { n, m := x(p), y(p); return sign(modulo(m, n) == 0, n, m) }
	}
	z := compile(a.Args[2])
	return func(p []float64) float64 {
		n, m, k := x(p), y(p), z(p)
		return sign(modulo(m, n) == modulo(k, n), n, m, k)
	}
}
