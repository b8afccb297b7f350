package falsify

import (
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// point gives each variable of a statement its value.
type point []exact.Rat

func (p point) env() eval.Env {
	env := make(eval.Env, len(p))
	for i, x := range p {
		env[i] = eval.Rational(x)
	}
	return env
}
