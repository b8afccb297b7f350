package numerics

import (
	"context"

	"cosita/evidence"
	"cosita/lean/term"
	"cosita/numerics/falsify"
)

// Judge says what numbers say of a statement. The zero value is ready for use.
type Judge struct {
	Searcher falsify.Searcher
}

// Screen tries st on numbers. The warnings about its reading come with the evidence.
func (j *Judge) Screen(ctx context.Context, st *term.Statement) evidence.Evidence {
	return j.Searcher.Screen(ctx, st)
}
