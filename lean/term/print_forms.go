package term

import (
	"slices"
	"strings"
)

func (p *printer) quant(t *Quant, follow int) {
	switch t.Kind {
	case "Π":
		p.binders(t.Binders)
		p.WriteString(" → ")
	case "×", "×'":
		p.binders(t.Binders)
		p.WriteString(" " + t.Kind + " ")
		p.term(t.Body, 35, follow)
		return
	case "fun":
		p.WriteString("fun ")
		p.binders(t.Binders)
		p.WriteString(" ↦ ")
	default:
		p.WriteString(t.Kind + " ")
		p.binders(t.Binders)
		p.WriteString(", ")
	}
	p.term(t.Body, 0, follow)
}

func (p *printer) big(t *Big, follow int) {
	p.WriteString(t.Op + " ")
	binders := t.Binders
	if t.Op == "∫" { // whose domain is written with `in`
		binders = slices.Clone(binders)
		for i := range binders {
			if binders[i].Rel == "∈" {
				binders[i].Rel = "in"
			}
		}
	}
	if t.From != nil {
		p.binders(binders)
		p.WriteString(" in ")
		p.term(t.From, 0, -1)
		p.WriteString("..")
		p.glued("..", t.To, 60, -1)
	} else {
		p.binders(binders)
	}
	if t.Cond != nil {
		p.WriteString(" with ")
		p.term(t.Cond, 0, -1)
	}
	p.WriteString(", ")
	if t.Measure == nil {
		p.term(t.Body, bigs[t.Op], follow)
		return
	}
	if p.takes(t.Body, integrals) {
		p.list("(", t.Body, ")")
	} else {
		p.term(t.Body, bigs[t.Op], -1)
	}
	p.WriteString(" ∂")
	p.term(t.Measure, 70, follow)
}

func (p *printer) builder(t *SetBuilder) {
	p.WriteString("{")
	if t.Elem != nil {
		typed, ascribed := t.Elem.(*Ascription)
		switch {
		case binderLike(t.Elem):
			p.list("(", t.Elem, ")")
		case ascribed && t.Pred != nil && !binderLike(typed.X):
			p.bare(typed.X, 0, -1)
			p.WriteString(" : ")
			p.beforeBar(typed.Type, 0)
		default:
			p.beforeBar(t.Elem, 0)
		}
		p.WriteString(" | ")
		if t.Pred != nil {
			p.condition(t.Pred, ascribed)
		} else {
			p.binders(t.Binders)
		}
	} else {
		p.related(t.Binders[0])
		p.WriteString(" | ")
		p.term(t.Pred, 0, -1)
	}
	p.WriteString("}")
}

// condition writes what pairs have to fulfill: in two parentheses where it may read as a
// binder.
func (p *printer) condition(pred Term, typed bool) {
	text := p.sub(pred, 0, -1)
	if !typed && likeBinder(text) {
		text = "((" + text + "))"
	}
	p.WriteString(text)
}

// likeBinder reports whether a text may read as binders: `a`, `a < b`, `(a : T) (b)`.
func likeBinder(text string) bool {
	if strings.HasPrefix(text, "(") && !strings.Contains(text, `"`) {
		depth := 0
		end := strings.IndexFunc(text, func(r rune) bool {
			switch r {
			case '(':
				depth++
			case ')':
				depth--
			}
			return depth == 0
		})
		if rest := strings.TrimSpace(text[end+1:]); rest != "" && rest[0] != '(' {
			return false
		}
	}
	l := &lexer{src: text}
	first, err := l.next()
	if err == nil && first.is("(") {
		first, err = l.next()
	}
	if err != nil || !isBinderName(first) {
		return false
	}
	l.tokens = []Token{first}
	next, err := l.next()
	_, bound := boundRelations[next.Text]
	return err == nil && (bound || next.Kind == EOF || next.is(":", ")"))
}

// related writes the binder of a set-builder, whose bound was read as part of a relation.
func (p *printer) related(b Binder) {
	p.WriteString(b.Names[0])
	if b.Type != nil {
		p.WriteString(" : ")
		p.beforeBar(b.Type, 0)
	}
	if b.Bound != nil {
		p.WriteString(" " + b.Rel + " ")
		p.beforeBar(b.Bound, 51)
	}
}

// beforeBar writes a term that a bar follows, which a match would take for its own.
func (p *printer) beforeBar(t Term, need int) {
	if p.takes(t, matches) {
		p.list("(", t, ")")
		return
	}
	p.term(t, need, -1)
}

// binderLike reports whether a term at the head of a set-builder would be read as its binder.
func binderLike(t Term) bool {
	switch t := t.(type) {
	case *Ident:
		return true
	case *Hole:
		return t.Name == ""
	case *Binary:
		return boundRelations[t.Op] != "" && binderLike(t.L)
	}
	return false
}

func (p *printer) matrix(t *Matrix) {
	p.WriteString("!![")
	for i, row := range t.Rows {
		if i > 0 {
			p.WriteString("; ")
		}
		for j, x := range row {
			if j > 0 {
				p.WriteString(", ")
			}
			p.term(x, 0, -1)
		}
	}
	p.WriteString("]")
}

func (p *printer) bracket(t *Bracket) {
	open := string([]rune(t.Kind)[0])
	end := strings.TrimPrefix(t.Kind, open)
	if end == "" {
		end = open
	}
	inner := p.sub(t.X, 0, -1)
	if open == "|" || open == "‖" {
		// The bars of neighbors must not run together, nor end what they should not.
		if (strings.Contains(inner, open) || inner[0] == '.') && !p.has(t.X, freeDot) {
			inner = "(" + inner + ")"
		}
	}
	p.WriteString(open + inner + end)
}

func (p *printer) innerProduct(t *Inner, follow int) {
	p.WriteString("⟪")
	p.term(t.L, 0, -1)
	p.WriteString(", ")
	p.term(t.R, 0, -1)
	p.WriteString("⟫")
	if t.Field != nil {
		p.WriteString("_")
		p.term(t.Field, precMax, follow)
	}
}

func (p *printer) structure(t *Struct) {
	p.WriteString("{ ")
	for i, s := range t.Sources {
		if i > 0 {
			p.WriteString(", ")
		}
		p.term(s, 0, -1)
	}
	if len(t.Sources) > 0 {
		p.WriteString(" with ")
	}
	for i, f := range t.Fields {
		if i > 0 {
			p.WriteString(", ")
		}
		p.WriteString(f.Name + " := ")
		p.term(f.Value, 0, -1)
	}
	if t.Type != nil {
		p.WriteString(" : ")
		p.term(t.Type, 0, -1)
	}
	p.WriteString(" }")
}

func (p *printer) ifThenElse(t *If, follow int) {
	p.WriteString("if ")
	if t.Name != "" {
		p.WriteString(t.Name + " : ")
	}
	p.term(t.Cond, 0, -1)
	p.WriteString(" then ")
	p.term(t.Then, 0, -1)
	p.WriteString(" else ")
	p.term(t.Else, 0, follow)
}

func (p *printer) let(t *Let, follow int) {
	p.WriteString(t.Kind)
	if t.Name != "" {
		p.WriteString(" " + t.Name)
	}
	if len(t.Binders) > 0 {
		p.WriteString(" ")
		p.binders(t.Binders)
	}
	if t.Type != nil {
		p.WriteString(" : ")
		p.term(t.Type, 0, -1)
	}
	p.WriteString(" := ")
	p.term(t.Value, 0, -1)
	p.WriteString("; ")
	p.term(t.Body, 0, follow)
}

func (p *printer) match(t *Match, follow int) {
	if len(t.Scrutinees) == 0 {
		p.WriteString("fun")
	} else {
		p.WriteString("match ")
		for i, s := range t.Scrutinees {
			if i > 0 {
				p.WriteString(", ")
			}
			p.term(s, 0, -1)
		}
		p.WriteString(" with")
	}
	for i, alt := range t.Alts {
		p.WriteString(" | ")
		for j, pattern := range alt.Patterns {
			if j > 0 {
				p.WriteString(", ")
			}
			p.term(pattern, 0, -1)
		}
		p.WriteString(" => ")
		if i+1 < len(t.Alts) {
			p.beforeBar(alt.Body, 0)
		} else {
			p.term(alt.Body, 0, follow)
		}
	}
}

func (p *printer) binders(binders []Binder) {
	for i, b := range binders {
		if i > 0 {
			p.WriteString(" ")
		}
		switch b.Style {
		case Parens:
			p.WriteString("(")
			p.inner(b)
			p.WriteString(")")
		case Implicit:
			p.WriteString("{")
			p.inner(b)
			p.WriteString("}")
		case StrictImplicit:
			p.WriteString("⦃")
			p.inner(b)
			p.WriteString("⦄")
		case Instance:
			p.WriteString("[")
			if len(b.Names) > 0 {
				p.glued("[", &Ident{Name: b.Names[0]}, 0, -1)
				p.WriteString(" : ")
				p.term(b.Type, 0, -1)
			} else {
				p.glued("[", b.Type, 0, -1)
			}
			p.WriteString("]")
		default:
			p.inner(b)
		}
	}
}

// inner writes a binder without its brackets.
func (p *printer) inner(b Binder) {
	if b.Pattern != nil {
		p.term(b.Pattern, precMax, -1)
	} else {
		p.WriteString(strings.Join(b.Names, " "))
	}
	if b.Type != nil {
		p.WriteString(" : ")
		p.term(b.Type, 0, -1)
	}
	if b.Bound != nil {
		p.WriteString(" " + b.Rel + " ")
		p.term(b.Bound, 0, -1)
	}
	if b.Default != nil {
		p.WriteString(" := ")
		p.term(b.Default, 0, -1)
	}
}
