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
		if !ok || len(f.Table) == 0 || !mentions(t, slot) {
			continue
		}
		if f.Lambda == nil || f.Lambda.Param.T != elab.Type(elab.Nat) || !forward(t, slot, n) {
			return false
		}
		for _, e := range f.Table {
			r, ok := rational(e.At)
			k, small := r.Int64()
			if !ok || !small || k > maxExceptions {
				return false
			}
			last = max(last, k)
		}
		beyond[slot] = &eval.Function{Lambda: f.Lambda, Env: f.Env}
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
