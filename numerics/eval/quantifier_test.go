package eval_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	. "cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// arith grows propositions about one unknown that bounds, equations and cells can decide.
type arith struct {
	rng *rand.Rand
	x   *Var
}

func (a *arith) term(depth int) Term {
	t := a.x.T
	switch a.rng.IntN(12) {
	case 0, 1, 2:
		if depth > 0 {
			return in([]Op{Add, Sub, Mul}[a.rng.IntN(3)], a.term(depth-1), a.term(depth-1))
		}
	case 3:
		if depth > 0 {
			return in(Pow, a.term(depth-1), nat(int64(a.rng.IntN(4))))
		}
	case 4:
		if depth > 0 {
			op := []Op{Min, Max, Div}[a.rng.IntN(3)]
			return in(op, a.term(depth-1), a.term(depth-1))
		}
	case 5:
		if depth > 0 && t == Type(Real) {
			return in([]Op{Abs, Sqrt, Inv, Neg}[a.rng.IntN(4)], a.term(depth-1))
		}
		if depth > 0 && t == Type(Int) {
			return in([]Op{Abs, Neg}[a.rng.IntN(2)], a.term(depth-1))
		}
		if depth > 0 {
			return in(Mod, a.term(depth-1), lit(int64(a.rng.IntN(5)), t))
		}
	case 6:
		switch {
		case depth > 0 && t == Type(Nat):
			return []Term{in(Pow, nat(2+int64(a.rng.IntN(2))), a.x), in(Factorial, a.x), in(NatSqrt, a.term(1)), in(Gcd, a.x, nat(12))}[a.rng.IntN(4)]
		case depth > 0 && t == Type(Real):
			return []Term{in(Exp, a.term(1)), in(Log, a.term(1)), cast(ap(Floor, Int, a.term(1)), Real), ap(Pi, Real), in(Div, a.term(1), a.term(1))}[a.rng.IntN(5)]
		case depth > 0:
			return ap(Pow, Int, zed(2), ap(ToNat, Nat, a.x))
		}
		return a.x
	case 7, 8:
		return lit(int64(a.rng.IntN(9)), t)
	}
	return a.x
}

func (a *arith) prop(depth int) Term {
	switch k := a.rng.IntN(10); {
	case depth > 0 && k < 3:
		return prop([]Op{And, Or, Imp, Iff}[a.rng.IntN(4)], a.prop(depth-1), a.prop(depth-1))
	case depth > 0 && k == 3:
		return not(a.prop(depth - 1))
	case k == 4 && a.x.T != Type(Real):
		return prop(Dvd, a.term(1), a.term(1))
	}
	return prop([]Op{Eq, Eq, Ne, Lt, Le, Gt, Ge}[a.rng.IntN(7)], a.term(2), a.term(1))
}

// Where ∀ is called true or ∃ false, a grid that no search has seen has no counterexample;
// where Solve is complete, every point of the grid that satisfies the predicate is found.
func TestQuantifiersAgainstGrid(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, seed()))
	proved, complete := 0, 0
	n := 800
	if testing.Short() {
		n = 500
	}
	for range n {
		typ := []Type{Nat, Int, Real}[rng.IntN(3)]
		a := &arith{rng, v(0, typ)}
		body := a.prop(2)
		grid := gridOf(typ)
		ok, err := eval.Holds(all(a.x, body), nil)
		some, errSome := eval.Holds(some(a.x, body), nil)
		found, done, errSolve := eval.Solve(fun(a.x, body), nil)
		for _, x := range grid {
			holds, err2 := eval.Holds(body, eval.Env{x})
			if err2 != nil {
				if !errors.Is(err2, eval.ErrUndecided) && !errors.Is(err2, eval.ErrTooLarge) {
					t.Fatalf("%s at %v: %v", show(body), x, err2)
				}
				continue
			}
			if err == nil && ok && !holds {
				t.Fatalf("∀ %s was proved, and fails at %v", show(body), x)
			}
			if errSome == nil && !some && holds {
				t.Fatalf("∃ %s was disproved, and holds at %v", show(body), x)
			}
			if errSolve == nil && done && holds && !contains(found, x) {
				t.Fatalf("%s holds at %v; all solutions are %v", show(body), x, found)
			}
		}
		if err == nil && ok || errSome == nil && !some {
			proved++
		}
		if errSolve == nil && done {
			complete++
		}
	}
	t.Logf("of %d: %d decided for all values, %d solved completely", n, proved, complete)
	if proved < n/10 || complete < n/10 {
		t.Errorf("of %d: only %d decided for all values, %d solved completely", n, proved, complete)
	}
}

func contains(s []eval.Value, x eval.Value) bool {
	for _, y := range s {
		a, okA := x.(eval.Num)
		b, okB := y.(eval.Num)
		if c, ok := a.Cmp(b.Real); okA && okB && ok && c == 0 {
			return true
		}
	}
	return false
}

func gridOf(t Type) []eval.Value {
	var grid []eval.Value
	for k := int64(-40); k <= 40; k++ {
		switch {
		case t == Type(Real):
			grid = append(grid, eval.Rational(exact.Frac(k, 4)), eval.Num{Real: exact.FromRat(exact.Frac(k, 2)).Sqrt()})
		case t == Type(Int) || k >= 0:
			grid = append(grid, eval.Int(k))
		}
	}
	return grid
}

// With two unknowns, a pair that the grid finds contradicts no disproof.
func TestPairsAgainstGrid(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, seed()))
	n, disproved := 1500, 0
	if testing.Short() {
		n = 200
	}
	for range n {
		typ := []Type{Nat, Int}[rng.IntN(2)]
		x, y := v(0, typ), v(1, typ)
		p, q := &arith{rng, x}, &arith{rng, y}
		l := in([]Op{Add, Sub, Mul}[rng.IntN(3)], p.term(1), q.term(1))
		r := in([]Op{Add, Sub, Mul}[rng.IntN(3)], p.term(1), q.term(0))
		body := prop(And, prop([]Op{Eq, Le, Lt}[rng.IntN(3)], l, lit(int64(rng.IntN(30)), typ)), prop([]Op{Eq, Ge, Ne, Dvd}[rng.IntN(4)], r, lit(int64(rng.IntN(12)), typ)))
		ok, err := eval.Holds(some(x, some(y, body)), nil)
		if err != nil || ok {
			continue
		}
		disproved++
		for i := int64(-12); i <= 12; i++ {
			for j := int64(-12); j <= 12; j++ {
				if typ == Type(Nat) && (i < 0 || j < 0) {
					continue
				}
				if holds, err := eval.Holds(body, eval.Env{eval.Int(i), eval.Int(j)}); err == nil && holds {
					t.Fatalf("∃ x y, %s was disproved, and holds at %d, %d", show(body), i, j)
				}
			}
		}
	}
	t.Logf("of %d: %d disproved", n, disproved)
	if disproved < n/30 {
		t.Errorf("only %d of %d were disproved", disproved, n)
	}
}

// seed is EVAL_SEED, to try more than one run of random terms.
func seed() uint64 {
	n, err := strconv.ParseUint(os.Getenv("EVAL_SEED"), 10, 64)
	if err != nil {
		return 9
	}
	return n
}
