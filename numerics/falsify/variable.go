package falsify

import (
	"reflect"

	"cosita/lean/elab"
	"cosita/numerics/eval"
	"cosita/numerics/exact"
)

// variable is what the hypotheses say of a variable directly.
type variable struct {
	name string
	slot int
	typ  elab.Type
	kind elab.Scalar // the type of a number; Prop where it is none
	// lo and hi are bounds, where the type or a hypothesis gives one.
	lo, hi   *exact.Rat
	used     bool
	exponent bool // whether it stands in an exponent
	// choices are the values that are tried of a type that is not a number's; all says that
	// the type has no others.
	choices []eval.Value
	all     bool
	// made says that only a rule may give the value: a hypothesis holds for that reason.
	made bool
	// derived says that a rule may give the value, of a type that has no numbers.
	derived bool
	// hints are values to try first.
	hints []exact.Rat
}

func newVariable(name string, slot int, t elab.Type) variable {
	v := variable{name: name, slot: slot, typ: t}
	switch t := t.(type) {
	case elab.Scalar:
		v.kind = t
		switch t {
		case elab.Nat, elab.NNReal:
			v.lo = new(exact.Rat)
		case elab.PNat:
			one := exact.Int(1)
			v.lo = &one
		case elab.Prop:
			v.choices, v.all = []eval.Value{eval.Bool(true), eval.Bool(false)}, true
		}
	default:
		v.choices, v.all = someOf(t)
	}
	return v
}

// maxEnumerated is the largest finite type whose values are all tried.
const maxEnumerated = 400

// someOf are values of a type without an order, and whether they are all.
func someOf(t elab.Type) ([]eval.Value, bool) {
	switch t := t.(type) {
	case elab.Fin:
		return residues(t.N)
	case elab.ZMod:
		return residues(t.N)
	case elab.Times:
		return pairs(t)
	case elab.Finset:
		return subsets(t.Elem, func(f eval.Finset) eval.Value { return f }), false
	case elab.Set:
		return subsets(t.Elem, func(f eval.Finset) eval.Value { return &eval.Set{Elems: f} }), false
	}
	return nil, false
}

func residues(n int) ([]eval.Value, bool) {
	var all []eval.Value
	for i := range min(n, maxEnumerated) {
		all = append(all, eval.Int(int64(i)))
	}
	return all, n <= maxEnumerated
}

// simple are a few values of a type, of which pairs and sets are made.
func simple(t elab.Type) []eval.Value {
	s, ok := t.(elab.Scalar)
	if !ok {
		some, _ := someOf(t)
		return some[:min(len(some), 6)]
	}
	v := newVariable("", 0, s)
	if !v.number() {
		return v.choices
	}
	v.used = true
	values, _ := v.grid(6, nil)
	return values
}

func pairs(t elab.Times) ([]eval.Value, bool) {
	var all []eval.Value
	for _, a := range simple(t.A) {
		for _, b := range simple(t.B) {
			all = append(all, eval.Pair{First: a, Second: b})
		}
	}
	return all, false
}

func subsets(elem elab.Type, of func(eval.Finset) eval.Value) []eval.Value {
	some := simple(elem)
	some = some[:min(len(some), 4)]
	var all []eval.Value
	for mask := range 1 << len(some) {
		f := eval.Finset{}
		for i, x := range some {
			if mask&(1<<i) != 0 {
				f = append(f, x)
			}
		}
		all = append(all, of(f))
	}
	return all
}

// number reports whether the values are numbers, of which every rational one is known.
func (v *variable) number() bool { return v.kind != elab.Prop }

func (v *variable) integral() bool {
	return v.kind == elab.Nat || v.kind == elab.Int || v.kind == elab.PNat
}

// value is a rational number as a value of the variable.
func (v *variable) value(x exact.Rat) eval.Value {
	if v.kind == elab.Complex {
		return eval.Complex{Re: exact.FromRat(x)}
	}
	return eval.Rational(x)
}

// rational is the rational number that a value is.
func rational(v eval.Value) (exact.Rat, bool) {
	switch v := v.(type) {
	case eval.Num:
		return v.Rat()
	case eval.Complex:
		im, ok := v.Im.Rat()
		if !ok || im.Sign() != 0 {
			return exact.Rat{}, false
		}
		return v.Re.Rat()
	}
	return exact.Rat{}, false
}

// admits reports whether x is a value of the type and within the bounds.
func (v *variable) admits(x eval.Value) bool {
	if !v.number() {
		return x != nil
	}
	if v.kind == elab.Complex {
		return true
	}
	n, ok := x.(eval.Num)
	if !ok {
		return false
	}
	if r, ok := n.Rat(); ok {
		return inhabits(r, v.kind) && (v.lo == nil || r.Cmp(*v.lo) >= 0) && (v.hi == nil || r.Cmp(*v.hi) <= 0)
	}
	if v.kind != elab.Real && v.kind != elab.NNReal {
		return false
	}
	within := func(bound *exact.Rat, sign int) bool {
		if bound == nil {
			return true
		}
		c, ok := n.Cmp(exact.FromRat(*bound))
		return !ok || c*sign >= 0
	}
	return within(v.lo, 1) && within(v.hi, -1)
}

// size is the number of values within the bounds, if that is known and small.
func (v *variable) size() (int, bool) {
	if !v.number() {
		return len(v.choices), v.all
	}
	if !v.integral() || v.lo == nil || v.hi == nil {
		return 0, false
	}
	n, ok := v.hi.Sub(*v.lo).Int64()
	if !ok || n > 1<<30 {
		return 0, false
	}
	return int(max(n+1, 0)), true
}

// limit tightens a bound: x ≤ at, or x ≥ at. Bounds of integers are rounded inwards.
func (v *variable) limit(at exact.Rat, upper, strict bool) {
	if !v.number() || v.kind == elab.Complex {
		return
	}
	if v.integral() {
		floor, _ := exact.DivMod(exact.FromBigInt(at.Num()), exact.FromBigInt(at.Den()))
		switch {
		case upper && strict && at.IsInt():
			at = floor.Sub(exact.Int(1))
		case upper:
			at = floor
		case strict || !at.IsInt():
			at = floor.Add(exact.Int(1))
		}
	}
	if upper {
		if v.hi == nil || at.Cmp(*v.hi) < 0 {
			v.hi = &at
		}
	} else if v.lo == nil || at.Cmp(*v.lo) > 0 {
		v.lo = &at
	}
}

// inhabits reports whether x is a value of the type.
func inhabits(x exact.Rat, t elab.Scalar) bool {
	switch t {
	case elab.Nat:
		return x.IsInt() && x.Sign() >= 0
	case elab.PNat:
		return x.IsInt() && x.Sign() > 0
	case elab.Int:
		return x.IsInt()
	case elab.NNReal:
		return x.Sign() >= 0
	}
	return t == elab.Rat || t == elab.Real || t == elab.Complex
}

// converted is a value of a term as a value of the variable, casts having been left out.
func (v *variable) converted(x eval.Value) (eval.Value, bool) {
	if !v.number() {
		return x, x != nil
	}
	switch n := x.(type) {
	case eval.Num:
		if n.Err() != nil {
			return nil, false
		}
		if v.kind == elab.Complex {
			return eval.Complex{Re: n.Real}, true
		}
	case eval.Complex:
		if v.kind != elab.Complex {
			if s, ok := n.Im.Sign(); !ok || s != 0 {
				return nil, false
			}
			x = eval.Num{Real: n.Re}
		}
	default:
		return nil, false
	}
	return x, v.admits(x)
}

// equal reports whether two values are plainly the same.
func equal(a, b eval.Value) bool {
	x, okX := a.(eval.Num)
	y, okY := b.(eval.Num)
	if okX && okY {
		c, ok := x.Cmp(y.Real)
		return ok && c == 0
	}
	return reflect.DeepEqual(a, b)
}
