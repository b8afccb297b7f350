package eval

import (
	"fmt"
	"strings"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/exact"
)

// Lean is v in Lean syntax, to be read where its type is known; false where it has none.
// [Parse] reads it back.
func Lean(v Value) (string, bool) {
	switch v := v.(type) {
	case Num:
		return v.String(), v.Err() == nil
	case Complex:
		if v.Re.Err() != nil || v.Im.Err() != nil {
			return "", false
		}
		return complexText(v), true
	case Bool:
		if v {
			return "True", true
		}
		return "False", true
	case Pair:
		return leanAll("(", ")", v.First, v.Second)
	case List:
		return leanAll("[", "]", v...)
	case Finset:
		if len(v) == 0 {
			return "∅", true
		}
		return leanAll("{", "}", v...)
	case *Set:
		if v.known() {
			return Lean(v.Elems)
		}
		if v.Where != nil && v.Where.Lambda != nil && len(v.Where.Table) == 0 {
			body, ok := closedBody(v.Where)
			return "{" + v.Where.Lambda.Param.Name + " | " + body + "}", ok
		}
		if v.term != nil {
			return closed(v.term, v.env, -1)
		}
	case *Function:
		return functionText(v)
	}
	return "", false
}

func leanAll(open, end string, vs ...Value) (string, bool) {
	texts := make([]string, len(vs))
	for i, v := range vs {
		var ok bool
		if texts[i], ok = Lean(v); !ok {
			return "", false
		}
	}
	return open + strings.Join(texts, ", ") + end, true
}

// complexText is a + b * Complex.I; irrational parts are cast from ℝ.
func complexText(z Complex) string {
	part := func(x exact.Real) string {
		if r, ok := x.Rat(); ok && r.IsInt() && r.Sign() >= 0 {
			return r.String()
		} else if ok {
			return "(" + r.String() + ")"
		}
		return "((" + x.String() + " : ℝ) : ℂ)"
	}
	zero := func(x exact.Real) bool { r, ok := x.Rat(); return ok && r.Sign() == 0 }
	switch {
	case zero(z.Im):
		return part(z.Re)
	case zero(z.Re):
		return part(z.Im) + " * Complex.I"
	}
	return part(z.Re) + " + " + part(z.Im) + " * Complex.I"
}

// functionText is `fun x ↦ …`, the table as a chain of conditions.
func functionText(f *Function) (string, bool) {
	if f.Lambda == nil {
		return "", false
	}
	body, ok := closedBody(f)
	if !ok {
		return "", false
	}
	name := f.Lambda.Param.Name
	var b strings.Builder
	b.WriteString("fun " + name + " ↦ ")
	for _, entry := range f.Table {
		at, okAt := Lean(entry.At)
		value, okValue := Lean(entry.Value)
		if !okAt || !okValue {
			return "", false
		}
		fmt.Fprintf(&b, "if %s = %s then %s else ", name, at, value)
	}
	return b.String() + body, true
}

// closedBody is the body of a function with the known numbers put in for its free variables.
func closedBody(f *Function) (string, bool) {
	return closed(f.Lambda.Body, f.Env, f.Lambda.Param.Index)
}

// closed is t with the known numbers put in for its free variables but the one in slot param.
func closed(t elab.Term, env Env, param int) (string, bool) {
	for i, v := range env {
		if i == param || v == nil || !occurs(i, t) {
			continue
		}
		n, ok := v.(Num)
		if !ok {
			return "", false
		}
		r, ok := n.Rat()
		kind, found := typeOf(i, t)
		if !ok || !found {
			return "", false
		}
		t = substitute(t, i, &elab.Lit{Value: r.Big(), T: kind})
	}
	return elab.Print(t), true
}

// typeOf is the type of the variable with that slot in t.
func typeOf(slot int, t elab.Term) (elab.Type, bool) {
	switch t := t.(type) {
	case *elab.Var:
		return t.T, t.Index == slot
	case *elab.Cast:
		return typeOf(slot, t.X)
	case *elab.Lambda:
		return typeOf(slot, t.Body)
	case *elab.Call:
		if s, ok := typeOf(slot, t.F); ok {
			return s, true
		}
		return typeOf(slot, t.Arg)
	case *elab.Apply:
		for _, x := range t.Args {
			if s, ok := typeOf(slot, x); ok {
				return s, true
			}
		}
	}
	return nil, false
}

// Parse reads a value of type t as [Lean] prints it, or any Lean term of that type that has a
// value.
func Parse(text string, t elab.Type) (Value, error) {
	text = strings.TrimSpace(text)
	if s, ok := t.(elab.Scalar); ok && s != elab.Prop && s != elab.Complex {
		if r, ok := exact.Parse(text); ok {
			return admitted(Rational(r), t)
		}
	}
	st, err := term.ParseStatement("theorem t (x : " + t.String() + ") : x = (" + text + ")")
	if err != nil {
		return nil, fmt.Errorf("a value of type %s: %w", t, err)
	}
	typed, err := elab.Elaborate(st)
	if err != nil {
		return nil, fmt.Errorf("a value of type %s: %w", t, err)
	}
	goal, ok := typed.Goal.(*elab.Apply)
	if !ok || goal.Op != elab.Eq || goal.Args[1].Type() != t {
		return nil, fmt.Errorf("%q is no value of type %s: %w", text, t, ErrUnsupported)
	}
	v, err := Eval(goal.Args[1], make(Env, typed.Slots))
	if err != nil {
		return nil, fmt.Errorf("the value of %q: %w", text, err)
	}
	return admitted(v, t)
}

func admitted(v Value, t elab.Type) (Value, error) {
	ok, err := (&evaluator{left: MaxSteps}).inhabits(v, t)
	if err != nil {
		return nil, err
	}
	if !ok {
		s, _ := Lean(v)
		return nil, fmt.Errorf("%s is no value of type %s: %w", s, t, ErrUnsupported)
	}
	return v, nil
}
