package term

import (
	"strconv"
	"strings"
)

// Print writes a term with no more parentheses than it needs; the text parses to the same
// tree.
func Print(t Term) string { return printed(t, false) }

// PrintFull writes a term with parentheses round every part that is not an atom or already
// in brackets; the text parses to the same tree.
func PrintFull(t Term) string { return printed(t, true) }

func printed(t Term, full bool) string {
	p := &printer{full: full, marks: map[Term]mark{}}
	p.look(t)
	p.term(t, 0, -1)
	return p.String()
}

// PrintStatement writes a statement up to its `:=`, without its header.
func PrintStatement(s *Statement) string { return printStatement(s, false) }

func printStatement(s *Statement, full bool) string {
	p := &printer{full: full, marks: map[Term]mark{}}
	for _, t := range append(binderTerms(s.Binders), s.Goal) {
		p.look(t)
	}
	p.WriteString(s.Kind)
	if s.Name != "" {
		p.WriteString(" " + s.Name)
	}
	if len(s.Levels) > 0 {
		p.WriteString(".{" + strings.Join(s.Levels, ", ") + "}")
	}
	if len(s.Binders) > 0 {
		p.WriteString(" ")
		p.binders(s.Binders)
	}
	if s.Goal != nil {
		p.WriteString(" : ")
		p.term(s.Goal, 0, -1)
	}
	return p.String()
}

// printer writes terms. A term is printed for a place: the least precedence it needs there
// and the precedence of what follows it, -1 where a bracket or the end does. Parentheses
// are due when the term binds too weakly, or when what follows would be drawn into it.
type printer struct {
	strings.Builder
	full  bool
	marks map[Term]mark // those that are not 0
}

// mark is what a term holds that matters to what stands around it.
type mark uint8

const (
	freeDot   mark = 1 << iota // a `·` of a section that stands around the term
	matches                    // a match, which would take a bar that follows
	integrals                  // an integral without a measure, which would take one
)

// look marks a term and all in it.
func (p *printer) look(t Term) mark {
	if t == nil {
		return 0
	}
	var m mark
	for _, kid := range Children(t) {
		m |= p.look(kid)
	}
	switch t := t.(type) {
	case *Dot:
		m |= freeDot
	case *Section:
		m &^= freeDot
	case *Match:
		m |= matches
	case *Big:
		if t.Op == "∫" && t.Measure == nil {
			m |= integrals
		}
	}
	if m != 0 {
		p.marks[t] = m
	}
	return m
}

// has reports whether a term holds something.
func (p *printer) has(t Term, m mark) bool { return p.marks[t]&m != 0 }

// takes reports whether a term, without parentheses, might take what follows it. Where
// parentheses would take its dots it can have none.
func (p *printer) takes(t Term, m mark) bool { return p.has(t, m) && !p.has(t, freeDot) }

// sub writes a term apart.
func (p *printer) sub(t Term, need, follow int) string {
	sub := &printer{full: p.full, marks: p.marks}
	sub.term(t, need, follow)
	return sub.String()
}

func (p *printer) term(t Term, need, follow int) {
	prec, tail := strength(t)
	parens := prec < need || tail <= follow
	if p.full && (need > 0 || follow >= 0) && !atomic(t) && !p.has(t, freeDot) {
		parens = true
	}
	if !parens {
		p.bare(t, need, follow)
		return
	}
	p.WriteString("(")
	p.bare(t, 0, -1)
	p.WriteString(")")
}

// strength is the precedence of a term and the least precedence that its open right end
// takes in.
func strength(t Term) (prec, tail int) {
	switch t := t.(type) {
	case *App:
		return precLead, precArg
	case *Sort:
		switch {
		case t.Kind == "Prop" || t.Level == "*":
			return precMax, closed
		case t.Level == "":
			return precArg, closed
		}
		return precLead, closed
	case *Proj:
		return precMax, closed
	case *Unary:
		pre := prefixes[t.Op]
		return pre.prec, pre.operand
	case *Postfix:
		return postfixes[t.Op].prec, closed
	case *Binary:
		in := infixes[t.Op]
		return in.prec, in.right
	case *Congruence:
		return 50, closed
	case *Hom:
		return homs[t.Kind+"["], 0
	case *Quant:
		switch t.Kind {
		case "fun":
			return precMax, 0
		case "Π":
			return 25, 0
		case "×", "×'":
			return 35, 35
		}
		return precLead, 0
	case *Big:
		if t.Measure != nil {
			return precLead, 70
		}
		return precLead, bigs[t.Op]
	case *If, *Let, *Show:
		return precLead, 0
	case *Match:
		if len(t.Scrutinees) == 0 {
			return precMax, 0
		}
		return precLead, 0
	case *Explicit:
		return precMax, precMax
	case *Inner:
		if t.Field != nil {
			return precMax, precMax
		}
	}
	return precMax, closed
}

// bindsBeforeArrow reports whether a term would be read as a binder before an arrow.
func bindsBeforeArrow(t Term) bool {
	switch t := t.(type) {
	case *Ascription:
		_, names := binderNames(t.X)
		return names && t.Type != nil
	case *ListLit:
		return t.Kind == "[" && len(t.Elems) == 1
	}
	return false
}

// atomic reports whether a term reads as one piece wherever it stands.
func atomic(t Term) bool {
	if _, ok := t.(*Postfix); ok {
		return false
	}
	prec, tail := strength(t)
	return prec == precMax && tail == closed
}

// bare writes a term without parentheses around it. What it begins with must bind as
// strongly as the place needs, too: `n !` may have any operand.
func (p *printer) bare(t Term, need, follow int) {
	switch t := t.(type) {
	case *Ident:
		p.ident(t)
	case *Num:
		p.WriteString(t.Value.String())
	case *Scientific:
		p.WriteString(t.Text)
	case *Str:
		p.WriteString(strconv.Quote(t.Value))
	case *Hole:
		if t.Name == "" {
			p.WriteString("_")
		} else {
			p.WriteString("?" + t.Name)
		}
	case *Dot:
		p.WriteString("·")
	case *Section:
		p.section(t)
	case *Sort:
		p.sort(t)
	case *App:
		p.app(t, follow)
	case *Explicit:
		p.WriteString("@")
		p.glued("@", t.X, precMax, follow)
	case *DotIdent:
		p.WriteString("." + t.Name)
	case *Proj:
		p.proj(t)
	case *Index:
		p.head(t.X)
		p.list("[", t.I, "]"+t.Mark)
	case *Iterate:
		p.term(t.F, need, precMax)
		p.list("^[", t.N, "]")
	case *Unary:
		p.unary(t, follow)
	case *Postfix:
		p.postfix(t, need)
	case *Binary:
		in := infixes[t.Op]
		if (t.Op == "→" || t.Op == "×" || t.Op == "×'") && bindsBeforeArrow(t.L) {
			p.list("(", t.L, ")")
		} else {
			p.term(t.L, max(need, in.left), in.prec)
		}
		p.WriteString(" " + t.Op + " ")
		p.term(t.R, in.right, follow)
	case *Congruence:
		p.term(t.L, 51, 50)
		p.WriteString(" ≡ ")
		p.term(t.R, 51, -1)
		p.WriteString(" [" + t.Kind + " ")
		p.term(t.N, 0, -1)
		p.WriteString("]")
	case *Hom:
		p.term(t.L, need, homs[t.Kind+"["])
		p.WriteString(" ")
		p.list(t.Kind+"[", t.Ring, "] ")
		p.term(t.R, 0, follow)
	case *Ascription:
		p.ascription(t)
	case *Quant:
		p.quant(t, follow)
	case *Big:
		p.big(t, follow)
	case *SetBuilder:
		p.builder(t)
	case *Subtype:
		p.WriteString("{")
		p.related(t.Binder)
		p.WriteString(" // ")
		p.term(t.Pred, 0, -1)
		p.WriteString("}")
	case *SetLit:
		p.elems("{", t.Elems, "}")
	case *ListLit:
		p.elems(t.Kind, t.Elems, "]")
	case *Matrix:
		p.matrix(t)
	case *Tuple:
		p.elems("(", t.Elems, ")")
	case *Anon:
		p.elems("⟨", t.Elems, "⟩")
	case *Bracket:
		p.bracket(t)
	case *Inner:
		p.innerProduct(t, follow)
	case *Struct:
		p.structure(t)
	case *Show:
		p.WriteString("show ")
		p.term(t.Type, 0, -1)
		p.WriteString(" from ")
		p.term(t.X, 0, follow)
	case *If:
		p.ifThenElse(t, follow)
	case *Let:
		p.let(t, follow)
	case *Match:
		p.match(t, follow)
	}
}

// list writes one term between brackets.
func (p *printer) list(open string, t Term, end string) {
	p.WriteString(open)
	p.glued(open, t, 0, -1)
	p.WriteString(end)
}

func (p *printer) elems(open string, elems []Term, end string) {
	p.WriteString(open)
	for i, e := range elems {
		if i > 0 {
			p.WriteString(", ")
			p.term(e, 0, -1)
		} else {
			p.glued(open, e, 0, -1)
		}
	}
	p.WriteString(end)
}

func (p *printer) sort(t *Sort) {
	p.WriteString(t.Kind)
	if t.Level != "" && t.Level != "*" {
		p.WriteString(" ")
	}
	p.WriteString(t.Level)
}

func (p *printer) unary(t *Unary, follow int) {
	p.WriteString(t.Op)
	if t.Op == "⋃₀" || t.Op == "⋂₀" || t.Op == "𝒫" {
		p.WriteString(" ")
	}
	p.glued(t.Op, t.X, prefixes[t.Op].operand, follow)
}

// glued writes a term right after a token, with a space where they would make another
// token together: `- -x`, `# [a]`, `[ MOD]`.
func (p *printer) glued(before string, t Term, need, follow int) {
	text := p.sub(t, need, follow)
	l := &lexer{src: before + strings.ToValidUTF8(text[:min(len(text), 8)], "")}
	if token, err := l.next(); err != nil || token.Text != before {
		p.WriteString(" ")
	}
	p.WriteString(text)
}

func (p *printer) ascription(t *Ascription) {
	p.WriteString("(")
	p.term(t.X, 0, -1)
	p.WriteString(" :")
	if t.Type != nil {
		p.WriteString(" ")
		p.term(t.Type, 0, -1)
	}
	p.WriteString(")")
}
