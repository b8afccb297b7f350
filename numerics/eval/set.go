package eval

import (
	"errors"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// known reports whether the elements of s are all in Elems.
func (s *Set) known() bool { return s.Where == nil && s.term == nil }

// set is the value of a term of type Set: its elements where they are written out, else the
// term with its environment.
func (e *evaluator) set(a *elab.Apply, env Env) (Value, error) {
	if a.Op == elab.Enum {
		b := &builder{e: e, seen: map[string]bool{}}
		for _, t := range a.Args {
			x, err := e.value(t, env)
			if err != nil {
				return nil, err
			}
			if err := b.add(x); err != nil {
				return &Set{term: a, env: clone(env)}, nil
			}
		}
		return &Set{Elems: b.set}, nil
	}
	return &Set{term: a, env: clone(env)}, nil
}

// member decides `x ∈ s` for the term s.
func (e *evaluator) member(x Value, s elab.Term, env Env) (bool, error) {
	t := elem(s.Type())
	v := &elab.Var{Index: freshSlot(env, s), Name: "x", T: t}
	if a, ok := s.(*elab.Apply); ok && a.Op == elab.Ite {
		v, err := e.ite(a, env)
		if err != nil {
			return false, err
		}
		return e.memberValue(x, v, t)
	}
	if p, ok := membership(v, s, env); ok {
		return e.holds(p, env.bind(v.Index, x))
	}
	w, err := e.value(s, env)
	if err != nil {
		return false, err
	}
	return e.memberValue(x, w, t)
}

// memberValue decides membership in a set or finset with elements of type t.
func (e *evaluator) memberValue(x, s Value, t elab.Type) (bool, error) {
	switch s := s.(type) {
	case Finset:
		return e.among(x, s, index(s))
	case List:
		return e.among(x, Finset(s), index(Finset(s)))
	case *Set:
		switch {
		case s.known():
			return e.among(x, s.Elems, index(s.Elems))
		case s.Where != nil:
			v, err := e.call(s.Where, x)
			return truth(v, err)
		}
		return e.member(x, s.term, s.env)
	}
	return false, unsupported("membership in a value that is no set")
}

// elements are those of s if they are proved to be all; t is their type.
func (e *evaluator) elements(s *Set, t elab.Type) (Finset, bool, error) {
	if s.known() {
		return s.Elems, true, nil
	}
	if s.Where != nil {
		if s.Where.Lambda == nil || len(s.Where.Table) > 0 {
			return nil, false, nil
		}
		return e.solve(s.Where.Lambda, s.Where.Env)
	}
	x := &elab.Var{Index: freshSlot(s.env, s.term), Name: "x", T: t}
	return e.solve(&elab.Lambda{Param: x, Body: prop(elab.Mem, x, s.term)}, s.env)
}

// elementsOf are those of a term of type Set or Finset.
func (e *evaluator) elementsOf(t elab.Term, env Env) (Finset, bool, error) {
	if _, ok := t.Type().(elab.Finset); ok {
		s, err := e.finset(t, env)
		return s, err == nil, err
	}
	v, err := e.value(t, env)
	if err != nil {
		return nil, false, err
	}
	return e.elementsValue(v, elem(t.Type()))
}

func (e *evaluator) elementsValue(v Value, t elab.Type) (Finset, bool, error) {
	switch v := v.(type) {
	case Finset:
		return v, true, nil
	case *Set:
		return e.elements(v, t)
	}
	return nil, false, unsupported("the elements of a value that is no set")
}

// equalSets compares by elements, or finds a sample that is in one set only.
func (e *evaluator) equalSets(x, y Value, t elab.Type) (bool, error) {
	if sx, ok := x.(*Set); ok {
		if sy, ok := y.(*Set); ok && sx == sy {
			return true, nil
		}
	}
	xs, allX, errX := e.elementsValue(x, t)
	ys, allY, errY := e.elementsValue(y, t)
	if errX == nil && errY == nil && allX && allY {
		return e.equalFinsets(xs, ys)
	}
	for _, err := range []error{errX, errY} {
		if errors.Is(err, ErrTooLarge) {
			return false, err
		}
	}
	points := samples(t, e.nested)
	if allX && errX == nil {
		points = append(points, xs...)
	}
	if allY && errY == nil {
		points = append(points, ys...)
	}
	for _, p := range points {
		inX, errX := e.memberValue(p, x, t)
		inY, errY := e.memberValue(p, y, t)
		if errX == nil && errY == nil && inX != inY {
			return false, nil
		}
		if errors.Is(errX, ErrTooLarge) {
			return false, errX
		}
	}
	sx, okX := x.(*Set)
	sy, okY := y.(*Set)
	if !okX || !okY {
		return false, undecided("whether two sets are equal")
	}
	return e.sameMembers(sx, sy, t)
}

// subset is ⊆, or ⊂ for StrictSubset, Lt and Gt.
func (e *evaluator) subset(a *elab.Apply, env Env) (bool, error) {
	s, t := a.Args[0], a.Args[1]
	if a.Op == elab.Ge || a.Op == elab.Gt {
		s, t = t, s
	}
	in, err := e.includedTerms(s, t, env)
	if err != nil || !in || a.Op == elab.Subset || a.Op == elab.Le || a.Op == elab.Ge {
		return in, err
	}
	back, err := e.includedTerms(t, s, env)
	return !back && err == nil, err
}

func (e *evaluator) includedTerms(s, t elab.Term, env Env) (bool, error) {
	xs, all, err := e.elementsOf(s, env)
	if errors.Is(err, ErrTooLarge) {
		return false, err
	}
	if err == nil && all {
		for _, x := range xs {
			in, err := e.member(x, t, env)
			if err != nil || !in {
				return false, err
			}
		}
		return true, nil
	}
	elemType := elem(s.Type())
	for _, x := range samples(elemType, e.nested) {
		in, err := e.member(x, s, env)
		if err != nil || !in {
			continue
		}
		if in, err := e.member(x, t, env); err == nil && !in {
			return false, nil
		}
	}
	x := &elab.Var{Index: freshSlot(env, s, t), Name: "x", T: elemType}
	return e.forall(&elab.Lambda{Param: x, Body: prop(elab.Imp, prop(elab.Mem, x, s), prop(elab.Mem, x, t))}, env)
}

// setPredicate decides Finite, IsLeast, IsGreatest, IsLUB and IsGLB.
func (e *evaluator) setPredicate(a *elab.Apply, env Env) (bool, error) {
	if a.Op == elab.Finite {
		_, all, err := e.elementsOf(a.Args[0], env)
		if err == nil && !all {
			err = undecided("whether a set is finite")
		}
		return all && err == nil, err
	}
	x, err := e.value(a.Args[1], env)
	if err != nil {
		return false, err
	}
	n, ok := x.(Num)
	if !ok {
		return false, unsupported(a.Op.String())
	}
	s := a.Args[0]
	t := elem(s.Type())
	if a.Op == elab.IsLeast || a.Op == elab.IsGreatest {
		in, err := e.member(x, s, env)
		if err != nil || !in {
			return false, err
		}
		return e.isBound(n.Real, s, t, a.Op == elab.IsLeast, env)
	}
	xs, all, err := e.elementsOf(s, env)
	if err == nil && all {
		return e.isLimit(a.Op, n, xs, t)
	}
	if errors.Is(err, ErrTooLarge) {
		return false, err
	}
	if lo, hi, nonempty, ok := e.interval(s, env); ok && nonempty {
		end := lo
		if a.Op == elab.IsLUB {
			end = hi
		}
		if end == nil {
			return false, nil
		}
		c, err := e.compare(*end, n.Real)
		return c == 0 && err == nil, err
	}
	in, errM := e.isBound(n.Real, s, t, a.Op == elab.IsGLB, env)
	if errM == nil && !in {
		return false, nil
	}
	return false, undecided(a.Op.String())
}

// isBound reports whether no element of s is beyond n.
func (e *evaluator) isBound(n exact.Real, s elab.Term, t elab.Type, below bool, env Env) (bool, error) {
	slot := freshSlot(env, s)
	x := &elab.Var{Index: slot, Name: "x", T: t}
	y := &elab.Var{Index: slot + 1, Name: "y", T: t}
	order := prop(elab.Le, x, y)
	if below {
		order = prop(elab.Le, y, x)
	}
	return e.forall(&elab.Lambda{Param: x, Body: prop(elab.Imp, prop(elab.Mem, x, s), order)},
		clone(env).bind(slot+1, Num{n}).bind(slot, nil))
}

// isLimit decides IsLUB and IsGLB of a finite set of numbers.
func (e *evaluator) isLimit(op elab.Op, n Num, xs Finset, t elab.Type) (bool, error) {
	if len(xs) == 0 {
		// The bounds of ∅ are all values: 0 is the least of ℕ, nothing is of ℤ, ℚ and ℝ.
		switch s := scalar(t); {
		case s == elab.Prop || s == elab.Complex || s == elab.PNat:
			return false, undecided(op.String())
		case op == elab.IsLUB && (s == elab.Nat || s == elab.NNReal):
			return e.equal(n, Int(0))
		}
		return false, nil
	}
	m, err := e.extreme(xs, op == elab.IsLUB)
	if err != nil {
		return false, err
	}
	return e.equal(m, n)
}

func (e *evaluator) extreme(xs Finset, largest bool) (Num, error) {
	best, ok := xs[0].(Num)
	if !ok {
		return best, unsupported("an order of values that are no numbers")
	}
	for _, x := range xs[1:] {
		n, ok := x.(Num)
		if !ok {
			return best, unsupported("an order of values that are no numbers")
		}
		c, err := e.compare(n.Real, best.Real)
		if err != nil {
			return best, err
		}
		if (c > 0) == largest && c != 0 {
			best = n
		}
	}
	return best, e.spend(len(xs))
}

// interval gives the ends of a real interval, nil where it has none there.
func (e *evaluator) interval(s elab.Term, env Env) (lo, hi *exact.Real, nonempty, ok bool) {
	a, isApply := s.(*elab.Apply)
	if !isApply || (elem(s.Type()) != elab.Type(elab.Real) && elem(s.Type()) != elab.Type(elab.Rat)) {
		return nil, nil, false, false
	}
	end := func(i int) *exact.Real {
		x, err := e.number(a.Args[i], env)
		if err != nil {
			return nil
		}
		return &x
	}
	switch a.Op {
	case elab.Univ:
		return nil, nil, true, true
	case elab.Ici, elab.Ioi:
		lo = end(0)
		return lo, nil, true, lo != nil
	case elab.Iic, elab.Iio:
		hi = end(0)
		return nil, hi, true, hi != nil
	case elab.Icc, elab.Ico, elab.Ioc, elab.Ioo:
		lo, hi = end(0), end(1)
		if lo == nil || hi == nil {
			return nil, nil, false, false
		}
		c, err := e.compare(*lo, *hi)
		return lo, hi, c < 0 || c == 0 && a.Op == elab.Icc, err == nil
	}
	return nil, nil, false, false
}

// setNumber is ncard, sSup or sInf.
func (e *evaluator) setNumber(a *elab.Apply, env Env) (exact.Real, error) {
	s := a.Args[0]
	t := scalar(elem(s.Type()))
	xs, all, err := e.elementsOf(s, env)
	if errors.Is(err, ErrTooLarge) {
		return exact.Real{}, err
	}
	if err == nil && all {
		if a.Op == elab.NCard {
			return exact.RealInt(int64(len(xs))), nil
		}
		if len(xs) == 0 {
			switch t {
			case elab.Nat, elab.Real, elab.NNReal, elab.Int:
				return exact.Real{}, nil
			}
			return exact.Real{}, unsupported(a.Op.String() + " in " + t.String())
		}
		m, err := e.extreme(xs, a.Op == elab.SSup)
		return m.Real, err
	}
	if a.Op == elab.SInf && t == elab.Nat {
		return e.leastNat(s, env)
	}
	if a.Op != elab.NCard && t == elab.Real {
		if lo, hi, nonempty, ok := e.interval(s, env); ok {
			end := lo
			if a.Op == elab.SSup {
				end = hi
			}
			if !nonempty || end == nil {
				return exact.Real{}, nil
			}
			return *end, nil
		}
	}
	return exact.Real{}, undecided(a.Op.String())
}

// leastLimit bounds the search for the least natural number of a set.
const leastLimit = 1 << 12

// leastNat is the least element of a set of natural numbers that has one.
func (e *evaluator) leastNat(s elab.Term, env Env) (exact.Real, error) {
	for k := range int64(leastLimit) {
		in, err := e.member(Int(k), s, env)
		if err != nil {
			return exact.Real{}, err
		}
		if in {
			return exact.RealInt(k), nil
		}
	}
	return exact.Real{}, undecided("the least element of a set")
}
