package certify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
)

// residues tries moduli that the sequent speaks of, their products, and small ones.
func (w *work) residues(s *verify.Sequent) *verify.Node {
	var spoken []int64
	largest := int64(1)
	integers := false
	s.Walk(func(t elab.Term) {
		switch t := t.(type) {
		case *elab.Var:
			integers = integers || t.T == elab.Type(elab.Nat) || t.T == elab.Type(elab.Int)
		case *elab.Lit:
			if n, ok := small(t); ok {
				largest = max(largest, n)
			}
		case *elab.Apply:
			switch t.Op {
			case elab.Even, elab.Odd:
				spoken = append(spoken, 2)
			case elab.Mod, elab.Dvd, elab.ModEq:
				at := 0
				if t.Op == elab.Mod {
					at = 1
				}
				if n, ok := small(t.Args[at]); ok && n > 1 {
					spoken = append(spoken, n)
				}
			}
		}
	})
	if !integers {
		return nil
	}
	slices.Sort(spoken)
	spoken = slices.Compact(spoken)
	moduli := slices.Clone(spoken)
	all := int64(1)
	for _, m := range spoken {
		all = lcm(all, m)
	}
	if len(spoken) > 1 {
		moduli = append(moduli, all)
	}
	if len(spoken) > 0 {
		for _, k := range []int64{2, 3, 4} {
			moduli = append(moduli, all*k)
		}
	}
	moduli = append(moduli, 2, 3, 4, 5, 7, 8, 9, 11, 13, 16)
	for _, from := range []int64{6, largest + 1} {
		if from > 2000 {
			continue
		}
		for _, m := range moduli {
			if m > 1<<14 || w.ctx.Err() != nil {
				continue
			}
			if n := w.leaf(s, &verify.Node{Rule: "residues", Modulus: m, From: from}); n != nil {
				return n
			}
		}
	}
	return nil
}

// small is the value of a numeral that is no large integer.
func small(t elab.Term) (int64, bool) {
	l, ok := t.(*elab.Lit)
	if !ok || !l.Value.IsInt() || l.Value.Num().BitLen() > 20 {
		return 0, false
	}
	return l.Value.Num().Int64(), true
}

func lcm(a, b int64) int64 {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	if a/x > 1<<20/b {
		return 1 << 20
	}
	return a / x * b
}
