package smt

import (
	"fmt"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/eval"
)

// prop is a proposition.
func (e *exporter) prop(t elab.Term) string {
	switch t := t.(type) {
	case *elab.Var:
		return e.variable(t)
	case *elab.Call:
		return e.call(t)
	case *elab.Apply:
		return e.relation(t)
	}
	fail("%s", elab.Print(t))
	return ""
}

func (e *exporter) relation(a *elab.Apply) string {
	props := func(op string) string {
		args := make([]string, len(a.Args))
		for i, x := range a.Args {
			args[i] = e.prop(x)
		}
		return apply(op, args...)
	}
	switch a.Op {
	case elab.True:
		return "true"
	case elab.False:
		return "false"
	case elab.And:
		return props("and")
	case elab.Or:
		return props("or")
	case elab.Not:
		return props("not")
	case elab.Imp:
		return props("=>")
	case elab.Iff:
		return props("=")
	case elab.Ite:
		return props("ite")
	case elab.Eq:
		return e.equal(a.Args[0], a.Args[1])
	case elab.Ne:
		return "(not " + e.equal(a.Args[0], a.Args[1]) + ")"
	case elab.Lt, elab.Le, elab.Gt, elab.Ge:
		return e.compared(a)
	case elab.Dvd, elab.ModEq, elab.Even, elab.Odd:
		return e.divisible(a)
	case elab.Forall, elab.Exists, elab.ExistsUnique:
		return e.quantifier(a)
	case elab.Mem:
		return e.member(e.any(a.Args[0]), a.Args[1])
	case elab.Subset:
		return e.each(elemOf(a.Args[0]), func(x string) string {
			return "(=> " + e.member(x, a.Args[0]) + " " + e.member(x, a.Args[1]) + ")"
		})
	case elab.IsLeast, elab.IsGreatest:
		x := e.number(a.Args[1])
		op := "<="
		if a.Op == elab.IsGreatest {
			op = ">="
		}
		return "(and " + e.member(x, a.Args[0]) + " " + e.each(elemOf(a.Args[0]), func(y string) string {
			return "(=> " + e.member(y, a.Args[0]) + " (" + op + " " + x + " " + y + "))"
		}) + ")"
	}
	// What has no variables has a truth value.
	if ok, err := eval.Holds(a, nil); err == nil {
		return fmt.Sprint(ok)
	}
	fail("%s", a.Op)
	return ""
}

func (e *exporter) equal(x, y elab.Term) string {
	switch t := x.Type().(type) {
	case elab.Scalar:
		return "(= " + e.any(x) + " " + e.any(y) + ")"
	case elab.Set, elab.Finset:
		return e.each(elemOf(x), func(v string) string { return "(= " + e.member(v, x) + " " + e.member(v, y) + ")" })
	case elab.Fun:
		if _, more := t.Cod.(elab.Fun); !more {
			return e.each(t.Dom, func(v string) string {
				return "(= " + e.applied(x, []string{v}, t.Cod) + " " + e.applied(y, []string{v}, t.Cod) + ")"
			})
		}
	}
	fail("= in %s", x.Type())
	return ""
}

func (e *exporter) compared(a *elab.Apply) string {
	if s, _ := sort(a.Args[0].Type()); s == "Bool" {
		fail("%s of propositions", a.Op)
	}
	op := map[elab.Op]string{elab.Lt: "<", elab.Le: "<=", elab.Gt: ">", elab.Ge: ">="}[a.Op]
	return "(" + op + " " + e.number(a.Args[0]) + " " + e.number(a.Args[1]) + ")"
}

// divisible is a relation of divisibility between integers; in a field all but 0 divides.
func (e *exporter) divisible(a *elab.Apply) string {
	if s, _ := sort(a.Args[0].Type()); s != "Int" || a.Args[0].Type() == elab.PNat {
		fail("%s in %s", a.Op, a.Args[0].Type())
	}
	x := e.number(a.Args[0])
	switch a.Op {
	case elab.Even:
		return "(= (mod " + x + " 2) 0)"
	case elab.Odd:
		return "(= (mod " + x + " 2) 1)"
	case elab.Dvd:
		y := e.number(a.Args[1])
		if l, ok := a.Args[0].(*elab.Lit); ok && l.Value.Sign() != 0 {
			return "(= (mod " + y + " " + x + ") 0)"
		}
		return "(" + e.helper("int.dvd") + " " + x + " " + y + ")"
	}
	y, z := e.number(a.Args[1]), e.number(a.Args[2])
	mod := "mod"
	if l, ok := a.Args[0].(*elab.Lit); !ok || l.Value.Sign() == 0 {
		mod = e.helper("int.mod")
	}
	return fmt.Sprintf("(= (%[1]s %[2]s %[4]s) (%[1]s %[3]s %[4]s))", mod, y, z, x)
}

// each says that something holds for all values of a type.
func (e *exporter) each(t elab.Type, of func(x string) string) string {
	if t == elab.Rat {
		fail("a quantifier over ℚ")
	}
	s, domain := sort(t)
	e.slots++
	x := fmt.Sprintf("e_%d", e.slots)
	e.bound++
	body := of(x)
	e.bound--
	if domain != nil {
		body = "(=> " + domain(x) + " " + body + ")"
	}
	return fmt.Sprintf("(forall ((%s %s)) %s)", x, s, body)
}

// elemOf is the type of the elements of a set or finset.
func elemOf(s elab.Term) elab.Type {
	switch t := s.Type().(type) {
	case elab.Set:
		return t.Elem
	case elab.Finset:
		return t.Elem
	}
	fail("%s", s.Type())
	return nil
}

// member says that x is an element of s.
func (e *exporter) member(x string, s elab.Term) string {
	switch s := s.(type) {
	case *elab.Cast:
		return e.member(x, s.X)
	case *elab.Var, *elab.Call:
		if _, finite := s.Type().(elab.Finset); finite {
			fail("a variable of type %s", s.Type())
		}
		if v, ok := s.(*elab.Var); ok {
			return "(" + e.variable(v) + " " + x + ")"
		}
	case *elab.Apply:
		return e.memberOf(x, s)
	}
	fail("%s", elab.Print(s))
	return ""
}

func (e *exporter) memberOf(x string, s *elab.Apply) string {
	arg := func(i int) string { return e.number(s.Args[i]) }
	in := func(i int) string { return e.member(x, s.Args[i]) }
	between := func(low, high string) string {
		var parts []string
		i := 0
		if low != "" {
			parts, i = append(parts, "("+low+" "+arg(0)+" "+x+")"), 1
		}
		if high != "" {
			parts = append(parts, "("+high+" "+x+" "+arg(i)+")")
		}
		return "(and " + strings.Join(parts, " ") + ")"
	}
	switch s.Op {
	case elab.Enum:
		parts := []string{"(or false"}
		for _, y := range s.Args {
			parts = append(parts, "(= "+x+" "+e.any(y)+")")
		}
		return strings.Join(parts, " ") + ")"
	case elab.Univ:
		return "true"
	case elab.SetOf:
		return e.applied(s.Args[0], []string{x}, elab.Prop)
	case elab.Filter:
		return "(and " + in(0) + " " + e.applied(s.Args[1], []string{x}, elab.Prop) + ")"
	case elab.Union:
		return "(or " + in(0) + " " + in(1) + ")"
	case elab.Inter:
		return "(and " + in(0) + " " + in(1) + ")"
	case elab.SetDiff:
		return "(and " + in(0) + " (not " + in(1) + "))"
	case elab.Compl:
		return "(not " + in(0) + ")"
	case elab.ToFinset:
		return in(0)
	case elab.Range:
		return "(< " + x + " " + arg(0) + ")"
	case elab.Icc:
		return between("<=", "<=")
	case elab.Ico:
		return between("<=", "<")
	case elab.Ioc:
		return between("<", "<=")
	case elab.Ioo:
		return between("<", "<")
	case elab.Ici:
		return between("<=", "")
	case elab.Ioi:
		return between("<", "")
	case elab.Iic:
		return between("", "<=")
	case elab.Iio:
		return between("", "<")
	}
	fail("membership in %s", s.Op)
	return ""
}
