package falsify

import (
	"maps"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// encloser gives real terms their enclosures on a box.
type encloser struct {
	*exact.Calculus
	env   eval.Env
	at    map[int]exact.Dual // by slot: the variables of the box, and what lambdas bind
	depth int
}

func (b *box) encloser(c *exact.Calculus, x []exact.Dual) *encloser {
	n := &encloser{Calculus: c, env: b.env, at: map[int]exact.Dual{}}
	for i, slot := range b.slots {
		n.at[slot] = x[i]
	}
	return n
}

// constant reports whether nothing that has an enclosure occurs in t.
func (n *encloser) constant(t elab.Term) bool {
	for slot := range n.at {
		if mentions(t, slot) {
			return false
		}
	}
	return true
}

// maxEnclosed bounds the nesting of terms and applications.
const maxEnclosed = 200

// term is the enclosure of a real term; the calculus is bad where it has none here.
func (n *encloser) term(t elab.Term) exact.Dual {
	if n.depth++; n.depth > maxEnclosed || !n.OK() || t.Type() != elab.Type(elab.Real) {
		return n.Fail()
	}
	defer func() { n.depth-- }()
	if n.constant(t) {
		x, err := eval.Number(t, n.env)
		if err != nil || x.Err() != nil {
			return n.Fail()
		}
		return n.Constant(x)
	}
	switch t := t.(type) {
	case *elab.Var:
		return n.at[t.Index]
	case *elab.Call:
		return n.call(t)
	case *elab.Apply:
		if t.Op == elab.Pow {
			return n.power(t)
		}
		args := make([]exact.Dual, len(t.Args))
		for i, x := range t.Args {
			args[i] = n.term(x)
		}
		return n.operation(t.Op, args)
	}
	return n.Fail()
}

// call applies a function whose value is a lambda.
func (n *encloser) call(t *elab.Call) exact.Dual {
	inner := &encloser{Calculus: n.Calculus, env: n.env, at: maps.Clone(n.at), depth: n.depth}
	l, ok := t.F.(*elab.Lambda)
	if v, isVar := t.F.(*elab.Var); isVar && v.Index < len(n.env) {
		f, isFunction := n.env[v.Index].(*eval.Function)
		if !isFunction || f.Lambda == nil || len(f.Table) > 0 {
			return n.Fail()
		}
		// Its free variables are those of its own environment.
		l, ok = f.Lambda, true
		inner.env, inner.at = f.Env, map[int]exact.Dual{}
	}
	if !ok {
		return n.Fail()
	}
	inner.at[l.Param.Index] = n.term(t.Arg)
	return inner.term(l.Body)
}

// power is x ^ y: with a whole exponent, or of a positive base.
func (n *encloser) power(t *elab.Apply) exact.Dual {
	base, exponent := t.Args[0], t.Args[1]
	if n.constant(exponent) {
		k, err := eval.Number(exponent, n.env)
		if err != nil {
			return n.Fail()
		}
		if r, ok := k.Rat(); ok && r.IsInt() && r.Abs().Cmp(exact.Int(maxWhole)) <= 0 {
			// For whole exponents the powers of all types agree, but for 0 to a negative one,
			// and there the inverse fails.
			i, _ := r.Int64()
			return n.Pow(n.term(base), int(i))
		}
	}
	x, y := n.term(base), n.term(exponent)
	if s, ok := x.Value.Sign(); !ok || s <= 0 {
		return n.Fail()
	}
	return n.Exp(n.Mul(y, n.Log(x)))
}

// maxWhole bounds whole exponents.
const maxWhole = 1000

func (n *encloser) operation(op elab.Op, x []exact.Dual) exact.Dual {
	switch op {
	case elab.Add:
		return n.Add(x[0], x[1])
	case elab.Sub:
		return n.Sub(x[0], x[1])
	case elab.Mul:
		return n.Mul(x[0], x[1])
	case elab.Div:
		return n.Mul(x[0], n.Inv(x[1]))
	case elab.Neg:
		return n.Neg(x[0])
	case elab.Inv:
		return n.Inv(x[0])
	case elab.Sqrt:
		return n.Sqrt(x[0])
	case elab.Abs:
		return n.Abs(x[0])
	case elab.Exp:
		return n.Exp(x[0])
	case elab.Log:
		return n.Log(x[0])
	case elab.Logb:
		return n.Mul(n.Log(x[1]), n.Inv(n.Log(x[0])))
	case elab.Sin:
		return n.Sin(x[0])
	case elab.Cos:
		return n.Cos(x[0])
	case elab.Tan:
		return n.Mul(n.Sin(x[0]), n.Inv(n.Cos(x[0])))
	case elab.Arctan:
		return n.Arctan(x[0])
	}
	return n.Fail()
}
