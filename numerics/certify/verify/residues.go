package verify

import (
	"math/big"

	"cosita/lean/elab"
)

// Limits of a proof by residues.
const (
	maxModulus  = 1 << 20
	maxClasses  = 1 << 14 // of one variable
	maxResidues = 1 << 18 // classes of all variables together
)

// residues closes s by calculation modulo n.Modulus, for all classes of its integer variables:
// in each a fact fails or the goal holds.
//
// The variables of ℤ run through the residues modulo m. Those of ℕ run through the numbers
// below n.From, each for itself, and m·p classes v, v + mp, v + 2mp, … from there on, where p is
// a period of the powers of every number modulo m: the multiple of their orders that Carmichael's
// theorem gives. From must be at least the largest exponent of a prime in m, so that those
// powers have become periodic.
func (s *Sequent) residues(n *Node) error {
	if n.Modulus < 2 || n.Modulus > maxModulus || n.From < 1 || n.From > maxClasses {
		return reject("residues modulo %d from %d on", n.Modulus, n.From)
	}
	period, height := carmichael(n.Modulus)
	if n.From < height {
		return reject("powers modulo %d are not periodic from %d on", n.Modulus, n.From)
	}
	c := &classes{s: s, modulus: n.Modulus, from: n.From, height: height, at: map[int]int64{}}
	mentioned, exponents := map[int]bool{}, map[int]bool{}
	s.Walk(func(t elab.Term) {
		if v, ok := t.(*elab.Var); ok {
			mentioned[v.Index] = true
		}
		if a, ok := t.(*elab.Apply); ok && a.Op == elab.Pow {
			visit(a.Args[1], func(t elab.Term) {
				if v, ok := t.(*elab.Var); ok {
					exponents[v.Index] = true
				}
			})
		}
	})
	total := int64(1)
	for _, v := range s.Variables() {
		count := n.Modulus
		switch v.T {
		case elab.Type(elab.Int):
		case elab.Type(elab.Nat):
			if exponents[v.Index] {
				if period > maxClasses {
					return reject("a period of %d", period)
				}
				count = n.Modulus / gcd(n.Modulus, period) * period
			}
			count += n.From
		default:
			continue
		}
		if !mentioned[v.Index] {
			continue
		}
		if total *= count; count > maxClasses || total > maxResidues {
			return reject("more than %d classes", maxResidues)
		}
		c.vars, c.counts = append(c.vars, v), append(c.counts, count)
	}
	return c.all(0)
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// carmichael is an exponent p > 0 and a height h with a^(e+p) ≡ a^e modulo m for all a and
// e ≥ h: the least common multiple of (q-1)·q^(k-1) and the largest k, over the prime powers
// q^k of m.
func carmichael(m int64) (period, height int64) {
	period = 1
	for q := int64(2); m > 1; q++ {
		if q*q > m {
			q = m
		}
		k, order := int64(0), q-1
		for m%q == 0 {
			if k++; k > 1 {
				order *= q
			}
			m /= q
		}
		if k > 0 {
			period = period / gcd(period, order) * order
			height = max(height, k)
		}
	}
	return period, height
}

// classes gives each variable a class, by its least member.
type classes struct {
	s             *Sequent
	modulus, from int64
	height        int64 // exponents from here on may differ by multiples of the period
	vars          []*elab.Var
	counts        []int64
	at            map[int]int64
}

// all tries the classes of the variables from number i on.
func (c *classes) all(i int) error {
	if c.s.stopped() {
		return reject("stopped")
	}
	for _, f := range c.s.Facts {
		if f.Prop != nil && c.prop(f.Prop) == no {
			return nil
		}
	}
	if i == len(c.vars) {
		if c.prop(c.s.Goal) != yes {
			return reject("%s is not seen to hold modulo %d", elab.Print(c.s.Goal), c.modulus)
		}
		return nil
	}
	for r := range c.counts[i] {
		c.at[c.vars[i].Index] = r
		if err := c.all(i + 1); err != nil {
			return err
		}
	}
	delete(c.at, c.vars[i].Index)
	return nil
}

// truthValue is what is known of a proposition for all members of the classes.
type truthValue uint8

const (
	open truthValue = iota
	yes
	no
)

func decided(b bool) truthValue {
	if b {
		return yes
	}
	return no
}

func (v truthValue) not() truthValue { return [...]truthValue{open, no, yes}[v] }

func (v truthValue) and(w truthValue) truthValue {
	switch {
	case v == no || w == no:
		return no
	case v == yes && w == yes:
		return yes
	}
	return open
}

func (c *classes) prop(t elab.Term) truthValue {
	a, ok := t.(*elab.Apply)
	if !ok {
		return open
	}
	switch a.Op {
	case elab.True, elab.False:
		return decided(a.Op == elab.True)
	case elab.Not:
		return c.prop(a.Args[0]).not()
	case elab.And:
		return c.prop(a.Args[0]).and(c.prop(a.Args[1]))
	case elab.Or:
		return c.prop(a.Args[0]).not().and(c.prop(a.Args[1]).not()).not()
	case elab.Imp:
		return c.prop(a.Args[0]).and(c.prop(a.Args[1]).not()).not()
	case elab.Iff:
		l, r := c.prop(a.Args[0]), c.prop(a.Args[1])
		if l == open || r == open {
			return open
		}
		return decided(l == r)
	case elab.Ne:
		return c.equal(a.Args[0], a.Args[1]).not()
	case elab.Eq:
		return c.equal(a.Args[0], a.Args[1])
	case elab.Lt:
		return c.below(a.Args[1], a.Args[0]).not()
	case elab.Gt:
		return c.below(a.Args[0], a.Args[1]).not()
	case elab.Le:
		return c.below(a.Args[0], a.Args[1])
	case elab.Ge:
		return c.below(a.Args[1], a.Args[0])
	case elab.Even, elab.Odd:
		r := c.modulo(a.Args[0], 2)
		if r.known {
			return decided((r.residue == 0) == (a.Op == elab.Even))
		}
	case elab.Dvd, elab.ModEq:
		d, ok := c.literal(a.Args[0])
		if !ok {
			return open
		}
		r := c.modulo(a.Args[1], d)
		if a.Op == elab.Dvd && r.known {
			return decided(r.residue == 0)
		}
		if a.Op == elab.ModEq {
			if q := c.modulo(a.Args[2], d); r.known && q.known {
				return decided(r.residue == q.residue)
			}
		}
	}
	return open
}

// literal is the positive value of a numeral that divides the modulus.
func (c *classes) literal(t elab.Term) (int64, bool) {
	l, ok := t.(*elab.Lit)
	if !ok || l.T != elab.Type(elab.Nat) && l.T != elab.Type(elab.Int) || !l.Value.IsInt() || !l.Value.Num().IsInt64() {
		return 0, false
	}
	d := l.Value.Num().Int64()
	return d, d > 0 && c.modulus%d == 0
}

// modulo is t modulo a divisor d of the modulus.
func (c *classes) modulo(t elab.Term, d int64) integer {
	x := c.number(t)
	if c.modulus%d != 0 {
		return integer{}
	}
	x.residue = mod(x.residue, d)
	return x
}

func mod(a, m int64) int64 { return ((a % m) + m) % m }

// equal compares two numbers: by their values where both are known, else by their residues,
// which can only tell them apart.
func (c *classes) equal(l, r elab.Term) truthValue {
	x, y := c.number(l), c.number(r)
	switch {
	case x.exact && y.exact:
		return decided(x.low.Cmp(y.low) == 0)
	case x.exact && y.bounded && x.low.Cmp(y.low) < 0, y.exact && x.bounded && y.low.Cmp(x.low) < 0:
		return no
	case x.known && y.known && x.residue != y.residue:
		return no
	}
	return open
}

// below compares l ≤ r.
func (c *classes) below(l, r elab.Term) truthValue {
	x, y := c.number(l), c.number(r)
	switch {
	case x.exact && y.bounded && x.low.Cmp(y.low) <= 0:
		return yes
	case y.exact && x.bounded && x.low.Cmp(y.low) > 0:
		return no
	}
	return open
}

// integer is what is known of an integer for all members of the classes.
type integer struct {
	residue int64    // modulo the modulus, where known
	low     *big.Int // a lower bound, where bounded; the value, where exact
	known   bool
	bounded bool
	exact   bool
	// stable says of an exponent that it grows by multiples of the period only, and that it
	// is at least the height wherever it can grow.
	stable bool
}

// maxBound is the number of bits up to which values are calculated; longer ones are left out,
// as lower bounds they are cut off.
const maxBound = 256

func (c *classes) number(t elab.Term) integer {
	typ, ok := scalar(t)
	if !ok || typ != elab.Nat && typ != elab.Int {
		return integer{}
	}
	var x integer
	switch t := t.(type) {
	case *elab.Lit:
		if !t.Value.IsInt() {
			return integer{}
		}
		return c.constant(t.Value.Num())
	case *elab.Var:
		r, ok := c.at[t.Index]
		if !ok {
			return integer{}
		}
		x = integer{residue: mod(r, c.modulus), known: true, stable: true}
		if typ == elab.Nat {
			x.low, x.bounded, x.exact = big.NewInt(r), true, r < c.from
		}
		return x
	case *elab.Cast:
		return c.number(t.X)
	case *elab.Apply:
		x = c.operation(t, typ)
	}
	if typ == elab.Nat && !x.bounded {
		x.low, x.bounded = new(big.Int), true
	}
	return x
}

func (c *classes) constant(v *big.Int) integer {
	if v.BitLen() > maxBound {
		r := new(big.Int).Mod(v, big.NewInt(c.modulus)).Int64()
		x := integer{residue: r, known: true}
		if v.Sign() > 0 {
			x.low, x.bounded = new(big.Int).Lsh(big.NewInt(1), maxBound-1), true
		}
		return x
	}
	r := new(big.Int).Mod(v, big.NewInt(c.modulus)).Int64()
	return integer{residue: r, low: v, known: true, bounded: true, exact: true, stable: true}
}

// cut keeps bounds short.
func (x integer) cut() integer {
	if x.bounded && x.low.BitLen() > maxBound {
		x.exact, x.stable = false, false
		x.bounded = x.low.Sign() > 0
		x.low = new(big.Int).Lsh(big.NewInt(1), maxBound-1)
	}
	return x
}

func (c *classes) operation(t *elab.Apply, typ elab.Scalar) integer {
	var p [2]integer
	switch t.Op {
	case elab.Add, elab.Sub, elab.Mul, elab.Mod, elab.Neg, elab.Pow:
		for i, x := range t.Args {
			p[i] = c.number(x)
		}
	default:
		return integer{}
	}
	x, y := p[0], p[1]
	m := c.modulus
	z := integer{known: x.known && y.known, exact: x.exact && y.exact, stable: x.stable && y.stable && typ == elab.Nat}
	switch t.Op {
	case elab.Add:
		z.residue = (x.residue + y.residue) % m
		if z.bounded = x.bounded && y.bounded; z.bounded {
			z.low = new(big.Int).Add(x.low, y.low)
		}
	case elab.Mul:
		z.residue = x.residue * y.residue % m
		if z.bounded = x.bounded && y.bounded && (z.exact || x.low.Sign() >= 0 && y.low.Sign() >= 0); z.bounded {
			z.low = new(big.Int).Mul(x.low, y.low)
		}
		z.stable = z.stable && z.bounded
	case elab.Neg:
		z = integer{residue: mod(-x.residue, m), known: x.known, exact: x.exact}
		if x.exact {
			z.low, z.bounded = new(big.Int).Neg(x.low), true
		}
	case elab.Sub:
		z.residue, z.stable = mod(x.residue-y.residue, m), false
		z.bounded = x.bounded && y.exact
		if z.bounded {
			z.low = new(big.Int).Sub(x.low, y.low)
		}
		if typ == elab.Nat {
			// The difference is that of the integers where it is not negative.
			switch {
			case z.bounded && z.low.Sign() >= 0, c.s.knows(t.Args[1], t.Args[0]):
				if z.bounded && z.low.Sign() < 0 {
					z.low = new(big.Int)
				}
				z.stable = x.stable && y.exact && (x.exact || z.low.Cmp(big.NewInt(c.height)) >= 0)
			case z.exact:
				return c.constant(new(big.Int))
			default:
				return integer{}
			}
		}
	case elab.Mod:
		d, ok := c.literal(t.Args[1])
		if !ok || !x.known {
			return integer{}
		}
		return c.constant(big.NewInt(x.residue % d))
	case elab.Pow:
		return c.power(x, y).cut()
	}
	return z.cut()
}

// power is x ^ y for an exponent in ℕ. Where the exponent is not known it is stable: its
// other values differ from its least by multiples of the period, and that is at least the
// height.
func (c *classes) power(x, y integer) integer {
	if !y.bounded || !y.stable || y.low.Sign() < 0 || !y.low.IsInt64() {
		return integer{}
	}
	z := integer{known: x.known, exact: x.exact && y.exact}
	z.stable = z.exact
	if x.known {
		z.residue = new(big.Int).Exp(big.NewInt(x.residue), y.low, big.NewInt(c.modulus)).Int64()
	}
	if !x.bounded || x.low.Sign() < 0 && !z.exact {
		return z
	}
	// A number ≥ 1 has powers that do not fall with the exponent.
	if !z.exact && x.low.Sign() == 0 {
		z.low, z.bounded = new(big.Int), true
		return z
	}
	if bits := int64(x.low.BitLen()); bits > 1 && y.low.Int64() > 4*maxBound/bits {
		z.exact = false
		z.low, z.bounded = new(big.Int).Lsh(big.NewInt(1), maxBound-1), x.low.Sign() > 0
		return z
	}
	if x.low.BitLen() <= 1 && y.low.Int64() > maxBound {
		parity := y.low.Int64()%2 + 2
		z.low, z.bounded = new(big.Int).Exp(x.low, big.NewInt(parity), nil), true
		return z
	}
	z.low, z.bounded = new(big.Int).Exp(x.low, y.low, nil), true
	return z
}

// knows reports whether one of the facts is a ≤ b or a < b, as it stands.
func (s *Sequent) knows(a, b elab.Term) bool {
	for _, f := range s.Facts {
		p, ok := f.Prop.(*elab.Apply)
		if !ok {
			continue
		}
		switch p.Op {
		case elab.Le, elab.Lt:
			if alike(p.Args[0], a) && alike(p.Args[1], b) {
				return true
			}
		case elab.Ge, elab.Gt:
			if alike(p.Args[1], a) && alike(p.Args[0], b) {
				return true
			}
		}
	}
	return false
}
