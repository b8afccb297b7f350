package exact

import (
	"errors"
	"maps"
	"slices"
)

// Errors that a Real may carry.
var (
	// ErrTooLarge is carried by a number with too many digits or too many terms.
	ErrTooLarge = errors.New("too large")
	// ErrUndecided is carried by a number whose definition needs a sign that is not decided.
	ErrUndecided = errors.New("undecided")
)

// MaxBits bounds the numerators and denominators that an operation on reals may make.
const MaxBits = 1 << 17

// Real is a real number that is known exactly: a rational number, or a sum of products of
// rationals, roots, π, logarithms and other functions, in a normal form in which equal
// numbers are often written alike. The zero value is 0. A Real may instead carry an error;
// then nothing about it is decided, nor about what is made from it.
type Real struct {
	rat Rat
	sum *sum // the number, where it is not known to be rational
}

// FromRat is the real number r.
func FromRat(r Rat) Real { return Real{rat: r} }

// RealInt is the real number n.
func RealInt(n int64) Real { return Real{rat: Int(n)} }

func failed(err error) Real { return Real{sum: &sum{err: err}} }

// Err is the reason why x is not known, if it is not.
func (x Real) Err() error {
	if x.sum != nil {
		return x.sum.err
	}
	if x.rat.big != nil && x.rat.BitLen() > MaxBits {
		return ErrTooLarge
	}
	return nil
}

// Rat is x where it is known to be rational.
func (x Real) Rat() (Rat, bool) { return x.rat, x.sum == nil }

// terms are the terms whose sum x is; x carries no error.
func (x Real) terms() []summand {
	if x.sum != nil {
		return x.sum.terms
	}
	if x.rat.Sign() == 0 {
		return nil
	}
	return []summand{{x.rat, unit}}
}

// broken is the error of one of the numbers, as a number.
func broken(xs ...Real) (Real, bool) {
	for _, x := range xs {
		if err := x.Err(); err != nil {
			return failed(err), true
		}
	}
	return Real{}, false
}

// Add is x + y.
func (x Real) Add(y Real) Real {
	if x.sum == nil && y.sum == nil {
		return Real{rat: x.rat.Add(y.rat)}
	}
	if bad, ok := broken(x, y); ok {
		return bad
	}
	return merge(x.terms(), y.terms())
}

// Neg is -x.
func (x Real) Neg() Real { return x.scale(Int(-1)) }

// Sub is x - y.
func (x Real) Sub(y Real) Real {
	if x.sum == nil && y.sum == nil {
		return Real{rat: x.rat.Sub(y.rat)}
	}
	return x.Add(y.Neg())
}

// scale is c·x.
func (x Real) scale(c Rat) Real {
	if x.sum == nil {
		return Real{rat: x.rat.Mul(c)}
	}
	if x.Err() != nil {
		return x
	}
	if c.Sign() == 0 {
		return Real{}
	}
	scaled := make([]summand, len(x.sum.terms))
	for i, t := range x.sum.terms {
		scaled[i] = summand{t.coef.Mul(c), t.mono}
	}
	return fromTerms(scaled)
}

// Mul is x·y.
func (x Real) Mul(y Real) Real {
	switch {
	case x.sum == nil && y.sum == nil:
		return Real{rat: x.rat.Mul(y.rat)}
	case x.sum == nil:
		return y.scale(x.rat)
	case y.sum == nil:
		return x.scale(y.rat)
	}
	if bad, ok := broken(x, y); ok {
		return bad
	}
	if len(x.sum.terms)*len(y.sum.terms) > maxTerms {
		return failed(ErrTooLarge)
	}
	total := map[string]summand{}
	for _, s := range x.sum.terms {
		for _, t := range y.sum.terms {
			product := s.mono.times(t.mono).scale(s.coef.Mul(t.coef))
			if err := product.Err(); err != nil {
				return failed(err)
			}
			for _, u := range product.terms() {
				u.coef = u.coef.Add(total[u.mono.key].coef)
				total[u.mono.key] = u
			}
		}
	}
	var terms []summand
	for _, key := range slices.Sorted(maps.Keys(total)) {
		if t := total[key]; t.coef.Sign() != 0 {
			terms = append(terms, t)
		}
	}
	return fromTerms(terms)
}

// Len is the number of terms of x, a measure of the work that it makes.
func (x Real) Len() int {
	if x.sum == nil {
		return 1
	}
	return len(x.sum.terms)
}

// Quo is x/y, and 0 for y = 0.
func (x Real) Quo(y Real) Real {
	if x.sum == nil && y.sum == nil {
		return Real{rat: x.rat.Quo(y.rat)}
	}
	if bad, ok := broken(x, y); ok {
		return bad
	}
	if s, ok := y.Sign(); !ok {
		return failed(ErrUndecided)
	} else if s == 0 {
		return Real{}
	}
	if q, ok := proportion(x.terms(), y.terms()); ok {
		return FromRat(q)
	}
	return x.Mul(y.inverse())
}

// Inv is 1/x, and 0 for x = 0.
func (x Real) Inv() Real { return RealInt(1).Quo(x) }

// inverse is 1/x for x ≠ 0.
func (x Real) inverse() Real {
	if x.sum == nil {
		return Real{rat: Int(1).Quo(x.rat)}
	}
	terms := x.sum.terms
	if len(terms) == 1 {
		return terms[0].mono.inverse().scale(Int(1).Quo(terms[0].coef))
	}
	if y, ok := x.rationalize(); ok {
		return y
	}
	// 1/(c·s) = 1/c·1/s, so that proportional sums have the same inverse but for a factor.
	c := terms[0].coef
	return newAtom(opInv, 0, x.scale(Int(1).Quo(c))).real().scale(Int(1).Quo(c))
}

// Pow is x to the power n, with 0^0 = 1 and 0^n = 0 for n < 0.
func (x Real) Pow(n int64) Real {
	if n < 0 {
		if x.sum == nil {
			if err := tooLarge(x.rat, n); err != nil {
				return failed(err)
			}
			return Real{rat: Int(1).Quo(x.rat.Pow(-n))}
		}
		return x.Inv().Pow(-n)
	}
	if x.sum == nil {
		if err := tooLarge(x.rat, n); err != nil {
			return failed(err)
		}
		return Real{rat: x.rat.Pow(n)}
	}
	if len(x.sum.terms) > 1 && n > 64 || n > MaxBits {
		return failed(ErrTooLarge)
	}
	result := RealInt(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result.Mul(x)
		}
		if n > 1 {
			x = x.Mul(x)
		}
	}
	return result
}

func tooLarge(r Rat, n int64) error {
	if r.IsInt() && r.BitLen() <= 1 {
		return nil
	}
	if n > MaxBits || n < -MaxBits || int64(r.BitLen()-1)*max(n, -n) > MaxBits {
		return ErrTooLarge
	}
	return nil
}

// Abs is |x|.
func (x Real) Abs() Real {
	if x.sum == nil {
		return Real{rat: x.rat.Abs()}
	}
	s, ok := x.Sign()
	switch {
	case !ok:
		return failed(x.undecided())
	case s < 0:
		return x.Neg()
	}
	return x
}

func (x Real) undecided() error {
	if err := x.Err(); err != nil {
		return err
	}
	return ErrUndecided
}

// Cmp is -1, 0 or 1 as x is less than, equal to or greater than y; false where that is not
// decided.
func (x Real) Cmp(y Real) (int, bool) {
	if x.sum == nil && y.sum == nil {
		return x.rat.Cmp(y.rat), true
	}
	return x.Sub(y).Sign()
}

// Floor is the largest integer that is not above x; false where that is not decided.
func (x Real) Floor() (Rat, bool) {
	if x.sum == nil {
		return floor(x.rat), true
	}
	iv, ok := x.Interval(64)
	if !ok {
		return Rat{}, false
	}
	size := max(iv.Hi.MantExp(nil), iv.Lo.MantExp(nil))
	if size > maxSeparation {
		return Rat{}, false
	}
	prec := uint(max(64, size+64))
	var low, high Rat
	for {
		if iv, ok = x.Interval(prec); !ok {
			return Rat{}, false
		}
		lo, _ := iv.Lo.Rat(nil)
		hi, _ := iv.Hi.Rat(nil)
		low, high = floor(FromBig(lo)), floor(FromBig(hi))
		if high.Sub(low).Cmp(Int(1)) <= 0 {
			break
		}
		// Terms that cancel each other take precision away.
		if prec *= 2; prec > 4*maxSeparation {
			return Rat{}, false
		}
	}
	for low.Cmp(high) < 0 {
		// Two neighbors in nearly all cases.
		s, ok := x.Cmp(FromRat(high))
		if !ok {
			return Rat{}, false
		}
		if s >= 0 {
			return high, true
		}
		high = high.Sub(Int(1))
	}
	return low, true
}

func floor(r Rat) Rat {
	if r.IsInt() {
		return r
	}
	if r.big == nil {
		q, _ := DivMod(Int(r.num), Int(r.den+1))
		return q
	}
	q, _ := DivMod(FromBigInt(r.Num()), FromBigInt(r.Den()))
	return q
}
