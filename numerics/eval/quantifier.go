package eval

import (
	"errors"

	"cosita/lean/elab"
)

// quantifier decides ∀, ∃ and ∃! by all values of a finite domain, by all that a proved bound
// leaves, by a witness or a counterexample, or as an identity. All else is undecided.
func (e *evaluator) quantifier(a *elab.Apply, env Env) (bool, error) {
	l, ok := a.Args[0].(*elab.Lambda)
	if !ok {
		return false, unsupported(a.Op.String() + " of a function that is not written out")
	}
	if err := e.spend(costOfSearch); err != nil {
		return false, err
	}
	e.nested++
	defer func() { e.nested-- }()
	switch a.Op {
	case elab.Forall:
		return e.forall(l, env)
	case elab.Exists:
		found, err := e.exists(l.Param, l.Body, true, env)
		return found, err
	default:
		return e.existsUnique(l, env)
	}
}

func (e *evaluator) forall(l *elab.Lambda, env Env) (bool, error) {
	if e.valid(l.Body, clone(env).bind(l.Param.Index, nil)) {
		return true, nil
	}
	broken, err := e.exists(l.Param, l.Body, false, env)
	return !broken && err == nil, err
}

// exists reports whether the body has the wanted truth value for some value of the parameter.
func (e *evaluator) exists(x *elab.Var, body elab.Term, want bool, env Env) (bool, error) {
	candidates, complete, err := e.cover(x, body, want, env)
	if err != nil {
		return false, err
	}
	if !complete {
		candidates = append(candidates, samples(x.T, e.nested-1)...)
	}
	var open error
	for _, v := range candidates {
		got, err := e.holds(body, env.bind(x.Index, v))
		if err == nil && got == want {
			return true, nil
		}
		if errors.Is(err, ErrTooLarge) && e.left == 0 {
			return false, err
		}
		if err != nil {
			open = err
		}
	}
	if complete {
		return false, open
	}
	if cell, zeros, ok := e.cells(x, body, want, env); ok {
		return cell || zeros > 0, nil
	}
	if errors.Is(open, ErrUnsupported) {
		return false, open
	}
	return false, undecided("a search without a bound for " + x.Name)
}

func (e *evaluator) existsUnique(l *elab.Lambda, env Env) (bool, error) {
	solutions, complete, err := e.solve(l, env)
	if err == nil && complete {
		return len(solutions) == 1, nil
	}
	if errors.Is(err, ErrTooLarge) {
		return false, err
	}
	if cell, zeros, ok := e.cells(l.Param, l.Body, true, env); ok {
		return !cell && zeros == 1, nil
	}
	b := &builder{e: e, seen: map[string]bool{}}
	for _, v := range samples(l.Param.T, e.nested) {
		if in, err := e.holds(l.Body, env.bind(l.Param.Index, v)); err == nil && in {
			if err := b.add(v); err != nil {
				return false, err
			}
		}
		if len(b.set) > 1 {
			return false, nil
		}
	}
	return false, undecided("whether there is exactly one " + l.Param.Name)
}

// Solve gives the values of the parameter for which pred holds in env: complete where they
// are proved to be all; else they are some.
func Solve(pred *elab.Lambda, env Env) (elements []Value, complete bool, err error) {
	s, complete, err := (&evaluator{left: MaxSteps}).solve(pred, clone(env))
	return s, complete, err
}

// solve is Solve. The values are distinct.
func (e *evaluator) solve(pred *elab.Lambda, env Env) (Finset, bool, error) {
	env = clone(env)
	candidates, complete, err := e.cover(pred.Param, pred.Body, true, env)
	if err != nil {
		return nil, false, err
	}
	b := &builder{e: e, seen: map[string]bool{}}
	for _, v := range candidates {
		in, err := e.holds(pred.Body, env.bind(pred.Param.Index, v))
		if errors.Is(err, ErrTooLarge) {
			return nil, false, err
		}
		if err != nil {
			complete = false
			continue
		}
		if in {
			if err := b.add(v); err != nil {
				return nil, false, err
			}
		}
	}
	return b.set, complete, nil
}
