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
	accepted := func(def verify.Def) bool {
		if s.Defines(append(n.Defs[:len(n.Defs):len(n.Defs)], def)) != nil {
			return false
		}
		n.Defs = append(n.Defs, def)
		return true
	}
	for again := true; again; {
		again = false
		for i, f := range s.Facts {
			if used[i] || f.Prop == nil {
				continue
			}
			if a, ok := f.Prop.(*elab.Apply); ok && (a.Op == elab.Eq || a.Op == elab.Forall) {
				if accepted(verify.Def{At: i}) {
					used[i], again = true, true
				}
			}
		}
	}
	if n := w.leaf(s, n); n != nil {
		return n
	}
	return nil
}
