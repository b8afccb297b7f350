package term

import "strings"

// levels reads the universe levels of `f.{u, v}`.
func (p *parser) levels(start int, left Term) (Term, int) {
	f, ok := left.(*Ident)
	if !ok || f.Levels != "" || p.spaced(0) {
		p.unexpected("an operator")
	}
	p.next()
	levels := p.level("}")
	p.expect("}")
	return &Ident{node: p.node(start), Name: f.Name, Levels: levels}, precMax
}

// pipe reads `x |>.f a b`, which is `(x).f a b`.
func (p *parser) pipe(start int, left Term) Term {
	p.next()
	t := p.peek()
	number := t.Kind == Number && strings.Trim(t.Text, "0123456789") == ""
	if t.Kind != Name && !number || p.spaced(0) || strings.Contains(t.Text, "«") {
		p.unexpected("a field")
	}
	p.next()
	for field := range strings.SplitSeq(t.Text, ".") {
		left = &Proj{node: p.node(start, left), X: left, Field: field}
	}
	if p.startsArgument() {
		return p.application(start, left)
	}
	return left
}

// factorial refuses a `!` that Lean takes for the Boolean not of what follows: with white
// space before it, `n ! - 1` is n applied to `!(-1)`.
func (p *parser) factorial() {
	at := p.at
	p.at++
	t := p.peek()
	begins := p.startsTerm()
	p.at = at
	if begins {
		p.failAt(p.peek().Span.Start, `"!" before %s reads as the Boolean not; write (n)! for a factorial`, t.describe())
	}
}

// startsTerm reports whether the next token can begin a term.
func (p *parser) startsTerm() bool {
	t := p.peek()
	switch t.Kind {
	case Name:
		return !reserved[t.Text] || startWords[t.Text] || t.Text == "𝒫"
	case Number, Decimal, String, Char, Interpolated:
		return true
	case Symbol:
		_, prefix := prefixes[t.Text]
		_, big := bigs[t.Text]
		return prefix || big || argumentSigns[t.Text] || startSigns[t.Text] ||
			t.is("|", "‖", ".") && p.spaced(0) && !p.spaced(1)
	}
	return false
}

// startsArgument reports whether an application argument stands next.
func (p *parser) startsArgument() bool {
	t := p.peek()
	if !p.spaced(0) || p.column > 0 && p.columns[p.at] <= p.column {
		return false
	}
	switch t.Kind {
	case Name:
		return !reserved[t.Text] || t.Text == "fun"
	case Number, Decimal, String:
		return true
	case Symbol:
		if t.is("|") {
			return !p.spaced(1)
		}
		return argumentSigns[t.Text] || t.is("‖") && !p.spaced(1) ||
			t.is(".") && p.peekAt(1).Kind == Name && !p.spaced(1)
	}
	return false
}

func (p *parser) application(start int, fn Term) Term {
	kids := []Term{fn}
	var args []Arg
	for p.startsArgument() {
		var arg Arg
		if p.peek().is("(") && p.peekAt(1).Kind == Name && p.peekAt(2).is(":=") {
			p.next()
			arg.Name = p.next().Text
			p.next()
			arg.Value = p.enclosed(func() Term { return p.term(0) })
			p.expect(")")
		} else {
			arg.Value = p.term(precArg)
		}
		args, kids = append(args, arg), append(kids, arg.Value)
	}
	return &App{node: p.node(start, kids...), Fn: fn, Args: args}
}
