package term

import (
	"math/big"
	"strconv"
	"strings"
)

// maxDigits bounds the time that reading a numeral takes.
const maxDigits = 100_000

// leading reads what a term begins with, and says what it binds as.
func (p *parser) leading(rbp int) (Term, int) {
	t := p.peek()
	start := t.Span.Start
	switch t.Kind {
	case Name:
		return p.word(rbp)
	case Number:
		p.next()
		if len(t.Text) > maxDigits {
			p.failAt(start, "a numeral of more than %d digits", maxDigits)
		}
		value, ok := new(big.Int).SetString(strings.ReplaceAll(t.Text, "_", ""), base(t.Text))
		if !ok {
			p.failAt(start, "no number: %s", t.describe())
		}
		return &Num{node: p.node(start), Value: value}, precMax
	case Decimal:
		p.next()
		return &Scientific{node: p.node(start), Text: t.Text}, precMax
	case String:
		return p.str(), precMax
	case Interpolated, Char:
		p.failAt(start, "%ss are not supported in terms", t.Kind)
	case Symbol:
		return p.sign(rbp)
	}
	p.unexpected("a term")
	return nil, 0
}

// base is 10 for decimal numerals: a leading 0 does not make them octal.
func base(text string) int {
	if len(text) > 1 && text[0] == '0' && !isDigit(rune(text[1])) && text[1] != '_' {
		return 0
	}
	return 10
}

func (p *parser) str() Term {
	t := p.next()
	if t.Text[0] == 'r' {
		open := strings.IndexByte(t.Text, '"')
		return &Str{node: p.node(t.Span.Start), Value: t.Text[open+1 : len(t.Text)-open]}
	}
	value, err := strconv.Unquote(strings.ReplaceAll(t.Text, "\n", `\n`))
	if err != nil {
		p.failAt(t.Span.Start, "a string with an unsupported escape")
	}
	return &Str{node: p.node(t.Span.Start), Value: value}
}

// word reads a term that begins with a name or a keyword.
func (p *parser) word(rbp int) (Term, int) {
	t := p.peek()
	start := t.Span.Start
	switch t.Text {
	case "_":
		p.next()
		return &Hole{node: p.node(start)}, precMax
	case "Prop", "Type*", "Sort*", "Type", "Sort":
		return p.sort(rbp)
	case "fun":
		return p.fun(), precMax
	case "forall", "exists", "if", "let", "have", "match":
		if rbp > precLead {
			p.unexpected("a term")
		}
		switch t.Text {
		case "forall", "exists":
			return p.quantifier(), precLead
		case "if":
			return p.ifThenElse(), precLead
		case "match":
			return p.match(), precLead
		}
		return p.let(), precLead
	case "by":
		p.failAt(start, "tactic proofs inside terms are not supported")
	}
	if reserved[t.Text] {
		p.unexpected("a term")
	}
	p.next()
	return &Ident{node: p.node(start), Name: t.Text}, precMax
}

// sort reads `Prop`, `Type`, `Sort` and their levels.
func (p *parser) sort(rbp int) (Term, int) {
	t := p.next()
	s := &Sort{Kind: strings.TrimSuffix(t.Text, "*")}
	prec := precMax
	if s.Kind != t.Text {
		s.Level = "*"
	} else if s.Kind != "Prop" {
		prec = precArg // what follows is a level, never an argument
	}
	if prec == precArg && rbp <= precLead && p.spaced(0) {
		if l := p.peek(); l.Kind == Number || l.Kind == Name && !reserved[l.Text] {
			s.Level = p.next().Text
			prec = precLead
		} else if l.is("(") {
			s.Level = p.level()
			prec = precLead
		}
	}
	s.node = p.node(t.Span.Start)
	return s, prec
}

// level reads a parenthesized universe level, as written.
func (p *parser) level() string {
	var words []string
	depth := 0
	for {
		t := p.peek()
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.Kind != Name && t.Kind != Number && !t.is("+", ","):
			p.unexpected("a universe level")
		}
		words = append(words, p.next().Text)
		if depth == 0 {
			return strings.Join(words, " ")
		}
	}
}

// sign reads a term that begins with a symbol.
func (p *parser) sign(rbp int) (Term, int) {
	t := p.peek()
	start := t.Span.Start
	if pre, ok := prefixes[t.Text]; ok {
		if pre.prec < rbp {
			p.unexpected("a term")
		}
		p.next()
		x := p.term(pre.operand)
		return &Unary{node: p.node(start, x), Op: t.Text, X: x}, pre.prec
	}
	if _, ok := bigs[t.Text]; ok {
		if rbp > precLead {
			p.unexpected("a term")
		}
		return p.big(), precLead
	}
	switch t.Text {
	case "(":
		return p.paren(rbp)
	case "[", "#[", "![":
		return p.list(rbp)
	case "{", "⦃":
		return p.braces(rbp)
	case "⟨":
		p.next()
		elems := p.elems("⟩")
		return &Anon{node: p.node(start, elems...), Elems: elems}, precMax
	case "!![":
		return p.matrix(), precMax
	case "|":
		return p.absolute(), precMax
	case "⌊", "⌈", "‖":
		return p.fence(), precMax
	case "·":
		p.next()
		p.dots++
		return &Dot{p.node(start)}, precMax
	case "∅", "⊤", "⊥", "∞":
		p.next()
		return &Ident{node: p.node(start), Name: t.Text}, precMax
	case "@":
		p.next()
		x := p.term(precMax)
		return &Explicit{node: p.node(start, x), X: x}, precMax
	case "?":
		p.next()
		if n := p.peek(); n.Kind != Name || p.spaced(0) {
			p.unexpected("a name")
		}
		return &Hole{Name: p.next().Text, node: p.node(start)}, precMax
	case ".":
		p.next()
		if n := p.peek(); n.Kind != Name || p.spaced(0) || reserved[n.Text] {
			p.unexpected("a name")
		}
		name := p.next().Text
		return &DotIdent{node: p.node(start), Name: name}, precMax
	case "λ":
		return p.fun(), precMax
	case "∀", "∃", "∃!":
		if rbp > precLead {
			p.unexpected("a term")
		}
		return p.quantifier(), precLead
	}
	p.unexpected("a term")
	return nil, 0
}

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
	return name == "∅" || name == "⊤" || name == "⊥" || name == "∞"
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

func (p *parser) fence() Term {
	open := p.next()
	x := p.enclosed(func() Term { return p.term(0) })
	kind, ok := fences[open.Text][p.peek().Text]
	if !ok {
		p.unexpected("the end of " + open.describe())
	}
	p.next()
	return &Bracket{node: p.node(open.Span.Start, x), Kind: kind, X: x}
}

func (p *parser) ifThenElse() Term {
	start := p.next().Span.Start
	n := &If{}
	if p.peek().Kind == Name && p.peekAt(1).is(":") {
		n.Name = p.next().Text
		p.next()
	}
	n.Cond = p.term(0)
	p.expect("then")
	n.Then = p.term(0)
	p.expect("else")
	n.Else = p.term(0)
	n.node = p.node(start, n.Cond, n.Then, n.Else)
	return n
}

func (p *parser) let() Term {
	column := p.column
	p.column = p.columns[p.at]
	first := p.next()
	n := &Let{Kind: first.Text}
	switch t := p.peek(); {
	case t.Kind == Name && !reserved[t.Text]:
		n.Name = p.next().Text
		n.Binders = p.binders(false)
	case n.Kind != "have":
		p.unexpected("a name")
	}
	if p.accept(":") {
		n.Type = p.term(0)
	}
	p.expect(":=")
	n.Value = p.term(0)
	p.column = column
	if !p.accept(";") {
		between := p.src[p.tokens[p.at-1].Span.End:p.peek().Span.Start]
		if !strings.Contains(between, "\n") || p.peek().Kind == EOF {
			p.unexpected(`";" or a new line`)
		}
	}
	n.Body = p.term(0)
	n.node = p.node(first.Span.Start, append(binderTerms(n.Binders), n.Type, n.Value, n.Body)...)
	return n
}

func (p *parser) match() Term {
	start := p.next().Span.Start
	n := &Match{}
	for {
		n.Scrutinees = append(n.Scrutinees, p.term(0))
		if !p.accept(",") {
			break
		}
	}
	p.expect("with")
	p.alternatives(n, start)
	return n
}

// alternatives reads `| p, … => b` repeatedly into n.
func (p *parser) alternatives(n *Match, start int) {
	column := p.column
	kids := append([]Term(nil), n.Scrutinees...)
	if !p.peek().is("|") {
		p.unexpected(`"|"`)
	}
	p.column = p.columns[p.at]
	for p.accept("|") {
		var alt Alt
		for {
			alt.Patterns = append(alt.Patterns, p.term(0))
			if !p.accept(",") {
				break
			}
		}
		if !p.accept("=>", "↦") {
			p.unexpected(`"=>"`)
		}
		alt.Body = p.term(0)
		n.Alts = append(n.Alts, alt)
		kids = append(append(kids, alt.Patterns...), alt.Body)
	}
	p.column = column
	n.node = p.node(start, kids...)
}
