package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cosita/lean/term"
)

// ErrTrusted is returned for a trusted file that cannot serve as one.
var ErrTrusted = errors.New("not a trusted statement")

// Trusted is a file of somebody one trusts: theorems to be proved, each ending in
// `:= by sorry`, and the definitions that they need.
type Trusted struct {
	Theorems []string // full names of those to be proved, in the file's order
	Text     string

	file   *file
	holes  map[int]int     // item to the number of tokens of its statement, for those to be proved
	used   map[string]bool // components of all names in it, and the constants behind its notations
	others map[string]bool // its commands that are no declarations, as text
}

// ReadTrusted reads a trusted file. The error wraps ErrTrusted and says what is wrong with it.
func ReadTrusted(src string) (*Trusted, error) {
	fail := func(line int, format string, args ...any) (*Trusted, error) {
		return nil, fmt.Errorf("%w: line %d: %s", ErrTrusted, line, fmt.Sprintf(format, args...))
	}
	f := parse(src)
	for _, found := range f.findings {
		if found.Rule != ruleScope || f.broken { // its scopes may stay open
			return fail(found.Line, "%s", found.Text)
		}
	}
	t := &Trusted{Text: src, file: f, holes: map[int]int{}, used: map[string]bool{}, others: map[string]bool{}}
	own := map[string]bool{}
	for i, it := range f.items {
		line := f.line(f.tokens[it.at].Span.Start)
		if it.full != "" && own[it.full] {
			return fail(line, "%s is declared twice", it.full)
		}
		own[it.full] = true
		if n := f.hole(it); n > 0 {
			if it.full == "" {
				return fail(line, "%s without a name", it.kind)
			}
			if strings.Contains(it.name, "«") {
				return fail(line, "%s: write the name without «»", it.name)
			}
			t.holes[i] = n
			t.Theorems = append(t.Theorems, it.full)
		}
		end := it.end
		if n := t.holes[i]; n > 0 {
			end = it.at + n
		}
		bound := map[string]bool{}
		binders := f.binders(it.command, end)
		for k := it.start; k < end; k++ {
			if w := words[f.word(k)]; w.rule == ruleHole && f.tokens[k].Kind == term.Name {
				return fail(f.line(f.tokens[k].Span.Start), "%s in what is no theorem to be proved", f.word(k))
			}
			if f.isDeclared(it.command, k) {
				// Its namespaces are open in its statement: `theorem A.t` finds A.x as x.
				for _, part := range components(it.name)[:len(components(it.name))-1] {
					t.used[part] = true
				}
				continue
			}
			if binders[k] {
				bound[f.tokens[k].Text] = true // from here on it is the variable
				continue
			}
			t.use(f.tokens[k], bound)
		}
	}
	if len(t.Theorems) == 0 {
		return fail(1, "no theorem that ends in := by sorry")
	}
	for _, it := range f.others {
		if it.kind == "mutual" {
			return fail(f.line(f.tokens[it.at].Span.Start), "mutual is not supported")
		}
		t.others[f.even(it.start, it.end)] = true
		for k := it.start; k < it.end; k++ {
			t.use(f.tokens[k], nil)
		}
	}
	for _, it := range f.items {
		for _, c := range it.context {
			if name, ok := strings.CutPrefix(c, "namespace "); ok {
				t.used[name] = true
			}
		}
	}
	return t, nil
}

// isDeclared reports whether a token is the name that a theorem declares: nothing looks it up.
func (f *file) isDeclared(c command, k int) bool {
	return c.name != "" && k == c.at+1 && (c.kind == "theorem" || c.kind == "lemma")
}

// binders are the tokens that name the variables of a declaration: in brackets before its
// colon, `(x y : T)`.
func (f *file) binders(c command, end int) map[int]bool {
	all := map[int]bool{}
	for i := c.at + 2; i < end; {
		if word := f.word(i); word != "(" && word != "{" && word != "⦃" {
			if word != "[" {
				break
			}
		} else {
			k := i + 1
			for f.isName(k) {
				k++
			}
			for n := i + 1; n < k && f.word(k) == ":"; n++ {
				all[n] = true
			}
		}
		quiet := &text{src: f.src, tokens: f.tokens, feeds: f.feeds}
		if i = quiet.bracket(i); i < 0 {
			break
		}
	}
	return all
}

// use remembers what a token may refer to, where it is none of the bound variables.
func (t *Trusted) use(token term.Token, bound map[string]bool) {
	if token.Kind == term.Name || token.Kind == term.Field {
		for i, part := range components(token.Text) {
			if i > 0 || token.Kind == term.Field || !bound[part] {
				t.used[part] = true
			}
		}
	}
	for name := range strings.FieldsSeq(spellings[token.Text]) {
		t.used[name] = true
	}
}

// hole is the number of tokens from the keyword of a theorem up to its last := if what
// follows that is a sorry; else 0.
func (f *file) hole(it item) int {
	if it.kind != "theorem" && it.kind != "lemma" {
		return 0
	}
	end := it.end - 1
	if f.word(end) != "sorry" {
		return 0
	}
	if end--; f.word(end) == "by" {
		end--
	}
	if f.word(end) != ":=" {
		return 0
	}
	return end - it.at
}

// wanted are the places of the declarations that a file has to hold: all but the theorems that
// nobody asks for.
func (t *Trusted) wanted() []int {
	var places []int
	for i, it := range t.file.items {
		if _, hole := t.holes[i]; !hole || slices.Contains(t.Theorems, it.full) {
			places = append(places, i)
		}
	}
	return places
}
