package elab

import "cosita/lean/term"

// A walker visits every node of a surface term once, with the names that are bound there.
type walker struct {
	visit func(t term.Term, bound map[string]bool)
}

func (w walker) all(bound map[string]bool, ts ...term.Term) {
	for _, t := range ts {
		w.term(t, bound)
	}
}

func (w walker) args(bound map[string]bool, args []term.Arg) {
	for _, a := range args {
		w.term(a.Value, bound)
	}
}

// binders visits the binders from left to right and gives the names bound after them.
func (w walker) binders(bs []term.Binder, bound map[string]bool) map[string]bool {
	inner := make(map[string]bool, len(bound)+len(bs))
	for name := range bound {
		inner[name] = true
	}
	for _, b := range bs {
		w.all(inner, b.Type, b.Default)
		w.term(b.Bound, inner)
		for _, name := range b.Names {
			inner[name] = true
		}
		if b.Pattern != nil {
			bindPattern(b.Pattern, inner)
		}
	}
	return inner
}

// bindPattern takes every identifier of a pattern as bound by it.
func bindPattern(t term.Term, bound map[string]bool) {
	walker{func(t term.Term, _ map[string]bool) {
		if id, ok := t.(*term.Ident); ok {
			bound[id.Name] = true
		}
	}}.term(t, nil)
}

func (w walker) term(t term.Term, bound map[string]bool) {
	if t == nil {
		return
	}
	w.visit(t, bound)
	switch t := t.(type) {
	case *term.Section:
		w.term(t.Body, bound)
	case *term.App:
		w.term(t.Fn, bound)
		w.args(bound, t.Args)
	case *term.Explicit:
		w.term(t.X, bound)
	case *term.Proj:
		w.term(t.X, bound)
	case *term.Unary:
		w.term(t.X, bound)
	case *term.Postfix:
		w.term(t.X, bound)
	case *term.Binary:
		w.all(bound, t.L, t.R)
	case *term.Congruence:
		w.all(bound, t.L, t.R, t.N)
	case *term.Ascription:
		w.all(bound, t.X, t.Type)
	case *term.Quant:
		w.term(t.Body, w.binders(t.Binders, bound))
	case *term.Big:
		w.all(bound, t.From, t.To)
		w.all(w.binders(t.Binders, bound), t.Cond, t.Measure, t.Body)
	case *term.SetBuilder:
		inner := w.binders(t.Binders, bound)
		if t.Elem != nil && len(t.Binders) == 0 {
			bindPattern(t.Elem, inner)
		}
		w.all(inner, t.Elem, t.Pred)
	case *term.SetLit:
		w.all(bound, t.Elems...)
	case *term.ListLit:
		w.all(bound, t.Elems...)
	case *term.Matrix:
		for _, row := range t.Rows {
			w.all(bound, row...)
		}
	case *term.Tuple:
		w.all(bound, t.Elems...)
	case *term.Anon:
		w.all(bound, t.Elems...)
	case *term.Bracket:
		w.term(t.X, bound)
	case *term.If:
		w.all(bound, t.Cond, t.Then, t.Else)
	case *term.Let:
		inner := w.binders(append(t.Binders, term.Binder{Names: []string{t.Name}}), bound)
		w.all(bound, t.Type, t.Value)
		w.term(t.Body, inner)
	case *term.Match:
		w.all(bound, t.Scrutinees...)
		for _, alt := range t.Alts {
			inner := w.binders(nil, bound)
			for _, p := range alt.Patterns {
				bindPattern(p, inner)
			}
			w.term(alt.Body, inner)
		}
	case *term.Subtype:
		w.term(t.Pred, w.binders([]term.Binder{t.Binder}, bound))
	case *term.Index:
		w.all(bound, t.X, t.I)
	}
}
