package exact

import (
	"math/big"
	"strconv"
	"strings"
)

// String is x in Lean syntax, as `3/7` or `1/2 * Real.sqrt 5 - Real.pi`.
func (x Real) String() string {
	if err := x.Err(); err != nil {
		return "(" + err.Error() + ")"
	}
	if x.sum == nil {
		return x.rat.String()
	}
	var b strings.Builder
	for i, t := range x.sum.terms {
		c := t.coef
		if i > 0 {
			if c.Sign() < 0 {
				b.WriteString(" - ")
			} else {
				b.WriteString(" + ")
			}
			c = c.Abs()
		}
		factors := t.mono.lean()
		switch {
		case len(factors) == 0:
			b.WriteString(c.String())
			continue
		case c.Cmp(Int(-1)) == 0:
			b.WriteByte('-')
		case c.Cmp(Int(1)) != 0:
			b.WriteString(c.String() + " * ")
		}
		b.WriteString(strings.Join(factors, " * "))
	}
	return b.String()
}

// lean is the factors of p in Lean syntax; they bind as `^` does or closer.
func (p *product) lean() []string {
	var factors []string
	radicand := big.NewInt(1)
	for _, r := range p.roots {
		if r.exp.Cmp(Frac(1, 2)) == 0 {
			radicand.Mul(radicand, r.base)
		} else {
			factors = append(factors, "("+r.base.String()+" : ℝ) ^ ("+r.exp.String()+" : ℝ)")
		}
	}
	if radicand.Cmp(big.NewInt(1)) > 0 {
		factors = append(factors, "Real.sqrt "+radicand.String())
	}
	for _, a := range p.atoms {
		text := a.atom.lean()
		if a.exp != 1 {
			text = "(" + text + ")"
			if a.exp < 0 {
				text += "⁻¹"
			}
			if e := max(a.exp, -a.exp); e > 1 {
				text += " ^ " + strconv.Itoa(e)
			}
		}
		factors = append(factors, text)
	}
	if p.exp.sum != nil || p.exp.rat.Sign() != 0 {
		factors = append(factors, "Real.exp ("+p.exp.String()+")")
	}
	return factors
}

func (a *atom) lean() string {
	if a.op == opPi {
		return "Real.pi"
	}
	arg := a.arg.String()
	if a.arg.sum != nil || !a.arg.rat.IsInt() || a.arg.rat.Sign() < 0 {
		arg = "(" + arg + ")"
	}
	switch a.op {
	case opLog:
		return "Real.log " + arg
	case opRoot:
		if a.n == 2 {
			return "Real.sqrt " + arg
		}
		return arg + " ^ (1/" + strconv.Itoa(a.n) + " : ℝ)"
	case opInv:
		return arg + "⁻¹"
	case opSin:
		return "Real.sin " + arg
	case opCos:
		return "Real.cos " + arg
	case opCosPi:
		return "Real.cos (" + a.arg.String() + " * Real.pi)"
	case opArctan:
		return "Real.arctan " + arg
	default:
		return "Real.arcsin " + arg
	}
}
