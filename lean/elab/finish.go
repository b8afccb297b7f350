package elab

import (
	"cosita/lean/term"
)

// finisher puts the types that were found into the tree, drops casts that turned out to
// change nothing, gives every variable its slot, and reports operations that the types do
// not have.
type finisher struct {
	vars   map[*Var]*Var
	slots  int
	finite map[string]bool // the sets that a hypothesis says are finite
}

func (e *elaborator) finish(st *term.Statement, goal Term) (*Statement, *Error) {
	f := &finisher{vars: map[*Var]*Var{}, finite: map[string]bool{}}
	out := &Statement{Source: st}
	for i, v := range e.vars {
		t, ok := settled(v.T)
		if !ok {
			return nil, errorf(Undecided, "nothing determines the type of %s", v.Name)
		}
		if propositions(t) {
			return nil, unsupported("Prop")
		}
		f.vars[v] = &Var{Index: i, Name: v.Name, T: t}
		out.Vars = append(out.Vars, Variable{Name: v.Name, Type: t})
	}
	f.slots = len(e.vars)
	for _, h := range e.hyps {
		p, err := f.term(h.Prop)
		if err != nil {
			return nil, err
		}
		if a, ok := p.(*Apply); ok && a.Op == Finite {
			f.finite[Print(a.Args[0])] = true
		}
		out.Hyps = append(out.Hyps, Hypothesis{Name: h.Name, Prop: p})
	}
	var err *Error
	if out.Goal, err = f.term(goal); err != nil {
		return nil, err
	}
	out.Slots = f.slots
	rename(out)
	return out, nil
}

func (f *finisher) term(t Term) (Term, *Error) {
	switch t := t.(type) {
	case *Var:
		v, ok := f.vars[t]
		if !ok {
			return nil, errorf(Undecided, "the variable %s outside its scope", t.Name)
		}
		use := *v
		return &use, nil
	case *Lit:
		return literal(t)
	case *Cast:
		x, err := f.term(t.X)
		if err != nil {
			return nil, err
		}
		to, _ := settled(t.T)
		return cast(x, to)
	case *Apply:
		typ, ok := settled(t.T)
		if !ok {
			return nil, errorf(Undecided, "nothing determines a type")
		}
		if typ != Type(Prop) && propositions(typ) {
			return nil, unsupported("Prop")
		}
		a := &Apply{Op: t.Op, T: typ}
		for _, x := range t.Args {
			y, err := f.term(x)
			if err != nil {
				return nil, err
			}
			a.Args = append(a.Args, y)
		}
		if a.Op == ToFinset {
			if err := f.finiteSet(a.Args[0]); err != nil {
				return nil, err
			}
		}
		return a, instances(a)
	case *Lambda:
		typ, ok := settled(t.Param.T)
		if !ok {
			return nil, errorf(Undecided, "nothing determines the type of %s", t.Param.Name)
		}
		if propositions(typ) {
			return nil, unsupported("Prop")
		}
		v := &Var{Index: f.slots, Name: t.Param.Name, T: typ}
		f.slots++
		f.vars[t.Param] = v
		body, err := f.term(t.Body)
		return &Lambda{Param: v, Body: body}, err
	case *Call:
		g, err := f.term(t.F)
		if err != nil {
			return nil, err
		}
		x, err := f.term(t.Arg)
		if err != nil {
			return nil, err
		}
		typ, _ := settled(t.T)
		return &Call{F: g, Arg: x, T: typ}, nil
	}
	return nil, unsupported("term")
}

func literal(t *Lit) (Term, *Error) {
	to, _ := settled(t.T)
	s, scalar := to.(Scalar)
	switch {
	case !isNumber(to):
		return nil, errorf(IllTyped, "%s has no numerals", to)
	case !t.Value.IsInt() && (!scalar || !s.Field()):
		return nil, errorf(IllTyped, "%s has no decimal literals", to)
	case to == Type(PNat) && t.Value.Sign() == 0:
		return nil, errorf(IllTyped, "ℕ+ has no 0")
	}
	return &Lit{Value: t.Value, T: to}, nil
}

// cast is `(↑x : to)`, which is x where that is its type.
func cast(x Term, to Type) (Term, *Error) {
	from := x.Type()
	if from == to {
		return x, nil
	}
	if widens(from, to) {
		return castTo(x, to), nil
	}
	switch from := from.(type) {
	case Finset:
		if s, ok := to.(Set); ok && s.Elem == from.Elem {
			return &Cast{X: x, T: to}, nil
		}
	case EquivOf:
		if to == Type(Fun{from.A, from.B}) {
			return &Apply{Op: ToFun, Args: []Term{x}, T: to}, nil
		}
	}
	return nil, errorf(IllTyped, "↑%s would cast %s to %s", Print(x), from, to)
}

// finiteSet reports a set of which nothing says that it is finite: it has no toFinset.
func (f *finisher) finiteSet(s Term) *Error {
	if _, ok := s.Type().(Set); !ok || f.finite[Print(s)] {
		return nil
	}
	if a, ok := s.(*Apply); ok && a.Op == Enum {
		return nil
	}
	return errorf(Undecided, "whether %s is finite", Print(s))
}

// propositions reports whether values of type t are propositions or hold some, other than as
// predicates do.
func propositions(t Type) bool {
	switch t := t.(type) {
	case Scalar:
		return t == Prop
	case Fun:
		return propositions(t.Dom) || t.Cod != Type(Prop) && propositions(t.Cod)
	case Times:
		return propositions(t.A) || propositions(t.B)
	case EquivOf:
		return propositions(t.A) || propositions(t.B)
	}
	elem, ok := elemOf(t)
	return ok && propositions(elem)
}
