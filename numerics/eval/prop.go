package eval

import (
	"errors"
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// holds is the truth value of a proposition. A result without an error is proved.
func (e *evaluator) holds(t elab.Term, env Env) (bool, error) {
	if err := e.enter(); err != nil {
		return false, err
	}
	defer func() { e.depth-- }()
	switch t := t.(type) {
	case *elab.Var:
		v, err := variable(t, env)
		return truth(v, err)
	case *elab.Call:
		v, err := e.callTerm(t, env)
		return truth(v, err)
	case *elab.Apply:
		switch t.Op {
		case elab.True, elab.False:
			return t.Op == elab.True, nil
		case elab.And, elab.Or, elab.Imp, elab.Iff, elab.Not:
			return e.connective(t, env)
		case elab.Forall, elab.Exists, elab.ExistsUnique:
			return e.quantifier(t, env)
		case elab.Ite, elab.Fst, elab.Snd:
			pick := e.ite
			if t.Op != elab.Ite {
				pick = e.projection
			}
			v, err := pick(t, env)
			return truth(v, err)
		}
		return e.relation(t, env)
	}
	return false, unsupported("a proposition made otherwise")
}

func truth(v Value, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	b, ok := v.(Bool)
	if !ok {
		return false, unsupported("a proposition without a truth value")
	}
	return bool(b), nil
}

// searches reports whether t has a quantifier at its top, below connectives.
func searches(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false
	}
	switch a.Op {
	case elab.Forall, elab.Exists, elab.ExistsUnique:
		return true
	case elab.And, elab.Or, elab.Imp, elab.Iff, elab.Not:
		return slices.ContainsFunc(a.Args, searches)
	}
	return false
}

// connective decides from one side where that is enough, whichever is decided.
func (e *evaluator) connective(a *elab.Apply, env Env) (bool, error) {
	if a.Op == elab.And && searches(a.Args[0]) && !searches(a.Args[1]) {
		// The cheaper side first: where it is false it decides.
		a = &elab.Apply{Op: a.Op, Args: []elab.Term{a.Args[1], a.Args[0]}, T: a.T}
	}
	l, err := e.holds(a.Args[0], env)
	if a.Op == elab.Not {
		return !l && err == nil, err
	}
	// absorbing is the truth value of one side that decides the whole.
	known := err == nil
	if known {
		switch {
		case a.Op == elab.And && !l:
			return false, nil
		case a.Op == elab.Or && l, a.Op == elab.Imp && !l:
			return true, nil
		}
	} else if !errors.Is(err, ErrUndecided) && !errors.Is(err, ErrUnsupported) {
		return false, err
	}
	r, errR := e.holds(a.Args[1], env)
	if errR != nil {
		if !known {
			return false, err
		}
		return false, errR
	}
	if known {
		if a.Op == elab.Iff {
			return l == r, nil
		}
		return r, nil
	}
	switch {
	case a.Op == elab.And && !r:
		return false, nil
	case (a.Op == elab.Or || a.Op == elab.Imp) && r:
		return true, nil
	}
	return false, err
}

// relation is the truth value of a relation or predicate.
func (e *evaluator) relation(a *elab.Apply, env Env) (bool, error) {
	switch a.Op {
	case elab.Eq, elab.Ne:
		same, err := e.equalTerms(a.Args[0], a.Args[1], env)
		return same == (a.Op == elab.Eq) && err == nil, err
	case elab.Lt, elab.Le, elab.Gt, elab.Ge:
		return e.order(a, env)
	case elab.Mem:
		x, err := e.value(a.Args[0], env)
		if err != nil {
			return false, err
		}
		return e.member(x, a.Args[1], env)
	case elab.Pairwise:
		return e.pairwise(a, env)
	case elab.Subset, elab.StrictSubset:
		return e.subset(a, env)
	case elab.Finite, elab.IsLeast, elab.IsGreatest, elab.IsLUB, elab.IsGLB:
		return e.setPredicate(a, env)
	case elab.Injective, elab.Surjective, elab.Bijective, elab.Monotone, elab.StrictMono,
		elab.Antitone, elab.StrictAnti:
		return e.functionPredicate(a, env)
	}
	var xs [3]exact.Real
	if len(a.Args) == 0 || len(a.Args) > len(xs) {
		return false, unsupported(a.Op.String())
	}
	if a.Args[0].Type() == elab.Type(elab.Complex) {
		return e.complexPredicate(a, env)
	}
	for i, arg := range a.Args {
		switch arg.Type().(type) {
		case elab.Scalar, elab.Fin, elab.ZMod:
		default:
			return false, unsupported(a.Op.String() + " of " + arg.Type().String())
		}
		var err error
		if xs[i], err = e.number(arg, env); err != nil {
			divides := a.Op == elab.Dvd || a.Op == elab.ModEq || a.Op == elab.Even || a.Op == elab.Odd
			if divides && integral(arg.Type()) && e.tooLarge(err) {
				return e.divisibility(a, env)
			}
			return false, err
		}
	}
	return e.predicate(a, xs)
}

// complexPredicate decides ∣, Even, Odd and the like in ℂ, which is a field.
func (e *evaluator) complexPredicate(a *elab.Apply, env Env) (bool, error) {
	z, err := e.complex(a.Args[0], env)
	if err != nil {
		return false, err
	}
	switch a.Op {
	case elab.Even, elab.Odd, elab.IsSquare:
		return true, nil
	case elab.Dvd:
		zero, err := e.equal(z, Complex{})
		if err != nil || !zero {
			return err == nil, err
		}
		w, err := e.complex(a.Args[1], env)
		if err != nil {
			return false, err
		}
		return e.equal(w, Complex{})
	}
	return false, unsupported(a.Op.String() + " in ℂ")
}

// order is <, ≤, > or ≥ of numbers, or of sets.
func (e *evaluator) order(a *elab.Apply, env Env) (bool, error) {
	switch t := a.Args[0].Type().(type) {
	case elab.Scalar:
		if t == elab.Complex || t == elab.Prop {
			return false, unsupported("an order of " + t.String())
		}
	case elab.Fin:
	case elab.Set, elab.Finset:
		return e.subset(a, env)
	default:
		return false, unsupported("an order of " + t.String())
	}
	x, err := e.number(a.Args[0], env)
	if err != nil {
		return false, err
	}
	y, err := e.number(a.Args[1], env)
	if err != nil {
		return false, err
	}
	c, err := e.compare(x, y)
	if err != nil {
		return false, err
	}
	switch a.Op {
	case elab.Lt:
		return c < 0, nil
	case elab.Le:
		return c <= 0, nil
	case elab.Gt:
		return c > 0, nil
	default:
		return c >= 0, nil
	}
}

// predicate decides a predicate of numbers.
func (e *evaluator) predicate(a *elab.Apply, xs [3]exact.Real) (bool, error) {
	t := a.Args[0].Type()
	x, y := xs[0], xs[1]
	if a.Op == elab.Irrational {
		irrational, ok := x.Irrational()
		if !ok {
			return false, undecided("whether a number is rational")
		}
		return irrational, nil
	}
	if scalar(t).Field() {
		return e.fieldPredicate(a, x, y)
	}
	p, okP := x.Rat()
	q, okQ := y.Rat()
	r, okR := xs[2].Rat()
	if !okP || !okQ || !okR {
		return false, unsupported(a.Op.String() + " of an irrational number")
	}
	if n := modulus(t); n > 0 {
		return modularPredicate(a.Op, p, q, int64(n))
	}
	switch a.Op {
	case elab.Dvd:
		if p.Sign() == 0 {
			return q.Sign() == 0, nil
		}
		return remainder(q, p).Sign() == 0, nil
	case elab.ModEq:
		return remainder(q, p).Cmp(remainder(r, p)) == 0, nil
	case elab.Even:
		return remainder(p, exact.Int(2)).Sign() == 0, nil
	case elab.Odd:
		return remainder(p, exact.Int(2)).Sign() != 0, nil
	case elab.Coprime:
		return gcd(p, q).Cmp(exact.Int(1)) == 0, nil
	case elab.Prime:
		if err := e.spend(1 + p.BitLen()*p.BitLen()/64); err != nil {
			return false, err
		}
		return isPrime(p.Abs().Num())
	case elab.Squarefree:
		return e.squarefree(p.Num())
	case elab.IsSquare:
		return isSquare(p.Num()), nil
	}
	return false, unsupported(a.Op.String())
}

// fieldPredicate decides a predicate in ℚ, ℝ or NNReal.
func (e *evaluator) fieldPredicate(a *elab.Apply, x, y exact.Real) (bool, error) {
	s := scalar(a.Args[0].Type())
	switch a.Op {
	case elab.Dvd, elab.Squarefree:
		c, err := e.compare(x, exact.Real{})
		if err != nil || c != 0 {
			return err == nil, err
		}
		if a.Op == elab.Squarefree {
			return false, nil
		}
		c, err = e.compare(y, exact.Real{})
		return c == 0 && err == nil, err
	case elab.Even:
		return true, nil // x = x/2 + x/2
	case elab.Odd:
		if s == elab.NNReal { // x = 2m + 1
			c, err := e.compare(x, exact.RealInt(1))
			return c >= 0 && err == nil, err
		}
		return true, nil
	case elab.IsSquare:
		if r, ok := x.Rat(); ok && s == elab.Rat {
			return isSquare(r.Num()) && isSquare(r.Den()), nil
		}
		c, err := e.compare(x, exact.Real{})
		return c >= 0 && err == nil, err
	}
	return false, unsupported(a.Op.String() + " in " + s.String())
}

// modularPredicate decides a predicate of residues modulo n.
func modularPredicate(op elab.Op, p, q exact.Rat, n int64) (bool, error) {
	m := exact.Int(n)
	switch op {
	case elab.Dvd:
		return remainder(q, gcd(p, m)).Sign() == 0, nil
	case elab.Even:
		return n%2 != 0 || remainder(p, exact.Int(2)).Sign() == 0, nil
	case elab.Odd:
		return n%2 != 0 || remainder(p, exact.Int(2)).Sign() != 0, nil
	case elab.IsSquare:
		if n > 1<<16 {
			return false, ErrTooLarge
		}
		for k := range n {
			if p.Cmp(exact.Int(k*k%n)) == 0 {
				return true, nil
			}
		}
		return false, nil
	}
	return false, unsupported(op.String() + " of residues")
}

func remainder(a, b exact.Rat) exact.Rat {
	_, m := exact.DivMod(a, b)
	return m
}
