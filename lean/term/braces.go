package term

import "slices"

// braces reads a set literal, a set-builder, a subtype, or the binder of a dependent arrow.
func (p *parser) braces(rbp int) (Term, int) {
	start := p.peek().Span.Start
	if p.peek().is("⦃") || p.namesUntil(1, ":") && p.namesUntil(2, ":") {
		return p.implicitArrow(start, rbp)
	}
	p.next()
	column := p.column
	p.column = 0
	defer func() { p.column = column }()
	if p.accept("}") {
		return &SetLit{node: p.node(start)}, precMax
	}
	name := p.peek()
	if isBinderName(name) && p.peekAt(1).is(":=") {
		return p.structure(start, nil), precMax
	}
	if isBinderName(name) && plainName(name.Text) && p.peekAt(1).is("|", ":", "//") {
		b := p.bareGroup()
		if p.peek().is("}") && b.Type != nil {
			p.next()
			b.Style, b.Span = Implicit, p.node(start).span
			return p.implicit(start, b, rbp)
		}
		return p.builder(start, b), precMax
	}
	related := isBinderName(name) && plainName(name.Text) && boundRelations[p.peekAt(1).Text] != ""
	first := p.term(0)
	if r, ok := first.(*Binary); ok && related && boundRelations[r.Op] != "" && p.peek().is("|", "//") {
		return p.builder(start, Binder{Span: r.span, Names: []string{name.Text}, Rel: r.Op, Bound: r.R}), precMax
	}
	switch first.(type) {
	case *Tuple, *Anon:
		if p.accept(":") {
			typ := p.term(0)
			p.expect("|")
			pattern := &Ascription{node: p.node(first.Span().Start, first, typ), X: first, Type: typ}
			return p.image(start, pattern, true), precMax
		}
	}
	if p.accept("|") {
		return p.image(start, first, false), precMax
	}
	elems := []Term{first}
	for p.accept(",") {
		elems = append(elems, p.term(0))
	}
	if p.accept("with") {
		return p.structure(start, elems), precMax
	}
	if !p.accept("}") {
		p.unexpected(`",", "|", "with" or "}"`)
	}
	return &SetLit{node: p.node(start, elems...), Elems: elems}, precMax
}

// structure reads the fields of a structure instance and what follows them.
func (p *parser) structure(start int, sources []Term) Term {
	n := &Struct{Sources: sources}
	kids := slices.Clone(sources)
	for !p.peek().is("}", ":") {
		if !isBinderName(p.peek()) {
			p.unexpected("a field")
		}
		t := p.next()
		f := Arg{Name: t.Text}
		if p.accept(":=") {
			f.Value = p.term(0)
		} else if plainName(t.Text) {
			f.Value = &Ident{node: p.node(t.Span.Start), Name: t.Text}
		} else {
			p.unexpected(`":="`)
		}
		n.Fields, kids = append(n.Fields, f), append(kids, f.Value)
		if !p.accept(",") {
			break
		}
	}
	if p.accept(":") {
		n.Type = p.term(0)
		kids = append(kids, n.Type)
	}
	if !p.accept("}") {
		p.unexpected(`",", ":" or "}"`)
	}
	n.node = p.node(start, kids...)
	return n
}

// image reads what follows the bar of `{f x | (x : T) (h : p)}` or `{(a, b) | p}`.
func (p *parser) image(start int, elem Term, typed bool) Term {
	n := &SetBuilder{Elem: elem}
	_, name := binderNames(elem)
	switch {
	case typed:
		n.Pred = p.term(0)
	case isPattern(elem) && !name && !p.bindersAhead():
		n.Pred = p.term(0)
	case isPattern(elem) && !name:
		p.failAt(p.peek().Span.Start, "what follows the bar reads as a binder; give the type: {(a, b) : T | p}")
	default:
		n.Binders = p.binders(true)
		if len(n.Binders) == 0 {
			p.unexpected("a binder")
		}
		p.noIn(n.Binders)
		if b := n.Binders[0]; b.Style == Bare && (len(b.Names) != 1 || len(n.Binders) > 1) {
			p.failAt(b.Span.Start, "several variables need parentheses each")
		}
	}
	p.expect("}")
	n.node = p.node(start, append(binderTerms(n.Binders), n.Elem, n.Pred)...)
	return n
}

// bindersAhead reports whether all up to the closing brace reads as binders: `a < b`,
// `(a : T) (h : p)`. It gives up, saying yes, after many tokens.
func (p *parser) bindersAhead() bool {
	bound := func(n int) bool {
		_, rel := boundRelations[p.peekAt(n+1).Text]
		return isBinderName(p.peekAt(n)) && (rel || p.peekAt(n+1).is(":", "}", ")"))
	}
	if bound(0) {
		return true
	}
	n := 0
	for p.peekAt(n).is("(") && bound(n+1) {
		for depth := 0; ; n++ {
			t := p.peekAt(n)
			if t.is("(") {
				depth++
			} else if t.is(")") {
				depth--
			}
			if t.Kind == EOF || n > 10_000 {
				return true
			}
			if depth == 0 {
				n++
				break
			}
		}
	}
	return n > 0 && p.peekAt(n).is("}")
}

// builder reads the rest of a set-builder or a subtype after its binder.
func (p *parser) builder(start int, b Binder) Term {
	sub := p.accept("//")
	if !sub {
		p.expect("|")
	}
	pred := p.term(0)
	p.expect("}")
	n := p.node(start, b.Type, b.Bound, pred)
	if sub {
		return &Subtype{node: n, Binder: b, Pred: pred}
	}
	return &SetBuilder{node: n, Binders: []Binder{b}, Pred: pred}
}

// implicitArrow reads `⦃x : A⦄ → B` or `{x y : A} → B`.
func (p *parser) implicitArrow(start, rbp int) (Term, int) {
	return p.implicit(start, p.bracketed(), rbp)
}

// implicit reads the arrow after an implicit binder.
func (p *parser) implicit(start int, b Binder, rbp int) (Term, int) {
	if rbp > 25 || b.Type == nil {
		p.failAt(start, "an implicit binder where a term was expected")
	}
	return p.dependent(start, b), 25
}
