package eval

import (
	"errors"
	"fmt"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// Errors that evaluation wraps.
var (
	// ErrTooLarge is returned when a number would have more than MaxBits bits, or a value
	// would take more than MaxSteps steps.
	ErrTooLarge = exact.ErrTooLarge
	// ErrUnsupported is returned for a term that has no value here.
	ErrUnsupported = errors.New("unsupported")
	// ErrUndecided is returned where a truth value or a number is not decided here: a search
	// without a proved bound, a comparison that runs out of precision, an unknown value.
	ErrUndecided = exact.ErrUndecided
)

// Limits of one evaluation.
const (
	// MaxBits bounds the numerators and denominators that evaluation makes.
	MaxBits = exact.MaxBits
	// MaxSteps bounds the nodes that one evaluation visits, those of sums and searches each
	// time; work on long numbers counts as more.
	MaxSteps = 1 << 19
	// maxDepth bounds the nesting of terms and calls.
	maxDepth = 1 << 15
)

// Eval is the value of t in env, which is not changed.
func Eval(t elab.Term, env Env) (Value, error) {
	return (&evaluator{left: MaxSteps}).value(t, clone(env))
}

// Holds is the truth value of a proposition in env. A result without an error is proved.
func Holds(t elab.Term, env Env) (bool, error) {
	return (&evaluator{left: MaxSteps}).holds(t, clone(env))
}

// Number is the value of a term of a number type other than ℂ.
func Number(t elab.Term, env Env) (exact.Real, error) {
	return (&evaluator{left: MaxSteps}).number(t, clone(env))
}

func clone(env Env) Env { return append(make(Env, 0, len(env)+2), env...) }

// evaluator counts the work of one evaluation.
type evaluator struct {
	left  int // steps
	depth int
	// nested is the number of searches that go on; the inner ones try fewer candidates.
	nested int
}

// spend takes n steps.
func (e *evaluator) spend(n int) error {
	if n < 0 || n > e.left {
		e.left = 0
		return fmt.Errorf("more than %d steps: %w", MaxSteps, ErrTooLarge)
	}
	e.left -= n
	return nil
}

// enter counts a node; leave it again with e.depth--.
func (e *evaluator) enter() error {
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("terms nested more than %d deep: %w", maxDepth, ErrTooLarge)
	}
	return e.spend(1)
}

// bind is env with v in a slot. The slot is overwritten where there is one: whoever keeps an
// environment copies it.
func (env Env) bind(slot int, v Value) Env {
	for slot >= len(env) {
		env = append(env, nil)
	}
	env[slot] = v
	return env
}

func unsupported(what string) error { return fmt.Errorf("%s: %w", what, ErrUnsupported) }

func undecided(what string) error { return fmt.Errorf("%s: %w", what, ErrUndecided) }

// value is the value of any term.
func (e *evaluator) value(t elab.Term, env Env) (Value, error) {
	switch u := t.(type) {
	case *elab.Var:
		return variable(u, env)
	case *elab.Lambda:
		return &Function{Lambda: u, Env: clone(env)}, nil
	case *elab.Call:
		return e.callTerm(u, env)
	}
	switch u := t.Type().(type) {
	case elab.Scalar:
		switch u {
		case elab.Prop:
			b, err := e.holds(t, env)
			return Bool(b), err
		case elab.Complex:
			z, err := e.complex(t, env)
			return z, err
		}
		x, err := e.number(t, env)
		return Num{x}, err
	case elab.Fin, elab.ZMod:
		x, err := e.number(t, env)
		return Num{x}, err
	}
	if err := e.enter(); err != nil {
		return nil, err
	}
	defer func() { e.depth-- }()
	switch u := t.(type) {
	case *elab.Cast:
		v, err := e.value(u.X, env)
		if s, ok := v.(Finset); ok && err == nil {
			return &Set{Elems: s}, nil
		}
		return v, err
	case *elab.Apply:
		return e.compound(u, env)
	}
	return nil, unsupported("a term of type " + t.Type().String())
}

func variable(t *elab.Var, env Env) (Value, error) {
	if t.Index >= len(env) || env[t.Index] == nil {
		return nil, undecided("the value of " + t.Name)
	}
	return env[t.Index], nil
}

// compound is the value of an operation whose type is no number type.
func (e *evaluator) compound(a *elab.Apply, env Env) (Value, error) {
	switch a.Op {
	case elab.Pair:
		x, err := e.value(a.Args[0], env)
		if err != nil {
			return nil, err
		}
		y, err := e.value(a.Args[1], env)
		return Pair{x, y}, err
	case elab.Fst, elab.Snd:
		return e.projection(a, env)
	case elab.Ite:
		return e.ite(a, env)
	case elab.List, elab.Digits:
		return e.list(a, env)
	case elab.Comp, elab.ToFun, elab.InvFun:
		return e.function(a, env)
	}
	switch a.T.(type) {
	case elab.Finset:
		return e.finset(a, env)
	case elab.Set:
		return e.set(a, env)
	}
	return nil, unsupported(a.Op.String() + " of type " + a.T.String())
}

func (e *evaluator) projection(a *elab.Apply, env Env) (Value, error) {
	v, err := e.value(a.Args[0], env)
	if err != nil {
		return nil, err
	}
	p, ok := v.(Pair)
	if !ok {
		return nil, unsupported(a.Op.String())
	}
	if a.Op == elab.Fst {
		return p.First, nil
	}
	return p.Second, nil
}

func (e *evaluator) ite(a *elab.Apply, env Env) (Value, error) {
	c, err := e.holds(a.Args[0], env)
	if err != nil {
		return nil, err
	}
	if c {
		return e.value(a.Args[1], env)
	}
	return e.value(a.Args[2], env)
}
