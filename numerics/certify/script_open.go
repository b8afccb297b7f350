package certify

import (
	"fmt"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/lean/term"
)

// open names the hypotheses of a statement as Lean does after the opening tactics: what
// stands in the goal's front is introduced, names that are hidden by later ones are given
// anew. It is false for variables without a name.
func open(st *elab.Statement) (names, tactics []string, ok bool) {
	vars := map[string]bool{}
	for _, v := range st.Vars {
		if v.Name == "_" {
			return nil, nil, false
		}
		vars[v.Name] = true
	}
	// What the context holds, in order; hyp is the index of a hypothesis, -1 for others.
	type local struct {
		name string
		hyp  int
	}
	var context []local
	hyps := 0
	enter := func(name string, hyp bool) {
		l := local{name, -1}
		if hyp {
			l.hyp, hyps = hyps, hyps+1
		}
		context = append(context, l)
	}
	fresh := func() string { return fmt.Sprintf("hyp%d", hyps) }
	binder := func(b term.Binder, goal bool) {
		names := b.Names
		if len(names) == 0 {
			names = []string{"_"}
		}
		if vars[names[0]] {
			for _, name := range names {
				enter(name, false)
			}
			if b.Rel != "" {
				enter(fresh(), true)
			}
			return
		}
		// (h h' : P) is one hypothesis of two names.
		for i, name := range names {
			if goal && name == "_" {
				name = fresh()
			}
			enter(name, i == 0)
		}
	}
	for _, b := range slices.Concat(st.Source.Header.Variables, st.Source.Binders) {
		binder(b, false)
	}
	front := len(context)
	// Lean takes in a hypothesis of `variable` only where the proof speaks of it by rules
	// that have changed.
	for _, b := range st.Source.Header.Variables {
		if len(b.Names) == 0 || !vars[b.Names[0]] {
			return nil, nil, false
		}
	}
	for t := st.Source.Goal; ; {
		if q, is := t.(*term.Quant); is && (q.Kind == "∀" || q.Kind == "Π") {
			for _, b := range q.Binders {
				binder(b, true)
			}
			t = q.Body
			continue
		}
		if imp, is := t.(*term.Binary); is && imp.Op == "→" {
			enter(fresh(), true)
			t = imp.R
			continue
		}
		break
	}
	if hyps != len(st.Hyps) {
		return nil, nil, false
	}
	var intros, renamed []string
	names = make([]string, hyps)
	for i, l := range context {
		if i >= front {
			intros = append(intros, l.name)
		}
		hidden := l.name == "_" || slices.ContainsFunc(context[i+1:], func(m local) bool { return m.name == l.name })
		name := l.name
		if hidden {
			if l.hyp < 0 && vars[l.name] {
				return nil, nil, false
			}
			name = fmt.Sprintf("hidden%d", i)
			renamed = append(renamed, name)
		}
		if l.hyp >= 0 {
			names[l.hyp] = name
		}
	}
	if len(intros) > 0 {
		tactics = append(tactics, "intro "+strings.Join(intros, " "))
	}
	if len(renamed) > 0 {
		tactics = append(tactics, "rename_i "+strings.Join(renamed, " "))
	}
	return names, tactics, true
}
