package eval_test

import (
	"testing"

	. "cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

func TestLean(t *testing.T) {
	x := v(0, Nat)
	double := &eval.Function{Lambda: fun(x, in(Mul, nat(2), x)), Table: []eval.Entry{{At: eval.Int(1), Value: eval.Int(7)}}}
	for _, row := range []struct {
		v    eval.Value
		want string
	}{
		{eval.Int(-3), "-3"},
		{eval.Rational(exact.Frac(-3, 7)), "-3/7"},
		{eval.Num{Real: exact.RealInt(12).Sqrt()}, "2 * Real.sqrt 3"},
		{eval.Complex{Re: exact.RealInt(1), Im: exact.FromRat(exact.Frac(-1, 2))}, "1 + (-1/2) * Complex.I"},
		{eval.Pair{First: eval.Int(1), Second: eval.List{eval.Int(2), eval.Int(3)}}, "(1, [2, 3])"},
		{eval.Finset{eval.Int(1), eval.Int(2)}, "{1, 2}"},
		{eval.Finset{}, "∅"},
		{&eval.Set{Elems: eval.Finset{eval.Int(1)}}, "{1}"},
		{double, "fun a ↦ if a = 1 then 7 else (2 : ℕ) * a"},
	} {
		if got, ok := eval.Lean(row.v); !ok || got != row.want {
			t.Errorf("%q, %v, want %q", got, ok, row.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, row := range []struct {
		text string
		t    Type
		want string
	}{
		{"12", Nat, "12"}, {"-3/7", Real, "-3/7"}, {"2^10 - 1", Int, "1023"}, {"(1/3 + 1/6)", Rat, "1/2"},
	} {
		v, err := eval.Parse(row.text, row.t)
		if err != nil {
			t.Errorf("%s: %v", row.text, err)
			continue
		}
		if got, _ := eval.Lean(v); got != row.want {
			t.Errorf("%s is %s, want %s", row.text, got, row.want)
		}
	}
	for _, row := range []struct {
		text string
		t    Type
	}{{"-3", Nat}, {"1/2", Int}, {"(", Real}, {"y", Real}, {"0", PNat}} {
		if v, err := eval.Parse(row.text, row.t); err == nil {
			t.Errorf("%s was read as %v", row.text, v)
		}
	}
}
