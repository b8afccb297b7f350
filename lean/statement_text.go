package lean

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/term"
)

// say is the text of a piece with the new names, its lines to the right of the binder.
func (r *restater) say(p *piece) string {
	var b strings.Builder
	done := 0
	for _, t := range p.tokens {
		if t.Kind != term.Name || !inaccessible(t.Text) {
			continue
		}
		old := root(t.Text)
		b.WriteString(p.text[done:t.Span.Start] + r.renamed[old])
		done = t.Span.Start + len(old)
	}
	b.WriteString(p.text[done:])
	return strings.ReplaceAll(b.String(), "\n", "\n      ")
}

// levels are the universe levels that the texts mention and the header does not declare.
func (r *restater) levels() ([]string, error) {
	var known []string
	if r.header != "" {
		parsed, err := term.ParseStatement(underHeader(r.header, "theorem t : True"))
		if err != nil {
			return nil, fmt.Errorf("parse the header: %w", err)
		}
		known = parsed.Header.Universes
	}
	var levels []string
	note := func(text string) error {
		tokens, err := term.Tokens(text)
		if err != nil {
			return fmt.Errorf("parse a universe level: %w", err)
		}
		for _, t := range tokens {
			switch {
			case t.Kind != term.Name, t.Text == "max", t.Text == "imax", slices.Contains(known, t.Text), slices.Contains(levels, t.Text):
			case !isName(t.Text) || inaccessible(t.Text) || t.Text == "_":
				return fmt.Errorf("universe level %s", t.Text)
			default:
				levels = append(levels, t.Text)
			}
		}
		return nil
	}
	var err error
	for i := range r.entries {
		for _, p := range r.entries[i].pieces() {
			term.Walk(p.term, func(t term.Term) bool {
				text := ""
				switch t := t.(type) {
				case *term.Sort:
					text = t.Level
				case *term.Ident:
					text = t.Levels
				}
				if err == nil {
					err = note(text)
				}
				return err == nil
			})
		}
	}
	return levels, err
}

// write is the theorem's text and the names of its explicit binders. From the first let-value
// on, what the goal has stands in the target.
func (r *restater) write(name string, levels []string) (text string, args []string) {
	var binders, target strings.Builder
	open, let := 0, false
	for i, h := range r.goal.Hyps {
		e := &r.entries[i]
		typ := r.say(&e.typ)
		if h.Value != "" {
			if open > 0 {
				target.WriteString(",\n    ")
			}
			let, open = true, 0
			fmt.Fprintf(&target, "let %s : %s := %s;\n    ", r.called(h.Names[0]), typ, fenced(r.say(&e.value)))
			continue
		}
		for _, group := range r.groups(i) {
			line := group.left + typ + group.right
			args = append(args, group.args...)
			switch {
			case !let:
				binders.WriteString("\n    " + line)
			case open == 0:
				target.WriteString("∀ " + line)
			default:
				target.WriteString(" " + line)
			}
			if let {
				open++
			}
		}
	}
	if open > 0 {
		target.WriteString(",\n    ")
	}
	if len(levels) > 0 {
		name += ".{" + strings.Join(levels, ", ") + "}"
	}
	target.WriteString(r.say(&r.entries[len(r.entries)-1].typ))
	return "theorem " + name + binders.String() + " :\n    " + target.String(), args
}

// group is a binder without its type.
type group struct {
	left, right string
	args        []string
}

// groups are the binders of a hypothesis: one for all its names, or one for each instance.
func (r *restater) groups(i int) []group {
	names := r.goal.Hyps[i].Names
	var called []string
	for _, n := range names {
		called = append(called, r.called(n))
	}
	if !r.instance(i) {
		if len(called) == 0 {
			called = []string{"_"}
		}
		return []group{{"(" + strings.Join(called, " ") + " : ", ")", called}}
	}
	var groups []group
	for j, n := range called {
		if inaccessible(names[j]) && r.renamed[names[j]] == "" {
			groups = append(groups, group{"[", "]", nil})
		} else {
			groups = append(groups, group{"[" + n + " : ", "]", nil})
		}
	}
	return groups
}

// called is the name that a variable of the goal has in the statement.
func (r *restater) called(name string) string {
	if n := r.renamed[name]; n != "" {
		return n
	}
	return name
}

// fenced puts parentheses round a text of more than one word.
func fenced(text string) string {
	if strings.ContainsAny(text, " \n;") {
		return "(" + text + ")"
	}
	return text
}

// tactic names the goal's inaccessible variables as the statement does.
func (r *restater) tactic() string {
	var names []string
	for _, h := range r.goal.Hyps {
		for _, n := range h.Names {
			switch {
			case !inaccessible(n):
			case r.renamed[n] == "":
				names = append(names, "_")
			default:
				names = append(names, r.renamed[n])
			}
		}
	}
	if len(r.renamed) == 0 || len(names) == 0 {
		return ""
	}
	return "rename_i " + strings.Join(names, " ")
}

// intro introduces what stands in the target.
func (r *restater) intro() string {
	first := slices.IndexFunc(r.goal.Hyps, func(h Hyp) bool { return h.Value != "" })
	if first < 0 {
		return ""
	}
	tactic := []string{"intro"}
	for _, h := range r.goal.Hyps[first:] {
		for _, n := range h.Names {
			if inaccessible(n) && r.renamed[n] == "" {
				n = "_"
			}
			tactic = append(tactic, r.called(n))
		}
		if len(h.Names) == 0 {
			tactic = append(tactic, "_")
		}
	}
	return strings.Join(tactic, " ")
}

// check reads the theorem again: its binders and target must be the goal's, with nothing after.
func (r *restater) check(name, text string) (*term.Statement, error) {
	parsed, err := term.ParseStatement(underHeader(r.header, text))
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	signature, err := term.Signature(text, name)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	if end := signature[len(signature)-1].Span.End; strings.TrimSpace(text[end:]) != "" {
		return nil, fmt.Errorf("text after the end of the goal: %s", strings.Join(strings.Fields(text[end:]), " "))
	}
	return parsed, r.same(parsed)
}

// same compares the theorem with the goal, term by term: a text may read otherwise beside others.
func (r *restater) same(parsed *term.Statement) error {
	otherwise := fmt.Errorf("it is read otherwise as a theorem: %s", term.Print(parsed.Goal))
	last, binders, let := parsed.Goal, parsed.Binders, false
	for i, h := range r.goal.Hyps {
		if h.Value != "" {
			t, ok := last.(*term.Let)
			if !ok || !r.reads(&r.entries[i].typ, t.Type) || !r.reads(&r.entries[i].value, t.Value) || len(binders) > 0 {
				return otherwise
			}
			last, let = t.Body, true
			continue
		}
		for range r.groups(i) {
			if len(binders) == 0 && let {
				t, ok := last.(*term.Quant)
				if !ok || t.Kind != "∀" {
					return otherwise
				}
				binders, last = t.Binders, t.Body
			}
			if len(binders) == 0 || !r.reads(&r.entries[i].typ, binders[0].Type) {
				return otherwise
			}
			binders = binders[1:]
		}
	}
	if len(binders) > 0 || !r.reads(&r.entries[len(r.entries)-1].typ, last) {
		return otherwise
	}
	return nil
}

// reads reports whether a term is what the piece says.
func (r *restater) reads(p *piece, t term.Term) bool {
	want, err := term.ParseTerm(r.say(p))
	return err == nil && term.Equal(want, t)
}

func underHeader(header, text string) string {
	if header == "" {
		return text
	}
	return strings.TrimRight(header, "\n") + "\n\n" + text
}
