package falsify

import (
	"math/bits"
	"slices"

	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// partial is a point of which some variables are known.
type partial struct {
	env   eval.Env
	known uint64
}

func (at partial) clone() partial {
	at.env = slices.Clone(at.env)
	return at
}

func (p *problem) set(at *partial, i int, x eval.Value) {
	at.env[p.vars[i].slot] = x
	at.known |= 1 << i
}

func (at *partial) value(p *problem, i int) eval.Value { return at.env[p.vars[i].slot] }

// rational is the value of a known variable, if that is a rational number.
func (at *partial) rational(p *problem, i int) (exact.Rat, bool) { return rational(at.value(p, i)) }

// choice is a variable that an equation in one variable leaves several values.
type choice struct {
	index  int
	values []eval.Value
}

// solve gives at every variable that the equations and rules determine and reports false where
// they contradict it. With loose unset, equations that were multiplied by divisors are left
// out. Where nothing but a choice of roots is left, that is returned.
func (p *problem) solve(at *partial, loose bool) (*choice, bool) {
	for {
		if !p.follow(at) {
			return nil, false
		}
		var rows []residue
		var open *choice
		for i := range p.equations {
			e := &p.equations[i]
			if e.loose && !loose || e.vars&^at.known == 0 && e.loose {
				continue
			}
			r, ok := e.reduce(p, at)
			if !ok {
				if open == nil {
					open = p.surd(e, at)
				}
				continue
			}
			switch {
			case r.unknown == 0:
				if r.constant.Sign() != 0 {
					return nil, false
				}
			case r.straight:
				rows = append(rows, r)
			case (open == nil || len(open.values) == 0) && bits.OnesCount64(r.unknown) == 1 && len(r.powers) > 0:
				var all bool
				open, all = p.choose(bits.TrailingZeros64(r.unknown), r.powers)
				if len(open.values) == 0 && all {
					return nil, false
				}
			}
		}
		progress, ok := p.eliminate(rows, at)
		if !ok {
			return nil, false
		}
		if !progress {
			if open != nil && len(open.values) == 0 {
				open = nil
			}
			return open, true
		}
	}
}

// follow makes the values of rules whose needs are known.
func (p *problem) follow(at *partial) bool {
	for again := true; again; {
		again = false
		for i := range p.rules {
			r := &p.rules[i]
			if at.known&(1<<r.index) != 0 || r.needs&^at.known != 0 {
				continue
			}
			x, err := r.make(at.env)
			if err != nil {
				p.failure(err)
				if p.vars[r.index].made {
					return false
				}
				continue
			}
			if x, ok := p.vars[r.index].converted(x); ok {
				p.set(at, r.index, x)
				again = true
			} else {
				return false
			}
		}
	}
	return true
}

// eliminate brings the rows to reduced echelon form, exactly, and sets the variables that
// they determine. It reports false where the rows contradict each other.
func (p *problem) eliminate(rows []residue, at *partial) (progress, ok bool) {
	if len(rows) == 0 {
		return false, true
	}
	done := 0
	for column := range p.vars {
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
			p.set(at, only, p.vars[only].value(rows[i].constant.Neg()))
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
