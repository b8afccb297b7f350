package falsify

import (
	"fmt"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// witness prints a point, a binding for each variable.
func witness(typed *elab.Statement, p point) evidence.Witness {
	w := make(evidence.Witness, len(typed.Vars))
	for i, v := range typed.Vars {
		w[i] = evidence.Binding{Name: v.Name, Type: v.Type.String(), Value: p[i].String()}
	}
	return w
}

// confirm is the last check of a refutation and knows nothing of the search: it reads the
// statement and the printed witness afresh, and reports the first thing that does not hold.
func confirm(st *term.Statement, w evidence.Witness) error {
	typed, err := elab.Elaborate(st)
	if err != nil {
		return err
	}
	if len(w) != len(typed.Vars) {
		return fmt.Errorf("%d values for %d variables", len(w), len(typed.Vars))
	}
	p := make(point, len(w))
	for i, b := range w {
		x, ok := exact.Parse(b.Value)
		if !ok || b.Name != typed.Vars[i].Name || b.Type != typed.Vars[i].Type.String() {
			return fmt.Errorf("%s : %s := %s does not fit the statement", b.Name, b.Type, b.Value)
		}
		if kind, ok := typed.Vars[i].Type.(elab.Scalar); !ok || !inhabits(x, kind) {
			return fmt.Errorf("%s is not in %s", b.Value, b.Type)
		}
		p[i] = x
	}
	for _, h := range typed.Hyps {
		ok, err := eval.Holds(h.Prop, p.env())
		if err != nil {
			return fmt.Errorf("hypothesis %s: %w", h.Name, err)
		}
		if !ok {
			return fmt.Errorf("hypothesis %s is false: %s", h.Name, elab.Print(h.Prop))
		}
	}
	ok, err := eval.Holds(typed.Goal, p.env())
	if err != nil {
		return fmt.Errorf("conclusion: %w", err)
	}
	if ok {
		return fmt.Errorf("the conclusion is true: %s", elab.Print(typed.Goal))
	}
	return nil
}

// inhabits reports whether x is a value of the type.
func inhabits(x exact.Rat, t elab.Scalar) bool {
	switch t {
	case elab.Nat:
		return x.IsInt() && x.Sign() >= 0
	case elab.Int:
		return x.IsInt()
	}
	return t == elab.Rat || t == elab.Real
}
