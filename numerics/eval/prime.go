package eval

import (
	"cmp"
	"fmt"
	"math/big"
	"math/bits"
	"slices"

	"cosita/numerics/exact"
)

// smallest primes are divided off first.
const trialLimit = 1 << 11

// primePower is a prime with its exponent.
type primePower struct {
	prime *big.Int
	exp   int
}

// isPrime decides whether n is prime, by a proof: below 2^64 the Baillie-PSW test is one;
// above, only its "no" is.
func isPrime(n *big.Int) (bool, error) {
	if n.Sign() <= 0 {
		return false, nil
	}
	if n.BitLen() > 4096 {
		return false, ErrTooLarge
	}
	if !n.ProbablyPrime(0) {
		return false, nil
	}
	if n.BitLen() > 64 {
		return false, undecided("whether a number of more than 64 bits is prime")
	}
	return true, nil
}

// factorize gives the primes of n > 0 by rising size.
func (e *evaluator) factorize(n *big.Int) ([]primePower, error) {
	var primes []primePower
	n = new(big.Int).Set(n)
	d, q, r := new(big.Int), new(big.Int), new(big.Int)
	for p := int64(2); p < trialLimit; p += 1 + p&1 {
		if n.IsInt64() && p*p > n.Int64() {
			break
		}
		d.SetInt64(p)
		k := 0
		for {
			if q.QuoRem(n, d, r); r.Sign() != 0 {
				break
			}
			n, q = q, n
			k++
		}
		if k > 0 {
			primes = append(primes, primePower{big.NewInt(p), k})
		}
	}
	if err := e.spend(16 + n.BitLen()*n.BitLen()/64); err != nil {
		return nil, err
	}
	if n.Cmp(big.NewInt(1)) == 0 {
		return primes, nil
	}
	if n.BitLen() > 64 {
		return nil, undecided("the prime factors of a number of more than 64 bits")
	}
	large, err := e.split(n.Uint64())
	if err != nil {
		return nil, err
	}
	slices.Sort(large)
	for _, p := range large {
		if k := len(primes) - 1; k >= 0 && primes[k].prime.IsUint64() && primes[k].prime.Uint64() == p {
			primes[k].exp++
		} else {
			primes = append(primes, primePower{new(big.Int).SetUint64(p), 1})
		}
	}
	slices.SortFunc(primes, func(a, b primePower) int { return a.prime.Cmp(b.prime) })
	return primes, nil
}

// split gives the prime factors of n > 1 (Pollard's rho with Brent's cycles).
func (e *evaluator) split(n uint64) ([]uint64, error) {
	if new(big.Int).SetUint64(n).ProbablyPrime(0) {
		return []uint64{n}, nil
	}
	for c := uint64(1); ; c++ {
		x, y, power, lam := uint64(2), uint64(2), 1, 0
		for {
			if err := e.spend(1); err != nil {
				return nil, err
			}
			if lam == power {
				x, power, lam = y, 2*power, 0
			}
			y = mulMod(y, y, n)
			y = addMod(y, c, n)
			lam++
			g := gcd64(max(x, y)-min(x, y), n)
			if g == n {
				break
			}
			if g > 1 {
				a, err := e.split(g)
				if err != nil {
					return nil, err
				}
				b, err := e.split(n / g)
				return append(a, b...), err
			}
		}
	}
}

func mulMod(a, b, n uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	_, rest := bits.Div64(hi%n, lo, n)
	return rest
}

func addMod(a, b, n uint64) uint64 {
	b %= n
	if a >= n-b {
		return a - (n - b)
	}
	return a + b
}

func gcd64(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// maxDivisors bounds the divisors that are written out.
const maxDivisors = 1 << 15

// divisors of n > 0 by rising size.
func (e *evaluator) divisors(n *big.Int) ([]exact.Rat, error) {
	primes, err := e.factorize(n)
	if err != nil {
		return nil, err
	}
	count := 1
	for _, p := range primes {
		if count *= p.exp + 1; count > maxDivisors {
			return nil, fmt.Errorf("more than %d divisors: %w", maxDivisors, ErrTooLarge)
		}
	}
	if err := e.spend(4 * count); err != nil {
		return nil, err
	}
	all := []exact.Rat{exact.Int(1)}
	for _, p := range primes {
		power, found := exact.FromBigInt(p.prime), len(all)
		for k, q := 0, power; k < p.exp; k, q = k+1, q.Mul(power) {
			for _, d := range all[:found] {
				all = append(all, d.Mul(q))
			}
		}
	}
	slices.SortFunc(all, exact.Rat.Cmp)
	return all, nil
}

func (e *evaluator) minFac(n exact.Rat) (exact.Rat, error) {
	if n.Sign() == 0 {
		return exact.Int(2), nil
	}
	if n.Cmp(exact.Int(1)) == 0 {
		return n, nil
	}
	// A small factor decides without the others.
	for p := int64(2); p < trialLimit; p++ {
		if _, r := exact.DivMod(n, exact.Int(p)); r.Sign() == 0 {
			return exact.Int(p), nil
		}
	}
	primes, err := e.factorize(n.Num())
	if err != nil {
		return n, err
	}
	return exact.FromBigInt(slices.MinFunc(primes, func(a, b primePower) int { return a.prime.Cmp(b.prime) }).prime), nil
}

func (e *evaluator) totient(n exact.Rat) (exact.Rat, error) {
	if n.Sign() == 0 {
		return n, nil
	}
	primes, err := e.factorize(n.Num())
	if err != nil {
		return n, err
	}
	for _, p := range primes {
		q := exact.FromBigInt(p.prime)
		n = n.Quo(q).Mul(q.Sub(exact.Int(1)))
	}
	return n, nil
}

// squarefree reports whether no square but that of a unit divides n.
func (e *evaluator) squarefree(n *big.Int) (bool, error) {
	if n.Sign() == 0 {
		return false, nil
	}
	primes, err := e.factorize(new(big.Int).Abs(n))
	if err != nil {
		return false, err
	}
	return slices.MaxFunc(append(primes, primePower{exp: 1}), func(a, b primePower) int { return cmp.Compare(a.exp, b.exp) }).exp <= 1, nil
}

// isSquare reports whether n is the square of an integer.
func isSquare(n *big.Int) bool {
	if n.Sign() < 0 {
		return false
	}
	s := new(big.Int).Sqrt(n)
	return s.Mul(s, s).Cmp(n) == 0
}
