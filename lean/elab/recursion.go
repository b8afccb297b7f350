package elab

import (
	"fmt"
	"slices"
	"strings"
)

// recursion is `∀ n ≥ from, u (n + shift) = … u (n + i) …`, with n the only argument.
type recursion struct {
	u     *Var
	from  int64
	shift int64   // the largest index that the equation speaks of, relative to n
	below []int64 // the others
}

// maxIndex bounds the indices of initial values that are looked at.
const maxIndex = 1000

// recursions warns of the values of recursively given sequences that nothing fixes.
func (w *warner) recursions(s *Statement) {
	fixed := map[int]map[int64]bool{}
	for _, h := range s.Hyps {
		inspect(h.Prop, func(t Term) {
			if c, ok := t.(*Call); ok {
				u, isVar := c.F.(*Var)
				i, isLit := c.Arg.(*Lit)
				if isVar && isLit && i.Value.IsInt() && i.Value.Num().IsInt64() {
					if fixed[u.Index] == nil {
						fixed[u.Index] = map[int64]bool{}
					}
					fixed[u.Index][i.Value.Num().Int64()] = true
				}
			}
		})
	}
	for _, h := range s.Hyps {
		r, ok := recursionOf(h.Prop)
		if !ok || r.u.Index >= len(s.Vars) {
			continue
		}
		var free []string
		for i := r.from + slices.Min(r.below); i < r.from+r.shift && len(free) < 10; i++ {
			if i >= 0 && !fixed[r.u.Index][i] {
				free = append(free, fmt.Sprintf("%s %d", r.u.Name, i))
			}
		}
		if len(free) > 0 {
			w.add("free-initial-value", "nothing fixes %s", strings.Join(free, ", "))
		}
	}
}

func recursionOf(t Term) (recursion, bool) {
	a, ok := t.(*Apply)
	if !ok || a.Op != Forall {
		return recursion{}, false
	}
	l := a.Args[0].(*Lambda)
	if l.Param.T != Type(Nat) {
		return recursion{}, false
	}
	r := recursion{}
	body := l.Body
	for {
		imp, ok := body.(*Apply)
		if !ok || imp.Op != Imp {
			break
		}
		r.from = max(r.from, leastOf(imp.Args[0], l.Param.Index))
		body = imp.Args[1]
	}
	eq, ok := body.(*Apply)
	if !ok || eq.Op != Eq {
		return recursion{}, false
	}
	var shifts []int64
	plain := true
	inspect(eq, func(t Term) {
		c, ok := t.(*Call)
		if !ok {
			return
		}
		u, isVar := c.F.(*Var)
		if !isVar || c.Arg.Type() != Type(Nat) {
			return
		}
		shift, ok := shiftOf(c.Arg, l.Param.Index)
		if !ok || r.u != nil && r.u.Index != u.Index {
			plain = false
			return
		}
		r.u = u
		shifts = append(shifts, shift)
	})
	if !plain || len(shifts) < 2 {
		return recursion{}, false
	}
	r.shift = slices.Max(shifts)
	for _, s := range shifts {
		if s < r.shift {
			r.below = append(r.below, s)
		}
	}
	return r, len(r.below) > 0 && r.from < maxIndex
}

// leastOf is the least value that a bound leaves for the variable.
func leastOf(t Term, slot int) int64 {
	a, ok := t.(*Apply)
	if !ok {
		return 0
	}
	if a.Op == And {
		return max(leastOf(a.Args[0], slot), leastOf(a.Args[1], slot))
	}
	if !a.Op.Relation() {
		return 0
	}
	l, r, op := a.Args[0], a.Args[1], a.Op
	if _, ok := l.(*Var); !ok {
		l, r, op = r, l, flipped[op]
	}
	v, ok := l.(*Var)
	bound, isLit := r.(*Lit)
	if !ok || !isLit || v.Index != slot || !bound.Value.IsInt() || !bound.Value.Num().IsInt64() {
		return 0
	}
	switch n := bound.Value.Num().Int64(); {
	case n > maxIndex:
		return maxIndex
	case op == Ge:
		return n
	case op == Gt:
		return n + 1
	}
	return 0
}

// shiftOf is k of `n + k`, `n - k` and `Nat.succ n`, for the variable n of a slot.
func shiftOf(t Term, slot int) (int64, bool) {
	switch t := t.(type) {
	case *Var:
		return 0, t.Index == slot
	case *Apply:
		if t.Op == Succ {
			k, ok := shiftOf(t.Args[0], slot)
			return k + 1, ok
		}
		if t.Op != Add && t.Op != Sub {
			return 0, false
		}
		k, ok := shiftOf(t.Args[0], slot)
		l, isLit := t.Args[1].(*Lit)
		if !ok || !isLit || !l.Value.IsInt() || l.Value.Num().BitLen() > 10 {
			return 0, false
		}
		if t.Op == Sub {
			return k - l.Value.Num().Int64(), true
		}
		return k + l.Value.Num().Int64(), true
	}
	return 0, false
}
