package verify

import "cosita/lean/elab"

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
