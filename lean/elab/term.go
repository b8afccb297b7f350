package elab

import (
	"math/big"
	"strings"

	"cosita/lean/term"
)

// check elaborates t and makes it a term of type want.
func (e *elaborator) check(t term.Term, want Type) (Term, *Error) {
	x, err := e.elab(t, want)
	if err != nil {
		return nil, err
	}
	return e.coerce(x, want)
}

// elab elaborates t, for which want is the expected type if it is not nil; the result may
// yet have another type, from which it is to be cast.
func (e *elaborator) elab(t term.Term, want Type) (Term, *Error) {
	if e.steps++; e.steps > maxSteps {
		return nil, errorf(Undecided, "too many terms that wait for a type")
	}
	if _, ok := arithmetic(t); ok {
		return e.arith(t, want)
	}
	switch t := t.(type) {
	case *term.Ident:
		return e.ident(t, want)
	case *term.Num:
		m := e.fresh()
		m.numeral = true
		return e.literal(new(big.Rat).SetInt(t.Value), m, want)
	case *term.Scientific:
		v, ok := parseDecimal(t.Text)
		if !ok {
			return nil, errorf(Undecided, "the decimal literal %s", t.Text)
		}
		m := e.fresh()
		m.numeral, m.decimal = true, true
		return e.literal(v, m, want)
	case *term.Ascription:
		if t.Type == nil {
			return e.elab(t.X, want)
		}
		typ, ok, err := typeOf(t.Type)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, unsupported(describe(t))
		}
		return e.check(t.X, typ)
	case *term.Unary:
		return e.unary(t, want)
	case *term.Postfix:
		op := map[string]string{"⁻¹": "Inv.inv", "!": "Nat.factorial", "ᶜ": "HasCompl.compl"}[t.Op]
		if op == "" {
			return nil, unsupported(t.Op)
		}
		return e.named(op, want, t.X)
	case *term.Bracket:
		return e.named(fenceNames[t.Kind], want, t.X)
	case *term.Binary:
		return e.binary(t, want)
	case *term.Congruence:
		name := map[string]string{"MOD": "Nat.ModEq", "ZMOD": "Int.ModEq"}[t.Kind]
		if name == "" {
			return nil, unsupported("≡ [" + t.Kind + "]")
		}
		return e.named(name, want, t.N, t.L, t.R)
	case *term.App:
		return e.app(t, want)
	case *term.Proj:
		x, err := e.elab(t.X, nil)
		if err != nil {
			return nil, err
		}
		return e.fields(x, t.Field, nil, want)
	case *term.Quant:
		return e.quant(t, want)
	case *term.Big:
		return e.big(t, want)
	case *term.SetBuilder:
		return e.setBuilder(t, want)
	case *term.SetLit:
		return e.setLit(t.Elems, want)
	case *term.ListLit:
		return e.list(t, want)
	case *term.Tuple:
		return e.tuple(t.Elems, want)
	case *term.Anon:
		if p, ok := resolveOr(want).(Times); ok && len(t.Elems) > 1 {
			return e.tuple(t.Elems, p)
		}
	case *term.Section:
		return e.section(t, want)
	case *term.If:
		return e.ifThenElse(t, want)
	}
	return nil, unsupported(describe(t))
}

// resolveOr is what is known of t, which may be absent.
func resolveOr(t Type) Type {
	if t == nil {
		return nil
	}
	return resolve(t)
}

var fenceNames = map[string]string{
	"|": "abs", "‖": "Norm.norm", "⌊⌋": "Int.floor", "⌈⌉": "Int.ceil", "⌊⌋₊": "Nat.floor", "⌈⌉₊": "Nat.ceil",
}

// literal is a numeral: of the expected type, where that has numerals.
func (e *elaborator) literal(v *big.Rat, m *meta, want Type) (Term, *Error) {
	if want != nil && !e.unify(m, want) {
		return nil, errorf(IllTyped, "%s has no numerals such as %s", resolve(want), v.RatString())
	}
	return &Lit{Value: v, T: m}, nil
}

func (e *elaborator) unary(t *term.Unary, want Type) (Term, *Error) {
	switch t.Op {
	case "¬":
		return e.named("Not", want, t.X)
	case "√":
		return e.named("Real.sqrt", want, t.X)
	case "↑":
		x, err := e.elab(t.X, nil)
		if err != nil {
			return nil, err
		}
		to := want
		if to == nil {
			to = e.fresh()
		}
		return &Cast{X: x, T: to}, nil
	case "⇑":
		x, err := e.elab(t.X, nil)
		if err != nil {
			return nil, err
		}
		if eq, ok := resolve(x.Type()).(EquivOf); ok {
			return &Apply{Op: ToFun, Args: []Term{x}, T: Fun{eq.A, eq.B}}, nil
		}
	}
	return nil, unsupported(t.Op)
}

// binaryNames are the infix notations that are ordinary applications.
var binaryNames = map[string]string{
	"∣": "Dvd.dvd", "∧": "And", "∨": "Or", "→": "Imp", "↔": "Iff", "''": "Set.image",
	"⁻¹'": "Set.preimage", "×ˢ": "SProd", "∘": "Function.comp",
}

func (e *elaborator) binary(t *term.Binary, want Type) (Term, *Error) {
	if op, ok := binaryOps[t.Op]; ok && op.Relation() {
		return e.relation(op, t.L, t.R)
	}
	if name, ok := binaryNames[t.Op]; ok {
		return e.named(name, want, t.L, t.R)
	}
	switch t.Op {
	case "∪", "∩", "\\":
		return e.setOperation(map[string]Op{"∪": Union, "∩": Inter, "\\": SetDiff}[t.Op], t, want)
	case "⊆", "⊂":
		return e.inclusion(map[string]Op{"⊆": Subset, "⊂": StrictSubset}[t.Op], t.L, t.R)
	case "⊇", "⊃":
		return e.inclusion(map[string]Op{"⊇": Subset, "⊃": StrictSubset}[t.Op], t.R, t.L)
	case "∈":
		return e.membership(t.L, t.R)
	case "∉", "∤":
		return e.named("Not", want, &term.Binary{Op: map[string]string{"∉": "∈", "∤": "∣"}[t.Op], L: t.L, R: t.R})
	case "<|":
		return e.elab(&term.App{Fn: t.L, Args: []term.Arg{{Value: t.R}}}, want)
	case "|>":
		return e.elab(&term.App{Fn: t.R, Args: []term.Arg{{Value: t.L}}}, want)
	}
	return nil, unsupported(t.Op)
}

// ident elaborates a name: a variable, a field of one, or a name of the library.
func (e *elaborator) ident(t *term.Ident, want Type) (Term, *Error) {
	if x, rest, ok := e.local(t.Name); ok {
		if rest == "" {
			return x, nil
		}
		return e.fields(x, rest, nil, want)
	}
	return e.global(t.Name, nil, want)
}

// local is the variable that a name begins with, and the fields after it.
func (e *elaborator) local(name string) (Term, string, bool) {
	if e.scope != nil {
		e.steps += e.scope.depth / 16
	}
	if x, ok := e.scope.find(name); ok {
		return x, "", true
	}
	root, rest, dotted := strings.Cut(name, ".")
	if !dotted || strings.HasPrefix(name, "«") {
		return nil, "", false
	}
	x, ok := e.scope.find(root)
	return x, rest, ok
}

func (e *elaborator) app(t *term.App, want Type) (Term, *Error) {
	var args []term.Term
	for _, a := range t.Args {
		if a.Name != "" {
			return nil, unsupported("(" + a.Name + " := …)")
		}
		args = append(args, a.Value)
	}
	var f Term
	var err *Error
	switch fn := t.Fn.(type) {
	case *term.Ident:
		x, rest, ok := e.local(fn.Name)
		switch {
		case !ok:
			return e.global(fn.Name, args, want)
		case rest != "":
			return e.fields(x, rest, args, want)
		}
		f = x
	case *term.Proj:
		x, err := e.elab(fn.X, nil)
		if err != nil {
			return nil, err
		}
		return e.fields(x, fn.Field, args, want)
	default:
		if f, err = e.elab(t.Fn, nil); err != nil {
			return nil, err
		}
	}
	return e.call(f, args)
}

// call applies a function-valued term to arguments, from left to right.
func (e *elaborator) call(f Term, args []term.Term) (Term, *Error) {
	for _, a := range args {
		if eq, ok := resolve(f.Type()).(EquivOf); ok {
			f = &Apply{Op: ToFun, Args: []Term{f}, T: Fun{eq.A, eq.B}}
		}
		t, ok := resolve(f.Type()).(Fun)
		switch {
		case unknown(f.Type()):
			return nil, postponed("%s applied to arguments", Print(f))
		case !ok:
			return nil, errorf(IllTyped, "%s of type %s is applied to arguments", Print(f), resolve(f.Type()))
		}
		x, err := e.check(a, t.Dom)
		if err != nil {
			return nil, err
		}
		f = &Call{F: f, Arg: x, T: t.Cod}
	}
	return f, nil
}

func (e *elaborator) list(t *term.ListLit, want Type) (Term, *Error) {
	if t.Kind != "[" {
		return nil, unsupported(t.Kind + "…]")
	}
	var elem Type
	if l, ok := resolveOr(want).(ListOf); ok {
		elem = l.Elem
	} else {
		elem = e.fresh()
	}
	xs, err := e.all(t.Elems, elem)
	return &Apply{Op: List, Args: xs, T: ListOf{elem}}, err
}

// all elaborates terms of one type.
func (e *elaborator) all(ts []term.Term, want Type) ([]Term, *Error) {
	var xs []Term
	for _, t := range ts {
		x, err := e.check(t, want)
		if err != nil {
			return nil, err
		}
		xs = append(xs, x)
	}
	return xs, nil
}

// tuple elaborates `(a, b, …)`, which nests to the right.
func (e *elaborator) tuple(ts []term.Term, want Type) (Term, *Error) {
	if len(ts) == 0 {
		return nil, unsupported("()")
	}
	if len(ts) == 1 {
		return e.check(ts[0], want)
	}
	var a, b Type
	if p, ok := resolveOr(want).(Times); ok {
		a, b = p.A, p.B
	} else {
		a, b = e.fresh(), e.fresh()
	}
	x, err := e.check(ts[0], a)
	if err != nil {
		return nil, err
	}
	y, err := e.tuple(ts[1:], b)
	if err == nil {
		y, err = e.coerce(y, b)
	}
	if err != nil {
		return nil, err
	}
	return &Apply{Op: Pair, Args: []Term{x, y}, T: Times{a, b}}, nil
}

func (e *elaborator) ifThenElse(t *term.If, want Type) (Term, *Error) {
	if t.Name != "" {
		return nil, unsupported("if h : …")
	}
	c, err := e.check(t.Cond, Prop)
	if err != nil {
		return nil, err
	}
	typ := want
	if unknown(want) {
		typ = e.fresh()
	}
	xs, err := e.all([]term.Term{t.Then, t.Else}, typ)
	if err != nil {
		return nil, err
	}
	return &Apply{Op: Ite, Args: append([]Term{c}, xs...), T: typ}, nil
}
