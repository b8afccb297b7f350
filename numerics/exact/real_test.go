package exact_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	. "cosita/numerics/exact"
)

func n(k int64) Real    { return RealInt(k) }
func q(a, b int64) Real { return FromRat(Frac(a, b)) }
func root(k int64) Real { return RealInt(k).Sqrt() }
func pow(x Real, a, b int64) Real {
	return Rpow(x, q(a, b))
}

// Equations that hold; each is decided by the normal form or by a separation bound.
func TestEqual(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y Real
	}{
		{"√8 = 2√2", root(8), n(2).Mul(root(2))},
		{"√2·√3 = √6", root(2).Mul(root(3)), root(6)},
		{"√(1/2) = √2/2", q(1, 2).Sqrt(), root(2).Quo(n(2))},
		{"1/(1+√2) = √2-1", n(1).Add(root(2)).Inv(), root(2).Sub(n(1))},
		{"1/(1+√2+√3)", n(1).Add(root(2)).Add(root(3)).Inv().Mul(n(1).Add(root(2)).Add(root(3))), n(1)},
		{"√(3+2√2) = 1+√2", n(3).Add(n(2).Mul(root(2))).Sqrt(), n(1).Add(root(2))},
		{"√(2+√3)·√2 = 1+√3", n(2).Add(root(3)).Sqrt().Mul(root(2)), n(1).Add(root(3))},
		{"√(1+√2)² = 1+√2", n(1).Add(root(2)).Sqrt().Pow(2), n(1).Add(root(2))},
		{"√(5+2√6) - √2 - √3", n(5).Add(n(2).Mul(root(6))).Sqrt(), root(2).Add(root(3))},
		{"∛(2+√5) + ∛(√5-2)·(-1) = 1", pow(n(2).Add(root(5)), 1, 3).Sub(pow(root(5).Sub(n(2)), 1, 3)), n(1)},
		{"8^(1/3) = 2", pow(n(8), 1, 3), n(2)},
		{"2^(1/3)·4^(1/3) = 2", pow(n(2), 1, 3).Mul(pow(n(4), 1, 3)), n(2)},
		{"(-8)^(1/3) = 2cos(π/3) = 1", pow(n(-8), 1, 3), n(1)},
		{"√√16 = 2", root(16).Sqrt(), n(2)},
		{"√√5 = 5^(1/4)", root(5).Sqrt(), pow(n(5), 1, 4)},
		{"√-3 = 0", root(-3), n(0)},
		{"log 8/log 2 = 3", Log(n(8)).Quo(Log(n(2))), n(3)},
		{"log 36/log 6 = 2", Log(n(36)).Quo(Log(n(6))), n(2)},
		{"log 6 = log 2 + log 3", Log(n(6)), Log(n(2)).Add(Log(n(3)))},
		{"log √27/log (1/9)", Log(root(27)).Quo(Log(q(1, 9))), q(-3, 4)},
		{"log_2 3·log_3 2 = 1", Log(n(3)).Quo(Log(n(2))).Mul(Log(n(2)).Quo(Log(n(3)))), n(1)},
		{"log_6 2 + log_6 3 = 1", Log(n(2)).Quo(Log(n(6))).Add(Log(n(3)).Quo(Log(n(6)))), n(1)},
		{"2^(log_2 7) = 7", Rpow(n(2), Log(n(7)).Quo(Log(n(2)))), n(7)},
		{"exp(log 5) = 5", Exp(Log(n(5))), n(5)},
		{"exp(2 log 3 + 1) = 9e", Exp(n(2).Mul(Log(n(3))).Add(n(1))), n(9).Mul(Exp(n(1)))},
		{"log exp π = π", Log(Exp(Pi())), Pi()},
		{"log -e = 1", Log(Exp(n(1)).Neg()), n(1)},
		{"log 0 = 0", Log(n(0)), n(0)},
		{"(2^√2)^√2 = 4", Rpow(Rpow(n(2), root(2)), root(2)), n(4)},
		{"sin π/6", Sin(Pi().Quo(n(6))), q(1, 2)},
		{"cos 7π/12", Cos(Pi().Mul(q(7, 12))), root(2).Sub(root(6)).Quo(n(4))},
		{"sin -π/4", Sin(Pi().Quo(n(-4))), root(2).Quo(n(-2))},
		{"cos 100π", Cos(Pi().Mul(n(100))), n(1)},
		{"tan π/2 = 0", Tan(Pi().Quo(n(2))), n(0)},
		{"tan π/3", Tan(Pi().Quo(n(3))), root(3)},
		{"cos π/7 - cos 2π/7 + cos 3π/7", Cos(Pi().Mul(q(1, 7))).Sub(Cos(Pi().Mul(q(2, 7)))).Add(Cos(Pi().Mul(q(3, 7)))), q(1, 2)},
		{"sin 10° sin 50° sin 70° = 1/8", Sin(Pi().Mul(q(1, 18))).Mul(Sin(Pi().Mul(q(5, 18)))).Mul(Sin(Pi().Mul(q(7, 18)))), q(1, 8)},
		{"cos π/5·cos 2π/5", Cos(Pi().Mul(q(1, 5))).Mul(Cos(Pi().Mul(q(2, 5)))), q(1, 4)},
		{"1/cos π/9 - 8cos²", Cos(Pi().Quo(n(9))).Inv(), n(8).Mul(Cos(Pi().Quo(n(9))).Pow(2)).Sub(n(6))},
		{"sin² 1 + cos² 1", Sin(n(1)).Pow(2).Add(Cos(n(1)).Pow(2)), n(1)},
		{"sin 2 = 2 sin 1 cos 1", Sin(n(2)), n(2).Mul(Sin(n(1))).Mul(Cos(n(1)))},
		{"sin(1+√2)", Sin(n(1).Add(root(2))), Sin(n(1)).Mul(Cos(root(2))).Add(Cos(n(1)).Mul(Sin(root(2))))},
		{"cos(π-1) = -cos 1", Cos(Pi().Sub(n(1))), Cos(n(1)).Neg()},
		{"sin arctan 3/4 = 3/5", Sin(Arctan(q(3, 4))), q(3, 5)},
		{"cos 2 arcsin 1/3 = 7/9", Cos(n(2).Mul(Arcsin(q(1, 3)))), q(7, 9)},
		{"arctan √3", Arctan(root(3)), Pi().Quo(n(3))},
		{"arctan 2-√3", Arctan(n(2).Sub(root(3))), Pi().Quo(n(12))},
		{"arccos -1/2", Arccos(q(-1, 2)), Pi().Mul(q(2, 3))},
		{"arcsin 5", Arcsin(n(5)), Pi().Quo(n(2))},
		{"cosh² - sinh²", Cosh(root(2)).Pow(2).Sub(Sinh(root(2)).Pow(2)), n(1)},
		{"|1-√2|", n(1).Sub(root(2)).Abs(), root(2).Sub(n(1))},
		{"√(log₂6 + log₃6) = √log₂3 + √log₃2", Log(n(6)).Quo(Log(n(2))).Add(Log(n(6)).Quo(Log(n(3)))).Sqrt(), Log(n(3)).Quo(Log(n(2))).Sqrt().Add(Log(n(2)).Quo(Log(n(3))).Sqrt())},
		{"√(π² + 2π + 1) = π + 1", Pi().Pow(2).Add(n(2).Mul(Pi())).Add(n(1)).Sqrt(), Pi().Add(n(1))},
		{"1/0", n(1).Quo(root(2).Sub(root(2))), n(0)},
		{"√2^-2", root(2).Pow(-2), q(1, 2)},
	} {
		if s, ok := c.x.Cmp(c.y); s != 0 || !ok {
			t.Errorf("%s: %v and %v compare %d, %v", c.name, c.x, c.y, s, ok)
		}
	}
}

// Numbers that differ by very little are told apart.
func TestOrder(t *testing.T) {
	tiny := q(1, 10).Pow(200)
	for _, c := range []struct {
		name string
		x, y Real
	}{
		{"√2 < 1.4142135623731", root(2), q(14142135623731, 10000000000000)},
		{"π < 355/113", Pi(), q(355, 113)},
		{"e^π < π^e + 1", Exp(Pi()), Rpow(Pi(), Exp(n(1))).Add(n(1))},
		{"√10 + √11 < √5 + √17.4…", root(2), root(2).Add(tiny)},
		{"log 2 + 10^-200", Log(n(2)), Log(n(2)).Add(tiny)},
		{"-√(π² + 2π + 1) < π + 1", Pi().Pow(2).Add(n(2).Mul(Pi())).Add(n(1)).Sqrt().Neg(), Pi().Add(n(1))},
		{"sin 22 < 0", Sin(n(22)), n(0)},
		{"cos 10^40", Cos(q(10, 1).Pow(40)), n(1)},
		{"√(10^60) < √(10^60+1)", q(10, 1).Pow(60).Sqrt(), q(10, 1).Pow(60).Add(n(1)).Sqrt()},
		{"exp(-1000) > 0", n(0), Exp(n(-1000))},
	} {
		if s, ok := c.x.Cmp(c.y); s != -1 || !ok {
			t.Errorf("%s: %v and %v compare %d, %v", c.name, c.x, c.y, s, ok)
		}
	}
}

func TestFloor(t *testing.T) {
	for _, c := range []struct {
		x    Real
		want int64
	}{
		{q(-7, 2), -4}, {q(7, 2), 3}, {n(-4), -4}, {root(2), 1}, {root(2).Neg(), -2}, {Pi().Mul(n(1000)), 3141},
		{Log(n(8)).Mul(Log(n(2)).Inv()), 3}, {Exp(n(10)), 22026}, {pow(n(2), 1, 2).Mul(n(1 << 60)), 1630477228166597776},
		{Cos(Pi().Mul(q(1, 7))).Sub(Cos(Pi().Mul(q(2, 7)))).Add(Cos(Pi().Mul(q(3, 7)))).Mul(n(2)), 1},
	} {
		if got, ok := c.x.Floor(); !ok || got.Cmp(Int(c.want)) != 0 {
			t.Errorf("floor of %v is %v, %v, want %d", c.x, got, ok, c.want)
		}
	}
}

// What cannot be decided says so.
func TestUndecided(t *testing.T) {
	// Γ-like coincidences have no normal form here: (sin 1/2)… against its half-angle form.
	x, y := Sin(n(7)), Sin(q(7, 2)).Mul(Cos(q(7, 2))).Mul(n(2))
	if s, ok := x.Cmp(y); ok {
		t.Errorf("%v and %v compare %d", x, y, s)
	}
	if got := x.Sub(y).Inv(); got.Err() == nil {
		t.Errorf("the inverse of a number that may be zero is %v", got)
	}
	if got := Exp(n(1 << 40)); func() bool { _, ok := got.Sign(); return ok }() {
		t.Errorf("the sign of %v was decided by an enclosure", got)
	}
	for _, x := range []Real{n(2).Pow(1 << 40), Exp(Log(n(2)).Mul(n(1 << 40))), root(2).Add(n(1)).Pow(10000)} {
		if x.Err() == nil {
			t.Errorf("a number that is too large: %.40s", x.String())
		}
	}
}

// Fifty digits that any table holds.
func TestDigits(t *testing.T) {
	for _, c := range []struct {
		x      Real
		digits string
	}{
		{Pi(), "3.14159265358979323846264338327950288419716939937510"},
		{Exp(n(1)), "2.71828182845904523536028747135266249775724709369995"},
		{Log(n(2)), "0.69314718055994530941723212145817656807550013436025"},
		{Log(n(10)), "2.30258509299404568401799145468436420760110148862877"},
		{root(2), "1.41421356237309504880168872420969807856967187537694"},
		{Sin(n(1)), "0.84147098480789650665250232163029899962256306079837"},
		{Cos(n(1)), "0.54030230586813971740093660744297660373231042061792"},
		{Arctan(q(1, 2)), "0.46364760900080611621425623146121440202853705428612"},
		{pow(n(2), 1, 3), "1.25992104989487316476721060727822835057025146470150"},
	} {
		iv, ok := c.x.Interval(400)
		want, _ := new(big.Rat).SetString(c.digits)
		lo, _ := iv.Lo.Rat(nil)
		hi, _ := iv.Hi.Rat(nil)
		ulp, _ := new(big.Rat).SetString("1e-50")
		above := new(big.Rat).Add(want, ulp)
		if !ok || lo.Cmp(want) < 0 || hi.Cmp(above) > 0 {
			t.Errorf("%v is in [%s, %s], want %s", c.x, lo.FloatString(55), hi.FloatString(55), c.digits)
		}
	}
}

// Enclosures of rising precision hold each other's values and those of math.
func TestEnclosures(t *testing.T) {
	functions := map[string]struct {
		f func(Real) Real
		g func(float64) float64
	}{
		"exp": {Exp, math.Exp}, "log": {Log, func(x float64) float64 { return math.Log(math.Abs(x)) }},
		"sin": {Sin, math.Sin}, "cos": {Cos, math.Cos}, "tan": {Tan, math.Tan},
		"arctan": {Arctan, math.Atan}, "arcsin": {func(x Real) Real { return Arcsin(Sin(x).Quo(n(2))) }, func(x float64) float64 { return math.Asin(math.Sin(x) / 2) }},
		"sinh": {Sinh, math.Sinh}, "tanh": {Tanh, math.Tanh}, "sqrt": {Real.Sqrt, func(x float64) float64 { return math.Sqrt(max(x, 0)) }},
		"rpow": {func(x Real) Real { return Rpow(x.Abs(), q(5, 7).Add(root(3))) }, func(x float64) float64 { return math.Pow(math.Abs(x), 5./7+math.Sqrt(3)) }},
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for name, f := range functions {
		for range 60 {
			a := Frac(rng.Int64N(40001)-20000, 1+rng.Int64N(int64(1)<<rng.IntN(20)))
			if a.Abs().Cmp(Int(300)) > 0 || a.Sign() == 0 {
				continue
			}
			x := f.f(FromRat(a))
			var last Interval
			for i, prec := range []uint{40, 90, 300, 700} {
				iv, ok := x.Interval(prec)
				if !ok {
					t.Fatalf("%s %s has no enclosure at %d bits", name, a, prec)
				}
				if iv.Lo.Cmp(iv.Hi) > 0 || i > 0 && (iv.Lo.Cmp(last.Hi) > 0 || iv.Hi.Cmp(last.Lo) < 0) {
					t.Errorf("%s %s: [%v, %v] at %d bits after [%v, %v]", name, a, iv.Lo, iv.Hi, prec, last.Lo, last.Hi)
				}
				last = iv
			}
			got, want := x.Float(), f.g(a.Float())
			if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
				t.Errorf("%s %s = %g, math says %g", name, a, got, want)
			}
			width, _ := new(big.Float).Sub(last.Hi, last.Lo).Float64()
			if width > 1e-150*max(1, math.Abs(want)) {
				t.Errorf("%s %s is known to %g only", name, a, width)
			}
		}
	}
}

func TestString(t *testing.T) {
	for want, x := range map[string]Real{
		"-3/7":                        q(-3, 7),
		"1/2 + 1/2 * Real.sqrt 5":     n(1).Add(root(5)).Quo(n(2)),
		"2 * Real.pi":                 Pi().Mul(n(2)),
		"(2 : ℝ) ^ (1/3 : ℝ)":         pow(n(2), 1, 3),
		"(Real.log 2)⁻¹ * Real.log 3": Log(n(3)).Quo(Log(n(2))),
		"Real.exp (1)":                Exp(n(1)),
	} {
		if got := x.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func BenchmarkSurdCmp(b *testing.B) {
	x, y := root(2).Add(root(3)), root(10)
	for b.Loop() {
		x.Cmp(y)
	}
}
