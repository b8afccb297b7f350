package audit

import (
	"slices"
	"strings"

	"cosita/lean/term"
)

const (
	ruleScope  = "scope"  // an end that does not fit, or a scope that stays open
	ruleImport = "import" // an import that is not the trusted file's
)

// item is a declaration with what its name and its meaning depend on.
type item struct {
	command
	full    string   // its name with the namespaces round it
	context []string // what is in force: opens, namespaces, variables …, the oldest first
	text    string   // its tokens as they are written, attributes and modifiers included
}

// file is a text as declarations in their contexts.
type file struct {
	*text
	imports []string
	lines   []int // of the imports
	items   []item
	others  []item // commands that are neither declarations nor scopes
	broken  bool   // the rest could not be read
	kinds   map[string]string
	firsts  map[string]item
	locals  map[string]bool
	counts  map[string]int
}

// maxContext is how many scopes may be open, and how many commands in force in one of them.
const maxContext = 200

type scope struct {
	namespace bool
	name      string // one component; empty where it has none
	context   []string
	line      int
}

// declarations add a name, or as example nothing, and change nothing else but by that.
var declarations = map[string]bool{"theorem": true, "lemma": true, "def": true, "abbrev": true, "structure": true, "inductive": true,
	"instance": true, "example": true, "axiom": true, "opaque": true, "class": true, "coinductive": true}

// parse reads a text's commands and follows its scopes.
func parse(src string) *file {
	f := &file{text: read(src)}
	if len(f.tokens) == 0 {
		f.broken = true
		return f
	}
	commands, ok := f.split()
	f.broken = !ok
	scopes := []scope{{}}
	for _, c := range commands {
		if !f.step(&scopes, c) {
			f.broken = true
			return f
		}
	}
	if open := scopes[len(scopes)-1]; ok && len(scopes) > 1 {
		f.findings = append(f.findings, Finding{ruleScope, open.line, "a scope that is not closed: " + strings.TrimSpace("section "+open.name)})
	}
	return f
}

func (f *file) step(scopes *[]scope, c command) bool {
	i := c.at + 1
	switch c.kind {
	case "import":
		if f.isName(i) && c.end > i+1 {
			f.refuseAt(ruleMalformed, i+1, "%s after an import", f.show(i+1))
			return false
		}
		if !f.isName(i) || len(f.items)+len(f.others) > 0 || len(*scopes) > 1 || c.start != c.at {
			f.refuseAt(ruleImport, c.at, "an import that is not a plain one at the head of the file")
			return false
		}
		f.imports = append(f.imports, f.tokens[i].Text)
		f.lines = append(f.lines, f.line(f.tokens[i].Span.Start))
		return true
	case "namespace", "section":
		return f.opens(scopes, c)
	case "end":
		return f.closes(scopes, c)
	}
	it := item{command: c, text: f.src[f.tokens[c.start].Span.Start:f.tokens[c.end-1].Span.End]}
	local := slices.Contains(c.modifiers, "local") || slices.Contains(c.modifiers, "scoped")
	if declarations[c.kind] && !local {
		for _, s := range *scopes {
			it.context = append(it.context, s.context...)
		}
		for _, p := range c.prefixes {
			it.context = append(it.context, f.contexts(p)...)
		}
		it.full = fullName(*scopes, c.name)
		f.items = append(f.items, it)
		return true
	}
	if f.prefixed(c.kind) {
		if end := f.arguments(c.kind, i); end != c.end {
			f.refuseAt(ruleMalformed, max(end, c.at), "%s after %s", f.show(max(end, c.at)), c.kind)
			return false
		}
	}
	f.others = append(f.others, it)
	// What no scope ends is in force wherever it stands.
	in := &(*scopes)[0]
	if slices.Contains(c.modifiers, "local") || f.prefixed(c.kind) && (c.kind != "attribute" || f.word(c.at+2) == "local") {
		in = &(*scopes)[len(*scopes)-1]
	}
	in.context = append(in.context, f.contexts(c)...)
	if len(in.context) > maxContext {
		f.refuseAt(ruleSize, c.at, "more than %d opens, variables and the like", maxContext)
		return false
	}
	return true
}

// contexts is what a command adds to the context: its text, plain opens one by one, and
// nothing for options and attributes on the lists.
func (f *file) contexts(c command) []string {
	switch {
	case c.kind == "set_option" && allowedOption(plain(f.tokens[c.at+1].Text)), c.kind == "attribute" && f.attributesOf(c) == nil:
		return nil
	case c.kind == "open":
		var opens []string
		prefix, i := "open ", c.at+1
		if f.word(i) == "scoped" {
			prefix, i = "open scoped ", i+1
		}
		if c.end > i+1 && f.word(i+1) == "(" {
			break
		}
		for ; i < c.end; i++ {
			opens = append(opens, prefix+f.tokens[i].Text)
		}
		return opens
	}
	return []string{f.even(c.start, c.end)}
}

func (f *file) opens(scopes *[]scope, c command) bool {
	i, line := c.at+1, f.line(f.tokens[c.at].Span.Start)
	name := ""
	if i < c.end && f.tokens[i].Kind == term.Name && f.line(f.tokens[i].Span.Start) == line {
		name = f.tokens[i].Text
		i++
	}
	fine := c.kind == "namespace" && name != "" && c.start == c.at ||
		c.kind == "section" && len(c.attributes) == 0 && (len(c.modifiers) == 0 || len(c.modifiers) == 1 && c.modifiers[0] == "noncomputable")
	if i != c.end || !fine || len(c.prefixes) > 0 || strings.HasPrefix(name, "_root_") {
		f.refuseAt(ruleMalformed, c.at, "%s that is not of its plain form", c.kind)
		return false
	}
	parts := components(name)
	if name == "" {
		parts = []string{""}
	}
	if len(*scopes)+len(parts) > maxContext {
		f.refuseAt(ruleSize, c.at, "more than %d scopes", maxContext)
		return false
	}
	for _, part := range parts {
		s := scope{namespace: c.kind == "namespace", name: part, line: line}
		if s.namespace {
			s.context = []string{"namespace " + part}
		}
		*scopes = append(*scopes, s)
	}
	return true
}

func (f *file) closes(scopes *[]scope, c command) bool {
	i, line := c.at+1, f.line(f.tokens[c.at].Span.Start)
	parts := []string{""}
	if i < c.end && f.tokens[i].Kind == term.Name && f.line(f.tokens[i].Span.Start) == line {
		parts = components(f.tokens[i].Text)
		i++
	}
	if i != c.end || c.start != c.at {
		f.refuseAt(ruleMalformed, c.at, "end that is not of its plain form")
		return false
	}
	n := len(*scopes) - len(parts)
	if n < 1 {
		f.refuseAt(ruleScope, c.at, "an end that closes nothing of the file")
		return false
	}
	for k, s := range (*scopes)[n:] {
		if s.name != parts[k] {
			f.refuseAt(ruleScope, c.at, "an end of %q where %q is open", strings.Join(parts, "."), s.name)
			return false
		}
	}
	*scopes = (*scopes)[:n]
	return true
}

// even is a range of tokens as a text with one space where there was white space or a comment.
func (t *text) even(start, end int) string {
	var b strings.Builder
	for i := start; i < end; i++ {
		if i > start && t.tokens[i-1].Span.End != t.tokens[i].Span.Start {
			b.WriteByte(' ')
		}
		b.WriteString(t.tokens[i].Text)
	}
	return b.String()
}

// fullName is a declared name with its namespaces; the parts are joined by dots, without «».
func fullName(scopes []scope, name string) string {
	if name == "" {
		return ""
	}
	parts := components(name)
	if parts[0] == "_root_" {
		return strings.Join(parts[1:], ".")
	}
	var all []string
	for _, s := range scopes {
		if s.namespace {
			all = append(all, s.name)
		}
	}
	return strings.Join(append(all, parts...), ".")
}

// plain is a name without its «».
func plain(name string) string { return strings.Join(components(name), ".") }
