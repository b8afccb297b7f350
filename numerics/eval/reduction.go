package eval

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// sum is a sum or product of real numbers over a finset.
func (e *evaluator) sum(a *elab.Apply, env Env) (exact.Real, error) {
	total := exact.Real{}
	if a.Op == elab.Prod {
		total = exact.RealInt(1)
	}
	f := a.Args[1]
	err := e.each(a.Args[0], env, func(x Value) error {
		y, err := e.applyNumber(f, x, env)
		if err != nil {
			return err
		}
		if a.Op == elab.Sum {
			total = total.Add(y)
		} else {
			total = total.Mul(y)
		}
		if r, ok := total.Rat(); !ok || long(r) {
			if err := total.Err(); err != nil {
				return err
			}
			if err := e.spend(1 + r.BitLen()/1024); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return total, err
	}
	return wrap(total, a.T)
}

// reduction is a number made from a set or list.
func (e *evaluator) reduction(a *elab.Apply, env Env) (exact.Real, error) {
	switch a.Op {
	case elab.Card:
		n := int64(0)
		err := e.each(a.Args[0], env, func(Value) error { n++; return nil })
		return exact.RealInt(n), err
	case elab.NCard, elab.SSup, elab.SInf:
		return e.setNumber(a, env)
	case elab.OfDigits:
		b, err := e.number(a.Args[0], env)
		if err != nil {
			return b, err
		}
		l, err := e.listValue(a.Args[1], env)
		if err != nil {
			return b, err
		}
		var total exact.Real
		for _, v := range slices.Backward(l) {
			d, err := real(v, elab.Nat)
			if err != nil {
				return d, err
			}
			if total = total.Mul(b).Add(d); total.Err() != nil {
				return total, total.Err()
			}
			if err := e.spend(1); err != nil {
				return total, err
			}
		}
		return wrap(total, a.T)
	}
	l, err := e.listValue(a.Args[0], env)
	if err != nil {
		return exact.Real{}, err
	}
	total := exact.Real{}
	if a.Op == elab.ListProd {
		total = exact.RealInt(1)
	}
	for _, v := range l {
		switch x, err := real(v, a.T); {
		case a.Op == elab.Length:
			total = total.Add(exact.RealInt(1))
		case err != nil:
			return x, err
		case a.Op == elab.ListSum:
			total = total.Add(x)
		default:
			total = total.Mul(x)
		}
		if err := total.Err(); err != nil {
			return total, err
		}
	}
	if err := e.spend(len(l)); err != nil {
		return total, err
	}
	if a.Op == elab.Length {
		return total, nil
	}
	return wrap(total, a.T)
}

func (e *evaluator) listValue(t elab.Term, env Env) (List, error) {
	v, err := e.value(t, env)
	if err != nil {
		return nil, err
	}
	l, ok := v.(List)
	if !ok {
		return nil, unsupported("a list made otherwise")
	}
	return l, nil
}

// list is the value of a list given by its elements or as digits.
func (e *evaluator) list(a *elab.Apply, env Env) (Value, error) {
	if a.Op == elab.List {
		l := make(List, 0, len(a.Args))
		for _, t := range a.Args {
			x, err := e.value(t, env)
			if err != nil {
				return nil, err
			}
			l = append(l, x)
		}
		return l, nil
	}
	var rs [2]exact.Rat
	for i, t := range a.Args {
		x, err := e.number(t, env)
		if err != nil {
			return nil, err
		}
		r, ok := x.Rat()
		if !ok {
			return nil, unsupported(a.Op.String())
		}
		rs[i] = r
	}
	l, err := e.digits(rs[0], rs[1])
	return l, err
}
