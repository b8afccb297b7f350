package certify

import (
	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
)

// rewritten tries the steps without cases that change terms: what a bijection undoes,
// variables and values of functions that an equation gives, identities at a few numbers,
// implications whose premise is evaluated.
func (w *work) rewritten(s *verify.Sequent, step stepper) (*verify.Node, bool) {
	var calls []string
	imaginary := false
	s.Walk(func(t elab.Term) {
		if a, ok := t.(*elab.Apply); ok && a.Op == elab.ImaginaryUnit {
			imaginary = true
		}
		if c, ok := t.(*elab.Call); ok {
			if bijection(c) {
				// What a bijection has undone already is left alone.
				if inner, ok := c.Arg.(*elab.Call); !ok || !bijection(inner) || inner.F.(*elab.Apply).Op == c.F.(*elab.Apply).Op {
					calls = append(calls, verify.Key(c))
				}
			}
		}
	})
	if imaginary {
		if n, ok := step("imaginary", &verify.Node{Rule: "imaginary"}); ok {
			return n, true
		}
	}
	for _, key := range calls {
		if n, ok := step("inverse "+key, &verify.Node{Rule: "inverse", With: key}); ok {
			return n, true
		}
	}
	for i, f := range s.Facts {
		a, ok := f.Prop.(*elab.Apply)
		if !ok {
			continue
		}
		key := verify.Key(a)
		switch a.Op {
		case elab.Eq:
			for side, with := range []string{"", "back"} {
				if replaceable(a.Args[side], a.Args[1-side]) {
					if n, ok := step("rewrite "+with+key, &verify.Node{Rule: "rewrite", At: i, With: with}); ok {
						return n, true
					}
				}
			}
		case elab.Forall:
			if !identity(a) {
				continue
			}
			for _, x := range []string{"0", "1", "-1", "2"} {
				n := &verify.Node{Rule: "instantiate", At: i, Factors: []verify.Poly{{{Coef: x}}}}
				if n, ok := step("at "+x+" "+key, n); ok {
					return n, true
				}
			}
		case elab.Imp:
			if n, ok := w.forward(s, i, key, step); ok {
				return n, true
			}
		}
	}
	return nil, false
}

func bijection(c *elab.Call) bool {
	f, ok := c.F.(*elab.Apply)
	return ok && (f.Op == elab.ToFun || f.Op == elab.InvFun)
}

// replaceable reports whether an equation gives a variable, or a function's value a numeral.
func replaceable(x, by elab.Term) bool {
	switch x := x.(type) {
	case *elab.Var:
		found := false
		visit(by, func(t elab.Term) {
			v, ok := t.(*elab.Var)
			found = found || ok && v.Index == x.Index
		})
		return !found
	case *elab.Call:
		if _, ok := by.(*elab.Call); ok && bijection(x) {
			found := false
			visit(by, func(t elab.Term) { found = found || verify.Key(t) == verify.Key(x) })
			return !found
		}
		_, ok := by.(*elab.Lit)
		return ok
	}
	return false
}

func visit(t elab.Term, f func(t elab.Term)) {
	(&verify.Sequent{Goal: t}).Walk(f)
}

// identity reports whether a is an equation for all numbers x without a function of x.
func identity(a *elab.Apply) bool {
	l, ok := a.Args[0].(*elab.Lambda)
	if !ok {
		return false
	}
	calls := false
	visit(l.Body, func(t elab.Term) {
		_, ok := t.(*elab.Call)
		calls = calls || ok
	})
	body, ok := l.Body.(*elab.Apply)
	for ok && body.Op == elab.Imp {
		body, ok = body.Args[1].(*elab.Apply)
	}
	return ok && body.Op == elab.Eq && !calls
}

// forward splits an implication whose premise is seen to hold.
func (w *work) forward(s *verify.Sequent, at int, key string, step stepper) (*verify.Node, bool) {
	n := &verify.Node{Rule: "or", At: at}
	subs, err := s.Apply(n)
	if err != nil || len(subs) != 2 || s.Follows(at) {
		return nil, false
	}
	refuted := w.leaf(subs[0], &verify.Node{Rule: "ground", At: len(subs[0].Facts)})
	if refuted == nil {
		refuted = w.contradiction(subs[0], 0)
	}
	if refuted == nil {
		return nil, false
	}
	return step("forward "+key, &verify.Node{Rule: "or", At: at, Then: []*verify.Node{refuted, nil}})
}
