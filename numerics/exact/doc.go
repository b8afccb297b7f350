// Package exact is the arithmetic that everybody in numerics shares and that never rounds:
// rational numbers of any size, and polynomials over them.
//
//	x := exact.Frac(1, 3)
//	y := x.Add(exact.Int(2)) // 7/3
//
// A [Rat] is a value: operations give new ones and share nothing that is changed later.
// Numbers whose numerator and denominator fit in 64 bits are kept in two machine words; a
// result that does not fit moves to math/big, so that no operation overflows or rounds.
// Division by zero gives zero, Lean's convention for fields.
package exact
