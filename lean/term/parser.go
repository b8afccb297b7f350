package term

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits that keep every walk over a tree, the parser's own included, on a small stack, and
// the memory small.
const (
	maxHeight  = 10_000    // of a tree
	maxNesting = 20_000    // of the parser's calls
	maxTokens  = 1_000_000 // of a text that is parsed
)

// ParseTerm reads a term; all of the text must belong to it.
func ParseTerm(src string) (t Term, err error) {
	p, err := newParser(src)
	if err != nil {
		return nil, err
	}
	defer p.recover(&err)
	t = p.term(0)
	if p.peek().Kind != EOF {
		p.unexpected("end of text or an operator")
	}
	return t, nil
}

// parser reads terms by operator precedence, as Lean does: term(rbp) takes what binds at
// least as strongly as rbp. It leaves by panic(*Error), which the entry points recover.
type parser struct {
	src     string
	tokens  []Token
	columns []int // of the tokens
	at      int
	depth   int
	dots    int // `·` met and not yet taken by a parenthesis
	column  int // application arguments must stand right of this column; 0 for no bound
}

func newParser(src string) (*parser, error) {
	tokens, err := tokensUpTo(src, maxTokens)
	if err != nil {
		return nil, err
	}
	tokens = significant(tokens)
	return &parser{src: src, tokens: tokens, columns: columnsOf(src, tokens)}, nil
}

func (p *parser) recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		panic(r)
	}
}

func (p *parser) peek() Token { return p.tokens[p.at] }

func (p *parser) peekAt(n int) Token { return p.tokens[min(p.at+n, len(p.tokens)-1)] }

func (p *parser) next() Token {
	t := p.tokens[p.at]
	if t.Kind != EOF {
		p.at++
	}
	return t
}

// accept takes the next token if it is one of the texts.
func (p *parser) accept(texts ...string) bool {
	if !p.peek().is(texts...) {
		return false
	}
	p.at++
	return true
}

func (p *parser) expect(text string) Token {
	if !p.peek().is(text) {
		p.unexpected(`"` + text + `"`)
	}
	return p.next()
}

func (p *parser) unexpected(expected string) {
	t := p.peek()
	panic(errorAt(p.src, t.Span.Start, Error{Expected: expected, Found: t.describe(), Reason: p.hint(t)}))
}

func (p *parser) failAt(offset int, format string, args ...any) {
	panic(errorAt(p.src, offset, Error{Reason: fmt.Sprintf(format, args...)}))
}

// hint says more about a token that stands where it cannot.
func (p *parser) hint(t Token) string {
	switch {
	case t.is("||"), p.at > 0 && p.tokens[p.at-1].is("||"):
		return `"||" is the Boolean or; write |(|x|)| for nested absolute values`
	case t.is("<-"):
		return `"<-" is one token; write "< -"`
	case t.is("-") && p.at > 0 && infixes[p.tokens[p.at-1].Text].prec > 75:
		return "a negative number needs parentheses here"
	case t.is("by"):
		return "tactic proofs inside terms are not supported"
	case t.is("⋯"):
		return "a server shows ⋯ for what it left out"
	case t.is("‹"):
		return "‹p› is not supported"
	case t.Kind == Symbol && !knownSymbol(t.Text):
		return "unknown notation"
	case p.at > 0 && !p.spaced(0) && p.startsTerm() && !t.is("-"):
		return "an argument needs white space before it"
	case p.at > 0 && p.spaced(0) && (startSigns[t.Text] || startWords[t.Text]) && endsTerm(p.tokens[p.at-1]):
		return "such an argument needs parentheses"
	}
	return ""
}

// endsTerm reports whether a token can be the last of a term.
func endsTerm(t Token) bool {
	return t.Kind == Name && !reserved[t.Text] || t.Kind == Number || t.Kind == Field || termEnds[t.Text]
}

func knownSymbol(text string) bool {
	return slices.Contains(symbols[[]rune(text)[0]], text)
}

// spaced reports whether white space stands before the token at p.at+n.
func (p *parser) spaced(n int) bool {
	i := p.at + n
	return i == 0 || i >= len(p.tokens) || p.tokens[i-1].Span.End < p.tokens[i].Span.Start
}

// columnsOf is the columns of tokens, from 1.
func columnsOf(src string, tokens []Token) []int {
	columns := make([]int, len(tokens))
	at, column := 0, 1
	for i, t := range tokens {
		between := src[at:t.Span.Start]
		if line := strings.LastIndexByte(between, '\n'); line >= 0 {
			between, column = between[line+1:], 1
		}
		column += utf8.RuneCountInString(between)
		at, columns[i] = t.Span.Start, column
	}
	return columns
}

// node makes the common part of a node that began at start and ends before the next token.
func (p *parser) node(start int, kids ...Term) node {
	n := node{span: Span{start, start}}
	if p.at > 0 {
		n.span.End = max(start, p.tokens[p.at-1].Span.End)
	}
	for _, k := range kids {
		if k != nil {
			n.height = max(n.height, k.depth()+1)
		}
	}
	if n.height > maxHeight {
		p.failAt(start, "a term nested too deeply (more than %d levels)", maxHeight)
	}
	return n
}

// term reads a term whose operators bind at least as strongly as rbp.
func (p *parser) term(rbp int) Term {
	p.depth++
	if p.depth > maxNesting {
		p.failAt(p.peek().Span.Start, "a term nested too deeply (more than %d levels)", maxNesting)
	}
	defer func() { p.depth-- }()
	start := p.peek().Span.Start
	left, prec := p.leading(rbp)
	for {
		next, nextPrec := p.trailing(start, left, prec, rbp)
		if next == nil {
			return left
		}
		left, prec = next, nextPrec
	}
}

// trailing extends left, which binds as prec, by one operator or by arguments; it returns
// nil where nothing follows that binds strongly enough.
func (p *parser) trailing(start int, left Term, prec, rbp int) (Term, int) {
	t := p.peek()
	if t.Kind == Field {
		return p.field(start, left, prec)
	}
	if t.is(".{") {
		return p.levels(start, left)
	}
	if t.is("|>.") && rbp <= 10 {
		return p.pipe(start, left), 10
	}
	if post, ok := postfixes[t.Text]; ok && t.Kind == Symbol {
		if post.prec < rbp || prec < post.operand {
			return nil, 0
		}
		if t.Text == "!" && p.spaced(0) {
			p.factorial()
		}
		p.next()
		return &Postfix{node: p.node(start, left), Op: t.Text, X: left}, post.prec
	}
	if t.is("[") && !p.spaced(0) && prec >= precMax {
		if name, ok := left.(*Ident); ok && name.Name == "𝓝" {
			p.failAt(t.Span.Start, "the notation 𝓝[s] x is not supported")
		}
		p.next()
		index := p.enclosed(func() Term { return p.term(0) })
		p.expect("]")
		mark := ""
		switch n := p.peek(); {
		case p.spaced(0):
		case n.is("!", "?"):
			mark = p.next().Text
		case n.is("'"):
			p.failAt(n.Span.Start, "x[i]' is not supported")
		}
		return &Index{node: p.node(start, left, index), X: left, I: index, Mark: mark}, precMax
	}
	if t.is("^[") && rbp <= precMax {
		p.next()
		n := p.enclosed(func() Term { return p.term(0) })
		p.expect("]")
		return &Iterate{node: p.node(start, left, n), F: left, N: n}, precMax
	}
	if t.is("≡") {
		return p.congruence(start, left, prec, rbp)
	}
	if own, ok := homs[t.Text]; ok && rbp <= own {
		p.next()
		ring := p.enclosed(func() Term { return p.term(0) })
		p.expect("]")
		right := p.term(0)
		return &Hom{node: p.node(start, left, ring, right), Kind: strings.TrimSuffix(t.Text, "["), L: left, Ring: ring, R: right}, own
	}
	if in, ok := infixes[t.Text]; ok && t.Kind == Symbol {
		if in.prec < rbp {
			return nil, 0
		}
		if prec < in.left {
			p.chained(t, left)
			return nil, 0
		}
		p.annotated(t)
		p.next()
		right := p.term(in.right)
		return &Binary{node: p.node(start, left, right), Op: in.op, L: left, R: right}, in.prec
	}
	if prec >= precMax && rbp <= precLead && p.startsArgument() {
		return p.application(start, left), precLead
	}
	return nil, 0
}

// annotated refuses an arrow or an equals sign that goes on in letters: `→A[R]`, `=o[l]` and
// `≃r` are notations of their own.
func (p *parser) annotated(t Token) {
	name := p.peekAt(1)
	if name.Kind != Name || p.spaced(1) {
		return
	}
	bracket := p.peekAt(2).is("[") && !p.spaced(2)
	first, _ := utf8.DecodeRuneInString(t.Text)
	arrow := strings.ContainsRune("→≃↪", first)
	switch {
	case bracket && (arrow || t.is("=") && name.is("o", "O", "Θ")):
		p.failAt(t.Span.Start, "the notation %s%s[ is not supported", t.Text, name.Text)
	case arrow && p.spaced(0) && name.Text[0] < utf8.RuneSelf:
		p.failAt(t.Span.Start, "%s%s may be one notation; put white space after the arrow", t.Text, name.Text)
	}
}

// chained says that relations do not chain, where that is what went wrong.
func (p *parser) chained(t Token, left Term) {
	var op string
	switch l := left.(type) {
	case *Binary:
		op = l.Op
	case *Congruence:
		op = "≡"
	default:
		return
	}
	in, ok := infixes[op]
	if op != "≡" && (!ok || in.left == in.prec || in.right == in.prec) {
		return
	}
	panic(errorAt(p.src, t.Span.Start, Error{
		Reason: fmt.Sprintf("%q after %q: they do not chain, use parentheses or ∧", t.Text, op)}))
}

func (p *parser) congruence(start int, left Term, prec, rbp int) (Term, int) {
	if rbp > 50 {
		return nil, 0
	}
	if prec <= 50 {
		p.chained(p.peek(), left)
		return nil, 0
	}
	p.next()
	right := p.term(51)
	t := p.peek()
	if !t.is("[MOD", "[ZMOD", "[PMOD", "[SMOD") {
		p.unexpected(`"[MOD", "[ZMOD" or the like`)
	}
	p.next()
	n := p.enclosed(func() Term { return p.term(0) })
	p.expect("]")
	return &Congruence{node: p.node(start, left, right, n), Kind: t.Text[1:], L: left, R: right, N: n}, 50
}

func (p *parser) field(start int, left Term, prec int) (Term, int) {
	if hole, ok := left.(*Hole); prec < precMax || ok && hole.Name != "" {
		p.unexpected("an operator")
	}
	name := p.next().Text[1:]
	return &Proj{node: p.node(start, left), X: left, Field: name}, precMax
}

// enclosed reads inside brackets, where the column does not matter.
func (p *parser) enclosed(read func() Term) Term {
	column := p.column
	p.column = 0
	t := read()
	p.column = column
	return t
}
