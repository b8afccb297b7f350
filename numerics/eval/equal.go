package eval

import (
	"errors"

	"cosita/lean/elab"
)

// equalTerms compares the values of two terms.
func (e *evaluator) equalTerms(s, t elab.Term, env Env) (bool, error) {
	if s.Type() == elab.Type(elab.Prop) {
		x, err := e.holds(s, env)
		if err != nil {
			return false, err
		}
		y, err := e.holds(t, env)
		return x == y && err == nil, err
	}
	if n, ok := s.Type().(elab.Scalar); ok && n != elab.Complex || modulus(s.Type()) > 0 {
		x, err := e.number(s, env)
		if err != nil {
			return false, err
		}
		y, err := e.number(t, env)
		if err != nil {
			return false, err
		}
		c, err := e.compare(x, y)
		return c == 0 && err == nil, err
	}
	x, err := e.value(s, env)
	if err != nil {
		return false, err
	}
	y, err := e.value(t, env)
	if err != nil {
		return false, err
	}
	if f, ok := s.Type().(elab.Fun); ok {
		return e.equalFunctions(x, y, f.Dom)
	}
	if st, ok := s.Type().(elab.Set); ok {
		return e.equalSets(x, y, st.Elem)
	}
	return e.equal(x, y)
}

// equal compares two values of one type: numbers, pairs, lists, finite sets.
func (e *evaluator) equal(x, y Value) (bool, error) {
	if err := e.spend(1); err != nil {
		return false, err
	}
	switch x := x.(type) {
	case Num:
		switch y := y.(type) {
		case Num:
			c, err := e.compare(x.Real, y.Real)
			return c == 0 && err == nil, err
		case Complex:
			return e.equal(Complex{Re: x.Real}, y)
		}
	case Complex:
		z, err := toComplex(y)
		if err != nil {
			return false, err
		}
		return both(func() (bool, error) { return e.equal(Num{x.Re}, Num{z.Re}) },
			func() (bool, error) { return e.equal(Num{x.Im}, Num{z.Im}) })
	case Bool:
		if y, ok := y.(Bool); ok {
			return x == y, nil
		}
	case Pair:
		if y, ok := y.(Pair); ok {
			return both(func() (bool, error) { return e.equal(x.First, y.First) },
				func() (bool, error) { return e.equal(x.Second, y.Second) })
		}
	case List:
		if y, ok := y.(List); ok {
			if len(x) != len(y) {
				return false, nil
			}
			var open error
			for i := range x {
				same, err := e.equal(x[i], y[i])
				if err == nil && !same {
					return false, nil
				}
				if err != nil {
					open = err
				}
			}
			return open == nil, open
		}
	case Finset:
		if y, ok := y.(Finset); ok {
			return e.equalFinsets(x, y)
		}
	case *Set:
		if y, ok := y.(*Set); ok && x.known() && y.known() {
			return e.equalFinsets(x.Elems, y.Elems)
		}
	}
	return false, undecided("whether two values are equal")
}

// both is the conjunction of two truth values; one that is false decides.
func both(f, g func() (bool, error)) (bool, error) {
	x, err := f()
	if err == nil && !x {
		return false, nil
	}
	y, errY := g()
	if errY == nil && !y {
		return false, nil
	}
	return err == nil && errY == nil, errors.Join(err, errY)
}

// equalFinsets compares sets of distinct elements.
func (e *evaluator) equalFinsets(x, y Finset) (bool, error) {
	if len(x) != len(y) {
		return false, nil
	}
	return e.included(x, y)
}

func (e *evaluator) included(x, y Finset) (bool, error) {
	seen := index(y)
	var open error
	for _, v := range x {
		in, err := e.among(v, y, seen)
		if err == nil && !in {
			return false, nil
		}
		if err != nil {
			open = err
		}
	}
	return open == nil, open
}

// index holds the elements that are rational numbers.
func index(s Finset) map[string]bool {
	seen := make(map[string]bool, len(s))
	for _, v := range s {
		if k, ok := key(v); ok {
			seen[k] = true
		}
	}
	return seen
}

// key is a text for v such that equal texts are equal values, and for values that all have
// one, equal values have equal texts.
func key(v Value) (string, bool) {
	switch v := v.(type) {
	case Num:
		if r, ok := v.Rat(); ok {
			return r.String(), true
		}
	case Pair:
		a, okA := key(v.First)
		b, okB := key(v.Second)
		return "(" + a + "," + b + ")", okA && okB
	case Bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", false
}

// among reports whether v is in s, whose index is seen.
func (e *evaluator) among(v Value, s Finset, seen map[string]bool) (bool, error) {
	if err := e.spend(1); err != nil {
		return false, err
	}
	k, plain := key(v)
	if plain && seen[k] {
		return true, nil
	}
	if plain && len(seen) == len(s) {
		return false, nil
	}
	var open error
	for _, w := range s {
		same, err := e.equal(v, w)
		if err == nil && same {
			return true, nil
		}
		if err != nil {
			open = err
		}
	}
	return false, open
}
