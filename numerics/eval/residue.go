package eval

import (
	"errors"
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// residue is the value of an integer term modulo m > 0, for terms whose own value may be too
// large: powers are taken modulo m, and so are sums, products and factorials.
func (e *evaluator) residue(t elab.Term, m exact.Rat, env Env) (exact.Rat, error) {
	if err := e.enter(); err != nil {
		return m, err
	}
	defer func() { e.depth-- }()
	reduce := func(r exact.Rat, err error) (exact.Rat, error) { return remainder(r, m), err }
	switch t := t.(type) {
	case *elab.Cast:
		if integral(t.X.Type()) && integral(t.T) {
			return e.residue(t.X, m, env)
		}
	case *elab.Apply:
		switch {
		case t.Op == elab.Add, t.Op == elab.Mul, t.Op == elab.Sub && scalar(t.T) == elab.Int:
			x, err := e.residue(t.Args[0], m, env)
			if err != nil {
				return x, err
			}
			y, err := e.residue(t.Args[1], m, env)
			switch t.Op {
			case elab.Add:
				return reduce(x.Add(y), err)
			case elab.Mul:
				return reduce(x.Mul(y), err)
			}
			return reduce(x.Sub(y), err)
		case t.Op == elab.Neg && scalar(t.T) == elab.Int:
			x, err := e.residue(t.Args[0], m, env)
			return reduce(x.Neg(), err)
		case t.Op == elab.Pow && scalar(t.Args[1].Type()) == elab.Nat:
			x, err := e.residue(t.Args[0], m, env)
			if err != nil {
				return x, err
			}
			n, err := e.number(t.Args[1], env)
			r, ok := n.Rat()
			if err != nil || !ok {
				return x, err
			}
			if err := e.spend(r.BitLen() * (1 + m.BitLen()/64)); err != nil {
				return x, err
			}
			return exact.FromBigInt(new(big.Int).Exp(x.Num(), r.Num(), m.Num())), nil
		case (t.Op == elab.Sum || t.Op == elab.Prod) && integral(t.T):
			return e.residueSum(t, m, env)
		}
	}
	x, err := e.number(t, env)
	if err != nil {
		return m, err
	}
	r, ok := x.Rat()
	if !ok || !r.IsInt() {
		return m, unsupported("a residue of a fraction")
	}
	return remainder(r, m), nil
}

func (e *evaluator) residueSum(t *elab.Apply, m exact.Rat, env Env) (exact.Rat, error) {
	total := exact.Rat{}
	if t.Op == elab.Prod {
		total = exact.Int(1)
	}
	l, ok := t.Args[1].(*elab.Lambda)
	if !ok {
		return m, unsupported("a residue of a sum")
	}
	err := e.each(t.Args[0], env, func(x Value) error {
		y, err := e.residue(l.Body, m, env.bind(l.Param.Index, x))
		if t.Op == elab.Sum {
			total = total.Add(y)
		} else {
			total = total.Mul(y)
		}
		total = remainder(total, m)
		return err
	})
	return remainder(total, m), err
}

// modulo is a % n, a ≡ b [MOD n] or n ∣ a for an a that is too large to be written out: the
// residues of the terms modulo n > 0.
func (e *evaluator) modulo(n elab.Term, env Env, terms ...elab.Term) ([]exact.Rat, error) {
	x, err := e.number(n, env)
	if err != nil {
		return nil, err
	}
	m, ok := x.Rat()
	if !ok || !m.IsInt() || m.Sign() <= 0 {
		return nil, ErrTooLarge
	}
	residues := make([]exact.Rat, len(terms))
	for i, t := range terms {
		if residues[i], err = e.residue(t, m, env); err != nil {
			return nil, err
		}
	}
	return residues, nil
}

// divisibility decides ∣, ≡, Even and Odd of integers by residues.
func (e *evaluator) divisibility(a *elab.Apply, env Env) (bool, error) {
	var rs []exact.Rat
	var err error
	switch a.Op {
	case elab.Dvd:
		rs, err = e.modulo(a.Args[0], env, a.Args[1])
	case elab.ModEq:
		rs, err = e.modulo(a.Args[0], env, a.Args[1], a.Args[2])
		if err == nil {
			return rs[0].Cmp(rs[1]) == 0, nil
		}
	default:
		rs, err = e.modulo(lit(2, a.Args[0].Type()), env, a.Args[0])
	}
	if err != nil {
		return false, err
	}
	return (rs[0].Sign() == 0) == (a.Op != elab.Odd), nil
}

// tooLarge reports whether a number was too large while there is still work left.
func (e *evaluator) tooLarge(err error) bool { return errors.Is(err, ErrTooLarge) && e.left > 0 }
