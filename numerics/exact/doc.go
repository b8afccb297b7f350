// Package exact is the arithmetic that everybody in numerics shares and that never rounds:
// rational and real numbers, and polynomials over the rationals.
//
//	x := exact.Frac(1, 3)
//	y := x.Add(exact.Int(2)) // 7/3
//	z := exact.FromRat(y).Sqrt()
//	s, ok := z.Cmp(exact.Log(exact.RealInt(5)))
//
// A [Rat] is a value: operations give new ones and share nothing that is changed later.
// Numbers whose numerator and denominator fit in 64 bits are kept in two machine words; a
// result that does not fit moves to math/big, so that no operation overflows or rounds.
// Division by zero gives zero, Lean's convention for fields.
//
// A [Real] is a rational number or an expression in a normal form: a sum of products of
// rationals, roots of integers, π, logarithms of primes, exponentials and further functions.
// Signs are decided by enclosures with outward rounding whose precision grows, by the normal
// form where it is zero, and for algebraic numbers by a separation bound. What is decided is
// proved; all else is answered by ok = false or carried as an error.
package exact
