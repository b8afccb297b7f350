package elab

import "maps"

// Same reports whether two terms are the same but for the slots of bound variables. bound
// maps those of a that are bound outside to those of b; free compares variables that nothing
// binds.
func Same(a, b Term, bound map[int]int, free func(x, y *Var) bool) bool {
	if a.Type() != b.Type() {
		return false
	}
	switch a := a.(type) {
	case *Var:
		b, ok := b.(*Var)
		if !ok {
			return false
		}
		if slot, ok := bound[a.Index]; ok {
			return slot == b.Index
		}
		for _, slot := range bound {
			if slot == b.Index {
				return false
			}
		}
		return free(a, b)
	case *Lit:
		b, ok := b.(*Lit)
		return ok && a.Value.Cmp(b.Value) == 0
	case *Cast:
		b, ok := b.(*Cast)
		return ok && Same(a.X, b.X, bound, free)
	case *Call:
		b, ok := b.(*Call)
		return ok && Same(a.F, b.F, bound, free) && Same(a.Arg, b.Arg, bound, free)
	case *Lambda:
		b, ok := b.(*Lambda)
		if !ok {
			return false
		}
		inner := maps.Clone(bound)
		if inner == nil {
			inner = map[int]int{}
		}
		inner[a.Param.Index] = b.Param.Index
		return Same(a.Body, b.Body, inner, free)
	case *Apply:
		b, ok := b.(*Apply)
		if !ok || a.Op != b.Op || len(a.Args) != len(b.Args) {
			return false
		}
		for i := range a.Args {
			if !Same(a.Args[i], b.Args[i], bound, free) {
				return false
			}
		}
		return true
	}
	return false
}
