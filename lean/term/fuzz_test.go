package term

import (
	"strings"
	"testing"
)

// FuzzLexer cuts a text into tokens and checks that nothing but white space is left between
// them, and that the tokens, set apart by two line ends wherever there was a gap, are the same again.
func FuzzLexer(f *testing.F) {
	for _, c := range readings() {
		f.Add(c.src)
	}
	f.Add(wholeFile)
	f.Add(`s!"{f "}"} \"" r#"a"b"# '\n' 'a' '' 2.5e-3 0..1 /-- d /- e -/ -/ -- c`)
	f.Fuzz(func(t *testing.T, src string) {
		tokens, err := Tokens(src)
		if err != nil {
			return
		}
		var again strings.Builder
		at := 0
		for _, token := range tokens {
			gap := src[at:token.Span.Start]
			if strings.Trim(gap, " \t\r\n") != "" {
				t.Fatalf("%q is left between tokens", gap)
			}
			if gap != "" {
				again.WriteString("\n\n")
			}
			if token.Text != src[token.Span.Start:token.Span.End] {
				t.Fatalf("%q does not stand at %v", token.Text, token.Span)
			}
			again.WriteString(token.Text)
			at = token.Span.End
		}
		if at != len(src) {
			t.Fatalf("%q is left after the last token", src[at:])
		}
		second, err := Tokens(again.String())
		if err != nil {
			t.Fatalf("%v\nin %q", err, again.String())
		}
		if !sameTokens(tokens, second) {
			t.Fatalf("other tokens: %q, then %q", src, again.String())
		}
	})
}

// FuzzParse checks that what parses is printed as a text that parses to the same tree.
func FuzzParse(f *testing.F) {
	for _, c := range readings() {
		f.Add(c.src)
	}
	for _, s := range grammar {
		f.Add(s)
	}
	f.Add("open Nat in theorem t.{u} {α : Type u} [Fintype α] (x : α := y) : p := by simp")
	f.Fuzz(func(t *testing.T, src string) {
		if x, err := ParseTerm(src); err == nil {
			roundTrip(t, x)
		}
		s, err := ParseStatement(src)
		if err != nil {
			return
		}
		again, err := ParseStatement(PrintStatement(s))
		if err != nil {
			t.Fatalf("%v\nprinted: %s", err, PrintStatement(s))
		}
		if s.Kind != again.Kind || s.Name != again.Name || !EqualBinders(s.Binders, again.Binders) || !Equal(s.Goal, again.Goal) {
			t.Fatalf("another statement: %s", PrintStatement(s))
		}
	})
}
