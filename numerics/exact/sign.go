package exact

import (
	"math"
	"math/big"
)

var nan = math.NaN()

// Bounds on the precision that a sign is sought with: of any number, and of an algebraic one
// whose sign is decided by then.
const (
	maxPrec       = 2048
	maxSeparation = 1 << 13
)

// Sign is -1, 0 or 1, and false where it is not decided. A number that is not zero is told
// from zero by intervals, up to 2048 bits. It is zero where its normal form is, or where it
// is algebraic and closer to zero than its separation bound.
func (x Real) Sign() (int, bool) {
	if x.sum == nil {
		return x.rat.Sign(), true
	}
	if x.sum.err != nil {
		return 0, false
	}
	bound, algebraic := x.separation()
	limit := uint(maxPrec)
	if algebraic {
		limit = uint(max(64, bound+64))
		limit += limit / 2
	}
	for prec := uint(64); ; prec *= 2 {
		if iv, ok := x.Interval(min(prec, limit)); ok {
			if s, ok := iv.Sign(); ok {
				return s, true
			}
			if algebraic && iv.below(bound) {
				return 0, true
			}
		}
		if prec == 64 && (x.cleared() || x.conjugate()) {
			return 0, true
		}
		if prec >= limit {
			return 0, false
		}
	}
}

// cleared reports whether x times the sums that it is divided by is zero in normal form.
func (x Real) cleared() bool {
	for range 8 {
		var inverse *atom
		most := 0
		for _, t := range x.terms() {
			for _, a := range t.mono.atoms {
				if a.atom.op == opInv && (inverse == nil || a.atom.key == inverse.key) {
					inverse, most = a.atom, max(most, a.exp)
				}
			}
		}
		if inverse == nil {
			return false
		}
		var total Real
		for _, t := range x.terms() {
			e := 0
			var others []atomPower
			for _, a := range t.mono.atoms {
				if a.atom.key == inverse.key {
					e = a.exp
				} else {
					others = append(others, a)
				}
			}
			factor := newProduct(t.mono.roots, others, t.mono.exp).real().scale(t.coef)
			total = total.Add(factor.Mul(inverse.arg.Pow(int64(most - e))))
		}
		if total.Err() != nil {
			return false
		}
		if total.sum == nil {
			return total.rat.Sign() == 0
		}
		x = total
	}
	return false
}

// conjugate reports whether x = a + b√s is zero since a² = b²s and the signs of a and b differ.
func (x Real) conjugate() bool {
	var root *atom
	for _, t := range x.terms() {
		for _, a := range t.mono.atoms {
			// The longest is the outermost.
			if a.atom.op == opRoot && a.atom.n == 2 && !a.atom.arg.algebraic() && (root == nil || len(a.atom.key) > len(root.key)) {
				root = a.atom
			}
		}
	}
	if root == nil {
		return false
	}
	var a, b Real
	for _, t := range x.terms() {
		e := 0
		var others []atomPower
		for _, p := range t.mono.atoms {
			if p.atom.key == root.key {
				e = p.exp
			} else {
				others = append(others, p)
			}
		}
		rest := newProduct(t.mono.roots, others, t.mono.exp).real().scale(t.coef)
		switch e {
		case 0:
			a = a.Add(rest)
		case 1:
			b = b.Add(rest)
		default:
			return false
		}
	}
	if s, ok := a.Mul(a).Sub(b.Mul(b).Mul(root.arg)).Sign(); !ok || s != 0 {
		return false
	}
	sa, okA := a.Sign()
	sb, okB := b.Sign()
	return okA && okB && sa == -sb
}

// A separator finds how near to zero an algebraic number that is not zero may be: x is a/b
// with algebraic integers a, b that lie in the field made by all radicals of x, so that the
// product of a's conjugates is at least 1; u bounds the conjugates of a, l those of b, both
// as logarithms. (Burnikel, Funke, Mehlhorn, Schirra, Schmitt, A separation bound for real
// algebraic expressions, ESA 2001.)
type separator struct {
	degrees map[string]int64 // of the radicals, by what they are radicals of
	cyclic  int64            // all cosines are in the field of these roots of unity
}

// separation is the bound for x: if |x| < 2^-bits then x = 0.
func (x Real) separation() (bits int, ok bool) {
	if !x.algebraic() {
		return 0, false
	}
	s := &separator{map[string]int64{}, 1}
	u, l := s.real(x)
	degree := float64(s.cyclic)
	for _, d := range s.degrees {
		degree *= float64(d)
	}
	need := (degree-1)*u + l + 2
	if need > maxSeparation || math.IsNaN(need) {
		return 0, false
	}
	return int(math.Ceil(max(need, 0) * 1.0001)), true
}

func log2(n *big.Int) float64 { return float64(n.BitLen()) }

func (s *separator) real(x Real) (u, l float64) {
	if x.sum == nil {
		return log2(x.rat.Num()), log2(x.rat.Den())
	}
	// A common denominator: the least one of the coefficients, and of each atom that of its
	// highest power.
	den := big.NewInt(1)
	type bounds struct{ u, l float64 }
	atoms := map[string]bounds{}
	highest := map[string]int{}
	// Powers of the inverse of an atom count as powers of an atom with u and l exchanged.
	power := func(a atomPower) (key string, e int) {
		if a.exp < 0 {
			return "1/" + a.atom.key, -a.exp
		}
		return a.atom.key, a.exp
	}
	for _, t := range x.sum.terms {
		d := t.coef.Den()
		den.Mul(den, new(big.Int).Quo(d, new(big.Int).GCD(nil, nil, den, d)))
		for _, a := range t.mono.atoms {
			key, e := power(a)
			if _, ok := atoms[key]; !ok {
				u, l := s.atom(a.atom)
				if a.exp < 0 {
					u, l = l, u
				}
				atoms[key] = bounds{u, l}
			}
			highest[key] = max(highest[key], e)
		}
	}
	l = log2(den)
	for key, e := range highest {
		l += float64(e) * atoms[key].l
	}
	for _, t := range x.sum.terms {
		v := log2(t.coef.Num()) + log2(den)
		for _, r := range t.mono.roots {
			s.radical(r.base.String(), r.exp.Den())
			v += log2(r.base)
		}
		rest := map[string]int{}
		for _, a := range t.mono.atoms {
			key, e := power(a)
			v += float64(e) * atoms[key].u
			rest[key] = e
		}
		for key, e := range highest {
			v += float64(e-rest[key]) * atoms[key].l
		}
		u = max(u, v)
	}
	return u + log2(big.NewInt(int64(len(x.sum.terms)))), l
}

// radical notes a root of base of that degree.
func (s *separator) radical(base string, degree *big.Int) {
	d := int64(1 << 40)
	if degree.IsInt64() {
		d = min(d, degree.Int64())
	}
	s.degrees[base] = lcm(max(1, s.degrees[base]), d)
}

func (s *separator) atom(a *atom) (u, l float64) {
	switch a.op {
	case opCosPi:
		// 2cos(πp/q) is a sum of two roots of unity of order 2q.
		if q := a.arg.rat.Den(); q.IsInt64() {
			s.cyclic = lcm(s.cyclic, 2*min(q.Int64(), 1<<40))
		} else {
			s.cyclic = 1 << 50
		}
		return 1, 1
	case opInv:
		u, l = s.real(a.arg)
		return l, u
	default:
		// The n-th root of a/b is the n-th root of a·b^(n-1), over b.
		u, l = s.real(a.arg)
		s.radical(a.key, big.NewInt(int64(a.n)))
		return (u + float64(a.n-1)*l) / float64(a.n), l
	}
}

// lcm is the least common multiple, cut at 2^50.
func lcm(a, b int64) int64 {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	if q := a / x; q > (1<<50)/b {
		return 1 << 50
	}
	return a / x * b
}
