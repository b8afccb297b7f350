package term

import "slices"

import "strings"

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	EOF          Kind = iota
	Name              // an identifier, dots and «» included
	Number            // a natural number: 12, 0xff
	Decimal           // 2.5, 1e3
	String            // "…" and r#"…"#
	Interpolated      // s!"…", m!"…", f!"…"
	Char              // 'a'
	Symbol            // an operator, a bracket, a keyword of symbols
	Field             // .name or .1 right after a term
	Comment           // -- … and /- … -/
	Doc               // /-- … -/ and /-! … -/
)

// String names the kind.
func (k Kind) String() string {
	return [...]string{"end of text", "name", "number", "decimal", "string", "interpolated string",
		"character", "symbol", "field", "comment", "doc comment"}[k]
}

// Token is a piece of the text; what lies between tokens is white space.
type Token struct {
	Kind Kind
	Text string
	Span Span
}

// SameTokens reports whether two texts are the same token by token, comments apart, and
// white space apart where it means nothing: `a+b` is `a + b`, but `a[i]` is not `a [i]`.
// Texts that are not made of tokens are the same as nothing.
func SameTokens(a, b string) bool {
	left, err := Tokens(a)
	if err != nil {
		return false
	}
	right, err := Tokens(b)
	return err == nil && sameTokens(significant(left), significant(right))
}

func sameTokens(left, right []Token) bool {
	if len(left) != len(right) {
		return false
	}
	for i := range left {
		if left[i].Kind != right[i].Kind || left[i].Text != right[i].Text {
			return false
		}
		if i > 0 && gapMatters(left, i) && gap(left, i) != gap(right, i) {
			return false
		}
	}
	return true
}

// gap reports whether anything stands between tokens[i] and the token before it.
func gap(tokens []Token, i int) bool { return tokens[i-1].Span.End != tokens[i].Span.Start }

// gapMatters reports whether white space before tokens[i] can make another meaning: round
// bars, before an index, a field or a factorial, round signs that are not known here, and
// after an operator that may be the beginning of one such as `=o[` or `→ₗ[`.
func gapMatters(tokens []Token, i int) bool {
	before, t := tokens[i-1], tokens[i]
	unknown := func(t Token) bool { return t.Kind == Symbol && !knownSymbol(t.Text) }
	return t.is("[", "!", ".", "|", "‖", ".{", "@", "?") || before.is("|", "‖", "@", "?", ".") || unknown(before) || unknown(t) ||
		before.Kind == Symbol && t.Kind == Name && i+1 < len(tokens) && tokens[i+1].is("[")
}

// significant is the tokens that are no comments.
func significant(all []Token) []Token {
	kept := all[:0]
	for _, t := range all {
		if t.Kind != Comment && t.Kind != Doc {
			kept = append(kept, t)
		}
	}
	return kept
}

func (t Token) is(texts ...string) bool {
	if t.Kind != Symbol && t.Kind != Name {
		return false
	}
	return slices.Contains(texts, t.Text)
}

// nesting is 1 for a token that opens a bracket, -1 for one that closes it, else 0.
func (t Token) nesting() int {
	switch {
	case t.Kind != Symbol:
		return 0
	case t.is(")", "]", "}", "⟩", "⦄"):
		return -1
	case strings.ContainsAny(t.Text, "([{⟨⦃"):
		return 1
	}
	return 0
}

// describe is how an error message shows a token.
func (t Token) describe() string {
	if t.Kind == EOF {
		return "end of text"
	}
	text := t.Text
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i] + "…"
	}
	if runes := []rune(text); len(runes) > 40 {
		text = string(runes[:40]) + "…"
	}
	return `"` + text + `"`
}
