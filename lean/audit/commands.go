package audit

import (
	"cmp"
	"slices"
	"strings"

	"cosita/lean/term"
)

// The rules about the trusted statements.
const (
	ruleStatement = "statement" // a trusted declaration that is changed
	ruleContext   = "context"   // a trusted declaration where its words may mean something else
	ruleMissing   = "missing"   // a trusted declaration that is not there, or not in its order
	ruleDuplicate = "duplicate" // a name that is declared twice
	ruleShadow    = "shadow"    // a new name that a statement's words may come to mean
	ruleInstance  = "instance"  // an instance that a statement may pick up
)

// Commands reads a file beside the trusted one and says why it is refused; no findings mean
// that it holds allowed commands only and the trusted statements word by word. It needs no Lean,
// and says nothing about whether the proofs are right.
func Commands(src string, trusted *Trusted) []Finding {
	f := parse(src)
	if len(f.tokens) > 0 {
		f.words()
		for _, it := range f.others {
			f.other(it, trusted)
		}
		f.importsOf(trusted)
		f.match(trusted)
	}
	if f.broken && len(f.findings) == 0 {
		f.findings = append(f.findings, Finding{ruleMalformed, 1, "no file that can be read"})
	}
	slices.SortStableFunc(f.findings, byLine)
	return slices.CompactFunc(f.findings, func(a, b Finding) bool { return a.Line == b.Line && a.Rule == b.Rule })
}

// consequence orders the findings of a line: what follows from another thing comes after it.
var consequence = map[string]int{ruleCode: 1, ruleLexical: 2, ruleBrackets: 3, ruleMalformed: 3, ruleContext: 4, ruleStatement: 4, ruleMissing: 4}

func byLine(a, b Finding) int {
	return cmp.Or(a.Line-b.Line, consequence[a.Rule]-consequence[b.Rule])
}

// Script says why a tactic script may not be given to Lean, or nil. It may hold no command at
// all, and no word that leaves a goal open, trusts compiled code or runs code.
func Script(src string) *Finding {
	t := read(src)
	if len(t.tokens) > 0 {
		t.words()
		var open []rune
		for i := range t.tokens {
			if t.starts(i) {
				t.refuseAt(ruleCommand, i, "%s is a command, not a tactic", t.show(i))
			}
			if !t.nest(&open, i) {
				break
			}
		}
		if len(open) > 0 {
			t.refuseAt(ruleBrackets, 0, "brackets that are not closed")
		}
	}
	if len(t.findings) == 0 {
		return nil
	}
	slices.SortStableFunc(t.findings, byLine)
	return &t.findings[0]
}

// words looks at every token for itself.
func (t *text) words() {
	for i, token := range t.tokens {
		if token.Kind != term.Name && token.Kind != term.Field {
			continue
		}
		word := strings.TrimPrefix(t.keyword(i), ".")
		if found, bad := words[word]; bad && !t.harmless(word, i) {
			t.refuseAt(found.rule, i, "%s %s", word, found.why)
		}
		if token.Kind == term.Field && beginsCommand(word) {
			t.refuseAt(ruleCommand, i, "%s may begin a command", word)
		}
		if plain(word) == "native" && (i > 0 && t.word(i-1) == "+" || t.word(i+1) == ":=") {
			t.refuseAt(ruleCompiled, i, "native trusts compiled code")
		}
		for _, part := range components(token.Text) {
			if why := constants[part]; why != "" {
				t.refuseAt(ruleConstant, i, "%s %s", token.Text, why)
			}
			if why := runs[part]; why != "" && (i == 0 || t.word(i-1) != "import") {
				t.refuseAt(ruleCode, i, "%s %s", token.Text, why)
			}
		}
		t.configuration(i)
		if plain(word) == "config" && i > 0 && t.word(i-1) == "(" && t.word(i+1) == ":=" {
			t.group("", i-1)
		}
		t.literal(i)
	}
}

// harmless reports whether a refused word stands for something else: a rule for aesop, the
// trace of a matrix.
func (t *text) harmless(word string, i int) bool {
	return word == "unsafe" && !t.starts(i) ||
		word == "trace" && t.tokens[i+1].Kind != term.String && t.tokens[i+1].Kind != term.Interpolated
}

// other is for commands that are no declarations: allowed ones, and those that the trusted file
// holds too.
func (f *file) other(it item, trusted *Trusted) {
	if trusted.others[f.even(it.start, it.end)] {
		return
	}
	f.prefixesOf(it.command)
	for _, m := range it.modifiers {
		if modifiers[m] == "" {
			f.refuseAt(ruleCommand, it.start, "%s %s: %s", m, it.kind, refusal(m))
			return
		}
	}
	switch {
	case allowed[it.kind] == "":
		f.refuseAt(ruleCommand, it.at, "%s: %s", it.kind, orUnlisted(refusal(it.kind)))
	case it.start != it.at:
		f.refuseAt(ruleMalformed, it.start, "%s before %s", f.show(it.start), it.kind)
	case it.kind == "set_option" && !allowedOption(plain(f.tokens[it.at+1].Text)):
		f.refuseAt(ruleOption, it.at, "set_option %s", f.show(it.at+1))
	case it.kind == "attribute":
		f.note(f.attributesOf(it.command))
	}
}

func orUnlisted(why string) string {
	if why == "" {
		return "not on the list"
	}
	return why
}

// prefixesOf checks options and attributes that stand before a command with in. (Opens are read by then.)
func (f *file) prefixesOf(c command) {
	for _, p := range c.prefixes {
		if p.kind == "set_option" && !allowedOption(plain(f.tokens[p.at+1].Text)) {
			f.refuseAt(ruleOption, p.at, "set_option %s", f.show(p.at+1))
		}
		if p.kind == "attribute" {
			f.note(f.attributesOf(p))
		}
	}
}

// note adds a finding, if it is one.
func (f *file) note(found *Finding) {
	if found != nil {
		f.findings = append(f.findings, *found)
	}
}

// importsOf compares the imports.
func (f *file) importsOf(trusted *Trusted) {
	for i, name := range f.imports {
		if !slices.Contains(trusted.file.imports, name) {
			f.findings = append(f.findings, Finding{ruleImport, f.lines[i], "import " + name + ", which the trusted file does not import"})
		}
	}
	for _, name := range trusted.file.imports {
		if !f.broken && !slices.Contains(f.imports, name) {
			f.findings = append(f.findings, Finding{ruleImport, 1, "the trusted file's import " + name + " is missing"})
		}
	}
}

// match finds the trusted declarations in the file, in their order and contexts; what else
// the file declares has to be allowed.
func (f *file) match(trusted *Trusted) {
	next := 0
	want := trusted.wanted()
	wanted := map[string]bool{}
	for _, k := range want {
		if full := trusted.file.items[k].full; full != "" {
			wanted[full] = true
		}
	}
	declared := map[string]int{}
	for _, it := range f.items {
		line := f.line(f.tokens[it.at].Span.Start)
		if it.full != "" {
			if first, twice := declared[it.full]; twice {
				f.refuseAt(ruleDuplicate, it.at, "%s is declared in line %d too", it.full, first)
			} else {
				declared[it.full] = line
			}
		}
		f.inner(it.command)
		if next < len(want) {
			other := trusted.file.items[want[next]]
			same := f.same(it, trusted, want[next])
			switch {
			case same && slices.Equal(it.context, other.context) && it.full == other.full:
				next++
				continue
			case same:
				f.refuseAt(ruleContext, it.at, "%s stands in another context: %s", it.full, difference(it.context, other.context))
				next++
				continue
			case it.full == other.full && it.full != "":
				f.refuseAt(ruleStatement, it.at, "%s is not what the trusted file says", it.full)
				next++
				continue
			}
		}
		if wanted[it.full] {
			f.refuseAt(ruleMissing, it.at, "%s does not stand in the trusted file's order", it.full)
			continue
		}
		f.extra(it, trusted)
	}
	for ; next < len(want) && !f.broken; next++ {
		other := trusted.file.items[want[next]]
		f.findings = append(f.findings, Finding{ruleMissing, f.lastLine(), strings.TrimSpace(other.kind+" "+other.full) + " of the trusted file is missing"})
	}
}

// same compares a declaration with a trusted one, its statement or all of it.
func (f *file) same(it item, trusted *Trusted, at int) bool {
	want := trusted.file.items[at]
	n, hole := trusted.holes[at]
	if !hole {
		return term.SameTokens(it.text, want.text)
	}
	if it.kind != want.kind || !slices.Equal(it.modifiers, want.modifiers) || it.at+n >= it.end {
		return false
	}
	w := trusted.file
	if !term.SameTokens(f.src[f.tokens[it.at].Span.Start:f.tokens[it.at+n-1].Span.End],
		w.src[w.tokens[want.at].Span.Start:w.tokens[want.at+n-1].Span.End]) {
		return false
	}
	end := it.at + n // the statement has to end there for Lean, too
	switch f.word(end) {
	case ":=", "where":
		return it.end > end+1
	case "|":
		return f.alternatives(it.command, end)
	}
	return false
}

// alternatives reports whether `| pattern => …` begins here, and no absolute value.
func (f *file) alternatives(c command, i int) bool {
	if f.tokens[i].Span.End == f.tokens[i+1].Span.Start || f.line(f.tokens[i-1].Span.Start) == f.line(f.tokens[i].Span.Start) {
		return false
	}
	var open []rune
	for i++; i < c.end && f.nest(&open, i); i++ {
		if len(open) > 0 {
			continue
		}
		switch f.word(i) {
		case "=>", "↦":
			return true
		case "|", ":=":
			return false
		}
	}
	return false
}

// difference names what one context has and the other lacks.
func difference(got, want []string) string {
	var parts []string
	for _, c := range got {
		if !slices.Contains(want, c) {
			parts = append(parts, "with "+shortened(c))
		}
	}
	for _, c := range want {
		if !slices.Contains(got, c) {
			parts = append(parts, "without "+shortened(c))
		}
	}
	if len(parts) == 0 {
		return "the same parts in another order"
	}
	return strings.Join(parts, ", ")
}

// extra is for a declaration that the trusted file does not hold.
func (f *file) extra(it item, trusted *Trusted) {
	f.prefixesOf(it.command)
	if allowed[it.kind] == "" {
		f.refuseAt(ruleCommand, it.at, "%s: %s", it.kind, refusal(it.kind))
		return
	}
	for _, m := range it.modifiers {
		if modifiers[m] == "" {
			f.refuseAt(ruleCommand, it.at, "%s: %s", m, refusal(m))
		}
	}
	if it.name == "" && it.kind != "instance" && it.kind != "example" {
		f.refuseAt(ruleMalformed, it.at, "%s without a name", it.kind)
	}
	// What a declaration makes besides (constructors, fields, equations) lies in the namespace of
	// its name, which no trusted statement opens unless it uses the name; but ext makes NAME_iff.
	for _, suffix := range []string{"", "_iff"} {
		if name := last(it.name) + suffix; it.name != "" && trusted.used[name] {
			f.refuseAt(ruleShadow, it.at+1, "%s is named like what a trusted statement uses: %s", it.full, name)
		}
	}
	for _, thm := range trusted.Theorems {
		if strings.HasPrefix(it.full, thm+".") {
			f.refuseAt(ruleShadow, it.at, "%s is named like a part of %s", it.full, thm)
		}
	}
	if it.kind == "instance" {
		f.instance(it, trusted)
	}
}
