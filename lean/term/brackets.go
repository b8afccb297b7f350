package term

import "strings"

// elems reads terms between commas up to a closing bracket, which it takes.
func (p *parser) elems(end string) []Term {
	var elems []Term
	p.enclosed(func() Term {
		for !p.peek().is(end) {
			elems = append(elems, p.term(0))
			if !p.accept(",") {
				break
			}
		}
		return nil
	})
	if !p.peek().is(end) {
		p.unexpected(`"," or "` + end + `"`)
	}
	p.next()
	return elems
}

// paren reads `(x)`, `(x : T)`, a tuple, a section, or the binder of a dependent arrow.
func (p *parser) paren(rbp int) (Term, int) {
	start := p.next().Span.Start
	dots := p.dots
	p.dots = 0
	var x Term
	bare := false // nothing to mark in the tree but the parentheses
	switch {
	case p.accept(")"):
		x = &Tuple{node: p.node(start)}
	case p.peek().is("↑", "⇑", "↥") && p.peekAt(1).is(")"): // as a function: `(↑·)`
		op := p.next()
		dot := &Dot{p.node(op.Span.End)}
		x = &Unary{node: p.node(op.Span.Start, dot), Op: op.Text, X: dot}
		p.dots, bare = 1, true
		p.next()
	default:
		x = p.enclosed(func() Term { return p.term(0) })
		switch {
		case p.accept(":"):
			var typ Term
			if !p.peek().is(")") {
				typ = p.enclosed(func() Term { return p.term(0) })
			}
			p.expect(")")
			x = &Ascription{node: p.node(start, x, typ), X: x, Type: typ}
		case p.accept(","):
			elems := append([]Term{x}, p.elems(")")...)
			if len(elems) == 1 {
				p.at--
				p.unexpected("a term")
			}
			x = &Tuple{node: p.node(start, elems...), Elems: elems}
		case p.accept(")"):
			bare = true
		default:
			p.unexpected(`")"`)
		}
	}
	sections := p.dots
	p.dots = dots
	if sections > 0 {
		return &Section{node: p.node(start, x), Body: x}, precMax
	}
	if a, ok := x.(*Ascription); ok && !bare && rbp <= 25 && p.peek().is("→", "->") {
		if names, ok := binderNames(a.X); ok && a.Type != nil {
			return p.dependent(start, Binder{Style: Parens, Names: names, Type: a.Type}), 25
		}
	}
	if a, ok := x.(*Ascription); ok && !bare && rbp <= 35 && p.peek().is("×", "×'") {
		if names, ok := binderNames(a.X); ok && a.Type != nil {
			b := Binder{Span: a.span, Style: Parens, Names: names, Type: a.Type}
			kind := p.next().Text
			body := p.term(35)
			return &Quant{node: p.node(start, b.Type, body), Kind: kind, Binders: []Binder{b}, Body: body}, 35
		}
	}
	return x, precMax
}

// dependent reads the rest of a dependent arrow whose binder was read.
func (p *parser) dependent(start int, b Binder) Term {
	b.Span = p.node(start).span
	p.expectArrow()
	body := p.term(0)
	return &Quant{node: p.node(start, b.Type, body), Kind: "Π", Binders: []Binder{b}, Body: body}
}

func (p *parser) expectArrow() {
	if !p.accept("→", "->") {
		p.unexpected(`"→"`)
	}
}

// binderNames is the names of `x y z`, read as a term.
func binderNames(t Term) ([]string, bool) {
	switch t := t.(type) {
	case *Ident:
		return []string{t.Name}, plainName(t.Name)
	case *Hole:
		return []string{"_"}, t.Name == ""
	case *App:
		names, ok := binderNames(t.Fn)
		if _, nested := t.Fn.(*App); nested || !ok {
			return nil, false
		}
		for _, a := range t.Args {
			more, ok := binderNames(a.Value)
			if !ok || a.Name != "" || len(more) != 1 {
				return nil, false
			}
			names = append(names, more[0])
		}
		return names, true
	}
	return nil, false
}

func plainName(name string) bool {
	return !symbolName(name) && (!strings.Contains(name, ".") || strings.HasPrefix(name, "«"))
}

// symbolName reports whether an identifier of the tree is a sign such as `∅`.
func symbolName(name string) bool {
	return name == "∅" || name == "⊤" || name == "⊥" || name == "∞" || name == "∇"
}

func (p *parser) list(rbp int) (Term, int) {
	t := p.next()
	start := t.Span.Start
	if t.Text == "[" && p.peek().Kind == Name && p.peekAt(1).is(":") {
		name := p.next().Text
		p.next()
		typ := p.enclosed(func() Term { return p.term(0) })
		p.expect("]")
		if rbp > 25 || !p.peek().is("→", "->") {
			p.unexpected(`"→"`)
		}
		return p.dependent(start, Binder{Style: Instance, Names: []string{name}, Type: typ}), 25
	}
	elems := p.elems("]")
	if t.Text == "[" && len(elems) == 1 && rbp <= 25 && p.peek().is("→", "->") {
		return p.dependent(start, Binder{Style: Instance, Type: elems[0]}), 25
	}
	return &ListLit{node: p.node(start, elems...), Kind: t.Text, Elems: elems}, precMax
}

func (p *parser) matrix() Term {
	start := p.next().Span.Start
	var rows [][]Term
	var kids []Term
	p.enclosed(func() Term {
		for !p.peek().is("]") {
			var row []Term
			for {
				x := p.term(0)
				row, kids = append(row, x), append(kids, x)
				if !p.accept(",") || p.peek().is(";", "]") {
					break
				}
			}
			if len(rows) > 0 && len(row) != len(rows[0]) {
				p.failAt(start, "rows of different lengths in a matrix")
			}
			rows = append(rows, row)
			if !p.accept(";") {
				break
			}
		}
		return nil
	})
	if !p.peek().is("]") {
		p.unexpected(`",", ";" or "]"`)
	}
	p.next()
	return &Matrix{node: p.node(start, kids...), Rows: rows}
}

func (p *parser) absolute() Term {
	start := p.next().Span.Start
	if p.spaced(0) {
		p.at--
		p.unexpected("a term")
	}
	x := p.enclosed(func() Term { return p.term(0) })
	if p.peek().is("|") && p.spaced(0) {
		p.failAt(p.peek().Span.Start, `a space before the closing "|" of an absolute value`)
	}
	p.expect("|")
	return &Bracket{node: p.node(start, x), Kind: "|", X: x}
}

// inner reads `⟪x, y⟫_𝕜` or `⟪x, y⟫`.
func (p *parser) inner() Term {
	n := &Inner{}
	start := p.next().Span.Start
	p.enclosed(func() Term {
		n.L = p.term(0)
		p.expect(",")
		n.R = p.term(0)
		return nil
	})
	switch {
	case p.accept("⟫_"):
		n.Field = p.term(precMax)
	case !p.accept("⟫"):
		p.unexpected(`"⟫" or "⟫_"`)
	}
	n.node = p.node(start, n.L, n.R, n.Field)
	return n
}

func (p *parser) fence() Term {
	open := p.next()
	if open.Text == "‖" && p.spaced(0) {
		p.failAt(open.Span.End, `a space after the opening "‖" of a norm`)
	}
	x := p.enclosed(func() Term { return p.term(0) })
	kind, ok := fences[open.Text][p.peek().Text]
	if !ok {
		p.unexpected("the end of " + open.describe())
	}
	if open.Text == "‖" && p.spaced(0) {
		p.failAt(p.peek().Span.Start, `a space before the closing "‖" of a norm`)
	}
	p.next()
	return &Bracket{node: p.node(open.Span.Start, x), Kind: kind, X: x}
}
