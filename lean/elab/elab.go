package elab

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

// elaborator holds what is known while a statement is read from left to right.
type elaborator struct {
	inference
	vars  []*Var
	scope *scope
	hyps  []Hypothesis
	opens []string
	pi    bool // whether `π` is the number
	steps int
}

// scope is what the names mean inside out.
type scope struct {
	name  string
	means Term
	outer *scope
	depth int
}

func (s *scope) find(name string) (Term, bool) {
	for ; s != nil; s = s.outer {
		if s.name == name {
			return s.means, s.means != nil
		}
	}
	return nil, false
}

// maxSteps bounds the work on one statement: what waits for a type is read again.
const maxSteps = 2_000_000

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
	e := &elaborator{opens: st.Header.Opens}
	if ns := st.Header.Namespace; ns != "" {
		e.opens = append(slices.Clone(e.opens), ns)
	}
	e.pi = slices.Contains(slices.Concat(e.opens, st.Header.Scoped), "Real") || len(st.Header.Text) == 0
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
	return e.finish(st, goal)
}

// goal reads the `∀` and the implications at the front of a goal as further binders.
func (e *elaborator) goal(t term.Term) (Term, *Error) {
	for {
		switch g := t.(type) {
		case *term.Quant:
			if g.Kind != "∀" && g.Kind != "Π" {
				return e.check(t, Prop)
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
				h, err := e.check(g.L, Prop)
				if err != nil {
					return nil, err
				}
				e.hyps = append(e.hyps, Hypothesis{Prop: h})
				t = g.R
				continue
			}
		}
		return e.check(t, Prop)
	}
}

// binder adds the variables or the hypotheses of a binder group. Inside a goal a variable
// may go without a type: the rest of the goal determines it.
func (e *elaborator) binder(b term.Binder, inGoal bool) *Error {
	if b.Pattern != nil || b.Default != nil {
		return unsupported("binder " + binderName(b))
	}
	if finite, err := e.finiteness(b); finite || err != nil {
		return err
	}
	if b.Style == term.Instance {
		return unsupported("binder " + binderName(b))
	}
	if b.Type == nil {
		if !inGoal {
			return errorf(Undecided, "a binder without a type: %s", strings.Join(b.Names, " "))
		}
		// Each name has a type of its own: in `∀ a b, a > (0 : ℝ) → b > 0` b is in ℕ.
		for _, name := range b.Names {
			e.declare(name, e.fresh())
		}
		return e.bounds(b)
	}
	t, ok, err := typeOf(b.Type)
	if err != nil {
		return err
	}
	if ok {
		if t == Type(Prop) {
			return unsupported("Prop")
		}
		for _, name := range b.Names {
			e.declare(name, t)
		}
		return e.bounds(b)
	}
	if b.Rel != "" {
		return unsupported("bounded binder of a proof")
	}
	h, err := e.check(b.Type, Prop)
	if err != nil {
		return err
	}
	e.assume(b.Names, h)
	return nil
}

// assume adds a hypothesis. (h h' : P) holds P once; the name of a hypothesis hides an outer
// variable.
func (e *elaborator) assume(names []string, h Term) {
	for _, name := range names {
		e.bind(name, nil)
	}
	e.hyps = append(e.hyps, Hypothesis{Name: strings.Join(names, " "), Prop: h})
}

// declare adds a variable of the statement.
func (e *elaborator) declare(name string, t Type) {
	v := &Var{Index: len(e.vars), Name: name, T: t}
	e.vars = append(e.vars, v)
	e.bind(name, v)
}

// bind gives a name a meaning, nil for a name that has none as a term.
func (e *elaborator) bind(name string, means Term) {
	if name != "_" {
		depth := 1
		if e.scope != nil {
			depth += e.scope.depth
		}
		e.scope = &scope{name, means, e.scope, depth}
	}
}

// bounds reads `x > 0` of a bounded binder as a hypothesis on its variable.
func (e *elaborator) bounds(b term.Binder) *Error {
	if b.Rel == "" {
		return nil
	}
	if len(b.Names) != 1 {
		return unsupported("bounded binder of several names")
	}
	h, err := e.check(&term.Binary{Op: b.Rel, L: &term.Ident{Name: b.Names[0]}, R: b.Bound}, Prop)
	if err != nil {
		return err
	}
	e.hyps = append(e.hyps, Hypothesis{Prop: h})
	return nil
}

// finiteness reads `Fintype S` and `Finite S` of a set S, which hold exactly when S is
// finite, as that hypothesis.
func (e *elaborator) finiteness(b term.Binder) (bool, *Error) {
	app, ok := b.Type.(*term.App)
	if !ok || len(app.Args) != 1 {
		return false, nil
	}
	id, ok := app.Fn.(*term.Ident)
	if !ok || id.Name != "Fintype" && id.Name != "Finite" {
		return false, nil
	}
	x := app.Args[0].Value
	if _, isType, _ := typeOf(x); isType {
		return false, nil
	}
	if u, ok := x.(*term.Unary); ok && (u.Op == "↑" || u.Op == "↥") {
		x = u.X
	}
	s, err := e.check(x, Set{e.fresh()})
	if err != nil {
		return true, err
	}
	e.assume(b.Names, &Apply{Op: Finite, Args: []Term{s}, T: Prop})
	return true, nil
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
