package falsify

import (
	"maps"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// fraction is num/den. It is loose when it equals the term only where no divisor is 0.
type fraction struct {
	num, den exact.Poly
	loose    bool
}

// scope gives variables that lambdas bind their values, by slot.
type scope map[int]fraction

func (s scope) with(slot int, f fraction) scope {
	inner := make(scope, len(s)+1)
	maps.Copy(inner, s)
	inner[slot] = f
	return inner
}

func constant(c exact.Rat) fraction {
	return fraction{num: exact.Const(c), den: exact.Const(exact.Int(1))}
}

// constant is the value of a fraction without variables.
func (f fraction) constant() (exact.Rat, bool) {
	n, okN := constantOf(f.num)
	d, okD := constantOf(f.den)
	if !okN || !okD || f.loose || d.Sign() == 0 {
		return exact.Rat{}, false
	}
	return n.Quo(d), true
}

// constantOf is the value of a polynomial without variables.
func constantOf(p exact.Poly) (exact.Rat, bool) {
	terms := p.Terms()
	switch {
	case len(terms) == 0:
		return exact.Rat{}, true
	case len(terms) == 1 && len(terms[0].Powers) == 0:
		return terms[0].Coef, true
	}
	return exact.Rat{}, false
}

// fraction is a number as a quotient of polynomials over ℚ in the problem's variables.
// Where t is an operation that no polynomial gives (rounding, truncation, |x|) there is none.
func (p *problem) fraction(t elab.Term, in scope) (fraction, bool) {
	if s, ok := t.Type().(elab.Scalar); !ok || s == elab.Prop {
		return fraction{}, false
	}
	switch t := t.(type) {
	case *elab.Var:
		if f, ok := in[t.Index]; ok {
			return f, true
		}
		if t.Index >= len(p.indexOf) {
			return fraction{}, false
		}
		i := p.indexOf[t.Index]
		if i < 0 || !p.vars[i].number() {
			return fraction{}, false
		}
		return fraction{num: exact.X(i), den: exact.Const(exact.Int(1))}, true
	case *elab.Lit:
		if t.Value.Num().BitLen() > eval.MaxBits {
			return fraction{}, false
		}
		return constant(exact.FromBig(t.Value)), true
	case *elab.Cast:
		return p.fraction(t.X, in)
	case *elab.Call:
		return p.call(t, in)
	case *elab.Apply:
		return p.operation(t, in)
	}
	return fraction{}, false
}

func (p *problem) operation(t *elab.Apply, in scope) (fraction, bool) {
	s, ok := t.T.(elab.Scalar)
	if !ok || len(t.Args) == 0 {
		return fraction{}, false
	}
	if t.Op == elab.Sum || t.Op == elab.Prod {
		return p.unroll(t, in)
	}
	x, ok := p.fraction(t.Args[0], in)
	if !ok {
		return fraction{}, false
	}
	if t.Op == elab.Pow {
		return p.power(t, x, in)
	}
	var y fraction
	if len(t.Args) == 2 {
		if y, ok = p.fraction(t.Args[1], in); !ok {
			return fraction{}, false
		}
	}
	switch {
	case t.Op == elab.Neg:
		return fraction{x.num.Scale(exact.Int(-1)), x.den, x.loose}, true
	case t.Op == elab.Add:
		return x.add(y)
	case t.Op == elab.Sub && (s == elab.Int || s.Field() && s != elab.NNReal):
		return x.add(fraction{y.num.Scale(exact.Int(-1)), y.den, y.loose})
	case t.Op == elab.Mul, t.Op == elab.Smul:
		return x.mul(y)
	case t.Op == elab.Div && s.Field():
		inverse, ok := y.inverse()
		if !ok {
			return fraction{}, false
		}
		return x.mul(inverse)
	case t.Op == elab.Inv && s.Field():
		return x.inverse()
	case t.Op == elab.Succ:
		return x.add(constant(exact.Int(1)))
	}
	return rounded(t.Op, s, x, y)
}

// rounded is an operation on constants in ℕ or ℤ that is no polynomial.
func rounded(op elab.Op, s elab.Scalar, x, y fraction) (fraction, bool) {
	a, okA := x.constant()
	b, okB := y.constant()
	if !okA || !okB || s != elab.Nat && s != elab.Int {
		return fraction{}, false
	}
	switch op {
	case elab.Sub:
		if c := a.Sub(b); s == elab.Int || c.Sign() >= 0 {
			return constant(c), true
		}
		return constant(exact.Rat{}), true
	case elab.Div:
		q, _ := exact.DivMod(a, b)
		return constant(q), true
	case elab.Mod:
		_, m := exact.DivMod(a, b)
		return constant(m), true
	}
	return fraction{}, false
}

// maxPower is the highest exponent of an equation.
const maxPower = 64

func (p *problem) power(t *elab.Apply, x fraction, in scope) (fraction, bool) {
	y, ok := p.fraction(t.Args[1], in)
	if !ok {
		return fraction{}, false
	}
	c, ok := y.constant()
	if !ok {
		return fraction{}, false
	}
	n, ok := c.Int64()
	if !ok || n > maxPower || n < -maxPower {
		return fraction{}, false
	}
	if n < 0 {
		if x, ok = x.inverse(); !ok {
			return fraction{}, false
		}
		n = -n
	}
	num, ok := x.num.Pow(int(n))
	den, ok2 := x.den.Pow(int(n))
	return fraction{num, den, x.loose}, ok && ok2
}

// maxUnrolled is the longest sum that is written out.
const maxUnrolled = 300

// unroll writes out a sum or product over an interval of numerals.
func (p *problem) unroll(t *elab.Apply, in scope) (fraction, bool) {
	l, ok := t.Args[1].(*elab.Lambda)
	if !ok {
		return fraction{}, false
	}
	lo, hi, ok := p.interval(t.Args[0], in)
	if !ok || hi-lo > maxUnrolled {
		return fraction{}, false
	}
	whole := constant(exact.Int(0))
	join := fraction.add
	if t.Op == elab.Prod {
		whole, join = constant(exact.Int(1)), fraction.mul
	}
	for k := lo; k <= hi; k++ {
		f, ok := p.fraction(l.Body, in.with(l.Param.Index, constant(exact.Int(k))))
		if !ok {
			return fraction{}, false
		}
		if whole, ok = join(whole, f); !ok {
			return fraction{}, false
		}
	}
	return whole, true
}

// interval is the first and last number of a finset that is an interval with constant ends.
func (p *problem) interval(t elab.Term, in scope) (lo, hi int64, ok bool) {
	s, ok := t.(*elab.Apply)
	if !ok || len(s.Args) == 0 {
		return 0, 0, false
	}
	if f, isSet := s.T.(elab.Finset); !isSet || f.Elem != elab.Type(elab.Nat) && f.Elem != elab.Type(elab.Int) {
		return 0, 0, false
	}
	var ends [2]int64
	for i, x := range s.Args {
		f, ok := p.fraction(x, in)
		if !ok || i > 1 {
			return 0, 0, false
		}
		c, ok := f.constant()
		if !ok {
			return 0, 0, false
		}
		if ends[i], ok = c.Int64(); !ok || ends[i] > 1<<40 || ends[i] < -1<<40 {
			return 0, 0, false
		}
	}
	switch s.Op {
	case elab.Range:
		return 0, ends[0] - 1, true
	case elab.Icc:
		return ends[0], ends[1], len(s.Args) == 2
	case elab.Ico:
		return ends[0], ends[1] - 1, len(s.Args) == 2
	case elab.Ioc:
		return ends[0] + 1, ends[1], len(s.Args) == 2
	case elab.Ioo:
		return ends[0] + 1, ends[1] - 1, len(s.Args) == 2
	}
	return 0, 0, false
}

func (f fraction) add(g fraction) (fraction, bool) {
	a, ok1 := f.num.Mul(g.den)
	b, ok2 := g.num.Mul(f.den)
	den, ok3 := f.den.Mul(g.den)
	return fraction{a.Add(b), den, f.loose || g.loose}, ok1 && ok2 && ok3
}

func (f fraction) mul(g fraction) (fraction, bool) {
	num, ok1 := f.num.Mul(g.num)
	den, ok2 := f.den.Mul(g.den)
	return fraction{num, den, f.loose || g.loose}, ok1 && ok2
}

// inverse is 1/f, exact where f is a constant other than 0; a polynomial numerator may
// vanish at points, and then the result is loose.
func (f fraction) inverse() (fraction, bool) {
	terms := f.num.Terms()
	if len(terms) == 0 {
		return fraction{}, false
	}
	if len(terms) == 1 && len(terms[0].Powers) == 0 {
		return fraction{f.den.Scale(exact.Int(1).Quo(terms[0].Coef)), exact.Const(exact.Int(1)), f.loose}, true
	}
	return fraction{f.den, f.num, true}, true
}
