package eval_test

import (
	"errors"
	"testing"
	"time"

	. "cosita/lean/elab"
	"cosita/numerics/eval"
)

// What no proved bound decides is an error, never a truth value.
func TestUndecided(t *testing.T) {
	n, m, x := v(0, Nat), v(1, Nat), v(0, Real)
	f := v(2, Fun{Dom: Nat, Cod: Nat})
	for _, row := range []struct {
		name string
		p    Term
	}{
		{"∀ n, ∃ m > n, Nat.Prime m", all(n, some(m, prop(And, prop(Gt, m, n), prop(Prime, m))))},
		{"∃ n, n % 97 = 96", some(n, eq(in(Mod, n, nat(97)), nat(96)))},
		{"∀ x : ℝ, eˣ ≥ x + 1", all(x, prop(Ge, in(Exp, x), in(Add, x, re(1))))},
		{"∃ x : ℝ, eˣ = 2 - x", some(x, eq(in(Exp, x), in(Sub, re(2), x)))},
		{"{n | n is even} = {n | n² is even}", eq(set(n, prop(Even, n)), set(m, prop(Even, in(Mul, m, m))))},
		{"Injective (· + 1 : ℕ → ℕ)", prop(Injective, fun(n, in(Add, n, nat(1))))},
		{"IsLUB {x : ℝ | x² < 2} √2", prop(IsLUB, set(x, prop(Lt, in(Pow, x, nat(2)), re(2))), ap(Sqrt, Real, re(2)))},
		{"f unknown: f 0 = 0", eq(&Call{F: f, Arg: nat(0), T: Nat}, nat(0))},
		{"f unknown: f 0 < 3", prop(Lt, &Call{F: f, Arg: nat(0), T: Nat}, nat(3))},
		{"sin 7 = 2 sin 3.5 cos 3.5", eq(ap(Sin, Real, re(7)), ap(Mul, Real, re(2), ap(Mul, Real, ap(Sin, Real, frac(7, 2)), ap(Cos, Real, frac(7, 2)))))},
		{"2^127 - 1 is prime", prop(Prime, in(Sub, ap(Pow, Nat, nat(2), nat(127)), nat(1)))},
		{"Irrational (e + π)", prop(Irrational, ap(Add, Real, ap(Exp, Real, re(1)), ap(Pi, Real)))},
	} {
		if got, err := eval.Holds(row.p, nil); !errors.Is(err, eval.ErrUndecided) {
			t.Errorf("%s: %v, %v", row.name, got, err)
		}
		if got, err := eval.Holds(not(row.p), nil); err == nil {
			t.Errorf("¬ (%s): %v", row.name, got)
		}
	}
}

// Work without end is refused soon.
func TestBudget(t *testing.T) {
	k, x, f := v(0, Nat), v(1, Nat), v(2, Fun{Dom: Nat, Cod: Nat})
	big := ap(Pow, Nat, nat(10), nat(12))
	deep := nat(1)
	for range 100_000 {
		deep = in(Succ, deep)
	}
	for _, row := range []struct {
		name string
		p    Term
	}{
		{"∑ k ∈ range 10^12, k = 0", eq(ap(Sum, Nat, ap(Range, Finset{Elem: Nat}, big), fun(k, k)), nat(0))},
		{"2 ^ (10^12) > 0", prop(Gt, ap(Pow, Nat, nat(2), big), nat(0))},
		{"(10^12)! > 0", prop(Gt, ap(Factorial, Nat, big), nat(0))},
		{"fib (10^12) > 0", prop(Gt, ap(Fib, Nat, big), nat(0))},
		{"choose (10^12) (10^6) > 0", prop(Gt, ap(Choose, Nat, big, nat(1000000)), nat(0))},
		{"digits 1 (10^12) = []", eq(ap(Digits, ListOf{Elem: Nat}, nat(1), big), list())},
		{"∑ k ∈ range 5000, ∑ j ∈ range 5000, 1 = 0", eq(ap(Sum, Nat, rng(5000), fun(k, ap(Sum, Nat, rng(5000), fun(x, nat(1))))), nat(0))},
		{"(powerset (range 40)).card = 0", eq(ap(Card, Nat, ap(Powerset, Finset{Elem: Finset{Elem: Nat}}, rng(40))), nat(0))},
		{"1.succ.succ… (100000 times) > 0", prop(Gt, deep, nat(0))},
		{"∏ k ∈ range 100000, (k + 2) > 0", prop(Gt, ap(Prod, Nat, rng(100000), fun(k, in(Add, k, nat(2)))), nat(0))},
	} {
		start := time.Now()
		if got, err := eval.Holds(row.p, nil); !errors.Is(err, eval.ErrTooLarge) {
			t.Errorf("%s: %v, %v", row.name, got, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v", row.name, took)
		} else if took > 300*time.Millisecond {
			t.Logf("%s took %v", row.name, took)
		}
	}
	// f n = f (n + 1) never ends.
	loop := &eval.Function{Lambda: fun(k, &Call{F: f, Arg: in(Add, k, nat(1)), T: Nat})}
	loop.Env = eval.Env{nil, nil, loop}
	if v, err := eval.Eval(&Call{F: f, Arg: nat(0), T: Nat}, loop.Env); !errors.Is(err, eval.ErrTooLarge) {
		t.Errorf("endless recursion: %v, %v", v, err)
	}
}

func TestSolve(t *testing.T) {
	n, z, x := v(0, Nat), v(0, Int), v(0, Real)
	for _, row := range []struct {
		name     string
		pred     *Lambda
		count    int
		complete bool
	}{
		{"n² < 50, 3 ∣ n", fun(n, prop(And, prop(Lt, in(Mul, n, n), nat(50)), prop(Dvd, nat(3), n))), 3, true},
		{"z³ - 20 z < 5, z > -100", fun(z, prop(And, prop(Lt, in(Sub, in(Pow, z, nat(3)), in(Mul, zed(20), z)), zed(5)), prop(Gt, z, zed(-100)))), 100, true},
		{"z ∣ 12", fun(z, prop(Dvd, z, zed(12))), 12, true},
		{"(z + 1) ∣ 12", fun(z, prop(Dvd, in(Add, z, zed(1)), zed(12))), 12, true},
		{"x⁴ - 5x² + 6 = 0", fun(x, eq(in(Add, in(Sub, in(Pow, x, nat(4)), in(Mul, re(5), in(Pow, x, nat(2)))), re(6)), re(0))), 4, true},
		{"x² = 2 ∨ 2x = 1", fun(x, prop(Or, eq(in(Pow, x, nat(2)), re(2)), eq(in(Mul, re(2), x), re(1)))), 3, true},
		{"|x - 1| + |x + 1| = 6", fun(x, eq(in(Add, in(Abs, in(Sub, x, re(1))), in(Abs, in(Add, x, re(1)))), re(6))), 2, true},
		{"0 < x", fun(x, prop(Lt, re(0), x)), 0, false},
		{"x⁵ = x + 1", fun(x, eq(in(Pow, x, nat(5)), in(Add, x, re(1)))), 0, false},
		{"n is prime", fun(n, prop(Prime, n)), 0, false},
	} {
		got, complete, err := eval.Solve(row.pred, nil)
		if err != nil || complete != row.complete || complete && len(got) != row.count {
			t.Errorf("%s: %d elements %v, %v, %v", row.name, len(got), got, complete, err)
		}
	}
}
