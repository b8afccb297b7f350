package falsify

import (
	"math/bits"
	"slices"

	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// partial is a point of which some variables are known.
type partial struct {
	values point
	known  uint64
}

func (p partial) clone() partial {
	p.values = slices.Clone(p.values)
	return p
}

func (p *partial) set(i int, x exact.Rat) {
	p.values[i] = x
	p.known |= 1 << i
}

// choice is a variable that an equation in one variable leaves several values.
type choice struct {
	index  int
	values []exact.Rat
}

// solve gives p every variable that the equations determine and reports false where they
// contradict p. With loose unset, equations that were multiplied by divisors are left out.
// Where nothing but a choice of roots is left, that is returned.
func (p *problem) solve(at *partial, loose bool) (*choice, bool) {
	for {
		p.define(at)
		var rows []residue
		var open *choice
		for i := range p.equations {
			e := &p.equations[i]
			if e.loose && !loose {
				continue
			}
			r := e.reduce(at)
			switch {
			case r.unknown == 0:
				if r.constant.Sign() != 0 {
					return nil, false
				}
			case r.straight:
				rows = append(rows, r)
			case open == nil && bits.OnesCount64(r.unknown) == 1 && len(r.powers) > 0:
				open = &choice{bits.TrailingZeros64(r.unknown), roots(r.powers)}
				if len(open.values) == 0 {
					return nil, false
				}
			}
		}
		progress, ok := eliminate(rows, at)
		if !ok {
			return nil, false
		}
		if !progress {
			return open, true
		}
	}
}

// define gives the variables of definitions whose bodies are known their values.
func (p *problem) define(at *partial) {
	for _, d := range p.definitions {
		if at.known&(1<<d.index) == 0 && d.vars&^at.known == 0 {
			if y, err := eval.Number(d.body, at.values.env()); err == nil {
				if x, ok := y.Rat(); ok {
					at.set(d.index, x)
				}
			}
		}
	}
}

// eliminate brings the rows to reduced echelon form, exactly, and sets the variables that
// they determine. It reports false where the rows contradict each other.
func eliminate(rows []residue, at *partial) (progress, ok bool) {
	done := 0
	for column := range at.values {
		pivot := -1
		for i := done; i < len(rows); i++ {
			if rows[i].linear[column].Sign() != 0 {
				pivot = i
				break
			}
		}
		if pivot < 0 {
			continue
		}
		rows[done], rows[pivot] = rows[pivot], rows[done]
		scale := exact.Int(1).Quo(rows[done].linear[column])
		rows[done].scale(scale)
		for i := range rows {
			if i != done {
				rows[i].subtract(&rows[done], rows[i].linear[column])
			}
		}
		done++
	}
	for i := range rows {
		only, count := -1, 0
		for v, c := range rows[i].linear {
			if c.Sign() != 0 {
				only, count = v, count+1
			}
		}
		switch {
		case count == 0 && rows[i].constant.Sign() != 0:
			return false, false
		case count == 1:
			at.set(only, rows[i].constant.Neg())
			progress = true
		}
	}
	return progress, true
}

func (r *residue) scale(c exact.Rat) {
	r.constant = r.constant.Mul(c)
	for i := range r.linear {
		r.linear[i] = r.linear[i].Mul(c)
	}
}

func (r *residue) subtract(s *residue, c exact.Rat) {
	if c.Sign() == 0 {
		return
	}
	r.constant = r.constant.Sub(s.constant.Mul(c))
	for i := range r.linear {
		r.linear[i] = r.linear[i].Sub(s.linear[i].Mul(c))
	}
}
