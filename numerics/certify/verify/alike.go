package verify

import "cosita/lean/elab"

// alike reports whether two terms are the same up to the names of variables and the slots of
// bound ones.
func alike(a, b elab.Term) bool { return (&matcher{map[int]int{}, map[int]int{}}).same(a, b) }

// matcher pairs the slots of bound variables of two terms.
type matcher struct{ there, back map[int]int }

func (m *matcher) same(a, b elab.Term) bool {
	switch a := a.(type) {
	case *elab.Var:
		b, ok := b.(*elab.Var)
		if !ok || a.T != b.T {
			return false
		}
		i, bound := m.there[a.Index]
		j, boundBack := m.back[b.Index]
		if bound || boundBack {
			return bound && boundBack && i == b.Index && j == a.Index
		}
		return a.Index == b.Index
	case *elab.Lit:
		b, ok := b.(*elab.Lit)
		return ok && a.T == b.T && a.Value.Cmp(b.Value) == 0
	case *elab.Cast:
		b, ok := b.(*elab.Cast)
		return ok && a.T == b.T && m.same(a.X, b.X)
	case *elab.Apply:
		b, ok := b.(*elab.Apply)
		if !ok || a.Op != b.Op || a.T != b.T || len(a.Args) != len(b.Args) {
			return false
		}
		for i := range a.Args {
			if !m.same(a.Args[i], b.Args[i]) {
				return false
			}
		}
		return true
	case *elab.Call:
		b, ok := b.(*elab.Call)
		return ok && a.T == b.T && m.same(a.F, b.F) && m.same(a.Arg, b.Arg)
	case *elab.Lambda:
		b, ok := b.(*elab.Lambda)
		if !ok || a.Param.T != b.Param.T {
			return false
		}
		i, j := a.Param.Index, b.Param.Index
		oldI, hadI := m.there[i]
		oldJ, hadJ := m.back[j]
		m.there[i], m.back[j] = j, i
		same := m.same(a.Body, b.Body)
		restore(m.there, i, oldI, hadI)
		restore(m.back, j, oldJ, hadJ)
		return same
	}
	return false
}

func restore(m map[int]int, key, old int, had bool) {
	if had {
		m[key] = old
	} else {
		delete(m, key)
	}
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
