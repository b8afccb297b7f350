package elab

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// elaborator holds what is known while a statement is read from left to right.
type elaborator struct {
	vars  []Variable
	types []Type         // of vars; they may be metas until settled
	scope map[string]int // the innermost variable of a name
	hyps  []Hypothesis
	metas []*meta
}

// Elaborate gives a statement its types, casts and numeral types. The error is an [*Error].
func Elaborate(st *term.Statement) (*Statement, error) {
	out, err := elaborate(st)
	if err != nil {
		return nil, err
	}
	return out, nil
}

func elaborate(st *term.Statement) (*Statement, *Error) {
	if st.Goal == nil {
		return nil, errorf(Undecided, "a statement without a goal")
	}
	if err := survey(st); err != nil {
		return nil, err
	}
	e := &elaborator{scope: map[string]int{}}
	for _, b := range slices.Concat(st.Header.Variables, st.Binders) {
		if err := e.binder(b, false); err != nil {
			return nil, err
		}
		if err := e.settle(); err != nil {
			return nil, err
		}
	}
	goal, err := e.goal(st.Goal)
	if err != nil {
		return nil, err
	}
	if err := e.settle(); err != nil {
		return nil, err
	}
	out := &Statement{Source: st, Hyps: e.hyps, Slots: len(e.vars)}
	for i, v := range e.vars {
		s, ok := known(e.types[i])
		if !ok {
			return nil, errorf(Undecided, "nothing determines the type of %s", v.Name)
		}
		out.Vars = append(out.Vars, Variable{Name: v.Name, Type: s})
	}
	for i := range out.Hyps {
		if out.Hyps[i].Prop, err = finish(out.Hyps[i].Prop); err != nil {
			return nil, err
		}
	}
	if out.Goal, err = finish(goal); err != nil {
		return nil, err
	}
	return out, nil
}

// goal reads the `∀` and the implications at the front of a goal as further binders.
func (e *elaborator) goal(t term.Term) (Term, *Error) {
	for {
		switch g := t.(type) {
		case *term.Quant:
			if g.Kind != "∀" && g.Kind != "Π" {
				return nil, unsupported(g.Kind)
			}
			for _, b := range g.Binders {
				if err := e.binder(b, true); err != nil {
					return nil, err
				}
			}
			t = g.Body
			continue
		case *term.Binary:
			if g.Op == "→" {
				h, err := e.prop(g.L)
				if err != nil {
					return nil, err
				}
				e.hyps = append(e.hyps, Hypothesis{Prop: h})
				t = g.R
				continue
			}
		}
		return e.prop(t)
	}
}

// binder adds the variables or the hypotheses of a binder group. Inside a goal a variable
// may go without a type: the rest of the goal determines it.
func (e *elaborator) binder(b term.Binder, inGoal bool) *Error {
	if b.Style == term.Instance || b.Pattern != nil || b.Default != nil {
		return unsupported("binder " + binderName(b))
	}
	if b.Type == nil {
		if !inGoal {
			return errorf(Undecided, "a binder without a type: %s", strings.Join(b.Names, " "))
		}
		// Each name has a type of its own: in `∀ a b, a > (0 : ℝ) → b > 0` b is in ℕ.
		for _, name := range b.Names {
			e.bind(name, e.fresh())
		}
		return e.bounds(b)
	}
	if s, ok := typeOf(b.Type); ok {
		for _, name := range b.Names {
			e.bind(name, s)
		}
		return e.bounds(b)
	}
	if b.Rel != "" {
		return unsupported("bounded binder of a proof")
	}
	h, err := e.prop(b.Type)
	if err != nil {
		return err
	}
	// (h h' : P) holds P once; the name of a hypothesis hides an outer variable.
	for _, name := range b.Names {
		delete(e.scope, name)
	}
	e.hyps = append(e.hyps, Hypothesis{Name: strings.Join(b.Names, " "), Prop: h})
	return nil
}

func (e *elaborator) bind(name string, t Type) {
	if name != "_" {
		e.scope[name] = len(e.vars)
	}
	e.vars = append(e.vars, Variable{Name: name})
	e.types = append(e.types, t)
}

// bounds reads `x > 0` of a bounded binder as a hypothesis on each of its variables.
func (e *elaborator) bounds(b term.Binder) *Error {
	if b.Rel == "" {
		return nil
	}
	if len(b.Names) > 1 {
		return unsupported("bounded binder of several names")
	}
	for _, name := range b.Names {
		h, err := e.prop(&term.Binary{Op: b.Rel, L: &term.Ident{Name: name}, R: b.Bound})
		if err != nil {
			return err
		}
		e.hyps = append(e.hyps, Hypothesis{Prop: h})
	}
	return nil
}

func (e *elaborator) fresh() *meta {
	m := &meta{}
	e.metas = append(e.metas, m)
	return m
}

// settle gives every type that is still unknown its default: exponents first, then what is
// negated, then numerals.
func (e *elaborator) settle() *Error {
	for _, m := range e.metas {
		if err := m.settle(); err != nil {
			return err
		}
	}
	e.metas = e.metas[:0]
	return nil
}

// typeOf reads a number type.
func typeOf(t term.Term) (Scalar, bool) {
	id, ok := t.(*term.Ident)
	if !ok {
		return 0, false
	}
	s, ok := scalarOf[id.Name]
	return s, ok
}

func binderName(b term.Binder) string {
	switch {
	case b.Style == term.Instance && b.Type != nil:
		return "[" + describe(b.Type) + "]"
	case b.Pattern != nil:
		return "⟨…⟩"
	default:
		return strings.Join(b.Names, " ")
	}
}
