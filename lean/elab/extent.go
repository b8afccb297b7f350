package elab

import (
	"strings"

	"cosita/lean/term"
)

// extents warns of `∑ x ∈ s, f x + c`: the body ends before the sign.
func (w *warner) extents(st *term.Statement) {
	if st == nil {
		return
	}
	look := walker{func(t term.Term, _ map[string]bool) {
		b, ok := t.(*term.Binary)
		if !ok || b.Op != "+" && b.Op != "-" {
			return
		}
		left := b.L
		for {
			// The sum may be the last term of what stands on the left.
			l, ok := left.(*term.Binary)
			if !ok || l.Span().Start == l.Span().End {
				break
			}
			left = l.R
		}
		big, ok := left.(*term.Big)
		if !ok || big.Span().End == 0 || enclosed(st.Source, big.Span().End, b.R.Span().Start) {
			return
		}
		w.add("sum-extent", "the body of %s ends before the %s: it is %s", big.Op, b.Op, term.Print(big.Body))
	}}
	for _, b := range st.Binders {
		look.term(b.Type, nil)
	}
	look.term(st.Goal, nil)
}

// enclosed reports whether a bracket closes between two places of a text.
func enclosed(text string, from, to int) bool {
	return from > to || to > len(text) || strings.ContainsAny(text[from:to], ")]}|⌋⌉‖")
}
