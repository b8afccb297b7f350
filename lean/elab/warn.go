package elab

import (
	"fmt"

	"cosita/evidence"
)

// Warnings are the readings of the statement that a person may not have meant.
func (s *Statement) Warnings() []evidence.Warning {
	w := warner{nonzero: map[int]bool{}, used: make([]bool, len(s.Vars)), said: map[evidence.Warning]bool{}}
	for _, h := range s.Hyps {
		w.assume(h.Prop)
	}
	for _, h := range s.Hyps {
		w.visit(h.Prop)
	}
	w.visit(s.Goal)
	for i, v := range s.Vars {
		if !w.used[i] {
			w.add("unused-variable", "%s is not used", v.Name)
		}
	}
	return w.warnings
}

type warner struct {
	warnings []evidence.Warning
	said     map[evidence.Warning]bool
	nonzero  map[int]bool // variables that a hypothesis keeps from being 0
	used     []bool
}

func (w *warner) add(rule, format string, args ...any) {
	warning := evidence.Warning{Rule: rule, Text: fmt.Sprintf(format, args...)}
	if !w.said[warning] {
		w.said[warning] = true
		w.warnings = append(w.warnings, warning)
	}
}

// assume notes the variables that a hypothesis says are not 0.
func (w *warner) assume(t Term) {
	a, ok := t.(*Apply)
	if !ok {
		return
	}
	if a.Op == And {
		w.assume(a.Args[0])
		w.assume(a.Args[1])
		return
	}
	if !a.Op.Relation() {
		return
	}
	l, r := a.Args[0], a.Args[1]
	op := a.Op
	if _, ok := l.(*Var); !ok {
		l, r = r, l
		op = flipped[op]
	}
	v, ok := l.(*Var)
	bound, isLit := r.(*Lit)
	if !ok || !isLit {
		return
	}
	switch sign := bound.Value.Sign(); {
	case op == Ne && sign == 0, op == Gt && sign >= 0, op == Ge && sign > 0, op == Eq && sign != 0:
		w.nonzero[v.Index] = true
	}
}

var flipped = map[Op]Op{Eq: Eq, Ne: Ne, Lt: Gt, Le: Ge, Gt: Lt, Ge: Le}

func (w *warner) visit(t Term) {
	switch t := t.(type) {
	case *Var:
		w.used[t.Index] = true
	case *Cast:
		w.visit(t.X)
	case *Apply:
		for _, x := range t.Args {
			w.visit(x)
		}
		w.operation(t)
	}
}

func (w *warner) operation(a *Apply) {
	switch a.Op {
	case Sub:
		if a.T == Type(Nat) && !literalsInOrder(a) {
			w.add("nat-subtraction", "%s is 0 in ℕ where the right side is larger", Print(a))
		}
	case Div:
		if a.T == Type(Nat) || a.T == Type(Int) {
			w.add("nat-division", "%s rounds down: it is division in %s", Print(a), a.T)
		}
		if w.mayVanish(a.Args[1]) {
			w.add("division-by-zero", "%s is 0 where the divisor is 0", Print(a))
		}
	case Inv:
		if w.mayVanish(a.Args[0]) {
			w.add("division-by-zero", "%s is 0 where its argument is 0", Print(a))
		}
	}
}

func literalsInOrder(a *Apply) bool {
	l, ok := a.Args[0].(*Lit)
	r, ok2 := a.Args[1].(*Lit)
	return ok && ok2 && l.Value.Cmp(r.Value) >= 0
}

// mayVanish reports whether nothing as simple as a numeral or a hypothesis on the variable
// keeps t from being 0.
func (w *warner) mayVanish(t Term) bool {
	switch t := t.(type) {
	case *Lit:
		return t.Value.Sign() == 0
	case *Var:
		return !w.nonzero[t.Index]
	case *Cast:
		return w.mayVanish(t.X)
	case *Apply:
		switch t.Op {
		case Neg, Abs, Inv, Pow:
			return w.mayVanish(t.Args[0])
		case Mul:
			return w.mayVanish(t.Args[0]) || w.mayVanish(t.Args[1])
		}
	}
	return true
}
