package certify

import (
	"slices"
	"strings"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
)

// Disproof is the Lean proof of the negation of a statement that fails at a witness, with the
// header above it: `theorem NAME_false : ¬ ∀ …`. It applies the statement to the values;
// each hypothesis there, and the negation of the conclusion, is a proposition about literals
// that norm_num or the kernel decides. It is empty for witnesses other than rational numbers,
// and where one of these propositions is of another kind.
func Disproof(source *term.Statement, w evidence.Witness) string {
	st, err := elab.Elaborate(source)
	if err != nil {
		return ""
	}
	values, ok := literals(st, w)
	if !ok {
		return ""
	}
	at := func(t elab.Term) elab.Term {
		for i, v := range values {
			t = replaced(t, &elab.Var{Index: i, Name: st.Vars[i].Name, T: st.Vars[i].Type}, v)
		}
		return t
	}
	decided := func(t elab.Term, want bool) (string, bool) {
		got, err := eval.Holds(t, make(eval.Env, st.Slots))
		tactic, search := ground(t, want)
		return tactic, err == nil && got == want && !search && bound(t) && !strings.Contains(tactic, "\n")
	}
	var proofs []string
	for _, h := range st.Hyps {
		tactic, ok := decided(at(h.Prop), true)
		if !ok {
			return ""
		}
		proofs = append(proofs, "(by "+tactic+")")
	}
	last, ok := decided(at(st.Goal), false)
	if !ok {
		return ""
	}
	arguments, binders, ok := applied(st, values, proofs)
	if !ok {
		return ""
	}
	name := st.Source.Name
	if name == "" {
		name = "statement"
	}
	claim := st.Source.Goal
	if len(binders) > 0 {
		claim = &term.Quant{Kind: "∀", Binders: binders, Body: claim}
	}
	negation := &term.Statement{Kind: "theorem", Name: name + "_false", Levels: st.Source.Levels,
		Goal: &term.Unary{Op: "¬", X: claim}}
	h := "statement"
	for strings.Contains(term.PrintStatement(st.Source), h) {
		h += "'"
	}
	return theorem(st.Source, term.PrintStatement(negation)) + " := by\n  intro " + h + "\n  exact absurd (" +
		strings.Join(append([]string{h}, arguments...), " ") + ") (by " + last + ")\n"
}

// literals are the values of the variables, where all are rational numbers of ℕ, ℤ, ℚ or ℝ.
func literals(st *elab.Statement, w evidence.Witness) ([]elab.Term, bool) {
	if len(w) != len(st.Vars) {
		return nil, false
	}
	var out []elab.Term
	for i, v := range st.Vars {
		typ, ok := v.Type.(elab.Scalar)
		if !ok || !isOrdered(typ) || w[i].Name != v.Name || v.Name == "_" {
			return nil, false
		}
		value, err := eval.Parse(w[i].Value, typ)
		number, ok := value.(eval.Num)
		if err != nil || !ok {
			return nil, false
		}
		r, ok := number.Rat()
		if !ok {
			return nil, false
		}
		x := rational(r.Abs(), typ)
		if r.Sign() < 0 {
			x = apply(elab.Neg, typ, x)
		}
		out = append(out, x)
	}
	return out, true
}

// applied are the arguments of the statement, values and proofs in the order of its binders
// and of the front of its goal, and its binders, all of them explicit.
func applied(st *elab.Statement, values []elab.Term, proofs []string) (arguments []string, binders []term.Binder, ok bool) {
	vars, hyps := 0, 0
	value := func(name string) bool {
		if vars == len(st.Vars) || st.Vars[vars].Name != name {
			return false
		}
		arguments = append(arguments, enclosed(values[vars]))
		vars++
		return true
	}
	proof := func() bool {
		if hyps == len(proofs) {
			return false
		}
		arguments = append(arguments, proofs[hyps])
		hyps++
		return true
	}
	take := func(b term.Binder) bool {
		if b.Style == term.Instance || b.Pattern != nil || b.Default != nil || len(b.Names) == 0 {
			return false
		}
		for i, name := range b.Names {
			// A proof that a binder gives several names is an argument for each.
			if !value(name) && (i > 0 || !proof()) {
				return false
			}
		}
		return b.Rel == "" || proof()
	}
	for _, b := range slices.Concat(st.Source.Header.Variables, st.Source.Binders) {
		if !take(b) {
			return nil, nil, false
		}
		b.Style = term.Parens
		binders = append(binders, b)
	}
	if len(st.Source.Header.Variables) > 0 {
		return nil, nil, false
	}
	for t := st.Source.Goal; ; {
		if q, is := t.(*term.Quant); is && (q.Kind == "∀" || q.Kind == "Π") {
			for _, b := range q.Binders {
				if !take(b) {
					return nil, nil, false
				}
			}
			t = q.Body
			continue
		}
		if imp, is := t.(*term.Binary); is && imp.Op == "→" {
			if !proof() {
				return nil, nil, false
			}
			t = imp.R
			continue
		}
		break
	}
	return arguments, binders, vars == len(st.Vars) && hyps == len(proofs)
}
