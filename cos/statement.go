package cos

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean"
	"cosita/lean/term"
)

// state gives a goal its theorem. A goal that cannot be stated so that it means the same keeps
// the reason.
func (g *Goal) state(name, header string) {
	g.Name, g.Statement, g.Reason, g.args, g.parsed = name, "", "", nil, nil
	s, err := g.goal.Statement(name, header)
	if err != nil {
		g.Reason = strings.TrimPrefix(err.Error(), lean.ErrStatement.Error()+": ")
		return
	}
	for inaccessible := range s.Renamed { // tactics that name it would fail
		g.Reason = fmt.Sprintf("inaccessible name %s", inaccessible)
		return
	}
	if s.Intro != "" { // a script begins where the goal stands, not before its let-values
		g.Reason = "a let-value cannot be stated as a binder"
		return
	}
	signature, err := term.Signature(s.Text, name)
	if err != nil {
		g.Reason = "parse: " + err.Error()
		return
	}
	// The text stands in the Lean file as it is.
	if why := refuse(s.Text[signature[1].Span.Start:signature[len(signature)-1].Span.End]); why != "" {
		g.Reason = "refused: " + why
		return
	}
	g.Statement, g.args, g.parsed = s.Text, s.Args, s.Parsed
}

func withHeader(header, text string) string {
	if header == "" {
		return text
	}
	return strings.TrimRight(header, "\n") + "\n\n" + text
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
