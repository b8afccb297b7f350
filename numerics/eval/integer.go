package eval

import (
	"math"
	"math/big"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// integer is the value of a function of ℕ or ℤ, or a part of a rational number.
func (e *evaluator) integer(a *elab.Apply, x, y exact.Real) (exact.Real, error) {
	p, okP := x.Rat()
	q, okQ := y.Rat()
	if !okP || !okQ {
		return x, unsupported(a.Op.String() + " of an irrational number")
	}
	z, err := e.integerRat(a, p, q)
	return exact.FromRat(z), err
}

func (e *evaluator) integerRat(a *elab.Apply, p, q exact.Rat) (exact.Rat, error) {
	switch a.Op {
	case elab.Num:
		return exact.FromBigInt(p.Num()), nil
	case elab.Den:
		return exact.FromBigInt(p.Den()), nil
	}
	if !p.IsInt() || !q.IsInt() {
		return p, unsupported(a.Op.String() + " of a fraction")
	}
	switch a.Op {
	case elab.Factorial:
		return e.factorial(p)
	case elab.Choose:
		return e.choose(p, q)
	case elab.Gcd:
		return gcd(p, q), nil
	case elab.Lcm:
		g := gcd(p, q)
		return p.Mul(q).Abs().Quo(g), nil
	case elab.MinFac:
		return e.minFac(p)
	case elab.Totient:
		return e.totient(p)
	case elab.Fib:
		return e.fib(p)
	case elab.NatSqrt:
		return exact.FromBigInt(new(big.Int).Sqrt(p.Num())), nil
	case elab.NatLog:
		return natLog(p, q), nil
	case elab.Succ:
		return p.Add(exact.Int(1)), nil
	case elab.Pred:
		if scalar(a.T) != elab.Nat {
			return p.Sub(exact.Int(1)), nil
		}
		return maxRat(p.Sub(exact.Int(1)), exact.Rat{}), nil
	case elab.NatAbs:
		return p.Abs(), nil
	case elab.ToNat:
		return maxRat(p, exact.Rat{}), nil
	case elab.Sign:
		return exact.Int(int64(p.Sign())), nil
	case elab.Val:
		return p, nil
	}
	return p, unsupported(a.Op.String())
}

func maxRat(p, q exact.Rat) exact.Rat {
	if p.Cmp(q) < 0 {
		return q
	}
	return p
}

func gcd(p, q exact.Rat) exact.Rat {
	x, okX := p.Int64()
	y, okY := q.Int64()
	if !okX || !okY || x == math.MinInt64 || y == math.MinInt64 {
		return exact.FromBigInt(new(big.Int).GCD(nil, nil, p.Abs().Num(), q.Abs().Num()))
	}
	for y != 0 {
		x, y = y, x%y
	}
	return exact.Int(max(x, -x))
}

// maxFactorial is where n! has more than MaxBits bits.
const maxFactorial = 10000

func (e *evaluator) factorial(p exact.Rat) (exact.Rat, error) {
	n, ok := p.Int64()
	if !ok || n > maxFactorial {
		return p, ErrTooLarge
	}
	if err := e.spend(1 + int(n/64)); err != nil {
		return p, err
	}
	return exact.FromBigInt(new(big.Int).MulRange(1, n)), nil
}

func (e *evaluator) choose(p, q exact.Rat) (exact.Rat, error) {
	if q.Sign() < 0 || p.Cmp(q) < 0 {
		return exact.Rat{}, nil
	}
	if other := p.Sub(q); other.Cmp(q) < 0 {
		q = other
	}
	n, okN := p.Int64()
	k, okK := q.Int64()
	if !okK || k > maxFactorial || !okN && k > 1 || int64(p.BitLen())*k > 2*MaxBits {
		return p, ErrTooLarge
	}
	if err := e.spend(int(k)); err != nil {
		return p, err
	}
	if k == 1 {
		return p, nil
	}
	return exact.FromBigInt(new(big.Int).Binomial(n, k)), nil
}

func (e *evaluator) fib(p exact.Rat) (exact.Rat, error) {
	n, ok := p.Int64()
	if !ok || n > MaxBits {
		return p, ErrTooLarge
	}
	// One addition a step, of numbers of up to n bits.
	if err := e.spend(int(n * (1 + n/4096))); err != nil {
		return p, err
	}
	a, b := new(big.Int), big.NewInt(1)
	for range n {
		a.Add(a, b)
		a, b = b, a
	}
	return exact.FromBigInt(a), nil
}

// natLog is Nat.log b n: the largest k with b^k ≤ n, 0 for b ≤ 1 or n = 0.
func natLog(b, n exact.Rat) exact.Rat {
	k := int64(0)
	if b.Cmp(exact.Int(1)) <= 0 {
		return exact.Rat{}
	}
	for n.Cmp(b) >= 0 {
		n, _ = exact.DivMod(n, b)
		k++
	}
	return exact.Int(k)
}

// digits are those of n to the base b, the least first.
func (e *evaluator) digits(b, n exact.Rat) (List, error) {
	var list List
	if b.Sign() == 0 {
		if n.Sign() != 0 {
			list = append(list, Rational(n))
		}
		return list, nil
	}
	if b.Cmp(exact.Int(1)) == 0 {
		count, ok := n.Int64()
		if !ok || count > maxElements {
			return nil, ErrTooLarge
		}
		if err := e.spendCount(count); err != nil {
			return nil, err
		}
		for range count {
			list = append(list, Int(1))
		}
		return list, nil
	}
	for n.Sign() > 0 {
		if err := e.spend(1 + n.BitLen()/64); err != nil {
			return nil, err
		}
		var d exact.Rat
		n, d = exact.DivMod(n, b)
		list = append(list, Rational(d))
	}
	return list, nil
}

// spendCount is spend for numbers of any size.
func (e *evaluator) spendCount(n int64) error {
	return e.spend(int(min(n, math.MaxInt32)))
}
