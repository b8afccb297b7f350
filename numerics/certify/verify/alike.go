package verify

import "cosita/lean/elab"

// alike reports whether two terms are the same up to the names of variables and the slots of
// bound ones.
func alike(a, b elab.Term) bool {
	return elab.Same(a, b, nil, func(x, y *elab.Var) bool { return x.Index == y.Index })
}

// replace puts by for every occurrence of x in t. Neither has bound variables.
func replace(t, x, by elab.Term) elab.Term {
	if alike(t, x) {
		return by
	}
	switch t := t.(type) {
	case *elab.Cast:
		return &elab.Cast{X: replace(t.X, x, by), T: t.T}
	case *elab.Apply:
		args := make([]elab.Term, len(t.Args))
		for i, y := range t.Args {
			args[i] = replace(y, x, by)
		}
		return &elab.Apply{Op: t.Op, Args: args, T: t.T}
	case *elab.Lambda:
		return &elab.Lambda{Param: t.Param, Body: replace(t.Body, x, by)}
	case *elab.Call:
		return &elab.Call{F: replace(t.F, x, by), Arg: replace(t.Arg, x, by), T: t.T}
	}
	return t
}
