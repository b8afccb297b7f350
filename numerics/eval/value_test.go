package eval_test

import (
	"testing"

	. "cosita/lean/elab"
	"cosita/numerics/eval"
)

// Each row is a proposition that is true in Lean with Mathlib.
var table = []struct {
	name string
	p    Term
}{
	// ℝ where mathematics has no value.
	{"log (-2) = log 2", eq(ap(Log, Real, re(-2)), ap(Log, Real, re(2)))},
	{"log 0 = 0", eq(ap(Log, Real, re(0)), re(0))},
	{"logb 2 8 = 3", eq(ap(Logb, Real, re(2), re(8)), re(3))},
	{"logb 0 5 = 0", eq(ap(Logb, Real, re(0), re(5)), re(0))},
	{"logb 1 5 = 0", eq(ap(Logb, Real, re(1), re(5)), re(0))},
	{"logb (-1) 5 = 0", eq(ap(Logb, Real, re(-1), re(5)), re(0))},
	{"(-8) ^ (1/3 : ℝ) = 1", eq(ap(Pow, Real, re(-8), frac(1, 3)), re(1))},
	{"(-1) ^ (1/2 : ℝ) = 0", eq(ap(Pow, Real, re(-1), frac(1, 2)), re(0))},
	{"(0:ℝ) ^ (0:ℝ) = 1", eq(ap(Pow, Real, re(0), re(0)), re(1))},
	{"(0:ℝ) ^ (1/2) = 0", eq(ap(Pow, Real, re(0), frac(1, 2)), re(0))},
	{"(0:ℝ) ^ (-1/2) = 0", eq(ap(Pow, Real, re(0), frac(-1, 2)), re(0))},
	{"(0:ℝ) ^ (-1:ℤ) = 0", eq(ap(Pow, Real, re(0), zed(-1)), re(0))},
	{"(0:ℝ) ^ (0:ℕ) = 1", eq(ap(Pow, Real, re(0), nat(0)), re(1))},
	{"8 ^ (1/3 : ℝ) = 2", eq(ap(Pow, Real, re(8), frac(1, 3)), re(2))},
	{"tan (π/2) = 0", eq(ap(Tan, Real, ap(Div, Real, ap(Pi, Real), re(2))), re(0))},
	{"arcsin 3 = π/2", eq(ap(Arcsin, Real, re(3)), ap(Div, Real, ap(Pi, Real), re(2)))},
	{"arccos (-3) = π", eq(ap(Arccos, Real, re(-3)), ap(Pi, Real))},
	{"√(-4) = 0", eq(ap(Sqrt, Real, re(-4)), re(0))},
	{"√12 = 2√3", eq(ap(Sqrt, Real, re(12)), ap(Mul, Real, re(2), ap(Sqrt, Real, re(3))))},
	{"1 / 0 = 0", eq(ap(Div, Real, re(1), re(0)), re(0))},
	{"0⁻¹ = 0", eq(ap(Inv, Real, re(0)), re(0))},
	{"⌊-7/2⌋ = -4", eq(ap(Floor, Int, frac(-7, 2)), zed(-4))},
	{"⌈-7/2⌉ = -3", eq(ap(Ceil, Int, frac(-7, 2)), zed(-3))},
	{"⌊-7/2⌋₊ = 0", eq(ap(NatFloor, Nat, frac(-7, 2)), nat(0))},
	{"⌈-7/2⌉₊ = 0", eq(ap(NatCeil, Nat, frac(-7, 2)), nat(0))},
	{"⌊√2·100⌋ = 141", eq(ap(Floor, Int, ap(Mul, Real, re(100), ap(Sqrt, Real, re(2)))), zed(141))},
	{"Int.fract (-7/4) = 1/4", eq(ap(Fract, Real, frac(-7, 4)), frac(1, 4))},
	{"round (5/2) = 3", eq(ap(Round, Int, frac(5, 2)), zed(3))},
	{"round (-5/2) = -2", eq(ap(Round, Int, frac(-5, 2)), zed(-2))},
	{"Irrational √2", prop(Irrational, ap(Sqrt, Real, re(2)))},
	{"¬ Irrational √4", not(prop(Irrational, ap(Sqrt, Real, re(4))))},
	{"Irrational (1 + 3π)", prop(Irrational, ap(Add, Real, re(1), ap(Mul, Real, re(3), ap(Pi, Real))))},

	// ℤ.
	{"7 / (-2) = -3", eq(ap(Div, Int, zed(7), zed(-2)), zed(-3))},
	{"(-7) / 2 = -4", eq(ap(Div, Int, zed(-7), zed(2)), zed(-4))},
	{"(-7) / (-2) = 4", eq(ap(Div, Int, zed(-7), zed(-2)), zed(4))},
	{"(-7) % (-2) = 1", eq(ap(Mod, Int, zed(-7), zed(-2)), zed(1))},
	{"(-7) / 0 = 0", eq(ap(Div, Int, zed(-7), zed(0)), zed(0))},
	{"(-7) % 0 = -7", eq(ap(Mod, Int, zed(-7), zed(0)), zed(-7))},
	{"natAbs (-7) = 7", eq(ap(NatAbs, Nat, zed(-7)), nat(7))},
	{"toNat (-7) = 0", eq(ap(ToNat, Nat, zed(-7)), nat(0))},
	{"sign (-7) = -1", eq(ap(Sign, Int, zed(-7)), zed(-1))},
	{"Int.gcd (-6) 4 = 2", eq(ap(Gcd, Nat, zed(-6), zed(4)), nat(2))},
	{"Int.lcm (-6) 4 = 12", eq(ap(Lcm, Nat, zed(-6), zed(4)), nat(12))},

	// ℕ.
	{"2 - 3 = 0", eq(ap(Sub, Nat, nat(2), nat(3)), nat(0))},
	{"7 / 0 = 0", eq(ap(Div, Nat, nat(7), nat(0)), nat(0))},
	{"7 % 0 = 7", eq(ap(Mod, Nat, nat(7), nat(0)), nat(7))},
	{"gcd 0 0 = 0", eq(ap(Gcd, Nat, nat(0), nat(0)), nat(0))},
	{"lcm 5 0 = 0", eq(ap(Lcm, Nat, nat(5), nat(0)), nat(0))},
	{"divisors 0 = ∅", eq(ap(Divisors, Finset{Elem: Nat}, nat(0)), ap(Enum, Finset{Elem: Nat}))},
	{"divisors 12", eq(ap(Divisors, Finset{Elem: Nat}, nat(12)), enum(nat(12), nat(6), nat(4), nat(3), nat(2), nat(1)))},
	{"properDivisors 6", eq(ap(ProperDivisors, Finset{Elem: Nat}, nat(6)), enum(nat(1), nat(2), nat(3)))},
	{"primeFactors 360", eq(ap(PrimeFactors, Finset{Elem: Nat}, nat(360)), enum(nat(2), nat(3), nat(5)))},
	{"choose 3 5 = 0", eq(ap(Choose, Nat, nat(3), nat(5)), nat(0))},
	{"choose 10 4 = 210", eq(ap(Choose, Nat, nat(10), nat(4)), nat(210))},
	{"10! = 3628800", eq(ap(Factorial, Nat, nat(10)), nat(3628800))},
	{"minFac 1 = 1", eq(ap(MinFac, Nat, nat(1)), nat(1))},
	{"minFac 0 = 2", eq(ap(MinFac, Nat, nat(0)), nat(2))},
	{"minFac 1000000016000000063 = 1000000007", eq(ap(MinFac, Nat, nat(1000000016000000063)), nat(1000000007))},
	{"log 1 100 = 0", eq(ap(NatLog, Nat, nat(1), nat(100)), nat(0))},
	{"log 0 100 = 0", eq(ap(NatLog, Nat, nat(0), nat(100)), nat(0))},
	{"log 10 1000 = 3", eq(ap(NatLog, Nat, nat(10), nat(1000)), nat(3))},
	{"Nat.sqrt 99 = 9", eq(ap(NatSqrt, Nat, nat(99)), nat(9))},
	{"digits 10 123 = [3, 2, 1]", eq(ap(Digits, ListOf{Elem: Nat}, nat(10), nat(123)), list(3, 2, 1))},
	{"digits 10 0 = []", eq(ap(Digits, ListOf{Elem: Nat}, nat(10), nat(0)), list())},
	{"digits 1 3 = [1, 1, 1]", eq(ap(Digits, ListOf{Elem: Nat}, nat(1), nat(3)), list(1, 1, 1))},
	{"digits 0 3 = [3]", eq(ap(Digits, ListOf{Elem: Nat}, nat(0), nat(3)), list(3))},
	{"ofDigits 10 [3, 2, 1] = 123", eq(ap(OfDigits, Nat, nat(10), list(3, 2, 1)), nat(123))},
	{"(digits 10 999).sum = 27", eq(ap(ListSum, Nat, ap(Digits, ListOf{Elem: Nat}, nat(10), nat(999))), nat(27))},
	{"[2, 3, 4].prod = 24", eq(ap(ListProd, Nat, list(2, 3, 4)), nat(24))},
	{"[2, 3, 4].length = 3", eq(ap(Length, Nat, list(2, 3, 4)), nat(3))},
	{"fib 10 = 55", eq(ap(Fib, Nat, nat(10)), nat(55))},
	{"φ 36 = 12", eq(ap(Totient, Nat, nat(36)), nat(12))},
	{"φ 0 = 0", eq(ap(Totient, Nat, nat(0)), nat(0))},
	{"pred 0 = 0", eq(ap(Pred, Nat, nat(0)), nat(0))},
	{"Nat.Prime 2305843009213693951", prop(Prime, nat(2305843009213693951))},
	{"¬ Nat.Prime 1", not(prop(Prime, nat(1)))},
	{"¬ Nat.Prime 3215031751", not(prop(Prime, nat(3215031751)))},
	{"Coprime 8 15", prop(Coprime, nat(8), nat(15))},
	{"Squarefree 30", prop(Squarefree, nat(30))},
	{"¬ Squarefree 0", not(prop(Squarefree, nat(0)))},
	{"Squarefree 1", prop(Squarefree, nat(1))},
	{"¬ Squarefree 18", not(prop(Squarefree, nat(18)))},
	{"IsSquare 49", prop(IsSquare, nat(49))},
	{"¬ IsSquare (-4 : ℤ)", not(prop(IsSquare, zed(-4)))},

	// NNReal, ℕ+, Fin, ZMod.
	{"(2 : NNReal) - 3 = 0", eq(ap(Sub, NNReal, lit(2, NNReal), lit(3, NNReal)), lit(0, NNReal))},
	{"toNNReal (-3) = 0", eq(ap(ToNNReal, NNReal, re(-3)), lit(0, NNReal))},
	{"(3 : ℕ+) - 5 = 1", eq(ap(Sub, PNat, lit(3, PNat), lit(5, PNat)), lit(1, PNat))},
	{"(3 : Fin 5) + 4 = 2", eq(ap(Add, Fin{N: 5}, lit(3, Fin{N: 5}), lit(4, Fin{N: 5})), lit(2, Fin{N: 5}))},
	{"(3 : Fin 5) - 4 = 4", eq(ap(Sub, Fin{N: 5}, lit(3, Fin{N: 5}), lit(4, Fin{N: 5})), lit(4, Fin{N: 5}))},
	{"(7 : Fin 5) = 2", eq(lit(7, Fin{N: 5}), lit(2, Fin{N: 5}))},
	{"(4 : ZMod 6)⁻¹ * 4 = 2", eq(ap(Mul, ZMod{N: 6}, ap(Inv, ZMod{N: 6}, lit(4, ZMod{N: 6})), lit(4, ZMod{N: 6})), lit(2, ZMod{N: 6}))},
	{"(3 : ZMod 7)⁻¹ = 5", eq(ap(Inv, ZMod{N: 7}, lit(3, ZMod{N: 7})), lit(5, ZMod{N: 7}))},
	{"(0 : ZMod 7)⁻¹ = 0", eq(ap(Inv, ZMod{N: 7}, lit(0, ZMod{N: 7})), lit(0, ZMod{N: 7}))},
	{"(2 : ZMod 7) ^ 1000000 = 2", eq(ap(Pow, ZMod{N: 7}, lit(2, ZMod{N: 7}), nat(1000000)), lit(2, ZMod{N: 7}))},
	{"(-1 : ZMod 7) = 6", eq(ap(Neg, ZMod{N: 7}, lit(1, ZMod{N: 7})), lit(6, ZMod{N: 7}))},
	{"((-3 : ℤ) : ZMod 5) = 2", eq(cast(zed(-3), ZMod{N: 5}), lit(2, ZMod{N: 5}))},
	{"val (-1 : ZMod 7) = 6", eq(ap(Val, Nat, ap(Neg, ZMod{N: 7}, lit(1, ZMod{N: 7}))), nat(6))},

	// ℂ.
	{"I ^ 2 = -1", eq(ap(Pow, Complex, ap(ImaginaryUnit, Complex), nat(2)), lit(-1, Complex))},
	{"I⁻¹ = -I", eq(ap(Inv, Complex, ap(ImaginaryUnit, Complex)), ap(Neg, Complex, ap(ImaginaryUnit, Complex)))},
	{"normSq (3 + 4I) = 25", eq(ap(NormSq, Real, gauss(3, 4)), re(25))},
	{"‖3 + 4I‖ = 5", eq(ap(Norm, Real, gauss(3, 4)), re(5))},
	{"conj (3 + 4I) = 3 - 4I", eq(ap(Conj, Complex, gauss(3, 4)), gauss(3, -4))},
	{"1 / (0 : ℂ) = 0", eq(ap(Div, Complex, lit(1, Complex), lit(0, Complex)), lit(0, Complex))},
	{"(1 + I) ^ (-2 : ℤ) = -I/2", eq(ap(Mul, Complex, lit(2, Complex), ap(Pow, Complex, gauss(1, 1), zed(-2))), gauss(0, -1))},
	{"exp (π I) = -1", eq(ap(Exp, Complex, ap(Mul, Complex, cast(ap(Pi, Real), Complex), ap(ImaginaryUnit, Complex))), lit(-1, Complex))},

	// Sums, sets and finsets.
	{"∑ k ∈ range 100, k = 4950", eq(ap(Sum, Nat, rng(100), fun(v(0, Nat), v(0, Nat))), nat(4950))},
	{"∏ k ∈ Icc 1 5, k = 120", eq(ap(Prod, Nat, icc(nat(1), nat(5)), fun(v(0, Nat), v(0, Nat))), nat(120))},
	{"Icc 5 3 = ∅", eq(icc(zed(5), zed(3)), ap(Enum, Finset{Elem: Int}))},
	{"(Icc (-2) 2).card = 5", eq(ap(Card, Nat, icc(zed(-2), zed(2))), nat(5))},
	{"(filter Even (range 10)).card = 5", eq(ap(Card, Nat, ap(Filter, Finset{Elem: Nat}, rng(10), fun(v(0, Nat), prop(Even, v(0, Nat))))), nat(5))},
	{"image (· % 3) (range 10) = {0, 1, 2}", eq(ap(Image, Finset{Elem: Nat}, fun(v(0, Nat), in(Mod, v(0, Nat), nat(3))), rng(10)), enum(nat(2), nat(1), nat(0)))},
	{"({1, 1, 2} : Finset ℕ).card = 2", eq(ap(Card, Nat, enum(nat(1), nat(1), nat(2))), nat(2))},
	{"(powerset (range 4)).card = 16", eq(ap(Card, Nat, ap(Powerset, Finset{Elem: Finset{Elem: Nat}}, rng(4))), nat(16))},
	{"3 ∈ {x : ℝ | x² > 8}", prop(Mem, re(3), set(v(0, Real), prop(Gt, in(Pow, v(0, Real), nat(2)), re(8))))},
	{"√2 ∈ Ioo 1 2", prop(Mem, ap(Sqrt, Real, re(2)), ap(Ioo, Set{Elem: Real}, re(1), re(2)))},
	{"2 ∉ Ioo 1 2", not(prop(Mem, re(2), ap(Ioo, Set{Elem: Real}, re(1), re(2))))},
	{"{x : ℕ | x < 4 ∧ Odd x} = {1, 3}", eq(set(v(0, Nat), prop(And, prop(Lt, v(0, Nat), nat(4)), prop(Odd, v(0, Nat)))), cast(enum(nat(3), nat(1)), Set{Elem: Nat}))},
	{"{x : ℝ | x² = 2} = {√2, -√2}", eq(set(v(0, Real), eq(in(Pow, v(0, Real), nat(2)), re(2))), ap(Enum, Set{Elem: Real}, ap(Sqrt, Real, re(2)), ap(Neg, Real, ap(Sqrt, Real, re(2)))))},
	{"ncard {x : ℤ | x² ≤ 50} = 15", eq(ap(NCard, Nat, set(v(0, Int), prop(Le, in(Pow, v(0, Int), nat(2)), zed(50)))), nat(15))},
	{"ncard {p : ℕ × ℕ | p.1 * p.2 = 12} = 6", eq(ap(NCard, Nat, set(v(0, Times{A: Nat, B: Nat}), eq(ap(Mul, Nat, ap(Fst, Nat, v(0, Times{A: Nat, B: Nat})), ap(Snd, Nat, v(0, Times{A: Nat, B: Nat}))), nat(12)))), nat(6))},
	{"sInf ∅ = 0 in ℕ", eq(ap(SInf, Nat, ap(Enum, Set{Elem: Nat})), nat(0))},
	{"sSup ∅ = 0 in ℝ", eq(ap(SSup, Real, ap(Enum, Set{Elem: Real})), re(0))},
	{"sSup univ = 0 in ℝ", eq(ap(SSup, Real, ap(Univ, Set{Elem: Real})), re(0))},
	{"sInf (Ioo 2 3) = 2 in ℝ", eq(ap(SInf, Real, ap(Ioo, Set{Elem: Real}, re(2), re(3))), re(2))},
	{"sInf {n : ℕ | n² > 50} = 8", eq(ap(SInf, Nat, set(v(0, Nat), prop(Gt, in(Pow, v(0, Nat), nat(2)), nat(50)))), nat(8))},
	{"IsLeast {n : ℕ | 7 ∣ n ∧ 0 < n} 7", prop(IsLeast, set(v(0, Nat), prop(And, prop(Dvd, nat(7), v(0, Nat)), prop(Lt, nat(0), v(0, Nat)))), nat(7))},
	{"¬ IsLeast {n : ℕ | 7 ∣ n} 7", not(prop(IsLeast, set(v(0, Nat), prop(Dvd, nat(7), v(0, Nat))), nat(7)))},
	{"IsGreatest {n : ℕ | n² < 50} 7", prop(IsGreatest, set(v(0, Nat), prop(Lt, in(Pow, v(0, Nat), nat(2)), nat(50))), nat(7))},
	{"IsGLB (Ioi 2) 2", prop(IsGLB, ap(Ioi, Set{Elem: Real}, re(2)), re(2))},
	{"Injective (· + 2 : Fin 5 → Fin 5)", prop(Injective, fun(v(0, Fin{N: 5}), in(Add, v(0, Fin{N: 5}), lit(2, Fin{N: 5}))))},
	{"¬ Injective (· ^ 2 : ℤ → ℤ)", not(prop(Injective, fun(v(0, Int), in(Pow, v(0, Int), nat(2)))))},
	{"(fun x ↦ x²) ∘ (fun x ↦ x + 1) at 2 = 9", eq(&Call{F: ap(Comp, Fun{Dom: Nat, Cod: Nat}, fun(v(0, Nat), in(Pow, v(0, Nat), nat(2))), fun(v(1, Nat), in(Add, v(1, Nat), nat(1)))), Arg: nat(2), T: Nat}, nat(9))},

	// Quantifiers.
	{"∀ x : Fin 7, x³ ∈ {0, 1, 6}", all(v(0, Fin{N: 7}), prop(Mem, in(Pow, v(0, Fin{N: 7}), nat(3)), enum(lit(0, Fin{N: 7}), lit(1, Fin{N: 7}), lit(6, Fin{N: 7}))))},
	{"∀ n : ℕ, 0 < n ∧ n < 100 → n² < 10000", all(v(0, Nat), prop(Imp, prop(And, prop(Lt, nat(0), v(0, Nat)), prop(Lt, v(0, Nat), nat(100))), prop(Lt, in(Pow, v(0, Nat), nat(2)), nat(10000))))},
	{"∃ x : ℝ, x² = 2", some(v(0, Real), eq(in(Pow, v(0, Real), nat(2)), re(2)))},
	{"¬ ∃ x : ℝ, x² = -2", not(some(v(0, Real), eq(in(Pow, v(0, Real), nat(2)), re(-2))))},
	{"¬ ∃ x : ℚ, x² = 2", not(some(v(0, Rat), eq(in(Pow, v(0, Rat), nat(2)), lit(2, Rat))))},
	{"∃! x : ℝ, 2x = 3", unique(v(0, Real), eq(in(Mul, re(2), v(0, Real)), re(3)))},
	{"¬ ∃! x : ℝ, x² = 2", not(unique(v(0, Real), eq(in(Pow, v(0, Real), nat(2)), re(2))))},
	{"∃! n : ℕ, n² = 4", unique(v(0, Nat), eq(in(Pow, v(0, Nat), nat(2)), nat(4)))},
	{"¬ ∃ m n : ℕ, m * n = 7 ∧ m + n = 9", not(some(v(0, Nat), some(v(1, Nat), prop(And, eq(in(Mul, v(0, Nat), v(1, Nat)), nat(7)), eq(in(Add, v(0, Nat), v(1, Nat)), nat(9))))))},
	{"∀ x y : ℤ, x² + y² ≠ 3", all(v(0, Int), all(v(1, Int), prop(Ne, in(Add, in(Pow, v(0, Int), nat(2)), in(Pow, v(1, Int), nat(2))), zed(3))))},
	{"∀ x : ℝ, (x + 1)² = x² + 2x + 1", all(v(0, Real), eq(in(Pow, in(Add, v(0, Real), re(1)), nat(2)), in(Add, in(Add, in(Pow, v(0, Real), nat(2)), in(Mul, re(2), v(0, Real))), re(1))))},
	{"¬ ∀ x : ℝ, x² = x", not(all(v(0, Real), eq(in(Pow, v(0, Real), nat(2)), v(0, Real))))},
	{"∀ n : ℕ, n ∣ 12 → n ≤ 12", all(v(0, Nat), prop(Imp, prop(Dvd, v(0, Nat), nat(12)), prop(Le, v(0, Nat), nat(12))))},
	{"{x : ℝ | |x - 2| = 3} = {5, -1}", eq(set(v(0, Real), eq(in(Abs, in(Sub, v(0, Real), re(2))), re(3))), ap(Enum, Set{Elem: Real}, re(5), re(-1)))},
	{"{x : ℝ | √(x + 3) = x + 1} = {1}", eq(set(v(0, Real), eq(in(Sqrt, in(Add, v(0, Real), re(3))), in(Add, v(0, Real), re(1)))), ap(Enum, Set{Elem: Real}, re(1)))},
	{"{x : ℝ | x / (x - 1) = 2} = {2}", eq(set(v(0, Real), eq(in(Div, v(0, Real), in(Sub, v(0, Real), re(1))), re(2))), ap(Enum, Set{Elem: Real}, re(2)))},
	{"{x : ℝ | x / x = 0} = {0}", eq(set(v(0, Real), eq(in(Div, v(0, Real), v(0, Real)), re(0))), ap(Enum, Set{Elem: Real}, re(0)))},
	{"{x : ℝ | log x = 1} = {e, -e}", eq(set(v(0, Real), eq(ap(Log, Real, v(0, Real)), re(1))), ap(Enum, Set{Elem: Real}, ap(Exp, Real, re(1)), in(Neg, ap(Exp, Real, re(1)))))},
	{"{x : ℝ | x³ - 6x² + 11x = 6} = {1, 2, 3}", eq(set(v(0, Real), eq(in(Add, in(Sub, in(Pow, v(0, Real), nat(3)), in(Mul, re(6), in(Pow, v(0, Real), nat(2)))), in(Mul, re(11), v(0, Real))), re(6))), ap(Enum, Set{Elem: Real}, re(1), re(2), re(3)))},
	{"5 ^ 999999 % 7 = 6", eq(ap(Mod, Nat, ap(Pow, Nat, nat(5), nat(999999)), nat(7)), nat(6))},
	{"7 ∣ 2 ^ (10 ^ 12) - 2 in ℤ", prop(Dvd, zed(7), in(Sub, ap(Pow, Int, zed(2), ap(Pow, Nat, nat(10), nat(12))), zed(2)))},
	{"3 ^ 1000000 ≡ 1 [MOD 4]", prop(ModEq, nat(4), ap(Pow, Nat, nat(3), nat(1000000)), nat(1))},
	{"Odd (3 ^ 1000000)", prop(Odd, ap(Pow, Nat, nat(3), nat(1000000)))},
	{"IsGreatest {n | 3 ^ n ∣ 100!} 48", prop(IsGreatest, set(v(0, Nat), prop(Dvd, ap(Pow, Nat, nat(3), v(0, Nat)), ap(Factorial, Nat, nat(100)))), nat(48))},
	{"¬ ∃ n : ℕ, n! = 100", not(some(v(0, Nat), eq(ap(Factorial, Nat, v(0, Nat)), nat(100))))},
	{"¬ ∃ t : ℤ, 1 = t π", not(some(v(0, Int), eq(re(1), in(Mul, cast(v(0, Int), Real), ap(Pi, Real)))))},
	{"{z : ℂ | z² = 2I} = {1 + I, -1 - I}", eq(set(v(0, Complex), eq(in(Pow, v(0, Complex), nat(2)), gauss(0, 2))), ap(Enum, Set{Elem: Complex}, gauss(1, 1), gauss(-1, -1)))},
	{"{z : ℂ | z² + z + 1 = 0}.ncard = 2", eq(ap(NCard, Nat, set(v(0, Complex), eq(in(Add, in(Add, in(Pow, v(0, Complex), nat(2)), v(0, Complex)), lit(1, Complex)), lit(0, Complex)))), nat(2))},
	{"¬ ∀ n : ℤ, n ≥ 1000 → n % 7 = 6", not(all(v(0, Int), prop(Imp, prop(Ge, v(0, Int), zed(1000)), eq(in(Mod, v(0, Int), zed(7)), zed(6)))))},
	{"∀ x : ℝ, x² ≥ x - 1", all(v(0, Real), prop(Ge, in(Pow, v(0, Real), nat(2)), in(Sub, v(0, Real), re(1))))},
	{"∃ x : ℝ, x⁵ - x - 1 = 0", some(v(0, Real), eq(in(Sub, in(Sub, in(Pow, v(0, Real), nat(5)), v(0, Real)), re(1)), re(0)))},
	{"∃! x : ℝ, x⁵ + x = 1", unique(v(0, Real), eq(in(Add, in(Pow, v(0, Real), nat(5)), v(0, Real)), re(1)))},
	{"¬ ∃! x : ℝ, x⁵ - 3x = 1", not(unique(v(0, Real), eq(in(Sub, in(Pow, v(0, Real), nat(5)), in(Mul, re(3), v(0, Real))), re(1))))},
	{"∀ x > 0, x³ - x + 1 > 0", all(v(0, Real), prop(Imp, prop(Gt, v(0, Real), re(0)), prop(Gt, in(Add, in(Sub, in(Pow, v(0, Real), nat(3)), v(0, Real)), re(1)), re(0))))},
	{"¬ ∀ x > 0, x³ - 2x + 1 > 0", not(all(v(0, Real), prop(Imp, prop(Gt, v(0, Real), re(0)), prop(Gt, in(Add, in(Sub, in(Pow, v(0, Real), nat(3)), in(Mul, re(2), v(0, Real))), re(1)), re(0)))))},
	{"∃! x : ℝ, x⁴ ≤ 2x² - 1 ∧ x > 0", unique(v(0, Real), prop(And, prop(Le, in(Pow, v(0, Real), nat(4)), in(Sub, in(Mul, re(2), in(Pow, v(0, Real), nat(2))), re(1))), prop(Gt, v(0, Real), re(0))))},
	{"∃! x : ℝ, (x³ - 2)² ≤ 0", unique(v(0, Real), prop(Le, in(Pow, in(Sub, in(Pow, v(0, Real), nat(3)), re(2)), nat(2)), re(0)))},
	{"∀ x : ℝ, x³ = 2 → x < 1.26", all(v(0, Real), prop(Imp, eq(in(Pow, v(0, Real), nat(3)), re(2)), prop(Lt, v(0, Real), frac(126, 100))))},
	{"¬ ∃ x : ℝ, x³ = 2 ∧ x⁶ = 5", not(some(v(0, Real), prop(And, eq(in(Pow, v(0, Real), nat(3)), re(2)), eq(in(Pow, v(0, Real), nat(6)), re(5)))))},
	{"∃ x : ℝ, x³ = 2 + x ∧ x⁶ = (2 + x)²", some(v(0, Real), prop(And, eq(in(Pow, v(0, Real), nat(3)), in(Add, re(2), v(0, Real))), eq(in(Pow, v(0, Real), nat(6)), in(Pow, in(Add, re(2), v(0, Real)), nat(2)))))},
	{"{x : ℝ | 0 < x ∧ x < 1} ⊆ {x | x² < x}", prop(Subset, set(v(0, Real), prop(And, prop(Lt, re(0), v(0, Real)), prop(Lt, v(0, Real), re(1)))), set(v(1, Real), prop(Lt, in(Pow, v(1, Real), nat(2)), v(1, Real))))},
	{"fun x ↦ 2x = fun x ↦ x + x", eq(fun(v(0, Real), in(Mul, re(2), v(0, Real))), fun(v(1, Real), in(Add, v(1, Real), v(1, Real))))},
}

func gauss(a, b int64) Term {
	return ap(Add, Complex, lit(a, Complex), ap(Mul, Complex, lit(b, Complex), ap(ImaginaryUnit, Complex)))
}

func TestTable(t *testing.T) {
	for _, row := range table {
		got, err := eval.Holds(row.p, nil)
		if err != nil || !got {
			t.Errorf("%s: %v, %v", row.name, got, err)
		}
		if got, err := eval.Holds(not(row.p), nil); err != nil || got {
			t.Errorf("¬ (%s): %v, %v", row.name, got, err)
		}
		// The floats agree where they say anything.
		if m := eval.Margin(row.p)(nil); m < -1e-9 {
			t.Errorf("%s has margin %g", row.name, m)
		}
	}
}
