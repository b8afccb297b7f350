package falsify

import (
	"context"

	"cosita/lean/elab"
	"cosita/lean/term"
	"cosita/numerics/eval"
)

// evaluablePoints is the number of points at which Evaluable asks for truth values.
const evaluablePoints = 24

// Evaluable reports whether there is a point, found without much search, at which every
// hypothesis and the conclusion get a truth value, whichever it is. The error says why the
// statement has no typed form.
func Evaluable(ctx context.Context, st *term.Statement) (bool, error) {
	typed, err := elab.Elaborate(st)
	if err != nil {
		return false, err
	}
	for m := range numModels {
		p := newProblem(typed, m)
		if len(p.vars) > maxVars {
			continue
		}
		s := newSearch(ctx, p, 1)
		sample := func(i int, at *partial) eval.Value { return s.sample(i, s.constants, at) }
		for k := range evaluablePoints {
			if ctx.Err() != nil {
				return false, nil
			}
			env := s.unsolved()
			if k%2 == 0 {
				if c := s.complete(s.lowest, sample, nil, true); c.values != nil {
					env = c.values
				}
			}
			if env != nil && s.valued(env) {
				return true, nil
			}
		}
		if len(p.functions) == 0 {
			break
		}
	}
	return false, nil
}

// valued reports whether every hypothesis and the conclusion are decided at a point.
func (s *search) valued(env eval.Env) bool {
	for _, h := range s.hyps {
		if _, err := holds(h.prop, env); err != nil && !h.built {
			return false
		}
	}
	_, err := eval.Holds(s.goal, env)
	return err == nil
}
