package smt

import (
	"fmt"
	"math/big"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

// quantifier is ∀, ∃ or ∃!, written out where the domain is small and known.
func (e *exporter) quantifier(a *elab.Apply) string {
	l, ok := a.Args[0].(*elab.Lambda)
	if !ok {
		fail("%s of a function", a.Op)
	}
	if a.Op != elab.ExistsUnique {
		if values, ok := e.domain(a.Op, l); ok {
			join := []string{"(and true"}
			if a.Op == elab.Exists {
				join[0] = "(or false"
			}
			for _, v := range values {
				join = append(join, e.applied(l, []string{v}, elab.Prop))
			}
			return strings.Join(join, " ") + ")"
		}
	}
	if l.Param.T == elab.Rat {
		fail("a quantifier over ℚ")
	}
	if a.Op == elab.ExistsUnique {
		// ∃ x, p x ∧ ∀ y, p y → y = x
		return e.exists(l, func(x string) string {
			return "(and " + e.applied(l, []string{x}, elab.Prop) + " " + e.each(l.Param.T, func(y string) string {
				return "(=> " + e.applied(l, []string{y}, elab.Prop) + " (= " + y + " " + x + "))"
			}) + ")"
		})
	}
	body := func(x string) string { return e.applied(l, []string{x}, elab.Prop) }
	if a.Op == elab.Exists {
		return e.exists(l, body)
	}
	if _, function := l.Param.T.(elab.Fun); function {
		fail("a quantifier over functions")
	}
	return e.each(l.Param.T, body)
}

func (e *exporter) exists(l *elab.Lambda, of func(x string) string) string {
	s, domain := sort(l.Param.T)
	e.slots++
	x := fmt.Sprintf("e_%d", e.slots)
	e.bound++
	body := of(x)
	e.bound--
	if domain != nil {
		body = "(and " + domain(x) + " " + body + ")"
	}
	return fmt.Sprintf("(exists ((%s %s)) %s)", x, s, body)
}

// domain are the values that a quantifier's bounds leave, where they are few and known: the
// premises of ∀, or the parts of ∃, say x ∈ s, or x < b and for ℤ a < x too.
func (e *exporter) domain(op elab.Op, l *elab.Lambda) ([]string, bool) {
	var low, high *big.Int
	if l.Param.T == elab.Nat {
		low = new(big.Int)
	} else if l.Param.T != elab.Int {
		return nil, false
	}
	for _, c := range conditions(op, l.Body) {
		c, ok := c.(*elab.Apply)
		if !ok {
			continue
		}
		if c.Op == elab.Mem && isVar(c.Args[0], l.Param) {
			if members, ok := members(c.Args[1]); ok {
				return members, true
			}
		}
		if c.Op < elab.Lt || c.Op > elab.Ge {
			continue
		}
		upper := c.Op == elab.Lt || c.Op == elab.Le
		x, y := c.Args[0], c.Args[1]
		if !isVar(x, l.Param) {
			x, y, upper = y, x, !upper
		}
		b, ok := constant(y)
		if !isVar(x, l.Param) || !ok || !b.IsInt() {
			continue
		}
		n := new(big.Int).Set(b.Num())
		strict := c.Op == elab.Lt || c.Op == elab.Gt
		switch {
		case upper && strict:
			n.Sub(n, big.NewInt(1))
		case strict:
			n.Add(n, big.NewInt(1))
		}
		if upper && (high == nil || n.Cmp(high) < 0) {
			high = n
		}
		if !upper && (low == nil || n.Cmp(low) > 0) {
			low = n
		}
	}
	if low == nil || high == nil || new(big.Int).Sub(high, low).Cmp(big.NewInt(MaxUnrolled)) >= 0 {
		return nil, false
	}
	var values []string
	for n := new(big.Int).Set(low); n.Cmp(high) <= 0; n.Add(n, big.NewInt(1)) {
		values = append(values, literal(new(big.Rat).SetInt(n), elab.Int))
	}
	return values, true
}

func isVar(t elab.Term, x *elab.Var) bool {
	v, ok := t.(*elab.Var)
	return ok && v.Index == x.Index
}

// conditions are the premises of an implication, or the parts of a conjunction: values at
// which one fails make no difference to ∀ and ∃.
func conditions(op elab.Op, t elab.Term) []elab.Term {
	a, ok := t.(*elab.Apply)
	switch {
	case ok && op == elab.Forall && a.Op == elab.Imp:
		return append(conditions(elab.Exists, a.Args[0]), conditions(op, a.Args[1])...)
	case ok && op == elab.Exists && a.Op == elab.And:
		return append(conditions(op, a.Args[0]), conditions(op, a.Args[1])...)
	case op == elab.Forall:
		return nil
	}
	return []elab.Term{t}
}

// members are the elements of a set without variables, as numerals.
func members(s elab.Term) ([]string, bool) {
	v, err := eval.Eval(s, nil)
	if err != nil {
		return nil, false
	}
	if set, ok := v.(*eval.Set); ok && set.Where == nil && set.Elems != nil {
		v = set.Elems
	}
	elements, ok := v.(eval.Finset)
	if !ok || len(elements) > MaxUnrolled {
		return nil, false
	}
	var out []string
	for _, x := range elements {
		n, ok := x.(eval.Num)
		if !ok {
			return nil, false
		}
		r, ok := n.Rat()
		if !ok {
			return nil, false
		}
		out = append(out, literal(r.Big(), elemOf(s)))
	}
	return out, true
}

// sum is ∑ or ∏ over a set without variables, perhaps filtered by a condition with some.
func (e *exporter) sum(a *elab.Apply) string {
	empty := big.NewRat(0, 1)
	op := "+"
	if a.Op == elab.Prod {
		empty, op = big.NewRat(1, 1), "*"
	}
	var conditions []elab.Term
	s := a.Args[0]
	values, ok := members(s)
	for !ok {
		f, filtered := s.(*elab.Apply)
		if !filtered || f.Op != elab.Filter {
			fail("%s over a set with variables", a.Op)
		}
		conditions, s = append(conditions, f.Args[1]), f.Args[0]
		values, ok = members(s)
	}
	unit := literal(empty, a.T)
	parts := []string{"(" + op + " " + unit + " " + unit}
	for _, v := range values {
		term := e.applied(a.Args[1], []string{v}, a.T)
		for _, c := range conditions {
			term = "(ite " + e.applied(c, []string{v}, elab.Prop) + " " + term + " " + unit + ")"
		}
		parts = append(parts, term)
	}
	return strings.Join(parts, " ") + ")"
}
