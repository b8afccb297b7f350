package certify

import (
	"strings"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/certify/verify"
)

// CoreScript is a proof for a Lean without Mathlib, of a statement that core Lean can state:
// integers, their arithmetic and order, and connectives. It is omega or decide where these
// decide the statement, else grind, which has to search; empty for other statements.
func CoreScript(st *elab.Statement, root *verify.Node) (string, evidence.Class) {
	s, err := verify.Open(st)
	names, opening, ok := open(st)
	if err != nil || !ok || !core(st.Goal) || len(st.Source.Header.Variables) > 0 {
		return "", ""
	}
	facts := make([]given, len(st.Hyps))
	for i, h := range st.Hyps {
		if !core(h.Prop) {
			return "", ""
		}
		facts[i] = given{names[i], h.Prop}
	}
	for _, v := range st.Vars {
		if !integerSort(v.Type) {
			return "", ""
		}
	}
	tactic, class := "grind", evidence.Search
	e := extent{decidable: true}
	e.look(st.Goal)
	p := &printer{prefix: unusedPrefix(st)}
	b, linear := p.omega(s, root, facts)
	if root.Rule == "residues" {
		b, linear = p.residues(s, root, facts)
	}
	if linear && !b.search && len(b.lines) == 1 {
		tactic, class = b.lines[0], evidence.Explicit
	} else if root.Rule == "ground" && root.At == 0 && bound(st.Goal) && e.decidable && !e.large {
		tactic, class = "decide", evidence.Explicit
	}
	text := term.PrintStatement(st.Source)
	tokens, err := term.Tokens(text)
	if err != nil {
		return "", ""
	}
	var out strings.Builder
	end := 0
	for _, t := range tokens {
		out.WriteString(text[end:t.Span.Start])
		end = t.Span.End
		switch t.Text {
		case "ℕ":
			out.WriteString("Nat")
		case "ℤ":
			out.WriteString("Int")
		default:
			out.WriteString(t.Text)
		}
	}
	return out.String() + " := by\n" + strings.Join(indented(append(opening, tactic)), "\n") + "\n", class
}

// core reports whether core Lean has all that a term is made of.
func core(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Lit, *elab.Var:
		return integerSort(t.Type())
	case *elab.Cast:
		return integerSort(t.T) && core(t.X)
	case *elab.Apply:
		switch t.Op {
		case elab.Add, elab.Sub, elab.Mul, elab.Div, elab.Mod, elab.Pow, elab.Neg, elab.Eq, elab.Ne, elab.Lt, elab.Le,
			elab.Gt, elab.Ge, elab.Dvd, elab.And, elab.Or, elab.Not, elab.Imp, elab.Iff, elab.True, elab.False:
		default:
			return false
		}
		for _, x := range t.Args {
			if !core(x) {
				return false
			}
		}
		return true
	}
	return false
}
