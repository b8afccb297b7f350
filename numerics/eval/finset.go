package eval

import (
	"fmt"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// maxElements bounds the finite sets that are written out.
const maxElements = 1 << 18

// finset is the value of a term of type Finset.
func (e *evaluator) finset(t elab.Term, env Env) (Finset, error) {
	if a, ok := t.(*elab.Apply); ok {
		switch a.Op {
		case elab.Enum, elab.Union, elab.Inter, elab.SetDiff, elab.Image, elab.Powerset,
			elab.ToFinset, elab.Compl:
			return e.combination(a, env)
		}
	}
	var s Finset
	err := e.each(t, env, func(x Value) error {
		if len(s) >= maxElements {
			return fmt.Errorf("a set of more than %d elements: %w", maxElements, ErrTooLarge)
		}
		s = append(s, x)
		return nil
	})
	return s, err
}

// each calls f with the elements of a finset, each once, without writing it out where it is a
// range.
func (e *evaluator) each(t elab.Term, env Env, f func(Value) error) error {
	a, ok := t.(*elab.Apply)
	if !ok {
		v, err := e.value(t, env)
		if err != nil {
			return err
		}
		s, ok := v.(Finset)
		if !ok {
			return unsupported("a finset made otherwise")
		}
		return e.all(s, f)
	}
	switch a.Op {
	case elab.Range, elab.Icc, elab.Ico, elab.Ioc, elab.Ioo, elab.Iic, elab.Iio, elab.Univ:
		if a.Op == elab.Univ {
			if s, ok := e.finiteType(elem(a.T)); ok {
				return e.all(s, f)
			}
		}
		lo, hi, err := e.bounds(a, env)
		if err != nil {
			return err
		}
		return e.span(lo, hi, f)
	case elab.Filter:
		return e.each(a.Args[0], env, func(x Value) error {
			v, err := e.applyTo(a.Args[1], x, env)
			in, err := truth(v, err)
			if err != nil || !in {
				return err
			}
			return f(x)
		})
	case elab.Divisors, elab.ProperDivisors, elab.PrimeFactors:
		s, err := e.divisorSet(a, env)
		if err != nil {
			return err
		}
		return e.all(s, f)
	case elab.Product:
		return e.each(a.Args[0], env, func(x Value) error {
			return e.each(a.Args[1], env, func(y Value) error { return f(Pair{x, y}) })
		})
	case elab.Enum, elab.Union, elab.Inter, elab.SetDiff, elab.Image, elab.Powerset,
		elab.ToFinset, elab.Compl:
		s, err := e.combination(a, env)
		if err != nil {
			return err
		}
		return e.all(s, f)
	case elab.Ite, elab.Fst, elab.Snd:
		pick := e.ite
		if a.Op != elab.Ite {
			pick = e.projection
		}
		v, err := pick(a, env)
		if err != nil {
			return err
		}
		s, ok := v.(Finset)
		if !ok {
			return unsupported("a finset made otherwise")
		}
		return e.all(s, f)
	}
	return unsupported(a.Op.String() + " as a finset")
}

func (e *evaluator) all(s Finset, f func(Value) error) error {
	for _, x := range s {
		if err := e.spend(1); err != nil {
			return err
		}
		if err := f(x); err != nil {
			return err
		}
	}
	return nil
}

// span calls f with the integers from lo to hi.
func (e *evaluator) span(lo, hi exact.Rat, f func(Value) error) error {
	if lo.Cmp(hi) > 0 {
		return nil
	}
	n, ok := hi.Sub(lo).Int64()
	if !ok || n >= int64(e.left) {
		return fmt.Errorf("a range of %.30s numbers: %w", hi.Sub(lo), ErrTooLarge)
	}
	for k := lo; k.Cmp(hi) <= 0; k = k.Add(exact.Int(1)) {
		if err := e.spend(1); err != nil {
			return err
		}
		if err := f(Rational(k)); err != nil {
			return err
		}
	}
	return nil
}

// bounds are the least and the largest element of an interval of integers.
func (e *evaluator) bounds(a *elab.Apply, env Env) (lo, hi exact.Rat, err error) {
	var elem elab.Type
	switch t := a.T.(type) {
	case elab.Finset:
		elem = t.Elem
	case elab.Set:
		elem = t.Elem
	}
	up := exact.Int(1)
	bottom, top := exact.Rat{}, exact.Rat{}
	bounded := false // whether elem has a largest element
	switch t := elem.(type) {
	case elab.Scalar:
		switch t {
		case elab.Nat:
		case elab.PNat:
			bottom = up
		case elab.Int:
			if a.Op == elab.Iic || a.Op == elab.Iio {
				return lo, hi, unsupported("an unbounded finset")
			}
		default:
			return lo, hi, unsupported("a finset interval of " + t.String())
		}
	case elab.Fin:
		top, bounded = exact.Int(int64(t.N-1)), true
	case elab.ZMod:
		if a.Op != elab.Univ {
			return lo, hi, unsupported("an interval of " + t.String())
		}
		top, bounded = exact.Int(int64(t.N-1)), true
	default:
		return lo, hi, unsupported("a finset interval of another type")
	}
	lo, hi = bottom, top
	if a.Op == elab.Univ {
		if !bounded {
			return lo, hi, unsupported("univ of an infinite type")
		}
		return lo, hi, nil
	}
	var ends [2]exact.Rat
	for i, t := range a.Args {
		x, err := e.number(t, env)
		if err != nil {
			return lo, hi, err
		}
		r, ok := x.Rat()
		if !ok {
			return lo, hi, unsupported("an irrational end")
		}
		ends[i] = r
	}
	switch a.Op {
	case elab.Range, elab.Iio:
		hi = ends[0].Sub(up)
	case elab.Iic:
		hi = ends[0]
	case elab.Ici, elab.Ioi:
		if !bounded {
			return lo, hi, unsupported("an unbounded finset")
		}
		lo = ends[0]
		if a.Op == elab.Ioi {
			lo = lo.Add(up)
		}
	default:
		lo, hi = ends[0], ends[1]
		if a.Op == elab.Ioc || a.Op == elab.Ioo {
			lo = lo.Add(up)
		}
		if a.Op == elab.Ico || a.Op == elab.Ioo {
			hi = hi.Sub(up)
		}
	}
	return lo, hi, nil
}

func (e *evaluator) divisorSet(a *elab.Apply, env Env) (Finset, error) {
	x, err := e.number(a.Args[0], env)
	if err != nil {
		return nil, err
	}
	n, ok := x.Rat()
	if !ok || !n.IsInt() {
		return nil, unsupported(a.Op.String())
	}
	if n.Sign() == 0 {
		return nil, nil
	}
	var s Finset
	if a.Op == elab.PrimeFactors {
		primes, err := e.factorize(n.Num())
		for _, p := range primes {
			s = append(s, Rational(exact.FromBigInt(p.prime)))
		}
		return s, err
	}
	all, err := e.divisors(n.Num())
	for _, d := range all {
		if a.Op == elab.Divisors || d.Cmp(n) != 0 {
			s = append(s, Rational(d))
		}
	}
	return s, err
}

// combination is a finset made of others.
func (e *evaluator) combination(a *elab.Apply, env Env) (Finset, error) {
	b := &builder{e: e, seen: map[string]bool{}}
	switch a.Op {
	case elab.Enum:
		for _, t := range a.Args {
			x, err := e.value(t, env)
			if err != nil {
				return nil, err
			}
			if err := b.add(x); err != nil {
				return nil, err
			}
		}
		return b.set, nil
	case elab.ToFinset:
		v, err := e.value(a.Args[0], env)
		if err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case List:
			err = e.all(Finset(v), b.add)
			return b.set, err
		case *Set:
			s, complete, err := e.elements(v, elem(a.T))
			if err == nil && !complete {
				err = undecided("the elements of a set")
			}
			return s, err
		}
		return nil, unsupported("toFinset")
	case elab.Image:
		err := e.each(a.Args[1], env, func(x Value) error {
			y, err := e.applyTo(a.Args[0], x, env)
			if err != nil {
				return err
			}
			return b.add(y)
		})
		return b.set, err
	case elab.Powerset:
		return e.powerset(a.Args[0], env)
	case elab.Compl:
		s, err := e.finset(a.Args[0], env)
		if err != nil {
			return nil, err
		}
		univ := &elab.Apply{Op: elab.Univ, T: a.T}
		seen := index(s)
		err = e.each(univ, env, func(x Value) error {
			in, err := e.among(x, s, seen)
			if err != nil || in {
				return err
			}
			return b.add(x)
		})
		return b.set, err
	}
	s, err := e.finset(a.Args[0], env)
	if err != nil {
		return nil, err
	}
	t, err := e.finset(a.Args[1], env)
	if err != nil {
		return nil, err
	}
	if a.Op == elab.Union {
		if err := e.all(s, b.add); err != nil {
			return nil, err
		}
		err := e.all(t, b.add)
		return b.set, err
	}
	seen := index(t)
	err = e.all(s, func(x Value) error {
		in, err := e.among(x, t, seen)
		if err != nil || in != (a.Op == elab.Inter) {
			return err
		}
		return b.add(x)
	})
	return b.set, err
}

func elem(t elab.Type) elab.Type {
	switch t := t.(type) {
	case elab.Finset:
		return t.Elem
	case elab.Set:
		return t.Elem
	}
	return elab.Prop
}

func (e *evaluator) powerset(t elab.Term, env Env) (Finset, error) {
	s, err := e.finset(t, env)
	if err != nil {
		return nil, err
	}
	if len(s) > 16 {
		return nil, ErrTooLarge
	}
	if err := e.spend(len(s) << len(s)); err != nil {
		return nil, err
	}
	all := make(Finset, 0, 1<<len(s))
	for bits := range 1 << len(s) {
		var sub Finset
		for i, x := range s {
			if bits>>i&1 == 1 {
				sub = append(sub, x)
			}
		}
		all = append(all, sub)
	}
	return all, nil
}

// builder collects distinct elements.
type builder struct {
	e    *evaluator
	set  Finset
	seen map[string]bool
}

func (b *builder) add(x Value) error {
	in, err := b.e.among(x, b.set, b.seen)
	if err != nil || in {
		return err
	}
	if len(b.set) >= maxElements {
		return fmt.Errorf("a set of more than %d elements: %w", maxElements, ErrTooLarge)
	}
	b.set = append(b.set, x)
	if k, ok := key(x); ok {
		b.seen[k] = true
	}
	return nil
}
