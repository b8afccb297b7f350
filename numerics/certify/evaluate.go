package certify

import (
	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
)

// evaluate takes facts as definitions, as long as that gives more values, and evaluates the
// goal.
func (w *work) evaluate(s *verify.Sequent) *verify.Node {
	n := &verify.Node{Rule: "evaluate"}
	used := make([]bool, len(s.Facts))
	d := s.Undefined()
	accepted := func(def verify.Def) bool {
		more, ok := d.And(def)
		if ok {
			d, n.Defs = more, append(n.Defs, def)
		}
		return ok
	}
	for again := true; again; {
		again = false
		for i, f := range s.Facts {
			a, ok := f.Prop.(*elab.Apply)
			if used[i] || !ok || a.Op != elab.Eq && a.Op != elab.Forall {
				continue
			}
			if accepted(verify.Def{At: i}) {
				used[i], again = true, true
			}
		}
	}
	values := len(n.Defs)
	for i, f := range s.Facts {
		if a, ok := f.Prop.(*elab.Apply); !used[i] && ok && a.Op == elab.Forall {
			for _, r := range ranges(s) {
				if accepted(verify.Def{At: i, From: r[0], To: r[1]}) {
					break
				}
			}
		}
	}
	if len(n.Defs) > values {
		if n := w.leaf(s, n); n != nil {
			return n
		}
		n.Defs = n.Defs[:values]
	}
	return w.leaf(s, n)
}

// ranges are numbers between which a recursion may be followed, up to the largest that the
// sequent speaks of, or down from one of them.
func ranges(s *verify.Sequent) [][2]int64 {
	spoken := map[int]bool{}
	recursive := false
	s.Walk(func(t elab.Term) {
		if n, ok := small(t); ok && n < 4000 {
			spoken[int(n)] = true
		}
		if c, ok := t.(*elab.Call); ok {
			_, isVar := c.F.(*elab.Var)
			_, isLit := c.Arg.(*elab.Lit)
			recursive = recursive || isVar && isLit
		}
	})
	literals := sorted(spoken)
	if !recursive || len(literals) == 0 {
		return nil
	}
	var out [][2]int64
	most := int64(literals[len(literals)-1])
	for from := range int64(4) {
		for back := range int64(5) {
			if from < most-back {
				out = append(out, [2]int64{from, most - back})
			}
		}
	}
	for _, l := range literals {
		if l > 10 {
			out = append(out, [2]int64{int64(l), int64(l) + 20})
			for _, k := range literals {
				if 10 < k && k < l {
					out = append(out, [2]int64{int64(l) - 1, int64(k)})
				}
			}
		}
	}
	if len(out) > 60 {
		out = out[:60]
	}
	return out
}
