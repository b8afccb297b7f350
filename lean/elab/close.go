package elab

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"cosita/lean/term"
)

// Close reads what a person typed: a whole statement, `theorem …`, as it stands, or a bare
// proposition, whose free variables become binders in the order of their first occurrence.
// Their types are those that with gives, such as `x y : ℤ` or `x : ℤ, n : ℕ`; else ℕ for n, m,
// k, i and j (also with digits and primes), and ℝ for all others.
func Close(text, with string) (*term.Statement, error) {
	if whole(text) {
		st, err := term.ParseStatement(text)
		if err == nil && strings.TrimSpace(with) != "" {
			return nil, fmt.Errorf("types %q for a statement that has its own binders", with)
		}
		return st, err
	}
	types, err := withTypes(with)
	if err != nil {
		return nil, err
	}
	proposition, err := term.ParseTerm(text)
	if err != nil {
		return nil, err
	}
	names := freeNames(proposition)
	for name := range types {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("types %q: %s does not occur in the proposition", with, name)
		}
	}
	st := &term.Statement{Kind: "example", Goal: proposition}
	for _, name := range names {
		typ := term.Term(&term.Ident{Name: defaultType(name)})
		if t, ok := types[name]; ok {
			typ = t
		}
		if last := len(st.Binders) - 1; last >= 0 && term.Equal(st.Binders[last].Type, typ) {
			st.Binders[last].Names = append(st.Binders[last].Names, name)
			continue
		}
		st.Binders = append(st.Binders, term.Binder{Style: term.Parens, Names: []string{name}, Type: typ})
	}
	return term.ParseStatement(term.PrintStatement(st))
}

// whole reports whether text is a statement with a header of its own.
func whole(text string) bool {
	for word := range strings.FieldsSeq(text) {
		switch word {
		case "theorem", "lemma", "example", "def", "abbrev", "instance":
			return true
		}
	}
	return false
}

// withTypes reads `x y : ℤ`, groups of it divided by commas or semicolons, or binders in
// parentheses.
func withTypes(with string) (map[string]term.Term, error) {
	types := map[string]term.Term{}
	if strings.TrimSpace(with) == "" {
		return types, nil
	}
	binders := with
	if !strings.HasPrefix(strings.TrimSpace(with), "(") {
		groups := strings.FieldsFunc(with, func(r rune) bool { return r == ',' || r == ';' })
		binders = "(" + strings.Join(groups, ") (") + ")"
	}
	st, err := term.ParseStatement("example " + binders + " : True")
	if err != nil {
		return nil, fmt.Errorf("types %q (want something like `x y : ℤ`): %w", with, err)
	}
	for _, b := range st.Binders {
		if b.Type == nil {
			return nil, fmt.Errorf("types %q: no type for %s", with, strings.Join(b.Names, " "))
		}
		for _, name := range b.Names {
			types[name] = b.Type
		}
	}
	return types, nil
}

// freeNames are the free variables of t by their first occurrence. Names of the library are
// none.
func freeNames(t term.Term) []string {
	var names []string
	walker{func(t term.Term, bound map[string]bool) {
		id, ok := t.(*term.Ident)
		if !ok || bound[id.Name] || understood(id.Name) {
			return
		}
		name, _, dotted := strings.Cut(id.Name, ".")
		if dotted && (unicode.IsUpper([]rune(name)[0]) || bound[name]) || slices.Contains(names, name) {
			return
		}
		names = append(names, name)
	}}.term(t, nil)
	return names
}

func defaultType(name string) string {
	base := strings.TrimRightFunc(name, func(r rune) bool {
		return unicode.IsDigit(r) || r == '\'' || r == '_' || r >= '₀' && r <= '₉'
	})
	switch base {
	case "n", "m", "k", "i", "j":
		return "ℕ"
	}
	return "ℝ"
}
