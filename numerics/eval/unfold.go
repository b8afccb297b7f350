package eval

import (
	"math/big"

	"cosita/lean/elab"
)

func prop(op elab.Op, args ...elab.Term) elab.Term {
	return &elab.Apply{Op: op, Args: args, T: elab.Prop}
}

func lit(n int64, t elab.Type) elab.Term {
	return &elab.Lit{Value: new(big.Rat).SetInt64(n), T: t}
}

// freshSlot is a slot that occurs in none of the terms and not in env.
func freshSlot(env Env, terms ...elab.Term) int {
	slot := len(env)
	for _, t := range terms {
		slot = max(slot, highest(t)+1)
	}
	return slot
}

func highest(t elab.Term) int {
	slot := -1
	switch t := t.(type) {
	case *elab.Var:
		slot = t.Index
	case *elab.Cast:
		slot = highest(t.X)
	case *elab.Call:
		slot = max(highest(t.F), highest(t.Arg))
	case *elab.Lambda:
		slot = max(t.Param.Index, highest(t.Body))
	case *elab.Apply:
		for _, x := range t.Args {
			slot = max(slot, highest(x))
		}
	}
	return slot
}

// occurs reports whether the variable of that slot occurs in t.
func occurs(slot int, t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Var:
		return t.Index == slot
	case *elab.Cast:
		return occurs(slot, t.X)
	case *elab.Call:
		return occurs(slot, t.F) || occurs(slot, t.Arg)
	case *elab.Lambda:
		return occurs(slot, t.Body)
	case *elab.Apply:
		for _, x := range t.Args {
			if occurs(slot, x) {
				return true
			}
		}
	}
	return false
}

// substitute puts s for the variable of that slot. Slots are never used twice, so that
// nothing is captured.
func substitute(t elab.Term, slot int, s elab.Term) elab.Term {
	if !occurs(slot, t) {
		return t
	}
	switch t := t.(type) {
	case *elab.Var:
		return s
	case *elab.Cast:
		return &elab.Cast{X: substitute(t.X, slot, s), T: t.T}
	case *elab.Call:
		return &elab.Call{F: substitute(t.F, slot, s), Arg: substitute(t.Arg, slot, s), T: t.T}
	case *elab.Lambda:
		return &elab.Lambda{Param: t.Param, Body: substitute(t.Body, slot, s)}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, x := range t.Args {
			args[i] = substitute(x, slot, s)
		}
		if p, ok := args0(args).(*elab.Apply); ok && p.Op == elab.Pair {
			switch t.Op {
			case elab.Fst:
				return p.Args[0]
			case elab.Snd:
				return p.Args[1]
			}
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	}
	return t
}

func args0(args []elab.Term) elab.Term {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// applied is the term `f x`, reduced where f is a lambda.
func applied(f, x elab.Term) elab.Term {
	switch g := f.(type) {
	case *elab.Lambda:
		return substitute(g.Body, g.Param.Index, x)
	case *elab.Apply:
		if g.Op == elab.Comp {
			return applied(g.Args[0], applied(g.Args[1], x))
		}
	}
	return &elab.Call{F: f, Arg: x, T: f.Type().(elab.Fun).Cod}
}

// membership writes `x ∈ s` without ∈ as far as the form of s allows; false where s has no
// such form.
func membership(x, s elab.Term, env Env) (elab.Term, bool) {
	if c, ok := s.(*elab.Cast); ok {
		return prop(elab.Mem, x, c.X), true
	}
	a, ok := s.(*elab.Apply)
	if !ok {
		return nil, false
	}
	in := func(i int) elab.Term { return prop(elab.Mem, x, a.Args[i]) }
	switch a.Op {
	case elab.SetOf:
		return applied(a.Args[0], x), true
	case elab.Filter:
		return prop(elab.And, in(0), applied(a.Args[1], x)), true
	case elab.Enum:
		if len(a.Args) == 0 {
			return prop(elab.False), true
		}
		any := prop(elab.Eq, x, a.Args[0])
		for _, y := range a.Args[1:] {
			any = prop(elab.Or, any, prop(elab.Eq, x, y))
		}
		return any, true
	case elab.Univ:
		return prop(elab.True), true
	case elab.Union:
		return prop(elab.Or, in(0), in(1)), true
	case elab.Inter:
		return prop(elab.And, in(0), in(1)), true
	case elab.SetDiff:
		return prop(elab.And, in(0), prop(elab.Not, in(1))), true
	case elab.Compl:
		return prop(elab.Not, in(0)), true
	case elab.Range:
		return prop(elab.Lt, x, a.Args[0]), true
	case elab.Icc, elab.Ico, elab.Ioc, elab.Ioo, elab.Ici, elab.Ioi, elab.Iic, elab.Iio:
		return between(x, a), true
	case elab.Preimage:
		return prop(elab.Mem, applied(a.Args[0], x), a.Args[1]), true
	case elab.Product:
		t, ok := x.Type().(elab.Times)
		if !ok {
			return nil, false
		}
		return prop(elab.And, prop(elab.Mem, part(elab.Fst, x, t.A), a.Args[0]),
			prop(elab.Mem, part(elab.Snd, x, t.B), a.Args[1])), true
	case elab.Divisors, elab.ProperDivisors:
		n := a.Args[0]
		p := prop(elab.And, prop(elab.Dvd, x, n), prop(elab.Ne, n, lit(0, n.Type())))
		if a.Op == elab.ProperDivisors {
			p = prop(elab.And, p, prop(elab.Lt, x, n))
		}
		return p, true
	case elab.PrimeFactors:
		n := a.Args[0]
		return prop(elab.And, prop(elab.Prime, x), prop(elab.And, prop(elab.Dvd, x, n), prop(elab.Ne, n, lit(0, n.Type())))), true
	case elab.Image, elab.SetRange:
		f, ok := a.Args[0].Type().(elab.Fun)
		if !ok {
			return nil, false
		}
		y := &elab.Var{Index: freshSlot(env, x, s), Name: "y", T: f.Dom}
		p := prop(elab.Eq, applied(a.Args[0], y), x)
		if a.Op == elab.Image {
			p = prop(elab.And, prop(elab.Mem, y, a.Args[1]), p)
		}
		return prop(elab.Exists, &elab.Lambda{Param: y, Body: p}), true
	case elab.ToFinset:
		if _, ok := a.Args[0].Type().(elab.Set); ok {
			return in(0), true
		}
	case elab.Powerset:
		return prop(elab.Subset, x, a.Args[0]), true
	case elab.Ite:
		return prop(elab.Ite, a.Args[0], in(1), in(2)), true
	}
	return nil, false
}

func part(op elab.Op, x elab.Term, t elab.Type) elab.Term {
	if p, ok := x.(*elab.Apply); ok && p.Op == elab.Pair {
		if op == elab.Fst {
			return p.Args[0]
		}
		return p.Args[1]
	}
	return &elab.Apply{Op: op, Args: []elab.Term{x}, T: t}
}

// between is membership in an interval.
func between(x elab.Term, a *elab.Apply) elab.Term {
	low, high := elab.Le, elab.Le
	switch a.Op {
	case elab.Ioc, elab.Ioo, elab.Ioi:
		low = elab.Lt
	}
	switch a.Op {
	case elab.Ico, elab.Ioo, elab.Iio:
		high = elab.Lt
	}
	switch a.Op {
	case elab.Ici, elab.Ioi:
		return prop(low, a.Args[0], x)
	case elab.Iic, elab.Iio:
		return prop(high, x, a.Args[0])
	}
	return prop(elab.And, prop(low, a.Args[0], x), prop(high, x, a.Args[1]))
}
