package falsify

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cosita/lean/elab"
	"cosita/numerics/exact"
)

// smallCells are the arguments whose values are kept apart for a function of ℕ that is
// applied to a bound variable.
const smallCells = 4

// findCells makes cells of the applications in t, below the given bound variables.
func (p *problem) findCells(t elab.Term, bound []int) {
	if v, args := application(t); v != nil && len(args) > 0 {
		if f := p.functions[v.Index]; f != nil && f.lambda != nil && (!f.quantified || f.exceptions) && len(args) == len(f.doms) {
			free := true
			for _, x := range args {
				p.findCells(x, bound)
				free = free && !slices.ContainsFunc(bound, func(slot int) bool { return mentions(x, slot) })
			}
			switch {
			case free:
				p.cell(f, args)
			case len(f.doms) == 1 && f.doms[0] == elab.Type(elab.Nat):
				for k := range int64(smallCells) {
					p.cell(f, []elab.Term{&elab.Lit{Value: big.NewRat(k, 1), T: elab.Nat}})
				}
			}
			return
		}
	}
	switch t := t.(type) {
	case *elab.Cast:
		p.findCells(t.X, bound)
	case *elab.Lambda:
		p.findCells(t.Body, append(slices.Clip(bound), t.Param.Index))
	case *elab.Call:
		p.findCells(t.F, bound)
		p.findCells(t.Arg, bound)
	case *elab.Apply:
		for _, x := range t.Args {
			p.findCells(x, bound)
		}
	}
}

// cell is the hidden variable for f at the arguments.
func (p *problem) cell(f *function, args []elab.Term) (*elab.Var, bool) {
	var b strings.Builder
	for _, x := range args {
		k, ok := p.keyOf(x)
		if !ok {
			return nil, false
		}
		b.WriteString(k + ";")
	}
	key := b.String()
	for _, c := range f.cells {
		if c.key == key {
			return c.v, true
		}
	}
	if len(p.vars) >= maxVars {
		return nil, false
	}
	// A clause may give the value.
	for _, c := range f.clauses {
		values, ok := p.numerals(args)
		if !ok {
			return nil, false
		}
		if holds, known := p.guarded(c, values); holds || !known {
			return nil, false
		}
	}
	v := p.hide(fmt.Sprintf("%s(%s)", f.name, key), f.cod)
	f.cells = append(f.cells, cell{key, args, v})
	return v, true
}

// keyOf is the same for arguments that are the same polynomial.
func (p *problem) keyOf(t elab.Term) (string, bool) {
	if f, ok := p.fraction(t, nil); ok {
		if d, ok := constantOf(f.den); ok && d.Sign() != 0 {
			return fmt.Sprint(f.num.Scale(exact.Int(1).Quo(d)).Terms()), true
		}
	}
	if t.Type() == nil {
		return "", false
	}
	return fmt.Sprintf("%p", t), true
}

func (p *problem) numerals(args []elab.Term) ([]exact.Rat, bool) {
	values := make([]exact.Rat, len(args))
	for i, x := range args {
		f, ok := p.fraction(x, nil)
		if !ok {
			return nil, false
		}
		if values[i], ok = f.constant(); !ok {
			return nil, false
		}
	}
	return values, true
}

// maxDepth bounds functions within functions.
const maxDepth = 40

// call is the value of a function as a fraction.
func (p *problem) call(t *elab.Call, in scope) (fraction, bool) {
	if l, ok := t.F.(*elab.Lambda); ok {
		x, ok := p.fraction(t.Arg, in)
		if !ok {
			return fraction{}, false
		}
		return p.fraction(l.Body, in.with(l.Param.Index, x))
	}
	v, args := application(t)
	if v == nil {
		return fraction{}, false
	}
	f := p.functions[v.Index]
	if f == nil || len(args) != len(f.doms) || p.depth > maxDepth {
		return fraction{}, false
	}
	p.depth++
	defer func() { p.depth-- }()
	values := make([]fraction, len(args))
	for i, x := range args {
		var ok bool
		if values[i], ok = p.fraction(x, in); !ok {
			if in == nil && f.lambda != nil && (!f.quantified || f.exceptions) {
				return p.cellValue(f, args)
			}
			return fraction{}, false
		}
	}
	if f.recursion != nil {
		if c, ok := values[0].constant(); ok {
			return f.recursion.symbolic(p, f, c)
		}
		return fraction{}, false
	}
	if c, ok := p.clauseAt(f, values); ok {
		inner := scope{}
		for i, x := range c.params {
			inner[x.Index] = values[i]
		}
		return p.fraction(c.body, inner)
	}
	if f.lambda == nil {
		return fraction{}, false
	}
	if f.quantified && !f.exceptions && len(f.clauses) == 0 {
		inner, body := scope{}, elab.Term(f.lambda)
		for i := range values {
			l := body.(*elab.Lambda)
			inner[l.Param.Index], body = values[i], l.Body
		}
		return p.fraction(body, inner)
	}
	if in != nil {
		literals := make([]elab.Term, len(args))
		for i, x := range values {
			c, ok := x.constant()
			if !ok {
				return fraction{}, false
			}
			literals[i] = &elab.Lit{Value: new(big.Rat).SetFrac(c.Num(), c.Den()), T: f.doms[i]}
		}
		args = literals
	}
	return p.cellValue(f, args)
}

func (p *problem) cellValue(f *function, args []elab.Term) (fraction, bool) {
	v, ok := p.cell(f, args)
	if !ok {
		return fraction{}, false
	}
	return p.fraction(v, nil)
}

// clauseAt is the clause that gives f's value at the arguments.
func (p *problem) clauseAt(f *function, values []fraction) (clause, bool) {
	args := make([]exact.Rat, len(values))
	constants := true
	for i, x := range values {
		c, ok := x.constant()
		args[i], constants = c, constants && ok
	}
	for _, c := range f.clauses {
		if len(c.guards) == 0 {
			return c, true
		}
		if !constants {
			return clause{}, false
		}
		if holds, known := p.guarded(c, args); holds {
			return c, true
		} else if !known {
			return clause{}, false
		}
	}
	return clause{}, false
}
