package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// Script is the Lean proof that replays a certificate. It sets the root's Class: explicit
// where every leaf states what it adds up, search where one leans on a solver. It is empty
// where a step has no Lean form here.
func Script(st *elab.Statement, root *verify.Node, vacuous bool) string {
	s, err := verify.Open(st)
	if err != nil {
		return ""
	}
	p := &printer{explicit: true}
	var names, intros []string
	for i, h := range st.Hyps {
		name, _, _ := strings.Cut(h.Name, " ")
		if name == "" || name == "_" {
			name = fmt.Sprintf("hyp%d", i)
			intros = append(intros, name)
		}
		names = append(names, name)
	}
	if front := introduced(st.Source.Goal, intros); len(front) > 0 {
		p.line(1, "intro %s", strings.Join(front, " "))
	}
	if vacuous {
		p.line(1, "exfalso")
		s.Goal = &elab.Apply{Op: elab.False, T: elab.Prop}
	}
	if !p.node(s, root, names, 1) {
		return ""
	}
	root.Class = "search"
	if p.explicit {
		root.Class = "explicit"
	}
	statement := term.PrintStatement(st.Source)
	return statement + " := by\n" + p.text.String()
}

// introduced are the names that `intro` gives to the front of a goal.
func introduced(t term.Term, hyps []string) []string {
	var out []string
	take := func() {
		if len(hyps) > 0 {
			out, hyps = append(out, hyps[0]), hyps[1:]
		}
	}
	for {
		switch g := t.(type) {
		case *term.Quant:
			for _, b := range g.Binders {
				for _, name := range b.Names {
					out = append(out, name)
					if b.Rel != "" {
						take()
					}
				}
			}
			t = g.Body
			continue
		case *term.Binary:
			if g.Op == "→" {
				take()
				t = g.R
				continue
			}
		}
		return out
	}
}

// printer writes tactics.
type printer struct {
	text     strings.Builder
	fresh    int
	explicit bool
}

func (p *printer) line(indent int, format string, args ...any) {
	p.text.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(&p.text, format, args...)
	p.text.WriteByte('\n')
}

func (p *printer) names(n int) []string {
	out := make([]string, n)
	for i := range out {
		p.fresh++
		out[i] = fmt.Sprintf("c%d", p.fresh)
	}
	return out
}

// node writes the tactics for n before s, whose facts have the names; false where it cannot.
func (p *printer) node(s *verify.Sequent, n *verify.Node, names []string, indent int) bool {
	subs, err := s.Apply(n)
	if err != nil || len(subs) != len(n.Then) {
		return false
	}
	added := make([][]string, len(subs))
	for i, sub := range subs {
		added[i] = p.names(len(sub.Facts) - len(s.Facts))
	}
	at := ""
	if n.At < len(names) {
		at = names[n.At]
	}
	switch n.Rule {
	case "split":
		p.line(indent, "constructor")
	case "intro":
		p.line(indent, "intro %s", added[0][0])
	case "left", "right":
		p.line(indent, "%s", n.Rule)
	case "contra":
		p.line(indent, "by_contra %s", added[0][0])
		p.line(indent, "try push_neg at %s", added[0][0])
	case "and":
		if len(added[0]) == 1 {
			p.line(indent, "have %s := %s", added[0][0], at)
			p.line(indent, "try push_neg at %s", added[0][0])
			break
		}
		p.line(indent, "obtain ⟨%s⟩ := %s", strings.Join(added[0], ", "), at)
	case "or":
		a := s.Facts[n.At].Prop.(*elab.Apply)
		from := at
		switch a.Op {
		case elab.Ne:
			from = "lt_or_gt_of_ne " + at
		case elab.Imp:
			return false
		}
		p.line(indent, "rcases %s with %s | %s", from, added[0][0], added[1][0])
	case "instantiate":
		arg, _, _ := strings.Cut(n.With, " : ")
		for _, t := range s.Arguments() {
			if verify.Key(t) == n.With {
				arg = elab.Print(t)
			}
		}
		from := at
		if s.Facts[n.At].Prop.(*elab.Apply).Op == elab.Eq {
			from = "congrFun " + at
		}
		p.line(indent, "have %s : %s := %s (%s)", added[0][0], elab.Print(subs[0].Facts[len(s.Facts)].Prop), from, arg)
	case "product":
		if !p.product(s, n, names, added, indent) {
			return false
		}
	case "atom":
		if !p.atom(s, n, added, indent) {
			return false
		}
	default:
		return p.leaf(s, n, names, indent)
	}
	for i, sub := range subs {
		deeper := indent
		if len(subs) > 1 {
			p.line(indent, "·")
			text := strings.TrimSuffix(p.text.String(), "\n") + " skip\n"
			p.text.Reset()
			p.text.WriteString(text)
			deeper++
		}
		if !p.node(sub, n.Then[i], slices.Concat(names, added[i]), deeper) {
			return false
		}
	}
	return true
}

func (p *printer) product(s *verify.Sequent, n *verify.Node, names []string, added [][]string, indent int) bool {
	var factors, patterns []string
	for i, f := range n.Factors {
		text, ok := polyText(s, f)
		if !ok {
			return false
		}
		factors = append(factors, "("+text+")")
		patterns = append(patterns, added[i][0])
	}
	h := p.names(1)[0]
	sum, ok := combinationText(s, n.Sum, names)
	if !ok || len(factors) > 2 {
		return false
	}
	p.line(indent, "have %s : %s = 0 := by linear_combination %s", h, strings.Join(factors, " * "), sum)
	p.line(indent, "rcases mul_eq_zero.mp %s with %s", h, strings.Join(patterns, " | "))
	return true
}

func (p *printer) atom(s *verify.Sequent, n *verify.Node, added [][]string, indent int) bool {
	var t *elab.Apply
	for _, a := range s.Table.Atoms {
		if a.Key == n.With {
			t, _ = a.Term.(*elab.Apply)
		}
	}
	if t == nil {
		return false
	}
	arg := elab.Print(t.Args[0])
	switch t.Op {
	case elab.Abs:
		p.line(indent, "rcases abs_cases (%s) with ⟨%s, %s⟩ | ⟨%s, %s⟩", arg, added[0][1], added[0][0], added[1][1], added[1][0])
		return true
	}
	return false
}

// leaf writes the tactic that closes s.
func (p *printer) leaf(s *verify.Sequent, n *verify.Node, names []string, indent int) bool {
	switch n.Rule {
	case "ground":
		if n.At > 0 {
			p.line(indent, "exfalso")
			p.line(indent, "revert %s", names[n.At-1])
		}
		p.line(indent, "first | norm_num | decide +kernel | simp [Finset.sum_range_succ]")
		return true
	case "cases":
		p.explicit = false
		for _, b := range n.Bounds {
			low, high := p.names(1)[0], p.names(1)[0]
			p.line(indent, "have %s : %d ≤ %s := by first | omega | nlinarith", low, b.Low, b.Name)
			p.line(indent, "have %s : %s ≤ %d := by first | omega | nlinarith", high, b.Name, b.High)
		}
		closing := "first | omega | simp_all"
		for _, b := range slices.Backward(n.Bounds) {
			closing = fmt.Sprintf("interval_cases %s <;> (%s)", b.Name, closing)
		}
		p.line(indent, "first | omega | (%s)", closing)
		return true
	case "combination":
		goal := s.Goal.(*elab.Apply)
		if len(n.Sum) == 0 {
			p.line(indent, "ring")
			return true
		}
		if goal.Args[0].Type() == elab.Type(elab.Nat) {
			p.explicit = false
			p.line(indent, "first | omega | nlinarith [%s]", strings.Join(p.hints(s, n.Sum, names), ", "))
			return true
		}
		text, ok := combinationText(s, n.Sum, names)
		if ok {
			p.line(indent, "linear_combination %s", text)
		}
		return ok
	case "sum":
		hints := strings.Join(p.hints(s, n.Sum, names), ", ")
		product := verify.Kind(n) == "nonlinear"
		switch {
		case product:
			p.line(indent, "nlinarith [%s]", hints)
		case slices.ContainsFunc(n.Sum, func(t verify.Term) bool { return integral(s, t) }):
			p.line(indent, "first | omega | linarith [%s]", hints)
		default:
			p.line(indent, "linarith [%s]", hints)
		}
		return true
	}
	return false
}

// integral reports whether a summand is of integers, which linarith tightens less than omega.
func integral(s *verify.Sequent, t verify.Term) bool {
	for _, f := range t.Facts {
		for _, m := range s.Facts[f].Poly.Terms() {
			for _, w := range m.Powers {
				if a := s.Table.Atoms[w.Var].Type; a == elab.Nat || a == elab.Int {
					return true
				}
			}
		}
	}
	return len(t.Atoms) > 0
}

// hints are the terms that linarith is to add up.
func (p *printer) hints(s *verify.Sequent, sum []verify.Term, names []string) []string {
	var out []string
	add := func(h string) {
		if !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	for _, t := range sum {
		for _, q := range t.Squares {
			if text, ok := polyText(s, q); ok && len(t.Facts)+len(t.Atoms) == 0 {
				add("sq_nonneg (" + text + ")")
			} else {
				p.explicit = false
			}
		}
		switch {
		case len(t.Squares) > 0:
		case len(t.By) == 1 && len(t.By[0].Powers) == 0, len(t.Facts) == 1 && len(t.Atoms) == 0:
			add(names[t.Facts[0]])
			p.explicit = p.explicit && (t.By == nil || len(t.By) == 1 && len(t.By[0].Powers) == 0)
		case len(t.Facts) == 2 && len(t.Atoms) == 0:
			a, b := s.Facts[t.Facts[0]], s.Facts[t.Facts[1]]
			x, y := names[t.Facts[0]], names[t.Facts[1]]
			if a.Rel == verify.Pos && b.Rel == verify.Pos {
				add(fmt.Sprintf("mul_pos (_root_.sub_pos.mpr %s) (_root_.sub_pos.mpr %s)", x, y))
				break
			}
			if a.Rel == verify.Pos {
				x = "(le_of_lt " + x + ")"
			}
			if b.Rel == verify.Pos {
				y = "(le_of_lt " + y + ")"
			}
			add(fmt.Sprintf("mul_nonneg (_root_.sub_nonneg.mpr %s) (_root_.sub_nonneg.mpr %s)", x, y))
			p.explicit = p.explicit && !integral(s, t)
		case len(t.Facts)+len(t.Atoms) > 1:
			p.explicit = false
		}
	}
	return out
}

// combinationText is Σ multiplier * fact.
func combinationText(s *verify.Sequent, sum []verify.Term, names []string) (string, bool) {
	var parts []string
	for _, t := range sum {
		f := s.Facts[t.Facts[0]]
		if a, ok := f.Prop.(*elab.Apply); f.Prop != nil && (!ok || a.Op != elab.Eq || a.Args[0].Type() == elab.Type(elab.Nat)) {
			return "", false
		}
		text, ok := polyText(s, t.By)
		if !ok {
			return "", false
		}
		coef := t.Coef
		if coef == "" {
			coef = "1"
		}
		parts = append(parts, fmt.Sprintf("(%s) * (%s) * %s", coef, text, names[t.Facts[0]]))
	}
	return strings.Join(parts, " + "), true
}

// polyText is a polynomial in Lean syntax; false where its atoms are of ℕ, whose subtraction
// is another.
func polyText(s *verify.Sequent, q verify.Poly) (string, bool) {
	var monos []string
	for _, m := range q {
		c, _ := exact.Parse(m.Coef)
		factors := []string{"(" + c.String() + ")"}
		for _, a := range s.Table.Atoms {
			if e := m.Powers[a.Key]; e > 0 {
				if a.Type == elab.Nat {
					return "", false
				}
				factors = append(factors, fmt.Sprintf("(%s) ^ %d", elab.Print(a.Term), e))
			}
		}
		monos = append(monos, strings.Join(factors, " * "))
	}
	if len(monos) == 0 {
		return "0", true
	}
	return strings.Join(monos, " + "), true
}
