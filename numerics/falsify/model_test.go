package falsify

import (
	"math/big"
	"testing"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

func num(n int64, t elab.Type) elab.Term { return &elab.Lit{Value: big.NewRat(n, 1), T: t} }
func op(o elab.Op, t elab.Type, xs ...elab.Term) elab.Term {
	return &elab.Apply{Op: o, Args: xs, T: t}
}
func rel(o elab.Op, xs ...elab.Term) elab.Term { return op(o, elab.Prop, xs...) }
func call(f elab.Term, x elab.Term) elab.Term {
	return &elab.Call{F: f, Arg: x, T: f.Type().(elab.Fun).Cod}
}
func all(x *elab.Var, p elab.Term) elab.Term {
	return rel(elab.Forall, &elab.Lambda{Param: x, Body: p})
}

// The identity prover chooses branches by what the guards say of the very argument.
func TestIdentityGuards(t *testing.T) {
	R := elab.Real
	f := &elab.Var{Index: 0, Name: "f", T: elab.Fun{Dom: R, Cod: R}}
	x := &elab.Var{Index: 1, Name: "x", T: R}
	positive := func(y elab.Term) elab.Term { return rel(elab.Gt, y, num(0, R)) }
	minus := op(elab.Neg, R, x)
	body := op(elab.Ite, R, positive(x), num(1, R), op(elab.Mul, R, x, num(2, R)))
	env := eval.Env{&eval.Function{Lambda: &elab.Lambda{Param: x, Body: body}, Env: make(eval.Env, 2)}, nil}
	for name, c := range map[string]struct {
		guard, conclusion elab.Term
		want              bool
	}{
		"the guard itself":     {positive(x), rel(elab.Eq, call(f, x), num(1, R)), true},
		"another argument":     {positive(x), rel(elab.Eq, call(f, minus), num(1, R)), false},
		"the other branch":     {rel(elab.Lt, x, num(-1, R)), rel(elab.Eq, call(f, x), op(elab.Add, R, x, x)), true},
		"a guard that touches": {rel(elab.Lt, x, num(1, R)), rel(elab.Eq, call(f, x), op(elab.Add, R, x, x)), false},
		"the negation":         {rel(elab.Not, positive(x)), rel(elab.Eq, call(f, x), op(elab.Add, R, x, x)), true},
	} {
		if got := identity(all(x, rel(elab.Imp, c.guard, c.conclusion)), env); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Functions, sets and recursions, on typed trees.
func TestModels(t *testing.T) {
	R, N := elab.Real, elab.Nat
	realFun, seq := elab.Fun{Dom: R, Cod: R}, elab.Fun{Dom: N, Cod: N}
	f := &elab.Var{Index: 0, Name: "f", T: realFun}
	c := &elab.Var{Index: 1, Name: "c", T: R}
	x := &elab.Var{Index: 2, Name: "x", T: R}
	y := &elab.Var{Index: 3, Name: "y", T: R}
	u := &elab.Var{Index: 0, Name: "u", T: seq}
	n := &elab.Var{Index: 1, Name: "n", T: N}
	s := &elab.Var{Index: 0, Name: "S", T: elab.Finset{Elem: N}}
	vars := func(vs ...*elab.Var) []elab.Variable {
		var out []elab.Variable
		for _, v := range vs {
			out = append(out, elab.Variable{Name: v.Name, Type: v.T})
		}
		return out
	}
	plus := func(a, b elab.Term) elab.Term { return op(elab.Add, a.Type(), a, b) }
	times := func(a, b elab.Term) elab.Term { return op(elab.Mul, a.Type(), a, b) }
	definition := all(x, rel(elab.Eq, call(f, x), plus(times(num(2, R), x), c)))
	fib := all(n, rel(elab.Eq, call(u, plus(n, num(2, N))), plus(call(u, plus(n, num(1, N))), call(u, n))))
	additive := all(x, all(y, rel(elab.Eq, call(f, plus(x, y)), plus(call(f, x), call(f, y)))))
	for _, test := range []struct {
		name  string
		vars  []elab.Variable
		hyps  []elab.Term
		goal  elab.Term
		false bool
	}{
		{"definition", vars(f, c), []elab.Term{definition}, rel(elab.Eq, call(f, num(1, R)), plus(c, num(2, R))), false},
		{"definition, false", vars(f, c), []elab.Term{definition, rel(elab.Eq, call(f, num(3, R)), num(7, R))}, rel(elab.Eq, c, num(2, R)), true},
		{"definition, parameter", vars(f, c), []elab.Term{definition, rel(elab.Eq, call(f, num(3, R)), num(7, R))}, rel(elab.Eq, c, num(1, R)), false},
		{"single values", vars(f, c), []elab.Term{rel(elab.Eq, call(f, num(2, R)), num(7, R)), rel(elab.Eq, call(f, c), num(8, R))}, rel(elab.Ne, c, num(2, R)), false},
		{"single values, false", vars(f, c), []elab.Term{rel(elab.Eq, call(f, num(2, R)), num(7, R))}, rel(elab.Eq, call(f, c), num(7, R)), true},
		{"recursion", vars(u), []elab.Term{fib, rel(elab.Eq, call(u, num(0, N)), num(0, N)), rel(elab.Eq, call(u, num(1, N)), num(1, N))},
			rel(elab.Eq, call(u, num(12, N)), num(144, N)), false},
		{"recursion, free start", vars(u), []elab.Term{fib, rel(elab.Eq, call(u, num(1, N)), num(1, N)), rel(elab.Eq, call(u, num(5, N)), num(11, N))},
			rel(elab.Eq, call(u, num(0, N)), num(2, N)), false},
		{"family", vars(f), []elab.Term{additive, rel(elab.Eq, call(f, num(3, R)), num(6, R))}, rel(elab.Eq, call(f, num(1, R)), num(2, R)), false},
		{"finset", vars(s), []elab.Term{all(n, rel(elab.Iff, rel(elab.Mem, n, s), rel(elab.Dvd, n, num(12, N))))},
			rel(elab.Eq, op(elab.Card, N, s), num(6, N)), false},
	} {
		st := &elab.Statement{Vars: test.vars, Goal: test.goal, Slots: 4}
		for _, h := range test.hyps {
			st.Hyps = append(st.Hyps, elab.Hypothesis{Prop: h})
		}
		var found, seen bool
		for m := range numModels {
			search := newSearch(t.Context(), newProblem(st, m), 1)
			search.run(500)
			found = found || search.found != nil
			seen = seen || len(search.seen) > 0
			if len(search.seen) == 0 {
				t.Logf("%s, model %d: %v %v %v %v", test.name, m, search.outcome().Reason, search.undecided, search.unsupported, search.tooLarge)
			}
		}
		if found != test.false || !test.false && !seen {
			t.Errorf("%s: counterexample %v, satisfied %v", test.name, found, seen)
		}
	}
}
