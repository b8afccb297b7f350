package term

import (
	"fmt"
	"slices"
	"strings"
)

// Signature is the tokens of one declaration of a file: from its keyword up to its `:=` at
// depth 0, or to `where` or the end where there is none, comments left out. It is what a
// file says it proves, to be compared with what was asked.
//
// The name is the one written in the file, or, inside namespaces, the full one. It is an
// error if the file declares that name not at all or more than once: a comparison with one
// of several would be worth nothing.
func Signature(file, name string) ([]Token, error) {
	tokens, err := Tokens(file)
	if err != nil {
		return nil, fmt.Errorf("reading the file: %w", err)
	}
	tokens = significant(tokens)
	var found []Token
	var scopes []string // of namespaces and sections; "" for a section without a name
	for i := 0; i+1 < len(tokens); i++ {
		t, next := tokens[i], tokens[i+1]
		if t.Kind != Name {
			continue
		}
		switch {
		case t.Text == "namespace":
			scopes = append(scopes, next.Text+".")
		case t.Text == "section", t.Text == "mutual":
			scopes = append(scopes, "")
		case t.Text == "end" && len(scopes) > 0:
			scopes = scopes[:len(scopes)-1]
		case declarations[t.Text] && t.Text != "example" && next.Kind == Name:
			full := strings.Join(scopes, "") + next.Text
			if rooted, ok := strings.CutPrefix(next.Text, "_root_."); ok {
				full = rooted
			}
			if full != name && next.Text != name {
				continue
			}
			if found != nil {
				return nil, fmt.Errorf("the file declares %s more than once", name)
			}
			found = tokens[i:signatureEnd(tokens, i)]
		}
	}
	if found == nil {
		return nil, fmt.Errorf("the file declares no %s", name)
	}
	return slices.Clone(found), nil
}

// signatureEnd is the place of what ends the declaration that begins at tokens[i]. A `:=` that
// belongs to a `let` or `have` of the statement does not.
func signatureEnd(tokens []Token, i int) int {
	depth, let := 0, 0
	for ; tokens[i].Kind != EOF; i++ {
		t := tokens[i]
		depth += t.nesting()
		switch {
		case depth > 0:
		case t.is("let", "have", "letI", "haveI", "let_fun"):
			let++
		case t.is(":=") && let > 0:
			let--
		case t.is(":=", "where"):
			return i
		}
	}
	return i
}

// SameSignature reports whether a file's declaration of a name is, token by token, the
// statement: up to the `:=` of both, white space and comments apart, `lemma` for `theorem`
// not allowed. The error says why where there is nothing to compare.
func SameSignature(file, statement, name string) (bool, error) {
	got, err := Signature(file, name)
	if err != nil {
		return false, err
	}
	want, err := Signature(statement, name)
	if err != nil {
		return false, fmt.Errorf("the statement: %w", err)
	}
	return sameTokens(got, want), nil
}
