package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/certify/verify"
	"cosita/numerics/exact"
)

// sum closes a goal by what a sum of facts, products and squares says: each product is stated
// with its proof, the equations are added up to one, and linarith finds the numbers again.
func (p *printer) sum(s *verify.Sequent, sum []verify.Term, facts []given) (block, bool) {
	l := p.newLeaf(s, facts)
	l.widenBy(sum)
	if l.typ == elab.Complex {
		// An equation 0 = c: the polynomial of the sum is the number.
		return p.constant(l, sum)
	}
	hints, ok := l.hints(sum)
	l.add("linarith only [%s]", joined(hints))
	return l.block, ok
}

// hints states the summands and gives the names of their proofs.
func (l *leaf) hints(sum []verify.Term) (hints []string, ok bool) {
	hint := func(h string) {
		if !slices.Contains(hints, h) {
			hints = append(hints, h)
		}
	}
	if slices.ContainsFunc(sum, func(t verify.Term) bool { return t.By != nil }) {
		text, scale, ok := l.combined(sum)
		q, fits := l.total(sum)
		if !ok || !fits {
			return nil, false
		}
		name := l.p.name()
		l.have(name, elab.Print(l.tree(q.Scale(scale)))+" = "+typed("0", l.typ), "by linear_combination %s", text)
		hint(name)
	}
	for _, t := range sum {
		if t.By != nil || len(t.Facts)+len(t.Atoms)+len(t.Squares) == 0 {
			continue
		}
		h, ok := l.product(t)
		if !ok {
			return nil, false
		}
		hint(h)
	}
	return hints, true
}

// added states what a sum of facts, products and squares says as a fact of its own.
func (p *printer) added(s, sub *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	l := p.newLeaf(s, facts)
	l.widenBy(n.Sum)
	f := sub.Facts[len(s.Facts)]
	t, zero := l.tree(f.Poly), lit(0, l.typ)
	fact := given{p.name(), compare(elab.Eq, t, zero)}
	var ok bool
	if f.Rel == verify.Zero {
		ok = l.equation(fact.name, enclosed(t), f.Poly, n.Sum)
	} else {
		fact.prop = compare(elab.Le, zero, t)
		if f.Rel == verify.Pos {
			fact.prop = compare(elab.Lt, zero, t)
		}
		var hints []string
		hints, ok = l.hints(n.Sum)
		l.have(fact.name, elab.Print(fact.prop), "by linarith only [%s]", joined(hints))
	}
	child, ok2 := p.node(sub, n.Then[0], append(slices.Clone(facts), fact))
	if !child.uses[fact.name] {
		return child, ok2
	}
	l.then(child)
	return l.block, ok && ok2
}

// nonzero closes a goal by an inequation whose two sides the equations make the same.
func (p *printer) nonzero(s *verify.Sequent, n *verify.Node, facts []given) (block, bool) {
	fact := facts[n.At]
	a, ok := fact.prop.(*elab.Apply)
	if !ok || a.Op != elab.Ne {
		return block{}, false
	}
	sub := *s
	equation := compare(elab.Eq, a.Args[0], a.Args[1])
	sub.Goal = equation
	proof, ok := p.combination(&sub, n.Sum, facts)
	h := p.name()
	b := newBlock(fmt.Sprintf("have %s : %s := by", h, elab.Print(equation)))
	b.lines = append(b.lines, indented(proof.lines)...)
	b.joined(proof)
	b.add("exact absurd %s %s", h, fact.name)
	b.use(fact.name)
	return b, ok
}

// total is the polynomial of the equations of a sum.
func (l *leaf) total(sum []verify.Term) (exact.Poly, bool) {
	var total exact.Poly
	for _, t := range sum {
		if t.By == nil {
			continue
		}
		q, ok := polyOf(l.s, t.By)
		if !ok {
			return total, false
		}
		q, ok = q.Mul(l.s.Facts[t.Facts[0]].Poly)
		if !ok {
			return total, false
		}
		total = total.Add(q.Scale(multiplierOf(t)))
	}
	return total, true
}

// constant closes a goal by equations of complex numbers, which add up to 1 = 0.
func (p *printer) constant(l *leaf, sum []verify.Term) (block, bool) {
	q, ok := l.total(sum)
	c, constant := constantOf(q)
	text, _, ok2 := l.combined(sum)
	if !ok || !ok2 || !constant || c.Sign() == 0 {
		return block{}, false
	}
	name := p.name()
	l.have(name, elab.Print(l.tree(q))+" = "+typed("0", l.typ), "by linear_combination %s", text)
	l.add("norm_num at %s", name)
	return l.block, true
}

// product states that a product of facts, atoms of ℕ and squares is positive, or is not
// negative, and gives the name of the proof.
func (l *leaf) product(t verify.Term) (string, bool) {
	if len(t.Facts) == 1 && len(t.Atoms)+len(t.Squares) == 0 {
		name, _, _, ok := l.sign(t.Facts[0], false)
		return name, ok
	}
	var texts []string
	proof, positive := "", true
	weak := func(h string, strict bool) string {
		if strict {
			return "(_root_.le_of_lt " + h + ")"
		}
		return h
	}
	times := func(text, h string, strict bool) {
		texts = append(texts, text)
		switch {
		case proof == "":
			proof, positive = h, strict
		case positive && strict:
			proof = "(_root_.mul_pos " + proof + " " + h + ")"
		default:
			proof = "(_root_.mul_nonneg " + weak(proof, positive) + " " + weak(h, strict) + ")"
			positive = false
		}
	}
	for _, i := range t.Facts {
		h, text, strict, ok := l.sign(i, true)
		if !ok {
			return "", false
		}
		times("("+text+")", h, strict)
	}
	for _, key := range t.Atoms {
		for _, a := range l.s.Table.Atoms {
			if a.Key == key {
				text := elab.Print(l.cast(a.Term))
				h := l.p.name()
				l.have(h, typed("0", l.typ)+" ≤ "+text, "by positivity")
				times(text, h, false)
			}
		}
	}
	for _, q := range t.Squares {
		q, ok := polyOf(l.s, q)
		if !ok {
			return "", false
		}
		q = q.Scale(denominator(q))
		text := enclosed(l.tree(q))
		times(text+" ^ 2", "(_root_.sq_nonneg "+text+")", false)
	}
	if len(texts) == 1 && len(t.Atoms) == 1 {
		return proof, true
	}
	name, relation := l.p.name(), " ≤ "
	if positive {
		relation = " < "
	}
	l.have(name, typed("0", l.typ)+relation+strings.Join(texts, " * "), "%s", proof)
	return name, true
}

// sign is the name of a proof that the polynomial of a fact is positive (strict) or not
// negative, and that polynomial, times its denominator. Unless the polynomial is wanted, it
// may be the fact itself.
func (l *leaf) sign(i int, wanted bool) (name, text string, strict, ok bool) {
	f := l.s.Facts[i]
	strict = f.Rel == verify.Pos
	if !strict && f.Rel != verify.NonNeg {
		return "", "", false, false
	}
	if name, ok = l.fact(i); !ok {
		return "", "", false, false
	}
	if stated, ok := l.signs[i]; ok {
		return stated[0], stated[1], strict, true
	}
	rounded, simple := l.rounded(i)
	if !wanted && simple && (!rounded || l.typ == elab.Int) {
		return name, "", strict, true
	}
	scale := denominator(f.Poly)
	text = elab.Print(l.tree(f.Poly.Scale(scale)))
	from, relation, difference, product := name, " ≤ ", "_root_.sub_nonneg.mpr ", "_root_.mul_nonneg"
	if strict {
		relation, difference, product = " < ", "_root_.sub_pos.mpr ", "_root_.mul_pos"
	}
	name = l.p.name()
	prop := typed("0", l.typ) + relation + text
	switch {
	case l.typ == elab.Int:
		l.have(name, prop, "by linarith only [%s]", from)
	case rounded:
		z := l.p.newLeaf(l.s, l.facts)
		from, ok = z.fact(i)
		l.lines = append(l.lines, z.lines...)
		integer, up := l.p.name(), l.p.name()
		whole := z.tree(f.Poly)
		l.have(integer, typed("0", elab.Int)+relation+elab.Print(whole), "by linarith only [%s]", from)
		l.have(up, typed("0", l.typ)+relation+elab.Print(&elab.Cast{X: whole, T: l.typ}), "by exact_mod_cast %s", integer)
		l.add("push_cast at %s", up)
		l.have(name, prop, "by linarith only [%s]", up)
	case scale.Cmp(exact.Int(1)) == 0:
		l.have(name, prop, "(%s%s).trans_eq (by ring)", difference, from)
	default:
		l.have(name, prop, "(%s (by norm_num : %s%s%s) (%s%s)).trans_eq (by ring)", product,
			typed("0", l.typ), relation, typed(scale.String(), l.typ), difference, from)
	}
	l.signs[i] = [2]string{name, text}
	return name, text, strict, ok
}

// rounded reports whether the polynomial of a fact is not the difference of its sides, since
// integers made it sharper by more than linarith does by itself; and whether linarith reads
// the polynomial off the fact.
func (l *leaf) rounded(i int) (rounded, simple bool) {
	a := l.facts[i].prop.(*elab.Apply)
	f := l.s.Facts[i]
	if !plain(a) {
		return false, true
	}
	x, _ := l.s.Poly(a.Args[0])
	y, _ := l.s.Poly(a.Args[1])
	raw := y.Add(x.Scale(exact.Int(-1)))
	if a.Op == elab.Gt || a.Op == elab.Ge {
		raw = raw.Scale(exact.Int(-1))
	}
	if _, constant := constantOf(raw); constant {
		return false, !quotient(a)
	}
	c, constant := constantOf(f.Poly.Add(raw.Scale(exact.Int(-1))))
	strict := a.Op == elab.Lt || a.Op == elab.Gt
	same := constant && c.Sign() == 0
	bySteps := constant && strict && c.Cmp(exact.Int(-1)) == 0
	return !same, (same || bySteps) && !quotient(a)
}

// quotient reports whether a term divides by what is no literal.
func quotient(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Cast:
		return quotient(t.X)
	case *elab.Apply:
		if t.Op == elab.Div {
			if _, literal := t.Args[1].(*elab.Lit); !literal {
				return true
			}
		}
		return slices.ContainsFunc(t.Args, quotient)
	}
	return false
}

// combination proves an equation by a combination of equations.
func (p *printer) combination(s *verify.Sequent, sum []verify.Term, facts []given) (block, bool) {
	goal := s.Goal.(*elab.Apply)
	l := p.newLeaf(s, facts)
	if !plain(goal) {
		return p.divisibility(s, sum, facts)
	}
	typ, _ := goal.Args[0].Type().(elab.Scalar)
	l.typ = max(l.typ, typ)
	l.widenBy(sum)
	text, scale, ok := l.combined(sum)
	if !ok {
		return block{}, false
	}
	lifted := elab.Print(compare(elab.Eq, l.lift(goal.Args[0]), l.lift(goal.Args[1])))
	same := lifted == elab.Print(goal)
	prove := "linear_combination " + text
	if len(sum) == 0 {
		prove = "ring"
	}
	if integerPower(goal) {
		// ring does not read exponents in ℤ.
		prove = "first | (" + prove + ") | (norm_num [_root_.zpow_neg]; " + prove + ") | (norm_num [_root_.zpow_neg]; field_simp; ring)"
		l.search = true
	}
	if scale.Cmp(exact.Int(1)) != 0 {
		q, ok := l.total(sum)
		if !ok {
			return block{}, false
		}
		h := p.name()
		l.have(h, elab.Print(l.tree(q.Scale(scale)))+" = "+typed("0", l.typ), "by linear_combination %s", text)
		prove = "linarith only [" + h + "]"
	}
	if same {
		l.add("%s", prove)
		return l.block, true
	}
	if len(sum) == 0 && typ == elab.Nat && !subtracts(goal) {
		l.add("ring")
		return l.block, true
	}
	h := p.name()
	l.have(h, lifted, "by %s", prove)
	l.add("exact_mod_cast %s", h)
	return l.block, true
}

// integerPower reports whether a term has a power with an exponent of ℤ.
func integerPower(t elab.Term) bool {
	switch t := t.(type) {
	case *elab.Cast:
		return integerPower(t.X)
	case *elab.Apply:
		if t.Op == elab.Pow && t.Args[1].Type() == elab.Type(elab.Int) {
			return true
		}
		return slices.ContainsFunc(t.Args, integerPower)
	}
	return false
}

func subtracts(t elab.Term) bool {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false
	}
	return slices.ContainsFunc(a.Args, subtracts) || a.Op == elab.Sub || a.Op == elab.Div || a.Op == elab.Mod
}
