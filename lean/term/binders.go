package term

import "slices"

// quantifier reads `∀ …, p`, `∃ …, p`, `∃! …, p`, `Σ …, t` and `∀ᶠ x in f, p`.
func (p *parser) quantifier() Term {
	first := p.next()
	kind := first.Text
	switch kind {
	case "forall":
		kind = "∀"
	case "exists":
		kind = "∃"
	}
	binders := p.binders(true)
	if len(binders) == 0 {
		p.unexpected("a binder")
	}
	switch {
	case kind == "∀ᶠ" || kind == "∃ᶠ":
		p.filter(binders)
	case kind == "∃!" && (len(binders) > 1 || len(binders[0].Names) > 1):
		p.failAt(first.Span.Start, "∃! with several variables")
	case kind != "∀ᵉ" && kind != "∃ᵉ":
		p.noBounds(binders)
	}
	p.expect(",")
	body := p.term(0)
	return &Quant{node: p.node(first.Span.Start, append(binderTerms(binders), body)...), Kind: kind, Binders: binders, Body: body}
}

// filter reads the `in f` of `∀ᶠ x : T in f` where it was not read with the binder.
func (p *parser) filter(binders []Binder) {
	b := &binders[0]
	if len(binders) > 1 || len(b.Names) > 1 || b.Rel != "" && b.Rel != "in" || b.Style != Bare && b.Rel == "in" {
		p.failAt(b.Span.Start, `more than "x in f" or "x : T in f" is not supported here`)
	}
	b.Style = Bare
	if b.Rel == "" {
		p.expect("in")
		b.Rel, b.Bound = "in", p.term(0)
		b.Span = p.node(b.Span.Start).span
	}
}

// noBounds refuses bounds in parentheses, which only ∀ᵉ, ∃ᵉ and big operators have.
func (p *parser) noBounds(binders []Binder) {
	p.noIn(binders)
	for _, b := range binders {
		if b.Style == Parens && b.Bound != nil {
			p.failAt(b.Span.Start, "a bound in parentheses; write it without them, or ∀ᵉ or ∃ᵉ")
		}
	}
}

// noIn refuses the `in` that only big operators and filters have.
func (p *parser) noIn(binders []Binder) {
	for _, b := range binders {
		if b.Rel == "in" {
			p.failAt(b.Span.Start, `"in" is not supported here; write ∈`)
		}
	}
}

// fun reads `fun x y ↦ b`, `λ x, b` and `fun | p => b | …`.
func (p *parser) fun() Term {
	first := p.next()
	if p.peek().is("|") {
		n := &Match{}
		p.alternatives(n, first.Span.Start)
		return n
	}
	var binders []Binder
	for !p.peek().is("=>", "↦", ",", ":") {
		binders = append(binders, p.funBinder())
	}
	if p.accept(":") {
		typ := p.term(0)
		for i := range binders {
			if binders[i].Style != Bare || binders[i].Pattern != nil {
				p.failAt(binders[i].Span.Start, "a binder in brackets before a common type")
			}
		}
		binders = mergeBare(binders, typ)
	} else {
		binders = mergeBare(binders, nil)
	}
	if len(binders) == 0 {
		p.unexpected("a binder")
	}
	if !p.accept("=>", "↦") && (first.Text != "λ" || !p.accept(",")) {
		p.unexpected(`"=>" or "↦"`)
	}
	body := p.term(0)
	return &Quant{node: p.node(first.Span.Start, append(binderTerms(binders), body)...), Kind: "fun", Binders: binders, Body: body}
}

// mergeBare joins neighboring bare names into one group.
func mergeBare(binders []Binder, typ Term) []Binder {
	var merged []Binder
	for _, b := range binders {
		last := len(merged) - 1
		if last >= 0 && b.Style == Bare && b.Pattern == nil && merged[last].Style == Bare && merged[last].Pattern == nil {
			merged[last].Names = append(merged[last].Names, b.Names...)
			merged[last].Span.End = b.Span.End
			continue
		}
		merged = append(merged, b)
	}
	if typ != nil && len(merged) > 0 {
		merged[0].Type = typ
	}
	return merged
}

func (p *parser) funBinder() Binder {
	t := p.peek()
	start := t.Span.Start
	if isBinderName(t) {
		p.next()
		return Binder{Span: t.Span, Names: []string{t.Text}}
	}
	if t.is("[", "⦃") || t.is("{") && p.namesUntil(1, ":", "}") || t.is("(") && p.namesUntil(1, ":", ")") {
		return p.bracketed()
	}
	pattern := p.pattern()
	return Binder{Span: p.node(start).span, Pattern: pattern}
}

// pattern reads `(a, b)`, `⟨a, b⟩` or `((a, b) : T)` as what a binder takes apart.
func (p *parser) pattern() Term {
	t := p.peek()
	if !t.is("(", "⟨") {
		p.unexpected("a binder")
	}
	x := p.term(precMax)
	inner := x
	if a, ok := x.(*Ascription); ok {
		inner = a.X
	}
	if _, ok := binderNames(inner); ok || !isPattern(x) {
		p.failAt(t.Span.Start, "no pattern that a binder can take apart")
	}
	return x
}

func isPattern(t Term) bool {
	var parts []Term
	switch t := t.(type) {
	case *Ident, *Hole:
		return true
	case *Ascription:
		return t.Type != nil && isPattern(t.X)
	case *Tuple:
		parts = t.Elems
	case *Anon:
		parts = t.Elems
	default:
		return false
	}
	return !slices.ContainsFunc(parts, func(t Term) bool { return !isPattern(t) })
}

func isBinderName(t Token) bool {
	return t.Kind == Name && !reserved[t.Text] && t.Text != "Type*" && t.Text != "Sort*" && t.Text != "Prop"
}

// namesUntil reports whether names, one at least, and then one of the texts follow the
// token at p.at+n-1.
func (p *parser) namesUntil(n int, texts ...string) bool {
	i := n
	for isBinderName(p.peekAt(i)) {
		i++
	}
	return i > n && p.peekAt(i).is(texts...)
}

// binders reads the binders of a quantifier or, without bare ones, of a declaration.
func (p *parser) binders(bare bool) []Binder {
	var binders []Binder
	for {
		t := p.peek()
		switch {
		case t.is("(", "{", "⦃", "["):
			binders = append(binders, p.bracketed())
		case bare && isBinderName(t):
			b := p.bareGroup()
			binders = append(binders, b)
			if b.Type != nil || b.Bound != nil {
				return binders
			}
		case bare && t.is("⟨"):
			start := t.Span.Start
			b := Binder{Pattern: p.pattern()}
			p.typeOrBound(&b)
			b.Span = p.node(start).span
			binders = append(binders, b)
		default:
			return binders
		}
	}
}

// bareGroup reads `x y z`, with the type or the bound that follows.
func (p *parser) bareGroup() Binder {
	start := p.peek().Span.Start
	var b Binder
	for isBinderName(p.peek()) {
		b.Names = append(b.Names, p.next().Text)
	}
	p.typeOrBound(&b)
	b.Span = p.node(start).span
	return b
}

func (p *parser) typeOrBound(b *Binder) {
	t := p.peek()
	if p.accept(":") {
		b.Type = p.term(0)
		return
	}
	if rel, ok := boundRelations[t.Text]; ok && t.Kind == Symbol {
		p.next()
		b.Rel, b.Bound = rel, p.term(0)
	} else if t.is("in") {
		p.next()
		b.Rel, b.Bound = "in", p.term(0)
	}
}

// bracketed reads `(x y : T)`, `(x ∈ s)`, `{x : T}`, `⦃x : T⦄`, `[C x]`, `[inst : C x]`.
func (p *parser) bracketed() Binder {
	open := p.next()
	column := p.column
	p.column = 0
	var b Binder
	var end string
	switch open.Text {
	case "(":
		b.Style, end = Parens, ")"
	case "{":
		b.Style, end = Implicit, "}"
	case "⦃":
		b.Style, end = StrictImplicit, "⦄"
	default:
		b.Style, end = Instance, "]"
	}
	if b.Style == Instance {
		if isBinderName(p.peek()) && p.peekAt(1).is(":") {
			b.Names = []string{p.next().Text}
			p.next()
		}
		b.Type = p.term(0)
	} else {
		for isBinderName(p.peek()) {
			b.Names = append(b.Names, p.next().Text)
		}
		if len(b.Names) == 0 {
			p.unexpected("a name")
		}
		if b.Style == Parens {
			p.typeOrBound(&b)
		} else if p.accept(":") {
			b.Type = p.term(0)
		}
		if b.Style == Parens && p.accept(":=") {
			b.Default = p.term(0)
		}
	}
	p.noIn([]Binder{b})
	p.expect(end)
	p.column = column
	b.Span = p.node(open.Span.Start).span
	return b
}

func binderTerms(binders []Binder) []Term {
	var terms []Term
	for _, b := range binders {
		for _, t := range []Term{b.Pattern, b.Type, b.Bound, b.Default} {
			if t != nil {
				terms = append(terms, t)
			}
		}
	}
	return terms
}

// big reads a big operator with its binders, filter, bounds and body.
func (p *parser) big() Term {
	first := p.next()
	n := &Big{Op: first.Text}
	if p.peek().is("(") && !p.namesUntil(1, ":", ")") && !p.boundIn(1) {
		start := p.peek().Span.Start
		b := Binder{Pattern: p.pattern()}
		p.typeOrBound(&b)
		b.Span = p.node(start).span
		n.Binders = []Binder{b}
	} else {
		n.Binders = p.binders(true)
	}
	if len(n.Binders) == 0 {
		p.unexpected("a binder")
	}
	p.ranges(n)
	if n.Op == "∫" {
		p.interval(n)
	} else if p.peek().is("with") && (n.Op == "∑" || n.Op == "∏") {
		p.next()
		n.Cond = p.term(0)
	}
	p.expect(",")
	n.Body = p.term(bigs[n.Op])
	if n.Op == "∫" && p.accept("∂") {
		n.Measure = p.term(70)
	}
	n.node = p.node(first.Span.Start, append(binderTerms(n.Binders), n.Cond, n.From, n.To, n.Measure, n.Body)...)
	return n
}

// ranges settles the spelling of the ranges of a big operator, and refuses what Lean does:
// several names in one group without brackets, `in` other than for ∑, ∏ and ∫.
func (p *parser) ranges(n *Big) {
	for i := range n.Binders {
		b := &n.Binders[i]
		if b.Style == Bare && (len(b.Names) > 1 || len(n.Binders) > 1) {
			p.failAt(b.Span.Start, "several variables of %s need parentheses each", n.Op)
		}
		if n.Op == "∫" && b.Rel != "" && b.Rel != "in" {
			p.failAt(b.Span.Start, `the domain of an integral is written with "in"`)
		}
		if b.Rel == "in" && (n.Op == "∑" || n.Op == "∏" || n.Op == "∫") {
			b.Rel = "∈"
		}
	}
	p.noIn(n.Binders)
}

// boundIn reports whether names and a relation follow: `(x ∈ s)`.
func (p *parser) boundIn(n int) bool {
	i := n
	for isBinderName(p.peekAt(i)) {
		i++
	}
	_, ok := boundRelations[p.peekAt(i).Text]
	return i > n && (ok || p.peekAt(i).is("in"))
}

// interval reads `in a..b`, whose lower end was read as the set of the last binder.
func (p *parser) interval(n *Big) {
	last := &n.Binders[len(n.Binders)-1]
	if !p.peek().is("..") || last.Bound == nil || last.Rel != "∈" {
		return
	}
	p.next()
	n.From, n.To = last.Bound, p.term(60)
	last.Rel, last.Bound = "", nil
}
