package numerics

import (
	"context"

	"cosita/evidence"
	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/falsify"
)

// Judge says what numbers say of a statement. The zero value is ready for use.
type Judge struct {
	Searcher falsify.Searcher
}

// Screen tries st on numbers and adds the warnings about its reading.
func (j *Judge) Screen(ctx context.Context, st *term.Statement) evidence.Evidence {
	ev := j.Searcher.Screen(ctx, st)
	if explanation, err := elab.Explain(st); err == nil {
		ev.Warnings = append(ev.Warnings, explanation.Warnings...)
	}
	return ev
}
