package verify

import (
	"slices"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// Def names a fact that gives a variable its value, or a function some of its values:
//
//	x = t, t = x           t has a value
//	∀ x, f x = t           f is the function
//	f a = t, t = f a       a and t have values
//	∀ n, p → f a = t       the same at each n from From to To, up or down, unless p fails
//	∀ x, x ∈ S ↔ p         all x with p are found
//
// Variables that earlier definitions have set may occur in it.
type Def struct {
	At   int   `json:"at"`
	From int64 `json:"from,omitempty"`
	To   int64 `json:"to,omitempty"`
}

// maxEntries bounds the values of functions that one step makes.
const maxEntries = 4096

// evaluate closes s: with the values that the definitions give, the goal holds, or the fact
// n.At - 1 fails; or it follows from the facts for all values of the other variables that
// evaluation can quantify over.
func (s *Sequent) evaluate(n *Node) error {
	d, err := s.defined(n.Defs)
	if err != nil {
		return err
	}
	used := map[int]bool{}
	for _, def := range n.Defs {
		used[def.At] = true
	}
	t, want := s.Goal, true
	if n.At != 0 {
		if n.At < 1 || n.At > len(s.Facts) || s.Facts[n.At-1].Prop == nil {
			return reject("there is no fact %d", n.At-1)
		}
		t, want = s.Facts[n.At-1].Prop, false
	}
	if got, err := eval.Holds(t, d.env); err == nil && got == want {
		return nil
	} else if n.At != 0 || err == nil {
		return reject("%s is not seen to be %t by evaluation", elab.Print(t), want)
	}
	for i, f := range slices.Backward(s.Facts) {
		if f.Prop != nil && !used[i] {
			t = binary(elab.Imp, f.Prop, t)
		}
	}
	for _, v := range slices.Backward(s.Variables()) {
		if _, scalar := v.T.(elab.Scalar); scalar && d.env[v.Index] == nil {
			t = &elab.Apply{Op: elab.Forall, Args: []elab.Term{&elab.Lambda{Param: v, Body: t}}, T: elab.Prop}
		}
	}
	if got, err := eval.Holds(t, d.env); err != nil || !got {
		return reject("%s is not seen to hold by evaluation", elab.Print(s.Goal))
	}
	return nil
}

func (s *Sequent) defined(defs []Def) (*Definitions, error) {
	if len(defs) > 2*len(s.Facts) {
		return nil, reject("%d definitions", len(defs))
	}
	d := s.Undefined()
	for _, def := range defs {
		if err := d.define(def); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Definitions are the values that facts give to variables.
type Definitions struct {
	s       *Sequent
	env     eval.Env
	tables  map[int]*table // of functions that are known at some arguments, by slot
	entries int            // of all tables
}

// table holds the values of a function, the latest first.
type table struct {
	room  []eval.Entry
	first int
}

func (t *table) with(e eval.Entry) *table {
	if t == nil {
		t = &table{make([]eval.Entry, maxEntries), maxEntries}
	}
	t.first--
	t.room[t.first] = e
	return t
}

// Undefined are no definitions.
func (s *Sequent) Undefined() *Definitions {
	return &Definitions{s: s, env: s.env(), tables: map[int]*table{}}
}

// And gives d with one more, which is unchanged, and false where the fact is none.
func (d *Definitions) And(def Def) (*Definitions, bool) {
	more := &Definitions{d.s, append(eval.Env{}, d.env...), map[int]*table{}, d.entries}
	for slot, t := range d.tables {
		more.tables[slot] = &table{append([]eval.Entry{}, t.room...), t.first}
	}
	return more, more.define(def) == nil
}

// free is the variable of s that t is, if it has no value yet.
func (d *Definitions) free(t elab.Term) (*elab.Var, bool) {
	v, ok := t.(*elab.Var)
	return v, ok && d.s.closed(v) && d.env[v.Index] == nil
}

func (d *Definitions) define(def Def) error {
	if def.At < 0 || def.At >= len(d.s.Facts) || d.s.Facts[def.At].Prop == nil {
		return reject("there is no fact %d", def.At)
	}
	prop := d.s.Facts[def.At].Prop
	a, ok := prop.(*elab.Apply)
	if !ok {
		return reject("%s defines nothing", elab.Print(prop))
	}
	switch a.Op {
	case elab.Eq:
		for i, x := range a.Args {
			if v, ok := d.free(x); ok {
				value, err := eval.Eval(a.Args[1-i], d.env)
				if err != nil {
					return reject("%s has no value", elab.Print(a.Args[1-i]))
				}
				d.env[v.Index] = value
				return nil
			}
		}
		return d.entry(a)
	case elab.Forall:
		l, ok := a.Args[0].(*elab.Lambda)
		if !ok {
			break
		}
		if d.function(l) || d.set(l) {
			return nil
		}
		if l.Param.T != elab.Type(elab.Nat) && l.Param.T != elab.Type(elab.Int) {
			break
		}
		step := int64(1)
		if def.To < def.From {
			step = -1
		}
		if span := step * (def.To - def.From); span < 0 || span > maxEntries {
			return reject("the numbers from %d to %d", def.From, def.To)
		}
		before := d.entries
		for n := def.From; n != def.To+step; n += step {
			if d.s.stopped() {
				return reject("stopped")
			}
			if n >= 0 || l.Param.T == elab.Type(elab.Int) {
				if err := d.at(l, n); err != nil {
					return err
				}
			}
		}
		if d.entries > before {
			return nil
		}
	}
	return reject("%s defines nothing", elab.Print(prop))
}

// at takes the value that `∀ n, p → f a = t` gives at n.
func (d *Definitions) at(l *elab.Lambda, n int64) error {
	body := substitute(l.Body, l.Param.Index, literal(exact.Int(n), l.Param.T.(elab.Scalar)))
	for {
		imp, ok := body.(*elab.Apply)
		if !ok || imp.Op != elab.Imp {
			break
		}
		holds, err := eval.Holds(imp.Args[0], d.env)
		if err != nil {
			return reject("%s is not decided", elab.Print(imp.Args[0]))
		} else if !holds {
			return nil
		}
		body = imp.Args[1]
	}
	eq, ok := body.(*elab.Apply)
	if !ok || eq.Op != elab.Eq {
		return reject("%s defines nothing", elab.Print(body))
	}
	return d.entry(eq)
}

// entry takes the value of a function that `f a = t` or `t = f a` gives.
func (d *Definitions) entry(eq *elab.Apply) error {
	for i, x := range eq.Args {
		c, ok := x.(*elab.Call)
		if !ok {
			continue
		}
		f, ok := c.F.(*elab.Var)
		if !ok || !d.s.closed(f) {
			continue
		}
		if d.env[f.Index] != nil && d.tables[f.Index] == nil {
			continue
		}
		at, err := eval.Eval(c.Arg, d.env)
		if err != nil {
			continue
		}
		value, err := eval.Eval(eq.Args[1-i], d.env)
		if err != nil {
			continue
		}
		if d.entries++; d.entries > maxEntries {
			return reject("more than %d values of functions", maxEntries)
		}
		t := d.tables[f.Index].with(eval.Entry{At: at, Value: value})
		d.tables[f.Index], d.env[f.Index] = t, &eval.Function{Table: t.room[t.first:]}
		return nil
	}
	return reject("%s gives no function a value", elab.Print(eq))
}

// function takes `∀ x y …, f x y … = t` as the definition of f.
func (d *Definitions) function(l *elab.Lambda) bool {
	params := []*elab.Var{l.Param}
	body := l.Body
	for {
		a, ok := body.(*elab.Apply)
		if !ok || a.Op != elab.Forall {
			break
		}
		inner, ok := a.Args[0].(*elab.Lambda)
		if !ok {
			return false
		}
		params, body = append(params, inner.Param), inner.Body
	}
	eq, ok := body.(*elab.Apply)
	if !ok || eq.Op != elab.Eq {
		return false
	}
	for i, side := range eq.Args {
		f, ok := d.applied(side, params)
		if !ok || mentions(eq.Args[1-i], f.Index) {
			continue
		}
		value := eq.Args[1-i]
		for j := len(params) - 1; j > 0; j-- {
			value = &elab.Lambda{Param: params[j], Body: value}
		}
		env := append(eval.Env{}, d.env...)
		d.env[f.Index] = &eval.Function{Lambda: &elab.Lambda{Param: params[0], Body: value}, Env: env}
		return true
	}
	return false
}

// applied reports whether t is a variable without a value, applied to just these variables in
// their order.
func (d *Definitions) applied(t elab.Term, params []*elab.Var) (*elab.Var, bool) {
	for _, p := range slices.Backward(params) {
		c, ok := t.(*elab.Call)
		if !ok {
			return nil, false
		}
		x, ok := c.Arg.(*elab.Var)
		if !ok || x.Index != p.Index {
			return nil, false
		}
		t = c.F
	}
	return d.free(t)
}

// set takes `∀ x, x ∈ S ↔ p` as the definition of S, where its elements are found.
func (d *Definitions) set(l *elab.Lambda) bool {
	iff, ok := l.Body.(*elab.Apply)
	if !ok || iff.Op != elab.Iff {
		return false
	}
	for i, side := range iff.Args {
		in, ok := side.(*elab.Apply)
		if !ok || in.Op != elab.Mem {
			continue
		}
		x, ok := in.Args[0].(*elab.Var)
		if !ok || x.Index != l.Param.Index {
			continue
		}
		v, ok := d.free(in.Args[1])
		if !ok || mentions(iff.Args[1-i], v.Index) {
			continue
		}
		where := &elab.Lambda{Param: l.Param, Body: iff.Args[1-i]}
		elements, complete, err := eval.Solve(where, d.env)
		switch v.T.(type) {
		case elab.Finset:
			if err != nil || !complete {
				return false
			}
			d.env[v.Index] = eval.Finset(elements)
		case elab.Set:
			if err == nil && complete {
				d.env[v.Index] = &eval.Set{Elems: elements}
			} else {
				d.env[v.Index] = &eval.Set{Where: &eval.Function{Lambda: where, Env: append(eval.Env{}, d.env...)}}
			}
		default:
			return false
		}
		return true
	}
	return false
}

func mentions(t elab.Term, slot int) bool {
	found := false
	visit(t, func(t elab.Term) {
		v, ok := t.(*elab.Var)
		found = found || ok && v.Index == slot
	})
	return found
}
