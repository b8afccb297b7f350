package cos

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean"
	"cosita/lean/term"
)

// state gives a goal its theorem: binders from the hypotheses, in order, then the target.
// A goal that cannot be stated so that it means the same keeps the reason.
func (g *Goal) state(name, header string) {
	g.Name, g.Statement, g.Reason, g.args, g.parsed = name, "", "", nil, nil
	var binders strings.Builder
	seen := map[string]bool{}
	for _, h := range g.goal.Hyps {
		switch {
		case h.Value != "":
			g.Reason = fmt.Sprintf("let-value %s cannot be stated as a binder", strings.Join(h.Names, " "))
			return
		case len(h.Names) == 1 && strings.HasPrefix(h.Names[0], "inst✝"):
			fmt.Fprintf(&binders, "\n    [%s]", indentMore(h.Type))
			continue
		}
		for _, n := range h.Names {
			if strings.Contains(n, "✝") {
				g.Reason = fmt.Sprintf("inaccessible name %s", n)
				return
			}
			if seen[n] && n != "_" {
				g.Reason = fmt.Sprintf("two hypotheses are named %s", n)
				return
			}
			seen[n] = true
		}
		fmt.Fprintf(&binders, "\n    (%s : %s)", strings.Join(h.Names, " "), indentMore(h.Type))
		g.args = append(g.args, h.Names...)
	}
	if found := g.goal.Metavariables(); len(found) > 0 {
		g.Reason = "metavariables: " + strings.Join(found, ", ")
		return
	}
	g.Statement = "theorem " + name + binders.String() + " :\n    " + indentMore(g.goal.Target)
	parsed, err := term.ParseStatement(withHeader(header, g.Statement))
	if err != nil {
		g.Statement, g.Reason = "", "parse: "+err.Error()
		return
	}
	if why := smuggled(g.Statement, name); why != "" {
		g.Statement, g.Reason = "", "refused: "+why
		return
	}
	g.parsed = parsed
}

// smuggled says what a goal's theorem holds besides a statement, or "": a goal's text stands
// in the Lean file as it is, and must neither end the statement nor begin a command.
func smuggled(statement, name string) string {
	signature, err := term.Signature(statement, name)
	if err != nil {
		return err.Error()
	}
	if end := signature[len(signature)-1].Span.End; strings.TrimSpace(statement[end:]) != "" {
		return "text after the end of the goal: " + spaceless(statement[end:])
	}
	return lean.RefusedToken(signature[1:])
}

func withHeader(header, text string) string {
	if header == "" {
		return text
	}
	return strings.TrimRight(header, "\n") + "\n\n" + text
}

// indentMore keeps the continuation lines of a multi-line type to the right of its binder.
func indentMore(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ")
}

// goalOf is the goal that a statement opens with.
func goalOf(s *term.Statement) lean.Goal {
	var g lean.Goal
	for _, b := range s.Binders {
		typ := "_"
		if b.Type != nil {
			typ = term.Print(b.Type)
		}
		names := slices.Clone(b.Names)
		if b.Style == term.Instance && len(names) == 0 {
			names = []string{"inst✝"}
		}
		g.Hyps = append(g.Hyps, lean.Hyp{Names: names, Type: typ})
	}
	g.Target = term.Print(s.Goal)
	return g
}

// newHyps are the hypotheses of next that now does not have, by name and type.
func newHyps(now, next lean.Goal) []lean.Hyp {
	old := map[string]string{}
	for _, h := range now.Hyps {
		for _, n := range h.Names {
			old[n] = canonical(h.Type)
		}
	}
	var fresh []lean.Hyp
	for _, h := range next.Hyps {
		var names []string
		for _, n := range h.Names {
			if t, ok := old[n]; !ok || t != canonical(h.Type) {
				names = append(names, n)
			}
		}
		if len(names) > 0 {
			fresh = append(fresh, lean.Hyp{Names: names, Type: h.Type})
		}
	}
	return fresh
}

// sameGoal reports whether two goals are the same text, white space apart.
func sameGoal(a, b lean.Goal) bool {
	return canonical(a.Target) == canonical(b.Target) && len(newHyps(a, b)) == 0 && len(newHyps(b, a)) == 0
}

// canonical is a term's text as the printer would write it, so that spelling does not
// tell two hypotheses apart; text that lean/term cannot read stays, white space apart.
func canonical(text string) string {
	t, err := term.ParseTerm(text)
	if err != nil {
		return spaceless(text)
	}
	return term.Print(t)
}

func spaceless(s string) string { return strings.Join(strings.Fields(s), " ") }
