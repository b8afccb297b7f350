package verify

import (
	"math/big"

	"cosita/lean/elab"
)

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
