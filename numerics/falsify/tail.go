package falsify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

// maxExceptions is the largest number at which an exception may stand.
const maxExceptions = 3000

// tail decides `∀ n : ℕ, …` for functions that are a lambda except at a few numbers: beyond
// those as an identity of the lambdas, and up to there one by one.
func tail(t elab.Term, env eval.Env) bool {
	u := takeApart(t)
	a, ok := t.(*elab.Apply)
	if !ok || len(u.params) != 1 || u.params[0].T != elab.Type(elab.Nat) {
		return false
	}
	n := u.params[0]
	last := int64(-1)
	beyond := slices.Clone(env)
	for slot, v := range env {
		f, ok := v.(*eval.Function)
		if !ok || !mentions(t, slot) {
			continue
		}
		rest, exception, ok := beyondExceptions(f)
		if !ok || exception < 0 {
			continue
		}
		if !forward(t, slot, n) {
			return false
		}
		last = max(last, exception)
		beyond[slot] = &eval.Function{Lambda: rest, Env: f.Env}
	}
	l, ok := lastLambda(a)
	if !ok || last < 0 || !identity(t, beyond) {
		return false
	}
	inner := slices.Clone(env)
	for len(inner) <= n.Index {
		inner = append(inner, nil)
	}
	for k := range last + 1 {
		inner[n.Index] = eval.Int(k)
		if ok, err := eval.Holds(l.Body, inner); err != nil || !ok {
			return false
		}
	}
	return true
}

// beyondExceptions is the lambda that f is beyond its last exception: an entry of its table,
// or a branch `if n = k then … else …` at the top of its body. The exception is -1 where there
// is none.
func beyondExceptions(f *eval.Function) (rest *elab.Lambda, exception int64, ok bool) {
	if f.Lambda == nil || f.Lambda.Param.T != elab.Type(elab.Nat) {
		return nil, 0, false
	}
	exception = -1
	for _, e := range f.Table {
		r, isNumber := rational(e.At)
		k, small := r.Int64()
		if !isNumber || !small || k > maxExceptions {
			return nil, 0, false
		}
		exception = max(exception, k)
	}
	body := f.Lambda.Body
	for {
		a, isApply := body.(*elab.Apply)
		if !isApply || a.Op != elab.Ite {
			break
		}
		eq, isEq := a.Args[0].(*elab.Apply)
		if !isEq || eq.Op != elab.Eq {
			break
		}
		x, isVar := eq.Args[0].(*elab.Var)
		l, isLit := eq.Args[1].(*elab.Lit)
		if !isVar || !isLit || x.Index != f.Lambda.Param.Index || !l.Value.IsInt() || !l.Value.Num().IsInt64() ||
			l.Value.Num().Int64() > maxExceptions {
			break
		}
		exception = max(exception, l.Value.Num().Int64())
		body = a.Args[2]
	}
	return &elab.Lambda{Param: f.Lambda.Param, Body: body}, exception, true
}

// forward reports whether the function at a slot is applied to n + k only, so that it is
// never taken at a smaller number than n.
func forward(t elab.Term, slot int, n *elab.Var) bool {
	count, regular := 0, true
	r := &recursion{n: n}
	visitCalls(t, slot, func(c *elab.Call) {
		j, cut, ok := r.shiftOf(c.Arg)
		count++
		regular = regular && ok && !cut && j >= 0
	})
	return regular && count == occurrences(t, slot)
}

// occurrences counts a variable in a term.
func occurrences(t elab.Term, slot int) int {
	switch t := t.(type) {
	case *elab.Var:
		if t.Index == slot {
			return 1
		}
	case *elab.Cast:
		return occurrences(t.X, slot)
	case *elab.Lambda:
		return occurrences(t.Body, slot)
	case *elab.Call:
		return occurrences(t.F, slot) + occurrences(t.Arg, slot)
	case *elab.Apply:
		sum := 0
		for _, x := range t.Args {
			sum += occurrences(x, slot)
		}
		return sum
	}
	return 0
}
