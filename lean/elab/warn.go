package elab

import (
	"fmt"
	"strings"

	"cosita/evidence"
)

// Warnings are the readings of the statement that a person may not have meant.
func (s *Statement) Warnings() []evidence.Warning {
	w := &warner{signs: signs{outer: len(s.Vars), of: map[int]sign{}}, used: map[int]bool{}, said: map[evidence.Warning]bool{}}
	for _, h := range s.Hyps {
		w.assume(h.Prop)
	}
	for _, h := range s.Hyps {
		w.visit(h.Prop)
	}
	w.visit(s.Goal)
	w.unused(s)
	w.shadowed(s)
	w.extents(s.Source)
	w.recursions(s)
	return w.warnings
}

type warner struct {
	signs
	warnings []evidence.Warning
	said     map[evidence.Warning]bool
	used     map[int]bool
}

func (w *warner) add(rule, format string, args ...any) {
	warning := evidence.Warning{Rule: rule, Text: fmt.Sprintf(format, args...)}
	if !w.said[warning] {
		w.said[warning] = true
		w.warnings = append(w.warnings, warning)
	}
}

func (w *warner) visit(t Term) {
	switch t := t.(type) {
	case *Var:
		w.used[t.Index] = true
	case *Cast:
		w.visit(t.X)
	case *Call:
		w.visit(t.F)
		w.visit(t.Arg)
	case *Lambda:
		w.visit(t.Body)
		if !w.used[t.Param.Index] && t.Param.Name != "_" {
			w.add("unused-variable", "%s is not used", t.Param.Name)
		}
	case *Apply:
		w.local(t)
		for _, x := range t.Args {
			w.visit(x)
		}
		w.operation(t)
	}
}

// local notes what is known of the variables bound inside the statement: the left sides of
// implications and conjunctions, and the least element of a range.
func (w *warner) local(a *Apply) {
	switch a.Op {
	case Imp, And:
		w.assumeInside(a.Args[0])
	case Sum, Prod:
		s, ok := a.Args[0].(*Apply)
		l, isLambda := a.Args[1].(*Lambda)
		if ok && isLambda && (s.Op == Icc || s.Op == Ico) && w.sign(s.Args[0]) == positive {
			w.of[l.Param.Index] = positive
		}
	}
}

func (w *warner) operation(a *Apply) {
	s, _ := a.T.(Scalar)
	switch a.Op {
	case Sub:
		if (s == Nat || s == NNReal || s == PNat) && !literalsInOrder(a) {
			least := 0
			if s == PNat {
				least = 1
			}
			w.add("nat-subtraction", "%s is %d in %s where %s > %s", Print(a), least, s, Print(a.Args[1]), Print(a.Args[0]))
		}
	case Div:
		if s == Nat || s == Int {
			w.add("nat-division", "%s rounds down: it is division in %s", Print(a), s)
		}
		if w.mayVanish(a.Args[1]) {
			w.add("division-by-zero", "%s is 0 where the divisor is 0", Print(a))
		}
	case Mod:
		if w.mayVanish(a.Args[1]) {
			w.add("division-by-zero", "%s is its left side where the divisor is 0", Print(a))
		}
	case Inv:
		if w.mayVanish(a.Args[0]) {
			w.add("division-by-zero", "%s is 0 where its argument is 0", Print(a))
		}
	case Log:
		if w.sign(a.Args[0]) != positive {
			w.add("log-domain", "%s is that of the absolute value where its argument is negative, and 0 at 0", Print(a))
		}
	case Logb:
		for _, x := range a.Args {
			if w.sign(x) != positive {
				w.add("log-domain", "%s takes absolute values where %s is negative, and is 0 where it is 0", Print(a), Print(x))
			}
		}
	case Sqrt:
		if a.T == Type(Real) && !w.sign(a.Args[0]).is(nonnegative) {
			w.add("sqrt-domain", "%s is 0 where its argument is negative", Print(a))
		}
	case Pow:
		if a.Args[1].Type() == Type(Real) && a.T == Type(Real) && !w.sign(a.Args[0]).is(nonnegative) {
			w.add("rpow-domain", "%s is exp (y log |x|) cos (π y) where its base is negative", Print(a))
		}
	}
}

func literalsInOrder(a *Apply) bool {
	l, ok := a.Args[0].(*Lit)
	r, ok2 := a.Args[1].(*Lit)
	return ok && ok2 && l.Value.Cmp(r.Value) >= 0
}

// unused warns of variables that occur nowhere, and of hypotheses that have no variable in
// common with the conclusion, not even through other hypotheses.
func (w *warner) unused(s *Statement) {
	for i, v := range s.Vars {
		if !w.used[i] && v.Name != "_" {
			w.add("unused-variable", "%s is not used", v.Name)
		}
	}
	reached := map[int]bool{}
	outerVars(s.Goal, len(s.Vars), reached)
	var sets []map[int]bool
	for _, h := range s.Hyps {
		set := map[int]bool{}
		outerVars(h.Prop, len(s.Vars), set)
		sets = append(sets, set)
	}
	meets := func(set map[int]bool) bool {
		for i := range set {
			if reached[i] {
				return true
			}
		}
		return len(set) == 0
	}
	for grown := true; grown; {
		grown = false
		for _, set := range sets {
			if !meets(set) {
				continue
			}
			for i := range set {
				grown = grown || !reached[i]
				reached[i] = true
			}
		}
	}
	for i, set := range sets {
		if !meets(set) {
			w.add("unused-hypothesis", "%s says nothing about the conclusion", Print(s.Hyps[i].Prop))
		}
	}
}

// outerVars adds the variables of the statement that occur in t.
func outerVars(t Term, outer int, set map[int]bool) {
	inspect(t, func(t Term) {
		if v, ok := t.(*Var); ok && v.Index < outer {
			set[v.Index] = true
		}
	})
}

// inspect visits t and all terms in it.
func inspect(t Term, visit func(Term)) {
	visit(t)
	switch t := t.(type) {
	case *Cast:
		inspect(t.X, visit)
	case *Call:
		inspect(t.F, visit)
		inspect(t.Arg, visit)
	case *Lambda:
		inspect(t.Body, visit)
	case *Apply:
		for _, x := range t.Args {
			inspect(x, visit)
		}
	}
}

// shadowed warns of names that are bound twice.
func (w *warner) shadowed(s *Statement) {
	scope := map[string]int{}
	for _, v := range s.Vars {
		if scope[v.Name]++; scope[v.Name] == 2 && v.Name != "_" {
			w.add("shadowed-name", "%s is bound twice; the later one is meant after it", v.Name)
		}
	}
	names := map[string]bool{}
	for _, h := range s.Hyps {
		for name := range strings.FieldsSeq(h.Name) {
			if names[name] && name != "_" {
				w.add("shadowed-name", "two hypotheses have the name %s; both hold", name)
			}
			names[name] = true
		}
	}
	inspectAll(s, func(t Term) {
		if l, ok := t.(*Lambda); ok && scope[l.Param.Name] > 0 {
			w.add("shadowed-name", "%s is bound again inside the statement", l.Param.Name)
		}
	})
}

// inspectAll visits all terms of the statement.
func inspectAll(s *Statement, visit func(Term)) {
	for _, h := range s.Hyps {
		inspect(h.Prop, visit)
	}
	inspect(s.Goal, visit)
}
