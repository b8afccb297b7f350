package term

import (
	"math/big"
	"slices"
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
	case "𝒫":
		return p.prefix(rbp)
	case "forall", "exists", "if", "let", "have", "match", "show":
		if rbp > precLead {
			p.unexpected("a term")
		}
		switch t.Text {
		case "forall", "exists":
			return p.quantifier(), precLead
		case "show":
			return p.show(), precLead
		case "if":
			return p.ifThenElse(), precLead
		case "match":
			return p.match(), precLead
		}
		return p.let(), precLead
	case "by":
		p.failAt(start, "tactic proofs inside terms are not supported")
	case "do", "calc", "suffices", "nomatch", "return", "letI", "haveI":
		p.failAt(start, "%q is not supported in terms", t.Text)
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
			p.next()
			s.Level = "(" + p.level(")") + ")"
			p.expect(")")
			prec = precLead
		}
	}
	s.node = p.node(t.Span.Start)
	return s, prec
}

// level reads universe levels up to a closing bracket, which it leaves, as they are written.
func (p *parser) level(end string) string {
	var text strings.Builder
	depth := 0
	for glue := true; depth > 0 || !p.peek().is(end); {
		t := p.peek()
		switch {
		case t.is("("):
			depth++
		case t.is(")") && depth > 0:
			depth--
		case t.Kind != Name && t.Kind != Number && !t.is("+", ","):
			p.unexpected("a universe level")
		}
		if !glue && !t.is(")", ",") {
			text.WriteString(" ")
		}
		glue = t.is("(")
		text.WriteString(p.next().Text)
	}
	if text.Len() == 0 {
		p.unexpected("a universe level")
	}
	return text.String()
}

// sign reads a term that begins with a symbol.
func (p *parser) sign(rbp int) (Term, int) {
	t := p.peek()
	start := t.Span.Start
	if _, ok := prefixes[t.Text]; ok {
		return p.prefix(rbp)
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
	case "⟪":
		return p.inner(), precMax
	case "·":
		p.next()
		p.dots++
		return &Dot{p.node(start)}, precMax
	case "∅", "⊤", "⊥", "∞", "∇":
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
	case "∀", "∃", "∃!", "∀ᶠ", "∃ᶠ", "∀ᵉ", "∃ᵉ", "Σ", "Σ'":
		if rbp > precLead {
			p.unexpected("a term")
		}
		return p.quantifier(), precLead
	}
	p.unexpected("a term")
	return nil, 0
}

// prefix reads a prefix operator and its operand.
func (p *parser) prefix(rbp int) (Term, int) {
	t := p.peek()
	pre := prefixes[t.Text]
	if pre.prec < rbp {
		p.unexpected("a term")
	}
	p.next()
	x := p.term(pre.operand)
	return &Unary{node: p.node(t.Span.Start, x), Op: t.Text, X: x}, pre.prec
}

// show reads `show T from x`.
func (p *parser) show() Term {
	start := p.next().Span.Start
	n := &Show{Type: p.term(0)}
	if by := p.peek(); by.is("by") {
		p.failAt(by.Span.Start, "tactic proofs inside terms are not supported")
	}
	p.expect("from")
	n.X = p.term(0)
	n.node = p.node(start, n.Type, n.X)
	return n
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
	var pattern Term
	switch t := p.peek(); {
	case t.Kind == Name && !reserved[t.Text]:
		n.Name = p.next().Text
		n.Binders = p.binders(false)
	case t.is("(", "⟨"):
		pattern = p.pattern()
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
	if pattern != nil {
		return n.match(pattern)
	}
	return n
}

// match is `let (a, b) := v; x` as what it stands for: `match v with | (a, b) => x`.
func (n *Let) match(pattern Term) Term {
	value := n.Value
	if n.Type != nil {
		value = &Ascription{node: node{Span{n.Type.Span().Start, n.Value.Span().End}, n.height}, X: n.Value, Type: n.Type}
	}
	return &Match{
		node:       node{n.span, n.height + 1},
		Scrutinees: []Term{value},
		Alts:       []Alt{{Patterns: []Term{pattern}, Body: n.Body}},
	}
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
	kids := slices.Clone(n.Scrutinees)
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
