package eval

import (
	"errors"
	"fmt"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// Errors that evaluation wraps.
var (
	// ErrTooLarge is returned when a number would have more than MaxBits bits.
	ErrTooLarge = errors.New("too large")
	// ErrUnsupported is returned for a term whose value has no exact form here.
	ErrUnsupported = errors.New("unsupported")
	// ErrUndecided is returned where a truth value or a number is not decided here: a search
	// without a proved bound, a comparison that runs out of precision, an unknown value.
	ErrUndecided = errors.New("undecided")
)

// MaxBits bounds the numerators and denominators that evaluation makes.
const MaxBits = 1 << 17

// Eval is the value of t in env.
func Eval(t elab.Term, env Env) (Value, error) {
	switch t := t.(type) {
	case *elab.Var:
		return variable(t, env)
	case *elab.Lambda:
		return &Function{Lambda: t, Env: env}, nil
	}
	if t.Type() == elab.Type(elab.Prop) {
		b, err := Holds(t, env)
		return Bool(b), err
	}
	x, err := Number(t, env)
	return Num{exact.FromRat(x)}, err
}

func variable(t *elab.Var, env Env) (Value, error) {
	if t.Index >= len(env) || env[t.Index] == nil {
		return nil, fmt.Errorf("the value of %s is not known: %w", t.Name, ErrUndecided)
	}
	return env[t.Index], nil
}

// Holds is the truth value of a proposition in env. A result without an error is proved.
func Holds(t elab.Term, p Env) (bool, error) {
	a, ok := t.(*elab.Apply)
	if !ok {
		return false, fmt.Errorf("truth of %s: %w", elab.Print(t), ErrUnsupported)
	}
	switch a.Op {
	case elab.True, elab.False:
		return a.Op == elab.True, nil
	case elab.And, elab.Or, elab.Imp, elab.Iff, elab.Not:
		return connective(a, p)
	}
	var xs [3]exact.Rat
	if len(a.Args) == 0 || len(a.Args) > len(xs) {
		return false, fmt.Errorf("truth of %s: %w", elab.Print(t), ErrUnsupported)
	}
	for i, arg := range a.Args {
		var err error
		if xs[i], err = Number(arg, p); err != nil {
			return false, err
		}
	}
	return relation(a, xs)
}

func connective(a *elab.Apply, p Env) (bool, error) {
	l, err := Holds(a.Args[0], p)
	if err != nil || a.Op == elab.Not {
		return !l && err == nil, err
	}
	switch {
	case a.Op == elab.And && !l:
		return false, nil
	case a.Op == elab.Or && l, a.Op == elab.Imp && !l:
		return true, nil
	}
	r, err := Holds(a.Args[1], p)
	if a.Op == elab.Iff {
		return l == r && err == nil, err
	}
	return r, err
}

func relation(a *elab.Apply, xs [3]exact.Rat) (bool, error) {
	x, y := xs[0], xs[1]
	field := scalar(a.Args[0]).Field()
	switch a.Op {
	case elab.Eq:
		return x.Cmp(y) == 0, nil
	case elab.Ne:
		return x.Cmp(y) != 0, nil
	case elab.Lt:
		return x.Cmp(y) < 0, nil
	case elab.Le:
		return x.Cmp(y) <= 0, nil
	case elab.Gt:
		return x.Cmp(y) > 0, nil
	case elab.Ge:
		return x.Cmp(y) >= 0, nil
	case elab.Dvd:
		if x.Sign() == 0 {
			return y.Sign() == 0, nil
		}
		return field || remainder(y, x).Sign() == 0, nil
	case elab.ModEq:
		return remainder(y, x).Cmp(remainder(xs[2], x)) == 0, nil
	case elab.Even:
		// In a field every x is x/2 + x/2.
		return field || remainder(x, exact.Int(2)).Sign() == 0, nil
	case elab.Odd:
		return field || remainder(x, exact.Int(2)).Sign() != 0, nil
	}
	return false, fmt.Errorf("truth of %s: %w", a.Op, ErrUnsupported)
}

func remainder(a, b exact.Rat) exact.Rat {
	_, m := exact.DivMod(a, b)
	return m
}

func scalar(t elab.Term) elab.Scalar {
	s, _ := t.Type().(elab.Scalar)
	return s
}

// Number is the value of a number at p.
func Number(t elab.Term, p Env) (exact.Rat, error) {
	switch t := t.(type) {
	case *elab.Var:
		v, err := variable(t, p)
		if err != nil {
			return exact.Rat{}, err
		}
		if n, ok := v.(Num); ok {
			if r, ok := n.Rat(); ok {
				return r, nil
			}
		}
	case *elab.Lit:
		return literal(t)
	case *elab.Cast:
		return Number(t.X, p)
	case *elab.Apply:
		if len(t.Args) == 0 {
			break
		}
		x, err := Number(t.Args[0], p)
		if err != nil {
			return x, err
		}
		var y exact.Rat
		if len(t.Args) > 1 {
			if y, err = Number(t.Args[1], p); err != nil {
				return y, err
			}
		}
		return operation(t, x, y)
	}
	return exact.Rat{}, fmt.Errorf("value of %s: %w", elab.Print(t), ErrUnsupported)
}

func literal(t *elab.Lit) (exact.Rat, error) {
	if t.Value.Num().BitLen() > MaxBits {
		return exact.Rat{}, fmt.Errorf("a numeral: %w", ErrTooLarge)
	}
	return exact.FromBig(t.Value), nil
}

func operation(a *elab.Apply, x, y exact.Rat) (exact.Rat, error) {
	s, _ := a.T.(elab.Scalar)
	var z exact.Rat
	switch a.Op {
	case elab.Add:
		z = x.Add(y)
	case elab.Sub:
		z = x.Sub(y)
		if s == elab.Nat && z.Sign() < 0 {
			z = exact.Rat{}
		}
	case elab.Mul:
		z = x.Mul(y)
	case elab.Div:
		if s.Field() {
			z = x.Quo(y)
		} else {
			z, _ = exact.DivMod(x, y)
		}
	case elab.Mod:
		_, z = exact.DivMod(x, y)
	case elab.Pow:
		return power(x, y)
	case elab.Neg:
		z = x.Neg()
	case elab.Inv:
		z = exact.Int(1).Quo(x)
	case elab.Abs:
		z = x.Abs()
	case elab.Min, elab.Max:
		z = x
		if (x.Cmp(y) > 0) == (a.Op == elab.Min) {
			z = y
		}
	default:
		return z, fmt.Errorf("value of %s: %w", a.Op, ErrUnsupported)
	}
	if z.BitLen() > MaxBits {
		return exact.Rat{}, fmt.Errorf("the value of %s: %w", a.Op, ErrTooLarge)
	}
	return z, nil
}

// power is x ^ y for an integer y; a negative y occurs in fields only, where 0 ^ y = 0.
func power(x, y exact.Rat) (exact.Rat, error) {
	if x.IsInt() && x.BitLen() <= 1 {
		// x is 0, 1 or -1: any exponent will do.
		switch {
		case y.Sign() == 0:
			return exact.Int(1), nil
		case x.Sign() >= 0 || remainder(y, exact.Int(2)).Sign() != 0:
			return x, nil
		}
		return exact.Int(1), nil
	}
	n, ok := y.Int64()
	if !ok || n > MaxBits || n < -MaxBits {
		return exact.Rat{}, fmt.Errorf("the power with exponent %.20s: %w", y.String(), ErrTooLarge)
	}
	m := max(n, -n)
	if int64(x.BitLen()-1)*m > MaxBits {
		return exact.Rat{}, fmt.Errorf("the power with exponent %d: %w", n, ErrTooLarge)
	}
	z := x.Pow(m)
	if n < 0 {
		z = exact.Int(1).Quo(z)
	}
	return z, nil
}
