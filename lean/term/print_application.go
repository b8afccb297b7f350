package term

import "unicode/utf8"

func (p *printer) app(t *App, follow int) {
	p.term(t.Fn, precMax, precArg)
	for i, a := range t.Args {
		p.WriteString(" ")
		if a.Name != "" {
			p.WriteString("(" + a.Name + " := ")
			p.term(a.Value, 0, -1)
			p.WriteString(")")
			continue
		}
		after := follow
		if i+1 < len(t.Args) {
			after = max(follow, precLead)
		}
		if not, ok := a.Value.(*Unary); ok && not.Op == "!" {
			p.list("(", not, ")") // or it reads as a factorial
			continue
		}
		p.term(a.Value, precArg, after)
	}
}

// head writes a term that a field or an index follows without a space.
func (p *printer) head(t Term) {
	switch t := t.(type) {
	case *Index:
		if t.Mark == "!" { // `x[i]![j]` would hold a vector
			p.list("(", t, ")")
			return
		}
		p.bare(t, 0, -1)
	case *Proj, *Iterate, *Section, *Ascription, *Tuple, *Anon, *SetLit, *SetBuilder, *Subtype, *Struct, *Dot:
		p.bare(t, 0, -1)
	case *Ident:
		if t.Levels != "" {
			p.list("(", t, ")")
			return
		}
		p.WriteString(t.Name)
	default:
		if p.has(t, freeDot) { // which parentheses would take
			p.bare(t, 0, -1)
			return
		}
		p.list("(", t, ")")
	}
}

func (p *printer) proj(t *Proj) {
	_, ident := t.X.(*Ident)
	if inner, ok := t.X.(*Section); ok {
		p.section(inner)
	} else if ident && !isDigit(rune(t.Field[0])) {
		p.list("(", t.X, ")")
	} else {
		p.head(t.X)
	}
	p.WriteString("." + t.Field)
}

func (p *printer) ident(t *Ident) {
	p.WriteString(t.Name)
	if t.Levels != "" {
		p.WriteString(".{" + t.Levels + "}")
	}
}

// postfix writes a factorial without white space: with it Lean may read the `!` as the
// Boolean not of what follows, and `n!` is a name.
func (p *printer) postfix(t *Postfix, need int) {
	post := postfixes[t.Op]
	text := p.sub(t.X, max(need, post.operand), post.prec)
	last, _ := utf8.DecodeLastRuneInString(text)
	if _, index := t.X.(*Index); index && t.Op == "!" && !p.has(t.X, freeDot) { // `x[i]!` is a notation of its own
		text, last = "("+text+")", ')'
	}
	_, numeral := t.X.(*Num)
	if field, ok := t.X.(*Proj); ok && isDigit(rune(field.Field[0])) {
		numeral = true
	}
	switch {
	case t.Op == "‼" || t.Op == "ˣ":
		text += " "
	case t.Op == "!" && isNameRest(last) && !numeral:
		if _, factorial := t.X.(*Postfix); !p.has(t.X, freeDot) {
			text = "(" + text + ")"
		} else if !factorial {
			text += " "
		}
	}
	p.WriteString(text + t.Op)
}

func (p *printer) section(t *Section) {
	switch t.Body.(type) {
	case *Tuple, *Ascription:
		p.bare(t.Body, 0, -1)
	default:
		p.list("(", t.Body, ")")
	}
}
