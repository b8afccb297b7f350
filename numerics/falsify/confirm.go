package falsify

import (
	"fmt"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
)

// witness prints a point, a binding for each variable; those that the box has, if there is
// one, as intervals. The error names a value that has no form in Lean syntax.
func witness(typed *elab.Statement, p eval.Env, b *box) (evidence.Witness, error) {
	w := make(evidence.Witness, len(typed.Vars))
	for i, v := range typed.Vars {
		text, ok := b.text(i)
		if !ok {
			text, ok = eval.Lean(p[i])
		}
		if !ok {
			return nil, fmt.Errorf("the value of %s has no form in Lean syntax", v.Name)
		}
		w[i] = evidence.Binding{Name: v.Name, Type: v.Type.String(), Value: text}
	}
	return w, nil
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
	p := make(eval.Env, typed.Slots)
	region := &box{env: p}
	for i, b := range w {
		v := typed.Vars[i]
		if b.Name != v.Name || b.Type != v.Type.String() {
			return fmt.Errorf("%s : %s := %s does not fit the statement", b.Name, b.Type, b.Value)
		}
		if v.Type == elab.Type(elab.Real) && region.add(i, b.Value) {
			continue
		}
		if p[i], err = eval.Parse(b.Value, v.Type); err != nil {
			return fmt.Errorf("%s : %s := %s does not fit the statement: %w", b.Name, b.Type, b.Value, err)
		}
		if x, ok := rational(p[i]); ok {
			if kind, ok := v.Type.(elab.Scalar); ok && !inhabits(x, kind) {
				return fmt.Errorf("%s is not in %s", b.Value, b.Type)
			}
		}
	}
	if len(region.slots) > 0 {
		return region.confirm(typed)
	}
	for _, h := range typed.Hyps {
		ok, err := holds(h.Prop, p)
		if err != nil {
			return fmt.Errorf("hypothesis %s: %w", h.Name, err)
		}
		if !ok {
			return fmt.Errorf("hypothesis %s is false: %s", h.Name, elab.Print(h.Prop))
		}
	}
	ok, err := eval.Holds(typed.Goal, p)
	if err != nil {
		return fmt.Errorf("conclusion: %w", err)
	}
	if ok {
		return fmt.Errorf("the conclusion is true: %s", elab.Print(typed.Goal))
	}
	return nil
}
