package term

import "strings"

// ParseStatement reads a theorem, lemma, example or definition up to its `:=` or the end
// of the text, with the commands above it that take part in its meaning. What follows the
// `:=` is not looked at.
func ParseStatement(src string) (s *Statement, err error) {
	p, err := newParser(src)
	if err != nil {
		return nil, err
	}
	defer p.recover(&err)
	s = &Statement{Source: src}
	p.header(&s.Header)
	s.Header.Text = strings.TrimSpace(src[:p.peek().Span.Start])
	p.modifiers()
	p.signature(s)
	return s, nil
}

var declarations = map[string]bool{
	"theorem": true, "lemma": true, "example": true, "def": true, "abbrev": true,
}

// signature reads `theorem name binders : goal` and what ends it.
func (p *parser) signature(s *Statement) {
	t := p.peek()
	if t.Kind != Name || !declarations[t.Text] {
		p.unexpected("theorem, lemma, example or def")
	}
	s.Kind = p.next().Text
	if s.Kind != "example" {
		s.Name = p.name()
		if p.accept(".{") {
			for p.peek().Kind == Name {
				s.Levels = append(s.Levels, p.next().Text)
				p.accept(",")
			}
			p.expect("}")
		}
	}
	s.Binders = p.binders(false)
	definition := s.Kind == "def" || s.Kind == "abbrev"
	if !definition || p.peek().is(":") {
		p.expect(":")
		s.Goal = p.term(0)
	}
	t = p.peek()
	if t.Kind != EOF && !t.is(":=") && (!definition || !t.is("|", "where")) {
		p.unexpected(`":=", an operator or end of text`)
	}
}

func (p *parser) name() string {
	t := p.peek()
	if t.Kind != Name || reserved[t.Text] || t.Text == "_" {
		p.unexpected("a name")
	}
	return p.next().Text
}

// modifiers skips what may stand before a declaration without part in its meaning.
func (p *parser) modifiers() {
	for {
		switch t := p.peek(); {
		case t.is("@["):
			depth := 0
			for {
				t := p.next()
				if t.Kind == EOF {
					p.unexpected(`"]"`)
				}
				if depth += t.nesting(); depth == 0 {
					break
				}
			}
		case t.is("private", "protected", "noncomputable", "nonrec"):
			p.next()
		default:
			return
		}
	}
}

// header reads the commands above a statement.
func (p *parser) header(h *Header) {
	var namespaces []string
	for {
		t := p.peek()
		switch {
		case p.accept("import"):
			h.Imports = append(h.Imports, p.name())
		case p.accept("open"):
			p.open(h)
			p.accept("in")
		case p.accept("variable"):
			binders := p.binders(false)
			if len(binders) == 0 {
				p.unexpected("a binder")
			}
			h.Variables = append(h.Variables, binders...)
			p.accept("in")
		case p.accept("universe"), p.accept("universes"):
			h.Universes = append(h.Universes, p.names()...)
		case p.accept("set_option"):
			p.name()
			if t := p.peek(); t.Kind != Name && t.Kind != Number && t.Kind != String {
				p.unexpected("the value of an option")
			}
			p.next()
			p.accept("in")
		case p.accept("namespace"):
			namespaces = append(namespaces, p.name())
			h.Namespace = strings.Join(namespaces, ".")
		case t.is("noncomputable") && p.peekAt(1).is("section"):
			p.next()
		case p.accept("section"):
			if p.peek().Kind == Name && !reserved[p.peek().Text] {
				p.next()
			}
		default:
			return
		}
	}
}

// open reads what follows `open`.
func (p *parser) open(h *Header) {
	if p.accept("scoped") {
		h.Scoped = append(h.Scoped, p.names()...)
		return
	}
	names := p.names()
	switch t := p.peek(); {
	case p.accept("("):
		last := names[len(names)-1]
		names = names[:len(names)-1]
		for _, n := range p.names() {
			h.OpenNames = append(h.OpenNames, last+"."+n)
		}
		p.expect(")")
	case t.is("hiding", "renaming"):
		p.failAt(t.Span.Start, "open … %s is not supported", t.Text)
	}
	h.Opens = append(h.Opens, names...)
}

// names reads one name at least.
func (p *parser) names() []string {
	names := []string{p.name()}
	for t := p.peek(); t.Kind == Name && !reserved[t.Text] && !t.is("hiding", "renaming") && t.Text != "_"; t = p.peek() {
		names = append(names, p.next().Text)
	}
	return names
}
