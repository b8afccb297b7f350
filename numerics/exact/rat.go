package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Rat is a rational number. The zero value is 0.
type Rat struct {
	num int64    // numerator, in lowest terms, when big is nil
	den int64    // denominator minus 1, so that the zero value is 0/1
	big *big.Rat // the number, when it does not fit; never changed
}

// Int is the integer n.
func Int(n int64) Rat { return Rat{num: n} }

// Frac is n/d, 0 when d is 0.
func Frac(n, d int64) Rat { return Int(n).Quo(Int(d)) }

// FromBig is the value of r, which may be changed afterwards.
func FromBig(r *big.Rat) Rat {
	if r.Num().IsInt64() && r.Denom().IsInt64() {
		return Rat{num: r.Num().Int64(), den: r.Denom().Int64() - 1}
	}
	return Rat{big: new(big.Rat).Set(r)}
}

// FromBigInt is the value of n.
func FromBigInt(n *big.Int) Rat {
	if n.IsInt64() {
		return Int(n.Int64())
	}
	return Rat{big: new(big.Rat).SetInt(n)}
}

// FromFloat is the exact value of a finite f, and 0 for any other.
func FromFloat(f float64) Rat {
	r := new(big.Rat).SetFloat64(f)
	if r == nil {
		return Rat{}
	}
	return FromBig(r)
}

// Parse reads `-3/7` or `12`.
func Parse(text string) (Rat, bool) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return Rat{}, false
	}
	return FromBig(r), true
}

// Big is r as a new big.Rat.
func (r Rat) Big() *big.Rat {
	if r.big != nil {
		return new(big.Rat).Set(r.big)
	}
	return big.NewRat(r.num, r.den+1)
}

// view is r as a big.Rat that must not be changed.
func (r Rat) view() *big.Rat {
	if r.big != nil {
		return r.big
	}
	return big.NewRat(r.num, r.den+1)
}

// Num is the numerator of r in lowest terms.
func (r Rat) Num() *big.Int { return r.Big().Num() }

// Den is the denominator of r in lowest terms; it is positive.
func (r Rat) Den() *big.Int { return r.Big().Denom() }

// String is r as `-3/7` or `12`.
func (r Rat) String() string { return r.view().RatString() }

// Float is the nearest float64.
func (r Rat) Float() float64 {
	if r.big == nil && r.den == 0 {
		return float64(r.num)
	}
	f, _ := r.view().Float64()
	return f
}

// Sign is -1, 0 or 1.
func (r Rat) Sign() int {
	switch {
	case r.big != nil:
		return r.big.Sign()
	case r.num < 0:
		return -1
	case r.num > 0:
		return 1
	}
	return 0
}

// IsInt reports whether r is an integer.
func (r Rat) IsInt() bool {
	if r.big != nil {
		return r.big.IsInt()
	}
	return r.den == 0
}

// Int64 is r when it is an integer of 64 bits.
func (r Rat) Int64() (int64, bool) { return r.num, r.big == nil && r.den == 0 }

// half bounds the parts of two numbers whose sum and product fit in 64 bits.
const half = 1 << 31

// short reports whether numerator and denominator are below half.
func (r Rat) short() bool {
	return r.big == nil && -half < r.num && r.num < half && r.den < half-1
}

// lowest is n/d in lowest terms, for d > 0.
func lowest(n, d int64) Rat {
	a, b := magnitude(n), uint64(d)
	for b != 0 {
		a, b = b, a%b
	}
	return Rat{num: n / int64(a), den: d/int64(a) - 1}
}

// BitLen is the number of bits of the longer of numerator and denominator.
func (r Rat) BitLen() int {
	if r.big != nil {
		return max(r.big.Num().BitLen(), r.big.Denom().BitLen())
	}
	return max(bits.Len64(magnitude(r.num)), bits.Len64(uint64(r.den)+1))
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Cmp is -1, 0 or 1 as r is less than, equal to or greater than s.
func (r Rat) Cmp(s Rat) int {
	if r.big == nil && s.big == nil && r.den == 0 && s.den == 0 {
		switch {
		case r.num < s.num:
			return -1
		case r.num > s.num:
			return 1
		}
		return 0
	}
	if r.short() && s.short() {
		return Int(r.num * (s.den + 1)).Cmp(Int(s.num * (r.den + 1)))
	}
	return r.view().Cmp(s.view())
}

// Add is r + s.
func (r Rat) Add(s Rat) Rat {
	if r.big == nil && s.big == nil && r.den == 0 && s.den == 0 {
		if sum := r.num + s.num; (sum > r.num) == (s.num > 0) {
			return Rat{num: sum}
		}
	}
	if r.short() && s.short() {
		a, b := r.den+1, s.den+1
		return lowest(r.num*b+s.num*a, a*b)
	}
	return FromBig(new(big.Rat).Add(r.view(), s.view()))
}

// Sub is r - s.
func (r Rat) Sub(s Rat) Rat { return r.Add(s.Neg()) }

// Neg is -r.
func (r Rat) Neg() Rat {
	if r.big == nil && r.num != math.MinInt64 {
		return Rat{num: -r.num, den: r.den}
	}
	return FromBig(new(big.Rat).Neg(r.view()))
}

// Mul is r * s.
func (r Rat) Mul(s Rat) Rat {
	if r.big == nil && s.big == nil && r.den == 0 && s.den == 0 {
		hi, lo := bits.Mul64(magnitude(r.num), magnitude(s.num))
		if hi == 0 && lo < 1<<63 {
			n := int64(lo)
			if (r.num < 0) != (s.num < 0) {
				n = -n
			}
			return Rat{num: n}
		}
	}
	if r.short() && s.short() {
		return lowest(r.num*s.num, (r.den+1)*(s.den+1))
	}
	return FromBig(new(big.Rat).Mul(r.view(), s.view()))
}

// Quo is r / s, and 0 when s is 0.
func (r Rat) Quo(s Rat) Rat {
	if s.Sign() == 0 {
		return Rat{}
	}
	if r.short() && s.short() {
		n, d := r.num*(s.den+1), (r.den+1)*s.num
		if d < 0 {
			n, d = -n, -d
		}
		return lowest(n, d)
	}
	return FromBig(new(big.Rat).Quo(r.view(), s.view()))
}

// Abs is the absolute value of r.
func (r Rat) Abs() Rat {
	if r.Sign() < 0 {
		return r.Neg()
	}
	return r
}

// Pow is r to the power n ≥ 0, with 0^0 = 1.
func (r Rat) Pow(n int64) Rat {
	result, square := Int(1), r
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = result.Mul(square)
		}
		if n > 1 {
			square = square.Mul(square)
		}
	}
	return result
}

// DivMod is Euclidean division of integers: a = b*q + m with 0 ≤ m < |b|; for b = 0 it is
// q = 0, m = a. The arguments must be integers.
func DivMod(a, b Rat) (q, m Rat) {
	if b.Sign() == 0 {
		return Rat{}, a
	}
	if a.big == nil && b.big == nil && a.num >= 0 && b.num > 0 {
		return Int(a.num / b.num), Int(a.num % b.num)
	}
	quotient, rest := new(big.Int).DivMod(a.Num(), b.Num(), new(big.Int))
	return FromBigInt(quotient), FromBigInt(rest)
}
