package verify

import "cosita/lean/elab"

// instantiate adds what a fact `∀ x, P x`, or `f = fun x ↦ b`, says of a term that the
// sequent speaks of.
func (s *Sequent) instantiate(a *elab.Apply, key string) ([]*Sequent, error) {
	var found elab.Term
	for _, arg := range s.Arguments() {
		if Key(arg) == key {
			found = arg
		}
	}
	if found == nil {
		return nil, reject("no argument %.80q", key)
	}
	switch a.Op {
	case elab.Forall:
		l, ok := a.Args[len(a.Args)-1].(*elab.Lambda)
		if ok && len(a.Args) == 1 && l.Param.T == found.Type() {
			return []*Sequent{s.fork(substitute(l.Body, l.Param.Index, found))}, nil
		}
	case elab.Eq:
		l, ok := a.Args[1].(*elab.Lambda)
		if ok && l.Param.T == found.Type() {
			call := &elab.Call{F: a.Args[0], Arg: found, T: l.Body.Type()}
			return []*Sequent{s.fork(binary(elab.Eq, call, substitute(l.Body, l.Param.Index, found)))}, nil
		}
	}
	return nil, reject("%s says nothing of %s", elab.Print(a), key)
}

// Key names a term: its printed form and its type.
func Key(t elab.Term) string { return elab.Print(t) + " : " + t.Type().String() }

// Arguments are the closed terms that functions are applied to.
func (s *Sequent) Arguments() []elab.Term {
	var out []elab.Term
	seen := map[string]bool{}
	var walk func(t elab.Term)
	walk = func(t elab.Term) {
		switch t := t.(type) {
		case *elab.Cast:
			walk(t.X)
		case *elab.Apply:
			for _, x := range t.Args {
				walk(x)
			}
		case *elab.Lambda:
			walk(t.Body)
		case *elab.Call:
			walk(t.F)
			walk(t.Arg)
			if key := Key(t.Arg); !seen[key] && s.closed(t.Arg) {
				seen[key] = true
				out = append(out, t.Arg)
			}
		}
	}
	walk(s.Goal)
	for _, f := range s.Facts {
		if f.Prop != nil {
			walk(f.Prop)
		}
	}
	return out
}

// closed reports whether t has no variable of a lambda, its own included.
func (s *Sequent) closed(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Var:
		return t.Index < len(s.Typed.Vars)
	case *elab.Cast:
		return s.closed(t.X)
	case *elab.Apply:
		for _, x := range t.Args {
			if !s.closed(x) {
				return false
			}
		}
	case *elab.Lambda:
		return false
	case *elab.Call:
		return s.closed(t.F) && s.closed(t.Arg)
	}
	return true
}

// substitute puts x, which has no bound variables, for the variable of a slot.
func substitute(t elab.Term, slot int, x elab.Term) elab.Term {
	switch t := t.(type) {
	case *elab.Var:
		if t.Index == slot {
			return x
		}
	case *elab.Cast:
		return &elab.Cast{X: substitute(t.X, slot, x), T: t.T}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, y := range t.Args {
			args[i] = substitute(y, slot, x)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	case *elab.Lambda:
		return &elab.Lambda{Param: t.Param, Body: substitute(t.Body, slot, x)}
	case *elab.Call:
		return &elab.Call{F: substitute(t.F, slot, x), Arg: substitute(t.Arg, slot, x), T: t.T}
	}
	return t
}
